"""``rig book``: a sheet on paper, for when the laptop dies."""

from __future__ import annotations

from pathlib import Path

from rig.desk.sheet_file import open_sheet
from rig.desk.write import replace_file
from rig.errors import RigError
from rig.paper.book_flow import HEIGHT, WIDTH
from rig.paper.book_pages import pages
from rig.paper.draw_pdf import printed
from rig.score.plan import plan
from rig.score.positions import Unit


def book(sheet: str, output: str, unit: str) -> int:
    """Print a sheet into a file, its film positions in a unit; the exit code.

    Raises ``ProblemsError`` for a sheet with mistakes, ``FileError`` where a file cannot be read or
    written, ``RigError`` for a file that is no PDF.
    """
    if Path(output).suffix.lower() != ".pdf":
        raise RigError(f"{output}: a book is printed as .pdf; write -o film.pdf")
    planned = plan(open_sheet(sheet).sheet)
    title = planned.sheet.film.title
    replace_file(Path(output), printed(pages(planned, Unit(unit)), WIDTH, HEIGHT, title))
    return 0
