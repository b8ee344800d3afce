"""What the footswitch says and what it is told: frames to nouns and back, as in PROTOCOL.md."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final

from firmware_bridge.framing import seal, unseal
from firmware_bridge.said import (
    Beat,
    Event,
    Foreign,
    Hello,
    Junk,
    Pedal,
    Unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from firmware_bridge.said import Said

PROTOCOL: Final = 1
"""The major version of the wire that this host speaks."""
SWITCHES: Final = 6
"""The most switches a box can have; their numbers are 0 to 5."""
PEDALS: Final = 2
"""The most expression pedals a box can have; their numbers are 0 and 1."""
LIGHTS: Final = 6
"""The most lights a box can have; their numbers are 0 to 5."""
PEDAL_MAX: Final = 1023
"""A pedal at its toe; what its input reads at full voltage."""
SERIAL_SIZE: Final = 8
"""Characters of a box's serial."""
AGE_MAX_MS: Final = 0xFFFF
"""An age of so many milliseconds says longer ago, or never."""
HOST_KINDS: Final = 0x40
"""Kinds from here on go from the host to the box."""

HELLO_REQUEST: Final = 0x41
LIGHTS_COMMAND: Final = 0x42
SETUP: Final = 0x43
CALIBRATE: Final = 0x44
NAME: Final = 0x45

_HELLO: Final = 0x01
_EVENT: Final = 0x02
_PEDAL: Final = 0x03
_BEAT: Final = 0x04

_KIND_AND_SEQ: Final = 2  # bytes that begin every body, in both directions
_HELLO_BODY: Final = Struct("<BBIB8sBBBBHBBBBBBB4H")
_EVENT_BODY: Final = Struct("<BBIHBBH")
_PEDAL_BODY: Final = Struct("<BBIBH")
_BEAT_BODY: Final = Struct("<BBIHBBBH6H6H2H2H")
_IDENTITY: Final = Struct("<BBIB8s")  # how a HELLO begins in every version of the protocol
_CALIBRATION: Final = Struct("<BHH")

_ALL_SWITCHES: Final = (1 << SWITCHES) - 1
_ALL_LIGHTS: Final = (1 << LIGHTS) - 1


def encode(said: Hello | Event | Pedal | Beat) -> bytes:
    """The frame a box sends, with its closing zero.

    Raises ``struct.error`` when a field is out of its range.
    """
    match said:
        case Hello():
            heels_and_toes = (end for ends in said.calibration for end in ends)
            body = _HELLO_BODY.pack(
                _HELLO, said.seq, said.t_us, PROTOCOL, said.serial.encode("ascii"), *said.version,
                said.board, said.reset_cause, said.boot, said.switches, said.pedals, said.lights,
                said.closable, said.closed, said.slow, said.fresh, *heels_and_toes
            )  # fmt: skip
        case Event():
            body = _EVENT_BODY.pack(
                _EVENT, said.seq, said.t_us, said.boot, said.switch, said.down, said.presses
            )
        case Pedal():
            body = _PEDAL_BODY.pack(_PEDAL, said.seq, said.t_us, said.pedal, said.value)
        case Beat():
            body = _BEAT_BODY.pack(
                _BEAT, said.seq, said.t_us, said.boot, said.down, said.faults, said.lights,
                said.bad_frames, *said.presses, *said.ages_ms, *said.values, *said.raw
            )  # fmt: skip
    return seal(body)


def command(seq: int, kind: int, payload: bytes = b"") -> bytes:
    """What the host writes to tell the box something; ``seq`` is the host's own count, 0 to 255.

    The zero in front ends whatever a modem prober has left in the box's buffer.
    """
    return b"\0" + seal(bytes((kind, seq)) + payload)


def calibration(pedal: int, heel: int, toe: int) -> bytes:
    """The payload of ``CALIBRATE``: what a pedal's input reads at its ends, 0 to 1023 each."""
    return _CALIBRATION.pack(pedal, heel, toe)


def decode(frame: bytes) -> Said:
    """What one frame says; it comes without its closing zero. Never raises."""
    body = unseal(frame)
    if body is None or len(body) < _KIND_AND_SEQ:
        return Junk()
    read = _READERS.get(body[0])
    return Unknown(body[0], body[1]) if read is None else read(body)


def is_serial(name: bytes) -> bool:
    """Whether these are the eight characters of a box's serial."""
    return len(name) == SERIAL_SIZE and all(ord("!") <= one <= ord("~") for one in name)


def _hello(body: bytes) -> Hello | Foreign | Junk:
    if len(body) < _IDENTITY.size:
        return Junk()
    _, seq, t_us, protocol, raw = _IDENTITY.unpack_from(body)
    if not is_serial(raw):
        return Junk()
    serial = raw.decode("ascii")
    if protocol != PROTOCOL:
        return Foreign(protocol, serial)
    if len(body) != _HELLO_BODY.size:
        return Junk()
    major, minor, board, reset_cause, boot, *told = _HELLO_BODY.unpack(body)[5:]
    switches, pedals, lights, closable, closed, slow, fresh, *ends = told
    if not 1 <= switches <= SWITCHES or pedals > PEDALS or lights > LIGHTS or fresh > 1:
        return Junk()
    if (closable | slow) >> switches or closed & ~closable or max(ends) > PEDAL_MAX:
        return Junk()
    return Hello(
        seq, t_us, serial, (major, minor), board, reset_cause, boot, switches, pedals, lights,
        closable, closed, slow, bool(fresh), ((ends[0], ends[1]), (ends[2], ends[3]))
    )  # fmt: skip


def _event(body: bytes) -> Event | Junk:
    if len(body) != _EVENT_BODY.size:
        return Junk()
    _, seq, t_us, boot, switch, down, presses = _EVENT_BODY.unpack(body)
    if switch >= SWITCHES or down > _ALL_SWITCHES:
        return Junk()
    return Event(seq, t_us, boot, switch, down, presses)


def _pedal(body: bytes) -> Pedal | Junk:
    if len(body) != _PEDAL_BODY.size:
        return Junk()
    _, seq, t_us, pedal, value = _PEDAL_BODY.unpack(body)
    if pedal >= PEDALS or value > PEDAL_MAX:
        return Junk()
    return Pedal(seq, t_us, pedal, value)


def _beat(body: bytes) -> Beat | Junk:
    if len(body) != _BEAT_BODY.size:
        return Junk()
    _, seq, t_us, boot, down, faults, lights, bad_frames, *rows = _BEAT_BODY.unpack(body)
    presses, rows = tuple(rows[:SWITCHES]), rows[SWITCHES:]
    ages_ms, rows = tuple(rows[:SWITCHES]), rows[SWITCHES:]
    values, raw = tuple(rows[:PEDALS]), tuple(rows[PEDALS:])
    if down & faults or (down | faults) > _ALL_SWITCHES or lights > _ALL_LIGHTS:
        return Junk()
    if max(*values, *raw) > PEDAL_MAX:
        return Junk()
    return Beat(
        seq, t_us, boot, down, faults, lights, bad_frames, presses, ages_ms, values, raw
    )  # fmt: skip


_READERS: Final[Mapping[int, Callable[[bytes], Said]]] = {
    _HELLO: _hello,
    _EVENT: _event,
    _PEDAL: _pedal,
    _BEAT: _beat,
}
