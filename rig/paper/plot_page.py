"""The page of a plot: rows of film below one another like a score, in a format of the A series."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from rig.paper import plot_curves, plot_hits, plot_screen
from rig.paper.ink import Words, line, moved
from rig.paper.letters import Face, clipped
from rig.paper.plot_cards import cards
from rig.paper.plot_cues import cues
from rig.paper.plot_frame import foot, head, legend
from rig.paper.plot_picture import GROUPS_MAX, picture
from rig.paper.plot_row import Lane, Row
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.paper.plot_picture import Picture
    from rig.score.plan import Plan

WIDTHS: Final = (297.0, 420.0, 594.0, 841.0, 1189.0)
"""A4, A3, A2, A1 and A0, lying."""
ROWS_MAX: Final = 24
"""Of the largest page; a longer film is drawn smaller."""

SCALE, LARGEST = 1.3, 4.0
"""Millimetres a second at least, as long as there are not too many rows; and at most in rows."""

_LEFT, _RIGHT, _MARGIN = 22.0, 7.0, 7.0
_BETWEEN: Final = 4.0
_ROW_LEAST: Final = 40.0
"""No row is less high."""
_CURVES_MORE, _BETWEEN_MORE = 16.0, 12.0
"""What room to spare is good for, at most."""
_WHOLE_US: Final = 10 * SECOND_US
"""Rows are whole tens of seconds long."""
_AFTER_US: Final = 2 * SECOND_US
"""Of film behind the last that is drawn."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page with all its marks."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    left_out: Counter[str]
    """How many of what there was no room for."""


def page(plan: Plan) -> Page:
    """The plot of a plan: as large as it goes on the smallest page, else on a longer one."""
    drawn = picture(plan)
    for width in WIDTHS:
        rows = _least_rows(drawn, width)
        if rows * _ROW_LEAST < width / sqrt(2):
            found = _page(drawn, width, rows)
            if found.height <= width / sqrt(2):
                return _filled(drawn, found)
    return _page(drawn, width, rows)


def _filled(drawn: Picture, found: Page) -> Page:
    """The same page with as many rows as it has room for, and no higher than its format."""
    least = _least_rows(drawn, found.width)
    high = found.width / sqrt(2)
    rows = least
    while rows < ROWS_MAX and (rows + 1) * _room(found.width) < _seconds(drawn) * LARGEST:
        more = _page(drawn, found.width, rows + 1)
        if more.height > high:
            break
        found, rows = more, rows + 1
    spare = (high - found.height) / (rows + 2)
    return replace(_page(drawn, found.width, rows, spare), height=high)


def _least_rows(drawn: Picture, width: float) -> int:
    """The rows at the smallest scale."""
    return min(ceil(_seconds(drawn) * SCALE / _room(width)), ROWS_MAX) if drawn.timed else 0


def _seconds(drawn: Picture) -> float:
    return (drawn.end_us + _AFTER_US) / SECOND_US


def _room(width: float) -> float:
    return width - _MARGIN - _LEFT - _RIGHT


def _page(drawn: Picture, width: float, rows: int, spare: float = 0.0) -> Page:
    """A page of so many rows, each with some room to spare."""
    more = min(spare / 2, _CURVES_MORE)
    inner = (_MARGIN, width - _RIGHT)
    blocks: list[Lane] = [head(drawn, *inner)]
    blocks += [_system(drawn, row, more) for row in _rows(drawn, width, rows)]
    if drawn.untimed:
        blocks.append(cards(drawn, *inner))
    blocks.append(legend(drawn, *inner))
    left_out = sum((block.left_out for block in blocks), Counter())
    left_out["groups"] = max(len(drawn.plan.sheet.groups) - GROUPS_MAX, 0)
    blocks.append(foot(left_out, *inner))
    marks: list[Mark] = []
    y = _MARGIN
    for block in blocks:
        marks += (moved(mark, y) for mark in block.marks)
        y += block.height + _BETWEEN + min(spare - more, _BETWEEN_MORE)
    return Page(width, y, tuple(marks), left_out)


def _rows(drawn: Picture, width: float, rows: int) -> Iterator[Row]:
    """The film cut into rows of one length."""
    if rows:
        end_us = drawn.end_us + _AFTER_US
        each_us = ceil(end_us / rows / _WHOLE_US) * _WHOLE_US
        for begin_us in range(0, end_us, each_us):
            yield Row(begin_us, begin_us + each_us, _LEFT + _MARGIN, width - _RIGHT)


def _system(drawn: Picture, row: Row, more: float) -> Lane:
    """A row with all that is drawn along it."""
    drawn = drawn.within(row.begin_us, row.end_us)
    feet = plot_screen.feet(drawn, row)
    lanes = [
        plot_curves.ruler(drawn, row),
        plot_screen.screen(drawn, row),
        cues(drawn, row),
        feet,
        plot_hits.hits(drawn, row, feet.height),
        plot_curves.tempo(drawn, row, more),
        *(plot_curves.dynamics(drawn, row, group) for group in drawn.levels),
        plot_curves.sends(drawn, row),
    ]
    marks: list[Mark] = []
    left_out: Counter[str] = Counter()
    y = 0.0
    for lane in lanes:
        lower = [moved(mark, y) for mark in lane.marks]
        # The lines of the hits lie under the words that they cross.
        marks[:0] = lower if lane.name == "hits" else []
        marks += lower if lane.name != "hits" else []
        if lane.name:
            name = clipped(lane.name, _LEFT - 2, 8.5, Face.BOLD)
            marks.append(Words(_MARGIN, y + lane.height / 2 + 1, name, 8.5, Face.BOLD))
        left_out += lane.left_out
        y += lane.height
    marks.insert(0, line((row.left, lanes[0].height), (row.left, y), thick=0.5))
    return Lane(y, tuple(marks), "", left_out)
