"""What a device would send, or is sent: the bytes of a value, as `rig.hands.midi` decodes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands import midi
from rig.hands.joining import LSB_ABOVE
from rig.hands.signal import Sense

if TYPE_CHECKING:
    from rig.hands.signal import Signal

_PARAMETER: Final = {midi.NRPN: (99, 98), midi.RPN: (101, 100)}
"""The control changes that choose one, MSB and LSB."""
_DATA_ENTRY: Final = 6

TURN_MAX: Final = 63
"""The most steps of an encoder, either way, that one message of every sense can tell."""

_SEVEN_BITS: Final = 0x7F
_BIT_6: Final = 0x40
_ALL_DEVICES: Final = 0x7F
_MMC_COMMAND: Final = 0x06
_MSC: Final = 0x02
_ALL_TYPES: Final = 0x7F


def encode(signal: Signal, value: int) -> tuple[bytes, ...]:
    """The MIDI messages that tell a value of a control, 0 to the most that it can tell.

    A light of a serial box is told as one is: its status, its number, and 1 for on.
    What has no value of its own is told by any but 0, and by 0 not at all: a program is never
    released. A release of a note is a note-on of velocity 0.
    """
    kind, channel = signal.status & ~midi.CHANNEL, signal.status & midi.CHANNEL
    coarse, fine = value >> 7, value & _SEVEN_BITS
    number = signal.number
    if kind == midi.CC14:
        return _changes(channel, (number, coarse), (number + LSB_ABOVE, fine))
    if kind in _PARAMETER:
        msb, lsb = _PARAMETER[kind]
        chosen = (msb, number >> 7), (lsb, number & _SEVEN_BITS)
        value_is = (_DATA_ENTRY, coarse), (_DATA_ENTRY + LSB_ABOVE, fine)
        return _changes(channel, *chosen, *value_is)
    match kind:
        case midi.PITCH_BEND:
            return (bytes((signal.status, fine, coarse)),)
        case midi.CHANNEL_PRESSURE:
            return (bytes((signal.status, value)),)
        case midi.PROGRAM_CHANGE:
            return (bytes((signal.status, number)),) if value else ()
        case midi.MMC:
            return (_command(_MMC_COMMAND, number),) if value else ()
        case midi.MSC:
            return (_command(_MSC, _ALL_TYPES, number),) if value else ()
    return (bytes((signal.status, number, value)),)


def turned(sense: Sense, steps: int) -> int:
    """The data byte that tells a turn of an encoder, at most ``TURN_MAX`` steps either way."""
    match sense:
        case Sense.TWOS:
            return steps & _SEVEN_BITS
        case Sense.OFFSET:
            return steps + _BIT_6
        case Sense.SIGN:
            return steps if steps >= 0 else -steps | _BIT_6
        case Sense.SIGN_REVERSED:
            return steps | _BIT_6 if steps >= 0 else -steps
        case Sense.ABSOLUTE:
            raise AssertionError("an absolute control tells no turns")


def _changes(channel: int, *pairs: tuple[int, int]) -> tuple[bytes, ...]:
    return tuple(bytes((midi.CONTROL_CHANGE | channel, *pair)) for pair in pairs)


def _command(*data: int) -> bytes:
    """A universal real-time message to all devices."""
    return bytes((midi.SYSEX, 0x7F, _ALL_DEVICES, *data, midi.SYSEX_END))
