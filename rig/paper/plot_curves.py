"""Along a row of the plot: time, tempo, dynamics, and what is sent."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.ink import WHITE, Shape, Words, box, disc, line
from rig.paper.letters import Face, width_mm
from rig.paper.plot_picture import BPM_STEP, beats
from rig.paper.plot_row import Label, Lane, packed
from rig.score.measure import SECOND_US
from rig.score.tempo import Steady

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.paper.letters import Point
    from rig.paper.plot_picture import Picture
    from rig.paper.plot_row import Row
    from rig.score.film import Film
    from rig.score.measure import Micros
    from rig.score.plan import Turn

_STEPS_S: Final = (
    *((1, 5), (1, 10), (5, 15), (5, 30), (10, 60), (30, 120), (60, 300), (60, 600)),
    *((300, 1800), (600, 3600), (3600, 4 * 3600), (4 * 3600, 24 * 3600)),
)
"""Small ticks of the ruler, and those that bear a time; seconds."""
_STEP_MM: Final = 17.0
_TEMPO: Final = 12.0
_LEVEL: Final = 7.2
_PIECES: Final = 24
"""Straight pieces of the curve of a ramp."""
_FIGURES: Final = 8.5
_PALE: Final = "#cfcfcf"


def ruler(picture: Picture, row: Row) -> Lane:
    """Film time, where reels begin and their marks are, and where the speed changes."""
    film = picture.plan.sheet.film
    per_s = row.mm_per_us * SECOND_US
    small, big = next((one for one in _STEPS_S if one[1] * per_s >= _STEP_MM), _STEPS_S[-1])
    base = 7.4 + 4.2 * bool(_borders(film))
    marks: list[Mark] = [line((row.left, base), (row.right, base), thick=0.4)]
    second = -(-row.begin_us // (small * SECOND_US)) * small
    while second * SECOND_US <= row.end_us and row.end_us - row.begin_us < 400 * small * SECOND_US:
        x, long = row.x(second * SECOND_US), second % big == 0
        marks.append(line((x, base), (x, base - (2.4 if long else 1.2)), thick=0.3))
        if long:
            marks.append(Words(x, base - 3.0, told.clock(second * SECOND_US), 9.5, align=0.5))
        second += small
    for us, text in _borders(film):
        if row.has(us):
            x, wide = row.x(us), width_mm(text, 8, Face.BOLD) + 2
            marks.append(line((x, 0), (x, base), thick=0.8))
            marks.append(box(x, 0, wide, 3.8, WHITE, 0.2))
            marks.append(Words(x + 1, 2.9, text, 8, Face.BOLD))
    for reel in film.reels:
        for frames in (reel.motor, reel.changeover) if reel.end is not None else ():
            us = film.pace.us_at(max((reel.end or 0) - frames, reel.begin))
            if row.has(us):
                marks.append(disc(row.x(us), base + 1.1, 0.8))
    return Lane(base + 1.8, tuple(marks))


def _borders(film: Film) -> list[tuple[Micros, str]]:
    """Where reels begin, and where a speed does if there are several."""
    told_at: dict[Micros, list[str]] = {}
    for reel in film.reels:
        told_at.setdefault(film.pace.us_at(reel.begin), []).append(f"R{reel.number}")
    for stretch in film.pace.stretches if not film.pace.constant else ():
        told_at.setdefault(film.pace.us_at(stretch.begin), []).append(f"{stretch.speed} fps")
    return [(us, "  ".join(texts)) for us, texts in told_at.items()]


def tempo(picture: Picture, row: Row, more: float) -> Lane:
    """Felt beats a minute, as they would be played; so much higher than it must be."""
    low, high = picture.bpm
    if low == high:
        return Lane(0.0)
    high_mm = _TEMPO + more

    def y(bpm: float) -> float:
        return 4.0 + high_mm * (high - bpm) / (high - low)

    marks: list[Mark] = []
    for bpm in (low, (low + high) // 2, high) if high - low > 2 * BPM_STEP else (low, high):
        marks.append(line((row.left, y(bpm)), (row.right, y(bpm)), thick=0.1, dashes=(0.5, 1.5)))
        marks.append(Words(row.left - 1, y(bpm) + 1, str(bpm), 7, align=1.0))
    labels, before = [], ""
    for planned, _ in picture.timed:
        for turn in planned.turns:
            passage = planned.cue.passages[turn.passage]
            if not beats(passage):
                continue
            text = told.tempo(passage)
            points = [(row.x(us), y(told.felt(bpm, passage.meter))) for us, bpm in _curve(turn)]
            marks += _clipped(points, row.left, row.right)
            if row.has(turn.begin_us) and text != before:
                labels.append((points, text))
            before = text
    whole = [Label(points[0][0], "", width_mm(text, _FIGURES) + 0.5) for points, text in labels]
    placed = packed(whole, row.right, 2, _FIGURES)
    for one in placed:
        points, text = labels[one.number]
        ends = [_at(points, min(x, points[-1][0])) for x in (one.label.x, sum(one.label[::2]))]
        at = max(max(ends) + 3.4 if one.lane else min(ends) - 1.0, 3.0)
        marks.append(Words(one.label.x + 0.5, at, text, _FIGURES))
    left_out = Counter({"tempi in figures": len(labels) - len(placed)})
    return Lane(high_mm + 5.0, tuple(marks), "tempo", left_out)


def _curve(turn: Turn) -> Iterator[tuple[Micros, float]]:
    """The tempo through a turn: straight where it is steady, and while the beat stands."""
    law = turn.law
    stands = {stand.offset: stand.us for stand in turn.stands}
    parts = 1 if isinstance(law, Steady) else _PIECES
    offsets = sorted({turn.ticks * part // parts for part in range(parts + 1)} | stands.keys())
    for offset in offsets:
        us, bpm = turn.us_at(offset), law.bpm_at(offset)
        if offset in stands:
            yield us - stands[offset], bpm
        yield us, bpm


def _clipped(points: list[Point], left: float, right: float) -> Iterator[Mark]:
    """The part of a curve between two places, its points in the order of x."""
    if points[-1][0] >= left and points[0][0] < right:
        inside = (min(max(x, left), right) for x, _ in points)
        yield Shape(tuple((x, _at(points, x)) for x in inside), thick=0.75)


def _at(points: list[Point], x: float) -> float:
    """The height of a line at a place."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x < x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[0][1] if x < points[0][0] else points[-1][1]


def dynamics(picture: Picture, row: Row, group: str) -> Lane:
    """A group's level as a band, so that a hairpin is one."""
    levels = picture.levels[group]
    middle = _LEVEL / 2
    marks: list[Mark] = [line((row.left, middle), (row.right, middle), thick=0.1)]
    if not levels:
        return Lane(_LEVEL, tuple(marks), group)
    points = [(row.x(one.us), one.level) for one in levels]
    points.append((max(row.x(picture.end_us), points[-1][0]), points[-1][1]))
    upper = []
    for (x0, y0), (x1, y1) in pairwise(points):
        if x1 > row.left and x0 < row.right:
            for x in (max(x0, row.left), min(x1, row.right)):
                part = (x - x0) / (x1 - x0) if x1 > x0 else 1.0
                upper.append((x, y0 + (y1 - y0) * part))
    band = [(x, middle - 3.4 * level) for x, level in upper]
    band += [(x, middle + 3.4 * level) for x, level in reversed(upper)]
    if band:
        marks.append(Shape(tuple(band), _PALE, 0.25))
    written = [one for one in levels if one.mark and row.has(one.us)]
    labels = [Label(row.x(one.us), "", width_mm(one.mark, 10, Face.MARK)) for one in written]
    placed = packed(labels, row.right + 5.0, 1, 10)
    for one in placed:
        marks += _mark(one.label.x, middle, written[one.number].mark)
    left_out = Counter({"dynamics marks": len(labels) - len(placed)})
    return Lane(_LEVEL, tuple(marks), group, left_out)


def _mark(x: float, middle: float, text: str) -> Iterator[Mark]:
    face, size = (Face.SLANT, 7.5) if text == "tacet" else (Face.MARK, 10.0)
    wide = width_mm(text, size, face)
    yield box(x + 0.2, middle - 1.7, wide + 0.6, 3.4, WHITE)
    yield Words(x + 0.5, middle + 1.1, text, size, face)


def sends(picture: Picture, row: Row) -> Lane:
    """What is sent, where there is room for its name."""
    here = [
        (us, told.sent(fire))
        for planned, _ in picture.timed
        for fire in planned.cue.fires
        if (us := planned.us_at(fire.spot) if planned.turns else planned.begin_us) is not None
        and row.has(us)
    ]
    labels = [Label(row.x(us), "", width_mm(text, 7) + 0.8) for us, text in here]
    placed = packed(labels, row.right, 3, 7)
    ticks: list[Mark] = []
    names: list[Mark] = []
    for one in placed:
        us, name = here[one.number]
        x, y = row.x(us), one.lane * 3.2 + 0.4
        ticks.append(line((x, 0), (x, y + 2.8), thick=0.3))
        names.append(box(one.label.x + 0.4, y + 0.2, width_mm(name, 7) + 0.4, 2.8, WHITE))
        names.append(Words(one.label.x + 0.7, y + 2.7, name, 7))
    lanes = max((one.lane for one in placed), default=-1) + 1
    left_out = Counter({"names that are sent": len(labels) - len(placed)})
    return Lane(lanes * 3.2 + 1.2 * bool(lanes), (*ticks, *names), "sent" * bool(placed), left_out)
