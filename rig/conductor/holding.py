"""The film stands still: what goes round meanwhile, and how the music comes in again.

The passage that the cue names for it goes round from the next bar line on; where it names none the
music is tacet from there, a vamp goes on, and a silence or a press that waits for its bar is left
alone. When the film rolls again, or a landmark says where it does, the music comes in at the bar
line nearest to where the film then is: at the next bar of what goes round, or at once out of
silence. Where it is there already it just goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.chase import come_in, restored
from rig.conductor.clock import Timeline
from rig.conductor.cues import part_of, standing_by
from rig.conductor.dynamics import tell_tempo
from rig.conductor.leaving import leave_cue, panics
from rig.conductor.notices import tell
from rig.conductor.places import Place, cue_after, holds, place_at
from rig.conductor.presses import exit_from
from rig.conductor.state import Detour
from rig.conductor.turns import entered
from rig.conductor.watching import rebased, started
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.positions import write_position

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import Playing, State
    from rig.score.measure import Micros, Ticks

ROUND: Final = 1_000_000
"""Turns of what goes round: more than a night has."""
LATE_START_US: Final = 10 * SECOND_US
"""A film that is held so soon after the press that started it had not begun; one that tore there is
threaded anew."""


def hold(show: Show, state: State, stamped_us: Micros, out: list[Action]) -> State:
    """The press that says the film has stopped; again, and it rolls on from there.

    A machine that goes on saying otherwise is believed at its next word.
    """
    film, watch = state.film, state.watch._replace(leader="")
    if film is None:
        return tell(state, state.now_us, "hold: the film has not begun", out)
    if film.held_us is None:
        return stand_still(show, state._replace(film=film.held(stamped_us), watch=watch), out)
    begun_us = watch.started_us
    if begun_us is not None and not state.watch.leader and film.held_us - begun_us < LATE_START_US:
        state = started(show, state, stamped_us, watch.sightings[0].frame)
        state = state._replace(watch=state.watch._replace(estimate=None, anew=False))
        said = "film begins"
    else:
        state = state._replace(film=film.rolling(stamped_us), watch=watch)
        state = rebased(show, state, stamped_us)
        said = "film rolls"
    state = tell(state, state.now_us, f"{said} at {_film_place(show, state)}", out)
    return come_back(show, state, out)


def _film_place(show: Show, state: State) -> str:
    assert state.film is not None, "only a film has a place"
    return write_position(state.film.frame_at(state.now_us), show.film)


def stand_still(show: Show, state: State, out: list[Action]) -> State:
    """The film has stopped: the music goes round, or is tacet, from the next bar line on."""
    state = state._replace(watch=state.watch._replace(anew=True), prospects=())
    said = f"film stands at {_film_place(show, state)}"
    playing = state.playing
    if playing is None or state.pending is not None or panics(state):
        return tell(state, state.now_us, said, out)
    part = part_of(show, playing)
    passage = part.passage
    if passage.kind is Kind.CAESURA:
        return tell(state, state.now_us, said, out)
    named = show.programmes[playing.cue].cue.hold
    if named is None and passage.kind is Kind.VAMP:
        named = playing.part
    if playing.asked_out and part.press is not None:
        # Who has asked for the exit need not ask again when the film rolls.
        state = state._replace(early=(*state.early, part.press))
    gone = max(playing.tick_at(state.now_us) - playing.entered, 0)
    bar = passage.bar_from(gone)
    if named == playing.part:
        playing = replace(playing, turns=ROUND, leave_at=None, asked_out=False)
        state = state._replace(playing=playing, detour=Detour(named, None, (named, bar)))
    else:
        state = state._replace(detour=Detour(named, playing.entered + bar, (playing.part, bar)))
    if named is None:
        return tell(state, state.now_us, f"{said}; tacet from the next bar", out)
    name = show.programmes[playing.cue].parts[named].passage.name
    return tell(state, state.now_us, f"{said}; {name} goes round", out)


def come_back(show: Show, state: State, out: list[Action]) -> State:
    """The film rolls again: the music comes in at the next bar line, or at once from silence."""
    detour, playing = state.detour, state.playing
    if detour is None:
        return state
    if panics(state):
        return state._replace(detour=None)
    if playing is None:
        return _in_again(show, state, None, 0, state.now_us, out)
    passage = part_of(show, playing).passage
    gone = max(playing.tick_at(state.now_us) - playing.entered, 0)
    return state._replace(detour=detour._replace(enter_at=playing.entered + passage.bar_from(gone)))


def go_round(show: Show, state: State, playing: Playing, tick: Ticks, out: list[Action]) -> State:
    """The bar line has come at which the detour begins, or ends."""
    detour = state.detour
    assert detour is not None, "a detour was begun"
    assert state.film is not None, "a detour is of a film"
    if state.pending is not None:
        return state._replace(detour=None)  # the music goes on to the press that waits
    due_us = playing.timeline.us_at(tick)
    if state.film.held_us is None:
        return _in_again(show, state, playing, tick, due_us, out)
    detour = detour._replace(enter_at=None)
    if detour.part is None:
        state = leave_cue(show, state, None, due_us, out)
        return standing_by(show, state)._replace(detour=detour)
    law = show.programmes[playing.cue].parts[detour.part].passage.law
    timeline = Timeline(due_us, tick, law, tick, state.lean_ppm)
    playing = entered(show, state, (playing.cue, detour.part), timeline, tick, playing.along)
    playing = replace(playing, turns=ROUND, leave_at=None)
    state = state._replace(playing=playing, detour=detour, moving=())
    held = holds(show, Place(playing.cue, detour.part, 0, 0))
    return tell_tempo(show, restored(show, state, held, due_us, out), due_us, out)


def _in_again(
    show: Show,
    state: State,
    playing: Playing | None,
    tick: Ticks,
    due_us: Micros,
    out: list[Action],
) -> State:
    assert state.film is not None, "only a film says where to come in"
    # By the frame: the seconds of a copy's clock are not those of the print.
    promised_us = show.pace.us_at(state.film.frame_at(due_us))
    place = place_at(show, promised_us)
    if place is None:
        return _between(show, state, promised_us, due_us, out)
    if playing is None:
        law = show.programmes[place.cue].parts[place.part].passage.law
        return come_in(show, state, place, Timeline(due_us, 0, law, 0, 0), 0, out)
    if _is_there(show, playing, place, tick):
        return _gone_on(show, state, playing, tick)
    return come_in(show, state, place, playing.timeline, tick, out)


def _between(
    show: Show, state: State, promised_us: Micros, due_us: Micros, out: list[Action]
) -> State:
    """The film rolls where nothing plays: the next cue behind that place stands by."""
    state = leave_cue(show, state, None, due_us, out)
    cue = cue_after(show, promised_us)
    presses = [go.cue >= cue and go.part is None for go in show.presses]
    number = presses.index(True) if True in presses else len(presses)
    state = standing_by(show, state._replace(next_press=number, early=()))
    return state._replace(detour=None, stand=cue - 1, stood_us=due_us)


def _is_there(show: Show, playing: Playing, place: Place, tick: Ticks) -> bool:
    """Whether the music is where the film wants it; any bar of a vamp is as good as another."""
    if (place.cue, place.part) != (playing.cue, playing.part):
        return False
    if part_of(show, playing).passage.kind is Kind.VAMP:
        return True
    return (place.turn, place.offset) == (playing.turn, tick - playing.entered)


def _gone_on(show: Show, state: State, playing: Playing, tick: Ticks) -> State:
    """What plays goes on as it is written."""
    part = part_of(show, playing)
    leave_at = playing.leave_at
    if part.press in state.early and part.passage.exits:
        leave_at = playing.entered + exit_from(part.passage, tick - playing.entered)
    turns = max(part.passage.least, playing.turn + 1)
    playing = replace(playing, turns=turns, leave_at=leave_at)
    return state._replace(playing=playing, detour=None)
