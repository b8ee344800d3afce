"""What a touched control does: in its layer or cue, by its gesture, guarded against loops.

A plain press counts on its first edge, with no delay. What a hold does comes after it; what a
double press or a chord does, in place of a second one. A control change is pressed as it comes from
below the middle of its range to above, or says again what it said as it came there: some buttons
never tell that they were let go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.fingers import Held
from rig.conductor.knobs import settle, spin, turn
from rig.conductor.looping import heard, onward, route_of
from rig.conductor.pacing import pay
from rig.conductor.returning import glide_on
from rig.conductor.verbs import press, release
from rig.hands.encoder import REST_US, delta
from rig.hands.midi import (
    BOX_SWITCH,
    CHANNEL,
    CONTROL_CHANGE,
    MMC,
    MSC,
    NOTE_ON,
    PROGRAM_CHANGE,
)
from rig.hands.signal import Sense

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.fingers import Fingers, Route
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Jobs, Mapped
    from rig.hands.midi import Touch
    from rig.score.measure import Micros

HOLD_US: Final = 500_000
"""So long a control is down when it is held; one that was let go later was pressed long."""
DOUBLE_US: Final = 300_000
"""A press so soon after another is the second of two."""
_ONCE: Final = (PROGRAM_CHANGE, MMC, MSC)
"""What is pressed and never let go."""
_KEYS: Final = (NOTE_ON, BOX_SWITCH)
"""Notes, and the switches of a serial box."""


def touched(
    show: Show, state: State, mapped: Mapped, touch: Touch, stamped_us: Micros, out: list[Action]
) -> State:
    """A control was touched, at the hand's own instant."""
    before = route_of(state.fingers, mapped.number)
    again = mapped.pressed and _again(state.fingers, mapped, touch, before)
    now = onward(before, mapped, touch.value, stamped_us, again=again)
    state, free = heard(state, mapped, now, out)
    if not free:
        return _dropped(show, state, mapped.number, out)
    jobs = jobs_of(state, mapped)
    for knob in jobs.knobs:
        if knob.signal.sense is Sense.ABSOLUTE:
            state = turn(show, state, knob, touch.value, stamped_us, out)
        else:
            steps = delta(knob.signal.sense, touch.value)
            since_us = REST_US if before is None else stamped_us - before.at_us
            slow = before is None or before.rises is not now.rises
            state = spin(show, state, knob, steps, REST_US if slow else since_us, out)
    if not mapped.pressed:
        return state
    return _pressed(show, state, mapped, jobs, touch, stamped_us, out, again=again)


def jobs_of(state: State, mapped: Mapped) -> Jobs:
    """What a control does just now: in the newest layer that is on, else in this cue."""
    layers = state.fingers.layers
    if layers and mapped.by_layer and (jobs := mapped.by_layer.get(layers[-1])):
        return jobs
    if mapped.by_cue and (jobs := mapped.by_cue.get(state.cue)):
        return jobs
    return mapped.base


def _again(fingers: Fingers, mapped: Mapped, touch: Touch, before: Route | None) -> bool:
    """Whether a control that is down is pressed, so that it was let go and nobody heard it.

    A key or a switch tells nothing else; a control change may be a pedal on its way, unless it has
    only ever said what it says.
    """
    kind = touch.status & ~CHANNEL
    if mapped.signal.toggle or kind in _ONCE:
        return before is not None
    held = _held(fingers, mapped.number)
    if held is None or before is None or not touch.pressed:
        return False
    same = held.value == before.value == touch.value
    return kind in _KEYS or (kind == CONTROL_CHANGE and same)


def _pressed(
    show: Show,
    state: State,
    mapped: Mapped,
    jobs: Jobs,
    touch: Touch,
    stamped_us: Micros,
    out: list[Action],
    *,
    again: bool,
) -> State:
    if mapped.signal.toggle or touch.status & ~CHANNEL in _ONCE:
        state = _down(show, state, mapped, jobs, touch, stamped_us, out)
        return _up(show, state, mapped.number, stamped_us, out)
    if not touch.pressed:
        return _up(show, state, mapped.number, stamped_us, out)
    if _held(state.fingers, mapped.number) is not None and not again:
        return state
    return _down(show, state, mapped, jobs, touch, stamped_us, out)


def _down(
    show: Show,
    state: State,
    mapped: Mapped,
    jobs: Jobs,
    touch: Touch,
    stamped_us: Micros,
    out: list[Action],
) -> State:
    state = _without(state, mapped.number)
    fingers, pressed = state.fingers, dict(state.fingers.pressed)
    held = {one.control for one in fingers.held}
    buttons = tuple(button for other, button in jobs.chords if other in held)
    if not buttons and jobs.double:
        last_us = pressed.pop(mapped.number, None)
        if last_us is not None and stamped_us - last_us < DOUBLE_US:
            buttons = jobs.double
        else:
            pressed[mapped.number] = stamped_us
    buttons = buttons or jobs.press
    one = Held(
        control=mapped.number,
        port=mapped.port,
        since_us=stamped_us,
        value=touch.value,
        buttons=buttons,
        release=jobs.release,
        long=jobs.long,
        hold=jobs.hold,
        hold_us=max(stamped_us + HOLD_US, state.now_us) if jobs.hold else None,
    )
    fingers = fingers._replace(held=(*fingers.held, one), pressed=tuple(pressed.items()))
    state = state._replace(fingers=fingers)
    for button in buttons:
        state = press(show, state, button, stamped_us, out)
    return state


def _up(show: Show, state: State, control: int, stamped_us: Micros, out: list[Action]) -> State:
    held = _held(state.fingers, control)
    if held is None:
        return state
    state = _let_go(show, _without(state, control), held, out)
    long = held.long if stamped_us - held.since_us >= HOLD_US else ()
    for button in (*held.release, *long):
        state = press(show, state, button, stamped_us, out)
    return state


def _dropped(show: Show, state: State, control: int, out: list[Action]) -> State:
    """What was held down is let go, and nothing else follows from it."""
    held = _held(state.fingers, control)
    return state if held is None else _let_go(show, _without(state, control), held, out)


def _let_go(show: Show, state: State, held: Held, out: list[Action]) -> State:
    """What lasts as long as its control is down is over."""
    for button in held.buttons:
        state = release(show, state, button, out)
    return state


def _without(state: State, control: int) -> State:
    held = tuple(one for one in state.fingers.held if one.control != control)
    return state._replace(fingers=state.fingers._replace(held=held))


def _held(fingers: Fingers, control: int) -> Held | None:
    for one in fingers.held:
        if one.control == control:
            return one
    return None


def unplugged(show: Show, state: State, port: str, out: list[Action]) -> State:
    """A port is gone: what was held down there is let go, and nothing else follows from it."""
    for held in state.fingers.held:
        if held.port == port:
            state = _dropped(show, state, held.control, out)
    return state


def next_us(fingers: Fingers) -> Micros | None:
    """When something of the hands is next due; None while nothing is."""
    times = [one.next_us for one in fingers.paced if one.owed]
    times += [one.settle_us for one in fingers.settling]
    times += [one.next_us for one in fingers.glides]
    times += [one.hold_us for one in fingers.held if one.hold_us is not None]
    return min(times) if times else None


def on_time(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Do what is due of the hands at this instant."""
    for place, held in enumerate(state.fingers.held):
        if held.hold_us is not None and held.hold_us <= due_us:
            others = state.fingers.held
            was_held = (*others[:place], held._replace(hold_us=None), *others[place + 1 :])
            state = state._replace(fingers=state.fingers._replace(held=was_held))
            for button in held.hold:
                state = press(show, state, button, due_us, out)
            return state
    state = settle(show, state, due_us, out)
    state = glide_on(show, state, due_us, out)
    return pay(show, state, due_us, out)
