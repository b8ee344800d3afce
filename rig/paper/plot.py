"""``rig plot``: a sheet as a picture for the wall."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rig.desk.sheet_file import open_sheet
from rig.desk.write import replace_file
from rig.errors import RigError
from rig.paper.draw_figure import drawn
from rig.paper.plot_page import page
from rig.score.plan import plan

ENDINGS: Final = (".svg", ".png")


def plot(sheet: str, output: str) -> int:
    """Draw a sheet into a file; the exit code.

    Raises ``ProblemsError`` for a sheet with mistakes, ``FileError`` where a file cannot be read or
    written, ``RigError`` for another kind of picture.
    """
    ending = Path(output).suffix.lower()
    if ending not in ENDINGS:
        raise RigError(f"{output}: a plot is drawn as .svg or .png; write -o film.svg")
    found = page(plan(open_sheet(sheet).sheet))
    drawing = drawn(found.marks, found.width, found.height, ending[1:])
    replace_file(Path(output), drawing)
    return 0
