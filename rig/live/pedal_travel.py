"""Finding out an expression pedal's ends: the player moves it from its heel to its toe."""

from __future__ import annotations

import os
import select
import sys
from typing import TYPE_CHECKING, Final

from rig.errors import PortError
from rig.live.box_change import Calibration, travelled, why_not
from rig.live.monitor import write

if TYPE_CHECKING:
    from rig.live.box_visit import Visit

SETTLES_BEATS: Final = 3
"""A pedal is read so many heartbeats longer than until Enter: the first may be from before it."""


def travel(visit: Visit, pedal: int) -> Calibration:
    """What the input of a pedal reads at its ends.

    Raises ``PortError`` when the box is gone or has no such pedal, when the pedal does not move,
    and when nobody presses Enter any more.
    """
    if text := why_not(visit.met(), Calibration(pedal, 0, 0)):
        raise PortError(f"{visit.name}: {text}")
    write([f"put pedal {pedal + 1} to its heel, and press Enter"])
    heel = _readings(visit, pedal)[-1]
    write(["move it to its toe, and press Enter"])
    ends = travelled(pedal, [heel, *_readings(visit, pedal)])
    if isinstance(ends, str):
        raise PortError(ends)
    return ends


def _readings(visit: Visit, pedal: int) -> list[int]:
    """What the input reads in each heartbeat until Enter is pressed, and in some behind it."""
    readings: list[int] = []
    beat, left, entered = visit.seen.beat, SETTLES_BEATS, False
    while left:
        visit.go_on()
        visit.turn(*(() if entered else (sys.stdin.fileno(),)))
        if visit.hello is None:
            raise PortError(f"{visit.name} is gone; nothing is set")
        entered = entered or _entered()
        if visit.seen.beat is not None and visit.seen.beat is not beat:
            beat = visit.seen.beat
            readings.append(beat.raw[pedal])
            left -= entered
    return readings


def _entered() -> bool:
    """Whether Enter has been pressed. Raises ``PortError`` when nobody is there to do so."""
    keys = sys.stdin.fileno()
    if not select.select((keys,), (), (), 0)[0]:
        return False
    try:
        key = os.read(keys, 1)
    except OSError:  # the terminal is gone
        key = b""
    if not key:
        raise PortError("nobody is there to press Enter; nothing is set")
    return key == b"\n"
