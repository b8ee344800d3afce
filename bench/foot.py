"""A foot to a packet: the real firmware on the simulated chip, its line, the whole daemon."""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from firmware import need
from house import performing, read_screen, written
from receiver import LOOK_S, Receiver, port_of, taken, wait
from running import BENCH

sys.path.append(str(BENCH.parent / "tests"))

from simulated_board import SimulatedBoard
from trodden import seeded

from firmware_bridge.said import Event
from firmware_bridge.wire import decode
from rig.conductor.events import FrameIn
from rig.live.journal import Reader

if TYPE_CHECKING:
    from pathlib import Path

PRESSES: Final = 200

_APART_S: Final = 0.3
"""Longer than the guard refuses a second GO."""
_HELD_US: Final = 60_000
_SHOW: Final = """rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
footswitch = "serial pedal"
[out.receiver]
is = "osc 127.0.0.1:{port}"
[sound]
go = "receiver /go <f> 0..1000"
"""
_SHEET: Final = "rig = 1\n[film]\nspeed = 18\n" + "".join(
    f'[cue.{number}]\non = "action: {number}"\nplay = "A 40 4/4 q=96"\nfire = "A1 go={number}"\n'
    for number in range(1, PRESSES + 1)
)
_HANDS: Final = 'rig = 1\n[footswitch]\nleft = "go"\nleft-led = "standby"\n'


def edge_to_packet() -> dict[str, list[float]]:
    """Microseconds of each GO from its edge to its packet, and the parts of the way.

    The simulated chip runs in slices of 500 us, up to so much ahead of the clock on the wall.
    """
    need()
    with Receiver() as receiver:
        files = {"sheet.toml": _SHEET, "hands.toml": _HANDS}
        files["show.toml"] = _SHOW.format(port=port_of(receiver.packets))
        with written(files) as show, SimulatedBoard(show.with_name("pedal")) as board:
            journal = show.with_name("night.journal")
            with performing(show, journal) as terminal:
                edges_us, packets_us = _trodden(board, receiver, terminal)
            heard = _heard(journal)
    parts: dict[str, list[float]] = {"edge to the port": [], "port to the engine": []}
    parts |= {"engine to the packet": [], "in all": []}
    for edge_us, event, packet_us in zip(edges_us, heard, packets_us, strict=True):
        moments = (edge_us, event.stamped_us, event.at_us, packet_us)
        steps = [after - before for before, after in pairwise(moments)]
        for part, us in zip(parts, (*steps, packet_us - edge_us), strict=True):
            parts[part].append(us)
    return parts


def _trodden(
    board: SimulatedBoard, receiver: Receiver, terminal: int
) -> tuple[list[float], list[float]]:
    """When each press had its edge and its packet, both in microseconds of the monotonic clock."""

    def stands_by() -> bool:
        read_screen(terminal)
        return board.lights() == 1

    wait(stands_by, "the box was not believed")
    chance, edges_us = seeded(8), []
    for _ in range(PRESSES):
        read_screen(terminal)
        after_us = chance.randrange(1, 20_000)
        board.contact(0, (after_us, True), (after_us + _HELD_US, False))
        at_us = board.now_us + after_us
        edges_us.append(board.power_came_us() + at_us)
        time.sleep(_APART_S)
    time.sleep(LOOK_S)
    since_us = (time.time_ns() - time.monotonic_ns()) / 1000
    packets = [at_ns / 1000 - since_us for at_ns, one in taken(receiver.packets) if _is_go(one)]
    return edges_us, packets


def _is_go(packet: bytes) -> bool:
    return packet.startswith(b"/go\0")


def _heard(journal: Path) -> list[FrameIn]:
    events = (record.event for record in Reader(str(journal)).records())
    frames = [event for event in events if isinstance(event, FrameIn)]
    return [one for one in frames if isinstance(said := decode(one.data), Event) and said.pressed]
