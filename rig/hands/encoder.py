"""Endless encoders: how many steps a message says one was turned, and how far that moves.

Every message is a turn of its own, also one equal to the last: none may be left out as a repeat.
"""

from __future__ import annotations

from typing import Final

from rig.hands.signal import Sense

SLOW_US: Final = 40_000
"""Per step: an encoder turned at this speed or slower moves one step for each of its own."""

GAIN_MAX: Final = 8.0
"""The most that one step of a fast turn counts: from 5 ms a step on."""

REST_US: Final = 64 * SLOW_US
"""After so long, any turn that one message can tell is a slow one."""

_SIGN: Final = 0x40
_FAR: Final = 0x3F


def delta(sense: Sense, value: int) -> int:
    """Steps turned, up positive, that a data byte of 0 to 127 says: at most 64 either way.

    0 for an absolute control, which tells no turns.
    """
    match sense:
        case Sense.TWOS:
            return (value & _FAR) - (value & _SIGN)
        case Sense.OFFSET:
            return value - _SIGN
        case Sense.SIGN:
            return -(value & _FAR) if value & _SIGN else value & _FAR
        case Sense.SIGN_REVERSED:
            return value & _FAR if value & _SIGN else -(value & _FAR)
        case Sense.ABSOLUTE:
            return 0


def accelerated(delta: int, since_us: int) -> float:
    """How many steps a turn of ``delta`` counts, ``since_us`` after the last one the same way.

    Each step counts in proportion to the speed, once where it took ``SLOW_US`` or longer and
    ``GAIN_MAX`` times at most: a slow hand is exact, and a revolution of the usual 24 detents in a
    fifth of a second moves 115 steps. Never less than ``delta``, never the other way, and never
    less for a faster turn. A first turn and a reversal are slow: pass ``REST_US`` for them, or a
    contact that bounces leaps.
    """
    if since_us <= 0:
        return delta * GAIN_MAX
    return delta * min(GAIN_MAX, max(1.0, SLOW_US * abs(delta) / since_us))
