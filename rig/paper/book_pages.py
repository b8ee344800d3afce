"""The pages of a book: heads and feet round what stands on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.paper import told
from rig.paper.book_cue import cue_block
from rig.paper.book_flow import LEFT, RIGHT, WIDTH, leaves
from rig.paper.book_lists import press_blocks, reel_blocks, theme_blocks
from rig.paper.ink import Words, line
from rig.paper.letters import Face, clipped, width_mm
from rig.paper.presses import presses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.score.film import Film
    from rig.score.plan import Plan
    from rig.score.positions import Unit


def pages(plan: Plan, unit: Unit) -> Iterator[tuple[Mark, ...]]:
    """Every page of the book: the cues, the presses of the night, themes and reels."""
    pressed = tuple(presses(plan))
    blocks = [cue_block(plan, number, pressed, unit) for number in range(len(plan.cues))]
    blocks += press_blocks(plan, pressed, unit)
    blocks += theme_blocks(plan)
    blocks += reel_blocks(plan, unit)
    filled = leaves(blocks)
    for number, leaf in enumerate(filled, 1):
        here = _here(leaf.names)
        yield (*_head(plan.sheet.film, here), *leaf.marks, *_foot(number, len(filled)))


def _here(names: list[str]) -> str:
    """``cue 2``, ``cue 2 to cue 5``."""
    if len(names) < 2:  # noqa: PLR2004 - from one to another
        return "".join(names)
    return f"{names[0]} to {names[-1]}"


def _head(film: Film, here: str) -> Iterator[Mark]:
    """Which film, which print, what 0:00 is, how fast."""
    room = RIGHT - LEFT - width_mm(here, 12, Face.BOLD) - 4
    title = clipped(film.title or "a film without a title", room, 13, Face.BOLD)
    yield Words(LEFT, 11.5, title, 13, Face.BOLD)
    yield Words(RIGHT, 11.5, here, 12, Face.BOLD, align=1.0)
    zero = film.zero and f"0:00 is {film.zero}"
    copy = film.print and f"print: {film.print}"
    facts = "; ".join(filter(None, (copy, zero, told.speed(film))))
    yield Words(LEFT, 16.5, clipped(facts, RIGHT - LEFT, 10), 10)
    yield line((LEFT, 19.0), (RIGHT, 19.0), thick=0.4)


def _foot(number: int, count: int) -> Iterator[Mark]:
    yield Words(WIDTH / 2, 290.0, f"{number} of {count}", 12, Face.BOLD, align=0.5)
