"""One line of a device file's lights: how something is lit, moved or lettered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands.device import Label, Led, Motor, Ring
from rig.hands.messages import is_message
from rig.hands.midi import (
    BOX_SWITCH,
    CC14,
    CHANNEL,
    CONTROL_CHANGE,
    DATA_MAX,
    NOTE_ON,
    PITCH_BEND,
)
from rig.hands.read_control import RANGE
from rig.hands.read_message import FROM, Reading, read_channel, read_message, read_sources
from rig.notation.document import meant
from rig.notation.words import items

if TYPE_CHECKING:
    from collections.abc import Collection

    from rig.hands.device import Light
    from rig.notation.document import Text

_LETTERS: Final = "*"
LETTERS_MAX: Final = 120
_VALUES: Final = ("off", "on", "blink")
_MEANS: Final = {
    "led": (NOTE_ON, CONTROL_CHANGE, BOX_SWITCH),
    "ring": (NOTE_ON, CONTROL_CHANGE),
    "motor": (CONTROL_CHANGE, CC14, PITCH_BEND),
}
"""The messages that can say each, by their status of the first channel."""
LIGHTS: Final = (*_MEANS, "text")


def read_light(text: Text, kind: str, known: Collection[str]) -> Light | None:
    """The light a line describes, of a device of this kind with these sources.

    None where it is a problem.
    """
    said = tuple(items(text, ","))
    if len(said) != 1:
        text.complain("a light is such as led note 32 off 0 on 127, ring cc 48 1..11 or motor bend")
        return None
    reading = Reading(said[0])
    word = reading.text
    if word not in LIGHTS:
        reading.complain(f"{word} is no kind of light{meant(word, LIGHTS)}")
        return None
    if kind == "serial" and word != "led":
        reading.complain("the lights of a serial device are on or off: write led switch 0")
        return None
    reading.at += 1
    if word == "text":
        return _label(reading, known)
    at = reading.left
    message = read_message(reading, kind)
    if message is None:
        return None
    if message[0] & ~CHANNEL not in _MEANS[word]:
        at[0].complain(f"{at[0].text} is no message of a {word}; {_USUAL[word]}")
        return None
    if word == "led":
        return _led(reading, message, known)
    if word == "ring":
        return _ring(reading, message, known)
    sources = _end(reading, known)
    return None if sources is None else Motor(*message, sources)


_USUAL: Final = {
    "led": "write led note 32 or led cc 32, of a serial device led switch 0",
    "ring": "write ring cc 48",
    "motor": "write motor bend, motor cc14 7 or motor cc 7",
}


def _end(reading: Reading, known: Collection[str]) -> tuple[str, ...] | None:
    """Who says so, with nothing before it."""
    if reading.text not in ("", FROM):
        reading.complain(f"{reading.text} says nothing of this light; take it out")
        return None
    return read_sources(reading, known)


def _led(reading: Reading, message: tuple[int, int], known: Collection[str]) -> Led | None:
    values: dict[str, int] = {}
    blink_status = None
    of_a_box = message[0] == BOX_SWITCH  # which is told 0 or 1, and has the rig blink
    words, most = (_VALUES[:2], 1) if of_a_box else (_VALUES, DATA_MAX)
    while reading.text in words:
        word = reading.text
        reading.at += 1
        value = reading.number(0, most, f"a light is sent 0 to {most}: write {word} {most}")
        if value is None:
            return None
        values[word] = value
        if word == "blink" and reading.taken("ch"):
            channel = read_channel(reading)
            if channel is None:
                return None
            blink_status = message[0] & ~CHANNEL | channel
    off, on, blink = values.get("off", 0), values.get("on", most), values.get("blink")
    if off == on:
        reading.item.complain(f"this light is the same on and off: write off 0 on {most}")
        return None
    sources = _end(reading, known)
    return None if sources is None else Led(*message, off, on, blink, blink_status, sources)


def _ring(reading: Reading, message: tuple[int, int], known: Collection[str]) -> Ring | None:
    low, high = 0, DATA_MAX
    if found := RANGE.fullmatch(reading.text):
        low, high = int(found[1]), int(found[2])
        if low == high or max(low, high) > DATA_MAX:
            reading.complain(f"a ring runs over values from 0 to {DATA_MAX}: write 1..11")
            return None
        reading.at += 1
    sources = _end(reading, known)
    return None if sources is None else Ring(*message, low, high, sources)


def _label(reading: Reading, known: Collection[str]) -> Label | None:
    letters = reading.number(1, LETTERS_MAX, f"a text has 1 to {LETTERS_MAX} letters: write text 7")
    if letters is None:
        return None
    parts = [b""]  # before the letters, and behind them
    while reading.text not in ("", FROM):
        if reading.text == _LETTERS:
            parts.append(b"")
        elif (data := hexadecimal(reading.text)) is not None:
            parts[-1] += data
        else:
            reading.complain(
                f"a message is written in hexadecimal, with {_LETTERS} for the letters"
            )
            return None
        reading.at += 1
    head, *tail = parts
    if len(tail) != 1 or not is_message(head + bytes(letters) + tail[0]):
        reading.item.complain("a text is a message with * for its letters: write F0 00 20 * F7")
        return None
    sources = read_sources(reading, known)
    return None if sources is None else Label(head, letters, tail[0], sources)


def hexadecimal(text: str) -> bytes | None:
    """The bytes of a text such as ``B0 7F 00``; None where it is none, or empty."""
    try:
        return bytes.fromhex(text) or None
    except ValueError:
        return None
