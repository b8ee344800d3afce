"""The normal form of a TOML text: what stands where, and never what it says.

The equals signs of a table stand below each other, and so do the comments behind its lines. A line
of music that is long, or was broken already, has one item a line and its words in columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.notation.places import Path, Statement, statements

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Final = 100
"""A longer line of music is broken."""

_COMMENTS_WITHIN: Final = 60
"""A line wider than so many columns has its comment right behind it, and pushes no other's out."""

_CONTROL: Final = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
_ESCAPES: Final = {ord('"'): '\\"', ord("\\"): "\\\\"} | {
    letter: f"\\u{letter:04x}" for letter in range(0x80) if _CONTROL.match(chr(letter))
}

_LEFT: Final = {ord('"'): '"', ord("\n"): "\n"}
"""What a triple quote need not escape."""

Row: TypeAlias = tuple[str, ...]
"""An item of a line of music, cut into its columns; empty for an empty line between items."""


@dataclass(frozen=True, slots=True)
class Music:
    """A line of music, cut into its items."""

    rows: tuple[Row, ...]
    separator: str = " | "

    @property
    def line(self) -> str:
        """All of it on one line."""
        return self.separator.join(" ".join(filter(None, row)) for row in self.rows if row)

    @property
    def block(self) -> str:
        """One item a line; one of a single cell is as long as it likes."""
        cut = [row for row in self.rows if len(row) > 1]
        widths = [max(map(len, column)) for column in zip_longest(*cut, fillvalue="")]
        lines = []
        for row in self.rows:
            cells = zip(row, widths, strict=False) if len(row) > 1 else ((cell, 1) for cell in row)
            lines.append("  ".join(cell.ljust(width) for cell, width in cells if width).rstrip())
        return "\n".join(["", *lines, ""])


def laid_out(text: str, music: Mapping[Path, Music]) -> str:
    """A text that is TOML, in its normal form; ``music`` are the lines whose words are known."""
    written = ""
    for table in _tables(text):
        says_more = any(one.path != ("rig",) for one in table if one.path)
        lines = _lines(table, music)
        written += "\n".join([*lines, ""]) if lines else ""
        written += "\n" if lines and (says_more or not _says(table[-1])) else ""
    return written.rstrip("\n") + "\n" if written else ""


def _says(one: Statement) -> bool:
    return bool(one.path or one.comment)


def _tables(text: str) -> list[list[Statement]]:
    """The lines of each table; comments right above its name are its own."""
    tables: list[list[Statement]] = [[]]
    for one in statements(text):
        if one.opens_table:
            before = tables[-1]
            own = len(before)
            while own and before[own - 1].comment and not before[own - 1].path:
                own -= 1
            tables.append(before[own:])
            del before[own:]
        tables[-1].append(one)
    return [table for table in tables if table]


def _lines(table: list[Statement], music: Mapping[Path, Music]) -> list[str]:
    """The lines of a table, at most one of them empty between two others."""
    keys = [len(one.head) for one in table if one.value and one.path != ("rig",)]
    key_width = max(keys, default=0)
    codes = [_code(one, 0 if one.path == ("rig",) else key_width, music) for one in table]
    widths = [len(code.rpartition("\n")[2]) for code in codes]
    commented = [
        width
        for one, width in zip(table, widths, strict=True)
        if one.path and one.comment and width <= _COMMENTS_WITHIN
    ]
    column = max(commented, default=0) + 2
    lines: list[str] = []
    for one, code, width in zip(table, codes, widths, strict=True):
        gap = " " * max(column - width, 2) if one.path and one.comment else ""
        line = f"{code}{gap}{one.comment.rstrip()}"
        if line or (lines and lines[-1]):
            lines.append(line)
    return lines if not lines or lines[-1] else lines[:-1]


def _code(one: Statement, key_width: int, music: Mapping[Path, Music]) -> str:
    """A statement without its comment."""
    if not one.value:
        return one.head
    begin = f"{one.head.ljust(key_width)} = "
    if one.path not in music:
        return begin + _plain(one.value)
    line = music[one.path]
    code = begin + quoted(line.line)
    broken = "\n" in one.value
    if line.rows and (broken or (len(code) > COLUMNS and len(line.rows) > 1)):
        return begin + _fenced(line.block)
    return code


def _plain(value: str) -> str:
    """A value as written, in double quotes where single ones are not needed."""
    single = value.startswith("'") and not value.startswith("'''")
    if single and not {'"', "\\"} & set(value):
        return f'"{value[1:-1]}"'
    return value


def quoted(text: str) -> str:
    """A text as a TOML string, in quotes that leave it as it is where there are such."""
    if not _CONTROL.search(text):
        if not {'"', "\\"} & set(text):
            return f'"{text}"'
        if "'" not in text:
            return f"'{text}'"
        if "'''" not in text and not text.endswith("'"):
            return f"'''{text}'''"
    return f'"{text.translate(_ESCAPES)}"'


def _fenced(lines: str) -> str:
    """Lines, none of which has three quotes in a row, as a TOML string."""
    if "\\" in lines and "'''" not in lines and not _CONTROL.search(lines.replace("\n", "")):
        return f"'''{lines}'''"
    return f'"""{lines.translate(_ESCAPES | _LEFT)}"""'
