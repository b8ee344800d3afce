"""Being somewhere else: what holds at a place is restored, and nothing that is past is fired.

Levels and values are set as they are there, whatever way led to it. What would be sounding since
before is offered: a second press of the same go-to starts it. Triggers are never made up for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.ahead import behind
from rig.conductor.clock import Timeline
from rig.conductor.cues import can_come, start_cue
from rig.conductor.dynamics import VALUE_EVERY_US, freed, move, set_value, tell_tempo
from rig.conductor.knobs import forget_all
from rig.conductor.leaning import given_back
from rig.conductor.leaving import leave_cue
from rig.conductor.notices import tell
from rig.conductor.places import Place, along, holds
from rig.conductor.presses import exit_from
from rig.conductor.show import Set, Start
from rig.conductor.sounds import stop, strike
from rig.conductor.state import Playing
from rig.conductor.surface import Jumping

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.conductor.actions import Action
    from rig.conductor.places import Holds
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros, Ticks


def come_in(
    show: Show, state: State, place: Place, timeline: Timeline, tick: Ticks, out: list[Action]
) -> State:
    """Play on from a place, on a running tick of a timeline; told what was passed over."""
    part = show.programmes[place.cue].parts[place.part]
    due_us = timeline.us_at(tick)
    passed = _passed(show, state, place)
    if place.cue != state.cue:
        state = leave_cue(show, state, place.cue, due_us, out)
        hand = given_back(state.hand)
        state = _without_hands(state)._replace(hand=hand, lean_ppm=hand.scale_ppm, early=())
    held = holds(show, place)
    playing = _placed(show, state, place, due_us, tick)
    moving = (replace(one, next_us=due_us + VALUE_EVERY_US) for one in held.moving)
    state = forget_all(state)._replace(
        playing=playing,
        cue=place.cue,
        stand=place.cue,
        stood_us=max(state.stood_us, due_us),
        pending=None,
        detour=None,
        ended=False,
    )
    state = restored(show, state, held, due_us, out)._replace(moving=tuple(moving))
    state = _offered(show, state, held, due_us, out)
    state = state._replace(next_press=_next_press(show, state))
    bar, _ = part.passage.bar_at(place.offset)
    said = f"in at cue {show.programmes[place.cue].cue.number}, {part.passage.name} bar {bar}"
    if passed:
        said += f"; passed over: {', '.join(passed)}"
    return tell_tempo(show, tell(state, due_us, said, out), due_us, out)


def _placed(show: Show, state: State, place: Place, due_us: Micros, tick: Ticks) -> Playing:
    """The turn that plays from a place on; a press made ahead of time is kept to."""
    programme = show.programmes[place.cue]
    part = programme.parts[place.part]
    passage = part.passage
    begin = tick - place.offset
    leaves = part.press in state.early and bool(passage.exits)
    return Playing(
        cue=place.cue,
        part=place.part,
        entered=begin,
        along=along(programme, place),
        turn=place.turn,
        next_due=sum(due.offset < place.offset for due in part.dues),
        next_hold=sum(hold.offset <= place.offset for hold in passage.holds),
        leave_at=begin + exit_from(passage, place.offset) if leaves else None,
        timeline=Timeline(due_us, tick, passage.law, begin, state.lean_ppm),
        stands=None,
        asked_out=False,
        until_us=None,
        turns=max(passage.least, place.turn + 1),
        then=part.then,
        plan_at=begin + passage.pulse_from(place.offset),
        sent=behind(show, (place.cue, place.part), begin, place.offset),
    )


def _passed(show: Show, state: State, place: Place) -> list[str]:
    """The triggers between where the music was when the film stopped and where it comes in."""
    since = (-1, 0)
    if state.detour is not None and place.cue == state.cue:
        since = state.detour.left
    fired = (
        show.sounds[sound]
        for part, offset, sound in holds(show, place).fired
        if (part, offset) > since
    )
    return [sound.name for sound in fired if not sound.stop]


def _next_press(show: Show, state: State) -> int:
    """The first press that can come from where the music is now, and was not made already."""
    number = show.first_press[state.cue]
    while number < len(show.presses) and (
        number in state.early or not can_come(show, state, number)
    ):
        number += 1
    return number


def _without_hands(state: State) -> State:
    """The sheet has every group again; trims stay."""
    return state._replace(faders=tuple(fader._replace(hand=None) for fader in state.faders))


def restored(show: Show, state: State, held: Holds, due_us: Micros, out: list[Action]) -> State:
    """Levels and values as they are there; a group that a tail takes there is left to it.

    One that a tail, or a hairpin, takes elsewhere is taken from that.
    """
    sinking = {(group, target) for tail in state.tails for group, _, target in tail.groups}
    for group, level in enumerate(held.levels):
        if (group, level) not in sinking:
            fader = state.faders[group]._replace(level=level)
            state = move(show, freed(state, group), group, fader, due_us, out)
    for sound, value in enumerate(held.values):
        if value not in (None, state.values[sound]):
            state = set_value(show, state, Set(sound, value), due_us, out)
    return state


def _missing(show: Show, state: State, sounds: Iterable[int]) -> list[str]:
    on = {one.sound for one in state.sounding}
    return [show.sounds[sound].name for sound in sorted(sounds) if sound not in on]


def _offered(show: Show, state: State, held: Holds, due_us: Micros, out: list[Action]) -> State:
    """What goes on from before and should not is stopped; what should and does not is offered."""
    for one in state.sounding:
        if not one.ringing and one.sound not in held.sounding:
            state = stop(show, state, one.sound, due_us, out)
    missing = _missing(show, state, held.sounding)
    if missing:
        state = tell(state, due_us, f"should be sounding: {', '.join(missing)}", out)
    return state


def go_to(show: Show, state: State, cue: int, out: list[Action]) -> State:
    """Stand by at a cue, as things are where it begins; again, and what should sound is started.

    The music stops. A cue that begins by itself has no press of its own, and begins at once.
    """
    now_us = state.now_us
    programme = show.programmes[cue]
    if state.undo is not None and state.undo.button == Jumping(cue) and state.playing is None:
        return _started(show, state, programme.lasting, out)
    state = leave_cue(show, state, cue, now_us, out)
    state = _without_hands(forget_all(state))._replace(
        playing=None,
        pending=None,
        counted_us=None,
        moving=(),
        tempo_us=None,
        early=(),
        detour=None,
        prospects=(),
        fade=None,
        gain=1.0,
        watch=state.watch._replace(anew=True),
        ended=False,
    )
    held = holds(show, Place(cue, programme.first, 0, 0))
    if programme.press is None:
        return start_cue(show, _offered(show, state, held, now_us, out), cue, now_us, out)
    state = state._replace(cue=cue - 1, stand=cue - 1, stood_us=now_us, next_press=programme.press)
    state = restored(show, state, held, now_us, out)
    state = tell(state, now_us, f"stands by: cue {programme.cue.number}", out)
    return _offered(show, state, held, now_us, out)


def _started(show: Show, state: State, lasting: Iterable[int], out: list[Action]) -> State:
    """What goes on from before a cue is started, where it does not sound."""
    now_us, missing = state.now_us, _missing(show, state, lasting)
    on = {one.sound for one in state.sounding}
    for sound in sorted(lasting):
        if sound not in on:
            state = strike(show, state, Start(sound), now_us, out)
    said = f"started: {', '.join(missing)}" if missing else "all that should be sounding does"
    return tell(state, now_us, said, out)
