"""Takeover: how a knob that stands somewhere moves a value that is somewhere else.

Theory of operation. A knob's place is its travel after its curve, 0 to 1; a value lies in a range
from ``low``, which belongs to 0, to ``high``, which belongs to 1: ``low`` is the greater where a
range runs backwards, and the two differ. A `Grip` is what is remembered of a knob between two of
its messages. The value in force is asked for each time, because a cue or another hand may have
changed it since. It is the one `moved` gave, and whoever keeps it may round it by less than
`ITS_OWN` of the range; whole numbers are rounded when they are sent.

Whether a knob that catches has caught its value is not remembered. It has when the value lies
where the knob last stood, which is so after each value it sets, and no more when a cue changes it.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple, TypeAlias

WINDOW: Final = 0.025
"""Of the travel: a knob this near to a value has it; three steps of 7 bits. It is wider than the
widest noise gate, which may leave a knob unheard that far from where it really stands."""

ITS_OWN: Final = 1e-4
"""Of the range: a value no further from what a knob set is still what it set."""

AWAY: Final = 0.25
"""Of the travel: how far a knob goes from an end before it is measured from elsewhere."""


class Takeover(Enum):
    """How a knob takes a value over."""

    SCALE = "scale"
    """What is left of the travel on either side is spread over what is left of the range: the knob
    never jumps, always does something, and reaches both ends. One that stood at an end has nothing
    left there: a quarter of the travel away it is measured anew, and the end is an end again."""
    CATCH = "catch"
    """Nothing until the knob comes to the value or passes it; from there as JUMP."""
    JUMP = "jump"
    """The value belongs to the place, at once."""
    RELATIVE = "relative"
    """The knob's movement is added, over the whole range for the whole travel; ends are ends."""
    TRIM = "trim"
    """As SCALE, but always measured from where it stood first: back there, it has done nothing."""


class Grip(NamedTuple):
    """What is remembered of a knob between two messages."""

    at: float
    """Where it stood at its last message."""
    value: float
    """The value then in force, its own move included."""
    since_at: float
    """Where it stood when it was measured."""
    since_value: float
    """The value then in force."""


Moved: TypeAlias = tuple[Grip, float | None]


def gripped(at: float, value: float) -> Grip:
    """A knob's first message: it says only where the knob stands while this value is in force."""
    return Grip(at, value, at, value)


def moved(
    takeover: Takeover, grip: Grip, at: float, value_now: float, low: float, high: float
) -> Moved:
    """A knob's next message, and the new value; None while it waits, or has not moved."""
    if takeover is Takeover.CATCH:
        target = _target(value_now, low, high)
        if not min(grip.at, at) - WINDOW <= target <= max(grip.at, at) + WINDOW:
            return gripped(at, value_now), None
    if takeover in _BY_PLACE:
        value = _between(low, high, at)
        return gripped(at, value), value
    if at == grip.at:
        return grip, None
    if takeover is Takeover.RELATIVE:
        value = turned(at - grip.at, value_now, low, high)
        return gripped(at, value), value
    return _scaled(takeover, grip, at, value_now, low, high)


def turned(delta_travel: float, value_now: float, low: float, high: float) -> float:
    """The value after an encoder's turn by part of a travel, 1 for the whole range.

    A value that lay outside the range is not left further outside, nor pulled in.
    """
    value = value_now + delta_travel * (high - low)
    return max(min(low, high, value_now), min(max(low, high, value_now), value))


def way(grip: Grip, value_now: float, low: float, high: float) -> float:
    """How far and which way a knob is from the value: up is positive, 0 when it has it.

    A value outside the range is looked for at the end nearest to it.
    """
    distance = _target(value_now, low, high) - grip.at
    return 0.0 if abs(distance) <= WINDOW else distance


_BY_PLACE: Final = (Takeover.CATCH, Takeover.JUMP)


def _scaled(
    takeover: Takeover, grip: Grip, at: float, value_now: float, low: float, high: float
) -> Moved:
    if abs(value_now - grip.value) > ITS_OWN * abs(high - low):
        grip = gripped(grip.at, value_now)
    since_at, since_value = grip.since_at, grip.since_value
    if at == since_at:
        value = since_value
    else:
        end, left = (high, 1 - since_at) if at > since_at else (low, -since_at)
        # A value beyond that end stays: it is not left further, and the knob has no part in it.
        if (end - since_value) * (high - low) * left <= 0:
            end = since_value
        value = _between(since_value, end, (at - since_at) / left)
    # Noise must not be enough to be measured anew: from just beside an end, the way back is steep.
    if takeover is Takeover.SCALE and since_at in (0, 1) and abs(at - since_at) >= AWAY:
        return gripped(at, value), value
    return Grip(at, value, since_at, since_value), value


def _target(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _between(start: float, end: float, share: float) -> float:
    """Part of the way from one value to another: exact at both, and where they are one."""
    whole = end - start
    return start + whole * share if share < 1 - share else end - whole * (1 - share)
