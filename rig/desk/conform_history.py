"""The history of a sheet: one line more."""

from __future__ import annotations

import tomllib
from typing import Final

from rig.desk.conform_letters import Change, changed
from rig.errors import FileError
from rig.notation.document import read
from rig.notation.edit import edited
from rig.notation.layout import quoted
from rig.notation.places import statements
from rig.score.read_film import FILM_KEYS

_PATH: Final = ("film", "history")


def with_history(content: bytes, line: str) -> bytes:
    """A sheet's bytes with a line at the end of its history, each on a line of its own.

    Raises ``FileError`` when the file has no place for it.
    """
    before = tomllib.loads(read("", content).text)["film"].get("history")
    if before is None:
        content = edited(content, {_PATH: ""}, FILM_KEYS)
    text = read("", content).text
    one = next((one for one in statements(text) if one.path == _PATH and one.value), None)
    if one is None:
        raise FileError("cannot write into [film]: give history a line of its own")
    inner = one.value[:-1].rstrip() if before else "["
    new = f"{quoted(line)},\n]"
    for between in ("\n  ", ",\n  ", "\n  , "):
        value = f"{inner}{between}{new}"
        if _read(value) == [*(before or ()), line]:
            return changed(content, [Change(one.begin, one.end, value)])
    raise FileError("cannot write into [film]: history is no plain list of texts")


def _read(value: str) -> object:
    try:
        return tomllib.loads(f"x = {value}")["x"]
    except tomllib.TOMLDecodeError:
        return None
