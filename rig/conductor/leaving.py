"""Leaving a cue: what of it is cut, what rings on, and what goes on for a while as its tail."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.actions import Action, Passed
from rig.conductor.dynamics import VALUE_EVERY_US, move
from rig.conductor.sounds import stop
from rig.conductor.state import Tail
from rig.conductor.tails import without_group
from rig.score.sheet import Leave

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.show import Programme, Show
    from rig.conductor.state import State
    from rig.score.measure import Micros


def panics(state: State) -> bool:
    """Whether a panic fades, or has silenced all: until GO, no cue begins by itself."""
    return state.fade is not None or not state.gain


def leave_cue(
    show: Show, state: State, after: int | None, due_us: Micros, out: list[Action]
) -> State:
    """Leave the cue, for another or for none: its ``leave`` says what becomes of its sound."""
    if state.cue < 0:
        return _ringing(state)
    left = show.programmes[state.cue]
    sounds = (state.playing is not None or not left.parts) and not panics(state)
    over_us = _over_us(show, state, left, due_us) if sounds else due_us
    own = tuple(one.sound for one in state.sounding if not (one.lasting or one.ringing))
    if sounds:
        for hit in left.cutoffs:
            meet(show, state, hit, due_us, out)
    if left.cue.leave is not Leave.RING and over_us == due_us:
        for sound in own:
            state = stop(show, state, sound, due_us, out)
    state = _ringing(state)
    if over_us == due_us:
        return state
    groups: tuple[tuple[int, float, float], ...] = ()
    if left.cue.leave is Leave.FADE:
        groups = tuple(_sinking(state, left, None if after is None else show.programmes[after]))
    for group, _, _ in groups:
        state = state._replace(tails=without_group(state.tails, group))
    if not groups and not own:
        return state
    next_us = min(due_us + VALUE_EVERY_US, over_us) if groups else over_us
    return state._replace(tails=(*state.tails, Tail(due_us, over_us, next_us, groups, own)))


def meet(show: Show, state: State, hit: int, due_us: Micros, out: list[Action]) -> None:
    """Tell that the music has come to a hit of its cue, if the film rolls and it goes with it."""
    if state.film is not None and state.film.held_us is None and state.detour is None:
        frame = show.programmes[state.cue].cue.hits[hit].frame
        out.append(Passed(due_us, state.cue, hit, due_us - state.film.us_at(frame)))


def _over_us(show: Show, state: State, left: Programme, due_us: Micros) -> Micros:
    """When the sound of a cue that is left now will be over."""
    playing = state.playing
    if left.cue.leave is Leave.FADE:
        return due_us + left.cue.fade_us
    if left.cue.leave is not Leave.BAR or playing is None or playing.stands is not None:
        return due_us
    passage = show.programmes[playing.cue].parts[playing.part].passage
    # A microsecond back: left on a bar line, the music has not come to the bar behind it.
    gone = max(playing.timeline.ticks_at(due_us - 1) - playing.entered, 0)
    return max(playing.timeline.us_at(playing.entered + passage.bar_from(gone)), due_us)


def _sinking(
    state: State, left: Programme, after: Programme | None
) -> Iterator[tuple[int, float, float]]:
    """The groups of a cue that fades; those that the next one marks are taken from it there."""
    for group in left.moved:
        level = state.faders[group].level
        target = after.levels[group] if after is not None else 0.0
        if level != target:
            yield group, level, target


def _ringing(state: State) -> State:
    sounding = (one if one.lasting else replace(one, ringing=True) for one in state.sounding)
    return state._replace(sounding=tuple(sounding))


def tail_on(show: Show, state: State, tail: Tail, due_us: Micros, out: list[Action]) -> State:
    """The next values of a tail, and its end."""
    others = tuple(one for one in state.tails if one is not tail)
    gone = min((due_us - tail.begin_us) / (tail.end_us - tail.begin_us), 1.0)
    for group, level, target in tail.groups:
        now = target if gone == 1.0 else level + (target - level) * gone
        fader = state.faders[group]._replace(level=now)
        state = move(show, state, group, fader, due_us, out)
    if due_us < tail.end_us:
        next_us = min(due_us + VALUE_EVERY_US, tail.end_us)
        return state._replace(tails=(*others, replace(tail, next_us=next_us)))
    state = state._replace(tails=others)
    for sound in tail.sounds:
        state = stop(show, state, sound, due_us, out)
    return state
