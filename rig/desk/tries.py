"""What the tempo search tries for a cue: meters, tempi and starts, and how many bars those make."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final

import numpy as np

from rig.desk.asked import Beat
from rig.desk.beats import combs
from rig.desk.case import on_end
from rig.desk.reading import Search, Target
from rig.errors import RigError
from rig.score.form import Meter
from rig.score.measure import SECOND_US, TICKS_PER_BEAT
from rig.score.sheet import On
from rig.score.tempo import BPM_MAX, BPM_MIN

if TYPE_CHECKING:
    from rig.desk.asked import Asked
    from rig.desk.beats import Floats
    from rig.desk.case import Case
    from rig.desk.reading import Reading

POINTS_MAX: Final = 20_000_000
"""Tempi times starts that are tried for a meter; about 6 ns for each and each hit."""

_TEMPI: Final = (Fraction(60), Fraction(160))
_BEGIN_S: Final = (Fraction(-2), Fraction(2))
_METERS: Final = (Meter(3, 4), Meter(4, 4))
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Tries:
    """One meter's search: its tempi in felt beats a minute, and how far each is from the meant."""

    meter: Meter
    search: Search
    bpm: tuple[Fraction, ...]
    far: Floats

    @property
    def pulses_per_s(self) -> Floats:
        """The tempi."""
        return np.array([float(bpm) for bpm in self.bpm]) / 60


def tries(case: Case, asked: Asked) -> tuple[Tries, ...]:
    """The search of each meter that is asked for.

    Raises ``RigError`` where a place of the sheet is in no such meter, or a tempo is none.
    """
    written = case.music.meter
    meters = asked.meters or ((written,) if written is not None else _METERS)
    return tuple(_tries(case, asked, meter) for meter in meters)


def _tries(case: Case, asked: Asked, meter: Meter) -> Tries:
    quarters = Fraction(meter.pulse, TICKS_PER_BEAT)
    meant = _meant(case, quarters)
    low, high = asked.tempo or _range(case, meant)
    if not (low * quarters >= BPM_MIN and high * quarters <= BPM_MAX):
        raise RigError(
            f"{float(low):g} to {float(high):g} in {meter.count}/{meter.unit} is not all within"
            f" {BPM_MIN} to {BPM_MAX} quarters a minute"
        )
    count = int((high - low) / asked.step) + 1
    if count * len(starts(case, asked)) > POINTS_MAX:
        raise RigError(
            f"{count} tempi and {len(starts(case, asked))} starts are too many to try;"
            " take a larger --step, or less of --tempo or --offset"
        )
    bpm = tuple(low + asked.step * n for n in range(count))
    speeds = np.array([float(one) for one in bpm])
    nearest = np.clip(speeds, float(meant[0]), float(meant[1])) if meant else speeds
    far: Floats = np.abs(np.log(speeds / nearest))
    return Tries(meter, _search(case, asked, meter), bpm, far)


def _meant(case: Case, quarters: Fraction) -> tuple[Fraction, Fraction] | None:
    """The tempo that is meant, from and to, in felt beats of so many quarters a minute."""
    if case.hinted is not None:
        low, high = case.hinted[1]
        return Fraction(low), Fraction(high)
    if case.written_bpm is not None:
        return case.written_bpm / quarters, case.written_bpm / quarters
    return None


def _range(case: Case, meant: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction]:
    """Where to search when nothing is said."""
    if meant is None:
        return _TEMPI
    return meant if case.hinted else (min(_TEMPI[0], meant[0]), max(_TEMPI[1], meant[1]))


def starts(case: Case, asked: Asked) -> range:
    """The frames on which the cue may begin, from the expected one; a film begins on none else.

    A cue that begins by itself begins when it does, unless a start is asked for.
    """
    cue = case.sheet.cues[case.number]
    if asked.begin_s is None and (cue.starts_itself or cue.on is On.TIME):
        return range(1)
    low, high = asked.begin_s or _BEGIN_S
    speed = case.sheet.film.pace.speed_at(case.begin_frame)
    first = ceil(low * speed)
    return range(first, max(floor(high * speed), first) + 1)


def _search(case: Case, asked: Asked, meter: Meter) -> Search:
    teeth, on_bars = combs(meter, asked.weakest), combs(meter, Beat.BAR)
    targets = []
    for hit in case.hits:
        ticks = None if hit.spot is None else case.music.ticks_of(hit.spot, meter)
        if hit.spot is not None and ticks is None:
            raise RigError(
                f"{hit.text or 'a hit'} stands on a beat that {meter.count}/{meter.unit} has not;"
                " write ~ for its place, or leave that meter out"
            )
        at_end = case.open_bars and on_end(hit, case.sheet.cues[case.number])
        free = on_bars if at_end else teeth
        targets.append(
            Target(
                at_s=case.seconds(hit.frame),
                weight=hit.weight,
                early_s=max(hit.miss.early_us, 1) / SECOND_US,
                late_s=max(hit.miss.late_us, 1) / SECOND_US,
                combs=free if ticks is None or at_end else (),
                beat=None if ticks is None or at_end else ticks / meter.pulse,
            )
        )
    bars = asked.bars if case.open_bars and asked.bars else (1, case.music.bars)
    return Search(
        targets=tuple(targets),
        bar=meter.bar / meter.pulse,
        lead=case.music.lead(meter) / meter.pulse,
        least_bars=bars[0],
        most_bars=bars[1],
        end_s=case.end_s if asked.bars else None,
    )


def bars_of(case: Case, reading: Reading) -> int:
    """How many bars a reading has: as written, else as come nearest to the end of the cue."""
    search = reading.search
    if not case.open_bars:
        return case.music.bars
    last = max((beat for _, beat in reading.met), default=0.0)
    least = max(search.least_bars, floor(last / search.bar + _ROUNDING) + 1)
    if case.end_s is None:
        return min(least, int(search.most_bars))
    bars = search.pulses_at(case.end_s, reading.pulses_per_s, reading.start_s) / search.bar
    on_end = ceil(last / search.bar - _ROUNDING)
    return int(min(max(round(bars), search.least_bars, on_end, 1), search.most_bars))


def left_s(case: Case, reading: Reading) -> float | None:
    """Seconds of the cue that are left when its bars are over; negative where they run on.

    None where nothing says when it should be over, or more music follows those bars.
    """
    if case.end_s is None or case.music.follows != "end":
        return None
    search = reading.search
    pulses = search.lead + bars_of(case, reading) * search.bar
    return case.end_s - reading.start_s - pulses / reading.pulses_per_s
