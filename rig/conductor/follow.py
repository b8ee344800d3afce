"""What becomes due by itself: deeds of the sheet, passages, vamps, cues that start unpressed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.actions import Ended
from rig.conductor.cues import enter, off_by_itself, part_of, silence, start_cue
from rig.conductor.deeds import do, do_all
from rig.conductor.dynamics import fade_on, swell_on, tell_tempo
from rig.conductor.leaving import panics, tail_on
from rig.conductor.show import Mark, Meet, Swell, frame_of
from rig.score.form import Kind

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Due, Part, Show
    from rig.conductor.state import Playing, State
    from rig.score.form import Passage
    from rig.score.measure import Micros, Ticks


def deadline(show: Show, state: State) -> Micros | None:
    """When something is next due; None while nothing is."""
    playing = state.playing
    times = [tail.next_us for tail in state.tails]
    if state.fade is not None:
        times.append(state.fade.next_us)
    if state.tempo_us is not None:
        times.append(state.tempo_us)
    if playing is not None and playing.stands:
        if playing.until_us is not None:
            times.append(playing.until_us)
    elif playing is not None:
        times += [one.next_us for one in state.moving]
        times.append(playing.timeline.us_at(_next_tick(show, state, playing)))
    timed_us = _timed_us(show, state)
    if timed_us is not None:
        times.append(timed_us)
    return min(times, default=None)


def follow(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Do one thing that is due at this instant: the music's own first, values after it."""
    playing = state.playing
    if playing is not None and playing.stands:
        if playing.until_us is not None and playing.until_us <= due_us:
            return off_by_itself(show, state, playing, playing.until_us, out)
    elif playing is not None:
        tick = _next_tick(show, state, playing)
        if playing.timeline.us_at(tick) <= due_us:
            return _music(show, state, playing, tick, out)
    timed_us = _timed_us(show, state)
    if timed_us is not None and timed_us <= due_us:
        return start_cue(show, state, _timed(show, state), timed_us, out)
    return _values(show, state, due_us, out)


def _values(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """The next value of what moves; on a fermata no hairpin does."""
    for one in state.moving:
        if one.next_us <= due_us and not (state.playing and state.playing.stands):
            return swell_on(show, state, one, one.next_us, out)
    if state.tempo_us is not None and state.tempo_us <= due_us:
        return tell_tempo(show, state, state.tempo_us, out)
    for tail in state.tails:
        if tail.next_us <= due_us:
            state = tail_on(show, state, tail, tail.next_us, out)
            if state.ended and not state.tails:
                out.append(Ended(tail.end_us))
            return state
    assert state.fade is not None, "something was said to be due, and nothing is"
    state = fade_on(show, state, state.fade, state.fade.next_us, out)
    return state if state.fade else silence(show, state, due_us, out)


def _next_tick(show: Show, state: State, playing: Playing) -> Ticks:
    """The running tick at which the music has something to do next."""
    part = part_of(show, playing)
    tick = playing.entered + part.passage.length
    if playing.leave_at is not None:
        tick = min(tick, playing.leave_at)
    if playing.next_due < len(part.dues):
        tick = min(tick, playing.entered + part.dues[playing.next_due].offset)
    if playing.next_hold < len(part.holds):
        tick = min(tick, _hold_tick(part.passage, playing))
    if state.pending is not None:
        tick = min(tick, state.pending[1])
    return tick


def _hold_tick(passage: Passage, playing: Playing) -> Ticks:
    return playing.entered + passage.holds[playing.next_hold].offset


def _timed(show: Show, state: State) -> int:
    """The next cue on ``time``; -1 for none. A press that waits for its bar is behind already."""
    return show.timed[state.stand if state.pending is None else state.pending[0]]


def _timed_us(show: Show, state: State) -> Micros | None:
    """When the next cue on ``time`` is due; None when none is, or when its time had passed."""
    cue = _timed(show, state)
    if cue < 0 or state.film is None or panics(state):
        return None
    frame = frame_of(show.programmes[cue].cue.look)
    assert frame is not None, "a cue on time has a time"
    at_us = state.film.us_at(frame)
    return at_us if at_us > state.stood_us else None


def _music(show: Show, state: State, playing: Playing, tick: Ticks, out: list[Action]) -> State:
    """What the music does at a tick: a fermata, its deeds, a press that waited, what follows."""
    due_us = playing.timeline.us_at(tick)
    part = part_of(show, playing)
    passage = part.passage
    held = playing.next_hold < len(part.holds) and _hold_tick(passage, playing) == tick
    pends = state.pending is not None and state.pending[1] == tick
    if held and not pends:
        return _hold(show, state, playing, part, due_us, out)
    if playing.next_due < len(part.dues) and not held:
        due = part.dues[playing.next_due]
        if playing.entered + due.offset == tick and not _passed(
            playing, passage, due, tick, pends=pends
        ):
            state = state._replace(playing=replace(playing, next_due=playing.next_due + 1))
            if _not_this_turn(playing, passage, due):
                return state
            return do(show, state, due.deed, playing.along + due.offset, due_us, out)
    if state.pending is not None and pends:
        return start_cue(show, state, state.pending[0], due_us, out)
    if passage.kind is Kind.CAESURA and part.press not in state.early:
        return state._replace(playing=replace(playing, stands=True), moving=(), tempo_us=None)
    return _turn(show, state, playing, part, tick, out)


def _hold(
    show: Show, state: State, playing: Playing, part: Part, due_us: Micros, out: list[Action]
) -> State:
    """The beat stands, unless a press ahead of time said that it shall not."""
    if part.holds[playing.next_hold] in state.early:
        return state._replace(playing=replace(playing, next_hold=playing.next_hold + 1))
    max_us = part.passage.holds[playing.next_hold].max_us
    until_us = None if max_us is None else due_us + max_us
    playing = replace(playing, stands=True, until_us=until_us)
    state = state._replace(playing=playing, tempo_us=None)
    for one in state.moving:
        state = swell_on(show, state, one, due_us, out)
    return state


def _passed(playing: Playing, passage: Passage, due: Due, tick: Ticks, *, pends: bool) -> bool:
    """Whether something due is for those who stay, at an exit; or for the end of the last turn."""
    if passage.kind is not Kind.VAMP:
        return due.offset == passage.length and playing.turn + 1 < passage.least
    left = pends or (playing.leave_at is not None and tick >= playing.leave_at)
    return left or due.offset == passage.length


def _not_this_turn(playing: Playing, passage: Passage, due: Due) -> bool:
    """Whether a turn does not do this: it is the last turn's; it was a hit, or a vamp's dynamics.

    A later turn meets no hit again, and a vamp's later ones mark nothing anew.
    """
    if due.last and playing.turn + 1 < passage.least:
        return True
    if not playing.turn or due.offset == passage.length:
        return False
    kinds = (Mark, Swell, Meet) if passage.kind is Kind.VAMP else (Meet,)
    return isinstance(due.deed, kinds)


def _turn(
    show: Show, state: State, playing: Playing, part: Part, tick: Ticks, out: list[Action]
) -> State:
    """At the end of a turn: round again, or on to the next passage."""
    passage, due_us = part.passage, playing.timeline.us_at(tick)
    along = playing.along + passage.length
    again = replace(playing, entered=tick, turn=playing.turn + 1, next_due=0)
    if passage.kind is Kind.VAMP:
        if playing.leave_at is None or playing.leave_at > tick:
            return state._replace(playing=again)
        state = do_all(show, state, part.taken, due_us, out)
        for due in part.dues:
            if due.offset == passage.length:
                state = do(show, state, due.deed, along, due_us, out)
    elif again.turn < passage.least:
        again = replace(again, along=along, timeline=playing.timeline.under(passage.law, tick))
        return tell_tempo(show, state._replace(playing=again), due_us, out)
    return enter(show, state, part.then, playing.timeline, tick, along, out)
