"""What an event of a device touched, and what came of it, in words for the player."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from firmware_bridge.link import Link, receive
from rig.conductor.actions import Began, Send, Tell
from rig.conductor.events import FrameIn, MidiIn
from rig.conductor.step import touch_of
from rig.conductor.waiting import waiting
from rig.hands.joining import NOTHING_JOINED, join
from rig.hands.messages import form_of, words_of
from rig.hands.midi import decode
from rig.hands.spoken import heard
from rig.ports.osc_read import describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Mapped, Surface
    from rig.hands.midi import Touch

SHOWN_MAX: Final = 3
"""Packets shown of one event; of more the number is told."""


class Touched(NamedTuple):
    """A control that a message moved, or a message that moves none."""

    name: str
    """As ``nanoKONTROL2 slider1``; of no control of the hands the device's."""
    words: str
    """What came, in the words of a device file."""
    mapped: Mapped | None
    pressed: bool
    part: bool = False
    """Whether it means nothing before the rest of a control's message has come."""


def touched(surface: Surface, before: State, event: Event) -> Touched | None:
    """What an event moved, given the state before it; None for what comes from no device."""
    if isinstance(event, MidiIn):
        return _by_midi(surface, before, event)
    if not isinstance(event, FrameIn):
        return None
    link = dict(before.links).get(event.port, Link())
    _, said = receive(link, event.data, event.stamped_us)
    touches = (touch for one in said if (touch := touch_of(one)) is not None)
    return next((_named(surface, event.port, touch) for touch in touches), None)


def _by_midi(surface: Surface, before: State, event: MidiIn) -> Touched:
    touch = decode(event.data)
    if touch is None:
        return Touched(event.port, heard(event.data), None, pressed=False)
    part = surface.parts.get((event.port, touch.status, touch.number))
    if part is None:
        return _named(surface, event.port, touch)
    memory = dict(before.fingers.memories).get(event.port, NOTHING_JOINED)
    _, joined = join(memory, part, touch)
    if joined is None:
        return Touched(event.port, heard(event.data), None, pressed=False, part=True)
    return _named(surface, event.port, joined)


def _named(surface: Surface, port: str, touch: Touch) -> Touched:
    mapped = surface.controls.get((port, touch.status, touch.number))
    words = words_of(touch.status, touch.number)
    if form_of(touch.status).tells_value or not touch.status:
        words += f" = {touch.value}"
    return Touched(mapped.name if mapped else port, words, mapped, touch.pressed)


def became(
    show: Show,
    state: State,
    one: Touched,
    actions: Iterable[Action],
    said: Mapping[str, str],
) -> str:
    """What came of a touch; ``said`` is what the hands say of each control, by its name."""
    if told := outcome(show, actions):
        return told
    if one.mapped is None:
        return "a part of a control's message" if one.part else "not in the hands"
    for knob in waiting(show, state):
        if knob.name == one.name:
            return f"waits: turn it {'up' if knob.way > 0 else 'down'} to catch {knob.moves}"
    if one.pressed and one.mapped.pressed:
        return f"pressed: {said.get(one.name, 'in a layer or a cue')}"
    return "nothing"


def outcome(show: Show, actions: Iterable[Action]) -> str:
    """What begins, is said and is sent; empty where nothing is. Lights are left out."""
    told, sent = [], []
    for action in actions:
        if isinstance(action, Began):
            told.append(f"cue {show.programmes[action.cue].cue.number} begins")
        elif isinstance(action, Tell):
            told.append(action.text)
        elif isinstance(action, Send):
            sent.append(f"{show.outputs[action.out].name} {describe(action.packet)}")
    if len(sent) > SHOWN_MAX:
        sent[SHOWN_MAX:] = [f"{len(sent) - SHOWN_MAX} more packets"]
    return "; ".join([*told, *sent])
