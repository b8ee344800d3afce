"""Cues and their passages: beginning one, going into the next, ending, standing by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Action, Began, Ended
from rig.conductor.ahead import begun
from rig.conductor.clock import Timeline
from rig.conductor.deeds import do, do_all
from rig.conductor.dynamics import VALUE_EVERY_US, freed, move, set_value, tell_tempo
from rig.conductor.knobs import home
from rig.conductor.leaning import given_back
from rig.conductor.leaving import leave_cue, panics
from rig.conductor.show import Set
from rig.conductor.sounds import stop
from rig.conductor.turns import entered
from rig.hands.commands import Verb

if TYPE_CHECKING:
    from rig.conductor.ahead import Begun
    from rig.conductor.show import Part, Show
    from rig.conductor.state import Playing, State
    from rig.score.measure import Micros, Ticks

GO: Final = Verb.GO.value.upper()


def part_of(show: Show, playing: Playing) -> Part:
    """The passage that plays, with what is due in it."""
    return show.programmes[playing.cue].parts[playing.part]


def start_cue(show: Show, state: State, cue: int, due_us: Micros, out: list[Action]) -> State:
    """Begin a cue at an instant: what came before is left, what should hold is restored."""
    if state.playing is not None and (left := part_of(show, state.playing)).press is None:
        state = do_all(show, state, left.taken, due_us, out)
    ahead = begun(show, state, cue)
    others = tuple(one for one in state.sounding if one not in ahead.sounding)
    state = leave_cue(show, state._replace(sounding=others), cue, due_us, out)
    programme = show.programmes[cue]
    out.append(Began(due_us, cue))
    state = state._replace(
        cue=cue,
        stand=cue,
        next_press=max(state.next_press, show.first_press[cue]),
        stood_us=due_us,
        playing=None,
        pending=None,
        sounding=(*state.sounding, *ahead.sounding),
        moving=(),
        tempo_us=None,
        early=tuple(one for one in state.early if show.presses[one].cue >= cue),
        lean_ppm=state.hand.scale_ppm,
        hand=given_back(state.hand),
        prospects=(),
        detour=None,
        counted_us=None,
        knobs=home(show, state.knobs),
        fade=None,
        gain=1.0,
        ended=False,
    )
    state = _restore(show, state, ahead, due_us, out)._replace(moving=ahead.moving)
    if programme.first < len(programme.parts):
        law = programme.parts[programme.first].passage.law
        timeline = Timeline(due_us, 0, law, 0, state.lean_ppm)
        state = enter(show, state, programme.first, timeline, 0, 0, out)
        assert state.playing is not None, "what is entered plays"
        return state._replace(playing=replace(state.playing, sent=ahead.sent))
    for due in programme.dues:
        state = do(show, state, due.deed, 0, due_us, out)
    return state


def _restore(show: Show, state: State, ahead: Begun, due_us: Micros, out: list[Action]) -> State:
    """Levels and values as they are where a cue begins, whatever way led to it.

    A group that is on its way there in the tail of another cue is left to that; what was set ahead
    of the cue is there, or further already.
    """
    programme = show.programmes[state.cue]
    sinking = {group: target for tail in state.tails for group, _, target in tail.groups}
    for group, level in enumerate(programme.levels):
        if group in ahead.groups:
            state = freed(state, group)
            continue
        if group in sinking:
            if sinking[group] == level and group not in programme.marked:
                continue
            state = freed(state, group)
        fader = state.faders[group]
        hand = None if group in programme.marked else fader.hand
        state = move(show, state, group, fader._replace(level=level, hand=hand), due_us, out)
    for sound, value in enumerate(programme.values):
        if value not in (None, state.values[sound]) and sound not in ahead.values:
            state = set_value(show, state, Set(sound, value), due_us, out)
    return state


def enter(
    show: Show,
    state: State,
    number: int,
    timeline: Timeline,
    tick: Ticks,
    along: Ticks,
    out: list[Action],
) -> State:
    """Go into a passage of the cue that plays, or past its last one, on a running tick."""
    parts = show.programmes[state.cue].parts
    due_us = timeline.us_at(tick)
    if number == len(parts):
        return _end_cue(show, state, due_us, out)
    playing = entered(show, state, (state.cue, number), timeline, tick, along)
    state = tell_tempo(show, state._replace(playing=playing), due_us, out)
    if playing.leave_at is None:
        return state
    return do_all(show, state, parts[number].decided, due_us, out)


def off_hold(show: Show, state: State, playing: Playing, at_us: Micros, out: list[Action]) -> State:
    """The beat goes on from where it stands."""
    assert playing.stands is not None, "only a beat that stands goes on"
    timeline = replace(
        playing.timeline,
        anchor_us=at_us,
        anchor=playing.stands,
        lean_ppm=state.lean_ppm,
        curve=None,
    )
    playing = replace(
        playing,
        timeline=timeline,
        next_hold=playing.next_hold + on_fermata(show, playing),
        stands=None,
        until_us=None,
    )
    moving = tuple(replace(one, next_us=at_us + VALUE_EVERY_US) for one in state.moving)
    return tell_tempo(show, state._replace(playing=playing, moving=moving), at_us, out)


def on_fermata(show: Show, playing: Playing) -> bool:
    """Whether the beat stands on a fermata that is written."""
    holds = part_of(show, playing).passage.holds
    return (
        playing.stands is not None
        and playing.next_hold < len(holds)
        and playing.stands == playing.entered + holds[playing.next_hold].offset
    )


def off_by_itself(
    show: Show, state: State, playing: Playing, at_us: Micros, out: list[Action]
) -> State:
    """A fermata has been held as long as it may be: its press can no longer come.

    Whoever presses it in that instant is not taken to mean what comes next: it counts as pressed.
    """
    if (
        on_fermata(show, playing)
        and state.next_press == part_of(show, playing).holds[playing.next_hold]
    ):
        pressed_us = dict(state.pressed_us) | {GO: at_us}
        state = state._replace(
            next_press=state.next_press + 1, pressed_us=tuple(pressed_us.items())
        )
    return off_hold(show, state, playing, at_us, out)


def _end_cue(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """A cue has come to its own end: the next one may begin by itself, or the night is over.

    Whoever performs goes home then, so a last cue that fades out does so first.
    """
    following = state.cue + 1
    last = following == len(show.programmes)
    by_itself = not last and show.programmes[following].cue.starts_itself
    if by_itself and not panics(state):
        return start_cue(show, state, following, due_us, out)
    state = leave_cue(show, state, None, due_us, out)
    state = state._replace(playing=None, pending=None, moving=(), tempo_us=None)
    if not last or state.ended:
        return state
    if not state.tails:
        out.append(Ended(due_us))
    return state._replace(ended=True)


def silence(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Everything stops, what goes on beyond its cue too; GO is left standing by."""
    for one in state.sounding:
        state = stop(show, state, one.sound, due_us, out)
    return standing_by(show, state._replace(tails=()))


def standing_by(show: Show, state: State) -> State:
    """Nothing plays: GO is the press that waited for its beat, or the next that can come."""
    press = state.next_press - (state.pending is not None)
    state = state._replace(playing=None, pending=None, moving=(), tempo_us=None, fade=None)
    while press < len(show.presses) and not can_come(show, state, press):
        press += 1
    return state._replace(next_press=press)


def can_come(show: Show, state: State, press: int) -> bool:
    """Whether a press may be asked for: it starts a cue, or ends what is still to come."""
    go = show.presses[press]
    if go.part is None or 0 <= show.timed[state.cue] <= go.cue:
        return True
    playing = state.playing
    if playing is None or playing.cue != go.cue or playing.part > go.part:
        return False
    return playing.part < go.part or go.hold is None or playing.next_hold <= go.hold
