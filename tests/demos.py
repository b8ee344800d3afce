"""The demo in full, on a terminal, in each house."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from parts import jack_server
from stagehands import ON_TERMINAL, RIG

LONGEST_S = 150.0
NONE = "no server here"
LEFT = b"\x1b[?1049l"


@dataclass(frozen=True, slots=True)
class House:
    """A machine the demo is shown on."""

    server: str
    device: str
    """What the scripted player's controller is found as."""


DEMOS = {
    "with JACK": House(f"rigdemo{os.getpid()}", "Rig Demo Player:out"),
    "without any MIDI": House(NONE, "the scripted player"),
}


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that is over."""

    house: House
    code: int
    shown: bytes
    """All that came on the terminal."""
    was_given_back: bool
    """Whether the terminal is set as it was."""

    @property
    def said(self) -> str:
        """What stood there after the display had left the screen."""
        return self.shown.rpartition(LEFT)[2].decode().replace("\r\n", "\n")

    @property
    def journal(self) -> Path:
        """Where it said that its journal lies."""
        return Path(self.said.rstrip().rpartition("\njournal       ")[2])


def show(house: House, state_home: Path) -> Demo:
    """The demo from its begin to its end."""
    with jack_server(house.server) if house.server != NONE else nullcontext():
        return _show(house, state_home)


def _show(house: House, state_home: Path) -> Demo:
    far, near = pty.openpty()
    termios.tcsetwinsize(near, (24, 80))
    found = termios.tcgetattr(near)
    environment = {"JACK_DEFAULT_SERVER": house.server, "XDG_STATE_HOME": str(state_home)}
    process = subprocess.Popen(
        [sys.executable, "-c", ON_TERMINAL, RIG, "demo"],
        env=os.environ | environment,
        stdin=near,
        stdout=near,
        stderr=near,
    )
    shown = b""
    end_s = time.monotonic() + LONGEST_S
    try:
        while process.poll() is None:
            assert time.monotonic() < end_s, f"not over within {LONGEST_S} s"
            shown += _read(far)
        shown += _read(far)
        given_back = termios.tcgetattr(near) == found
    finally:
        process.kill()
        process.wait()
        os.close(far)
        os.close(near)
    return Demo(house, process.returncode, shown, given_back)


def _read(far: int) -> bytes:
    """What has come, after waiting a moment for it."""
    shown = b""
    while select.select((far,), (), (), 0.05)[0]:
        shown += os.read(far, 65536)
    return shown
