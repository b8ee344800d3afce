"""What all lines of a device file have: a message at the front, and who says so at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.hands.device import KINDS
from rig.hands.messages import BY_WORD, CHANNEL_PRESSURE, CHANNELS, POLY_PRESSURE
from rig.notation.document import meant

if TYPE_CHECKING:
    from collections.abc import Collection

    from rig.notation.words import Item, Word

FROM: Final = "from"
NOBODY: Final = "none"


@dataclass(slots=True)
class Reading:
    """The words of an item, read one after the other."""

    item: Item
    at: int = 0

    @property
    def left(self) -> tuple[Word, ...]:
        """The words that are still to be read."""
        return self.item.words[self.at :]

    @property
    def text(self) -> str:
        """The next word; empty behind the last."""
        return self.left[0].text if self.left else ""

    def taken(self, text: str) -> bool:
        """Whether the next word is this one, which is then read."""
        found = self.text == text
        self.at += found
        return found

    def number(self, least: int, most: int, told: str) -> int | None:
        """The next word as a whole number within these; else None, and a problem in these words."""
        text = self.text
        if not text.isdecimal() or not least <= int(text) <= most:
            self.complain(told)
            return None
        self.at += 1
        return int(text)

    def complain(self, message: str) -> None:
        """Note a problem with the next word, or with the item where none is left."""
        if self.left:
            self.left[0].complain(message)
        else:
            self.item.complain(message)


def read_message(reading: Reading, kind: str) -> tuple[int, int] | None:
    """Status and number of the message that comes next; None where it is a problem."""
    form = BY_WORD.get(reading.text)
    if form is None:
        near = meant(reading.text, tuple(BY_WORD))
        reading.complain(f"{reading.text or 'nothing'} is no message of a control{near}")
        return None
    if kind in KINDS and (kind == "serial") != form.of_a_box:
        reading.complain("switches and pedals are of serial devices, MIDI messages of MIDI ones")
        return None
    reading.at += 1
    if form is POLY_PRESSURE and not reading.text.isdecimal():
        form = CHANNEL_PRESSURE
    number: int | None = 0
    if form.numbers:
        most = form.numbers - 1
        told = f"{form.word} is 0 to {most}: write {form.word} {min(5, most)}"
        number = reading.number(0, most, told)
    channel = read_channel(reading) if form.channels and reading.taken("ch") else 0
    return None if number is None or channel is None else (form.status | channel, number)


def read_channel(reading: Reading) -> int | None:
    """The channel that comes next, from 0 as in a status; None where it is a problem."""
    channel = reading.number(1, CHANNELS, f"a channel is 1 to {CHANNELS}: write ch 10")
    return None if channel is None else channel - 1


def read_sources(reading: Reading, known: Collection[str]) -> tuple[str, ...] | None:
    """Who says so, to the end of the item; none where nobody does, None where it is a problem."""
    if not reading.left:
        if len(known) != 1:
            known_first = next(iter(known), NOBODY)
            reading.complain(f"say which source this is from: write from {known_first}")
            return None
        return tuple(known)
    reading.at += 1
    names = tuple(dict.fromkeys(word.text for word in reading.left))
    if not names:
        reading.complain("from names a source, or none: write from guide, with guide in [source]")
        return None
    if NOBODY in names:
        if len(names) > 1:
            reading.complain("from none is what nobody says; take none out, or all the others")
            return None
        return ()
    for word in reading.left:
        if word.text not in known:
            word.complain(f"[source] has no {word.text}{meant(word.text, (*known, NOBODY))}")
    return names
