"""A small ``/proc`` and ``/sys`` with USB devices in them, laid out as Linux lays them out.

The layout is that of listings which owners of such devices have published (``alsa-info``,
``/proc/asound/seq/clients``): a card is a directory inside its USB interface's, links are
relative, and a file ends with a line feed.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
Client info
  cur  clients : 6
  peak clients : 7
  max  clients : 192

Client   0 : "System" [Kernel Legacy]
  Port   0 : "Timer" (Rwe-) [In/Out]
  Port   1 : "Announce" (R-e-) [In]
    Connecting To: 15:0
Client  14 : "Midi Through" [Kernel Legacy]
  Port   0 : "Midi Through Port-0" (RWe-) [In/Out]
"""
TAIL = """\
Client 128 : "rig in" [User Legacy]
  Port   0 : "port" (-We-) [Out]
    Connected From: 20:0
"""


@dataclass(frozen=True)
class Usb:
    """A USB controller in one of its sockets."""

    name: str
    place: str
    vendor: str = "0944"
    product: str = "0117"
    serial: str | None = None
    address: int = 5


class System:
    """A root directory; ``cards`` are written anew whenever a device comes or goes."""

    def __init__(self, root: Path, kind: str = "Kernel Legacy") -> None:
        """``kind`` is ``Kernel`` alone before 6.5, and ``Kernel UMP MIDI1`` for MIDI 2.0."""
        self.root = root
        self._kind = kind
        self._clients = root / "proc" / "asound" / "seq" / "clients"
        self._clients.parent.mkdir(parents=True)
        (root / "sys" / "class" / "sound").mkdir(parents=True)
        self._cards: dict[int, Usb] = {}
        self._tell()

    def interface(self, device: Usb) -> Path:
        bus, ports = device.place.split("-")
        hubs = ports.split(".")
        way = [f"{bus}-{'.'.join(hubs[:depth])}" for depth in range(1, len(hubs) + 1)]
        host = self.root / "sys" / "devices" / "pci0000:00" / "0000:00:14.0" / f"usb{bus}"
        return host.joinpath(*way, f"{device.place}:1.0")

    def plug(self, card: int, device: Usb) -> None:
        interface = self.interface(device)
        inside = interface / "sound" / f"card{card}"
        inside.mkdir(parents=True)
        (inside / "device").symlink_to(f"../../../{interface.name}")
        files = {
            "idVendor": device.vendor,
            "idProduct": device.product,
            "devnum": str(device.address),
            "manufacturer": "a maker",
            "product": device.name,
            "serial": device.serial,
        }
        for name, text in files.items():
            if text is not None:
                (interface.parent / name).write_text(f"{text}\n")
        link = self.root / "sys" / "class" / "sound" / f"card{card}"
        link.symlink_to(os.path.relpath(inside, link.parent))
        self._cards[card] = device
        self._tell()

    def unplug(self, card: int) -> None:
        device = self._cards.pop(card)
        (self.root / "sys" / "class" / "sound" / f"card{card}").unlink()
        shutil.rmtree(self.interface(device).parent)
        self._tell()

    def _tell(self) -> None:
        told = [HEAD]
        for card, device in sorted(self._cards.items()):
            told.append(f'Client {16 + 4 * card:3} : "{device.name}" [{self._kind}]\n')
            told.append(f'  Port   0 : "{device.name} MIDI 1" (RWeX) [In/Out]\n')
        self._clients.write_text("".join([*told, TAIL]))
