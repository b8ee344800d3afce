"""What a frame of the footswitch costs the host: found in the bytes, checked, and followed."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from firmware_bridge.box import Box
from firmware_bridge.framing import Framer
from firmware_bridge.link import Link, receive

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAMES: Final = 20_000

_EVERY_US: Final = 10_000
_PLACES: Final = 1024


def frames() -> Iterator[tuple[str, list[float]]]:
    """Each kind, and the microseconds of each of its frames."""
    box = Box()
    kinds = {
        "EVENT": lambda number, t_us: box.move(number % 6, t_us, pressed=number // 6 % 2 == 0),
        "PEDAL": lambda number, t_us: box.slide(0, number % _PLACES, t_us),
        "BEAT": lambda _, t_us: box.beat(t_us),
        "HELLO": lambda _, t_us: box.hello(t_us),
    }
    framer, link, t_us = Framer(), Link(), 0
    for name, say in kinds.items():
        each_us = []
        for met in (box.hello(t_us), box.beat(t_us)):
            link, _ = receive(link, met[:-1], t_us)
        for number in range(FRAMES):
            t_us += _EVERY_US
            said = say(number, t_us)
            begun_ns = time.perf_counter_ns()
            framer, (frame,) = framer.feed(said)
            link, _ = receive(link, frame, t_us)
            each_us.append((time.perf_counter_ns() - begun_ns) / 1000)
        assert link.trusted
        assert link.lost == link.junk == 0
        yield name, each_us
