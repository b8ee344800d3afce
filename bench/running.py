"""The programs a benchmark runs: begun here, ended here, each by its own number."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.ports.priority import PRIORITY

if TYPE_CHECKING:
    from collections.abc import Iterator

BENCH: Final = Path(__file__).resolve().parent
RIG: Final = str(Path(sys.executable).with_name("rig"))

_ENDS_S: Final = 3
_SPIN: Final = """
import os, sys
os.sched_setaffinity(0, {int(sys.argv[1])})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
while True: pass
"""


class MissingError(Exception):
    """A part is not there; the text says what is left out, and what to do."""


def end(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> None:
    """End a process that was begun here."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
    for number in (how, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(number)
            with suppress(subprocess.TimeoutExpired):
                process.wait(_ENDS_S)
    if process.stdout is not None:
        process.stdout.close()


@contextmanager
def listening(*command: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that says ``ready``, and leaves when its input ends."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        if process.stdout.readline() != b"ready\n":
            raise MissingError(f"{Path(command[-3]).name} did not start")
        yield process
        assert process.stdin is not None
        process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            process.wait(_ENDS_S)
    finally:
        end(process)


@contextmanager
def jack_server(name: str, frames: int = 256) -> Iterator[None]:
    """An asynchronous JACK server without sound, and every client of ours on it.

    Its threads have real-time priority where that is permitted, as on a stage. Its period of
    ``frames`` is 5.8 ms if unsaid, with which no value that is sent 25 times a second falls into
    step.
    """
    for program in ("jackd", "jack_wait"):
        if shutil.which(program) is None:
            raise MissingError("no JACK server; install it: sudo apt-get install jackd2")
    os.environ |= {"JACK_DEFAULT_SERVER": name, "JACK_NO_AUDIO_RESERVATION": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    urgent = ("-R", f"-P{PRIORITY + 10}") if _may_be_urgent() else ("-r",)
    server = ["jackd", "-n", name, *urgent, "-d", "dummy", "-r", "44100", "-p", f"{frames}"]
    process = subprocess.Popen(server, stdin=subprocess.DEVNULL, **quiet)
    try:
        waited = subprocess.run(["jack_wait", "-s", name, "-w", "-t", "5"], check=False, **quiet)
        if waited.returncode:
            raise MissingError("the JACK server does not start: jackd -d dummy says why")
        yield
    finally:
        end(process)


def _may_be_urgent() -> bool:
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    except OSError:
        return False
    return True


@contextmanager
def awake() -> Iterator[None]:
    """Every CPU kept from sleeping, by work that yields to all other work."""
    with ExitStack() as stack:
        for cpu in sorted(os.sched_getaffinity(0)):
            process = subprocess.Popen([sys.executable, "-c", _SPIN, str(cpu)])
            stack.callback(end, process, signal.SIGKILL)
        yield


def built(source: str) -> str:
    """A C program of this folder, compiled when it is newer than what was compiled last."""
    path, program = BENCH / source, BENCH / "build" / Path(source).stem
    if program.exists() and program.stat().st_mtime > path.stat().st_mtime:
        return str(program)
    program.parent.mkdir(exist_ok=True)
    command = ["gcc", "-O2", "-Wall", "-Wextra", "-o", str(program), str(path), "-ljack"]
    if shutil.which("gcc") is None or subprocess.run(command, check=False).returncode:
        raise MissingError(
            f"{source} is not compiled; install what it needs:"
            " sudo apt-get install gcc libc6-dev libjack-jackd2-dev"
        )
    return str(program)
