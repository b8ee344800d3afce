"""Along a row of the plot: the hits, each with a gauge of how near the music comes."""

from __future__ import annotations

from collections import Counter
from math import copysign
from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.ink import BLACK, WHITE, Words, box, disc, line
from rig.paper.letters import Face, width_mm
from rig.paper.plot_row import Label, Lane, packed
from rig.paper.plot_signs import beyond, pointer
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.paper.plot_picture import Picture
    from rig.paper.plot_row import Row
    from rig.score.plan import PlannedCue, PlannedHit

_LANES: Final = 4
_LANE: Final = 8.9
_TEXT: Final = 9.0
_OFF: Final = 8.5
GAUGE: Final = 17.0
GAUGE_FRAMES: Final = 10
"""A gauge reaches as many frames to either side of the picture's."""


def hits(picture: Picture, row: Row, above: float) -> Lane:
    """Where the picture is, where the music, and how far apart they are.

    So far above the lane are the bars, to which the lines of the hits go up.
    """
    here = [
        (planned, hit)
        for planned, _ in picture.timed
        for hit in planned.hits
        if row.has(hit.due_us)
    ]
    flags = [_flag(picture, planned, hit, row) for planned, hit in here]
    placed = packed(flags, row.right, _LANES, _TEXT)
    lanes = max((one.lane for one in placed), default=-1) + 1
    marks: list[Mark] = []
    for one in placed:
        _, hit = here[one.number]
        x, weight = row.x(hit.due_us), hit.hit.weight
        low = one.lane * _LANE + 3.0 + _LANE - 1.4
        marks.append(line((x, -above - 1.0), (x, low), thick=0.25 + 0.25 * weight))
        marks.append(pointer(x, 0.4, 1.2 + 0.6 * weight, BLACK))
    for one in placed:
        planned, hit = here[one.number]
        x, y = one.label.x + 1.4, one.lane * _LANE + 3.0
        marks.append(box(x - 0.6, y, one.label.lead - 1.0, _LANE - 1.2, WHITE))
        marks.append(Words(x, y + 3.4, _text(planned, hit), _TEXT, Face.BOLD))
        marks += gauge(picture, hit, x, y + 6.2)
    left_out = Counter({"hits": len(here) - len(placed)})
    return Lane(lanes * _LANE + 3.5 * bool(lanes), tuple(marks), "hits" * bool(here), left_out)


def _flag(picture: Picture, planned: PlannedCue, hit: PlannedHit, row: Row) -> Label:
    """The room for what is told of a hit: behind its line, or before it at the end of a row."""
    x = row.x(hit.due_us)
    off = width_mm(told.off_short(picture.plan.sheet, hit), _OFF, Face.BOLD)
    wide = max(width_mm(_text(planned, hit), _TEXT, Face.BOLD), GAUGE + 1.8 + off) + 2.8
    return Label(x if x + wide < row.right else max(x - wide - 0.6, row.left), "", wide)


def _text(planned: PlannedCue, hit: PlannedHit) -> str:
    one = hit.hit
    where = "~" if one.spot is None else told.place(planned.cue.passages, one.spot)
    where = "cutoff" if one.cutoff else where
    hand = f"  by hand: {one.hand}" if one.hand else ""
    return f"{'!' * one.weight} {one.text}  {where}{hand}"


def gauge(picture: Picture, hit: PlannedHit, x: float, y: float) -> Iterator[Mark]:
    """The picture in the middle, what still counts as a bar, and the music as a dot."""
    pace = picture.plan.sheet.film.pace
    per_frame = GAUGE / 2 / GAUGE_FRAMES
    per_us = float(pace.speed_at(hit.hit.frame)) / SECOND_US * per_frame
    middle, miss = x + GAUGE / 2, hit.hit.miss
    early, late = (min(us * per_us, GAUGE / 2) for us in (miss.early_us, miss.late_us))
    yield line((x, y), (x + GAUGE, y), thick=0.2)
    yield box(middle - early, y - 0.9, early + late, 1.8, "#bbbbbb", 0.2)
    yield line((middle, y - 1.8), (middle, y + 1.8), thick=0.5)
    off = told.off(picture.plan.sheet, hit)
    short = told.off_short(picture.plan.sheet, hit)
    yield Words(x + GAUGE + 1.8, y + 1.2, short, _OFF, Face.BOLD)
    if off is None:
        return
    at = off * per_frame
    if abs(at) > GAUGE / 2:
        yield beyond(middle + copysign(GAUGE / 2, at), y, copysign(2.2, at))
    else:
        yield disc(middle + at, y, 1.15, BLACK if told.counts(hit) else WHITE, 0.45)
