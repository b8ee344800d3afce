"""What becomes due by itself: deeds of the sheet, passages, vamps, cues that start unpressed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.actions import Ended
from rig.conductor.ahead import coming, reached
from rig.conductor.counting import counted_in
from rig.conductor.cues import enter, off_by_itself, part_of, silence, start_cue
from rig.conductor.deeds import do, do_all
from rig.conductor.dynamics import fade_on, swell_on, tell_tempo
from rig.conductor.holding import go_round
from rig.conductor.leaving import panics, tail_on
from rig.conductor.machines import silence_of, silent_at
from rig.conductor.planning import held_until, plan_beat, plans
from rig.conductor.show import frame_of
from rig.conductor.turns import again, goes_round, not_this_turn
from rig.score.form import Kind

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.clock import FilmClock
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
    if playing is not None and playing.stands is not None:
        if playing.until_us is not None:
            times.append(playing.until_us)
    elif playing is not None:
        times += [one.next_us for one in state.moving]
        times.append(playing.timeline.us_at(_next_tick(show, state, playing)))
    timed_us = _timed_us(show, state)
    silent_us = silent_at(state.watch)
    times += [us for us in (timed_us, silent_us, state.counted_us) if us is not None]
    if show.early_us and playing is not None and playing.stands is None:
        ahead = coming(show, state, min(times), _cut_us(show, state))
        times += [] if ahead is None else [ahead.due_us]
    return min(times, default=None)


def follow(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Do one thing that is due at this instant: the music's own first, values after it."""
    playing = state.playing
    if playing is not None and playing.stands is not None:
        if playing.until_us is not None and playing.until_us <= due_us:
            return off_by_itself(show, state, playing, playing.until_us, out)
    elif playing is not None:
        ahead = coming(show, state, due_us, _cut_us(show, state)) if show.early_us else None
        if ahead is not None and ahead.due_us <= due_us:
            state = state._replace(playing=replace(playing, sent=ahead.sent))
            return do(show, state, ahead.deed, ahead.at, ahead.due_us, out)
        tick = _next_tick(show, state, playing)
        if playing.timeline.us_at(tick) <= due_us:
            return _music(show, state, playing, tick, out)
    timed_us = _timed_us(show, state)
    if timed_us is not None and timed_us <= due_us:
        return start_cue(show, state, _timed(show, state), timed_us, out)
    if state.counted_us is not None and state.counted_us <= due_us:
        return counted_in(show, state, state.counted_us, out)
    silent_us = silent_at(state.watch)
    if silent_us is not None and silent_us <= due_us:
        return silence_of(show, state, due_us, out)
    return _values(show, state, due_us, out)


def _cut_us(show: Show, state: State) -> Micros | None:
    """When the music is cut whatever it does: by a cue that begins then, or as a panic is over."""
    fade_us = None if state.fade is None else state.fade.end_us
    cuts = (_timed_us(show, state), state.counted_us, fade_us)
    return min((us for us in cuts if us is not None), default=None)


def _values(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """The next value of what moves; on a fermata no hairpin does."""
    for one in state.moving:
        if one.next_us <= due_us and (state.playing is None or state.playing.stands is None):
            at = reached(show, state, one.group, one.next_us)
            return swell_on(show, state, one, at, one.next_us, out)
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
    if state.detour is not None and state.detour.enter_at is not None:
        tick = min(tick, state.detour.enter_at)
    return min(tick, playing.plan_at) if plans(show, state) else tick


def _hold_tick(passage: Passage, playing: Playing) -> Ticks:
    return playing.entered + passage.holds[playing.next_hold].offset


def _timed(show: Show, state: State) -> int:
    """The next cue on ``time``; -1 for none. A press that waits for its bar is behind already."""
    cue = show.timed[state.stand if state.pending is None else state.pending[0]]
    while cue >= 0 and state.film is not None and _at_us(show, state.film, cue) <= state.stood_us:
        cue = show.timed[cue]  # its time had passed: it is the next one's turn
    return cue


def _timed_us(show: Show, state: State) -> Micros | None:
    """When the next cue on ``time`` is due; None when none is."""
    film = state.film
    if film is None or film.held_us is not None or panics(state):
        return None
    cue = _timed(show, state)
    return None if cue < 0 else _at_us(show, film, cue)


def _at_us(show: Show, film: FilmClock, cue: int) -> Micros:
    frame = frame_of(show.programmes[cue].cue.look)
    assert frame is not None, "a cue on time has a time"
    return film.us_at(frame)


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
            if not_this_turn(passage, playing, due):
                return state
            return do(show, state, due.deed, playing.along + due.offset, due_us, out)
    if state.pending is not None and pends:
        return start_cue(show, state, state.pending[0], due_us, out)
    if state.detour is not None and state.detour.enter_at == tick:
        return go_round(show, state, playing, tick, out)
    if playing.plan_at == tick and plans(show, state):
        return plan_beat(show, state, due_us, out)
    if passage.kind is Kind.CAESURA and part.press not in state.early:
        return state._replace(playing=replace(playing, stands=tick), moving=(), tempo_us=None)
    return _turn(show, state, playing, part, tick, out)


def _hold(
    show: Show, state: State, playing: Playing, part: Part, due_us: Micros, out: list[Action]
) -> State:
    """The beat stands, unless a press ahead of time said that it shall not."""
    if part.holds[playing.next_hold] in state.early:
        return state._replace(playing=replace(playing, next_hold=playing.next_hold + 1))
    stands = _hold_tick(part.passage, playing)
    playing = replace(playing, stands=stands, until_us=held_until(show, state, playing, due_us))
    state = state._replace(playing=playing, tempo_us=None)
    for one in state.moving:
        state = swell_on(show, state, one, reached(show, state, one.group, due_us), due_us, out)
    return state


def _passed(playing: Playing, passage: Passage, due: Due, tick: Ticks, *, pends: bool) -> bool:
    """Whether something due is for those who stay, at an exit; or for the end of the last turn."""
    if passage.kind is not Kind.VAMP:
        return due.offset == passage.length and playing.turn + 1 < playing.turns
    left = pends or (playing.leave_at is not None and tick >= playing.leave_at)
    return left or due.offset == passage.length


def _turn(
    show: Show, state: State, playing: Playing, part: Part, tick: Ticks, out: list[Action]
) -> State:
    """At the end of a turn: round again, or on to the next passage."""
    passage, due_us = part.passage, playing.timeline.us_at(tick)
    along = playing.along + passage.length
    if goes_round(passage, playing):
        state = state._replace(playing=again(show, state, playing))
        return state if passage.kind is Kind.VAMP else tell_tempo(show, state, due_us, out)
    if passage.kind is Kind.VAMP:
        state = do_all(show, state, part.taken, due_us, out)
        for due in part.dues:
            if due.offset == passage.length:
                state = do(show, state, due.deed, along, due_us, out)
    return enter(show, state, playing.then, playing.timeline, tick, along, out)
