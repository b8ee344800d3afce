"""Reading a hands file: every device, and what each of its controls is for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.hands.binding import Binding, Hands, Lamp, Plug
from rig.hands.commands import GUARD_US, Layer
from rig.hands.fitting import misfit
from rig.hands.harmless import check_gestures
from rig.hands.read_lamp import read_lamp
from rig.hands.read_line import read_line
from rig.notation.document import meant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rig.hands.binding import Names, Patched
    from rig.hands.device import Device
    from rig.hands.read_line import Wires
    from rig.notation.document import Document, Table, Text

GUARD_MAX_MS: Final = 5000
REACTION_MAX_MS: Final = 600
MILLISECONDS: Final = re.compile(r"(\d{1,4}) ms")
LAYERS: Final = "layer"
CUE: Final = "cue"
"""Tables of these names hold devices, and are none."""
IDENTITY: Final = ("usb", "serial", "port")
LIGHT_ENDING: Final = "-led"


@dataclass(frozen=True, slots=True)
class _When:
    """Where in the file a device's table stands: in a layer, for a cue, or for all."""

    layer: str = ""
    cue: str = ""


def read_hands(
    document: Document, devices: Mapping[str, Device], patched: Patched, wires: Wires
) -> Hands:
    """The hands a document describes, for the devices it names.

    A name that neither the show nor the sheet has is a problem; of use only without problems.
    """
    guard_us, reaction_us = GUARD_US, 0
    for key, value in document.data.items():
        if key == "guard":
            guard_us = _milliseconds(document, key, GUARD_MAX_MS, "250 ms")
        elif key == "reaction":
            reaction_us = _milliseconds(document, key, REACTION_MAX_MS, "210 ms")
        elif key != "rig" and not isinstance(value, dict):
            document.complain_at((key,), f"{key} is not known here; a device is a table: [{key}]")
    reader = _Reader(devices, patched, wires)
    # What a device does everywhere comes first, wherever in the file its layers stand.
    for when, table in sorted(_tables(document, patched), key=lambda one: one[0] != _When()):
        reader.device(when, table)
    reader.check_layers()
    check_gestures(tuple(reader.bindings), reader.lines)
    return Hands(
        tuple(reader.plugs.values()),
        tuple(reader.bindings),
        tuple(reader.lamps),
        guard_us,
        reaction_us,
    )


def named_devices(document: Document) -> Names:
    """The devices a hands file names, before any is read; each once."""
    found = [key for key, value in document.data.items() if isinstance(value, dict)]
    inner = [
        device
        for key in (LAYERS, CUE)
        for tables in _dicts(document.data.get(key))
        for device in tables
    ]
    return tuple(dict.fromkeys(key for key in (*found, *inner) if key not in (LAYERS, CUE)))


def _dicts(value: object) -> list[dict[str, object]]:
    """The tables inside a table."""
    inner = value.values() if isinstance(value, dict) else ()
    return [one for one in inner if isinstance(one, dict)]


def _tables(document: Document, patched: Patched) -> Iterator[tuple[_When, Table]]:
    """Every device's table, with when it counts."""
    top = document.table()
    assert top is not None, "the top of a document is a table"
    for table in top.tables():
        name = table.path[0]
        if name not in (LAYERS, CUE):
            yield _When(), table
            continue
        for inner in table.tables():
            where = inner.path[-1]
            if name == CUE and patched.cues is not None and where not in patched.cues:
                inner.complain(f"there is no cue {where}{meant(where, patched.cues)}")
            when = _When(layer=where) if name == LAYERS else _When(cue=where)
            for device in inner.tables():
                yield when, device


def _milliseconds(document: Document, key: str, most: int, usual: str) -> int:
    """The microseconds of a time written in milliseconds; 0 where it is a problem."""
    value = document.data[key]
    found = MILLISECONDS.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > most:
        document.complain_at((key,), f'{key} is 0 to {most}: write {key} = "{usual}"')
        return 0
    return int(found[1]) * 1000


class _Reader:
    """What has been read so far."""

    def __init__(self, devices: Mapping[str, Device], patched: Patched, wires: Wires) -> None:
        self.plugs: dict[str, Plug] = {}
        self.bindings: list[Binding] = []
        self.lamps: list[Lamp] = []
        self.lines: dict[tuple[str, str, str, str], Text] = {}
        """Each control's line, by device, control, layer and cue."""
        self._layers: dict[str, Table] = {}
        self._devices = devices
        self._patched = patched
        self._wires = wires

    def device(self, when: _When, table: Table) -> None:
        """One device's table; of two alike each is a table of its own inside."""
        device = self._devices.get(table.path[-1])
        if device is None:
            return  # that there is no such device is told by who looked for its file
        if when.layer:
            self._layers.setdefault(when.layer, table)
        alike = table.tables()
        for inner in alike:
            self._plug(when, inner, device, f"{device.name}.{inner.path[-1]}")
        if not alike or len(alike) < len(table.data):
            self._plug(when, table, device, device.name)

    def _plug(self, when: _When, table: Table, device: Device, name: str) -> None:
        if when == _When():
            usb, serial, port = (table.plain(key) for key in IDENTITY)
            self.plugs[name] = Plug(name, device, usb, serial, port)
        elif name not in self.plugs:
            table.complain(f"the hands have no [{name}]; write what it does outside this too")
            return
        for key, value in table.data.items():
            if isinstance(value, dict) or (key in IDENTITY and when == _When()):
                continue
            if (light := _light(key, device)) is not None:
                self._lamp(table, device, name, key, light)
            elif key not in device.controls:
                near = meant(key, tuple(device.controls))
                table.complain(f"{device.name} has no control {key}{near}", key)
            elif device.controls[key].signal is None:
                claims = "; ".join(device.controls[key].claims)
                said = f"sources disagree on {key} ({claims}): find out by rig learn"
                table.complain(said, key)
            elif line := table.text(key):
                self._line(when, device, name, key, line)

    def _lamp(self, table: Table, device: Device, name: str, key: str, light: str) -> None:
        line = table.text(key)
        if light not in device.lights:
            near = meant(light, tuple(device.lights))
            table.complain(f"{device.name} has no light {light}{near}", key)
        elif line is not None and (lamp := read_lamp(line, self._patched)):
            self.lamps.append(Lamp(name, light, lamp))

    def _line(self, when: _When, device: Device, name: str, key: str, line: Text) -> None:
        self.lines[name, key, when.layer, when.cue] = line
        for asked in read_line(line, self._patched, self._wires):
            if wrong := misfit(device, key, asked):
                line.complain(wrong)
            else:
                self.bindings.append(Binding(name, key, *asked[:2], when.layer, when.cue, asked[2]))

    def check_layers(self) -> None:
        """Each layer can be reached, and what reaches for one finds it."""
        held = {one.command.name for one in self.bindings if isinstance(one.command, Layer)}
        for name, table in self._layers.items():
            if name not in held:
                table.complain(f"no control holds this layer: write shift {name} or layer {name}")
        for one in self.bindings:
            if isinstance(one.command, Layer) and one.command.name not in self._layers:
                name = one.command.name
                line = self.lines[one.plug, one.control, one.layer, one.cue]
                near = meant(name, tuple(self._layers))
                line.complain(f"there is no layer {name}: write [layer.{name}.{one.plug}]{near}")


def _light(key: str, device: Device) -> str | None:
    """The light that a key of a device's table names; None where it names none."""
    if key.endswith(LIGHT_ENDING):
        return key.removesuffix(LIGHT_ENDING)
    return key if key in device.lights and key not in device.controls else None
