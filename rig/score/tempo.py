"""Tempo laws: how beats and clock time belong together, in closed form both ways.

A law runs over a stretch of music from its tick 0. Constant tempo is exact in integers. What a
ramp follows between its tempi is :mod:`rig.score.laws`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.score.laws import FORMS, Forms, Shape
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT, nearest

if TYPE_CHECKING:
    from rig.score.measure import Ticks

BPM_MIN: Final = 10
BPM_MAX: Final = 999
"""Quarters per minute between which a written tempo is believed."""

_BPM: Final = Fraction(TICKS_PER_BEAT, MINUTE_US)
"""One quarter per minute, in ticks per microsecond."""


@dataclass(frozen=True, slots=True)
class Steady:
    """One tempo throughout."""

    bpm: Fraction
    """Quarters per minute, exact."""

    def us_to(self, ticks: Ticks) -> Fraction:
        """Microseconds from tick 0 to this one, exact; negative before it."""
        return Fraction(
            ticks * MINUTE_US * self.bpm.denominator, TICKS_PER_BEAT * self.bpm.numerator
        )

    def us_near(self, ticks: Ticks) -> float:
        """The float nearest to :meth:`us_to`, without a fraction being made and shortened."""
        beats, minutes = self.bpm.as_integer_ratio()
        return ticks * MINUTE_US * minutes / (TICKS_PER_BEAT * beats)

    def ticks_to(self, us: Fraction | float) -> Ticks:
        """The tick reached after so many microseconds, to the nearest."""
        us = Fraction(us)
        return nearest(
            us.numerator * TICKS_PER_BEAT * self.bpm.numerator,
            us.denominator * MINUTE_US * self.bpm.denominator,
        )

    def ticks_near(self, us: float) -> Ticks:
        """As :meth:`ticks_to`, by floats: to a tick or two within a day."""
        return round(us * TICKS_PER_BEAT * self.bpm.numerator / (MINUTE_US * self.bpm.denominator))

    def bpm_at(self, ticks: Ticks) -> float:  # noqa: ARG002 - the same everywhere
        """Quarters per minute at a tick."""
        return float(self.bpm)


@dataclass(frozen=True, slots=True)
class Ramp:
    """From one tempo to another; before its tick 0 and after its end, steady."""

    start_bpm: Fraction
    end_bpm: Fraction
    length: Ticks
    """Ticks from one tempo to the other; at least one."""
    shape: Shape = Shape.BEATS
    rate: float = field(init=False, repr=False, compare=False)
    slope: float = field(init=False, repr=False, compare=False)
    """The constants of the shape's closed forms, in ticks and microseconds."""
    length_us: float = field(init=False, repr=False, compare=False)
    """Microseconds from one tempo to the other."""
    _start: float = field(init=False, repr=False, compare=False)
    _end: float = field(init=False, repr=False, compare=False)
    """The tempi in ticks per microsecond; with the forms, worked out once for every beat asks."""
    _forms: Forms = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        start, end = self.start_bpm * _BPM, self.end_bpm * _BPM
        forms = FORMS[self.shape]
        rate, slope = forms.constants(start, end, self.length)
        keep = object.__setattr__
        keep(self, "rate", rate)
        keep(self, "slope", slope)
        keep(self, "length_us", forms.us(rate, slope, self.length))
        keep(self, "_start", float(start))
        keep(self, "_end", float(end))
        keep(self, "_forms", forms)

    def us_to(self, ticks: Ticks) -> float:
        """Microseconds from tick 0 to this one; negative before it."""
        if ticks < 0:
            return ticks / self._start
        if ticks > self.length:
            return self.length_us + (ticks - self.length) / self._end
        return self._forms.us(self.rate, self.slope, ticks)

    us_near = us_to
    """A float already."""

    def ticks_to(self, us: Fraction | float) -> Ticks:
        """The tick reached after so many microseconds, to the nearest."""
        us = float(us)
        if us < 0:
            return round(us * self._start)
        if us > self.length_us:
            return self.length + round((us - self.length_us) * self._end)
        return round(self._forms.ticks(self.rate, self.slope, us))

    ticks_near = ticks_to
    """By floats already."""

    def bpm_at(self, ticks: Ticks) -> float:
        """Quarters per minute at a tick."""
        if ticks <= 0:
            return float(self.start_bpm)
        if ticks >= self.length:
            return float(self.end_bpm)
        return self._forms.speed(self.rate, self.slope, ticks) * MINUTE_US / TICKS_PER_BEAT


Law: TypeAlias = Steady | Ramp


def ends_of(law: Law) -> tuple[Fraction, Fraction]:
    """The tempo a law begins with and the one it ends with, in quarters per minute."""
    return (law.bpm, law.bpm) if isinstance(law, Steady) else (law.start_bpm, law.end_bpm)
