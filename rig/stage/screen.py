"""What the player sees, as rows of styled text: what plays, what comes next, what a press does.

Three bands of block letters, each under a caption with the same in full, and small rows below.
The bands stay where they are whatever happens; the last rows are the first to go when the
terminal is small. From twice 80 x 24 on, the letters grow with the terminal.
"""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.stage.blocks import block, enlarge, width

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.conductor.view import GroupView, View

FULL_COLUMNS: Final = 80
FULL_ROWS: Final = 24
GROUP_ROWS: Final = 2
"""Rows that groups may fill before the rest are cut."""

_LABEL_COLUMNS: Final = 10
_WINDOWS: Final = {"open": ("LOOK NOW", "open", "open"), "overdue": ("OVERDUE", "alarm", "overdue")}
"""Label, style of the caption and style of the letters while a window calls for attention."""
_NO_WINDOW: Final = ("NEXT", "plain", "plain")
_DAY_S: Final = 86_400
_GAP_COLUMNS: Final = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one style."""

    text: str
    style: str = "plain"
    """``plain``, ``dim``, ``press``, ``open``, ``alarm``, ``overdue`` or ``notice``."""


Row: TypeAlias = tuple[Span, ...]


def draw(view: View, packets: tuple[str, ...], columns: int, rows: int) -> tuple[Row, ...]:
    """``rows`` rows (none below 1) of at most ``columns`` cells each; any size will do.

    ``packets`` are the lines to show of what was sent, oldest first.
    """
    times = max(1, min(columns // FULL_COLUMNS, rows // FULL_ROWS))
    where = "" if view.bpm is None else f"{view.bar}.{view.beat}"
    label, alert, next_style = _WINDOWS.get(view.window, _NO_WINDOW)
    number = view.next.partition(" ")[0] or "end"
    until = _until(view.countdown_s)
    bands = (
        _caption("NOW", view.now, "plain", columns),
        *_letters((view.now, "plain"), (where, "dim"), columns, times),
        _caption(label, view.next or "the end", alert, columns),
        *_letters((number, next_style), (until, next_style), columns, times),
        _caption("PRESS", view.press, "plain", columns),
        *_letters((view.press, "press"), ("", "plain"), columns, times),
    )
    small = _small(view, columns)
    room = max(rows - len(bands) - len(small), 0)
    told = _last(view.notices, max(room - len(packets), (room + 1) // 2))
    sent = _last(packets, room - len(told))
    tail = (
        *((Span(cut(line, columns), "notice"),) for line in told),
        *((Span(cut(line, columns), "dim"),) for line in sent),
    )
    blank: tuple[Row, ...] = ((),) * (room - len(tail))
    return (*bands, *small, *blank, *tail)[: max(rows, 0)]


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


def cells(text: str) -> int:
    """The cells a terminal gives to printable ``text``: none to accents, two to wide letters."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _caption(label: str, text: str, style: str, columns: int) -> Row:
    head = f"{label:<{_LABEL_COLUMNS}}"[: max(columns, 0)]
    full = cut(text, columns - len(head))
    if style == "plain":
        return (Span(head, "dim"), Span(full))
    return (Span(head + full + " " * (columns - len(head) - cells(full)), style),)


def _letters(
    left: tuple[str, str], right: tuple[str, str], columns: int, times: int
) -> tuple[Row, ...]:
    """Texts with their styles at both edges.

    Where both do not fit, the left loses what follows its first double space, then the right
    goes: bar and beat stand below once more, the cue's number does not.
    """
    unit_columns = max(columns, 0) // times
    least = width(left[0].partition("  ")[0])
    aside = width(right[0]) + _GAP_COLUMNS if right[0] else 0
    if least + aside > unit_columns:
        right, aside = ("", "plain"), 0
    beginning = block(left[0], unit_columns - aside)
    ending = block(right[0], unit_columns)
    between = " " * (unit_columns - len(beginning[0]) - len(ending[0]))
    pairs = zip(enlarge(beginning, times), enlarge(ending, times), strict=True)
    return tuple((Span(a, left[1]), Span(between * times), Span(b, right[1])) for a, b in pairs)


def _until(countdown_s: float | None) -> str:
    """Minutes and seconds with the sign of a launch: ``-`` before the instant, ``+`` after it."""
    if countdown_s is None or not abs(countdown_s) < _DAY_S:
        return ""
    whole_s = math.ceil(countdown_s)
    minutes, seconds = divmod(abs(whole_s), 60)
    return f"{'-' if whole_s > 0 else '+'}{minutes}:{seconds:02}"


def _small(view: View, columns: int) -> tuple[Row, ...]:
    music = (
        view.section,
        f"bar {view.bar}  beat {view.beat} of {view.beats}",
        f"pass {view.turn}" if view.turn else "",
        f"tempo {view.bpm:.1f} {view.character}".rstrip() if view.bpm is not None else "",
    )
    parts = (
        *(("silence",) if view.bpm is None else music),
        f"film {view.film}" if view.film else "film waits",
    )
    absent = [name for name, present in view.devices if not present]
    rows: list[Row] = [(Span(cut("   ".join(part for part in parts if part), columns)),)]
    rows += ((Span(row),) for row in _wrapped([_group(group) for group in view.groups], columns))
    if absent:
        rows.append((Span(cut(f"ABSENT    {', '.join(absent)}", columns), "notice"),))
    if view.note:
        rows.append((Span(cut(f"NOTE      {view.note}", columns)),))
    return tuple(rows)


def _group(group: GroupView) -> str:
    """As ``strings mf <``; an asterisk when the hand has it."""
    moving = f" {group.moving}" if group.moving else ""
    return f"{group.name} {group.mark}{'*' if group.hand else ''}{moving}"


def _wrapped(words: Iterable[str], columns: int) -> list[str]:
    rows: list[str] = []
    for word in words:
        longer = f"{rows[-1]}   {word}" if rows else word
        if rows and (cells(longer) <= columns or len(rows) == GROUP_ROWS):
            rows[-1] = longer
        else:
            rows.append(word)
    return [cut(row, columns) for row in rows]


def _last(lines: tuple[str, ...], count: int) -> tuple[str, ...]:
    return lines[-count:] if count > 0 else ()
