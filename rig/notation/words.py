"""Lines of music cut into items and words, each knowing where it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.document import Text

WORD_MAX: Final = 250
"""Letters of the longest word that is not quoted; a longer number would be none."""

_WORD: Final = re.compile(r'"[^"\n]*"|[^\s"]+')


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an item; ``quoted`` words are free text, shown and never obeyed."""

    text: str
    line: Text
    at: int
    quoted: bool = False

    def complain(self, message: str) -> None:
        """Note a problem at this word."""
        self.line.complain(message, self.at, len(self.text) + 2 * self.quoted)


@dataclass(frozen=True, slots=True)
class Item:
    """What stands between two separators; never empty of words."""

    line: Text
    words: tuple[Word, ...]

    @property
    def first(self) -> Word:
        """The word an item begins with."""
        return self.words[0]

    def complain(self, message: str) -> None:
        """Note a problem with the item as a whole."""
        last = self.words[-1]
        width = last.at + len(last.text) + 2 * last.quoted - self.first.at
        self.line.complain(message, self.first.at, width)

    def split(self, separator: str) -> tuple[Item, ...]:
        """The item cut at a separator letter, which ends words too."""
        parts: list[list[Word]] = [[]]
        for word in self.words:
            if word.quoted:
                parts[-1].append(word)
                continue
            at = word.at
            for number, piece in enumerate(word.text.split(separator)):
                if number:
                    parts.append([])
                if piece:
                    parts[-1].append(Word(piece, self.line, at))
                at += len(piece) + 1
        return tuple(Item(self.line, tuple(part)) for part in parts if part)


def items(line: Text, separators: str = "|\n") -> Iterator[Item]:
    """The items of a line of music; empty ones (a bar at the end of a line) are nothing."""
    begin, opened = 0, 0
    quoted = False
    for at, letter in enumerate(line.value + "\n"):
        if letter == '"':
            quoted, opened = not quoted, at
        if letter == "\n" and quoted:
            line.complain("this quote is not closed on its line", opened, 1)
            quoted = False
        if (letter in separators and not quoted) or at == len(line.value):
            words = tuple(_words(line, begin, at))
            begin = at + 1
            if words:
                yield Item(line, words)


def _words(line: Text, begin: int, end: int) -> Iterator[Word]:
    for found in _WORD.finditer(line.value, begin, end):
        text = found[0]
        if text.startswith('"'):
            yield Word(text[1:-1], line, found.start(), quoted=True)
        elif len(text) > WORD_MAX:
            line.complain(f"a word of more than {WORD_MAX} letters", found.start(), WORD_MAX)
        else:
            yield Word(text, line, found.start())
