"""Styled text in the cells of a terminal: what rows are made of, and how they are cut to fit."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one style."""

    text: str
    style: str = "plain"
    """``plain``, ``dim``, ``press``, ``open``, ``alarm``, ``overdue`` or ``notice``."""


Row: TypeAlias = tuple[Span, ...]


def cells(text: str) -> int:
    """The cells a terminal gives to printable ``text``: none to accents, two to wide letters."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def cut(text: str, columns: int) -> str:
    """``text`` in at most ``columns`` cells, with an ellipsis for what is missing.

    What a terminal would take for a command, or cannot show, becomes ``?``.
    """
    clean = "".join(c if c.isprintable() else "?" for c in text)
    if cells(clean) <= columns:
        return clean
    kept = clean[: max(columns, 0)]
    while kept and cells(kept) > columns - 1:
        kept = kept[:-1]
    return f"{kept}…" if columns > 0 else ""


def padded(text: str, columns: int) -> str:
    """``text`` in exactly ``columns`` cells, cut or filled up; none below 1."""
    text = cut(text, columns)
    return text + " " * (columns - cells(text))


def wrapped(words: Iterable[str], columns: int, most: int) -> list[str]:
    """Words three cells apart in at most ``most`` rows, the last of them cut."""
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]}   {word}" if rows else word
        if rows and (cells(longer) <= columns or len(rows) == most):
            rows[-1] = longer
        else:
            rows.append(word)
    return [cut(row, columns) for row in rows]
