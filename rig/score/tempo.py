"""Tempo laws: how beats and clock time belong together, in closed form both ways.

A law runs over a stretch of music from its tick 0. Constant tempo is exact in integers. A ramp is
linear in beats, ``v(b) = v0 + k b`` with ``k = (v1 - v0) / B``: the law of Cubase and Ardour; its
closed forms are ``t(b) = log1p(k b / v0) / k`` and ``b(t) = v0 expm1(k t) / k``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import expm1, log1p
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.score.measure import MINUTE_US, TICKS_PER_BEAT, nearest

if TYPE_CHECKING:
    from rig.score.measure import Ticks

BPM_MIN: Final = 10
BPM_MAX: Final = 999
"""Quarters per minute between which a written tempo is believed."""


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

    def ticks_to(self, us: Fraction | float) -> Ticks:
        """The tick reached after so many microseconds, to the nearest."""
        us = Fraction(us)
        return nearest(
            us.numerator * TICKS_PER_BEAT * self.bpm.numerator,
            us.denominator * MINUTE_US * self.bpm.denominator,
        )

    def bpm_at(self, ticks: Ticks) -> float:  # noqa: ARG002 - the same everywhere
        """Quarters per minute at a tick."""
        return float(self.bpm)


@dataclass(frozen=True, slots=True)
class Ramp:
    """From one tempo to another, linear in beats; before its tick 0 and after its end, steady."""

    start_bpm: Fraction
    end_bpm: Fraction
    length: Ticks
    _slope: float = field(init=False, repr=False, compare=False)
    """Change of the tempo in quarters per minute, for each quarter; every beat asks for it."""

    def __post_init__(self) -> None:
        slope = float(self.end_bpm - self.start_bpm) * TICKS_PER_BEAT / self.length
        object.__setattr__(self, "_slope", slope)

    def us_to(self, ticks: Ticks) -> float:
        """Microseconds from tick 0 to this one; negative before it."""
        start, inside = float(self.start_bpm), min(max(ticks, 0), self.length)
        beats = inside / TICKS_PER_BEAT
        minutes = log1p(self._slope * beats / start) / self._slope
        minutes += (ticks - inside) / TICKS_PER_BEAT / self.bpm_at(ticks)
        return minutes * MINUTE_US

    def ticks_to(self, us: Fraction | float) -> Ticks:
        """The tick reached after so many microseconds, to the nearest."""
        minutes = float(us) / MINUTE_US
        length = self.us_to(self.length) / MINUTE_US
        inside = min(max(minutes, 0.0), length)
        beats = float(self.start_bpm) * expm1(self._slope * inside) / self._slope
        outside_bpm = float(self.start_bpm if minutes < 0 else self.end_bpm)
        return round((beats + (minutes - inside) * outside_bpm) * TICKS_PER_BEAT)

    def bpm_at(self, ticks: Ticks) -> float:
        """Quarters per minute at a tick."""
        inside = min(max(ticks, 0), self.length)
        return float(self.start_bpm) + self._slope * inside / TICKS_PER_BEAT


Law: TypeAlias = Steady | Ramp
