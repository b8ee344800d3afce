"""Knobs: what they move, taken over so that nothing jumps.

The first message after a load, a jump, a change of layer or a reattachment only says where the
knob stands; what follows from there is each knob's takeover. An absolute move of a group is the
hand's until the sheet's next mark for that group, or until a press gives it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rig.conductor.exchanged import with_fingers, with_knobs
from rig.conductor.fingers import ROW, Rows, put
from rig.conductor.leaning import lean, rate_ppm, take
from rig.conductor.pacing import ride_group, ride_value
from rig.conductor.state import Fader
from rig.conductor.steadying import come_to_rest, steadied
from rig.conductor.surface import LeanOf, LevelOf, TrimOf, ValueOf
from rig.hands.encoder import accelerated
from rig.hands.midi import DATA_MAX
from rig.hands.shaping import shaped
from rig.hands.takeover import Grip, Takeover, gripped, moved, turned

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Knob
    from rig.score.measure import Micros

_TRIM_PLACES: Final = 3
"""Thousandths of a decibel."""
_UNHEARD_PPM: Final = 1000
"""A tempo that is off by less is the same to the ear."""

Knobs: TypeAlias = Rows[Grip]


def turn(
    show: Show, state: State, knob: Knob, value: int, stamped_us: Micros, out: list[Action]
) -> State:
    """An absolute knob has come to a value, at the hand's own instant."""
    if knob.smooth_hz is None and not knob.gate:
        at = knob.table[value] if knob.table else shaped(knob.shaping, knob.signal.travel(value))
    else:
        at = knob.signal.travel(value)
        fingers, travel = steadied(state.fingers, knob, at, stamped_us, state.now_us)
        state = with_fingers(state, fingers)
        if travel is None:
            return state
        at = shaped(knob.shaping, travel)
    return _come_to(show, state, knob, at, out)


def _come_to(show: Show, state: State, knob: Knob, at: float, out: list[Action]) -> State:
    """A knob stands at a place in its range."""
    grip = grip_of(state.knobs, knob.number)
    if grip is None:
        now = in_force(state, knob)
        now = _between(knob, at) if now is None else now
        if isinstance(knob.moves, TrimOf):
            now = min(max(now, min(knob.low, knob.high)), max(knob.low, knob.high))
        if knob.takeover is not Takeover.JUMP:
            return _remember(state, knob.number, gripped(at, now))
        grip = gripped(at, now)
    now = _asked(state, knob, grip)
    grip, new = moved(knob.takeover, grip, at, now, knob.low, knob.high)
    if new is not None and isinstance(knob.moves, TrimOf):
        # Rounded, moves add up without a rest: a knob back where it stood leaves no trim behind.
        new = round(new, _TRIM_PLACES)
        grip = Grip(grip.at, new, grip.since_at, grip.since_value)
    state = _remember(state, knob.number, grip)
    return state if new is None else _set(show, state, knob, now, new, out)


def spin(
    show: Show, state: State, knob: Knob, steps: int, since_us: Micros, out: list[Action]
) -> State:
    """An endless encoder was turned by so many steps, so long after the last the same way."""
    now = in_force(state, knob)
    now = knob.low if now is None else now
    if knob.shaping.steps:
        travel = steps / (knob.shaping.steps - 1)
    else:
        travel = accelerated(steps, since_us) / DATA_MAX
    new = turned(travel, now, knob.low, knob.high)
    if isinstance(knob.moves, TrimOf):
        new = round(new, _TRIM_PLACES)
    return state if new == now else _set(show, state, knob, now, new, out)


def in_force(state: State, knob: Knob) -> float | None:
    """What a knob moves, as it is just now; None for a value that was never set."""
    match knob.moves:
        case TrimOf():
            return state.faders[knob.moves.groups[0]].trim_db
        case LevelOf():
            fader = state.faders[knob.moves.group]
            return fader.level if fader.hand is None else fader.hand
        case ValueOf():
            return state.values[knob.moves.sound]
        case LeanOf():
            return rate_ppm(state)


def _asked(state: State, knob: Knob, grip: Grip) -> float:
    """What is in force where a knob is turned on; of a trim, its own part."""
    if isinstance(knob.moves, TrimOf):
        return grip.value
    now = in_force(state, knob)
    if now is None or (isinstance(knob.moves, LeanOf) and abs(now - grip.value) <= _UNHEARD_PPM):
        return grip.value
    return now


def _set(
    show: Show, state: State, knob: Knob, before: float, new: float, out: list[Action]
) -> State:
    due_us = state.now_us
    match knob.moves:
        case TrimOf():
            for group in knob.moves.groups:
                fader = state.faders[group]
                trim_db = round(fader.trim_db + new - before, _TRIM_PLACES)
                fader = Fader(fader.level, fader.hand, trim_db, fader.packet, fader.tacet)
                state = ride_group(show, state, group, fader, due_us, out)
            return state
        case LevelOf():
            fader = state.faders[knob.moves.group]._replace(hand=new)
            return ride_group(show, state, knob.moves.group, fader, due_us, out)
        case ValueOf():
            return ride_value(show, state, knob.moves.sound, new, due_us, out)
        case LeanOf():
            return lean(show, take(state), round(new), due_us, out)


def settle(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Smoothed knobs that have stopped come to where they truly stand."""
    fingers, stopped = come_to_rest(state.fingers, due_us)
    state = state._replace(fingers=fingers)
    for number, travel in stopped:
        knob = show.surface.knobs[number]
        state = _come_to(show, state, knob, shaped(knob.shaping, travel), out)
    return state


def _between(knob: Knob, at: float) -> float:
    return knob.low + (knob.high - knob.low) * at


def grip_of(knobs: Knobs, knob: int) -> Grip | None:
    """What is remembered of a knob; None while it is to be measured anew."""
    return knobs[knob // ROW][knob % ROW]


def _remember(state: State, knob: int, grip: Grip | None) -> State:
    return with_knobs(state, put(state.knobs, knob, grip))


def home(show: Show, knobs: Knobs) -> Knobs:
    """Knobs that lean on the tempo are measured anew: the tempo is the sheet's again.

    So are those of controls that may do something else in this cue.
    """
    return without(knobs, (*show.surface.leaning, *show.surface.layered))


def forget(show: Show, state: State, port: str) -> State:
    """A port's knobs are measured anew: it is back, and they may have been moved meanwhile."""
    return state._replace(knobs=without(state.knobs, show.surface.knobs_of.get(port, ())))


def forget_all(state: State) -> State:
    """Every knob is measured anew, after a jump."""
    return state._replace(knobs=tuple((None,) * ROW for _ in state.knobs))


def kept(before: Knobs, now: Knobs) -> Knobs:
    """Knobs as they are measured now; as they were before, those not touched since."""
    return tuple(
        tuple(one or old for one, old in zip(row, rest, strict=True))
        for row, rest in zip(now, before, strict=True)
    )


def without(knobs: Knobs, forgotten: tuple[int, ...]) -> Knobs:
    """Knobs of which some are measured anew."""
    for knob in forgotten:
        if grip_of(knobs, knob) is not None:
            knobs = put(knobs, knob, None)
    return knobs
