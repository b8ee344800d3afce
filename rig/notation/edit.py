"""Values of a player's file said anew, every other byte of it left as it is."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any, Final

from rig.errors import FileError
from rig.notation.layout import quoted
from rig.notation.places import statements

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rig.notation.places import Path, Statement

_MARK: Final = b"\xef\xbb\xbf"
"""What some editors write before UTF-8."""

_NEVER_PLAIN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BASIC: Final = {ord("\\"): "\\\\", ord('"'): '\\"'} | {
    code: f"\\u{code:04x}" for code in range(0x80) if _NEVER_PLAIN.match(chr(code))
}


def edited(content: bytes, values: Mapping[Path, str], order: Sequence[str] = ()) -> bytes:
    """A file's bytes, readable as TOML, with some of its texts said anew or for the first time.

    A key that is not there yet comes behind the last one of its table that stands before it in
    ``order``, else right behind the table's name. A text of several lines begins on a line of its
    own.

    Raises :class:`FileError` when the file has no place for it, such as a table that is not there
    or stands within braces; whatever comes back reads as meant.
    """
    mark = _MARK if content.startswith(_MARK) else b""
    text = content[len(mark) :].decode()
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = tuple(statements(text))
    ranks = {key: rank for rank, key in enumerate(order)}
    ordered = sorted(values, key=lambda path: ranks.get(path[-1], len(ranks)))
    changes = [_change(text, lines, path, values[path], ranks) for path in ordered]
    pieces, here = [], 0
    for begin, end, written in sorted(changes, key=lambda change: change[0]):
        pieces += [text[here:begin], written.replace("\n", newline)]
        here = end
    new = "".join([*pieces, text[here:]])
    if _read(new) != _said(_read(text), values):
        raise FileError(_refusal(values))
    return mark + new.encode()


def _change(
    text: str, lines: tuple[Statement, ...], path: Path, value: str, ranks: Mapping[str, int]
) -> tuple[int, int, str]:
    """What to write instead of which letters of a text."""
    *above, key = path
    rank = ranks.get(key, len(ranks))
    before: Statement | None = None
    for one in lines:
        if one.path == path and one.value:
            return one.begin, one.end, as_string(value)
        sibling = bool(one.value) and one.path[:-1] == tuple(above)
        if sibling and ranks.get(one.path[-1], len(ranks)) <= rank:
            before = one
        elif one.path == tuple(above) and one.opens_table:
            before = before or one
    if before is None:
        raise FileError(_refusal((path,)))
    line = text.rfind("\n", 0, before.begin) + 1
    equals = text.rfind("=", line, before.begin) if before.value else -1
    indent = re.match(r"[ \t]*", text[line:])
    head = (indent[0] if indent else "") + key
    end = text.find("\n", before.end)
    written = f"{head.ljust(equals - line - 1)} = {as_string(value)}"
    if end < 0:
        return len(text), len(text), f"\n{written}"
    return end + 1, end + 1, f"{written}\n"


def as_string(value: str) -> str:
    """A text as a TOML string, in quotes that leave it as it is where there are such."""
    if "\n" not in value:
        return quoted(value)
    if not _NEVER_PLAIN.search(value):
        if '"""' not in value and "\\" not in value:
            return f'"""\n{value}"""'
        if "'''" not in value:
            return f"'''\n{value}'''"
    return f'"""\n{value.translate(_BASIC)}"""'


def _read(text: str) -> dict[str, Any]:
    """What a text says, numbers with a point as written; nothing where it is no TOML."""
    try:
        return tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError:
        return {}


def _said(data: dict[str, Any], values: Mapping[Path, str]) -> dict[str, Any]:
    """What a file says when these texts are put into it."""
    for path, value in values.items():
        table: Any = data
        for key in path[:-1]:
            table = table.get(key) if isinstance(table, dict) else None
        if isinstance(table, dict):
            table[path[-1]] = value
    return data


def _refusal(paths: Mapping[Path, str] | tuple[Path, ...]) -> str:
    names = ", ".join(dict.fromkeys(f"[{'.'.join(path[:-1])}]" for path in paths))
    return f"cannot write into {names}: give the table a line of its own, its keys below it"
