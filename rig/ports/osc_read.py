"""OSC 1.0 packets read strictly, for display: what is not exactly a message is not guessed at."""

from __future__ import annotations

import struct
from typing import Final

from rig.ports.channel import SILENCE

_NUMBERS: Final = {
    "i": struct.Struct(">i"),
    "f": struct.Struct(">f"),
    "h": struct.Struct(">q"),
    "d": struct.Struct(">d"),
}
_WORDS: Final = {"T": True, "F": False, "N": None}
_PADDING: Final = 4


def decode(packet: bytes) -> tuple[str, tuple[object, ...]] | None:
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


def describe(packet: bytes) -> str:
    """One line of a packet, OSC or MIDI, as a player reads it."""
    message = decode(packet)
    if message is None:
        return "all notes off" if packet == SILENCE else packet.hex(" ")
    address, values = message
    return " ".join([address, *(_show(value) for value in values)])


def _show(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
