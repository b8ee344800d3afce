"""What has been seen of a footswitch so far: its line, its last heartbeat, and how soon it tells.

Two delays are known to one side of a wire alone. The first is from a press's first edge to its
arrival here, counting the quickest frame so far as on its way for no time: debouncing, waiting and
being held up are in it, the least time of the way is not. The second is from a HELLO? leaving here
to its HELLO coming back: twice that way, with the box's answer and our own process in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from firmware_bridge.heard import Heard, Pressed
from firmware_bridge.link import Link, receive
from firmware_bridge.said import Beat, Hello
from firmware_bridge.wire import SWITCHES, decode

DELAYS_MAX: Final = 99
"""So many delays are remembered, the newest."""

_NEW: Final = Link()


@dataclass(frozen=True, slots=True)
class Seen:
    """A box as it is known."""

    link: Link = _NEW
    beat: Beat | None = None
    """The last heartbeat of a box that is believed; None before the first."""
    presses_us: tuple[int | None, ...] = (None,) * SWITCHES
    """The first edge of the last press of each switch that was heard, on the host's clock."""
    late_us: tuple[int, ...] = ()
    """From the first edge of a press to its arrival here."""
    asked_us: int | None = None
    """When a HELLO? left that has not been answered; None where there is none."""
    answered_us: tuple[int, ...] = ()
    """From a HELLO? to its HELLO."""


def hear(seen: Seen, frame: bytes, came_us: int) -> tuple[Seen, tuple[Heard, ...]]:
    """Take one frame, without its closing zero; what is seen then, and what it tells."""
    link, heard = receive(seen.link, frame, came_us)
    seen = replace(seen, link=link)
    said = decode(frame)
    if isinstance(said, Beat) and link.trusted:
        seen = replace(seen, beat=said)
    if isinstance(said, Hello) and seen.asked_us is not None:
        answered_us = (*seen.answered_us, came_us - seen.asked_us)[-DELAYS_MAX:]
        seen = replace(seen, asked_us=None, answered_us=answered_us)
    for one in heard:
        if isinstance(one, Pressed):
            before, after = seen.presses_us[: one.switch], seen.presses_us[one.switch + 1 :]
            late_us = (*seen.late_us, came_us - one.at_us)[-DELAYS_MAX:]
            seen = replace(seen, presses_us=(*before, one.at_us, *after), late_us=late_us)
    return seen, heard


def delay(delays_us: tuple[int, ...]) -> str:
    """The middle of some delays and the longest: ``4.2 ms, at most 9.0``."""
    if not delays_us:
        return "not measured yet"
    return f"{median(delays_us) / 1000:.1f} ms, at most {max(delays_us) / 1000:.1f}"
