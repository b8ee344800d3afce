"""OSC 1.0 packets, built by python-osc when a show is loaded; nothing is parsed here.

Type tags are always explicit and never guessed from a value: a word's spelling decides when the
file is read, and the tag goes with the value from there on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from pythonosc.osc_message_builder import OscMessageBuilder

from rig.conductor.outputs import Template

ADDRESS: Final = re.compile(r"(/[A-Za-z0-9_.~:+-]+)+")
"""The addresses sent: no pattern characters, which are for receivers to match with."""

_SIZES: Final = {"i": 4, "f": 4, "h": 8, "d": 8, "T": 0, "F": 0}
_TRUTHS: Final = {"T": True, "F": False}


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument and its OSC type tag: i, f, h, d, s, T or F."""

    tag: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a value will stand: i, f or d."""

    tag: str


Arguments: TypeAlias = tuple[Argument | Slot, ...]


def message(address: str, arguments: tuple[Argument, ...]) -> bytes:
    """A whole packet.

    Raises ``ValueError`` when a value does not fit its tag.
    """
    if any("\0" in str(one.value) for one in arguments):
        raise ValueError(f"{address} cannot be sent: a text with a zero byte")
    builder = OscMessageBuilder(address)
    try:
        for one in arguments:
            builder.add_arg(_TRUTHS.get(one.tag, one.value), one.tag)
        return bytes(builder.build().dgram)
    except Exception as error:  # python-osc raises unrelated errors of several kinds
        raise ValueError(f"{address} cannot be sent: {error}") from error


def template(address: str, arguments: Arguments) -> Template:
    """A packet with one value left open; exactly one of the arguments is a slot.

    Raises ``ValueError`` when a value does not fit its tag.
    """
    place = next(number for number, one in enumerate(arguments) if isinstance(one, Slot))
    slot = arguments[place]
    filled = tuple(Argument(one.tag, 0) if isinstance(one, Slot) else one for one in arguments)
    packet = message(address, filled)
    tail = sum(_size(one) for one in filled[place + 1 :])
    head = len(packet) - tail - _SIZES[slot.tag]
    return Template(packet[:head], slot.tag, packet[len(packet) - tail :])


def _size(argument: Argument) -> int:
    """Bytes of an argument: strings end with a zero and are padded to four."""
    if argument.tag == "s":
        return (len(str(argument.value).encode()) // 4 + 1) * 4
    return _SIZES[argument.tag]
