"""What arrives, as lines a player can read: under a flood the first ones, a count, and the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rig.hands.spoken import heard

WINDOW_US: Final = 250_000
LINES: Final = 5
"""In each window a port, or a control, has so many lines; of what else comes the number is told,
and the last."""

_BYTES: Final = 12
"""Shown of a longer message."""
_NAME: Final = 24


@dataclass(slots=True)
class _Window:
    begin_us: int
    shown: int = 0
    left_out: int = 0
    last: tuple[int, str] = (0, "")


class Arrivals:
    """The lines of what arrives, each with its seconds since ``begin_us``."""

    def __init__(self, begin_us: int) -> None:
        self._begin_us = begin_us
        self._windows: dict[str, _Window] = {}

    def lines(self, name: str, at_us: int, data: bytes) -> list[str]:
        """What to write when a message arrives on a port."""
        return self.said(name, at_us, _told(data))

    def said(self, name: str, at_us: int, text: str) -> list[str]:
        """What to write when there is something to say of a port, or of a control."""
        before = self._windows.get(name)
        over = before is not None and at_us >= before.begin_us + WINDOW_US
        told = self._left_out(name) if over else []
        window = self._windows.setdefault(name, _Window(at_us))
        if window.shown < LINES:
            window.shown += 1
            return [*told, self.line(name, at_us, text)]
        window.left_out += 1
        window.last = at_us, text
        return told

    def due(self, at_us: int) -> list[str]:
        """What to write of the windows that are over."""
        over = [name for name, one in self._windows.items() if at_us >= one.begin_us + WINDOW_US]
        return [line for name in over for line in self._left_out(name)]

    def line(self, name: str, at_us: int, text: str) -> str:
        """A line about a port; what a terminal would obey, or could not show, is a ``?``."""
        shown = "".join(letter if letter.isprintable() else "?" for letter in name)
        return f"{(at_us - self._begin_us) / 1e6:9.3f}  {shown:<{_NAME}}  {text}"

    def _left_out(self, name: str) -> list[str]:
        window = self._windows.pop(name)
        if not window.left_out:
            return []
        at_us, text = window.last
        more = window.left_out - 1
        told = [self.line(name, at_us, f"{more} more, not shown")] if more else []
        return [*told, self.line(name, at_us, text)]


def _told(data: bytes) -> str:
    """A message in hexadecimal and in words."""
    digits = data[:_BYTES].hex(" ").upper() + (" …" if len(data) > _BYTES else "")
    return f"{digits:<8}  {heard(data)}"
