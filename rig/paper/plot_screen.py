"""Along a row of the plot: what is looked for on the screen, and the presses it asks for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.ink import BLACK, WHITE, Words, box, disc, line
from rig.paper.letters import Face, width_mm
from rig.paper.plot_row import Label, Lane, packed
from rig.paper.plot_signs import pointer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.paper.plot_picture import Picture
    from rig.paper.plot_row import Row
    from rig.score.measure import Micros
    from rig.score.plan import PlannedCue

_LANES: Final = 4
_LANE: Final = 6.1
_NUMBER, _TEXT = 13.0, 9.5
_WINDOW: Final = 3.4
"""The height of the strip in which the look windows lie."""
_PRESS: Final = 7.5
_FOOT: Final = 4.6


def screen(picture: Picture, row: Row) -> Lane:
    """Each cue's number with what is seen at its start, and when to look for it."""
    here = [one for one, after_us in picture.timed if _shown(one, after_us, row)]
    labels = [_label(one, row) for one in here]
    placed = packed(labels, row.right, _LANES, _TEXT)
    lanes = max((one.lane for one in placed), default=0) + 1
    bottom = lanes * _LANE + _WINDOW
    marks: list[Mark] = [
        line((x, (one.lane + 1) * _LANE - 0.6), (x, bottom), thick=0.3)
        for one in placed
        for x in (max(row.x(here[one.number].begin_us), row.left),)
    ]
    for one in placed:
        planned = here[one.number]
        marks += _numbered(planned, one.label, one.lane * _LANE, fresh=row.has(planned.begin_us))
        text_x = one.label.x + one.label.lead
        wide = width_mm(one.text, _TEXT)
        if one.text:
            marks.append(box(text_x - 0.4, one.lane * _LANE + 0.4, wide + 0.8, _LANE - 1.2, WHITE))
            marks.append(Words(text_x, one.lane * _LANE + 4.3, one.text, _TEXT))
    for planned, _ in picture.timed:
        marks += _window(planned, picture, row, bottom)
    cut = sum(one.text != one.label.text for one in placed)
    left_out = Counter({"cue numbers": len(labels) - len(placed), "words of what is seen": cut})
    return Lane(bottom, tuple(marks), "seen" * bool(placed), left_out)


def _shown(planned: PlannedCue, after_us: Micros, row: Row) -> bool:
    """Whether a cue begins in a row, or goes on in it."""
    end_us = planned.end_us if planned.turns else after_us
    return row.has(planned.begin_us) or planned.begin_us < row.begin_us < end_us


def _label(planned: PlannedCue, row: Row) -> Label:
    lead = _plate(planned) + 1.6 + width_mm(_when(planned), _TEXT, Face.BOLD) + 1.6
    x = max(row.x(planned.begin_us), row.left)
    return Label(x, " ".join(told.start(planned.cue).split()), lead)


def _plate(planned: PlannedCue) -> float:
    """The width of the plate with a cue's number."""
    return width_mm(planned.cue.number, _NUMBER, Face.BOLD) + 2.0


def _when(planned: PlannedCue) -> str:
    return "about " * planned.guessed + told.clock(planned.begin_us)


def _numbered(planned: PlannedCue, label: Label, y: float, *, fresh: bool) -> Iterator[Mark]:
    """A cue's number on its plate, white where it only goes on; and when it begins."""
    plate = _plate(planned)
    yield box(label.x, y, label.lead, _LANE - 0.6, WHITE)
    yield box(label.x, y, plate, _LANE - 0.6, BLACK if fresh else WHITE, 0.4)
    ink = WHITE if fresh else BLACK
    yield Words(label.x + 1.0, y + 4.5, planned.cue.number, _NUMBER, Face.BOLD, ink)
    yield Words(label.x + plate + 1.6, y + 4.3, _when(planned), _TEXT, Face.BOLD)


def _window(planned: PlannedCue, picture: Picture, row: Row, bottom: float) -> Iterator[Mark]:
    """From when to look, when it is expected, when it is overdue."""
    look = planned.cue.look
    if look is None:
        return
    pace = picture.plan.sheet.film.pace
    expected_us = pace.us_at(look.expected)
    middle = bottom - _WINDOW / 2
    for frame, dashes in ((look.begin, None), (look.overdue, (0.7, 0.7))):
        if frame is None:
            continue
        us = pace.us_at(frame)
        ends = row.cut(min(us, expected_us), max(us, expected_us))
        if ends:
            yield line((ends[0], middle), (ends[1], middle), thick=0.45, dashes=dashes)
        if row.has(us):
            yield line((row.x(us), middle - 1.1), (row.x(us), middle + 1.1), thick=0.45)
    if row.has(expected_us):
        yield pointer(row.x(expected_us), bottom - 0.4, -2.6, BLACK)


def feet(picture: Picture, row: Row) -> Lane:
    """The presses by their numbers in the list, and what those do that start no cue."""
    here = [(one, one.us) for one in picture.presses if one.us is not None and row.has(one.us)]
    labels = []
    for press, us in here:
        text = "" if press.leaves is None else f"{press.does}{': ' * bool(press.seen)}{press.seen}"
        radius = _radius(press.number)
        labels.append(Label(row.x(us) - radius, text, 2 * radius + 0.8))
    placed = packed(labels, row.right, 2, _PRESS)
    marks: list[Mark] = []
    for one in placed:
        press, us = here[one.number]
        x, y, radius = row.x(us), one.lane * _FOOT, _radius(press.number)
        marks.append(pointer(x, -0.4, 1.6, BLACK))
        marks.append(disc(x, y + 3.2, radius, WHITE, 0.35))
        marks.append(Words(x, y + 4.1, str(press.number), 6.5, Face.BOLD, align=0.5))
        if one.text:
            wide = width_mm(one.text, _PRESS)
            marks.append(box(one.label.x + one.label.lead, y + 1.8, wide, 3.0, WHITE))
            marks.append(Words(one.label.x + one.label.lead, y + 4.2, one.text, _PRESS))
    cut = sum(one.text != one.label.text for one in placed)
    left_out = Counter({"presses": len(labels) - len(placed), "words of presses": cut})
    lanes = max((one.lane for one in placed), default=-1) + 1
    return Lane(lanes * _FOOT + 1.0 * bool(lanes), tuple(marks), "GO" * bool(placed), left_out)


def _radius(number: int) -> float:
    return 1.1 + 0.6 * len(str(number))
