"""The laws a ramp can follow, each in closed form both ways, harmless where it hardly moves.

``x`` and ``y`` are beats and time, or time and beats; ``r`` is a rate at the start and ``m`` its
slope. Two pairs of forms are enough:

* ``y``, the sum of ``1 / (r + m x)``, is a logarithm; an exponential undoes it.
* ``y``, the sum of ``r + m x``, is a parabola; a root undoes it.

With ``v`` the tempo and ``p = 1 / v`` the period: tempo linear in beats is the first pair. Tempo
exponential in beats has its period linear in time, which is the first pair with beats and time
changed about. In the same way tempo linear in time and period linear in beats share the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import exp, expm1, log, log1p, sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from rig.score.measure import Ticks


class Shape(Enum):
    """How a ramp gets from one tempo to the other; the value is the word written after it.

    For the same tempi and beats, ``TIME`` is over soonest, then ``BEATS``, ``EXPONENTIAL`` and
    ``PERIOD``.
    """

    BEATS = "beats"
    """Each beat faster by as much. Cubase and Ardour; what a ramp means unless it says more."""
    TIME = "time"
    """Each second faster by as much. REAPER."""
    EXPONENTIAL = "exp"
    """Each beat faster in the same ratio. Composers' tempo curves; no sequencer looked at."""
    PERIOD = "period"
    """Each beat shorter by as much, as clicks are punched. No sequencer looked at."""


def logarithm(rate: float, slope: float, x: float) -> float:
    """``log1p(m x / r) / m``, the sum of ``1 / (r + m x)``; ``x / r`` for a slope of nothing."""
    # Scaled by log1p(z) / z rather than divided by m: that stays exact down to the last denormal.
    part = slope * x / rate
    return x / rate * (log1p(part) / part) if part else x / rate


def exponential(rate: float, slope: float, y: float) -> float:
    """``r expm1(m y) / m``, which undoes :func:`logarithm`; ``r y`` for a slope of nothing."""
    part = slope * y
    return rate * y * (expm1(part) / part) if part else rate * y


def parabola(rate: float, slope: float, x: float) -> float:
    """``r x + m x^2 / 2``, the sum of ``r + m x``."""
    return (rate + slope * x / 2) * x


def root(rate: float, slope: float, y: float) -> float:
    """``2 y / (r + sqrt(r^2 + 2 m y))``, which undoes :func:`parabola` and never cancels."""
    return 2 * y / (rate + sqrt(rate * rate + 2 * slope * y))


@dataclass(frozen=True, slots=True)
class Forms:
    """What a shape is made of; ``v`` counts ticks in a microsecond, ``p`` the reverse."""

    constants: Callable[[Fraction, Fraction, Ticks], tuple[float, float]]
    """Rate and slope, from ``v`` at the start, ``v`` at the end and the length."""
    us: Callable[[float, float, float], float]
    """Microseconds from the start, of rate, slope and ticks."""
    ticks: Callable[[float, float, float], float]
    """Ticks from the start, of rate, slope and microseconds."""
    speed: Callable[[float, float, float], float]
    """``v``, of rate, slope and ticks."""


def _beats(start: Fraction, end: Fraction, length: Ticks) -> tuple[float, float]:
    return float(start), float((end - start) / length)


def _time(start: Fraction, end: Fraction, length: Ticks) -> tuple[float, float]:
    return float(start), float((end * end - start * start) / (2 * length))


def _exponential(start: Fraction, end: Fraction, length: Ticks) -> tuple[float, float]:
    return float(1 / start), -log(end / start) / length


def _period(start: Fraction, end: Fraction, length: Ticks) -> tuple[float, float]:
    return float(1 / start), float((1 / end - 1 / start) / length)


FORMS: Final = {
    Shape.BEATS: Forms(_beats, logarithm, exponential, lambda r, m, x: r + m * x),
    Shape.TIME: Forms(_time, root, parabola, lambda r, m, x: sqrt(r * r + 2 * m * x)),
    Shape.EXPONENTIAL: Forms(_exponential, exponential, logarithm, lambda r, m, x: exp(-m * x) / r),
    Shape.PERIOD: Forms(_period, parabola, root, lambda r, m, x: 1 / (r + m * x)),
}
