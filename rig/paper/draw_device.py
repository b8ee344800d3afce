"""``rig device -o``: a device as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from rig.desk.device_file import open_device
from rig.desk.write import replace_file
from rig.errors import RigError
from rig.paper.device_page import WIDTH, page
from rig.paper.draw_figure import drawn
from rig.paper.draw_pdf import printed

PICTURES: Final = (".svg", ".png")
PAPER: Final = ".pdf"


def draw_device(wanted: str, output: str) -> int:
    """Draw a device into a file; the exit code.

    Raises ``ProblemsError`` for a device with mistakes, ``FileError`` where a file cannot be read
    or written, ``RigError`` for another kind of picture.
    """
    ending = Path(output).suffix.lower()
    if ending not in (*PICTURES, PAPER):
        raise RigError(f"{output}: a device is drawn as .svg, .png or .pdf; write -o device.svg")
    device = open_device(wanted)
    marks, high = page(device)
    if ending == PAPER:
        drawing = printed([marks], WIDTH, high, device.name)
    else:
        drawing = drawn(marks, WIDTH, high, ending[1:])
    replace_file(Path(output), drawing)
    return 0
