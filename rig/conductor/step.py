"""The core's one function: a show, a state and an event in; a state and actions out.

Nothing here reads a clock, waits, or touches the world. ``step`` first does everything that was
due by the event's instant, then what the event asks, then what has thereby become due. The live
show, the dry run and the replay call it alike; they differ in who brings the next event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from firmware_bridge.heard import (
    Cut,
    Mended,
    Missed,
    Moved,
    Pressed,
    Rebooted,
    Refused,
    Released,
)
from firmware_bridge.link import Link, distrust, receive
from rig.conductor import events, follow
from rig.conductor.catch_up import catch_up
from rig.conductor.cues import silence, standing_by
from rig.conductor.dynamics import send_everything
from rig.conductor.echoing import answered
from rig.conductor.exchanged import with_deadlines, with_now
from rig.conductor.fingers import at_rest
from rig.conductor.knobs import forget, forget_all
from rig.conductor.leader import led_by
from rig.conductor.lights import (
    LATE_US,
    LIGHTS,
    found,
    lit_anew,
    looks_us,
    lost,
    overdue_us,
    put_out,
    relit,
    stirred,
)
from rig.conductor.machines import heard_from, loss_of
from rig.conductor.notices import tell
from rig.conductor.state import WHEN
from rig.conductor.touching import next_us, on_time, touched, unplugged
from rig.conductor.verbs import press
from rig.hands.joining import NOTHING_JOINED, join
from rig.hands.midi import BOX_PEDAL, BOX_SWITCH, DATA_MAX, Touch, decode

if TYPE_CHECKING:
    from firmware_bridge.heard import Heard
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros


def deadline(state: State) -> Micros | None:
    """When the core must next be woken, in microseconds; None while nothing will be due."""
    return state.wake_us


def step(show: Show, state: State, event: events.Event) -> tuple[State, tuple[Action, ...]]:
    """The state after an event, and what it asks of the world, in order.

    ``event.at_us`` must not lie before the last event's.
    """
    assert event.at_us >= state.now_us, "time ran backwards"
    out: list[Action] = []
    woken = type(event) is events.Wake
    state, music_us = _until(show, state, event.at_us, out)
    state = with_now(state, event.at_us)
    if not woken:  # time alone, most of a night, asks for nothing more
        heard = _hear(show, state, event, out)
        if heard[WHEN] != state[WHEN]:
            music_us = follow.deadline(show, heard)
        state, music_us = catch_up(show, heard, music_us, event.at_us, out)
    if state.fingers.lights.panels:
        state = stirred(state)
        if overdue_us(state) >= (0 if woken else LATE_US):
            state = relit(show, state, out)
    times = (music_us, next_us(state.fingers), looks_us(state))
    wake_us = min((us for us in times if us is not None), default=None)
    if (music_us, wake_us) == (state.music_us, state.wake_us):
        return state, tuple(out)
    return with_deadlines(state, music_us, wake_us), tuple(out)


def _until(
    show: Show, state: State, at_us: Micros, out: list[Action]
) -> tuple[State, Micros | None]:
    """Everything due by an instant, of the music and of the hands, in order."""
    music_us = state.music_us
    if state.wake_us is None or at_us < state.wake_us:
        return catch_up(show, state, music_us, at_us, out)
    while (hands_us := next_us(state.fingers)) is not None and hands_us <= at_us:
        state, music_us = catch_up(show, state, music_us, hands_us, out)
        before = with_now(state, max(state.now_us, hands_us))
        state = on_time(show, before, hands_us, out)
        if state[WHEN] != before[WHEN]:
            music_us = follow.deadline(show, state)
    return catch_up(show, state, music_us, at_us, out)


def _hear(show: Show, state: State, event: events.Event, out: list[Action]) -> State:
    match event:
        case events.MidiIn():
            return _midi(show, state, event, out)
        case events.FrameIn():
            return _frame(show, state, event, out)
        case events.KeyIn():
            key = show.surface.keys.get(event.key)
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
        case events.PortFound() | events.PortLost() if _is_lights(show, event.port):
            return _lights(show, state, event, out)
        case events.PortFound():
            state = forget(show, state, event.port)._replace(present=state.present | {event.port})
            state = tell(state, event.at_us, f"{event.port} is there", out)
            return found(show, state, event.port, out)
        case events.PortLost():
            links = tuple(
                (port, distrust(link) if port == event.port else link) for port, link in state.links
            )
            state = state._replace(present=state.present - {event.port}, links=links)
            state = lost(show, unplugged(show, state, event.port, out), event.port)
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
            return put_out(show, silence(show, state, event.at_us, out), out)
        case _:
            return state


def _is_lights(show: Show, port: str) -> bool:
    return port.endswith(LIGHTS) and port not in show.ports


def _lights(
    show: Show, state: State, event: events.PortFound | events.PortLost, out: list[Action]
) -> State:
    """A device can be lit, or no more: the player sees that on the device, and reads nothing."""
    device = event.port.removesuffix(LIGHTS)
    if isinstance(event, events.PortLost):
        return lost(show, state._replace(present=state.present - {event.port}), device)
    return found(show, state._replace(present=state.present | {event.port}), device, out)


def _midi(show: Show, state: State, event: events.MidiIn, out: list[Action]) -> State:
    touch = decode(event.data)
    if touch is None:
        return state
    surface, port = show.surface, event.port
    part = surface.parts.get((port, touch.status, touch.number))
    if part is not None:
        memories = dict(state.fingers.memories)
        memories[port], touch = join(memories.get(port, NOTHING_JOINED), part, touch)
        fingers = state.fingers._replace(memories=tuple(memories.items()))
        state = state._replace(fingers=fingers)
        if touch is None:
            return state
    if state.fingers.lights.panels:
        state, echo = answered(show, state, port, touch, out)
        if echo:
            return state
    mapped = surface.controls.get((port, touch.status, touch.number))
    if mapped is None:
        return state
    return touched(show, state, mapped, touch, event.stamped_us, out)


def _frame(show: Show, state: State, event: events.FrameIn, out: list[Action]) -> State:
    links = dict(state.links)
    link, heard = receive(links.get(event.port, Link()), event.data, event.stamped_us)
    state = state._replace(links=tuple((links | {event.port: link}).items()))
    for one in heard:
        touch = touch_of(one)
        if touch is None:
            state = _told(show, state, event, one, out)
            continue
        mapped = show.surface.controls.get((event.port, touch.status, touch.number))
        if mapped is not None:
            at_us = one.at_us if isinstance(one, Pressed) else event.stamped_us
            state = touched(show, state, mapped, touch, at_us, out)
    return state


def touch_of(heard: Heard) -> Touch | None:
    """What a box's switch or pedal did, as of any other control; None for all else it tells."""
    match heard:
        case Pressed() | Released():
            return Touch(BOX_SWITCH, heard.switch, DATA_MAX * isinstance(heard, Pressed))
        case Moved():
            return Touch(BOX_PEDAL, heard.pedal, heard.value)
        case _:
            return None


def _told(
    show: Show, state: State, event: events.FrameIn, heard: Heard, out: list[Action]
) -> State:
    port = event.port
    match heard:
        case Missed():
            presses = "a press" if heard.count == 1 else f"{heard.count} presses"
            text = f"{_name(show, port, heard.switch)}: {presses} missed, lost on the wire"
        case Cut():
            text = f"{_name(show, port, heard.switch)}: its cable is out"
        case Mended():
            text = f"{_name(show, port, heard.switch)}: its cable is whole again"
        case Refused():
            text = f"{port}: {heard.why}"
        case Rebooted():
            text = f"{port} has started anew"
        case _:
            return state
    return tell(state, event.at_us, text, out)


def _name(show: Show, port: str, switch: int) -> str:
    """A box's switch as the player knows it."""
    mapped = show.surface.controls.get((port, BOX_SWITCH, switch))
    return f"{port} switch {switch + 1}" if mapped is None else mapped.name


def _restart(show: Show, state: State, at_us: Micros, out: list[Action]) -> State:
    """Stand by where the journal ends: the music has stopped, nothing is fired."""
    gain = 0.0 if state.fade is not None else state.gain
    state = standing_by(show, forget_all(state))._replace(
        stood_us=at_us,
        gain=gain,
        detour=None,
        counted_us=None,
        pedal=False,
        undo=None,
        fingers=at_rest(show.surface),
    )
    state = tell(state, at_us, "the engine died and is back; nothing was fired; GO goes on", out)
    return lit_anew(show, send_everything(show, state, at_us, out), out)
