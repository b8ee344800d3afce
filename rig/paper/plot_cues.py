"""Along a row of the plot: the cues with their sections, as they would be played."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.paper import told
from rig.paper.ink import WHITE, Shape, Words, line, over
from rig.paper.letters import Face, clipped, width_mm
from rig.paper.plot_row import Lane
from rig.paper.plot_signs import (
    count_in,
    fermata,
    hatched,
    pointer,
    repeat_sign,
    rest,
    silence,
    torn,
)
from rig.score.form import Kind
from rig.score.told import meter_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.paper.plot_picture import Picture
    from rig.paper.plot_row import Row
    from rig.score.form import Passage
    from rig.score.measure import Micros
    from rig.score.plan import PlannedCue, Turn

_TOP: Final = 3.0
"""Room above the bars, for what stands over them."""
_HIGH: Final = 11.5
_NAME, _NOTE, _SMALL = 11.0, 9.0, 7.5
_SIGNS_FROM: Final = 10.0
"""A narrower bar has no repeat signs."""
_TURNS_FROM: Final = 1.5
"""Turns closer together are not parted by lines."""


class Block(NamedTuple):
    """A passage with all its turns, as it lies in a row."""

    passage: Passage
    turns: tuple[Turn, ...]
    left: float
    right: float
    begins: bool
    """Whether its begin lies in this row."""
    ends: bool


def cues(picture: Picture, row: Row) -> Lane:
    """The bars of the cues."""
    marks: list[Mark] = []
    left_out: Counter[str] = Counter()
    for planned, after_us in picture.timed:
        if not planned.turns:
            marks += _open(planned, row, after_us)
        for block in _blocks(planned, row):
            marks += _block(block, picture, row)
            words = _words(block, picture, planned, row)
            marks += words
            left_out["names of sections"] += block.begins and not words and _named(block.passage)
        if planned.cut and row.has(planned.end_us - 1):
            marks += torn(row.x(planned.end_us), _TOP, _HIGH)
    return Lane(_TOP + _HIGH + 0.6, tuple(marks), "", left_out)


def _open(planned: PlannedCue, row: Row, after_us: Micros) -> Iterator[Mark]:
    """A cue without music of its own lasts until the next one; what it is, is in its note."""
    ends = row.cut(planned.begin_us, after_us)
    if ends:
        left, right = ends
        around = ((right, _TOP), (left, _TOP), (left, _TOP + _HIGH), (right, _TOP + _HIGH))
        yield Shape(around, thick=0.3, dashes=(1.2, 0.8))
        note = clipped(" ".join(planned.cue.note.split()), right - left - 2, _NOTE, Face.SLANT)
        if note:
            yield Words(left + 1, _TOP + 7.0, note, _NOTE, Face.SLANT)


def _blocks(planned: PlannedCue, row: Row) -> Iterator[Block]:
    for number, group in groupby(planned.turns, lambda turn: turn.passage):
        turns = tuple(group)
        ends = row.cut(turns[0].begin_us, turns[-1].end_us)
        if ends:
            begins = turns[0].begin_us >= row.begin_us
            over_here = turns[-1].end_us <= row.end_us
            yield Block(planned.cue.passages[number], turns, *ends, begins, over_here)


def _named(passage: Passage) -> bool:
    return passage.kind not in (Kind.CAESURA, Kind.COUNT, Kind.TACET)


def _fill(passage: Passage, picture: Picture) -> str:
    return picture.cards.get(passage.theme, WHITE)


def _block(block: Block, picture: Picture, row: Row) -> Iterator[Mark]:
    passage, left, right = block.passage, block.left, block.right
    wide = right - left
    match passage.kind:
        case Kind.CAESURA:
            yield from silence(left, right, _TOP, _HIGH)
            return
        case Kind.COUNT:
            yield from count_in(left, right, _TOP, _HIGH, passage.length // passage.meter.pulse)
            return
        case Kind.TACET:
            yield from rest(left, right, _TOP, _HIGH)
        case _:
            dashes = (1.2, 0.7) if passage.kind in (Kind.SAFETY, Kind.OPTIONAL) else None
            fill = _fill(passage, picture)
            around = ((left, _TOP), (right, _TOP), (right, _TOP + _HIGH), (left, _TOP + _HIGH))
            yield Shape((*around, around[0]), fill, 0.35, dashes)
    for turn in block.turns:
        begin, end = row.x(turn.begin_us), row.x(turn.end_us)
        if left < begin < right and end - begin > _TURNS_FROM:
            yield line((begin, _TOP + _HIGH - 4.5), (begin, _TOP + _HIGH), thick=0.3)
        yield from _stands(turn, row)
        if end - begin > _TURNS_FROM:
            yield from _exits(turn, passage, row)
    if passage.kind is Kind.VAMP or passage.least > 1:
        if block.begins and wide > _SIGNS_FROM:
            yield from repeat_sign(left, _TOP, _HIGH, 1)
        if block.ends and wide > _SIGNS_FROM:
            yield from repeat_sign(right, _TOP, _HIGH, -1)


def _stands(turn: Turn, row: Row) -> Iterator[Mark]:
    for stand in turn.stands:
        end_us = turn.us_at(stand.offset)
        ends = row.cut(end_us - stand.us, end_us)
        if ends and turn.ticks:
            yield from hatched(ends[0], _TOP, ends[1] - ends[0], _HIGH)
            if row.has(end_us - stand.us):
                yield from fermata(min(ends[0] + 0.2, row.right - 2), _TOP - 0.5)


def _exits(turn: Turn, passage: Passage, row: Row) -> Iterator[Mark]:
    """Where a vamp may be left; filled where it is."""
    for offset in passage.exits:
        us = turn.us_at(offset)
        if offset <= turn.ticks and row.begin_us < us <= row.end_us:
            taken = offset == turn.ticks and turn.ticks < passage.length
            yield pointer(row.x(us), _TOP + _HIGH, -2.2, "#000000" if taken else WHITE)


def _words(block: Block, picture: Picture, planned: PlannedCue, row: Row) -> list[Words]:
    """Its name, and what else there is room for."""
    passage, ink = block.passage, over(_fill(block.passage, picture))
    signs = 3.0 if passage.kind is Kind.VAMP or passage.least > 1 else 0.0
    signs *= block.begins and block.right - block.left > _SIGNS_FROM
    left = block.left + 1.0 + signs
    stands = [turn.us_at(one.offset) - one.us for turn in block.turns for one in turn.stands]
    stops = [x for us in stands if (x := row.x(us)) > left]
    room = min([block.right - 0.5 - 0.8 * signs * block.ends, *stops]) - left
    if not block.begins or passage.kind is Kind.COUNT:
        return []
    if passage.kind is Kind.CAESURA:
        text = _fitting(("silence until GO", "GO"), room - 4, _SMALL, Face.SLANT)
        return [Words(left + 4, _TOP + 4, text, _SMALL, Face.SLANT)] if text else []
    if passage.kind is Kind.TACET:
        text = _fitting((f"tacet {passage.bars}", str(passage.bars)), room, _SMALL, Face.BOLD)
        return [Words(left, _TOP + 4, text, _SMALL, Face.BOLD)] if text else []
    short = told.name(passage)
    titles: tuple[str, ...] = (short,)
    if passage.kind is Kind.VAMP or len(block.turns) > 1:
        round_and = f"{short} ↻" if passage.kind is Kind.VAMP else short
        titles = (f"{round_and}  {len(block.turns)}{told.TIMES}", round_and, short)
    title = _fitting((*titles, passage.name), room, _NAME, Face.BOLD)
    if not title:
        title = _fitting((passage.name,), room + 0.8, _SMALL, Face.BOLD)
        return [Words(left - 0.4, _TOP + 4, title, _SMALL, Face.BOLD, ink)] if title else []
    found = [Words(left, _TOP + 5.0, title, _NAME, Face.BOLD, ink)]
    more = _fitting(_particulars(passage, planned), room, _SMALL)
    if more and len(block.turns) == 1 and passage.kind is not Kind.VAMP:
        found.append(Words(left, _TOP + 9.4, more, _SMALL, colour=ink))
    return found


def _particulars(passage: Passage, planned: PlannedCue) -> tuple[str, ...]:
    """What is said of a section below its name, the longest first."""
    bars = told.counted(passage.bars, "bar")
    kind = {Kind.SAFETY: "safety", Kind.OPTIONAL: "optional"}.get(passage.kind, "")
    others = " or ".join(_others(passage, planned))
    short = ", ".join(filter(None, (bars, kind, others and f"or {others}")))
    whole = f"{short}  {meter_told(passage.meter)}"
    character = f"{whole}  “{passage.character}”" if passage.character else whole
    return character, whole, short, bars


def _others(passage: Passage, planned: PlannedCue) -> list[str]:
    """The other endings, as they are written."""
    if passage.ending_of is None:
        return []
    return [
        f"{one.name} {one.bars}"
        for one in planned.cue.passages
        if one.ending_of == passage.ending_of and one is not passage
    ]


def _fitting(texts: tuple[str, ...], room: float, size: float, face: Face = Face.PLAIN) -> str:
    """The first of some texts that there is room for; empty where none is."""
    return next((one for one in texts if width_mm(one, size, face) <= room), "")
