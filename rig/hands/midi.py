"""Whole MIDI messages understood: what was touched, and how far.

Facts are of MIDI 1.0, MIDI Machine Control (RP-013) and MIDI Show Control (RP-014). A note-on with
velocity 0 is a release; nothing but this file knows it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from firmware_bridge.wire import PEDAL_MAX

NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90
POLY_PRESSURE: Final = 0xA0
CONTROL_CHANGE: Final = 0xB0
PROGRAM_CHANGE: Final = 0xC0
CHANNEL_PRESSURE: Final = 0xD0
PITCH_BEND: Final = 0xE0
SYSEX: Final = 0xF0
SYSEX_END: Final = 0xF7
CHANNEL: Final = 0x0F
"""The bits of a status that are its channel."""

CC14: Final = 0x1B0
"""A pair of control changes, by the number of its MSB; to this and the next two a channel is added.

What is no single message has a status of our own, above all that fit in a byte.
"""
NRPN: Final = 0x2B0
RPN: Final = 0x3B0
MMC: Final = 0x1F0
"""A command of MIDI Machine Control, by its number."""
MSC: Final = 0x2F0
"""A command of MIDI Show Control, by its number."""

BOX_SWITCH: Final = 0x00
"""A switch of a serial box, by its number; MIDI leaves what is below 0x80 free."""
BOX_PEDAL: Final = 0x10
"""An expression pedal of a serial box, by its number, 0 to 1023."""

DATA_MAX: Final = 127
WIDE_MAX: Final = 16_383
"""The most that two data bytes say."""
PRESSED_FROM: Final = 64
"""The least value of a controller that counts as a button held down."""

LENGTHS: Final = {0x80: 3, 0x90: 3, 0xA0: 3, 0xB0: 3, 0xC0: 2, 0xD0: 2, 0xE0: 3}
"""Bytes of each channel message, by its status without the channel."""

# A bend wheel at rest is at 8192, which must be no press.
# A box says unasked where its pedals stand: one left at its toe must be no press, so none is.
_PRESSED_FROM: Final = {
    NOTE_ON: 1,
    PITCH_BEND: 8193,
    CC14: 8192,
    NRPN: 8192,
    RPN: 8192,
    BOX_PEDAL: PEDAL_MAX + 1,
}
_UNIVERSAL_REAL_TIME: Final = b"\xf0\x7f"


class Touch(NamedTuple):
    """One control touched: ``status`` and ``number`` name it.

    ``value`` is 0 to 127, of two data bytes 0 to 16383, of a serial box's pedal 0 to 1023. What has
    no value of its own, a program, a command or a switch that is down, has 127.
    """

    status: int
    number: int
    value: int

    @property
    def pressed(self) -> bool:
        """Whether it counts as a button or key held down, whatever the velocity.

        A key is from velocity 1 on, a serial box's pedal never, everything else in the upper half
        of its range.
        """
        return self.value >= _PRESSED_FROM.get(self.status & ~CHANNEL, PRESSED_FROM)


def decode(data: bytes) -> Touch | None:
    """The touch a message means; None when it is malformed or touches no single control.

    Parts of 14-bit pairs, NRPN and RPN are touches of their own here: `rig.hands.joining` joins
    them. Never raises.
    """
    if not data or data[0] >= SYSEX:
        return _command(data)
    status = data[0]
    kind = status & ~CHANNEL
    if LENGTHS.get(kind) != len(data) or not data[1:].isascii():
        return None
    number, value = data[1], data[-1]
    if kind == NOTE_OFF:
        status, value = NOTE_ON | status & CHANNEL, 0
    elif kind == PROGRAM_CHANGE:
        value = DATA_MAX
    elif kind == CHANNEL_PRESSURE:
        number = 0
    elif kind == PITCH_BEND:
        number, value = 0, value << 7 | number
    return Touch(status, number, value)


def _command(data: bytes) -> Touch | None:
    """A command of MMC or MSC, to whichever device; the first, where a message has several.

    What follows it, as the place of a locate or the number of a cue, is not read.
    """
    start, body, end = data[:2], data[2:-1], data[-1:]
    if start != _UNIVERSAL_REAL_TIME or end != bytes((SYSEX_END,)) or not body.isascii():
        return None
    match tuple(body[1:4]):
        case (0x06, command, *_):
            return Touch(MMC, command, DATA_MAX)
        case (0x02, _, command):
            return Touch(MSC, command, DATA_MAX)
    return None
