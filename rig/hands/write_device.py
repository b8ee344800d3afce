"""The lines of a device file, as `rig.hands.read_control` and `rig.hands.read_light` read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.hands.device import Label, Led, Motor
from rig.hands.messages import form_of, words_of
from rig.hands.midi import CHANNEL
from rig.hands.read_control import TOGGLE, TOUCH, UNSETTLED
from rig.hands.read_message import FROM, NOBODY
from rig.hands.signal import Sense

if TYPE_CHECKING:
    from rig.hands.device import Control, Light
    from rig.hands.signal import Signal


def control_line(control: Control) -> str:
    """All of a control."""
    shape = control.shape.value
    if control.signal is None:
        return f"{UNSETTLED} {shape} {', '.join(control.claims)}"
    toggle = f" {TOGGLE}" if control.signal.toggle else ""
    touch = f" {TOUCH} {words_of(*control.touch)}" if control.touch is not None else ""
    return f"{shape}{toggle} {signal_words(control.signal)}{touch} {_said(control.sources)}"


def signal_words(signal: Signal) -> str:
    """What a control sends, without whether it latches, which stands before it."""
    words = words_of(*signal.key)
    if (signal.low, signal.high) != (0, form_of(signal.status).high):
        words += f" {signal.low}..{signal.high}"
    return words if signal.sense is Sense.ABSOLUTE else f"{words} {signal.sense.value}"


def light_line(light: Light) -> str:
    """All of a light."""
    return f"{light_words(light)} {_said(light.sources)}"


def light_words(light: Light) -> str:
    """How something is lit, but for who says so."""
    if isinstance(light, Label):
        head, tail = (part.hex(" ").upper() for part in (light.head, light.tail))
        return f"text {light.letters} {head} * {tail}"
    message = words_of(light.status, light.number)
    if isinstance(light, Motor):
        return f"motor {message}"
    if not isinstance(light, Led):
        return f"ring {message} {light.low}..{light.high}"
    blink = f" blink {light.blink}" if light.blink is not None else ""
    if light.blink_status is not None:
        blink += f" ch {(light.blink_status & CHANNEL) + 1}"
    return f"led {message} off {light.off} on {light.on}{blink}"


def _said(sources: tuple[str, ...]) -> str:
    return " ".join((FROM, *(sources or (NOBODY,))))
