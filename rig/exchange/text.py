"""Bytes as text, and the mistakes found in it.

UTF-8, UTF-16 behind its mark, else Mac Roman, which Pro Tools still writes; what is no text at all
is refused before any reader sees it.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rig.exchange.spotting import MARKERS_MAX, SIZE_MAX
from rig.notation.problem import Problem, ProblemsError

if TYPE_CHECKING:
    from collections.abc import Sized

PROBLEMS_MAX: Final = 50
"""Mistakes told of one file; the rest would be of the same kind."""

LINE_MAX: Final = 100_000
"""Letters of the longest line read."""

NOT_TEXT: Final = re.compile(r"[^\t\n\v\f\r\x20-\x7e\x80-\ud7ff\ue000-\U0010ffff]")
"""A letter that no text file has: a control code, or half of one."""

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Source:
    """A file as text: its lines without their ends, the guesses and problems so far."""

    file: str
    text: str
    lines: list[str]
    guesses: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, message: str, what: str = "", begin: int = 0) -> None:
        """Note a problem at a line, from 1, under the words ``what`` or the line as a whole.

        ``begin`` is the letter of the line, from 0, from which the words are looked for. Raises
        ``ProblemsError`` when there are too many to read on.
        """
        source = self.lines[line - 1]
        at = max(0, source.find(what, begin))
        width = len(what) or len(source)
        self.problems.append(Problem(self.file, line, at + 1, max(1, width), message, source))
        if len(self.problems) == PROBLEMS_MAX:
            more = f"{PROBLEMS_MAX} mistakes are told; what comes after line {line} is not read"
            self.problems.append(Problem(self.file, 0, 1, 1, more, ""))
            self.close()

    def close(self) -> None:
        """Raise ``ProblemsError`` if there were any."""
        if self.problems:
            raise ProblemsError(tuple(self.problems))

    def bound(self, markers: Sized) -> None:
        """Raise ``ProblemsError`` when a list has grown longer than any spotting list is."""
        if len(markers) > MARKERS_MAX:
            raise refusal(self.file, f"more than {MARKERS_MAX} markers: no list of one film")


def refusal(file: str, message: str) -> ProblemsError:
    """The error that refuses a file as a whole."""
    return ProblemsError((Problem(file, 0, 1, 1, message, ""),))


def check_size(file: str, content: bytes) -> None:
    """Raise ``ProblemsError`` when a file is too large to be a spotting list."""
    if len(content) > SIZE_MAX:
        raise refusal(file, f"more than {SIZE_MAX // 1_000_000} MB: no spotting list is so long")


def read_text(file: str, content: bytes) -> Source:
    """The lines of a text file; lines end in CR, LF or both.

    Raises ``ProblemsError`` for what is too large, cut short or no text.
    """
    check_size(file, content)
    text, guesses = _decoded(file, content)
    if found := NOT_TEXT.search(text):
        raise refusal(
            file,
            f"is no text: the letter at place {found.start() + 1} is a control code"
            f" ({ord(found[0]):#04x})",
        )
    lines = _LINE_END.split(text)
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_MAX:
            raise refusal(file, f"line {number} has more than {LINE_MAX} letters")
    return Source(file, text, lines, guesses)


def _decoded(file: str, content: bytes) -> tuple[str, list[str]]:
    try:
        if content.startswith(_UTF_16):
            return content.decode("utf-16"), []
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        if error.reason in ("unexpected end of data", "truncated data"):
            raise refusal(file, "ends in the middle of a letter: it was cut short") from None
        if error.encoding.startswith("utf-16"):
            raise refusal(file, "begins as UTF-16 and is none: it is damaged") from None
    return content.decode("mac_roman"), ["it is not UTF-8: read as Mac Roman, as Pro Tools writes"]


def beginning(content: bytes) -> str:
    """The first letters of a file, whatever it is; for telling formats apart."""
    head = content[:65536]
    return head.decode("utf-16" if head.startswith(_UTF_16) else "utf-8-sig", "replace")
