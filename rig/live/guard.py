"""The guard: starts the engine, the ports and the display, and keeps them going.

It owns every line between them, so that a process that is begun anew finds its line as it was. It
decides nothing of the show. A process that ends, or does not beat for a second, is begun anew;
when the engine goes, MIDI outputs are silenced first, since nobody is left to end their notes.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rig.errors import PortError
from rig.live.engine import Lines
from rig.live.processes import Child
from rig.ports.channel import SILENCE, TROUBLE, now_us, pack, pair

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

KEYBOARD: Final = "keyboard"
ENGINE: Final = "engine"
DISPLAY: Final = "display"

LEAVE_SCREEN: Final = b"\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
"""Plain letters, wrapping, a cursor, and the screen as it was before the display."""

_TURN_S: Final = 0.1
_SYNC_S: Final = 2.0
_ENGINE_ENDS_S: Final = 3.0
_PORTS_END_S: Final = 1.0
_GIVE_UP_AFTER: Final = 5


@dataclass(frozen=True, slots=True)
class Port:
    """One port process: who it is for, its module and its arguments."""

    name: str
    module: str
    arguments: tuple[str, ...]
    out: int | None = None
    """The number of the output it serves; None for inputs."""


class Guard:
    """One performance's processes."""

    def __init__(
        self,
        journal: str,
        ports: tuple[Port, ...],
        *,
        muted: bool,
        lines: tuple[str, ...] = (),
    ) -> None:
        """``lines`` are for devices that somebody else stands in for.

        Raises ``PortError`` when there is no place for the log beside the journal.
        """
        self._journal = journal
        self.journal_log = journal + ".log"
        log = Path(self.journal_log)
        try:
            self._log = log.open("ab", buffering=0)
        except OSError as error:
            raise PortError(
                f"the journal cannot be written at {self.journal_log}: {error.strerror or error};"
                " name another place with --journal FILE"
            ) from error
        self._ends: dict[str, tuple[socket.socket, socket.socket]] = {
            name: pair() for name in (KEYBOARD, DISPLAY, *(port.name for port in ports), *lines)
        }
        self._ports = ports
        self._stopped = False
        self._tty = _terminal_state()
        self._children = {
            ENGINE: self._engine(muted=muted),
            DISPLAY: self._display(),
            **{port.name: self._port(port) for port in ports},
        }

    def far_end(self, name: str) -> socket.socket:
        """The end of a port's line that its process holds, for whoever stands in for it."""
        return self._ends[name][1]

    def views(self) -> socket.socket:
        """The end of the display's line that the engine holds."""
        return self._ends[DISPLAY][0]

    def _engine(self, *, muted: bool) -> Child:
        inputs = tuple(
            (name, near.fileno()) for name, (near, _) in self._ends.items() if name != DISPLAY
        )
        near = dict(inputs)
        outs = tuple((port.out, near[port.name]) for port in self._ports if port.out is not None)
        views = self._ends[DISPLAY][0].fileno()

        def command(beat: int) -> list[str]:
            lines = Lines(self._journal, inputs, outs, muted, views, beat)
            return ["-m", "rig.live.engine", lines.told()]

        return Child(ENGINE, command, (*near.values(), views), self._log)

    def _port(self, port: Port) -> Child:
        records = self._ends[port.name][1].fileno()

        def command(beat: int) -> list[str]:
            fds = ("--records", str(records), "--beats", str(beat))
            return ["-m", port.module, *port.arguments, *fds]

        return Child(port.name, command, (records,), self._log)

    def _display(self) -> Child:
        views, keys = self._ends[DISPLAY][1].fileno(), self._ends[KEYBOARD][1].fileno()
        plain = () if self._tty is not None else ("--plain",)

        def command(beat: int) -> list[str]:
            fds = ("--views", str(views), "--keys", str(keys), "--beats", str(beat))
            return ["-m", "rig.stage.terminal", *fds, *plain]

        return Child(DISPLAY, command, (views, keys), self._log, on_terminal=True)

    def watch(self, on_ready: Callable[[], None] | None = None) -> None:
        """Perform until the night is over, Ctrl-C or SIGTERM; then end everything cleanly.

        ``on_ready`` is called once, when the engine performs for the first time.
        Raises ``PortError`` when the engine cannot be started at all.
        """
        for number in (signal.SIGHUP, signal.SIGTSTP, signal.SIGTTOU):
            signal.signal(number, signal.SIG_IGN)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        threading.Thread(target=self._sync, daemon=True).start()
        try:
            self._children[ENGINE].start()
            while not self._stopped:
                if self._turn() and on_ready is not None:
                    on_ready()
        finally:
            self._end()

    def _stop(self, _number: int, _frame: Any) -> None:  # noqa: ANN401 - a signal handler's shape
        self._stopped = True

    def _turn(self) -> bool:
        """Look after every process; whether the engine has just become ready for the first time."""
        children = self._children
        engine = children[ENGINE]
        by_descriptor = {child.listening: child for child in children.values()}
        readable, _, _ = select.select(by_descriptor, (), (), _TURN_S)
        was_ready = engine.ready
        for descriptor in readable:
            by_descriptor[descriptor].hear()
        first = engine.ready and not was_ready and engine.starts == 1
        if first:
            for name, child in children.items():
                if name != ENGINE:
                    child.start()
        for name, child in children.items():
            code = child.watch()
            if code is not None:
                self._ended(name, child, code)
            if child.starts and not self._stopped:
                child.revive()
        return first

    def _ended(self, name: str, child: Child, code: int) -> None:
        if name != ENGINE:
            if code != 0:
                self._tell(f"{name}: its process ended ({_why(code)}) and is begun anew")
            return
        if code == 0:
            self._stopped = True
            return
        if child.quick_deaths >= _GIVE_UP_AFTER:
            self._stopped = True
            raise PortError(f"the engine cannot be started; {self.journal_log} says why")
        for port in self._ports:
            if port.out is not None:
                with suppress(OSError):
                    self._ends[port.name][0].send(SILENCE)

    def _tell(self, text: str) -> None:
        """Give the engine a line for the player."""
        with suppress(OSError):
            self._ends[KEYBOARD][1].send(pack(TROUBLE, now_us(), text.encode()))

    def _end(self) -> None:
        """The engine first, so that what sounds is stopped; then the ports; last the display."""
        children = self._children
        children[ENGINE].ask_to_end()
        children[ENGINE].end(_ENGINE_ENDS_S)
        others = [child for name, child in children.items() if name != ENGINE]
        for child in others:
            child.ask_to_end()
        for child in others:
            child.end(_PORTS_END_S)
        if self._tty is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, self._tty)
                if children[DISPLAY].starts:
                    os.write(sys.stdout.fileno(), LEAVE_SCREEN)
        self._log.close()
        if not Path(self.journal_log).stat().st_size:
            Path(self.journal_log).unlink()

    def _sync(self) -> None:
        """Have the disk hold the journal, every now and then, where nobody waits for it."""
        with suppress(OSError):
            descriptor = os.open(self._journal, os.O_WRONLY)
            while not self._stopped:
                time.sleep(_SYNC_S)
                os.fsync(descriptor)


def _why(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name


def _terminal_state() -> list[Any] | None:
    """How the terminal is set, to be left so; None where there is none."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    with suppress(OSError, termios.error):
        return termios.tcgetattr(sys.stdin.fileno())
    return None
