"""What can happen to a film in one night, drawn by lot: six kinds of nights.

The booth is late by up to a minute and its speed is off by up to a fifth in every one of them.
"""

from __future__ import annotations

from enum import Enum
from math import exp, sqrt
from random import Random
from typing import TYPE_CHECKING, Final

from rig.rehearsal.projector import Motor, Projector, cut
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.show import Show
    from rig.score.measure import Micros

START_US: Final = SECOND_US
"""When the first press of a night is made."""

JITTER_S: Final = 0.06
"""Standard deviation of a press around the player's own reaction."""

WANDER: Final = 0.0015
"""Standard deviation of a wandering rate; it stays within twice as much."""

WANDER_S: Final = 180.0
"""How long a wandering rate remembers where it was: correlation falls by e."""

_LATE_S: Final = 60.0
_OFF: Final = 0.2
_DRIFT: Final = 0.01
_HOUR_S: Final = 3600.0
_KNOT_S: Final = 5.0
_LONG_H: Final = 4
"""Hours for which a speed drifts or wanders: longer than any film."""
_SPLICES: Final = 3
_LOST: Final = 200
_LONG_LOST_S: Final = 120.0
_BEHIND_S: Final = 60.0
"""How much film there is behind the last thing the sheet names, where it does not say."""

_MEDIUM: Final = (16, 200 / 11, 18, 20, 240 / 11, 22, 24000 / 1001, 24, 25)
"""Speeds of film, of archive files and of video, in frames per second."""


class Kind(Enum):
    """A kind of night, in the word that asks for it."""

    EXACT = "exact"
    """A machine tells where the film is."""
    STEADY = "steady"
    DRIFT = "drift"
    """The speed goes up or down by 1 % in an hour."""
    WANDER = "wander"
    """The speed wanders by up to 0.3 % within minutes."""
    SPLICE = "splice"
    """Frames are missing in three places, and two minutes in one."""
    SWAP = "swap"
    """A reel and its neighbour change places."""


def luck(seed: str | int) -> Random:
    """What is left to chance: the same for the same seed, on every machine."""
    return Random(seed)  # noqa: S311 - the same night every time, and no secret


def drawn(kind: Kind, show: Show, chance: Random) -> Projector:
    """The projector of one night; a swap needs a film of two reels, see :func:`possible`."""
    late_us: Micros = round(chance.uniform(0, _LATE_S) * SECOND_US)
    speeds = [(float(one.begin), float(one.speed)) for one in show.pace.stretches]
    stretches = [(0.0, end_of(show))]
    if kind is Kind.SPLICE:
        stretches = list(_spliced(end_of(show), speeds[0][1], chance))
    elif kind is Kind.SWAP:
        stretches = _swapped(show, chance)
    rate = _rate(speeds[0][1], chance)
    motor = Motor(tuple(_knots(kind, rate, chance)))
    return Projector(START_US + late_us, motor, cut(speeds, stretches))


def possible(kind: Kind, show: Show) -> bool:
    """Whether a film can have such a night."""
    return kind is not Kind.SWAP or len(show.film.reels) > 1


def end_of(show: Show) -> float:
    """The frame behind the film's last one, or well behind the last that the sheet names."""
    if show.film.end is not None:
        return float(show.film.end)
    frames = [go.look.expected for go in show.presses if go.look is not None]
    frames += [hit.frame for programme in show.programmes for hit in programme.cue.hits]
    frames += [reel.begin for reel in show.film.reels]
    speed = show.pace.stretches[-1].speed
    return float(max(frames, default=0)) + _BEHIND_S * float(speed)


def _rate(promised: float, chance: Random) -> float:
    """A rate that is off by up to a fifth: half of them give a speed that some machine has."""
    near = [speed / promised for speed in _MEDIUM if abs(speed / promised - 1) <= _OFF]
    if near and chance.random() < 1 / 2:
        return chance.choice(near)
    return chance.uniform(1 - _OFF, 1 + _OFF)


def _knots(kind: Kind, rate: float, chance: Random) -> Iterator[tuple[float, float]]:
    if kind is not Kind.WANDER:
        yield 0.0, rate
    if kind is Kind.DRIFT:
        yield _LONG_H * _HOUR_S, rate * (1 + chance.choice((-1, 1)) * _DRIFT * _LONG_H)
    if kind is not Kind.WANDER:
        return
    kept = exp(-_KNOT_S / WANDER_S)
    off = chance.gauss(0, WANDER)
    for number in range(round(_LONG_H * _HOUR_S / _KNOT_S)):
        off = min(max(off, -2 * WANDER), 2 * WANDER)
        yield number * _KNOT_S, rate * (1 + off)
        off = kept * off + sqrt(1 - kept * kept) * chance.gauss(0, WANDER)


def _spliced(end: float, speed: float, chance: Random) -> Iterator[tuple[float, float]]:
    """What is left of a film: each splice in a part of its own, and none at its very ends."""
    losses = [float(chance.randint(1, _LOST)) for _ in range(_SPLICES)] + [_LONG_LOST_S * speed]
    chance.shuffle(losses)
    part = end / (len(losses) + 1)
    begin = 0.0
    for number, loss in enumerate(losses):
        at = round(part * (number + chance.uniform(1 / 2, 1)))
        yield begin, float(at)
        begin = at + min(loss, part // 2)
    yield begin, end


def _swapped(show: Show, chance: Random) -> list[tuple[float, float]]:
    begins = [float(reel.begin) for reel in show.film.reels]
    ends = [*begins[1:], end_of(show)]
    reels = list(zip(begins, ends, strict=True))
    at = chance.randrange(len(reels) - 1)
    reels[at], reels[at + 1] = reels[at + 1], reels[at]
    return [(0.0, begins[0])] * (begins[0] > 0) + reels
