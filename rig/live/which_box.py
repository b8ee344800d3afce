"""Which footswitch is meant: the port that is named, a show's, or the only one plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.errors import PortError
from rig.live.perform import inputs
from rig.live.processes import Port
from rig.ports.listing import serial_ports
from rig.venue.load import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.ports.listing import SerialPort

BOARDS: Final = (
    "2341", "2a03",  # Arduino
    "1b4f",  # SparkFun
    "1a86:7523",  # CH340
    "0403:6001",  # FT232
    "10c4:ea60",  # CP210x
)  # fmt: skip
"""Vendor, or vendor and product, of the boards and chips a footswitch may be made with."""


def which_box(where: str | None) -> Port:
    """The process for the port of this name, for a show's, or for the only one there is.

    Raises ``PortError`` where there is none or more than one, ``FileError`` when the show cannot
    be used.
    """
    if where is None:
        return _served(_only(boards(serial_ports())))
    if not where.casefold().endswith(".toml"):
        return _served(where)
    loaded = load(where)
    names = {name for name, spec in loaded.ports if spec.device == "serial"}
    ports = [port for port in inputs(loaded) if port.name in names]
    if not ports:
        raise PortError(f"{where} has no footswitch; rig pedal looks for the one plugged in")
    if len(ports) > 1:
        every = "; ".join(f"{port.name} at {port.arguments[0]}" for port in ports)
        raise PortError(f"{where} has {len(ports)} footswitches, name the port of one: {every}")
    return ports[0]


def boards(ports: Sequence[SerialPort]) -> tuple[SerialPort, ...]:
    """Those of them that may be a footswitch's."""
    known = tuple(f"usb:{board}:" for board in BOARDS)
    return tuple(port for port in ports if f"{port.usb}:".casefold().startswith(known))


def _only(ports: Sequence[SerialPort]) -> str:
    if not ports:
        raise PortError(
            "no board of a footswitch is plugged in; rig ports lists what is, and rig pedal PORT"
            " looks there"
        )
    if len(ports) > 1:
        every = "; ".join(f"{port.path} ({port.usb}, {port.description})" for port in ports)
        raise PortError(f"{len(ports)} boards are plugged in, name one: rig pedal PORT: {every}")
    return ports[0].usb


def _served(where: str) -> Port:
    return Port(where, "rig.ports.serial_in", (where,))
