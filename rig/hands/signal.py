"""What a control sends: which messages are its own, and how their value tells where it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sense(Enum):
    """How a value tells where a control is: its place, or how far it has turned since.

    Turns are of 7 bits. ``TWOS``: 1 to 63 up, 127 down to 64 down. ``OFFSET``: 64 is still, above
    it up, below it down. ``SIGN``: bit 6 set is down, the six bits below say how far.
    ``SIGN_REVERSED``: bit 6 set is up.
    """

    ABSOLUTE = "absolute"
    TWOS = "twos"
    OFFSET = "offset"
    SIGN = "sign"
    SIGN_REVERSED = "sign-reversed"


@dataclass(frozen=True, slots=True)
class Signal:
    """The messages of one control: their status and number, as in `rig.hands.midi.Touch`.

    ``low`` and ``high`` are the values at the two ends of its travel, as calibrated; they may run
    backwards, and are 0 and 16383 for a control of 14 bits at its widest.
    """

    status: int
    number: int
    low: int = 0
    high: int = 127
    sense: Sense = Sense.ABSOLUTE
    toggle: bool = False
    """The button latches by itself: every message is a press."""

    @property
    def key(self) -> tuple[int, int]:
        """What bindings find it by."""
        return self.status, self.number

    def travel(self, value: int) -> float:
        """How far along its travel a value is, 0 to 1, held to the two ends.

        A control whose ends are one value has no travel: it is at 0.
        """
        if self.low == self.high:
            return 0.0
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
