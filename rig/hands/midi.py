"""Whole MIDI messages understood: what was touched, and how far.

Facts are of MIDI 1.0. A note-on with velocity 0 is a release; nothing but this file knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90
CONTROL_CHANGE: Final = 0xB0

DATA_MAX: Final = 127
PRESSED_FROM: Final = 64
"""The least value of a controller that counts as a button held down."""

LENGTHS: Final = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
"""Bytes of each channel message, by its status without the channel."""


@dataclass(frozen=True, slots=True)
class Touch:
    """One control touched: ``status`` and ``number`` name it, ``value`` is 0 to 127."""

    status: int
    number: int
    value: int

    @property
    def pressed(self) -> bool:
        """Whether it counts as a button or key held down, whatever the velocity."""
        least = 1 if self.status & 0xF0 == NOTE_ON else PRESSED_FROM
        return self.value >= least


def decode(data: bytes) -> Touch | None:
    """The touch a message means; None when it is malformed or touches no single control."""
    if not data or LENGTHS.get(data[0] & 0xF0) != len(data):
        return None
    if max(data[1:]) > DATA_MAX:
        return None
    kind = data[0] & 0xF0
    if kind == NOTE_OFF:
        return Touch(NOTE_ON | data[0] & 0x0F, data[1], 0)
    if kind in (NOTE_ON, CONTROL_CHANGE):
        return Touch(data[0], data[1], data[2])
    return None
