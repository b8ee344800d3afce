"""The parts of a journal: at a stated size it goes on in a next file, and nothing is let go.

``night.journal`` goes on in ``night.journal.2``, and that in ``night.journal.3``. A part ends with
a whole line, so all of them one behind the other are the journal again.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

PART_BYTES: Final = 64 << 20
"""A part that has come to so many bytes is the last no longer. Whole nights fit into one; three
controllers that send two thousand messages a second each fill one in a minute and a half."""


def part(path: str, number: int) -> str:
    """Where a part lies, the first being number 1."""
    return path if number == 1 else f"{path}.{number}"


def parts(path: str) -> list[str]:
    """Every part there is, in order; the first, whether it is there or not."""
    found = [path]
    while Path(following := part(path, len(found) + 1)).exists():
        found.append(following)
    return found


def begun(path: str, number: int) -> int:
    """The descriptor of a new part. Raises ``OSError``, also when there is one already."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
    return os.open(part(path, number), flags, 0o666)


def lines(path: str) -> Iterator[tuple[str, int, bytes]]:
    """Every line behind the first: where it stands, by its part and number there, and its text.

    Raises ``OSError`` when a part cannot be read.
    """
    for number, where in enumerate(parts(path), 1):
        with Path(where).open("rb") as file:
            for place, text in enumerate(file, 1):
                if (number, place) != (1, 1):
                    yield where, place, text.rstrip(b"\n")


def sync(path: str) -> None:
    """Have the disk hold what was written lately; waits for it. Raises ``OSError``."""
    for where in parts(path)[-2:]:  # a part may have been left a moment ago
        descriptor = os.open(where, os.O_WRONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
