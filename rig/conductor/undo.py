"""The last press taken back, whatever it did.

A landmark leaves the film as it was known without it, what a hand did to the tempo leaves the tempo
as it was, and neither moves the beat; a group or a value that was pressed is what it would be by
now, and nothing else is touched. Anything else leaves the night as it would be by now, had nobody
pressed: what the press started is stopped, what it stopped and what was missed is told and not made
up for. What the world has done since stays: knobs and faders, taps, machines, ports.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Send
from rig.conductor.catch_up import catch_up
from rig.conductor.dynamics import move, set_value, tell_tempo
from rig.conductor.fermata import let_go
from rig.conductor.follow import deadline
from rig.conductor.knobs import kept
from rig.conductor.leaning import retimed
from rig.conductor.notices import tell
from rig.conductor.returning import is_back, kept_from
from rig.conductor.show import Set
from rig.conductor.sounds import stop
from rig.conductor.surface import LevelButton, SheetButton, TacetButton, ValueButton
from rig.conductor.watching import moved
from rig.hands.commands import Act, Leads, Nudge, Tempo, Verb
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State, Undo

UNDO_US: Final = 60 * SECOND_US
"""A press that is longer ago has become the night: the music is not put back behind it."""

_STANDS_BY: Final = (Act(Verb.BACK), Act(Verb.SKIP))
"""What moves no music, though it says where the night stands."""


def undo(show: Show, state: State, out: list[Action]) -> State:
    """The last press taken back."""
    last, now_us = state.undo, state.now_us
    if last is None:
        return tell(state, now_us, "undo: there is nothing to take back", out)
    before = last.before
    take_back = _way_back(last)
    if take_back in _PUTS_BACK and now_us - before.now_us > UNDO_US:
        ago_s = (now_us - before.now_us) // SECOND_US
        return tell(state, now_us, f"undo: {last.said} was {ago_s} s ago, too long", out)
    state = tell(state._replace(undo=None), now_us, f"undone: {last.said}", out)
    return take_back(show, state, last, out)


def _way_back(last: Undo) -> Callable[[Show, State, Undo, list[Action]], State]:
    film = last.before.film
    match last.button:
        case Act(verb=Verb.SEEN) if film is not None and film.held_us is None:
            return _unseen
        case Act(verb=Verb.SCALE | Verb.FORMS | Verb.TRIGGERS):
            return _unanswered
        case Act(verb=Verb.HALF | Verb.DOUBLE | Verb.FREEZE | Verb.HOME):
            return _tempo_back
        case Leads() | Nudge() | Tempo():
            return _tempo_back
        case LevelButton() | TacetButton() | SheetButton():
            return _groups_back
        case ValueButton():
            return _value_back
    return _without


def _unseen(show: Show, state: State, last: Undo, out: list[Action]) -> State:
    """The film as it was known before a landmark; a machine that leads knows better."""
    before, now = last.before, state.watch
    watch = before.watch._replace(machines=now.machines, leader=now.leader)
    state = state._replace(watch=watch)
    if before.film is None or now.leader or before.watch.leader:
        return state
    return moved(show, state, before.film, out)


def _unanswered(_show: Show, state: State, last: Undo, _out: list[Action]) -> State:
    """The question is put again."""
    hand, watch = last.before.hand, last.before.watch
    return state._replace(
        hand=state.hand._replace(scale_ppm=hand.scale_ppm, triggers=hand.triggers),
        watch=state.watch._replace(asked=watch.asked, answered=watch.answered),
    )


def _tempo_back(show: Show, state: State, last: Undo, out: list[Action]) -> State:
    """The rate as it would be by now; where the next cue has the tempo already, nothing."""
    before = last.before
    now, was = state.playing, before.playing
    if state.cue != before.cue:
        return state
    hand = before.hand._replace(taps=state.hand.taps, counting=state.hand.counting)
    state = state._replace(hand=hand, lean_ppm=before.lean_ppm)
    if now is None or was is None or now.stands is not None:
        return state
    old = was.timeline
    if old.curve is None:
        timeline = now.timeline.leaning(state.now_us, old.lean_ppm)
    else:
        curve = old.curve.after(state.now_us - old.anchor_us)
        timeline = now.timeline.bending(state.now_us, curve)
    return retimed(show, state, timeline, state.now_us, out)


def _groups_back(show: Show, state: State, last: Undo, out: list[Action]) -> State:
    """Groups as they would be; what a hand has done to one since, stays."""
    button = last.button
    assert isinstance(button, LevelButton | TacetButton | SheetButton), "it moves groups"
    then, _ = _otherwise(show, state, last)
    for group in button.groups:
        was, fader = then.faders[group], state.faders[group]
        match button:
            case TacetButton():
                fader = fader._replace(tacet=was.tacet)
            case LevelButton() if fader.hand == button.level:
                fader = fader._replace(hand=was.hand)
            case SheetButton() if is_back(state, group):
                fader = fader._replace(hand=was.hand, trim_db=was.trim_db, tacet=was.tacet)
                state = kept_from(state, group)
        state = move(show, state, group, fader, state.now_us, out)
    return state._replace(knobs=kept(last.before.knobs, state.knobs))


def _value_back(show: Show, state: State, last: Undo, out: list[Action]) -> State:
    """A value as it would be; one that was never set before, or was since by a hand, stays."""
    button = last.button
    assert isinstance(button, ValueButton), "it sets a value"
    then, _ = _otherwise(show, state, last)
    was, now = then.values[button.sound], state.values[button.sound]
    if was in (None, now) or now != button.value:
        return state
    return set_value(show, state, Set(button.sound, was), state.now_us, out)


def _without(show: Show, state: State, last: Undo, out: list[Action]) -> State:
    """The night as it would be, had the last press not been made."""
    now_us = state.now_us
    then, missed = _otherwise(show, state, last)
    was = {one.sound for one in then.sounding}
    for one in state.sounding:
        if one.sound not in was:
            state = stop(show, state, one.sound, now_us, out)
    on = {one.sound for one in state.sounding}
    faders = tuple(
        now._replace(level=old.level, hand=old.hand if now.hand is None else now.hand)
        for now, old in zip(state.faders, then.faders, strict=True)
    )
    back = then._replace(
        now_us=now_us,
        faders=faders,
        values=state.values,
        sounding=tuple(one for one in then.sounding if one.sound in on),
        notices=state.notices,
        bpm=state.bpm,
    )
    for group, fader in enumerate(faders):
        back = move(show, back, group, fader, now_us, out)
    for sound, value in enumerate(then.values):
        if value not in (None, back.values[sound]):
            back = set_value(show, back, Set(sound, value), now_us, out)
    if then.pedal and not state.pedal:
        back = let_go(show, back, out)
    back = _told(show, back, [show.sounds[one].name for one in sorted(was - on)], missed, out)
    return tell_tempo(show, back, now_us, out)


def _otherwise(show: Show, state: State, last: Undo) -> tuple[State, list[Action]]:
    """The night as it would be by now, and what it would have done since."""
    missed: list[Action] = []
    before = _of_the_world(state, last)
    then, _ = catch_up(show, before, deadline(show, before), state.now_us, missed)
    return then, missed


def _of_the_world(state: State, last: Undo) -> State:
    """The night before the press, with what has happened since by itself.

    Where the press has not moved the music, its beat is the one that goes now, whatever hands have
    done to it since.
    """
    before = last.before
    before = before._replace(
        watch=before.watch._replace(machines=state.watch.machines, leader=state.watch.leader),
        film=state.film if state.watch.leader else before.film,
        knobs=kept(before.knobs, state.knobs),
        fingers=state.fingers,
        hand=before.hand._replace(taps=state.hand.taps),
        pressed_us=state.pressed_us,
        links=state.links,
        present=state.present,
    )
    now, was = state.playing, before.playing
    if now is None or was is None or now.stands is not None or was.stands is not None:
        return before
    if last.button not in _STANDS_BY and state.stand != before.stand:
        return before
    if (now.cue, now.part) != (was.cue, was.part):
        return before
    playing = replace(was, timeline=now.timeline)
    return before._replace(playing=playing, hand=state.hand, lean_ppm=state.lean_ppm)


def _told(
    show: Show, state: State, stopped: list[str], missed: list[Action], out: list[Action]
) -> State:
    """What the press has stopped, and what was to sound since."""
    packets = {(one.out, one.packet) for one in missed if type(one) is Send}
    passed = [
        one.name
        for one in show.sounds
        if one.dial is None and any((one.out, packet) in packets for packet in one.start)
    ]
    for what, names in (("was stopped by the press", stopped), ("passed over", passed)):
        if names:
            state = tell(state, state.now_us, f"{what}: {', '.join(names)}", out)
    return state


_PUTS_BACK: Final = (_without, _groups_back, _value_back)
"""What asks how the night would be by now."""
