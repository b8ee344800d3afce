"""The One-Euro filter: a noisy control made steady at rest and kept quick when it moves.

Casiez, Roussel and Vogel, "1 € Filter", CHI 2012, algorithm 1, with the time that truly passed in
place of a rate. A low-pass filter ``y += a (x - y)`` with ``a = r / (1 + r)``, ``r = 2 pi f T``,
whose cutoff ``f = least + beta |v|`` rises with the speed; the speed ``v`` is what one more such
filter, of a fixed cutoff, makes of ``(x - y) / T``.

A control that stops sends nothing more, and the last smoothed place is not yet where it stands:
after `SETTLE_US` without a message, `settled` is.
"""

from __future__ import annotations

from math import tau
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from rig.score.measure import Micros

LEAST_HZ: Final = 1.0
"""The cutoff at rest, unless the player says another."""

BETA: Final = 10.0
"""Hertz for each travel per second. Moved steadily, however fast, what comes out is behind by less
than ``1 / (2 pi beta)`` of the travel: 1.6 percent, two steps of 7 bits."""

SPEED_HZ: Final = 1.0
"""The cutoff of the speed, as in the paper."""

SETTLE_US: Final[Micros] = 100_000
"""Longer than a hand's messages are apart, too short to be waited for."""


class Smooth(NamedTuple):
    """A control as it is smoothed so far."""

    at_us: Micros
    """When it last sent."""
    raw: float
    """Where it then stood, 0 to 1."""
    travel: float
    """Where it stands, smoothed."""
    speed: float = 0.0
    """Travels per second, smoothed."""


def began(travel: float, at_us: Micros) -> Smooth:
    """The first message, as it is."""
    return Smooth(at_us, travel, travel)


def smoothed(smooth: Smooth, travel: float, at_us: Micros, least_hz: float = LEAST_HZ) -> Smooth:
    """The next message. One that is not later than the last counts a microsecond later."""
    at_us = max(at_us, smooth.at_us + 1)
    gap_s = (at_us - smooth.at_us) / SECOND_US
    off = travel - smooth.travel
    speed = smooth.speed + _share(SPEED_HZ, gap_s) * (off / gap_s - smooth.speed)
    share = _share(least_hz + BETA * abs(speed), gap_s)
    return Smooth(at_us, travel, smooth.travel + share * off, speed)


def settled(smooth: Smooth) -> Smooth:
    """A control that has stopped: at rest where it truly stands."""
    return smooth._replace(travel=smooth.raw, speed=0.0)


def _share(cutoff_hz: float, gap_s: float) -> float:
    """How much of the way to a new value a low-pass filter goes in a time."""
    ratio = tau * cutoff_hz * gap_s
    return ratio / (1 + ratio)
