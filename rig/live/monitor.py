"""``rig monitor``: what arrives on every MIDI input, for as long as the player looks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from rig.live.arrivals import Arrivals
from rig.live.every_input import EveryInput
from rig.live.stopping import Stop
from rig.ports import channel

if TYPE_CHECKING:
    from rig.live.every_input import News

NOTHING: Final = "no MIDI input is there yet; rig ports says what is plugged in"
NOTHING_US: Final = 3_000_000
"""So long inputs may take to be found before the player is told that there are none."""


def monitor() -> int:
    """Tell what arrives until Ctrl-C or SIGTERM; the exit code.

    Raises ``PortError`` when the process that lists the inputs cannot be started.
    """
    stop, begin_us = Stop(), channel.now_us()
    arrivals = Arrivals(begin_us)
    write(["what arrives on every MIDI input; Ctrl-C ends it"])
    looked = False
    with EveryInput() as inputs:
        while not stop.said:
            lines = [line for news in inputs.turn() for line in _told(arrivals, news)]
            write([*lines, *arrivals.due(channel.now_us())])
            if not looked and channel.now_us() - begin_us >= NOTHING_US:
                looked = True
                write([] if inputs.ports else [NOTHING])
    return 0


def _told(arrivals: Arrivals, news: News) -> list[str]:
    if news.kind == channel.MIDI:
        return arrivals.lines(news.name, news.at_us, news.payload)
    if news.kind in (channel.FOUND, channel.LOST):
        text = "is heard" if news.kind == channel.FOUND else "is gone"
    else:
        text = news.payload.decode(errors="replace")
    return [arrivals.line(news.name, news.at_us, text)] if news.port else [text]


def write(lines: list[str]) -> None:
    """Have the player see some lines now."""
    if lines:
        sys.stdout.write("\n".join([*lines, ""]))
        sys.stdout.flush()
