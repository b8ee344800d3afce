"""OSC 1.0 packets read strictly: what is not exactly a message is not guessed at.

:func:`decode` reads one message, of our own for display; :func:`messages` reads what came over a
network, inside bounds. Both take a time that grows with the packet's size and with nothing else.
"""

from __future__ import annotations

import struct
from typing import Final, TypeAlias

from rig.ports.channel import SILENCE

_NUMBERS: Final = {
    "i": struct.Struct(">i"),
    "f": struct.Struct(">f"),
    "h": struct.Struct(">q"),
    "d": struct.Struct(">d"),
}
_WORDS: Final = {"T": True, "F": False, "N": None}
_PADDING: Final = 4

PACKET_MAX: Final = 1472
"""Bytes that fit one frame of Ethernet; a longer packet from a network is refused."""
ARGUMENTS_MAX: Final = 32
ELEMENTS_MAX: Final = 16
"""Of one bundle."""
DEPTH_MAX: Final = 2
"""Bundles within one another."""

_BUNDLE: Final = b"#bundle\0"
_ELEMENTS_AT: Final = 16
"""Behind the bundle's name and its time, which is passed over: what comes counts when it comes."""
_SIZE: Final = struct.Struct(">i")
_PATTERNS: Final = frozenset("*?[]{}")

Message: TypeAlias = tuple[str, tuple[object, ...]]
"""Address and arguments."""


def decode(packet: bytes) -> Message | None:
    """Address and arguments of one message; None for whatever is no plain message."""
    address, at = _string(packet, 0)
    tags, at = _string(packet, at)
    if not address.startswith("/") or not tags.startswith(","):
        return None
    values: list[object] = []
    for tag in tags[1:]:
        if tag in _WORDS:
            values.append(_WORDS[tag])
        elif tag == "s":
            text, at = _string(packet, at)
            values.append(text)
        elif tag in _NUMBERS and at + _NUMBERS[tag].size <= len(packet):
            values.append(_NUMBERS[tag].unpack_from(packet, at)[0])
            at += _NUMBERS[tag].size
        else:
            return None
    return (address, tuple(values)) if at == len(packet) else None


def _string(packet: bytes, at: int) -> tuple[str, int]:
    end = packet.find(b"\0", at)
    if end < 0:
        return "", len(packet) + 1
    after = end + _PADDING - (end - at) % _PADDING
    if any(packet[end:after]):
        return "", len(packet) + 1
    return packet[at:end].decode("utf-8", "replace"), after


def messages(packet: bytes) -> tuple[Message, ...] | None:
    """Every message of a packet from a network, in order, bundles opened; None when refused.

    One wrong element refuses the whole packet. An address is meant for one receiver: those with
    pattern characters are refused.
    """
    return _opened(packet, DEPTH_MAX) if len(packet) <= PACKET_MAX else None


def _opened(part: bytes, depth: int) -> tuple[Message, ...] | None:
    if not part.startswith(_BUNDLE):
        message = decode(part)
        if message is None or len(message[1]) > ARGUMENTS_MAX or _PATTERNS & set(message[0]):
            return None
        return (message,)
    if not depth or len(part) < _ELEMENTS_AT:
        return None
    found: list[Message] = []
    at = _ELEMENTS_AT
    for _ in range(ELEMENTS_MAX):
        if at == len(part):
            break
        begin = at + _SIZE.size
        end = begin + _SIZE.unpack_from(part, at)[0] if begin <= len(part) else 0
        element = _opened(part[begin:end], depth - 1) if begin < end <= len(part) else None
        if element is None:
            return None
        found += element
        at = end
    return tuple(found) if at == len(part) else None


def describe(packet: bytes) -> str:
    """One line of a packet, OSC or MIDI, as a player reads it."""
    message = decode(packet)
    if message is None:
        return "all notes off" if packet == SILENCE else packet.hex(" ")
    address, values = message
    return " ".join([address, *(_show(value) for value in values)])


def _show(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
