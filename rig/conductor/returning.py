"""Groups given back to the sheet: on an even way, so that nothing jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.dynamics import VALUE_EVERY_US, move
from rig.conductor.fingers import Glide
from rig.conductor.knobs import without
from rig.conductor.surface import LevelOf, TrimOf

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import Fader, State
    from rig.conductor.surface import Knob
    from rig.score.measure import Micros

GLIDE_US: Final = 1_000_000


def give_back(show: Show, state: State, groups: tuple[int, ...], out: list[Action]) -> State:
    """The sheet has these groups again; the knobs that moved them are measured anew."""
    glides = [one for one in state.fingers.glides if one.group not in groups]
    faders = list(state.faders)
    for group in groups:
        fader = faders[group]
        # One that was silent comes back from silence.
        hand = 0.0 if fader.tacet else fader.hand
        if hand is not None or fader.trim_db:
            now_us, trim_db = state.now_us, fader.trim_db
            glides.append(Glide(group, hand, trim_db, now_us, hand, trim_db, now_us))
            faders[group] = fader._replace(hand=hand, tacet=False)
    knobs = (one.number for one in show.surface.knobs if _moves(one, groups))
    state = state._replace(
        faders=tuple(faders),
        knobs=without(state.knobs, tuple(knobs)),
        fingers=state.fingers._replace(glides=tuple(glides)),
    )
    return glide_on(show, state, state.now_us, out)


def glide_on(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Whatever is on its way back goes on; a hand that takes it meanwhile has it."""
    for one in state.fingers.glides:
        if one.next_us <= due_us:
            state = _on(show, state, one, due_us, out)
    return state


def is_back(state: State, group: int) -> bool:
    """Whether nothing but the sheet has moved a group since it was given back."""
    fader = state.faders[group]
    for one in state.fingers.glides:
        if one.group == group:
            return _goes(one, fader)
    return fader.hand is None and not fader.trim_db


def kept_from(state: State, group: int) -> State:
    """The state in which a group is not on its way back."""
    glides = tuple(one for one in state.fingers.glides if one.group != group)
    return state._replace(fingers=state.fingers._replace(glides=glides))


def _goes(one: Glide, fader: Fader) -> bool:
    """Whether no hand has taken it; the sheet may have, and its trim is still on its way."""
    return fader.trim_db == one.trim_db and fader.hand in (one.hand, None)


def _on(show: Show, state: State, one: Glide, due_us: Micros, out: list[Action]) -> State:
    fader = state.faders[one.group]
    state = kept_from(state, one.group)
    if not _goes(one, fader):
        return state
    left_us = one.begin_us + GLIDE_US - due_us
    if left_us <= 0:
        fader = fader._replace(hand=None, trim_db=0.0)
        return move(show, state, one.group, fader, due_us, out)
    share, hand = left_us / GLIDE_US, fader.hand
    if hand is not None and one.from_level is not None:
        hand = _mid(fader.level, one.from_level, share)
    trim_db = one.from_db * share
    next_us = min(due_us + VALUE_EVERY_US, one.begin_us + GLIDE_US)
    glides = (*state.fingers.glides, one._replace(hand=hand, trim_db=trim_db, next_us=next_us))
    state = state._replace(fingers=state.fingers._replace(glides=glides))
    return move(show, state, one.group, fader._replace(hand=hand, trim_db=trim_db), due_us, out)


def _mid(low: float, high: float, share: float) -> float:
    return low + (high - low) * share


def _moves(knob: Knob, groups: tuple[int, ...]) -> bool:
    match knob.moves:
        case TrimOf():
            return not {*knob.moves.groups}.isdisjoint(groups)
        case LevelOf():
            return knob.moves.group in groups
    return False
