"""A stream of MIDI bytes, as of a serial line or a raw port, into whole messages.

Facts are of MIDI 1.0. A channel message may leave out a status that is that of the one before it.
Real-time bytes may stand anywhere, inside other messages too, and are handed on before those. A
system common message ends the running status. Data bytes without any status, undefined statuses
and messages cut off by another's status are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rig.hands.midi import LENGTHS, SYSEX, SYSEX_END

SYSEX_MAX: Final = 4096
"""Bytes of the longest system exclusive message, its first and last included."""

_STATUS_FROM: Final = 0x80
_REAL_TIME_FROM: Final = 0xF8
_UNDEFINED: Final = {0xF4, 0xF5, 0xF9, 0xFD}
_TUNE_REQUEST: Final = 0xF6
# By the whole status: what a data byte may complete. A sysex ends by a status instead.
_LENGTHS: Final = {
    **{kind | channel: length for kind, length in LENGTHS.items() for channel in range(16)},
    0xF1: 2,
    0xF2: 3,
    0xF3: 2,
}


@dataclass(frozen=True, slots=True)
class Parser:
    """Where one message ends and the next begins; every opening of the port starts a new one."""

    running: int = 0
    """The status of a message that begins with a data byte; 0 where none can."""
    begun: bytes = b""
    """The message whose end has not come yet, with its status: at most ``SYSEX_MAX`` bytes."""
    dropped: int = 0
    """System exclusive messages dropped whole: longer than ``SYSEX_MAX``, or cut off."""

    def feed(self, data: bytes) -> tuple[Parser, tuple[bytes, ...]]:
        """Take what the port read; hand on the messages it completed, each with its status."""
        parser = self
        messages = []
        for byte in data:
            parser, message = _taken(parser, byte)
            if message:
                messages.append(message)
        return parser, tuple(messages)


def _taken(parser: Parser, byte: int) -> tuple[Parser, bytes]:
    """What follows from one byte, and the message it completes; an empty one where it does not."""
    if byte < _STATUS_FROM:
        return _data_taken(parser, byte)
    if byte < _REAL_TIME_FROM:
        return _status_taken(parser, byte)
    return parser, b"" if byte in _UNDEFINED else bytes((byte,))


def _status_taken(parser: Parser, byte: int) -> tuple[Parser, bytes]:
    dropped, message = parser.dropped, b""
    if parser.begun and parser.begun[0] == SYSEX:
        if byte == SYSEX_END and len(parser.begun) < SYSEX_MAX:
            message = parser.begun + bytes((byte,))
        else:
            dropped += 1
    if byte == _TUNE_REQUEST:
        message = bytes((byte,))
    running = byte if byte < SYSEX else 0
    begins = byte == SYSEX or byte in _LENGTHS
    return Parser(running, bytes((byte,)) if begins else b"", dropped), message


def _data_taken(parser: Parser, byte: int) -> tuple[Parser, bytes]:
    running, begun = parser.running, parser.begun
    if not begun and not running:
        return parser, b""
    begun = (begun or bytes((running,))) + bytes((byte,))
    if begun[0] == SYSEX:
        # A message as long as this without its end is too long, and is known by its length.
        return Parser(running, begun[:SYSEX_MAX], parser.dropped), b""
    if len(begun) < _LENGTHS[begun[0]]:
        return Parser(running, begun, parser.dropped), b""
    return Parser(running, b"", parser.dropped), begun
