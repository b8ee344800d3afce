"""Lines of music cut into items and words, each knowing where it stands."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.document import Text

WORD_MAX: Final = 250
"""Letters of the longest word that is not quoted; a longer number would be none."""


class Word(NamedTuple):
    """One word of an item; ``quoted`` words are free text, shown and never obeyed.

    A tuple and no dataclass, as a sheet has many thousands of them.
    """

    text: str
    line: Text
    at: int
    quoted: bool = False

    def complain(self, message: str) -> None:
        """Note a problem at this word."""
        self.line.complain(message, self.at, len(self.text) + 2 * self.quoted)

    def advise(self, message: str) -> None:
        """Note advice at this word."""
        self.line.advise(message, self.at, len(self.text) + 2 * self.quoted)


class Item(NamedTuple):
    """What stands between two separators; never empty of words. A tuple as a word is."""

    line: Text
    words: tuple[Word, ...]
    after: str = ""
    """The separators it stands behind, together; empty for the first of its line."""

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
    words: list[Word] = []
    after = ""
    for found in _token(separators).finditer(line.value):
        text = found[0]
        match found.lastgroup:
            case None if len(text) <= WORD_MAX:
                words.append(Word(text, line, found.start()))
            case None:
                line.complain(f"a word of more than {WORD_MAX} letters", found.start(), WORD_MAX)
            case "separator":
                if words:
                    yield Item(line, tuple(words), after)
                    words, after = [], ""
                after += text
            case "quoted":
                words.append(Word(text[1:-1], line, found.start(), quoted=True))
            case _:
                line.complain("this quote is not closed on its line", found.start(), 1)
    if words:
        yield Item(line, tuple(words), after)


@cache
def _token(separators: str) -> re.Pattern[str]:
    """A word, a separator, a quoted text, or a quote that is not closed."""
    cut = re.escape(separators)
    return re.compile(rf'[^\s"{cut}]+|(?P<separator>[{cut}])|(?P<quoted>"[^"\n]*")|(?P<unclosed>")')
