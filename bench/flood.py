"""A flood through the whole daemon: python bench/flood.py [SECONDS], 60 if unsaid.

Three JACK ports bring 2,000 messages a second each while a foot presses GO every second. What the
engine heard is counted in its journal; when a packet came is told by the kernel.
"""

from __future__ import annotations

import os
import re
import select
import struct
import sys
import time
from array import array
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from socket import SO_RCVBUF, SOL_SOCKET
from typing import TYPE_CHECKING, Final

import flooded
import numpy as np
from house import performing, read_screen, written
from receiver import Receiver, port_of, taken, wait
from running import MissingError, built, jack_server, listening

from rig.conductor.events import MidiIn, Trouble
from rig.live.journal import Reader
from rig.live.outlets import PROBE

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

SECONDS: Final = 60
"""Of a flood in ``make bench``."""

_PERIOD: Final = 64
"""Frames at 44.1 kHz: JACK hands over every 1.5 ms what has come; USB does it every millisecond."""
_BUFFER: Final = 4_000_000
"""Bytes that may wait for a look."""
_LOOK_S: Final = 0.02
_REST_S: Final = 0.5
"""Behind a flood, so that all of it is heard."""
_WARM: Final = flooded.RATE
"""Messages of each desk that are not timed: knobs are taken over, and nothing has run yet."""
_REACH: Final = 128
"""Messages of a port that JACK may lose in a row."""
_DROPPED: Final = re.compile(r"messages dropped: (\d+)$")
"""As a port process tells it."""
_BELL: Final = b"/bell\0"


@dataclass(slots=True)
class Packet:
    """A packet as it came."""

    wall_ns: int
    monotonic_us: float
    content: bytes


@dataclass(slots=True)
class Seen:
    """What was seen of a flood from outside the daemon."""

    floors: list[array[int]]
    """When each message of each port was sent, in nanoseconds of the wall clock."""
    packets: list[Packet] = field(default_factory=list)
    sent: int = 0
    """Messages of all ports."""
    xruns: int = 0
    """How often JACK came too late: what it loses then, no port of ours has heard."""
    cpu: float = 0.0
    """The engine's share of one core."""
    mib: list[float] = field(default_factory=list)
    """The engine's memory, each second."""


@dataclass(slots=True)
class Timed:
    """A flood as its journal tells it; every list is in microseconds."""

    heard: int = 0
    dropped: int = 0
    """Messages that a port process heard and could not hand over, as it tells the player."""
    at_once: list[float] = field(default_factory=list)
    """From a knob's message, as its floor tells it, to the packet it led to at once."""
    inside: list[float] = field(default_factory=list)
    """The same, from the stamp of the port process."""
    waited: list[float] = field(default_factory=list)
    """How late came what is sent at its own time: what was paced, and hairpins."""
    go: list[float] = field(default_factory=list)
    """From the foot to the bell."""
    go_inside: list[float] = field(default_factory=list)


def performed(seconds: int) -> tuple[Seen, Timed, float]:
    """A flood into a real ``rig perform``; last, the journal's bytes a minute."""
    seen = Seen([array("q") for _ in range(flooded.DESKS + 1)])
    with (
        Receiver() as receiver,
        jack_server("rigbench", _PERIOD),
        written(flooded.texts(port_of(receiver.packets), seconds + 2)) as show,
        listening(built("flood.c"), flooded.CLIENT, str(port_of(receiver.floor))) as sender,
    ):
        for one in (receiver.floor, receiver.packets):
            one.setsockopt(SOL_SOCKET, SO_RCVBUF, _BUFFER)
        journal = show.with_name("night.journal")
        with performing(show, journal) as terminal:

            def found() -> bool:
                read_screen(terminal)
                return journal.exists() and _ports_found(journal) == flooded.DESKS + 1

            wait(found, "rig perform did not find the ports")
            before = _bytes(journal)
            _flood(seconds, sender, receiver, terminal, seen, _engine(journal))
            minute = (_bytes(journal) - before) * 60 / seconds
        _look(receiver, seen)
        return seen, _timed(journal, seen), minute


def _ports_found(journal: Path) -> int:
    return journal.read_bytes().count(b'"event":"found"')


def _bytes(journal: Path) -> int:
    return sum(one.stat().st_size for one in journal.parent.glob(f"{journal.name}*"))


def _engine(journal: Path) -> int:
    """The number of the engine's process, which alone has this journal among its words."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
        except OSError:
            continue
        if b"rig.live.engine" in words and str(journal).encode() in words:
            return int(process.name)
    raise MissingError("the engine's process is not there")


def _flood(
    seconds: int,
    sender: subprocess.Popen[bytes],
    receiver: Receiver,
    terminal: int,
    seen: Seen,
    engine: int,
) -> None:
    assert sender.stdin is not None
    assert sender.stdout is not None
    begun_s, begun_cpu_s = time.monotonic(), _cpu_s(engine)
    sender.stdin.write(b"%d\n" % seconds)
    sender.stdin.flush()
    while not select.select((sender.stdout,), (), (), _LOOK_S)[0]:
        read_screen(terminal)
        _look(receiver, seen)
        if time.monotonic() - begun_s > len(seen.mib):
            seen.mib.append(_mib(engine))
    seen.cpu = (_cpu_s(engine) - begun_cpu_s) / (time.monotonic() - begun_s)
    seen.sent, seen.xruns = map(int, sender.stdout.readline().split())
    time.sleep(_REST_S)


def _look(receiver: Receiver, seen: Seen) -> None:
    for at_ns, datagram in taken(receiver.floor):
        port, _ = struct.unpack(">II", datagram)
        seen.floors[port].append(at_ns)
    ahead_ns = time.time_ns() - time.monotonic_ns()
    seen.packets += [
        Packet(at_ns, (at_ns - ahead_ns) / 1000, packet)
        for at_ns, packet in taken(receiver.packets)
        if packet != PROBE
    ]


def _cpu_s(process: int) -> float:
    """Seconds a process has had of a CPU."""
    words = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _mib(process: int) -> float:
    pages = Path(f"/proc/{process}/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _timed(journal: Path, seen: Seen) -> Timed:
    """Each packet beside the event that led to it: both are in the order in which they left."""
    timed, packets = Timed(), iter(seen.packets)
    ports = {flooded.port_name(port): port for port in range(flooded.DESKS + 1)}
    places = [0] * len(ports)
    for record in Reader(str(journal)).records():
        event = record.event
        came = list(islice(packets, len(record.sent)))
        if any(one.content != send.packet for one, send in zip(came, record.sent, strict=True)):
            raise MissingError("packets came in another order than they were sent, or not at all")
        if isinstance(event, Trouble) and (told := _DROPPED.search(event.text)):
            timed.dropped += int(told[1])
        if not isinstance(event, MidiIn):
            timed.waited += [
                one.monotonic_us - send.due_us for one, send in zip(came, record.sent, strict=True)
            ]
            continue
        port = ports[event.port]
        timed.heard += 1
        number = _number(port, places[port], event.data)
        places[port] = number + 1
        floor_ns = seen.floors[port][number]
        for one, send in zip(came, record.sent, strict=True):
            after_us = (one.wall_ns - floor_ns) / 1000
            inside_us = one.monotonic_us - event.stamped_us
            if port == flooded.FOOT and one.content.startswith(_BELL):
                timed.go.append(after_us)
                timed.go_inside.append(inside_us)
            elif send.due_us < event.at_us:
                timed.waited.append(one.monotonic_us - send.due_us)
            elif port != flooded.FOOT and number >= _WARM:
                timed.at_once.append(after_us)
                timed.inside.append(inside_us)
    return timed


def _number(port: int, expected: int, data: bytes) -> int:
    """Which message this is: the expected one, unless JACK lost some or told one twice."""
    onward = range(expected, expected + _REACH)
    back = range(expected - 1, max(expected - _REACH, -1), -1)
    for number in (*onward, *back):
        if flooded.message(port, number) == data:
            return number
    raise MissingError("JACK lost so much that nobody can tell what came")


def rows(seconds: int) -> Iterator[tuple[str, ...]]:
    """What is printed of a flood."""
    seen, timed, minute = performed(seconds)
    yield ("us", "p50", "p99", "max", "packets")
    for name, us in (
        ("knob to packet", timed.at_once),
        ("  from its stamp on", timed.inside),
        ("at its own time", timed.waited),
        ("GO to packet", timed.go),
        ("  from its stamp on", timed.go_inside),
    ):
        yield (name, *(f"{np.percentile(us, share):.0f}" for share in (50, 99, 100)), f"{len(us)}")
    yield ("", "sent", "heard", "dropped", "JACK xruns")
    yield ("messages", *map(str, (seen.sent, timed.heard, timed.dropped, seen.xruns)))
    yield ("", "CPU", "MiB at 5 s", "at its end")
    yield ("the engine", f"{seen.cpu:.0%}", f"{seen.mib[5]:.1f}", f"{seen.mib[-1]:.1f}")
    yield ("the journal", f"{minute / 1e6:.1f} MB a minute")


def main() -> None:
    """Print one flood."""
    for name, *cells in rows(int(sys.argv[1]) if sys.argv[1:] else SECONDS):
        print(f"  {name:<26}" + "".join(f"{cell:>12}" for cell in cells))


if __name__ == "__main__":
    main()
