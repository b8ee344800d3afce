"""What the player sees, as rows of styled text: what plays, what comes next, what a press does.

Three bands of block letters, each under a caption with the same in full, and small rows below.
The bands stay where they are whatever happens; of the rows the last are the first to go when the
terminal is small. Only the newest notice is kept from the second row below the bands on: what was
refused is of this moment, and gone soon. From twice 80 x 24 on, the letters grow with the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.stage.blocks import block, enlarge, width
from rig.stage.cells import Span, cells, cut
from rig.stage.rows import LABEL_COLUMNS, until
from rig.stage.rows import rows as small_rows

if TYPE_CHECKING:
    from rig.conductor.view import View
    from rig.stage.cells import Row

FULL_COLUMNS: Final = 80
FULL_ROWS: Final = 24

_WINDOWS: Final = {"open": ("LOOK NOW", "open", "open"), "overdue": ("OVERDUE", "alarm", "overdue")}
"""Label, style of the caption and style of the letters while a window calls for attention."""
_NO_WINDOW: Final = ("NEXT", "plain", "plain")
_GAP_COLUMNS: Final = 2


def draw(view: View, packets: tuple[str, ...], columns: int, rows: int) -> tuple[Row, ...]:
    """``rows`` rows (none below 1) of at most ``columns`` cells each; any size will do.

    ``packets`` are the lines to show of what was sent, oldest first.
    """
    bands = _bands(view, columns, rows)
    room = max(rows - len(bands), 0)
    small = small_rows(view, columns)[: room - 1 if view.notices and room > 1 else room]
    room -= len(small)
    told = _last(view.notices, max(room - len(packets), (room + 1) // 2))
    sent = _last(packets, room - len(told))
    tail = (
        *((Span(cut(line, columns), "notice"),) for line in told),
        *((Span(cut(line, columns), "dim"),) for line in sent),
    )
    blank: tuple[Row, ...] = ((),) * (room - len(tail))
    return (*bands, *small, *blank, *tail)[: max(rows, 0)]


def _bands(view: View, columns: int, rows: int) -> tuple[Row, ...]:
    times = max(1, min(columns // FULL_COLUMNS, rows // FULL_ROWS))
    where = "" if view.bpm is None else f"{view.bar}.{view.beat}"
    now_style = "notice" if view.film_stands else "plain"
    label, alert, next_style = _WINDOWS.get(view.window, _NO_WINDOW)
    number = view.next.partition(" ")[0] or "end"
    left = until(view.countdown_s)
    return (
        _caption("NOW", view.now, "plain", columns),
        *_letters((view.now, now_style), (where, "dim"), columns, times),
        _caption(label, view.next or "the end", alert, columns),
        *_letters((number, next_style), (left, next_style), columns, times),
        _caption("PRESS", view.press, "plain", columns),
        *_letters((view.press, "press"), ("", "plain"), columns, times),
    )


def _caption(label: str, text: str, style: str, columns: int) -> Row:
    head = f"{label:<{LABEL_COLUMNS}}"[: max(columns, 0)]
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


def _last(lines: tuple[str, ...], count: int) -> tuple[str, ...]:
    return lines[-count:] if count > 0 else ()
