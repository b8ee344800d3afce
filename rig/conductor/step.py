"""The core's one function: a show, a state and an event in; a state and actions out.

Nothing here reads a clock, waits, or touches the world. ``step`` first does everything that was
due by the event's instant, then what the event asks, then what has thereby become due. The live
show, the dry run and the replay call it alike; they differ in who brings the next event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from firmware_bridge.link import (
    Junked,
    Link,
    Missed,
    Pressed,
    Rebooted,
    Refused,
    Released,
    distrust,
    receive,
)
from rig.conductor import events, follow
from rig.conductor.catch_up import catch_up
from rig.conductor.cues import silence, standing_by
from rig.conductor.dynamics import send_everything
from rig.conductor.fermata import lost
from rig.conductor.knobs import forget, forget_all, turn
from rig.conductor.leader import led_by
from rig.conductor.machines import heard_from, loss_of
from rig.conductor.notices import tell
from rig.conductor.show import Button, JumpKnob, LeanKnob, TrimKnob
from rig.conductor.state import WHEN
from rig.conductor.verbs import press, release
from rig.hands.midi import decode

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros

SERIAL: Final = 0
"""The status under which a serial box's switches are bound; no MIDI status is 0."""


def deadline(state: State) -> Micros | None:
    """When the core must next be woken, in microseconds; None while nothing will be due."""
    return state.wake_us


def step(show: Show, state: State, event: events.Event) -> tuple[State, tuple[Action, ...]]:
    """The state after an event, and what it asks of the world, in order.

    ``event.at_us`` must not lie before the last event's.
    """
    assert event.at_us >= state.now_us, "time ran backwards"
    out: list[Action] = []
    state, wake_us = catch_up(show, state, state.wake_us, event.at_us, out)
    state = state._replace(now_us=event.at_us)
    if type(event) is not events.Wake:  # time alone, most of a night, asks for nothing more
        heard = _hear(show, state, event, out)
        if heard[WHEN] != state[WHEN]:
            wake_us = follow.deadline(show, heard)
        state, wake_us = catch_up(show, heard, wake_us, event.at_us, out)
    return state if wake_us == state.wake_us else state._replace(wake_us=wake_us), tuple(out)


def _hear(show: Show, state: State, event: events.Event, out: list[Action]) -> State:
    match event:
        case events.MidiIn():
            return _midi(show, state, event, out)
        case events.FrameIn():
            return _frame(show, state, event, out)
        case events.KeyIn():
            key = show.keys.get(event.key)
            return state if key is None else press(show, state, key, event.stamped_us, out)
        case events.FilmIn():
            return heard_from(show, state, event, out)
        case events.BeatIn():
            return led_by(show, state, event, out)
        case _:
            return _about(show, state, event, out)


def _about(show: Show, state: State, event: events.Event, out: list[Action]) -> State:
    """What happens to the night and its parts, and not in it."""
    match event:
        case events.PortFound():
            state = forget(show, state, event.port)._replace(present=state.present | {event.port})
            return tell(state, event.at_us, f"{event.port} is there", out)
        case events.PortLost():
            links = tuple(
                (port, distrust(link) if port == event.port else link) for port, link in state.links
            )
            state = state._replace(present=state.present - {event.port}, links=links)
            state = lost(show, state, event.port, out)
            state = tell(state, event.at_us, f"{event.port} is gone; the show goes on", out)
            return loss_of(show, state, event.port, out)
        case events.TargetBack():
            state = tell(state, event.at_us, f"{show.outputs[event.out].name} answers again", out)
            return send_everything(show, state, event.at_us, out, only=event.out)
        case events.Trouble():
            return tell(state, event.at_us, event.text, out)
        case events.Opened():
            return send_everything(show, state, event.at_us, out)
        case events.Restarted():
            return _restart(show, state, event.at_us, out)
        case events.Closing():
            return silence(show, state, event.at_us, out)
        case _:
            return state


def _midi(show: Show, state: State, event: events.MidiIn, out: list[Action]) -> State:
    touch = decode(event.data)
    if touch is None:
        return state
    bound = show.bindings.get((event.port, touch.status, touch.number))
    if isinstance(bound, (TrimKnob, JumpKnob, LeanKnob)):
        return turn(show, state, bound, touch.value, event.at_us, out)
    if bound is None:
        return state
    if not touch.pressed:
        return release(show, state, bound, out)
    return press(show, state, bound, event.stamped_us, out)


def _frame(show: Show, state: State, event: events.FrameIn, out: list[Action]) -> State:
    links = dict(state.links)
    link, heard = receive(links.get(event.port, Link()), event.data)
    state = state._replace(links=tuple((links | {event.port: link}).items()))
    for one in heard:
        match one:
            case Pressed():
                bound = show.bindings.get((event.port, SERIAL, one.switch))
                if isinstance(bound, Button):
                    state = press(show, state, bound, event.stamped_us, out)
            case Released():
                bound = show.bindings.get((event.port, SERIAL, one.switch))
                if isinstance(bound, Button):
                    state = release(show, state, bound, out)
            case Missed():
                text = (
                    f"{event.port}: {one.count} press of switch {one.switch} was lost on the wire"
                )
                state = tell(state, event.at_us, text, out)
            case Refused():
                state = tell(state, event.at_us, f"{event.port}: {one.why}", out)
            case Rebooted():
                state = tell(state, event.at_us, f"{event.port} has started anew", out)
            case Junked():
                pass
    return state


def _restart(show: Show, state: State, at_us: Micros, out: list[Action]) -> State:
    """Stand by where the journal ends: the music has stopped, nothing is fired."""
    gain = 0.0 if state.fade is not None else state.gain
    state = standing_by(show, forget_all(state))._replace(
        stood_us=at_us, gain=gain, detour=None, counted_us=None, pedal=False, undo=None
    )
    state = tell(state, at_us, "the engine died and is back; nothing was fired; GO goes on", out)
    return send_everything(show, state, at_us, out)
