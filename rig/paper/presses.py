"""The presses of a night with their times, as planned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.score.form import Kind
from rig.score.presses import left_us, presses_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.score.measure import Frames, Micros
    from rig.score.plan import Plan, PlannedCue
    from rig.score.sheet import Press


@dataclass(frozen=True, slots=True)
class Pressed:
    """One press of GO."""

    number: int
    """In the list of presses, from 1."""
    cue: int
    """The number of its cue among the sheet's, from 0."""
    frame: Frames | None
    """When it is expected, as written; None where nothing is."""
    us: Micros | None
    """The same; or when the music as planned has it; None where nothing tells."""
    does: str
    """``cue 2``, ``out of V``, ``off the fermata of F`` or ``in after //``."""
    seen: str
    """What is seen then; may be empty."""
    leaves: tuple[int, int | None] | None
    """The passage it leaves, or the hold of it that it ends; None where it starts its cue."""


def presses(plan: Plan) -> Iterator[Pressed]:
    """Every press of the night, in order."""
    for number, (at, press) in enumerate(presses_of(plan.sheet), 1):
        planned = plan.cues[at]
        cue = planned.cue
        look = cue.look if press is None else press.look
        us = None if planned.guessed and press is None else planned.begin_us
        if press is not None:
            us = plan.sheet.film.pace.us_at(look.expected) if look else left_us(planned, press)
        yield Pressed(
            number=number,
            cue=at,
            frame=look.expected if look else None,
            us=us,
            does=f"cue {cue.number}" if press is None else _leaves(planned, press),
            seen=cue.seen if press is None else press.text,
            leaves=None if press is None else (press.passage, press.hold),
        )


def _leaves(planned: PlannedCue, press: Press) -> str:
    passage = planned.cue.passages[press.passage]
    if press.hold is not None:
        return f"off the fermata of {passage.name}"
    return "in after //" if passage.kind is Kind.CAESURA else f"out of {passage.name}"
