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
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rig.errors import PortError
from rig.live import handover, parts
from rig.live.door import Answer
from rig.live.engine import Lines
from rig.live.processes import Child
from rig.live.reading import Readings, Task
from rig.ports.channel import NAMED, RECORD_MAX, SILENCE, TROUBLE, now_us, pack, pair

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from rig.live.processes import Port

KEYBOARD: Final = "keyboard"
ENGINE: Final = "engine"
DISPLAY: Final = "display"
SPARES: Final = tuple(f"spare line {number}" for number in range(1, 9))
"""For devices that come with new hands: four, each with its lights."""

LEAVE_SCREEN: Final = b"\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
"""Plain letters, wrapping, a cursor, and the screen as it was before the display."""

_TURN_S: Final = 0.1
_SYNC_S: Final = 2.0
_ENGINE_ENDS_S: Final = 3.0
_PORTS_END_S: Final = 1.0
_GIVE_UP_AFTER: Final = 5
_TOLD_MAX: Final = 3
"""Lines the player is told of hands that are wrong; who asked is told all."""


class Guard:
    """One performance's processes."""

    def __init__(
        self,
        journal: str,
        ports: tuple[Port, ...],
        *,
        muted: bool,
        lines: tuple[str, ...] = (),
        show: str | None = None,
    ) -> None:
        """``lines`` are for devices that somebody else stands in for.

        The hands of ``show`` are read anew when somebody asks for it; None has nobody ask.
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
        names = (KEYBOARD, DISPLAY, *(port.name for port in ports), *lines)
        more = (handover.LINE, *SPARES) if show is not None else ()
        self._ends: dict[str, tuple[socket.socket, socket.socket]] = {
            name: pair() for name in (*names, *more)
        }
        self._ports = {port.name: port for port in ports}
        self._readings: Readings | None = None
        try:
            self._readings = Readings(show, self._log) if show is not None else None
        except OSError as error:
            self._tell(f"the hands cannot be read anew tonight: {error.strerror or error}")
        self._stopped = False
        self._tty = _terminal_state()
        self._children = {
            ENGINE: self._engine(muted=muted),
            DISPLAY: self._display(),
            **{port.name: self._port(port.name) for port in ports},
        }

    def far_end(self, name: str) -> socket.socket:
        """The end of a port's line that its process holds, for whoever stands in for it."""
        return self._ends[name][1]

    def views(self) -> socket.socket:
        """The end of the display's line that the engine holds."""
        return self._ends[DISPLAY][0]

    def _engine(self, *, muted: bool) -> Child:
        views = self._ends[DISPLAY][0].fileno()

        def command(beat: int) -> list[str]:
            near = {name: ends[0].fileno() for name, ends in self._ends.items() if name != DISPLAY}
            ports = self._ports.values()
            outs = tuple((port.out, near[port.name]) for port in ports if port.out is not None)
            lines = Lines(self._journal, tuple(near.items()), outs, muted, views, beat)
            return ["-m", "rig.live.engine", lines.told()]

        near = tuple(ends[0].fileno() for ends in self._ends.values())
        return Child(ENGINE, command, near, self._log)

    def _port(self, name: str) -> Child:
        records = self._ends[name][1].fileno()

        def command(beat: int) -> list[str]:
            port = self._ports[name]
            fds = ("--records", str(records), "--beats", str(beat))
            return ["-m", port.module, *port.arguments, *fds]

        return Child(name, command, (records,), self._log)

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
        asking = self._readings.listening if self._readings is not None else ()
        readable, _, _ = select.select((*by_descriptor, *asking), (), (), _TURN_S)
        was_ready = engine.ready
        for descriptor in by_descriptor.keys() & readable:
            by_descriptor[descriptor].hear()
        self._read_hands()
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
        for port in self._ports.values():
            if port.out is not None:
                with suppress(OSError):
                    self._ends[port.name][0].send(SILENCE)

    def _tell(self, text: str) -> None:
        """Give the engine a line for the player."""
        self._say(TROUBLE, text)

    def _say(self, kind: bytes, text: str) -> None:
        told = pack(kind, now_us(), text.encode())
        with suppress(OSError):
            self._ends[KEYBOARD][1].send(told[:RECORD_MAX])

    def _read_hands(self) -> None:
        """Look after whoever asks for new hands."""
        if self._readings is None:
            return
        heard = self._readings.turn(self._task)
        if isinstance(heard, Answer):
            for line in heard.lines[: 0 if heard.taken else _TOLD_MAX]:
                self._tell(line)  # what was taken, the engine tells
        elif heard is not None:
            for port in heard:
                self._take_in(port)

    def _task(self) -> Task:
        spare = sum(name in SPARES for name in self._ends)
        engine = self._ends[handover.LINE][1].fileno()
        return Task(self._journal, tuple(self._ports), spare, engine)

    def _take_in(self, port: Port) -> None:
        """Serve a port of the new hands: one that has another place now, or a new one."""
        known = self._ports.get(port.name)
        self._ports[port.name] = port
        if known is not None and known != port:
            self._children[port.name].ask_to_end()
        elif known is None:
            spare = next(name for name in SPARES if name in self._ends)
            self._ends[port.name] = self._ends.pop(spare)
            self._say(NAMED, f"{spare}\0{port.name}")
            self._children[port.name] = self._port(port.name)
            self._children[port.name].start()

    def _end(self) -> None:
        """The engine first, so that what sounds is stopped; then the ports; last the display."""
        if self._readings is not None:
            self._readings.end()
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
            while not self._stopped:
                time.sleep(_SYNC_S)
                parts.sync(self._journal)


def _why(code: int) -> str:
    return f"exit {code}" if code >= 0 else signal.Signals(-code).name


def _terminal_state() -> list[Any] | None:
    """How the terminal is set, to be left so; None where there is none."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    with suppress(OSError, termios.error):
        return termios.tcgetattr(sys.stdin.fileno())
    return None
