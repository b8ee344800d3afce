"""The music of a plan as a sequencer counts it: beats that never stand, bars that add up.

On the film's clock the beat stands: between cues, in ``//``, on a fermata. A sequencer's never
does, so each such silence becomes bars of its own, at the tempo that makes them fill it. A bar
that is cut (by an exit, by the next cue's start) becomes a shorter one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.exchange.spotting import MeterChange, TempoChange
from rig.score.measure import SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import Steady

if TYPE_CHECKING:
    from rig.score.form import Passage
    from rig.score.measure import Ticks
    from rig.score.plan import Plan, Turn

_BAR_MAX: Final = 8
"""Quarters of a silence that are still one bar; a longer one has bars of four."""

_SILENCE_MIN: Final = Fraction(1, 10_000)
"""Seconds; what is shorter is rounding, and no silence."""

_UNITS: Final = (4, 8, 16, 32, 64)
"""Note values that a short bar may be counted in, the longest first."""


@dataclass(slots=True)
class Sequencer:
    """Tempi and meters, in the order of the music."""

    tempi: list[TempoChange] = field(default_factory=list)
    meters: list[MeterChange] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    beat: Fraction = Fraction(0)
    """Quarters so far."""
    at: Fraction = Fraction(0)
    """Seconds so far."""
    cue: str = ""
    """The number of the cue it is in."""

    def rest(self, until: Fraction, bpm: Fraction) -> None:
        """Fill a silence with beats near a tempo."""
        gap = until - self.at
        if gap < _SILENCE_MIN:
            return
        quarters = max(1, round(gap * bpm / 60))
        if quarters > _BAR_MAX:
            quarters -= quarters % 4
        self._meter(quarters if quarters <= _BAR_MAX else 4, 4)
        self.tempi.append(TempoChange(self.at, self.beat, quarters * 60 / gap))
        self.beat += quarters
        self.at = until

    def run(self, turn: Turn, passage: Passage, begin: Ticks, end: Ticks) -> None:
        """Music from one place of a turn to another, the beat going on between them."""
        law = turn.law
        lasts = (Fraction(law.us_to(end)) - Fraction(law.us_to(begin))) / SECOND_US
        if isinstance(law, Steady):
            self._tempo(law.bpm, "")
        else:
            self._tempo(_near(law.bpm_at(begin)), law.shape.value)
        for here, there in pairwise(_bar_lines(passage, begin, end)):
            self._bar(passage, there - here)
            self.beat += Fraction(there - here, TICKS_PER_BEAT)
        self.at += lasts
        if not isinstance(law, Steady):
            self._tempo(_near(law.bpm_at(end)), "")

    def _tempo(self, bpm: Fraction, ramp: str) -> None:
        last = self.tempi[-1] if self.tempi else None
        if last is None or last.ramp or ramp or last.bpm != bpm:
            self.tempi.append(TempoChange(self.at, self.beat, bpm, ramp))

    def _bar(self, passage: Passage, ticks: Ticks) -> None:
        """The meter of a bar of so many ticks."""
        meter = passage.meter
        if ticks == meter.bar:
            self._meter(meter.count, meter.unit)
            return
        for unit in (meter.unit, *_UNITS):
            count, rest = divmod(ticks * unit, 4 * TICKS_PER_BEAT)
            if not rest:
                self._meter(count, unit)
                return
        quarters = float(Fraction(ticks, TICKS_PER_BEAT))
        where = f"cue {self.cue}: a bar of {passage.name}"
        self.lost.append(f"{where} is cut after {quarters:.4g} quarters")

    def _meter(self, count: int, unit: int) -> None:
        last = self.meters[-1] if self.meters else None
        if last is None or (last.count, last.unit) != (count, unit):
            self.meters.append(MeterChange(self.beat, count, unit))


def _near(bpm: float) -> Fraction:
    """A tempo within a ramp, to a millionth."""
    return Fraction(bpm).limit_denominator(1_000_000)


def _bar_lines(passage: Passage, begin: Ticks, end: Ticks) -> list[Ticks]:
    """Where bars begin and end, from one place of a passage to another."""
    bar = passage.meter.bar
    first = passage.pickup - (passage.pickup - begin - 1) // bar * bar
    return [begin, *range(first, end, bar), end]


def sequenced(plan: Plan) -> Sequencer:
    """The music of a whole plan, from the film's zero on."""
    sequencer = Sequencer()
    for planned in plan.cues:
        sequencer.cue = planned.cue.number
        for turn in planned.turns:
            passage = planned.cue.passages[turn.passage]
            exact = turn.exact
            sequencer.rest(Fraction(exact.begin_us) / SECOND_US, Fraction(turn.law.bpm_at(0)))
            stands = dict(exact.stands)
            places = sorted({0, *stands, turn.ticks})
            for begin, end in pairwise(places):
                sequencer.run(turn, passage, begin, end)
                stood = Fraction(stands.get(end, 0)) / SECOND_US
                sequencer.rest(sequencer.at + stood, Fraction(turn.law.bpm_at(end)))
    return sequencer
