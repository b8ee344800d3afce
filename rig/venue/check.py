"""Checking a sheet, or a show with everything it names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from rig.desk.sheet_file import as_sheet
from rig.files import file_bytes
from rig.notation.document import SIZE_MAX, read
from rig.score.advice import advise
from rig.score.plan import plan
from rig.score.presses import presses_of
from rig.venue.load import SHEET, load

if TYPE_CHECKING:
    from rig.notation.document import Document

_OF_A_SHOW: Final = ("sheet", "hands", "out", "group", "sound", "port")
_OF_A_SHEET: Final = ("cue", "theme")


def check(path: str) -> int:
    """Tell what a file holds and what it may not mean; the exit code is 0.

    Raises ``ProblemsError`` with every problem of it, ``FileError`` when it cannot be read.
    """
    document = read(path, file_bytes(path, SIZE_MAX))
    told = _sheet(document) if _is_sheet(document) else _show(path)
    sys.stdout.write("\n".join([*told, ""]))
    return 0


def _is_sheet(document: Document) -> bool:
    """Whether a file is meant as a sheet: by its tables, even where it has problems."""
    keys = document.data.keys()
    return keys.isdisjoint(_OF_A_SHOW) and not keys.isdisjoint(_OF_A_SHEET)


def _sheet(document: Document) -> list[str]:
    sheet = as_sheet(document).sheet
    planned = plan(sheet)
    advise(document, planned)
    presses = len([*presses_of(sheet)])
    hits = sum(len(cue.hits) for cue in sheet.cues)
    counted = [_count(len(sheet.cues), "cue"), _count(presses, "press"), _count(hits, "hit")]
    return [*map(str, document.advice), f"{document.file}: {', '.join(counted)}; no problems"]


def _show(path: str) -> list[str]:
    loaded = load(path)
    file = loaded.files[SHEET]
    document = read(file.name, file.content)
    advise(document, plan(as_sheet(document).sheet))
    show = loaded.show
    counted = [
        _count(len(show.programmes), "cue"),
        _count(len(show.presses), "press"),
        _count(len(show.surface.controls), "control"),
    ]
    if show.house.sources:
        counted.append(_count(len(show.house.sources), "film clock"))
    return [*map(str, document.advice), f"{path}: {', '.join(counted)}; no problems"]


def _count(number: int, noun: str) -> str:
    return (
        f"{number} {noun}" if number == 1 else f"{number} {noun}{'es' if noun[-1] == 's' else 's'}"
    )
