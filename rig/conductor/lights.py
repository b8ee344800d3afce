"""Lights: what hands see of the night on the devices under them.

What every light was last told is remembered, and only what differs is told. Nothing is looked at
sooner than 30 ms after something has happened, nor while messages of hands wait: lights are late
before anything that sounds is.

A device that is found is greeted, and its lights are put out for half a second. One that sends
back what it is told is known by then, before anything is lit that would come back as a press.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Light
from rig.conductor.exchanged import with_fingers
from rig.conductor.fingers import ROW, Lamp, Panel
from rig.conductor.knobs import without
from rig.conductor.notices import tell
from rig.conductor.showing import darkened, moves_its_control, signs_of, wanted
from rig.conductor.touching import jobs_of
from rig.hands.device import Led, Ring
from rig.hands.sending import encode
from rig.hands.signal import Signal

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.fingers import Lights
    from rig.conductor.show import Show
    from rig.conductor.showing import Message
    from rig.conductor.state import State
    from rig.conductor.surface import Shown
    from rig.score.measure import Micros

LIGHTS: Final = " lights"
"""After the name of a MIDI device: the name of the port that lights it."""

LIGHTS_US: Final = 30_000
"""From something that happened to the look at what it has changed."""
PIECE: Final = 16
"""So many lights are looked at before anybody else is heard."""
BEHIND_US: Final = 1_000
"""A look that is due waits so long for hands to be still, and between two pieces of it."""
LATE_US: Final = 300_000
"""And at most so long."""
DARK_US: Final = 500_000
"""A device that was found is dark so long; what it is told comes back within, if ever it does."""
ECHO_US: Final = 500_000
"""What a device sends so soon after it was told the very same, it may be sending back."""
ECHOES_MAX: Final = 20
"""How many messages may come back in a second; no hand repeats what lights were told so often."""
REST_US: Final = 300_000
"""A fader is moved no sooner after its last message: a hand may be on it."""

_UNKNOWN: Final = Lamp(None)
_TOLD_MAX: Final = ECHO_US // LIGHTS_US + 1
"""Of what a light was told, so much may still come back."""


def with_lights(state: State, lights: Lights) -> State:
    """A state with other lights."""
    return with_fingers(state, state.fingers._replace(lights=lights))


def found(show: Show, state: State, port: str, out: list[Action]) -> State:
    """A device can be heard and told its lights: it is greeted, and dark for a moment.

    Nothing is told while it cannot be heard, as what it sends back would not be known for that.
    """
    lit = port if port in show.surface.one_line else port + LIGHTS
    if not state.present.issuperset((port, lit)):
        return state
    now_us = state.now_us
    out.extend(Light(now_us, port, packet) for packet in show.surface.greetings.get(port, ()))
    lights = state.fingers.lights
    others = tuple(one for one in lights.panels if one.port != port)
    panel = Panel(port, now_us + DARK_US, echoes=0, since_us=now_us, muted=False)
    lamps = tuple(
        _UNKNOWN if one.port == port else lamp
        for one, lamp in zip(show.surface.lights, lights.lamps, strict=True)
    )
    lights = lights._replace(panels=(*others, panel), lamps=lamps)
    return stirred(_darkened(show, with_lights(state, lights), port, out))


def lost(show: Show, state: State, port: str) -> State:
    """A device can be told nothing any more, and no hand is on it."""
    lights = state.fingers.lights
    panels = tuple(one for one in lights.panels if one.port != port)
    gone = {number for source, number in show.surface.sensors.items() if source[0] == port}
    return with_lights(state, lights._replace(panels=panels, touched=lights.touched - gone))


def lit_anew(show: Show, state: State, out: list[Action]) -> State:
    """Nothing is known of any light, as after a restart: every device is found again."""
    for port in sorted(show.surface.greetings):
        state = found(show, state, port, out)
    return state


def put_out(show: Show, state: State, out: list[Action]) -> State:
    """The night is over: every light that is on goes out; a fader stays where it is."""
    for panel in state.fingers.lights.panels:
        if not panel.muted:
            state = _darkened(show, state, panel.port, out)
    return with_lights(state, state.fingers.lights._replace(panels=(), due_us=None))


def stirred(state: State) -> State:
    """Something has happened that lights may show."""
    lights, due_us = state.fingers.lights, state.now_us + LIGHTS_US
    planned_us = lights.then_us if lights.first else lights.due_us
    if planned_us is not None and planned_us <= due_us:
        return state
    if lights.first:
        return with_lights(state, lights._replace(then_us=due_us))
    return with_lights(state, lights._replace(due_us=due_us))


def looks_us(state: State) -> Micros | None:
    """When the core must be woken for lights; None while they need nothing."""
    lights = state.fingers.lights
    if lights.due_us is None or not lights.panels:
        return None
    return max(lights.due_us, state.now_us + BEHIND_US)


def overdue_us(state: State) -> Micros:
    """How long the next look has waited; negative while it is not due."""
    due_us = state.fingers.lights.due_us
    return -1 if due_us is None else state.now_us - due_us


def relit(show: Show, state: State, out: list[Action]) -> State:
    """The next lights are looked at, those that should show something else told."""
    state = _proven(show, state, out)
    now_us, lights = state.now_us, state.fingers.lights
    lit = {one.port for one in lights.panels if one.dark_us is None}
    signs = signs_of(show, state)
    times = [
        lights.then_us,
        signs.until_us,
        *(one.dark_us for one in lights.panels if not one.muted),
    ]
    lamps = list(lights.lamps)
    end = lights.first + PIECE
    for shown in show.surface.lights[lights.first : end]:
        if shown.port not in lit:
            continue
        message, again_us = wanted(show, state, signs, shown)
        times.append(again_us)
        if message is None or message == lamps[shown.number].shows:
            continue
        if moves_its_control(shown):
            if not _is_free(state, shown, times):
                continue
            state = _measured_anew(state, shown)
        lamps[shown.number] = _say(shown, lamps[shown.number], message, now_us, out)
    then_us = min((us for us in times if us is not None), default=None)
    lights = lights._replace(lamps=tuple(lamps), due_us=then_us, first=0, then_us=None)
    if end < len(lamps):
        lights = lights._replace(due_us=now_us + BEHIND_US, first=end, then_us=then_us)
    return with_lights(state, lights)


def _proven(show: Show, state: State, out: list[Action]) -> State:
    """The devices that have been dark for long enough are lit, but for those that send it back."""
    for panel in state.fingers.lights.panels:
        if panel.muted or panel.dark_us is None or panel.dark_us > state.now_us:
            continue
        asked = sum(
            one.port == panel.port and isinstance(one.light, Led | Ring)
            for one in show.surface.lights
        )
        if asked and 2 * panel.echoes >= asked:
            state = muted(show, state, panel, out)
        else:
            state = with_panel(state, panel._replace(dark_us=None))
    return state


def muted(show: Show, state: State, panel: Panel, out: list[Action]) -> State:
    """A device that sends back its lights is dark from here on."""
    state = with_panel(state, panel._replace(muted=True, dark_us=state.now_us))
    state = _darkened(show, state, panel.port, out)
    text = f"{panel.port} sends back its lights: they are off until it is plugged in again"
    return tell(state, state.now_us, text, out)


def with_panel(state: State, panel: Panel) -> State:
    """A state in which a device's lights have come to this."""
    lights = state.fingers.lights
    panels = tuple(panel if one.port == panel.port else one for one in lights.panels)
    return with_lights(state, lights._replace(panels=panels))


def _darkened(show: Show, state: State, port: str, out: list[Action]) -> State:
    lamps = list(state.fingers.lights.lamps)
    for shown in show.surface.lights:
        message = darkened(shown.light)
        if shown.port != port or message is None:
            continue
        if message != lamps[shown.number].shows:
            lamp = lamps[shown.number]
            lamps[shown.number] = _say(shown, lamp, message, state.now_us, out)
    return with_lights(state, state.fingers.lights._replace(lamps=tuple(lamps)))


def _say(shown: Shown, lamp: Lamp, message: Message, due_us: Micros, out: list[Action]) -> Lamp:
    """Tell a light a message; what is known of it then."""
    packets: tuple[bytes, ...]
    if isinstance(message, bytes):
        packets = (message,)
    else:
        packets = encode(Signal(message.status, message.number), message.value)
    out.extend(Light(due_us, shown.port, packet) for packet in packets)
    return Lamp(message, (*lamp.told[-_TOLD_MAX + 1 :], (message, due_us)))


def _is_free(state: State, shown: Shown, times: list[Micros | None]) -> bool:
    """Whether no hand is on a control, as far as it tells; if it may be soon, also when."""
    control, fingers = shown.control, state.fingers
    if control is None:
        return True
    if control.number in fingers.lights.touched:
        return False
    row, place = divmod(control.number, ROW)
    route = fingers.routes[row][place]
    if route is None or route.at_us + REST_US <= state.now_us:
        return True
    times.append(route.at_us + REST_US)
    return False


def _measured_anew(state: State, shown: Shown) -> State:
    """A control that is moved by the rig stands elsewhere: its knobs are measured anew."""
    if shown.control is None:
        return state
    knobs = tuple(knob.number for knob in jobs_of(state, shown.control).knobs)
    return state._replace(knobs=without(state.knobs, knobs))
