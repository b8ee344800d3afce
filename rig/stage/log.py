"""The display where there is no terminal: a line for each thing that changed."""

from __future__ import annotations

import contextlib
import os
import select
from typing import TYPE_CHECKING, Final

from rig.stage.rows import film, lost, who

if TYPE_CHECKING:
    from rig.conductor.view import View

WRITE_MAX: Final = 512
"""Bytes of the longest line: what a pipe that is ready takes whole, on every system."""


def lines(before: View | None, after: View) -> tuple[str, ...]:
    """What ``after`` tells that ``before`` (None at the start) did not.

    Cue, press, who has the tempo, how sure the film is, what went out of reach, devices and
    notices; neither beats nor levels nor what bends, which would bury them.
    """
    told = []
    if before is None or before.now != after.now:
        told.append(f"now {after.now}" + (f", film {after.film}" if after.film else ""))
    if before is None or before.press != after.press:
        told.append(f"next press: {after.press}")
    if who(after) and (before is None or who(before) != who(after)):
        told.append(f"tempo: {who(after)}")
    if after.film_sure and (before is None or before.film_sure != after.film_sure):
        told.append(film(after))
    gone = {hit.text for hit in before.hits if hit.lost} if before else set()
    told += [
        f"out of reach: {hit.text}, {lost(hit)}"
        for hit in after.hits
        if hit.lost and hit.text not in gone
    ]
    was = dict(before.devices) if before else {}
    for name, present in after.devices:
        if was.get(name) != present:
            told.append(f"{name}: {'found' if present else 'absent'}")
    told += _news(before.notices if before else (), after.notices)
    return tuple(told)


class Log:
    """Writes the lines to a descriptor without ever waiting for its reader."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: View | None = None
        self._dropped = 0

    def show(self, view: View, _packets: tuple[str, ...]) -> None:
        """Write what is new; lines the reader has no room for are dropped and counted.

        Raises ``OSError`` when the reader is gone.
        """
        for line in lines(self._before, view):
            self._tell(line)
        self._before = view

    def close(self) -> None:
        """Nothing is owed: what was not taken at once was dropped."""

    def _tell(self, line: str) -> None:
        missing = f"({self._dropped} lines dropped) " if self._dropped else ""
        whole = f"{missing}{line}".replace("\n", " ").encode(errors="replace")
        # Asking first leaves the descriptor blocking for the others that share it.
        if select.select([], [self._descriptor], [], 0)[1]:
            with contextlib.suppress(BlockingIOError):
                os.write(self._descriptor, whole[: WRITE_MAX - 1] + b"\n")
                self._dropped = 0
                return
        self._dropped += 1


def _news(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    """The lines that entered a window of last lines since ``before``."""
    for kept in range(min(len(before), len(after)), 0, -1):
        if before[-kept:] == after[:kept]:
            return after[kept:]
    return after
