"""A mistake in a file: where it is, what was found, what would be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rig.errors import FileError

_SOURCE_MAX: Final = 300
"""Letters shown of the line; of a longer one those around the place."""

_BEFORE: Final = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, with the place it stands.

    ``line`` and ``column`` count from 1; a line of 0 means the file as a whole.
    """

    file: str
    line: int
    column: int
    width: int
    message: str
    source: str
    """The text of that line, for the caret to point into."""

    def __str__(self) -> str:
        if self.line == 0:
            return f"{self.file}: {self.message}"
        number = str(self.line)
        source = "".join(" " if letter == "\t" else letter for letter in self.source)
        begin = max(0, self.column - 1 - _BEFORE) if len(source) > _SOURCE_MAX else 0
        source = source[begin : begin + _SOURCE_MAX]
        width = min(self.width, len(source) - (self.column - 1 - begin))
        caret = " " * (self.column - 1 - begin) + "^" * max(1, width)
        return (
            f"{self.file}:{self.line}:{self.column}: {self.message}\n"
            f"  {number} | {source}\n"
            f"  {' ' * len(number)} | {caret}"
        )


class ProblemsError(FileError):
    """Files that cannot be used; carries every problem found, in the order of the files."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        assert problems, "an error without a problem says nothing"
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__("\n".join([*(str(problem) for problem in problems), count]))
