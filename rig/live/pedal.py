"""``rig pedal``: a footswitch shown live, calibrated, lit and set up."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from firmware_bridge.wire import HELLO_REQUEST
from rig.errors import PortError
from rig.live.box_line import BoxLine
from rig.live.box_visit import Visit
from rig.live.monitor import write
from rig.live.pedal_screen import Lines, Terminal
from rig.live.pedal_travel import travel
from rig.live.which_box import which_box
from rig.ports.channel import now_us

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.live.box_change import Change

TRIP_US: Final = 1_000_000
"""Between two HELLO? whose way there and back is measured."""
NOTHING_US: Final = 3_000_000
"""So long a box may take to be found before the player is told that it is not there."""


def pedal(
    where: str | None, changes: Sequence[Change], lights: Sequence[bool], calibrated: int | None
) -> int:
    """Set what is asked for; show the box until Ctrl-C if nothing is, or lights; the exit code.

    ``calibrated`` is the number of a pedal. Raises ``PortError`` when the box is not there, is used
    elsewhere, or does not keep what is set, ``FileError`` when the show that names it cannot be
    used.
    """
    port = which_box(where)
    shows = bool(lights) or (not changes and calibrated is None)
    with BoxLine(port) as line:
        visit = Visit(line, port.arguments[0])
        for change in changes:
            visit.keep(change)
        if calibrated is not None:
            visit.keep(travel(visit, calibrated))
        if lights and len(lights) > (there := visit.met().lights):
            raise PortError(f"{visit.name}: the box has {there} lights")
        if shows:
            _watch(visit, lights)
    return 0


def _watch(visit: Visit, lights: Sequence[bool]) -> None:
    """Show the box until it is enough, and light it whenever it is found."""
    screen = Terminal() if sys.stdout.isatty() else Lines()
    begun_us, lit, tripped_us, looked = now_us(), 0, 0, False
    write([f"the footswitch at {visit.name}; Ctrl-C ends it"])
    while not visit.stop.said:
        heard, at_us = visit.turn(), now_us()
        if visit.found > lit:
            lit = visit.found
            visit.line.say(*(bytes((0, number, on)) for number, on in enumerate(lights)))
        if visit.hello is not None and at_us - tripped_us >= TRIP_US:
            tripped_us = at_us
            visit.seen = replace(visit.seen, asked_us=at_us)
            visit.line.say(bytes((HELLO_REQUEST,)))
        if not looked and not visit.found and at_us - begun_us >= NOTHING_US:
            looked = True
            write([f"{visit.name} is not there yet; rig ports says what is plugged in"])
        screen.show(visit, heard, at_us)
    screen.end(visit)
