"""A cue sheet's file as work at the desk needs it: its document and the sheet it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.files import file_bytes
from rig.notation.document import SIZE_MAX, read
from rig.notation.problem import ProblemsError
from rig.score.read import read_sheet

if TYPE_CHECKING:
    from rig.notation.document import Document
    from rig.score.sheet import Sheet


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet without a problem, and the document it was read from."""

    document: Document
    sheet: Sheet


def open_sheet(path: str) -> SheetFile:
    """The sheet of a file.

    Raises ``ProblemsError`` with every problem of it, ``FileError`` when it cannot be read.
    """
    return as_sheet(read(path, file_bytes(path, SIZE_MAX)))


def as_sheet(document: Document) -> SheetFile:
    """The sheet of a document. Raises ``ProblemsError`` with every problem of it."""
    sheet = read_sheet(document) if document.readable else None
    if sheet is None or document.problems:
        raise ProblemsError(tuple(document.problems))
    return SheetFile(document, sheet)
