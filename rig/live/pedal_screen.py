"""Where a footswitch is shown: in place on a terminal, as lines of what has changed elsewhere."""

from __future__ import annotations

import shutil
import sys
from collections import deque
from typing import TYPE_CHECKING, Final

from rig.live.arrivals import Arrivals
from rig.live.box_drawn import BOX, delays, drawn, who, wire
from rig.live.monitor import write
from rig.ports.channel import now_us

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.live.box_visit import Heard, Visit

DRAW_US: Final = 50_000
"""Between two drawings."""
NOTES: Final = 8
"""So many of the last lines stand below the drawing."""

_WIRE: Final = "the wire"


class Terminal:
    """A drawing, and the last lines of what has been heard below it."""

    def __init__(self) -> None:
        self._arrivals = Arrivals(now_us())
        self._notes: deque[str] = deque(maxlen=NOTES)
        self._drawn = 0
        self._due_us = 0

    def show(self, visit: Visit, heard: Sequence[Heard], at_us: int) -> None:
        """Draw the box as it is now."""
        # A pedal is seen to move.
        others = [one for one in heard if not one.part.startswith("pedal")]
        self._notes.extend(self._arrivals.line(one.part, one.at_us, one.text) for one in others)
        if at_us >= self._due_us:
            self._due_us = at_us + DRAW_US
            self._draw([*drawn(visit.seen, visit.name, at_us), "", *self._notes])

    def end(self, visit: Visit) -> None:
        """Leave the last drawing where it is."""
        self._due_us = 0
        self.show(visit, (), now_us())

    def _draw(self, lines: Sequence[str]) -> None:
        columns, rows = shutil.get_terminal_size()
        # What were wider or higher than the terminal would scroll, and be drawn below itself.
        shown = [line[: columns - 1] for line in lines[: rows - 1]]
        up = f"\x1b[{self._drawn}F" if self._drawn else ""
        sys.stdout.write(up + "".join(f"{line}\x1b[K\n" for line in shown) + "\x1b[J")
        sys.stdout.flush()
        self._drawn = len(shown)


class Lines:
    """A line for everything that has changed, with its seconds; few of a flood."""

    def __init__(self) -> None:
        self._arrivals = Arrivals(now_us())
        self._who = self._wire = ""

    def show(self, visit: Visit, heard: Sequence[Heard], at_us: int) -> None:
        """Write what is new."""
        lines = [line for one in heard for line in self._arrivals.said(one.part, *one[::2])]
        if visit.hello is not None:
            if (said := who(visit.hello)) != self._who:
                self._who = said
                lines.append(self._arrivals.line(BOX, at_us, said))
            if (counted := wire(visit.seen)) != self._wire:
                self._wire = counted
                lines += self._arrivals.said(_WIRE, at_us, counted)
        write([*lines, *self._arrivals.due(at_us)])

    def end(self, visit: Visit) -> None:
        """Write what only the whole of it tells."""
        write(delays(visit.seen))
