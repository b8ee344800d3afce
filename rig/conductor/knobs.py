"""Knobs that ride on what is written: measured from where they stand, so that nothing jumps.

The first message after a load, a jump or a reattachment only says where the knob stands: the value
in force then belongs to that position. From there the two halves of its travel spread evenly over
what is left of the range on either side, so that both ends can always be reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rig.conductor.dynamics import move, told
from rig.conductor.leaning import lean, rate_ppm, take
from rig.conductor.show import JumpKnob, LeanKnob, TrimKnob
from rig.conductor.state import KNOB_ROW, Fader, Reference
from rig.hands.midi import DATA_MAX

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Knob, Show
    from rig.conductor.state import State
    from rig.score.measure import Micros

_TRIM_PLACES: Final = 3
"""Thousandths of a decibel."""
_UNHEARD_PPM: Final = 1000
"""A tempo that is off by less is the same to the ear."""

Knobs: TypeAlias = tuple[tuple[Reference | None, ...], ...]


def turn(
    show: Show, state: State, knob: Knob, position: int, due_us: Micros, out: list[Action]
) -> State:
    """A knob has moved to a position from 0 to 127."""
    match knob:
        case TrimKnob():
            return _trim(show, state, knob, position, due_us, out)
        case JumpKnob():
            level = knob.table[position]
            for group in knob.groups:
                fader = state.faders[group]._replace(hand=level)
                state = move(show, state, group, fader, due_us, out)
            return state
        case LeanKnob():
            return _lean(show, state, knob, position, due_us, out)


def _trim(
    show: Show, state: State, knob: TrimKnob, position: int, due_us: Micros, out: list[Action]
) -> State:
    known = _reference(state.knobs, knob.knob)
    if known is None:
        # The trims of several groups may differ; their knob then starts from the first one's.
        at = min(max(state.faders[knob.groups[0]].trim_db, knob.low_db), knob.high_db)
        return _remember(state, knob.knob, Reference(position, at, at, position))
    # Rounded, moves add up without a rest: a knob back where it stood leaves no trim behind.
    value = round(_value(known, position, knob.low_db, knob.high_db), _TRIM_PLACES)
    moved = value - known.now
    known = Reference(known.position, known.value, value, position)
    knobs = _with(state.knobs, knob.knob, known)
    faders = list(state.faders)
    for group in knob.groups:
        level, hand, trim_db, packet = faders[group]
        fader = Fader(level, hand, round(trim_db + moved, _TRIM_PLACES), packet)
        faders[group] = told(show, state.gain, group, fader, due_us, out)
    return state._replace(knobs=knobs, faders=tuple(faders))


def _lean(
    show: Show, state: State, knob: LeanKnob, position: int, due_us: Micros, out: list[Action]
) -> State:
    known, rate = _reference(state.knobs, knob.knob), rate_ppm(state)
    if known is None:
        return _remember(state, knob.knob, Reference(position, rate, rate, position))
    if position == known.at:
        return state
    if abs(known.now - rate) > _UNHEARD_PPM:
        # Another hand, or a plan, has moved the tempo since: the knob begins where both are now.
        known = Reference(known.at, rate, rate, known.at)
    lean_ppm = round(_value(known, position, knob.low_ppm, knob.high_ppm))
    known = Reference(known.position, known.value, lean_ppm, position)
    return lean(show, take(_remember(state, knob.knob, known)), lean_ppm, due_us, out)


def _value(known: Reference, position: int, low: float, high: float) -> float:
    """The value at a position; one that lay outside the range already is not left further."""
    if position == known.position:
        return known.value
    if position > known.position:
        travel = (position - known.position) / (DATA_MAX - known.position)
        return known.value + (max(high, known.value) - known.value) * travel
    travel = (known.position - position) / known.position
    return known.value + (min(low, known.value) - known.value) * travel


def _reference(knobs: Knobs, knob: int) -> Reference | None:
    return knobs[knob // KNOB_ROW][knob % KNOB_ROW]


def _remember(state: State, knob: int, reference: Reference | None) -> State:
    return state._replace(knobs=_with(state.knobs, knob, reference))


def _with(knobs: Knobs, knob: int, reference: Reference | None) -> Knobs:
    number, place = divmod(knob, KNOB_ROW)
    row = knobs[number]
    row = (*row[:place], reference, *row[place + 1 :])
    return (*knobs[:number], row, *knobs[number + 1 :])


def home(show: Show, knobs: Knobs) -> Knobs:
    """Knobs that lean on the tempo are measured anew: the tempo is the sheet's again."""
    return _without(knobs, show.leaning)


def forget(show: Show, state: State, port: str) -> State:
    """A port's knobs are measured anew: it is back, and they may have been moved meanwhile."""
    return state._replace(knobs=_without(state.knobs, show.knobs_of.get(port, ())))


def forget_all(state: State) -> State:
    """Every knob is measured anew, after a jump."""
    return state._replace(knobs=tuple((None,) * KNOB_ROW for _ in state.knobs))


def kept(before: Knobs, now: Knobs) -> Knobs:
    """Knobs as they are measured now; as they were before, those not touched since."""
    return tuple(
        tuple(one or old for one, old in zip(row, rest, strict=True))
        for row, rest in zip(now, before, strict=True)
    )


def _without(knobs: Knobs, forgotten: tuple[int, ...]) -> Knobs:
    for knob in forgotten:
        if _reference(knobs, knob) is not None:
            knobs = _with(knobs, knob, None)
    return knobs
