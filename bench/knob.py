"""A knob to a packet: the whole daemon and a script, each beside a floor in C."""

from __future__ import annotations

import os
import struct
import sys
import time
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Final

from house import KNOB, house, performing, read_screen
from receiver import LOOK_S, Receiver, port_of, taken, wait
from running import BENCH, awake, built, jack_server, listening

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import TypeAlias

    Contender: TypeAlias = Callable[[Receiver], AbstractContextManager[Callable[[], None]]]
    """Hears the knob and sends packets; what it gives is called between two looks."""

STEPS: Final = 400
BLOCKS: Final = 6

_WARM: Final = 20
"""The first steps of a block are not counted: the knob rests, and nothing has run yet."""
_STRIDE: Final = 5
"""As in floor.c."""
_MP_DB: Final = -50
"""What mp comes to in the range of the winds; the script sends the same."""
_NEAR: Final = 4
"""A packet comes before so many others that are later; else it never came."""


def paired(
    floors: list[tuple[int, bytes]], packets: list[tuple[int, bytes]]
) -> tuple[list[float], int]:
    """How many microseconds each packet came after its floor; and how many never came."""
    moved = [(at_ns, packet) for at_ns, packet in packets if packet.startswith(b"/winds\0")]
    after_us, place = [], 0
    for at_ns, datagram in floors[_WARM:]:
        (step,) = struct.unpack(">I", datagram)
        while place < len(moved) and moved[place][0] < at_ns:
            place += 1
        for number, (packet_ns, packet) in enumerate(moved[place : place + _NEAR], place):
            if _position(packet) == step * _STRIDE % 128:
                after_us.append((packet_ns - at_ns) / 1000)
                place = number + 1
                break
    return after_us, len(floors) - _WARM - len(after_us)


def _position(packet: bytes) -> int:
    """Where the knob stood for this packet: a tenth of a decibel for each step of its travel."""
    level: float = struct.unpack(">f", packet[-4:])[0]
    return round((level - _MP_DB) * 10)


@contextmanager
def daemon(receiver: Receiver) -> Iterator[Callable[[], None]]:
    """The whole daemon, with a cue and its hairpin going."""
    with house(port_of(receiver.packets)) as show:
        journal = show.with_name("night.journal")
        with performing(show, journal) as terminal:

            def found() -> bool:
                read_screen(terminal)
                return journal.exists() and KNOB.encode() + b":out" in journal.read_bytes()

            def plays() -> bool:
                """Whether the hairpin is heard; presses GO until it is."""
                read_screen(terminal)
                os.write(terminal, b" ")
                return sum(one.startswith(b"/strings\0") for _, one in taken(receiver.packets)) > 1

            wait(found, "rig perform did not find the knob")
            wait(plays, "rig perform did not begin a cue")
            yield lambda: read_screen(terminal)


@contextmanager
def script(receiver: Receiver) -> Iterator[Callable[[], None]]:
    """The script one would write, in a process of its own."""
    port = str(port_of(receiver.packets))
    with listening(sys.executable, str(BENCH / "script.py"), KNOB, port):
        yield lambda: None


def block(receiver: Receiver, contender: Contender) -> tuple[list[float], int]:
    """One block of steps, with one who hears them; as from :func:`paired`."""
    floors: list[tuple[int, bytes]] = []
    packets: list[tuple[int, bytes]] = []
    floor = (built("floor.c"), KNOB, str(port_of(receiver.floor)))
    with listening(*floor) as knob, contender(receiver) as look:

        def turned() -> bool:
            look()
            floors.extend(taken(receiver.floor))
            packets.extend(taken(receiver.packets))
            return len(floors) == _WARM + STEPS

        taken(receiver.packets)
        assert knob.stdin is not None
        knob.stdin.write(b"%d\n" % (_WARM + STEPS))
        knob.stdin.flush()
        wait(turned, "the knob was not turned to its end")
        time.sleep(LOOK_S)
        turned()
    return paired(floors, packets)


def measured() -> Iterator[tuple[str, list[float], int]]:
    """Each contender with CPUs awake and idle: its name, its microseconds, how many were lost."""
    contenders: dict[str, Contender] = {"rig perform": daemon, "a script": script}
    built("floor.c")
    with Receiver() as receiver, jack_server("rigbench"):
        for condition, kept in (("CPUs awake", awake), ("CPUs idle", nullcontext)):
            after_us: dict[str, list[float]] = {name: [] for name in contenders}
            lost = dict.fromkeys(contenders, 0)
            with kept():
                for _ in range(BLOCKS):
                    for name, contender in contenders.items():
                        block_us, block_lost = block(receiver, contender)
                        after_us[name] += block_us
                        lost[name] += block_lost
            for name in contenders:
                yield f"{name}, {condition}", after_us[name], lost[name]
