"""The turns of a cue's passages: the one that plays, and those that are sure to follow it.

Another turn follows, or the passage behind, or the first one of a cue that begins by itself.
Nothing is certain behind ``//`` or a fermata to come, while a press waits for its beat, while the
beat stands, in a panic.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.clock import Timeline
from rig.conductor.leaving import panics
from rig.conductor.show import Mark, Meet, Swell
from rig.conductor.state import Playing
from rig.score.form import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.show import Due, Part, Show
    from rig.conductor.state import Sent, State
    from rig.score.form import Passage
    from rig.score.measure import Micros, Ticks


def entered(
    show: Show, state: State, at: tuple[int, int], timeline: Timeline, tick: Ticks, along: Ticks
) -> Playing:
    """The first turn of a passage, given by cue and number, on a running tick."""
    cue, number = at
    part = show.programmes[cue].parts[number]
    passage = part.passage
    leaves = part.press in state.early and bool(passage.exits)
    return Playing(
        cue=cue,
        part=number,
        entered=tick,
        along=along,
        turn=0,
        next_due=0,
        next_hold=0,
        leave_at=tick + passage.exits[0] if leaves else None,
        timeline=timeline.under(passage.law, tick),
        stands=None,
        asked_out=False,
        until_us=None,
        turns=passage.least,
        then=part.then,
        plan_at=tick,
        sent=_still(state, cue, tick),
    )


def again(show: Show, state: State, playing: Playing) -> Playing:
    """The turn behind one, of a passage that goes round."""
    passage = part_of(show, playing).passage
    tick = playing.entered + passage.length
    playing = replace(
        playing,
        entered=tick,
        turn=playing.turn + 1,
        next_due=0,
        plan_at=tick,
        sent=_still(state, playing.cue, tick),
    )
    if passage.kind is Kind.VAMP:
        return playing
    along = playing.along + passage.length
    return replace(playing, along=along, timeline=playing.timeline.under(passage.law, tick))


def _still(state: State, cue: int, tick: Ticks) -> tuple[Sent, ...]:
    """What was sent of turns of the cue that plays from a running tick on, and of the next cue."""
    playing = state.playing
    if playing is None or not playing.sent:
        return ()
    return tuple(one for one in playing.sent if (one.cue, one.entered) >= (cue, tick))


def part_of(show: Show, playing: Playing) -> Part:
    """The passage of a turn, with what is due in it."""
    return show.programmes[playing.cue].parts[playing.part]


def goes_round(passage: Passage, playing: Playing) -> bool:
    """Whether another turn follows, as now meant."""
    if passage.kind is Kind.VAMP:
        return playing.leave_at is None or playing.leave_at > playing.entered + passage.length
    return playing.turn + 1 < playing.turns


def not_this_turn(passage: Passage, playing: Playing, due: Due) -> bool:
    """Whether a turn does not do this: it is the last turn's; it was a hit, or a vamp's dynamics.

    A later turn meets no hit again, and a vamp's later ones mark nothing anew.
    """
    if due.last and playing.turn + 1 < playing.turns:
        return True
    if not playing.turn or due.offset == passage.length:
        return False
    kinds = (Mark, Swell, Meet) if passage.kind is Kind.VAMP else (Meet,)
    return isinstance(due.deed, kinds)


def end_of(passage: Passage, playing: Playing) -> Ticks:
    """The running tick at which a turn is over."""
    end = playing.entered + passage.length
    return end if playing.leave_at is None else min(end, playing.leave_at)


def turns_ahead(show: Show, state: State, until_us: Micros) -> Iterator[Playing]:
    """The turn that plays, and those sure to follow of which something may be sent by an instant.

    How much of its cue lies before a turn is counted on into the next cue.
    """
    playing = state.playing
    assert playing is not None, "only music goes ahead"
    yield playing
    if panics(state) or _waits(state):
        return
    until_us += show.early_us[0]
    while _is_over(show, playing, until_us):
        following = _after(show, state, playing)
        if following is None:
            return
        playing = following
        yield playing


def _is_over(show: Show, playing: Playing, until_us: Micros) -> bool:
    """Whether a turn ends by an instant, or is over: an exit just gone by lies before the anchor.

    What follows that may begin still earlier, as the beat is the new law's by then.
    """
    end, timeline = end_of(part_of(show, playing).passage, playing), playing.timeline
    return end < timeline.anchor or timeline.us_at(end) <= until_us


def _waits(state: State) -> bool:
    """Whether a press, or the way out of the present detour, waits for its beat."""
    return state.pending is not None or (
        state.detour is not None and state.detour.enter_at is not None
    )


def _after(show: Show, state: State, playing: Playing) -> Playing | None:
    """The turn behind another; None where that is not certain."""
    part = part_of(show, playing)
    passage = part.passage
    if any(press not in state.early for press in part.holds[playing.next_hold :]):
        return None
    if passage.kind is Kind.CAESURA and part.press not in state.early:
        return None
    if goes_round(passage, playing):
        return again(show, state, playing)
    tick, timeline = end_of(passage, playing), playing.timeline
    along = playing.along + passage.length
    cue, number = playing.cue, playing.then
    if number == len(show.programmes[cue].parts):
        cue += 1
        if cue == len(show.programmes) or not show.programmes[cue].cue.starts_itself:
            return None
        number = show.programmes[cue].first
        if number == len(show.programmes[cue].parts):
            return None
        law = show.programmes[cue].parts[number].passage.law
        timeline = Timeline(timeline.us_at(tick), 0, law, 0, state.hand.scale_ppm)
        tick = 0
    return entered(show, state, (cue, number), timeline, tick, along)
