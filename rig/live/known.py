"""Which device is at a port: the file that says what it sends, and its table in the hands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rig.errors import FileError, PortError
from rig.files import file_bytes
from rig.hands.read_device import read_device
from rig.notation.document import SIZE_MAX, read
from rig.ports.identity import SYSTEM, identity
from rig.ports.listing import match, stable_name
from rig.ports.wanted import Listed, Wanted, fitting
from rig.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rig.hands.device import Device
    from rig.venue.read import PortSpec

DEVICES: Final = "devices"
"""The folder of device files beside a show."""

_BRIDGED: Final = re.compile(r"a2j:(.+) \((?:capture|playback)\):")
_BRIDGES: Final = ("a2j", "alsa_midi", "Midi-Bridge", "system")
"""Clients of JACK that carry everybody's ports: their names say nothing of a device."""


@dataclass(frozen=True, slots=True)
class Known:
    """A device that a file knows."""

    device: Device
    content: bytes
    """Of the file, be it the player's or one that comes with the rig."""


@dataclass(frozen=True, slots=True)
class AtPort:
    """What is at a port."""

    known: Known | None
    """None where no file knows it."""
    plug: tuple[str, ...] = ()
    """Its table in the hands; empty where it has none yet and one name would fit two."""
    apart: dict[str, str] = field(default_factory=dict)
    """What must stand in a new table for it to be known among several alike."""


def known_devices(folder: Path) -> dict[str, Known]:
    """Every MIDI device with a file, by name: those beside the show first.

    A file that cannot be used is passed over.
    """
    found: dict[str, Known] = {}
    for place in (folder / DEVICES, shipped("mappings", DEVICES)):
        for path in sorted(place.glob("*.toml")):
            if path.stem not in found and (known := _known(path)) is not None:
                found[path.stem] = known
    return found


def _known(path: Path) -> Known | None:
    try:
        content = file_bytes(path, SIZE_MAX)
    except FileError:
        return None
    document = read(str(path), content)
    device = read_device(path.stem, document) if document.readable else None
    if device is None or document.problems or device.kind != "midi":
        return None
    return Known(device, content)


def at_port(
    full_name: str,
    inputs: Sequence[str],
    known: dict[str, Known],
    plugs: Iterable[tuple[str, PortSpec]],
) -> AtPort:
    """The device at one of some inputs; ``plugs`` are those that the hands name.

    Raises ``PortError`` when several are alike and nothing here tells them apart.
    """
    listed = [Listed(name, identity(name, SYSTEM)) for name in inputs]
    for plug, spec in plugs:
        fits = fitting(Wanted(spec.name, spec.usb, spec.serial), listed)
        table = tuple(plug.split("."))
        if [one.full_name for one in fits] == [full_name] and table[0] in known:
            return AtPort(known[table[0]], table)
    fitted = [one for one in known.values() if one.device.port and _fits(one, full_name, inputs)]
    if not fitted:
        return AtPort(None)
    nearest = max(fitted, key=lambda one: len(one.device.port))
    alike = fitting(Wanted(nearest.device.port), listed)
    if len(alike) == 1:
        return AtPort(nearest, (nearest.device.name,))
    return AtPort(nearest, (), _apart(full_name, alike))


def _fits(known: Known, full_name: str, inputs: Sequence[str]) -> bool:
    return full_name in match(known.device.port, inputs)


def _apart(full_name: str, alike: Sequence[Listed]) -> dict[str, str]:
    """What tells a port from others alike; a serial number holds in any socket, so before that."""
    (its,) = (one for one in alike if one.full_name == full_name)
    if len({stable_name(one.full_name) for one in alike}) == len(alike):
        return {"port": stable_name(full_name)}
    others = [one.identity for one in alike if one is not its]
    if its.identity is not None and None not in others:
        for key in ("serial", "usb"):
            said = getattr(its.identity, key)
            if said and said not in [getattr(one, key) for one in others]:
                return {key: said}
    raise PortError(
        f"{stable_name(full_name)}: {len(alike)} are there of that name, and nothing here tells"
        " them apart; unplug all but one"
    )


def port_words(full_name: str, inputs: Sequence[str]) -> str:
    """What a device file says of a port: its device's name where that is enough."""
    stable = stable_name(full_name)
    bridged, client = _BRIDGED.match(stable), stable.partition(":")[0]
    told = bridged[1] if bridged else client
    fits = told not in _BRIDGES and match(told, inputs) == (full_name,)
    return told if fits else stable


def device_name(words: str, taken: Iterable[str]) -> str:
    """A name for a device that is called so: letters, digits, ``-`` and ``_``."""
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", words).strip("-") or "device"
    number = 1
    while (free := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return free
