"""A process that is watched: it beats, and is killed and begun anew when it does not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from rig.ports.channel import now_us

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

STUCK_US: Final = 1_000_000
"""A process that has not beaten for so long is stuck."""

START_US: Final = 10_000_000
"""So long a process may take to its first beat."""

QUICK_US: Final = 1_000_000
"""A process that lived no longer than this died at once; its next start waits longer."""

_BACK_OFF_US: Final = 200_000
_BACK_OFF_MAX_US: Final = 2_000_000
_BEATS: Final = 512


@dataclass(frozen=True, slots=True)
class Port:
    """One port process: who it is for, its module and its arguments."""

    name: str
    module: str
    arguments: tuple[str, ...]
    out: int | None = None
    """The number of the output it serves; None for inputs."""


@dataclass(slots=True)
class Child:
    """One watched process."""

    name: str
    command: Callable[[int], list[str]]
    """The arguments of its interpreter, given the descriptor it shall beat on."""
    descriptors: tuple[int, ...]
    """What it inherits besides its beat."""
    log: IO[bytes]
    """Where what it says in its last need goes."""
    on_terminal: bool = False
    """Whether it has the terminal; the others are out of reach of its signals."""
    beat_us: int = 0
    starts: int = 0
    ready: bool = False
    """Whether it has beaten since its last start."""
    _quick: int = 0
    _started_us: int = 0
    _due_us: int = 0
    _process: subprocess.Popen[bytes] | None = None
    _beats: tuple[int, int] = field(default_factory=os.pipe)

    @property
    def quick_deaths(self) -> int:
        """How often in a row it died at once."""
        return self._quick

    @property
    def pid(self) -> int | None:
        """Its process number; None while it does not run."""
        return self._process.pid if self._process is not None else None

    @property
    def listening(self) -> int:
        """The descriptor its beats come on."""
        return self._beats[0]

    def start(self) -> None:
        """Start it, or start it anew."""
        os.set_blocking(self._beats[0], False)
        with suppress(OSError):
            os.read(self._beats[0], _BEATS)
        beat = self._beats[1]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own modules
            [sys.executable, "-P", *self.command(beat)],
            pass_fds=(*self.descriptors, beat),
            stdin=None if self.on_terminal else subprocess.DEVNULL,
            stdout=None if self.on_terminal else self.log,
            stderr=self.log,
            start_new_session=not self.on_terminal,
        )
        self._started_us = self.beat_us = now_us()
        self.starts += 1
        self.ready = False

    def hear(self) -> None:
        """Take its beats."""
        with suppress(OSError):
            if os.read(self._beats[0], _BEATS):
                self.beat_us = now_us()
                self.ready = True

    def watch(self) -> int | None:
        """Its exit code when it has just ended, by itself or because it was stuck; else None."""
        if self._process is None:
            return None
        at_us = now_us()
        if at_us - self.beat_us > (STUCK_US if self.ready else START_US):
            self._process.kill()
            self._process.wait()
        code = self._process.poll()
        if code is None:
            return None
        self._process = None
        lived_us = at_us - self._started_us
        self._quick = self._quick + 1 if lived_us < QUICK_US and code else 0
        wait_us = min(_BACK_OFF_MAX_US, _BACK_OFF_US * 2**self._quick) if self._quick > 1 else 0
        self._due_us = at_us + wait_us
        return code

    def revive(self) -> bool:
        """Start it anew when it has ended and its time has come; whether it did."""
        if self._process is not None or now_us() < self._due_us:
            return False
        self.start()
        return True

    def ask_to_end(self) -> None:
        """Ask it to end."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def end(self, within_s: float) -> int | None:
        """Wait for its end, and make it end; its exit code, None if it did not run."""
        if self._process is None:
            return None
        try:
            code = self._process.wait(within_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._process = None
        return code
