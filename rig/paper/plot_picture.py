"""What a plot is of: the plan, with what is asked of it again and again in every row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.levels import levels
from rig.paper.presses import presses
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.tempo import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rig.paper.levels import Level
    from rig.paper.presses import Pressed
    from rig.score.form import Passage
    from rig.score.measure import Micros
    from rig.score.plan import Plan, PlannedCue

GROUPS_MAX: Final = 12
"""Groups whose dynamics are drawn; those behind them are told to be left out."""

BPM_STEP: Final = 20
_LEAST_US: Final = 20 * SECOND_US
"""How much film is drawn at least."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A plan, ready to be drawn."""

    plan: Plan
    cards: Mapping[str, str]
    """The colour of each theme."""
    presses: tuple[Pressed, ...]
    levels: Mapping[str, tuple[Level, ...]]
    """Of each group that is drawn."""
    bpm: tuple[int, int]
    """Felt beats a minute between which all tempi lie; equal where there is none."""
    timed: tuple[tuple[PlannedCue, Micros], ...]
    """The cues that have a place in the film, each with where the one behind begins."""
    untimed: tuple[PlannedCue, ...]
    """The cues of which nothing says when they come, nor how long they are."""
    end_us: Micros
    """Behind all that is drawn."""

    def within(self, begin_us: Micros, end_us: Micros) -> Picture:
        """The same, of the cues alone of which something may be seen between two instants."""
        timed = []
        for planned, after_us in self.timed:
            instants = [
                *_instants(self.plan, planned),
                planned.end_us if planned.turns else after_us,
            ]
            if min(instants) < end_us and max(instants) >= begin_us:
                timed.append((planned, after_us))
        presses = [
            one for one in self.presses if one.us is not None and begin_us <= one.us < end_us
        ]
        return replace(self, timed=tuple(timed), presses=tuple(presses))


def picture(plan: Plan) -> Picture:
    """What is drawn of a plan."""
    sheet = plan.sheet
    untimed = [cue.guessed and cue.begin_us == cue.end_us for cue in plan.cues]
    first = plan.cues[0]
    untimed[0] = all(untimed[1:]) and not first.turns and first.cue.look is None
    placed = [cue for cue, out in zip(plan.cues, untimed, strict=True) if not out]
    end_us = max((us for cue in placed for us in _instants(plan, cue)), default=0)
    end_us = max(end_us, _LEAST_US)
    begins = [*(cue.begin_us for cue in placed), end_us]
    low, high = _bpm(placed)
    return Picture(
        plan=plan,
        cards={theme.name: told.card(theme) for theme in sheet.themes},
        presses=tuple(presses(plan)),
        levels={group: levels(plan, group) for group in sheet.groups[:GROUPS_MAX]},
        bpm=(low, high),
        timed=tuple(zip(placed, (after for _, after in pairwise(begins)), strict=True)),
        untimed=tuple(cue for cue, out in zip(plan.cues, untimed, strict=True) if out),
        end_us=end_us,
    )


def beats(passage: Passage) -> bool:
    """Whether a passage has beats that sound."""
    return passage.kind not in (Kind.CAESURA, Kind.TACET)


def _instants(plan: Plan, planned: PlannedCue) -> Iterator[Micros]:
    """All that is to be seen of a cue must lie in the plot."""
    pace, look = plan.sheet.film.pace, planned.cue.look
    yield planned.begin_us
    yield planned.end_us
    yield from (hit.due_us for hit in planned.hits)
    if look is not None:
        yield from (pace.us_at(one) for one in (look.begin, look.overdue) if one is not None)


def _bpm(placed: list[PlannedCue]) -> tuple[int, int]:
    """The ends of the tempo axis, on whole steps around every tempo."""
    played = {planned.cue.passages[turn.passage] for planned in placed for turn in planned.turns}
    bpm = [
        told.felt(end, passage.meter)
        for passage in played
        if beats(passage)
        for end in ends_of(passage.law)
    ]
    if not bpm:
        return 0, 0
    low, high = floor(min(bpm) / BPM_STEP), ceil(max(bpm) / BPM_STEP)
    return low * BPM_STEP, max(high, low + 1) * BPM_STEP
