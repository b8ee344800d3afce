"""One stretch of music after another, each filling its clock time, inside limits on the rate.

Music and clock time of a stretch are both above nothing. What is asked for as a flat arrival or
as a cubic is :class:`rig.conductor.curve.Curve`'s; here is what becomes of it at a limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.curve import Curve
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROUNDING: Final = 1e-9
"""How far arithmetic may carry a rate past its limit."""

_HALVINGS: Final = 10
"""Steps by which a rate at a hit nears the one wished for: to a thousandth of the way."""


class Stretch(NamedTuple):
    """Music, and the clock time it is to fill; both positive."""

    music_us: float
    """How long it takes as written."""
    us: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Between which rates the music stays, and how fast its rate changes."""

    low: float
    high: float
    slope_per_s: float
    """The most the rate gains or loses in a second."""

    def __post_init__(self) -> None:
        assert 0 < self.low <= self.high, "music goes forward, between two rates"
        assert self.slope_per_s > 0, "a rate that cannot change lands nothing"

    def quickest(self, rate: float) -> Curve:
        """From a rate up to the highest as fast as may be; from above it, down to it."""
        return self._straight(rate, self.high)

    def slowest(self, rate: float) -> Curve:
        """From a rate down to the lowest as fast as may be; from below it, up to it."""
        return self._straight(rate, self.low)

    def _straight(self, rate: float, goal: float) -> Curve:
        return Curve.toward(rate, goal, abs(goal - rate) * SECOND_US / self.slope_per_s)

    def back(self, rate: float) -> Curve | None:
        """From a rate outside, the way back in; from one inside, there is none to go."""
        if rate > self.high + _ROUNDING:
            return self.quickest(rate)
        return self.slowest(rate) if rate < self.low - _ROUNDING else None

    def allow(self, curve: Curve) -> bool:
        """Whether a curve stays inside, but for rounding."""
        low, high = curve.extremes()
        return (
            self.low - _ROUNDING <= low
            and high <= self.high + _ROUNDING
            and curve.steepest <= self.slope_per_s * (1 + _ROUNDING)
        )


def rates_at_ends(rate: float, stretches: Sequence[Stretch]) -> list[float]:
    """The rates at the ends of stretches by which the rate moves least, all in all.

    A stretch of mean rate ``V`` and ``T`` long, from ``p`` to ``q``, costs
    ``((q - p)^2 + 12 (V - (p + q) / 2)^2) / T``. Where the sum is least the slope goes on through
    each end, ``(p + 2 q - 3 V) / T + (2 q + r - 3 W) / U = 0`` with the next stretch's mean
    ``W``, length ``U`` and end ``r``, and is level at the last: solved from the first end on,
    ``q = known - share r``, and back.
    """
    known, share = rate, 0.0
    steps = list[tuple[float, float]]()
    for at, (music_us, us) in enumerate(stretches, 1):
        pull = 3 * music_us / us / us
        weight = (2 - share) / us
        onward = 0.0
        if at < len(stretches):
            next_music_us, next_us = stretches[at]
            pull += 3 * next_music_us / next_us / next_us
            weight += 2 / next_us
            onward = 1 / next_us
        known, share = (pull - known / us) / weight, onward / weight
        steps.append((known, share))
    rates = [0.0]
    for known, share in reversed(steps):
        rates.append(known - share * rates[-1])
    return rates[:0:-1]


def smooth(
    rate: float, ends: Sequence[float], limits: Limits, stretches: Sequence[Stretch]
) -> list[Curve]:
    """The curves of stretches with these rates at their ends; none where one breaks a limit."""
    curves = []
    for end, (music_us, us) in zip(ends, stretches, strict=True):
        curve = Curve.cubic(rate, end, music_us, us)
        if not limits.allow(curve):
            return []
        curves.append(curve)
        rate = end
    return curves


def nearest(rate: float, wished: float, limits: Limits, stretch: Stretch) -> Curve:
    """One stretch that ends as near to a wished rate as the limits let it, if they let it land."""
    music_us, us = stretch
    curve = Curve.cubic(rate, wished, music_us, us)
    if limits.allow(curve):
        return curve
    curve = Curve.flat_arrival(rate, music_us, us)
    if not limits.allow(curve):
        return _strained(rate, limits, stretch)
    for _ in range(_HALVINGS):
        middle = Curve.cubic(rate, (curve.end + wished) / 2, music_us, us)
        if limits.allow(middle):
            curve = middle
        else:
            wished = middle.end
    return curve


def _strained(rate: float, limits: Limits, stretch: Stretch) -> Curve:
    """One stretch that a flat arrival would take out of the limits, as gently as they let it.

    Three shapes in turn: level at the limit before the end; as steep as may be at first and ever
    less so, until the end; the same until the limit. As the last of them straightens it becomes
    the way along the limits themselves, so that what is in reach at all is landed.
    """
    music_us, us = stretch
    gain = music_us / us - rate
    sign, goal = (1, limits.high) if gain > 0 else (-1, limits.low)
    gain, room, steep = sign * gain, sign * (goal - rate), limits.slope_per_s / SECOND_US
    spare_us = (room - gain) * us  # what the limit from the start would have too much
    if spare_us > 0:
        length_us = 3 * spare_us / room
        if length_us <= us and 2 * room <= steep * length_us:
            reach = rate + sign * room * 2 / 3
            return Curve.flat_arrival(rate, reach * length_us, length_us)
        most = steep * us
        last = 3 * gain - most / 2
        if most / 2 <= last <= min(room, most):
            return Curve(rate, sign * steep, sign * (last - most) / us / us, us)
        rest = 4 * room * room - 6 * steep * spare_us
        if rest <= room * room:
            length_us = 6 * spare_us / (2 * room + sqrt(max(rest, 0.0)))
            bow = sign * (room - steep * length_us) / length_us / length_us
            return Curve(rate, sign * steep, bow, length_us)
    return limits.quickest(rate) if sign > 0 else limits.slowest(rate)
