"""The display's process: views in, keys out, and never a reason to wait.

    python -m rig.stage.terminal --views FD --keys FD --beats FD [--plain]

``--views`` brings one JSON object in each datagram: a `View`, of which only the newest counts,
or ``{"arrived": text}``, a line for the rows of packets. ``--keys`` takes records of
`rig.ports.channel`, ``--beats`` one byte every quarter of a second. A terminal that is stopped
costs frames; one that is gone ends the drawing, never the beating, so that nobody starts another
display on it. ``--plain`` prints lines to the standard output instead.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import socket
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

from rig.ports import child
from rig.ports.channel import KEY, now_us
from rig.stage.inbox import Inbox
from rig.stage.log import Log
from rig.stage.tty import COLOURED, COLOURLESS, Terminal

if TYPE_CHECKING:
    from rig.conductor.view import View

FRAME_US: Final = 50_000
"""The least time between two frames."""


class Surface(Protocol):
    """Where a view is shown."""

    def show(self, view: View, packets: tuple[str, ...]) -> None:
        """Show ``view`` without waiting; raises ``OSError`` when the place is gone."""

    def close(self) -> None:
        """Leave the place as it was found."""


class Display:
    """A surface kept up to date, and its keyboard if it has one."""

    def __init__(self, wire: child.Wire, views: socket.socket, surface: Surface | None) -> None:
        self._wire = wire
        self._views = views
        self._inbox = Inbox(views)
        self._surface = surface
        self._keyboard: Terminal | None = None
        self._frame_due_us = 0

    def serve(self) -> None:
        """Show and listen until the engine's end of the views is closed.

        Raises ``child.Ended`` when the parent is gone.
        """
        while self._inbox.open:
            descriptors = () if self._keyboard is None else (self._keyboard.descriptor,)
            beat = self._wire.turn(self._views, *descriptors)
            if beat and isinstance(self._surface, Terminal):
                self._keyboard = self._surface
            self._listen()
            # A beat draws too: a stopped terminal may go on, a resized one is seen.
            if self._inbox.drain() or beat:
                self._wait_for_frame()
                self._inbox.drain()
                self._show()

    def redraw(self) -> None:
        """Forget what the terminal shows: its size has changed."""
        if isinstance(self._surface, Terminal):
            self._surface.redraw()

    def close(self) -> None:
        """Give the terminal back."""
        surface, self._surface, self._keyboard = self._surface, None, None
        if surface:
            surface.close()

    def _wait_for_frame(self) -> None:
        """Listen until the next frame is due: far shorter than a beat."""
        while self._keyboard and (wait_us := self._frame_due_us - now_us()) > 0:
            select.select((self._keyboard.descriptor,), (), (), wait_us / 1_000_000)
            self._listen()

    def _listen(self) -> None:
        if self._keyboard is None:
            return
        stamped_us = now_us()
        try:
            pressed = self._keyboard.keys()
        except OSError:
            # Gone, which drawing will find, or the shell's for a while: asked again at a beat.
            self._keyboard = None
            return
        for name in pressed:
            self._wire.send(KEY, name.encode(), stamped_us)

    def _show(self) -> None:
        self._frame_due_us = now_us() + FRAME_US
        if self._surface is None or self._inbox.view is None:
            return
        try:
            self._surface.show(self._inbox.view, self._inbox.packets)
        except OSError:
            self.close()


def main() -> None:
    """Run the display on the terminal of the standard streams, or print to the standard output."""
    parser = argparse.ArgumentParser(prog="terminal")
    for name in ("--views", "--keys", "--beats"):
        parser.add_argument(name, type=int, required=True, metavar="FD")
    parser.add_argument("--plain", action="store_true", help="print lines, draw nothing")
    given = parser.parse_args()
    # Then reading as a process of the background is an error, and no reason to be stopped.
    for ignored in (signal.SIGTTIN, signal.SIGTTOU):
        signal.signal(ignored, signal.SIG_IGN)
    os.set_blocking(given.views, False)
    views = socket.socket(fileno=given.views)
    wire = child.Wire("keyboard", given.keys, given.beats)
    display = Display(wire, views, _plain() if given.plain else _terminal())
    signal.signal(signal.SIGWINCH, lambda *_: display.redraw())
    child.run(wire, display.serve, display.close)


def _plain() -> Surface:
    descriptor = sys.stdout.fileno()
    if os.isatty(descriptor):  # opened anew, it may be non-blocking without the others noticing
        descriptor = os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    return Log(descriptor)


def _terminal() -> Surface | None:
    palette = COLOURLESS if os.environ.get("NO_COLOR") else COLOURED
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        with suppress(OSError, termios.error):
            return Terminal(os.ttyname(stream.fileno()), palette)
    return None


if __name__ == "__main__":
    main()
