"""A terminal that is never waited for: drawn when it has room, left alone when it has none."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import termios
import tty
from typing import TYPE_CHECKING, Any, Final

from rig.stage.keys import names
from rig.stage.screen import FULL_COLUMNS, FULL_ROWS, draw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.conductor.view import View
    from rig.stage.cells import Row

COLOURED: Final = {
    "plain": "",
    "dim": "2",
    "press": "1",
    "open": "92",
    "alarm": "91;7",
    "overdue": "91",
    "notice": "93",
}
"""The terminal's attributes (SGR) for each style of the screen."""
COLOURLESS: Final = {**COLOURED, "open": "1", "alarm": "7", "overdue": "1", "notice": "1"}

_ENTER: Final = b"\x1b[?1049h\x1b[?25l\x1b[?7l"
"""Alternate screen, no cursor, nothing wraps."""
_LEAVE: Final = b"\x1b[0m\x1b[?7h\x1b[?25h\x1b[?1049l"
_READ_BYTES: Final = 256
_ESCAPE_S: Final = 0.05
"""The silence that tells the key escape from a key that begins with its byte."""


class Terminal:
    """One terminal, opened anew so that its flags are ours alone."""

    def __init__(self, name: str, palette: Mapping[str, str]) -> None:
        """Raises ``OSError`` or ``termios.error`` when ``name`` is no terminal of ours."""
        self.descriptor = os.open(name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        self._palette = palette
        self._found = termios.tcgetattr(self.descriptor)
        self._owed = _ENTER
        self._size = (0, 0)
        self._shown: tuple[bytes, ...] = ()
        self._doubted = False
        termios.tcsetattr(self.descriptor, termios.TCSANOW, _quiet(self._found))

    def show(self, view: View, packets: tuple[str, ...]) -> None:
        """Rewrite the rows that changed; nothing while the terminal has not taken the last frame.

        Raises ``OSError`` when the terminal is gone.
        """
        if self._owed:
            self._write(self._owed)
            self._doubted = True
            if self._owed:
                return
        columns, rows = os.get_terminal_size(self.descriptor)
        size = (columns or FULL_COLUMNS, rows or FULL_ROWS)  # a serial console knows no size
        if self._doubted or size != self._size:
            self._doubted, self._shown = False, ()
        painted = tuple(self._painted(row) for row in draw(view, packets, *size))
        frame = b"".join(
            b"\x1b[%d;1H\x1b[K%b" % (number, row)
            for number, row in enumerate(painted, 1)
            if number > len(self._shown) or row != self._shown[number - 1]
        )
        self._write(frame if self._shown else b"\x1b[0m\x1b[2J" + frame)
        self._size, self._shown = size, painted

    def redraw(self) -> None:
        """Draw every row of the next frame. A signal's handler may call this at any time."""
        self._doubted = True

    def keys(self) -> tuple[str, ...]:
        """The keys pressed since the last call.

        Waits a moment for the rest of a key that has only begun. Raises ``OSError`` when the
        terminal is gone.
        """
        pressed, begun = names(self._read())
        if begun and select.select((self.descriptor,), (), (), _ESCAPE_S)[0]:
            more, begun = names(begun + self._read())
            pressed += more
        return (*pressed, "escape") if begun == b"\x1b" else pressed

    def close(self) -> None:
        """Leave the terminal as it was found, if it is still there; without waiting."""
        with contextlib.suppress(OSError, termios.error):
            termios.tcflow(self.descriptor, termios.TCOON)
            termios.tcsetattr(self.descriptor, termios.TCSANOW, self._found)
            self._write(self._owed + _LEAVE)
        os.close(self.descriptor)

    def _painted(self, row: Row) -> bytes:
        return "".join(
            f"\x1b[0;{sgr}m{span.text}\x1b[0m" if (sgr := self._palette[span.style]) else span.text
            for span in row
        ).encode()

    def _read(self) -> bytes:
        try:
            data = os.read(self.descriptor, _READ_BYTES)
        except BlockingIOError:
            return b""
        if not data:
            raise OSError(errno.ENXIO, "the terminal is gone")
        return data

    def _write(self, data: bytes) -> None:
        try:
            taken = os.write(self.descriptor, data)
        except BlockingIOError:
            taken = 0
        self._owed = data[taken:]


def _quiet(found: list[Any]) -> list[Any]:
    """No echo, keys one by one, Ctrl-S no more than a key; Ctrl-C still interrupts."""
    quiet = [*found]
    quiet[tty.IFLAG] &= ~termios.IXON
    quiet[tty.LFLAG] &= ~(termios.ICANON | termios.ECHO | termios.IEXTEN)
    quiet[tty.CC] = [*found[tty.CC]]
    quiet[tty.CC][termios.VMIN], quiet[tty.CC][termios.VTIME] = 1, 0
    return quiet
