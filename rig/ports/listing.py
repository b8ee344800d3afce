"""Which MIDI and serial ports and keyboards there are, and which of them a show file means."""

from __future__ import annotations

import os
import re
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import rtmidi
from serial.tools import list_ports

from firmware_bridge import keys
from rig.ports.identity import SYSTEM, identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from serial.tools.list_ports_common import ListPortInfo

    from firmware_bridge.keys import Keyboard
    from rig.ports.identity import Identity

_OWN_CLIENT: Final = "rig "
"""How the names of the rig's own MIDI clients begin."""

_VOLATILE: Final = re.compile(r" \[\d+\](?= \()| \d+:\d+$")
"""The client numbers that ALSA and a2jmidid put into a name: others at each plug."""

_APIS: Final = {
    rtmidi.API_LINUX_ALSA: "ALSA",
    rtmidi.API_UNIX_JACK: "JACK",
    rtmidi.API_MACOSX_CORE: "CoreMIDI",
}


@dataclass(frozen=True, slots=True)
class MidiPort:
    """One MIDI port of this machine."""

    name: str
    """As a show file would name it."""
    direction: str
    """``in``: the rig can listen to it; ``out``: the rig can play it."""
    api: str
    """``ALSA``, ``JACK`` or ``CoreMIDI``."""
    identity: Identity | None = None
    """The device behind it, where the system tells."""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """One serial port of this machine."""

    path: str
    usb: str
    """``usb:VID:PID:SERIAL`` or ``usb:VID:PID``, as a show file would name it; else empty."""
    description: str


def stable_name(full: str) -> str:
    """A port's name without the numbers that change when it is plugged in again."""
    return _VOLATILE.sub("", full)


def match(name: str, available: Iterable[str]) -> tuple[str, ...]:
    """The full names among these that ``name`` means: the closest kind of likeness there is.

    In this order: the full name; the stable name; a whole client or port part of it; a piece of
    the stable name. The last two do not mind capitals. More than one match is for the caller to
    refuse: two ports that cannot be told apart must not be guessed at.
    """
    full_names = tuple(available)
    folded = name.casefold()
    likenesses: tuple[Callable[[str], bool], ...] = (
        lambda full: full == name,
        lambda full: stable_name(full) == name,
        lambda full: folded in (part.strip() for part in _folded(full).split(":", 1)),
        lambda full: folded in _folded(full),
    )
    for alike in likenesses:
        if matches := tuple(full for full in full_names if alike(full)):
            return matches
    return ()


def _folded(full: str) -> str:
    return stable_name(full).casefold()


def usable_apis() -> tuple[int, ...]:
    """The MIDI interfaces that may answer here, by their rtmidi numbers."""
    return tuple(
        api
        for api in rtmidi.get_compiled_api()
        if api in _APIS and (api != rtmidi.API_LINUX_ALSA or Path("/dev/snd/seq").exists())
    )


def answering_api() -> int | None:
    """The first MIDI interface that answers, by its rtmidi number; None while none does."""
    with _quiet():
        for api in usable_apis():
            with suppress(OSError, RuntimeError):
                rtmidi.MidiOut(rtapi=api, name="rig ports").delete()
                return api
    return None


def full_names(client: Any) -> list[str]:  # noqa: ANN401 - rtmidi has no types
    """The full name of each port that an rtmidi client sees, by number."""
    while True:
        try:
            return list(client.get_ports())
        except rtmidi.InvalidPortError:
            continue  # it counts them before it asks for names, and one went in between


def others_ports(client: Any) -> tuple[tuple[int, str], ...]:  # noqa: ANN401 - rtmidi has no types
    """Number and full name of each port that an rtmidi client sees, without the rig's own."""
    return tuple(
        (number, full)
        for number, full in enumerate(full_names(client))
        if not full.startswith(_OWN_CLIENT)
    )


def midi_ports() -> tuple[MidiPort, ...]:
    """All MIDI ports but the rig's own, inputs first; an interface that is down has none."""
    with _quiet():
        return tuple(
            MidiPort(stable_name(full), direction, _APIS[api], identity(full, SYSTEM))
            for direction, client in (("in", rtmidi.MidiIn), ("out", rtmidi.MidiOut))
            for api in usable_apis()
            for full in _names(client, api)
        )


def _names(make: Any, api: int) -> tuple[str, ...]:  # noqa: ANN401 - rtmidi ships no types
    try:
        client = make(rtapi=api, name="rig ports")
    except (OSError, RuntimeError):
        return ()
    names = tuple(full for _, full in others_ports(client))
    client.delete()  # safe without a callback only; a client left behind would stall JACK
    return names


def port_lines() -> list[str]:
    """The ports of this machine, each as a show file would name it."""
    midi = [
        f'midi "{port.name}"  ({port.direction}, {port.api}){_device(port.identity)}'
        for port in midi_ports()
    ]
    serial = []
    for port in serial_ports():
        named = f"  or serial {port.usb}" if port.usb else ""
        serial.append(f"serial {port.path}{named}  ({port.description})")
    api = answering_api()
    nothing = "no MIDI ports" if api else "no MIDI here: neither ALSA, JACK nor CoreMIDI answers"
    typed = [f'keys "{one.name}"  ({one.path})' for one in keyboards(SYSTEM)]
    return [*(midi or [nothing]), *(serial or ["no serial ports"]), *typed]


def _device(known: Identity | None) -> str:
    """A device as the hands can name it, and which model it is."""
    if known is None:
        return ""
    serial = f'  serial = "{known.serial}"' if known.serial else ""
    return f'  usb = "{known.usb}"{serial}  ({known.model})'


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what C libraries print about a missing server off the player's terminal."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def serial_ports() -> tuple[SerialPort, ...]:
    """All serial ports, by path."""
    return tuple(
        SerialPort(port.device, _usb(port), port.description or "") for port in _comports()
    )


def keyboards(root: Path) -> tuple[Keyboard, ...]:
    """The keyboards that may be a page turner; none where the system is not Linux."""
    try:
        listed = (root / "proc/bus/input/devices").read_text("utf-8", "replace")
    except OSError:
        return ()
    return keys.keyboards(listed, 64 if sys.maxsize >> 32 else 32)


def usb_paths(wanted: str, ports: Iterable[SerialPort]) -> tuple[str, ...]:
    """The paths among these ports that ``usb:VID:PID`` or ``usb:VID:PID:SERIAL`` means."""
    folded = wanted.casefold()
    return tuple(port.path for port in ports if f"{port.usb}:".casefold().startswith(f"{folded}:"))


def _usb(port: ListPortInfo) -> str:
    if port.vid is None or port.pid is None:
        return ""
    usb = f"usb:{port.vid:04x}:{port.pid:04x}"
    return f"{usb}:{port.serial_number}" if port.serial_number else usb


def _comports() -> list[ListPortInfo]:
    # A device that vanishes while its files are read makes pyserial raise whatever it may.
    with suppress(OSError, TypeError, ValueError):
        return sorted(list_ports.comports(), key=lambda port: str(port.device))
    return []
