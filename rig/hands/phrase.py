"""One thing of a line that a control is for, with its place in the line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.notation.words import items

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.document import Text
    from rig.notation.words import Word


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands between two bars of a line, or a part of it; its words end where it ends."""

    line: Text
    words: tuple[Word, ...]

    @property
    def begin(self) -> int:
        """Where in the line it begins."""
        return self.words[0].at

    @property
    def value(self) -> str:
        """Its letters, as they stand in the line."""
        last = self.words[-1]
        return self.line.value[self.begin : last.at + len(last.text) + 2 * last.quoted]

    def complain(self, message: str, at: int = 0, width: int | None = None) -> None:
        """Note a problem at one of its letters, ``width`` letters wide."""
        self.line.complain(message, self.begin + at, len(self.value) if width is None else width)

    def behind(self, words: int) -> Phrase | None:
        """What is left behind so many words; None where nothing is."""
        return Phrase(self.line, self.words[words:]) if len(self.words) > words else None


def phrases(line: Text) -> Iterator[Phrase]:
    """Everything a line says, in its order."""
    for item in items(line):
        yield Phrase(line, item.words)
