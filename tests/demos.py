"""The demo in full, once in each house, on terminals, beside whatever else is tested."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import termios
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

from parts import jack_server, wait_for
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


class Demos:
    """The demo in one house after the other, since all of them use the same port."""

    def __init__(self, state_home: Path) -> None:
        self._state_home = state_home
        self._over: dict[str, Demo | BaseException] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = True
        self._thread = Thread(target=self._show_all)
        self._thread.start()

    def after(self, name: str) -> Demo:
        """The demo of this house, once it is over."""
        wait_for(lambda: name in self._over, LONGEST_S)
        demo = self._over[name]
        if isinstance(demo, BaseException):
            raise demo
        return demo

    def end(self) -> None:
        """End what is still shown."""
        self._wanted = False
        if self._process is not None:
            self._process.terminate()
        self._thread.join()

    def _show_all(self) -> None:
        for name, house in DEMOS.items():
            if not self._wanted:
                return
            try:
                with jack_server(house.server) if house.server != NONE else nullcontext():
                    self._over[name] = self._show(house)
            except BaseException as error:  # noqa: BLE001 - raised again for whoever asks for it
                self._over[name] = error

    def _show(self, house: House) -> Demo:
        far, near = pty.openpty()
        termios.tcsetwinsize(near, (24, 80))
        found = termios.tcgetattr(near)
        environment = {
            "JACK_DEFAULT_SERVER": house.server,
            "XDG_STATE_HOME": str(self._state_home),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-c", ON_TERMINAL, RIG, "demo"],
            env=os.environ | environment,
            stdin=near,
            stdout=near,
            stderr=near,
        )
        shown = b""
        try:
            while self._process.poll() is None:
                shown += _read(far)
            shown += _read(far)
            given_back = termios.tcgetattr(near) == found
        finally:
            os.close(far)
            os.close(near)
        return Demo(house, self._process.returncode, shown, given_back)


def _read(far: int) -> bytes:
    """What has come, after waiting a moment for it."""
    shown = b""
    while select.select((far,), (), (), 0.05)[0]:
        shown += os.read(far, 65536)
    return shown
