"""Curves: from how far along its travel a control is to how much of a range it asks for.

Both run from 0 to 1. The laws are closed forms; each rises throughout, from exactly 0 to exactly 1.
Points do as they are written, so they may also fall and end elsewhere: takeover looks at what
comes out here, so a hand that crosses a hump between two messages can pass a value twice without
catching it; it is caught when a message lies on its other side.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import Enum
from math import expm1, log1p
from math import pow as power
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.hands.midi import DATA_MAX

if TYPE_CHECKING:
    from rig.hands.signal import Signal

Points: TypeAlias = tuple[tuple[float, float], ...]
"""Percent of the travel and what belongs to it, the travel never falling."""

_TAPER_DB: Final[Points] = (
    *((2.5, -60.0), (7.5, -50.0), (15.0, -40.0)),
    *((30.0, -30.0), (50.0, -20.0), (100.0, 0.0)),
)
"""IEC 60268-18, the scale of a digital peak meter, on which many a mixer lays out its faders too.

The standard goes on to -70 dB at the very bottom; a fader is silent there, so the last 2.5 percent
of the travel are a straight line of amplitude instead."""

_FOOT: Final = 0.025
"""Of the travel: where that line begins."""
_FOOT_AMPLITUDE: Final = 0.001
"""-60 dB."""

_GROWTH: Final = 80.0
"""The end of ``81^t - 1``: a tenth is reached half-way, as on an audio potentiometer."""
_BEND: Final = log1p(_GROWTH)

_FINEST: Final = 16383
"""Steps of 14 bits, the finest that a control has."""


class Law(Enum):
    """How a control's travel is spread over a range; ``t`` is the travel."""

    LINEAR = "linear"
    """``t``."""
    TAPER = "taper"
    """A fader's: amplitude, where the decibels are spread as on a peak meter."""
    EXP = "exp"
    """``(81^t - 1) / 80``: fine at the bottom, a tenth half-way."""
    LOG = "log"
    """``log(1 + 80 t) / log 81``, which undoes EXP: fine at the top, half at a tenth."""
    S = "s"
    """``3 t^2 - 2 t^3``: fine at both ends."""


@dataclass(frozen=True, slots=True)
class Shaping:
    """The curve of one control."""

    law: Law = Law.LINEAR
    points: Points = ()
    """Percent of travel and of range, joined by straight lines; where there are any, the law does
    not count. Beside the first and the last it stays level; a travel written twice is a step."""
    steps: int = 0
    """So many values equally far apart, both ends among them, each over an equal part of what the
    law or the points give; 2 or more, or 0 for no steps."""


def shaped(shaping: Shaping, travel: float) -> float:
    """How much of its range a control asks for at a travel of 0 to 1."""
    if shaping.points:
        share = _along(shaping.points, travel * 100) / 100
    else:
        share = _by_law(shaping.law, travel)
    if shaping.steps:
        last = shaping.steps - 1
        return min(int(share * shaping.steps), last) / last
    return share


def table(shaping: Shaping, signal: Signal) -> tuple[float, ...]:
    """What each data byte of a control of 7 bits asks for, over its calibrated range."""
    return tuple(shaped(shaping, signal.travel(value)) for value in range(DATA_MAX + 1))


def standing(shaping: Shaping, share: float) -> float:
    """How far along its travel a control stands when it asks for so much: undoes `shaped`.

    Found among the steps of 14 bits, and in the middle where several give the same: where a motor
    puts a fader. Of a curve that falls somewhere it is one place of several, or an end.
    """
    places = range(_FINEST + 1)
    lowest = bisect_left(places, share, key=lambda place: shaped(shaping, place / _FINEST))
    above = bisect_right(places, share, key=lambda place: shaped(shaping, place / _FINEST))
    return min(max(lowest + above - 1, 0), 2 * _FINEST) / (2 * _FINEST)


def _by_law(law: Law, travel: float) -> float:
    match law:
        case Law.LINEAR:
            return travel
        case Law.TAPER:
            if travel < _FOOT:
                return travel / _FOOT * _FOOT_AMPLITUDE
            return power(10, _along(_TAPER_DB, travel * 100) / 20)
        case Law.EXP:
            return expm1(travel * _BEND) / expm1(_BEND)
        case Law.LOG:
            return log1p(travel * _GROWTH) / _BEND
        case Law.S:
            return travel * travel * (3 - 2 * travel)


def _along(points: Points, percent: float) -> float:
    """What belongs to a travel, on straight lines from point to point."""
    above = bisect_right(points, percent, key=itemgetter(0))
    if above == 0:
        return points[0][1]
    start, begin = points[above - 1]
    if above == len(points):
        return begin
    end, finish = points[above]
    return begin + (finish - begin) * ((percent - start) / (end - start))
