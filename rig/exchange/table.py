"""Tables as spreadsheets and other programs keep them: rows of cells under headings."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.exchange.text import NOT_TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rig.exchange.text import Source

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n]")
_SEPARATOR: Final = re.compile(r"sep=([,;\t|])")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; a cell that is not there is empty."""

    source: Source
    line: int
    """Where the row begins, from 1."""
    headings: tuple[str, ...]
    cells: tuple[str, ...]

    def __getitem__(self, heading: str) -> str:
        """The cell under a heading."""
        at = self.headings.index(heading) if heading in self.headings else len(self.cells)
        return self.cells[at] if at < len(self.cells) else ""

    def complain(self, heading: str, message: str) -> None:
        """Note a problem with the cell under a heading."""
        line, begin = self.source.lines[self.line - 1], 0
        for cell in self.cells[: self.headings.index(heading)]:
            begin = max(begin, line.find(cell, begin) + len(cell)) + 1
        self.source.complain(self.line, message, self[heading], begin)


def read_table(source: Source, needed: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a table that has these headings, in any case of letters and any order.

    Commas, semicolons or tabs between cells, whichever the headings have most of. A heading that
    ends in ``=`` keeps its case. Raises ``ProblemsError`` where there are no such headings.
    """
    lines = io.StringIO(source.text, newline="")
    named = _SEPARATOR.fullmatch(source.lines[0])
    if named:
        next(lines)
    begin = skipped = 1 if named else 0
    top = next((line for line in source.lines if line), "")
    delimiter = named[1] if named else max(",;\t", key=top.count)
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    headings: tuple[str, ...] = ()
    try:
        for cells in rows:
            line, begin = begin + 1, rows.line_num + skipped
            if not any(cells):
                continue
            if not headings:
                headings = _headings(source, line, cells, needed)
                continue
            row = Row(source, line, headings, tuple(cells))
            if any(cells[len(headings) :]):
                source.complain(line, f"{len(cells)} cells under {len(headings)} headings")
            yield row
    except csv.Error as error:
        wrong = "is too long" if "limit" in str(error) else "opens a quote that is not closed in it"
        source.complain(min(begin + 1, len(source.lines)), f"a cell from here on {wrong}")
    if not headings:
        source.complain(1, f"there are no headings: {', '.join(needed)}")


def _headings(
    source: Source, line: int, cells: list[str], needed: tuple[str, ...]
) -> tuple[str, ...]:
    told = [cell.strip() for cell in cells]
    headings = tuple(cell if cell.endswith("=") else cell.lower() for cell in told)
    if missing := [heading for heading in needed if heading not in headings]:
        source.complain(line, f"there is no heading {', '.join(missing)}")
    for number, heading in enumerate(headings):
        if heading and heading in headings[:number]:
            source.complain(line, f"the heading {heading} is there twice", cells[number])
    source.close()
    return headings


def write_table(rows: Iterable[Iterable[str]]) -> tuple[bytes, int]:
    """A table as a spreadsheet opens it, and how many control codes its cells had to give up."""
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    dropped = 0
    for row in rows:
        kept = []
        for cell in row:
            plain, count = NOT_TEXT.subn("", cell)
            dropped += count
            kept.append(plain)
        out.writerow(kept)
    return text.getvalue().encode("utf-8-sig"), dropped


def guarded(cell: str) -> str:
    """A cell behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell that :func:`guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
