"""A fermata by the foot: the beat stands while a pedal is held down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.cues import off_by_itself, part_of
from rig.conductor.notices import tell
from rig.score.form import Kind

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State


def tread(show: Show, state: State, out: list[Action]) -> State:
    """The pedal is down: the beat stands where it is, and a written fermata for as long."""
    playing = state.playing
    if playing is None or part_of(show, playing).passage.kind is Kind.CAESURA:
        return tell(state, state.now_us, "fermata: nothing plays", out)
    playing = replace(playing, stands=playing.tick_at(state.now_us), until_us=None)
    return state._replace(playing=playing, tempo_us=None, pedal=True)


def let_go(show: Show, state: State, out: list[Action]) -> State:
    """The pedal is up: the beat goes on, off a written fermata too."""
    playing = state.playing
    if not state.pedal:
        return state
    state = state._replace(pedal=False)
    if playing is None or playing.stands is None:
        return state
    if part_of(show, playing).passage.kind is Kind.CAESURA:
        return state
    return off_by_itself(show, state, playing, state.now_us, out)
