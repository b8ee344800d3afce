"""What the footswitch says and what it is asked: frames to nouns and back, as in PROTOCOL.md."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Final, TypeAlias

from firmware_bridge.framing import seal, unseal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PROTOCOL: Final = 1
"""The major version of the wire that this host speaks."""
SWITCHES: Final = 6
"""The most switches a box can have; their numbers are 0 to 5."""
HOST_KINDS: Final = 0x40
"""Kinds from here on go from the host to the box."""

_HELLO: Final = 0x01
_EVENT: Final = 0x02
_BEAT: Final = 0x04
_HELLO_REQUEST: Final = 0x41

_KIND_AND_SEQ: Final = 2  # bytes that begin every body, in both directions
_HELLO_BODY: Final = Struct("<BBIB8sBBBBHB6H")
_EVENT_BODY: Final = Struct("<BBIBBBH")
_BEAT_BODY: Final = Struct("<BBIHB6HH")
_IDENTITY: Final = Struct("<BBIB8sBB")  # how a HELLO begins in every version of the protocol

_ALL_DOWN: Final = (1 << SWITCHES) - 1


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the box is and how its switches stand: at boot, and when asked."""

    seq: int
    """0 to 255: one more with every frame of the box, wrapping."""
    t_ms: int
    """Milliseconds since the box booted, wrapping after 49 days."""
    serial: str
    """Eight printable characters, no blanks: the same at every boot, another in every box."""
    version: tuple[int, int]
    """Of the firmware: major and minor, each 0 to 255."""
    switches: int
    """How many switches the box has, 1 to 6."""
    reset_cause: int
    """0 unknown, 1 power, 2 reset line, 3 brown-out, 4 watchdog; others are for later."""
    boot: int
    """0 to 65535: another number at every boot."""
    down: int
    """Bit n is set while switch n is held; one held since before the boot is no press."""
    presses: tuple[int, ...]
    """Presses of each of the six switches since boot, 0 to 65535, wrapping."""


@dataclass(frozen=True, slots=True)
class Event:
    """One switch went down or came up."""

    seq: int
    t_ms: int
    """When the first raw edge came, before any debouncing."""
    switch: int
    """0 to 5."""
    pressed: bool
    down: int
    """As in ``Hello``, after this event."""
    presses: int
    """Presses of this switch since boot, this one included, 0 to 65535, wrapping."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The heartbeat: how the switches stand, ten times a second."""

    seq: int
    t_ms: int
    boot: int
    down: int
    presses: tuple[int, ...]
    bad_frames: int
    """Damaged frames the box has received since boot; stays at 65535."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """The HELLO of a box whose protocol has another major version."""

    protocol: int
    serial: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A sound frame of a kind this host does not know."""

    kind: int
    seq: int


@dataclass(frozen=True, slots=True)
class Junk:
    """Bytes that are no frame, or a frame that says what cannot be."""


Said: TypeAlias = Hello | Event | Beat | Foreign | Unknown | Junk


def encode(said: Hello | Event | Beat) -> bytes:
    """The frame a box sends, with its closing zero.

    Raises ``struct.error`` when a field is out of its range.
    """
    match said:
        case Hello():
            serial = said.serial.encode("ascii")
            body = _HELLO_BODY.pack(
                _HELLO, said.seq, said.t_ms, PROTOCOL, serial, *said.version, said.switches,
                said.reset_cause, said.boot, said.down, *said.presses
            )  # fmt: skip
        case Event():
            body = _EVENT_BODY.pack(
                _EVENT, said.seq, said.t_ms, said.switch, said.pressed, said.down, said.presses
            )
        case Beat():
            body = _BEAT_BODY.pack(
                _BEAT, said.seq, said.t_ms, said.boot, said.down, *said.presses, said.bad_frames
            )
    return seal(body)


def hello_request(seq: int) -> bytes:
    """What the host writes to be told HELLO; ``seq`` is the host's own count, 0 to 255.

    The zero in front ends whatever a modem prober has left in the box's buffer.
    """
    return b"\0" + seal(bytes((_HELLO_REQUEST, seq)))


def decode(frame: bytes) -> Said:
    """What one frame says; it comes without its closing zero. Never raises."""
    body = unseal(frame)
    if body is None or len(body) < _KIND_AND_SEQ:
        return Junk()
    read = _READERS.get(body[0])
    return Unknown(body[0], body[1]) if read is None else read(body)


def _hello(body: bytes) -> Hello | Foreign | Junk:
    if len(body) < _IDENTITY.size:
        return Junk()
    _, seq, t_ms, protocol, raw, major, minor = _IDENTITY.unpack_from(body)
    if not all(ord("!") <= character <= ord("~") for character in raw):
        return Junk()
    serial = raw.decode("ascii")
    if protocol != PROTOCOL:
        return Foreign(protocol, serial)
    if len(body) != _HELLO_BODY.size:
        return Junk()
    switches, reset_cause, boot, down, *presses = _HELLO_BODY.unpack(body)[7:]
    if not 1 <= switches <= SWITCHES or down >> switches:
        return Junk()
    return Hello(
        seq, t_ms, serial, (major, minor), switches, reset_cause, boot, down, tuple(presses)
    )


def _event(body: bytes) -> Event | Junk:
    if len(body) != _EVENT_BODY.size:
        return Junk()
    _, seq, t_ms, switch, pressed, down, presses = _EVENT_BODY.unpack(body)
    if switch >= SWITCHES or down > _ALL_DOWN or (down >> switch & 1) != pressed:
        return Junk()
    return Event(seq, t_ms, switch, bool(pressed), down, presses)


def _beat(body: bytes) -> Beat | Junk:
    if len(body) != _BEAT_BODY.size:
        return Junk()
    _, seq, t_ms, boot, down, *presses, bad_frames = _BEAT_BODY.unpack(body)
    if down > _ALL_DOWN:
        return Junk()
    return Beat(seq, t_ms, boot, down, tuple(presses), bad_frames)


_READERS: Final[Mapping[int, Callable[[bytes], Said]]] = {
    _HELLO: _hello,
    _EVENT: _event,
    _BEAT: _beat,
}
