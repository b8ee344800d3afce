"""Reading a device file: what each control sends, how it is lit, and who says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rig.hands.device import KINDS, Device, Label
from rig.hands.joining import carried_by
from rig.hands.messages import is_message, words_of
from rig.hands.midi import CHANNEL, NRPN, RPN
from rig.hands.read_control import read_control
from rig.hands.read_light import hexadecimal, read_light
from rig.hands.read_message import FROM, NOBODY

if TYPE_CHECKING:
    from rig.hands.device import Control, Light
    from rig.notation.document import Document, Table

SOURCE: Final = re.compile(r"(maker|program): \S.*")
SOURCE_NAME: Final = re.compile(r"[\w-]+")
WHOLE_FILE: Final = "source"
"""What a source is called that is one text for the whole file."""


def read_device(name: str, document: Document) -> Device:
    """The device a document describes; of use only when the document has no problems."""
    top = document.table()
    assert top is not None, "the top of a document is a table"
    top.close(("rig", "kind", "port", "source", "mode", "init", "control", "light"))
    kind = top.plain("kind")
    if kind not in KINDS:
        top.complain('a device is one of two kinds: write kind = "midi" or kind = "serial"', "kind")
    sources = _sources(top)
    init = _init(top, kind)
    controls = _controls(document, kind, sources)
    lights = _lights(document, kind, sources)
    return Device(name, kind, top.plain("port"), controls, top.plain("mode"), init, sources, lights)


def _sources(top: Table) -> dict[str, str]:
    """Each source by its name."""
    if not isinstance(top.data.get("source"), dict):
        told = top.plain("source")
        if not told and top.data.get("source", "") == "":
            wanted = 'write [source] and below it guide = "maker: …" or mixxx = "program: …"'
            top.complain(f"say where this knowledge is from: {wanted}", "source")
        return {WHOLE_FILE: told}
    table = top.document.table("source")
    assert table is not None, "it was seen to be a table"
    sources: dict[str, str] = {}
    for name, text in table.texts():
        if name in (FROM, NOBODY) or not SOURCE_NAME.fullmatch(name):
            table.complain(f"{name} cannot be the name of a source; take one such as guide", name)
        if not SOURCE.fullmatch(text.value):
            text.complain('a source is "maker: …" or "program: …"; what nobody says is from none')
        sources[name] = text.value
    return sources


def _init(top: Table, kind: str) -> tuple[bytes, ...]:
    """The messages a device is sent when it is found."""
    written = top.data.get("init", [])
    if not isinstance(written, list) or (written and kind == "serial"):
        top.complain('init is messages for a MIDI device: write init = ["B0 7F 00"]', "init")
        return ()
    messages = []
    for one in written:
        data = hexadecimal(one) if isinstance(one, str) else None
        if data is None or not is_message(data):
            top.complain(f"{one} is no MIDI message in hexadecimal, such as B0 7F 00", "init")
        else:
            messages.append(data)
    return tuple(messages)


def _controls(document: Document, kind: str, sources: dict[str, str]) -> dict[str, Control]:
    table = document.table("control")
    if table is None:
        if "control" not in document.data:
            document.complain(0, 0, 0, "no [control]; write what each control sends")
        return {}
    controls: dict[str, Control] = {}
    taken: dict[tuple[int, int], tuple[str, str]] = {}
    for name, text in table.texts():
        control = read_control(text, kind, sources)
        if control is None:
            continue
        for wrong in dict.fromkeys(_clashes(name, control, taken)):
            text.complain(wrong)
        controls[name] = control
    return controls


def _clashes(
    name: str, control: Control, taken: dict[tuple[int, int], tuple[str, str]]
) -> list[str]:
    """What is wrong with a control beside those before it; it is noted among them.

    ``taken`` is what each message is to whom: all of a control, a part of one, or its touch.
    """
    signal = control.signal
    roles: list[tuple[tuple[int, int], str]] = []
    if signal is not None:
        whole = signal.status & ~CHANNEL
        roles.append((signal.key, "all"))
        role = "parameter" if whole in (NRPN, RPN) else "part"
        roles += [(key, role) for key in carried_by(signal) if key != signal.key]
    if control.touch is not None:
        roles.append((control.touch, "touch"))
    wrong = []
    for key, role in roles:
        twin, other = taken.setdefault(key, (name, role))
        words = words_of(*key)
        if (twin, other) == (name, role) or role == other == "parameter":
            continue
        if role == other == "all":
            wrong.append(f"{twin} sends the same; each control sends something of its own")
        elif "touch" in (role, other):
            wrong.append(f"{words} is also of {twin}; a touch is told by a note of its own")
        elif other == "all":
            wrong.append(f"{words} is a part of this, and {twin} sends it alone; one is wrong")
        else:
            wrong.append(f"{words} is a part of what {twin} sends; one of the two is wrong")
    return wrong


def _lights(document: Document, kind: str, sources: dict[str, str]) -> dict[str, Light]:
    table = document.table("light")
    lights: dict[str, Light] = {}
    lit: dict[tuple[int, int] | bytes, str] = {}
    for name, text in table.texts() if table is not None else ():
        light = read_light(text, kind, sources)
        if light is None:
            continue
        key = light.head if isinstance(light, Label) else (light.status, light.number)
        twin = lit.setdefault(key, name)
        if twin != name:
            text.complain(f"{twin} is lit by the same; each light is lit by something of its own")
        lights[name] = light
    return lights
