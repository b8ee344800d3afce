"""Real parts that tests play with: programs, a JACK server, MIDI devices, pseudo-terminals."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import subprocess
import sys
import tempfile
import termios
import time
import tty
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn, Self

import pytest

from rig.ports import channel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TESTS = Path(__file__).parent
_STARTING_JACK = Path(tempfile.gettempdir()) / f"rig-tests-{os.getuid()}-jack"
"""Two servers that start at once trip over each other's shared memory: whose turn it is."""


def require(program: str) -> None:
    """Skip a test whose program is not installed; fail it where RIG_REQUIRE_PARTS is 1."""
    if shutil.which(program) is None:
        lack(program)


def lack(part: str) -> NoReturn:
    """Skip a test whose part is not installed; fail it where RIG_REQUIRE_PARTS is 1."""
    if os.environ.get("RIG_REQUIRE_PARTS") == "1":
        pytest.fail(f"{part} is not installed")
    pytest.skip(f"{part} is not installed")


def wait_for(condition: Callable[[], object], timeout_s: float = 3.0) -> None:
    """Return as soon as the condition holds; fail when it does not within the time."""
    end_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end_s, f"did not happen within {timeout_s} s: {condition}"
        Event().wait(0.005)


def ended(process: subprocess.Popen[str]) -> None:
    """End a process that this test has started."""
    for end, timeout_s in ((process.terminate, 2), (process.kill, 2)):
        if process.poll() is None:
            end()
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout_s)
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()


@contextmanager
def jack_server(name: str, *words: str, period: int = 1024) -> Iterator[str]:
    """Run an asynchronous JACK server without sound; yield its name for JACK_DEFAULT_SERVER.

    With ``-S`` it is a synchronous one, for what makes sound and never dies.
    Its periods are long, 21 ms: what a client on a busy machine reads too late is lost.
    """
    require("jackd")
    require("jack_wait")
    process = _jackd(name, words, period)
    try:
        yield name
    finally:
        ended(process)


def _jackd(name: str, words: tuple[str, ...], period: int) -> subprocess.Popen[str]:
    silent = ("--no-realtime", "-d", "dummy", "-r", "48000", "-p", str(period))
    with _STARTING_JACK.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        process = subprocess.Popen(
            ["jackd", *words, "-n", name, *silent],
            env=os.environ | {"JACK_NO_AUDIO_RESERVATION": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        wait = ["jack_wait", "-s", name, "-w", "-t", "5"]
        try:
            subprocess.run(wait, check=True, timeout=10, capture_output=True)
        except subprocess.SubprocessError:
            ended(process)
            raise
    return process


class JackDevice:
    """A MIDI device on a JACK server, in a process of its own; a context that plugs it in."""

    program = TESTS / "jack_device.py"

    def __init__(self, server: str, name: str) -> None:
        self._server = server
        self._name = name
        self._pending = b""
        self.heard: list[bytes] = []
        """Whole messages so far; ``wait_heard`` brings it up to date."""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, str(self.program), self._name],
            env=os.environ | {"JACK_DEFAULT_SERVER": self._server},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout.readline() == "ready\n"
        os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(2)
        ended(self.process)

    def play(self, *messages: bytes) -> None:
        """Send these messages from the device's output, in order."""
        self.process.stdin.writelines(f"{message.hex()}\n" for message in messages)
        self.process.stdin.flush()

    def wait_heard(self, count: int, timeout_s: float = 3.0) -> list[bytes]:
        """Wait until the device has heard so many messages; give all it heard."""
        wait_for(lambda: self._hear() >= count, timeout_s)
        return self.heard

    def _hear(self) -> int:
        with suppress(BlockingIOError):
            self._pending += os.read(self.process.stdout.fileno(), 65_536)
        *lines, self._pending = self._pending.split(b"\n")
        self.heard += [bytes.fromhex(line.decode()) for line in lines]
        return len(self.heard)


class PortProcess:
    """A port process under test, with the ends its parent would hold; a context that runs it."""

    def __init__(self, module: str, *words: str, server: str = "no server here") -> None:
        self._module = module
        self._words = words
        self._server = server
        self.records: list[tuple[bytes, int, bytes]] = []
        """Kind, stamp and payload of each record so far."""
        self.beats = 0

    def __enter__(self) -> Self:
        self.end, theirs = channel.pair()
        self._beats_fd, their_beats_fd = os.pipe()
        os.set_blocking(self._beats_fd, False)
        descriptors = (theirs.fileno(), their_beats_fd)
        given = (*self._words, f"--records={descriptors[0]}", f"--beats={descriptors[1]}")
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"rig.ports.{self._module}", *given],
            env=os.environ | {"JACK_DEFAULT_SERVER": self._server},
            pass_fds=descriptors,
            text=True,
        )
        theirs.close()
        os.close(their_beats_fd)
        return self

    def __exit__(self, *_: object) -> None:
        ended(self.process)
        self.end.close()
        os.close(self._beats_fd)

    def look(self) -> None:
        """Take what has come."""
        with suppress(BlockingIOError, ConnectionError):
            while record := self.end.recv(4096):
                self.records.append(channel.unpack(record))
        with suppress(BlockingIOError):
            self.beats += len(os.read(self._beats_fd, 4096))

    def payloads(self, kind: bytes) -> list[bytes]:
        """The payloads of this kind so far."""
        self.look()
        return [payload for its_kind, _, payload in self.records if its_kind == kind]

    def wait_payloads(self, kind: bytes, count: int = 1, timeout_s: float = 4.0) -> list[bytes]:
        """Wait until there are so many payloads of this kind; give them."""
        wait_for(lambda: len(self.payloads(kind)) >= count, timeout_s)
        return self.payloads(kind)


class SerialBox:
    """The box's end of a pseudo-terminal, plugged in under a path that stays the same."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.heard = b""

    def __enter__(self) -> Self:
        self._box_fd, host_fd = pty.openpty()
        tty.setraw(host_fd, termios.TCSANOW)
        os.set_blocking(self._box_fd, False)
        self._path.unlink(missing_ok=True)
        self._path.symlink_to(os.ttyname(host_fd))
        os.close(host_fd)
        return self

    def __exit__(self, *_: object) -> None:
        # Left behind, the path would soon lead to the box of another test, which has the number.
        self._path.unlink(missing_ok=True)
        os.close(self._box_fd)

    def say(self, data: bytes) -> None:
        """Send bytes to the host."""
        select.select((), (self._box_fd,), (), 1)
        assert os.write(self._box_fd, data) == len(data)

    def hear(self) -> bytes:
        """All the host has written so far."""
        with suppress(BlockingIOError, OSError):  # EIO while the host has not opened it
            self.heard += os.read(self._box_fd, 4096)
        return self.heard
