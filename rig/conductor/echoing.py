"""What devices say of their own lights: a hand that moves one, or its message sent back.

A value that comes back is passed over, as it is in force already. A press that is the same as what
its light was told may be either, and a press must not be lost: it is one, unless the device is
dark to find out. Which devices send back what they are told is thus known before they are lit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.lights import ECHO_US, ECHOES_MAX, muted, with_lights, with_panel
from rig.hands.device import Led
from rig.hands.midi import CC14, CHANNEL
from rig.hands.signal import Sense
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.fingers import Lamp, Panel
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.hands.midi import Touch
    from rig.score.measure import Micros


def answered(
    show: Show, state: State, port: str, touch: Touch, out: list[Action]
) -> tuple[State, bool]:
    """What a touch says of the lights, and whether it is only a light's message sent back."""
    lights, source = state.fingers.lights, (port, touch.status, touch.number)
    sensed = show.surface.sensors.get(source)
    if sensed is not None:
        rest = lights.touched - {sensed}
        lights = lights._replace(touched=rest | {sensed} if touch.pressed else rest)
        state = with_lights(state, lights)
    number = show.surface.lit_by.get(source)
    panel = next((one for one in lights.panels if one.port == port), None)
    if number is None or panel is None:
        return state, False
    lamp, shown = lights.lamps[number], show.surface.lights[number]
    led = isinstance(shown.light, Led)
    if _is_sent_back(lamp, touch, state.now_us):
        state = _counted(show, state, panel, out)
        if not led or panel.dark_us is not None:
            return state, True
        lights = state.fingers.lights
    if lamp.shows == touch:
        return state, False
    # A button may light itself, or not; nor is it known what a ring makes of its knob's turns.
    known: Touch | None = None if led else touch
    if shown.control is not None and shown.control.signal.sense is not Sense.ABSOLUTE:
        known = None
    lamp = lamp._replace(shows=known)
    lamps = (*lights.lamps[:number], lamp, *lights.lamps[number + 1 :])
    return with_lights(state, lights._replace(lamps=lamps)), False


def _is_sent_back(lamp: Lamp, touch: Touch, now_us: Micros) -> bool:
    if not lamp.told or now_us - lamp.told[-1][1] >= ECHO_US:
        return False
    # Of a value in two halves the coarse one comes first, and the fine one may be lost.
    halved = 7 if touch.status & ~CHANNEL == CC14 else 0
    return any(
        now_us - told_us < ECHO_US
        and not isinstance(message, bytes)
        and message.status == touch.status
        and message.value >> halved == touch.value >> halved
        for message, told_us in lamp.told
    )


def _counted(show: Show, state: State, panel: Panel, out: list[Action]) -> State:
    now_us = state.now_us
    if now_us - panel.since_us >= SECOND_US:
        panel = panel._replace(echoes=0, since_us=now_us)
    panel = panel._replace(echoes=panel.echoes + 1)
    if panel.echoes > ECHOES_MAX and not panel.muted:
        return muted(show, state, panel, out)
    return with_panel(state, panel)
