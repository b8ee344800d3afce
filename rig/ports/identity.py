"""Which USB device stands behind a MIDI port, as far as Linux tells.

The number of an ALSA client that the kernel made holds the number of its sound card; the card's
``device`` is an interface of the USB device; the directory above that is the device's own, named
after its place on the bus. Of JACK's ports only those of a2jmidid carry an ALSA number; macOS
tells nothing here. Unverified on hardware: read from what others have recorded of theirs.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SYSTEM: Final = Path("/")
"""Where ``proc`` and ``sys`` are found."""

_NUMBER: Final = re.compile(r" \[(?P<bridged>\d+)\] \(| (?P<alsa>\d+):\d+$")
_CLIENT: Final = re.compile(r'^Client +(\d+) : "(.*)" \[', re.MULTILINE)
_DEVICE: Final = re.compile(r"\d+-\d+(\.\d+)*")

_FIRST_OF_CARDS: Final = 16
_FIRST_DYNAMIC: Final = 128
_A_CARD: Final = 4
"""Client numbers: four for each card, from 16 on (Linux, sound/core/seq/seq_clientmgr.c)."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A USB device, as it is plugged in just now."""

    usb: str
    """Its bus and the sockets on the way to it: ``1-4.2``; the same while it stays in there."""
    vendor: str
    """Four hexadecimal digits, small letters, like ``product``."""
    product: str
    serial: str
    """Empty where the maker gave none; some give the same one to every device."""
    address: str
    """What the bus calls it until it is unplugged: another number at each plug."""

    @property
    def model(self) -> str:
        """Vendor and product: ``0944:0117``."""
        return f"{self.vendor}:{self.product}"


def identity(full_name: str, root: Path) -> Identity | None:
    """The device behind a port of that full name; None where nothing below ``root`` tells.

    Raises nothing: a device may vanish while its files are read.
    """
    number = _client_number(full_name)
    if number is None or not _FIRST_OF_CARDS <= number < _FIRST_DYNAMIC:
        return None
    clients = _text(root / "proc" / "asound" / "seq" / "clients")
    if not any(int(one) == number and name in full_name for one, name in _CLIENT.findall(clients)):
        return None
    card = f"card{(number - _FIRST_OF_CARDS) // _A_CARD}"
    try:
        interface = Path(os.path.realpath(root / "sys" / "class" / "sound" / card / "device"))
    except OSError:  # it asks twice, and the device was unplugged in between
        return None
    for place in (interface.parent, interface):
        if _DEVICE.fullmatch(place.name):
            return _identity(place)
    return None


def _client_number(full_name: str) -> int | None:
    found = _NUMBER.search(full_name)
    return int(found["bridged"] or found["alsa"]) if found else None


def _identity(device: Path) -> Identity | None:
    told = ("idVendor", "idProduct", "serial", "devnum")
    vendor, product, serial, address = (_text(device / name) for name in told)
    return Identity(device.name, vendor, product, serial, address) if vendor and product else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
