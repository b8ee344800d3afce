"""The lists of a book: presses, themes, reels."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.book_cue import at
from rig.paper.book_flow import LEFT, RIGHT, Block, Strip, beside, heading, paragraph
from rig.paper.ink import Words, box, line, over
from rig.paper.letters import Face, clipped
from rig.score.positions import Unit, write_position

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.paper.presses import Pressed
    from rig.score.plan import Plan, PlannedCue, Turn
    from rig.score.sheet import Theme

_TEXT: Final = 12.0
_TIME, _WHAT, _SEEN = LEFT + 19.0, LEFT + 46.0, LEFT + 114.0


def press_blocks(plan: Plan, presses: Sequence[Pressed], unit: Unit) -> Iterator[Block]:
    """Every press of the night, with a box to tick."""
    planned = paragraph("~ is when the music comes there as planned", 11, Face.SLANT)
    yield Block((*heading("Presses of the night"), *planned, Strip(2.0)), "presses", opens=True)
    for one in presses:
        time = "" if one.us is None else told.clock(one.us)
        if one.us is not None and one.frame is None and one.leaves is not None:
            time = f"~{time}"
        where = ""
        if one.frame is not None and unit is not Unit.CLOCK:
            where = write_position(one.frame, plan.sheet.film, unit)
        marks = (
            box(LEFT, 0.4, 5.0, 5.0, thick=0.5),
            Words(LEFT + 16.0, 4.9, str(one.number), _TEXT, align=1.0),
            Words(_TIME, 4.9, time, 14, Face.BOLD),
        )
        cue = plan.cues[one.cue].cue
        what = one.does if one.leaves is None else f"cue {cue.number}: {one.does}"
        left = [*paragraph(what, _TEXT, Face.BOLD, _WHAT, _SEEN - 3)]
        right = [*paragraph(one.seen, 13, Face.PLAIN, _SEEN)]
        if where:
            right += paragraph(where, 11, Face.PLAIN, _SEEN)
        yield Block((*beside(_joined(left, right), marks), _rule()), "presses")


def _joined(left: list[Strip], right: list[Strip]) -> list[Strip]:
    """Two columns of lines."""
    count = max(len(left), len(right), 1)
    empty = Strip(6.2)
    left += [empty] * (count - len(left))
    right += [empty] * (count - len(right))
    return [
        Strip(max(one.height, other.height, 6.2), (*one.marks, *other.marks))
        for one, other in zip(left, right, strict=True)
    ]


def _rule() -> Strip:
    return Strip(2.2, (line((LEFT, 0.6), (RIGHT, 0.6), thick=0.15),))


def theme_blocks(plan: Plan) -> Iterator[Block]:
    """Where each theme returns."""
    if not plan.sheet.themes:
        return
    yield Block(tuple(heading("Themes, and where they return")), "themes", opens=True)
    for theme in plan.sheet.themes:
        fill = told.card(theme)
        name = clipped(theme.name, 38.0, 14, Face.BOLD)
        card = (
            box(LEFT, 0.0, 42.0, 9.0, fill, 0.5),
            Words(LEFT + 2, 6.4, name, 14, Face.BOLD, over(fill)),
        )
        note = [Strip(1.5), *paragraph(theme.note, _TEXT, Face.SLANT, LEFT + 46)]
        high = sum(strip.height for strip in note)
        strips = [*beside(note, card), Strip(max(11.0 - high, 0.0))]
        returns = [strip for one in plan.cues for strip in _returns(one, theme)]
        strips += returns or paragraph("never played", _TEXT, left=LEFT + 6)
        yield Block((*strips, Strip(5.0)), "themes")


def _returns(planned: PlannedCue, theme: Theme) -> Iterator[Strip]:
    """Each stretch of a cue that is a theme: when, which bars of it, how fast, how high."""
    passages = planned.cue.passages
    for name, group in groupby(planned.turns, lambda turn: passages[turn.passage].theme):
        turns: list[Turn] = [*group]
        if name != theme.name:
            continue
        parts = dict.fromkeys(turn.passage for turn in turns)
        bars = ", ".join(
            f"{one.name} {one.first_bar}-{one.first_bar + one.bars - 1}"
            for one in (passages[part] for part in parts)
        )
        first = passages[turns[0].passage]
        key = f"{first.transpose:+} semitones" if first.transpose else ""
        marks = (
            Words(LEFT + 6, 4.4, told.clock(turns[0].begin_us), 13, Face.BOLD),
            Words(LEFT + 28, 4.4, f"cue {planned.cue.number}", _TEXT, Face.BOLD),
        )
        text = ", ".join(filter(None, (told.tempo(first), key, bars)))
        yield from beside(paragraph(text, _TEXT, left=LEFT + 60), marks)


def reel_blocks(plan: Plan, unit: Unit) -> Iterator[Block]:
    """Where the reels begin and end, and their marks."""
    film = plan.sheet.film
    if not film.reels:
        return
    yield Block(tuple(heading("Reels")), "reels")
    for number, reel in enumerate(film.reels):
        facts = [f"begins {at(film, reel.begin, unit)}"]
        if reel.end is not None:
            for what, frames in (("motor", reel.motor), ("changeover", reel.changeover)):
                facts.append(f"{what} {at(film, max(reel.end - frames, reel.begin), unit)}")
            facts.append(f"ends {_end(plan, number, reel.end, unit)}")
        name = (Words(LEFT, 4.8, f"R{reel.number}", 14, Face.BOLD),)
        words = paragraph(", ".join(facts), 13, left=LEFT + 16)
        yield Block((*beside(words, name), _rule()), "reels")


def _end(plan: Plan, number: int, end: int, unit: Unit) -> str:
    """A reel's end, as its own counter has it and not the one of the next."""
    film = replace(plan.sheet.film, reels=plan.sheet.film.reels[: number + 1])
    return at(film, end, unit)
