"""A foot on the pedal box: a show for a player who has nothing else, and what the box then says."""

from __future__ import annotations

import struct
from functools import cache
from typing import TYPE_CHECKING

from nights import FILM, HOUSE, PEDAL, us
from sources import ROOT

from firmware_bridge.box import Box
from rig.conductor.events import FrameIn, PortFound, PortLost
from rig.venue.load import DEVICE, HANDS, SHEET, SHOW, File, Loaded, prepare

if TYPE_CHECKING:
    from nights import Night

    from rig.conductor.events import Event
    from rig.conductor.show import Show

BOX = (ROOT / "mappings" / "devices" / f"{PEDAL}.toml").read_text("utf-8")
CUES = """
[cue.1]
on = "action: a"
play = "A 200 4/4 q=120"
dyn = "strings p | winds mf"
[cue.2]
on = "title: b"
look = "0:15 0:20 0:25"
play = "B 200 4/4 q=120"
dyn = "strings f"
"""


@cache
def afoot(hands: str, device: str = BOX) -> Loaded:
    """A show whose player has the pedal box, mapped so."""
    files = {
        SHOW: File("show.toml", HOUSE.encode()),
        SHEET: File("sheet.toml", (FILM + CUES).encode()),
        HANDS: File("hands.toml", f"rig = 1\n[{PEDAL}]\n{hands}\n".encode()),
        DEVICE + PEDAL: File(f"{PEDAL}.toml", device.encode()),
    }
    return prepare(files)


def stage(hands: str, device: str = BOX) -> Show:
    """As ``afoot``, without its files."""
    return afoot(hands, device).show


class Foot:
    """The box and who stands on it; what it says is told in order of time."""

    def __init__(self) -> None:
        self._box = Box("TESTS001")

    def meets(self, at_s: float, *places: int) -> list[Event]:
        """The box is plugged in, its pedals left at these places, and says who it is."""
        for pedal, value in enumerate(places):
            self._box.slide(pedal, value, us(at_s))  # of which nobody hears
        t_us = us(at_s)
        frames = [_frame(at_s, self._box.hello(t_us)), _frame(at_s, self._box.beat(t_us))]
        return [PortFound(t_us, PEDAL, PEDAL), *frames]

    def slides(
        self, at_s: float, *values: int, pedal: int = 0, every_s: float = 0.02
    ) -> list[Event]:
        """A pedal is moved from value to value."""
        times = [at_s + every_s * place for place in range(len(values))]
        return [
            _frame(one_s, self._box.slide(pedal, value, us(one_s)))
            for one_s, value in zip(times, values, strict=True)
        ]

    def treads(self, at_s: float, switch: int = 0) -> list[Event]:
        """A switch goes down, and up again 80 ms later."""
        moves = ((at_s, True), (at_s + 0.08, False))
        return [
            _frame(one_s, self._box.move(switch, us(one_s), pressed=pressed))
            for one_s, pressed in moves
        ]

    def goes(self, at_s: float) -> list[Event]:
        """It is unplugged."""
        return [PortLost(us(at_s), PEDAL)]


def _frame(at_s: float, frame: bytes) -> FrameIn:
    return FrameIn(us(at_s), us(at_s), PEDAL, frame[:-1])


def heard(night: Night, address: str) -> list[tuple[float, float]]:
    """The values of an address by seconds, all 24 bits of each."""
    return [
        (due_us / 1_000_000, struct.unpack(">f", packet[-4:])[0])
        for due_us, _, packet in night.packets
        if packet.startswith(address.encode() + b"\0") and due_us
    ]
