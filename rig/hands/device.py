"""Device files: what each control of a controller sends, with the source of that knowledge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from firmware_bridge.wire import SWITCHES
from rig.notation.document import meant

if TYPE_CHECKING:
    from rig.notation.document import Document, Text

SENDS: Final = re.compile(r"(cc|note) (\d{1,3})(?: ch (\d{1,2}))?|switch (\d{1,3})")
_STATUS: Final = {"cc": 0xB0, "note": 0x90}
KINDS: Final = ("midi", "serial")
_DATA_MAX: Final = 127
_CHANNELS: Final = 16


@dataclass(frozen=True, slots=True)
class Control:
    """One knob, button or switch, as it names itself on the wire."""

    status: int
    """MIDI status byte with its channel; 0 for a switch of a serial box."""
    number: int
    """Controller or note number, or switch."""


@dataclass(frozen=True, slots=True)
class Device:
    """One kind of controller."""

    name: str
    kind: str
    """``midi`` or ``serial``."""
    port: str
    """What its port's name contains, or for a serial box the port itself; may be empty there."""
    controls: dict[str, Control]


def read_device(name: str, document: Document) -> Device:
    """The device a document describes; of use only when the document has no problems."""
    top = document.table()
    assert top is not None, "the top of a document is a table"
    top.close(("rig", "kind", "port", "source", "mode", "control"))
    kind = top.plain("kind")
    if kind not in KINDS:
        top.complain('a device is one of two kinds: write kind = "midi" or kind = "serial"', "kind")
    if not top.plain("source"):
        top.complain('say where this knowledge is from: write source = "…"', "source")
    table = document.table("control")
    if table is None:
        document.complain(0, 0, 0, "no [control]; write what each control sends")
        return Device(name, kind, "", {})
    controls: dict[str, Control] = {}
    for key, text in table.texts():
        control = _control(text, kind)
        twin = next((name for name, one in controls.items() if one == control), None)
        if twin is not None:
            text.complain(f"{twin} sends the same; each control sends something of its own")
        if control is not None:
            controls[key] = control
    return Device(name, kind, top.plain("port"), controls)


def _control(text: Text, kind: str) -> Control | None:
    found = SENDS.fullmatch(text.value)
    if found is None:
        word = text.value.partition(" ")[0]
        hint = meant(word, ("cc", "note", "switch"))
        text.complain(f"what a control sends is such as cc 16 ch 1, note 60 or switch 0{hint}")
        return None
    if (found[4] is not None) != (kind == "serial"):
        text.complain("switches belong to serial devices, cc and note to MIDI ones")
        return None
    if found[4] is not None:
        if int(found[4]) >= SWITCHES:
            text.complain(f"switch is 0 to {SWITCHES - 1}")
            return None
        return Control(0, int(found[4]))
    number, channel = int(found[2]), int(found[3] or 1)
    if number > _DATA_MAX or not 0 < channel <= _CHANNELS:
        text.complain(f"{found[1]} is 0 to {_DATA_MAX}, and a channel 1 to {_CHANNELS}")
        return None
    return Control(_STATUS[found[1]] | channel - 1, number)
