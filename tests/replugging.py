"""Devices that come and go, and port processes begun anew whenever they end, as the guard does."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from parts import TESTS, ended, wait_for

from rig.live.processes import Child
from rig.ports import channel
from rig.ports.channel import FOUND, LOST, MIDI, TROUBLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

AS_OFTEN_AS_THE_GUARD_S = 0.1


class ReplugDevice:
    """A device in a process of its own, not yet plugged in; a context that runs the process."""

    def __init__(self, server: str, name: str) -> None:
        self._server = server
        self._name = name
        self._pending = b""
        self.heard: list[bytes] = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, str(TESTS / "replugged_device.py"), self._name],
            env=os.environ | {"JACK_DEFAULT_SERVER": self._server},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self._told: list[str] = []
        return self

    def __exit__(self, *_: object) -> None:
        ended(self.process)

    def say(self, *lines: str) -> None:
        self.process.stdin.writelines(f"{line}\n" for line in lines)
        self.process.stdin.flush()

    def play(self, *messages: bytes) -> None:
        self.say(*(message.hex() for message in messages))

    def plug(self, idle_s: float = 0) -> int:
        """Plug it in; the instant before, in microseconds. It is listed before it listens."""
        return self._asked("plug", f" {idle_s}")

    def unplug(self) -> int:
        """Pull it; the instant before, in microseconds."""
        return self._asked("unplug")

    def _asked(self, what: str, how: str = "") -> int:
        self.say(what + how)
        # The server may be busy with another client's end, which is not what is asked here.
        wait_for(lambda: self.look() or self._told, timeout_s=10)
        done, at_us = self._told.pop().split()
        assert done == f"{what}ged"
        return int(at_us)

    def look(self) -> None:
        """Take what it has printed."""
        with suppress(BlockingIOError):
            self._pending += os.read(self.process.stdout.fileno(), 65_536)
        *lines, self._pending = self._pending.split(b"\n")
        for line in lines:
            if b" " in line:
                self._told.append(line.decode())
            else:
                self.heard.append(bytes.fromhex(line.decode()))


class Line:
    """One port's process, begun anew whenever it ends, and what it has told."""

    def __init__(self, module: str, *words: str, log: Path, code: str = "") -> None:
        """``code`` is run in place of the module's own start."""
        self.end, self._theirs = channel.pair()
        self.records: list[tuple[bytes, int, bytes]] = []
        self._log = log.open("ab", buffering=0)
        records = self._theirs.fileno()
        start = ("-c", code) if code else ("-m", f"rig.ports.{module}")

        def command(beat: int) -> list[str]:
            return [*start, *words, "--records", str(records), "--beats", str(beat)]

        self.child = Child(module, command, (records,), self._log)

    def at(self, kind: bytes) -> list[int]:
        """The instants of all records of this kind, in microseconds."""
        return [at_us for its_kind, at_us, _ in self.records if its_kind == kind]

    def payloads(self, kind: bytes) -> list[bytes]:
        return [payload for its_kind, _, payload in self.records if its_kind == kind]

    @property
    def heard(self) -> list[bytes]:
        return self.payloads(MIDI)

    def close(self) -> None:
        self.child.ask_to_end()
        self.child.end(1.0)
        for descriptor in self.child._beats:  # noqa: SLF001 - the guard's go with its process
            os.close(descriptor)
        self.end.close()
        self._theirs.close()
        self._log.close()


class Lines:
    """Several ports, looked after by one loop; a context that runs them."""

    def __init__(self, *lines: Line) -> None:
        self._lines = lines
        self.meanwhile: Callable[[], object] = lambda: None

    def __enter__(self) -> Self:
        for line in self._lines:
            line.child.start()
        return self

    def __exit__(self, *_: object) -> None:
        for line in self._lines:
            line.close()

    def turn(self, wait_s: float = AS_OFTEN_AS_THE_GUARD_S) -> None:
        """Look after every process once; waits for news no longer than so."""
        beats = {line.child.listening: line for line in self._lines}
        ends = {line.end: line for line in self._lines}
        readable, _, _ = select.select([*beats, *ends], (), (), wait_s)
        for one in readable:
            if one in beats:
                beats[one].child.hear()
            else:
                _take(ends[one])
        for line in self._lines:
            line.child.watch()
            line.child.revive()
        self.meanwhile()

    def until(self, condition: Callable[[], object], within_s: float = 5.0) -> None:
        """Go on until the condition holds; fail when it does not within the time."""
        wait_for(lambda: self.turn(0.02) or condition(), within_s)


def _take(line: Line) -> None:
    with suppress(BlockingIOError, ConnectionError):
        while record := line.end.recv(4096):
            line.records.append(channel.unpack(record))


def found_and_lost(line: Line) -> str:
    """What became of a port, in order: ``+`` and ``-``."""
    return "".join(kind.decode() for kind, _, _ in line.records if kind in (FOUND, LOST))


def troubles(lines: Iterable[Line]) -> list[bytes]:
    return [text for line in lines for text in line.payloads(TROUBLE)]


def children(pid: int | str = "self") -> set[int]:
    """The processes a process has begun and not yet taken leave of."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def descriptors(pid: int | str = "self") -> int:
    """How many descriptors a process holds."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def jack_ports(server: str) -> list[str]:
    """All ports on a JACK server, by name, as another program lists them."""
    said = subprocess.run(
        ["jack_lsp", "-s", server], capture_output=True, text=True, check=True, timeout=5
    )
    return sorted(said.stdout.split("\n"))
