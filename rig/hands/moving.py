"""A job moved from one control to another in a hands file, with the comment behind it.

The job is all a control does: in every layer and cue, and as the partner of a chord.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

from rig.errors import FileError
from rig.hands.read import CUE, IDENTITY, LAYERS
from rig.hands.writing import with_line
from rig.notation.places import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.places import Path, Statement

_OUTER: Final = (LAYERS, CUE)


def jobs(content: bytes, plug: Path, control: str) -> dict[Path, str]:
    """Where a hands file, readable as TOML, says what a control does; and what it says there.

    ``plug`` is the device's table: ``("nanoKONTROL2",)``, or ``("nanoKONTROL2", "left")`` of two.
    """
    wanted = (*plug, control)
    return {path: value for path, value in _jobs(content) if _inner(path) == wanted}


def lines(content: bytes) -> tuple[str, ...]:
    """Everything that has a job in a hands file, as ``nanoKONTROL2.slider1``, each once."""
    return tuple(dict.fromkeys(".".join(_inner(path)) for path, _ in _jobs(content)))


def _jobs(content: bytes) -> Iterator[tuple[Path, str]]:
    for path, value in texts(content):
        if len(_inner(path)) > 1 and path[-1] not in IDENTITY:
            yield path, value


def moved(content: bytes, old: tuple[Path, str], new: tuple[Path, str]) -> bytes:
    """A hands file in which one control of a plug does what another did, which does nothing more.

    Raises ``FileError`` when the file has no place for it.
    """
    for path, value in jobs(content, *new).items():
        content = _without(content, path, value)
    for path, value in jobs(content, *old).items():
        comment = _line(content, path).comment.removeprefix("#").strip()
        content = _without(content, path, value)
        outer = path[: len(path) - len(old[0]) - 1]
        content = _with_table(content, new[0]) if outer else content
        content = with_line(content, (*outer, *new[0], new[1]), value, comment)
    if new[0] == old[0]:
        content = _with_partner(content, *old, new[1])
    return content


def _with_table(content: bytes, plug: Path) -> bytes:
    """A file that names a device outside its layers and cues too, without which they mean none."""
    if any(one.path[: len(plug)] == plug for one in statements(content.decode("utf-8-sig"))):
        return content
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    head = f"[{'.'.join(plug)}]".encode()
    return newline.join([content.rstrip(), b"", head, b""])


def _with_partner(content: bytes, plug: Path, old: str, new: str) -> bytes:
    """Chords with a control of a plug made chords with another one of it."""
    chord = re.compile(rf"\bwith(\s+){re.escape(old)}(?=\s*:)")
    for path, value in tuple(texts(content)):
        if _inner(path)[:-1] == plug and chord.search(value):
            content = with_line(content, path, chord.sub(rf"with\g<1>{new}", value))
    return content


def _inner(path: Path) -> Path:
    """A path without the layer or the cue in which it counts."""
    return path[2:] if path[0] in _OUTER else path


def texts(content: bytes) -> Iterator[tuple[Path, str]]:
    """Every text of a file, readable as TOML, with where it stands."""
    yield from _texts_of(tomllib.loads(content.decode("utf-8-sig")), ())


def _texts_of(table: dict[str, object], above: Path) -> Iterator[tuple[Path, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _texts_of(value, (*above, key))
        elif isinstance(value, str):
            yield (*above, key), value


def _line(content: bytes, path: Path) -> Statement:
    for one in statements(content.decode("utf-8-sig")):
        if one.path == path and one.value:
            return one
    raise FileError(f"{'.'.join(path)} stands within braces: give its table a line of its own")


def _without(content: bytes, path: Path, value: str) -> bytes:
    """A file without the lines of a text, and the comment behind it."""
    one = _line(content, path)
    mark = "\ufeff" if content.startswith("\ufeff".encode()) else ""
    text = content.decode("utf-8-sig")
    begin = text.rfind("\n", 0, one.begin) + 1
    end = text.find("\n", one.end)
    rest = text[:begin] + (text[end + 1 :] if end >= 0 else "")
    left = [said for said in texts(content) if said != (path, value)]
    assert [*texts(rest.encode())] == left, "one line holds one text"
    return f"{mark}{rest}".encode()
