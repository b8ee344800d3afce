"""How long the commands take: until the engine performs, or until they are over."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING, Final

from house import house, performing, read_screen
from receiver import Receiver, port_of, taken, wait
from running import RIG

if TYPE_CHECKING:
    from pathlib import Path

RUNS: Final = 9


def to_first_packet() -> list[float]:
    """Seconds from ``rig perform`` to its first packet, as the kernel stamped it.

    An engine sends every value when its night begins: from there on it performs.
    """
    with Receiver() as receiver, house(port_of(receiver.packets)) as show:
        return [_first_packet_s(receiver, show, number) for number in range(RUNS)]


def _first_packet_s(receiver: Receiver, show: Path, number: int) -> float:
    packets: list[tuple[int, bytes]] = []
    begun_ns = time.time_ns()
    with performing(show, show.with_name(f"{number}.journal")) as terminal:

        def came() -> bool:
            read_screen(terminal)
            packets.extend(taken(receiver.packets))
            return bool(packets)

        wait(came, "rig perform sent nothing")
    taken(receiver.packets)
    return (packets[0][0] - begun_ns) / 1e9


def check() -> list[float]:
    """Seconds that ``rig check`` takes."""
    with house(1) as show:
        return [_whole_s("check", str(show)) for _ in range(RUNS)]


def demo_fast() -> list[float]:
    """Seconds that ``rig demo --fast`` takes."""
    return [_whole_s("demo", "--fast") for _ in range(RUNS)]


def _whole_s(*words: str) -> float:
    begun_s = time.perf_counter()
    subprocess.run([RIG, *words], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun_s
