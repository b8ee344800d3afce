"""What a control can do: a switch rides on nothing, what is never let go holds nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands.binding import Gesture, Ride
from rig.hands.commands import Act, Layer, Verb
from rig.hands.midi import BOX_PEDAL, BOX_SWITCH, CHANNEL, MMC, MSC, PROGRAM_CHANGE
from rig.hands.shaping import Law
from rig.hands.signal import Sense
from rig.hands.takeover import Takeover
from rig.notation.document import meant

if TYPE_CHECKING:
    from rig.hands.device import Device
    from rig.hands.read_line import Asked
    from rig.hands.signal import Signal

_ONCE: Final = (PROGRAM_CHANGE, MMC, MSC)
"""Messages that have no end."""
_AT_THE_END: Final = (Gesture.RELEASE, Gesture.HOLD, Gesture.LONG)
_TURNED_OVER: Final = (Takeover.CATCH, Takeover.JUMP, Takeover.RELATIVE)


def misfit(device: Device, control: str, asked: Asked) -> str:
    """Why a control of a device cannot do what is asked; empty where it can."""
    gesture, chord, command = asked
    signal = device.controls[control].signal
    assert signal is not None, "what is unsettled is refused before"
    if isinstance(command, Ride):
        if signal.status == BOX_SWITCH:
            return "a switch is pressed and cannot ride on a value; give it a verb"
        if gesture is not Gesture.PRESS:
            return "a knob is turned and has no gestures; take this one out"
        return _unturned(signal, command)
    if signal.status == BOX_PEDAL:
        return "a pedal is moved and cannot be pressed; give it a value to ride on"
    if chord:
        return _no_chord(device, control, chord)
    held = command == Act(Verb.FERMATA) or (isinstance(command, Layer) and command.held)
    endless = signal.toggle or signal.status & ~CHANNEL in _ONCE
    if endless and (held or gesture in _AT_THE_END):
        return f"{control} never tells that it is let go; nothing can hang on that"
    return ""


def _unturned(signal: Signal, ride: Ride) -> str:
    """What an endless encoder has no use for."""
    if signal.sense is Sense.ABSOLUTE:
        return ""
    shaped = ride.shaping.law is not Law.LINEAR or ride.shaping.points
    if shaped or ride.gate or ride.smooth_hz is not None or ride.takeover in _TURNED_OVER:
        return "an encoder turns what is there, up and down: only a range and steps are for it"
    return ""


def _no_chord(device: Device, control: str, chord: str) -> str:
    other = device.controls.get(chord)
    if other is None:
        return f"{device.name} has no control {chord}{meant(chord, tuple(device.controls))}"
    if other.signal is None:
        return f"sources disagree on {chord}: find out by rig learn"
    if chord == control:
        return "a chord is two controls; name the other one, or write double:"
    if other.signal.status == BOX_PEDAL:
        return f"{chord} is a pedal and never held down; name a switch"
    return ""
