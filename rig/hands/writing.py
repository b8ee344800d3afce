"""Device and hands files written for the player: new ones, and single lines into those there are.

Whatever the player wrote stays as it is, comments and columns too.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Final

from rig.errors import FileError
from rig.hands.messages import form_of, words_of
from rig.hands.signal import Sense
from rig.notation.edit import edited
from rig.notation.layout import laid_out, quoted
from rig.notation.places import statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from rig.hands.device import Control, Shape
    from rig.notation.places import Path, Statement

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_LEARNED: Final = "learned on "


def control_words(control: Control) -> str:
    """A control's line in a device file, one that is settled; `from none` where nobody says so."""
    signal = control.signal
    assert signal is not None, "what is unsettled is not written, but learned"
    ends = (signal.low, signal.high)
    words = [
        control.shape.value,
        "toggle" if signal.toggle else "",
        words_of(*signal.key),
        "" if signal.sense is Sense.ABSOLUTE else signal.sense.value,
        "" if ends == (0, form_of(signal.status).high) else f"{signal.low}..{signal.high}",
        f"touch {words_of(*control.touch)}" if control.touch else "",
        f"from {' '.join(control.sources) or 'none'}",
    ]
    return " ".join(filter(None, words))


def free_name(shape: Shape, taken: Collection[str]) -> str:
    """A name for the next control of a shape, such as ``knob3``."""
    number = 1
    while f"{shape.value}{number}" in taken:
        number += 1
    return f"{shape.value}{number}"


def device_file(name: str, port: str, controls: Mapping[str, Control], learned_on: str) -> bytes:
    """A new device file of controls that were learned, in normal form; ``learned_on`` is a date.

    Raises ``FileError`` for a name of a control that cannot stand in a file.
    """
    told = "".join(letter if letter.isprintable() else " " for letter in name)
    lines = [
        "rig = 1",
        f"# {told}: each control was moved and heard, {_LEARNED}{learned_on}.",
        'kind = "midi"',
        f"port = {quoted(port)}  # what its port's name holds",
        '[source]  # none yet: add such as guide = "maker: …", and name it behind from',
        "[control]",
    ]
    for key in sorted(controls, key=_in_order):
        _check(key)
        lines.append(f"{key} = {quoted(control_words(controls[key]))}")
    return laid_out("\n".join([*lines, ""]), {}).encode()


def with_control(content: bytes, name: str, control: Control, learned_on: str) -> bytes:
    """A device file with a control added, or said anew. Raises ``FileError`` as `with_line`."""
    path = ("control", name)
    return with_line(content, path, control_words(control), f"{_LEARNED}{learned_on}")


def with_line(content: bytes, path: Path, value: str, comment: str = "") -> bytes:
    """A file, readable as TOML or empty, in which a key of a table says this.

    A new key stands behind those of its table that are numbered like it, else behind the last;
    a new table stands at the end. The comment is written where there is none, or one such as this.

    Raises ``FileError`` when the key cannot stand in a file, or the file has no place for it.
    """
    _check(path[-1])
    content = content if content.strip() else b"rig = 1\n"
    *table, key = path
    keys = [one.path[-1] for one in _lines(content) if one.value and one.path[:-1] == tuple(table)]
    headed = any(one.opens_table and one.path == tuple(table) for one in _lines(content))
    if table and not keys and not headed:
        content = _with_table(content, table)
    written = edited(content, {path: value}, _placed(key, keys))
    return _commented(written, path, comment) if comment else written


def _check(key: str) -> None:
    if not _BARE.fullmatch(key):
        raise FileError(f"{key!r} is no name for a control: take letters, digits, - and _")


def _lines(content: bytes) -> Iterable[Statement]:
    return statements(content.decode("utf-8-sig"))


def _in_order(key: str) -> tuple[str, int]:
    """Names by their words, then by their numbers: ``knob2`` comes before ``knob10``."""
    like = key.rstrip("0123456789")
    return like, int(key[len(like) :] or 0)


def _placed(key: str, keys: list[str]) -> list[str]:
    """The keys of a table with a new one behind its like."""
    if key in keys:
        return keys
    like, number = _in_order(key)
    numbered = [_in_order(one) for one in keys]
    before = [at for at, one in enumerate(numbered) if one[0] == like and one[1] < number]
    place = before[-1] + 1 if before else len(keys)
    return [*keys[:place], key, *keys[place:]]


def _with_table(content: bytes, table: list[str]) -> bytes:
    """A file with an empty table at its end; as it is where it has no place for one."""
    newline = b"\r\n" if b"\r\n" in content else b"\n"
    name = ".".join(key if _BARE.fullmatch(key) else quoted(key) for key in table)
    head = newline.join([b"", f"[{name}]".encode(), b""])
    longer = content + (b"" if content.endswith(b"\n") else newline) + head
    try:
        tomllib.loads(longer.decode("utf-8-sig"))
    except tomllib.TOMLDecodeError:
        return content
    return longer


def _commented(content: bytes, path: Path, comment: str) -> bytes:
    """A file with a comment behind a key, unless the player has written one there."""
    mark = "\ufeff" if content.startswith("\ufeff".encode()) else ""
    text = content.decode("utf-8-sig")
    one = next(one for one in statements(text) if one.path == path and one.value)
    if one.comment and not one.comment.startswith(f"# {_LEARNED}"):
        return content
    begin = text.index(one.comment, one.end) if one.comment else one.end
    gap = "" if one.comment else "  "
    end = begin + len(one.comment)
    return f"{mark}{text[:begin]}{gap}# {comment}{text[end:]}".encode()
