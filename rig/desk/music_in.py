"""The tempi and meters of a spotting list as lines of ``play``.

A sequencer's music has no cues and no sections. From where a cue's marker stands, bars of one
meter and one tempo become a section; a tempo that changes within bars is written as each bar's
mean, which leaves every bar line where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.score.laws import Shape
from rig.score.measure import MINUTE_US, SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN, Law, Ramp, Steady
from rig.score.tempo_map import Stretch, TempoMap, laid_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.exchange.spotting import MeterChange, TempoChange
    from rig.score.measure import Ticks

_SAME: Final = 0.005
"""Quarters a minute within which two bars have one tempo."""

_BARS_MAX: Final = 5000
"""Bars written of one cue."""

_ROUNDED: Final = 2e-6
"""Of a tempo: what a program may have rounded off."""

_STAIRS_MIN: Final = 3
_STAIR_MIN: Final = 0.02
"""Bars, and quarters a minute from one to the next, from which on even steps are a ramp."""

_ON_BEAT_US: Final = 1000
"""How near a hit must be to a beat to be written on it."""


@dataclass(frozen=True, slots=True)
class _Bar:
    begin: Ticks
    count: int
    unit: int
    start_bpm: float
    end_bpm: float
    ramp: str
    """The word of its law where it lies within one ramp; else empty, and both tempi its mean."""

    @property
    def end(self) -> Ticks:
        return self.begin + 4 * TICKS_PER_BEAT * self.count // self.unit

    def goes_on(self, other: _Bar) -> bool:
        """Whether another bar behind it belongs to the same section."""
        same_meter = (self.count, self.unit) == (other.count, other.unit)
        same_tempo = abs(self.end_bpm - other.start_bpm) < _SAME
        return same_meter and same_tempo and self.ramp == other.ramp


@dataclass(frozen=True, slots=True)
class Places:
    """The music of one cue as written, and where its beats are."""

    play: str
    sections: tuple[tuple[str, tuple[_Bar, ...]], ...]
    tempo_map: TempoMap

    def at(self, seconds: Fraction) -> str | None:
        """The bar and beat at an instant; None where none is that near."""
        # What stands a little before a bar line stands on it.
        tick = self.tempo_map.tick_at(float(seconds * SECOND_US) + _ON_BEAT_US)
        for name, bars in self.sections:
            for number, bar in enumerate(bars, 1):
                if bar.begin <= tick < bar.end:
                    unit = 4 * TICKS_PER_BEAT // bar.unit
                    beat = round((tick - bar.begin) / unit)
                    us = self.tempo_map.us_at(bar.begin + beat * unit)
                    if abs(us - float(seconds * SECOND_US)) < _ON_BEAT_US:
                        return f"{name}{number}.{beat + 1}" if beat else f"{name}{number}"
                    return None
        return None


@dataclass(slots=True)
class Music:
    """The music of a list, and what had to be guessed of it."""

    tempi: Sequence[TempoChange]
    meters: Sequence[MeterChange]
    guesses: list[str] = field(default_factory=list)
    _map: TempoMap | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.tempi:
            self._map = _mapped(self.tempi)

    def of_cue(self, number: str, begin: Fraction, end: Fraction) -> Places | None:
        """The music from one instant, in seconds, to another; None where the list has none."""
        if self._map is None or end <= begin:
            return None
        first = self._map.tick_at(float(begin * SECOND_US))
        last = self._map.tick_at(float(end * SECOND_US))
        bars = self._bars(self._map, first, last)
        if not bars:
            return None
        meant = [bar for bar in bars if min(bar.start_bpm, bar.end_bpm) >= BPM_MIN]
        meant = [bar for bar in meant if max(bar.start_bpm, bar.end_bpm) <= BPM_MAX]
        if len(meant) < len(bars):
            self.guesses.append(
                f"cue {number}: {len(bars) - len(meant)} bars of a tempo beyond"
                f" {BPM_MIN} to {BPM_MAX} are left out"
            )
        meant = self._without_stairs(number, meant)
        sections: list[list[_Bar]] = []
        for bar in meant:
            if sections and sections[-1][-1].goes_on(bar):
                sections[-1].append(bar)
            else:
                sections.append([bar])
        named = tuple((_name(place), tuple(one)) for place, one in enumerate(sections))
        play = " | ".join(_written(name, one) for name, one in named)
        return Places(play, named, self._map) if named else None

    def _without_stairs(self, number: str, bars: list[_Bar]) -> list[_Bar]:
        """The bars, where their tempi rise or fall in even steps as parts of one ramp."""
        ramped, here = list(bars), 0
        while here < len(bars):
            behind = _stairs(bars, here)
            if behind - here >= _STAIRS_MIN:
                step = (bars[behind - 1].start_bpm - bars[here].start_bpm) / (behind - here - 1)
                for place in range(here, behind):
                    mean = bars[here].start_bpm + step * (place - here)
                    ramped[place] = replace(
                        bars[place],
                        start_bpm=mean - step / 2,
                        end_bpm=mean + step / 2,
                        ramp=Shape.BEATS.value,
                    )
                self.guesses.append(
                    f"cue {number}: {behind - here} bars in even steps of tempo are one ramp"
                )
                here = behind - 1
            here += 1
        return ramped

    def _bars(self, tempo_map: TempoMap, first: Ticks, last: Ticks) -> list[_Bar]:
        """The bars that have begun between two ticks, counted from the first of them."""
        bars: list[_Bar] = []
        begin = first
        while last - begin > TICKS_PER_BEAT // 8 and len(bars) < _BARS_MAX:
            count, unit = self._meter(begin)
            end = begin + 4 * TICKS_PER_BEAT * count // unit
            bars.append(_bar(tempo_map, begin, end, count, unit))
            begin = end
        return bars

    def _meter(self, tick: Ticks) -> tuple[int, int]:
        count, unit = 4, 4
        for change in self.meters:
            if change.beat * TICKS_PER_BEAT <= tick + 1:
                count, unit = change.count, change.unit
        return count, unit


def _stairs(bars: Sequence[_Bar], here: int) -> int:
    """Where a flight of even steps that begins at a bar ends; that bar where none begins."""
    if len(bars) - here < _STAIRS_MIN:
        return here
    step = bars[here + 1].start_bpm - bars[here].start_bpm
    behind = here + 1
    while (
        behind < len(bars)
        and abs(step) > _STAIR_MIN
        and not bars[behind].ramp
        and (bars[behind].count, bars[behind].unit) == (bars[here].count, bars[here].unit)
        and abs(bars[behind].start_bpm - bars[behind - 1].start_bpm - step) < abs(step) * 0.02
    ):
        behind += 1
    return behind


def _mapped(tempi: Sequence[TempoChange]) -> TempoMap:
    """The beats of a list; where its own times and tempi differ, its times hold."""
    stretches: list[Stretch] = []
    for one, two in pairwise(tempi):
        ticks = round((two.beat - one.beat) * TICKS_PER_BEAT)
        lasts = two.at - one.at
        if ticks <= 0 or lasts <= 0:
            continue
        law: Law = Steady(Fraction(ticks, TICKS_PER_BEAT) * 60 / lasts)
        if one.ramp and one.bpm != two.bpm:
            law = Ramp(one.bpm, two.bpm, ticks, Shape(one.ramp))
        stretches.append(Stretch(law, ticks))
    stretches.append(Stretch(Steady(tempi[-1].bpm), TICKS_PER_BEAT))
    first = tempi[0]
    head = Stretch(stretches[0].law, stretches[0].length, begin_us=first.at * SECOND_US)
    return laid_out([head, *stretches[1:]])


def _bar(tempo_map: TempoMap, begin: Ticks, end: Ticks, count: int, unit: int) -> _Bar:
    inside = [piece for piece in tempo_map.pieces if piece.tick <= begin and end <= piece.end]
    if inside and isinstance(inside[0].law, Ramp):
        word = inside[0].law.shape.value
        start_bpm, end_bpm = (
            tempo_map.bpm_at(begin),
            inside[0].law.bpm_at(end - inside[0].law_start),
        )
        return _Bar(begin, count, unit, start_bpm, end_bpm, word)
    us = tempo_map.us_at(end) - tempo_map.us_at(begin)
    bpm = (end - begin) / TICKS_PER_BEAT * MINUTE_US / us
    return _Bar(begin, count, unit, bpm, bpm, "")


def _name(place: int) -> str:
    """A, B … Z, AA, AB …: as a spreadsheet names its columns."""
    name = ""
    place += 1
    while place:
        place, letter = divmod(place - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def _written(name: str, bars: Sequence[_Bar]) -> str:
    first, last = bars[0], bars[-1]
    tempo = _number(first.start_bpm)
    if first.ramp:
        tempo += f">{_number(last.end_bpm)}"
        tempo += f" {first.ramp}" if first.ramp != Shape.BEATS.value else ""
    return f"{name} {len(bars)} {first.count}/{first.unit} q={tempo}"


def _number(bpm: float) -> str:
    """A tempo with as few decimals as tell it: a MIDI file's are whole microseconds a quarter."""
    near = (f"{bpm:.{decimals}f}" for decimals in range(6))
    return next((text for text in near if abs(float(text) - bpm) <= _ROUNDED * bpm), f"{bpm:.6f}")
