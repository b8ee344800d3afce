"""A swell from p to f by hand, out of the loop of the dry run, and its picture.

    python tests/swelled.py docs/swell.svg

draws it anew. The slider stands at a quarter of its travel; for three seconds a hand takes it to
the top, as smoothly as a hand does, and 7 bits say so every 20 ms.
"""

from __future__ import annotations

import sys
from pathlib import Path
from struct import unpack
from typing import TYPE_CHECKING

from mapped import at, mapped
from nights import go, play

from rig.paper.draw_figure import drawn
from rig.paper.ink import Shape, Words, line
from rig.paper.letters import Face
from rig.score.sheet import level_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark

CUES = """
[cue.1]
on = "screening"
play = "A 8 4/4 q=60"
dyn = "strings p"
"""
BEGIN_S, LASTS_S, EVERY_S = 2.0, 3.0, 0.02
FROM, TO = 32, 127
END_S = 6.0

WIDE, HIGH = 190.0, 118.0
LEFT, RIGHT = 24.0, 184.0
KNOB, LEVEL = (46.0, 12.0), (106.0, 60.0)
"""Where the two lanes begin and end, from below; millimetres."""
PALE = "#9a9a9a"


def moves() -> list[tuple[float, int]]:
    """When the slider says where it is, and what; a hand goes on a path of least jerk."""
    count = round(LASTS_S / EVERY_S)
    found = []
    for number in range(count + 1):
        gone = number / count
        along = 10 * gone**3 - 15 * gone**4 + 6 * gone**5
        found.append((BEGIN_S + number * EVERY_S, round(FROM + (TO - FROM) * along)))
    return found


def levels(words: str) -> list[tuple[float, float]]:
    """What the strings are sent by that hand, whose slider is for them in these words: 0 to 1."""
    hands = [at(at_s, "slider1", place) for at_s, place in moves()]
    night = play(mapped(f'[box]\nslider1 = "strings {words}"', cues=CUES), go(1), hands)
    return [
        (due_us / 1e6, unpack(">f", packet[-4:])[0] / 10)
        for due_us, _, packet in night.packets
        if packet.startswith(b"/strings")
    ]


def marks() -> Iterator[Mark]:
    """Above where the slider is, below what the strings are sent."""
    yield Words(LEFT, 6.5, "A swell from p to f by hand", 11, Face.BOLD)
    yield from _lane(KNOB, ((0, "0"), (64, "64"), (127, "127")), 127, 0, "slider")
    low, high = level_of("pp"), level_of("ff")
    heights = [(level_of(mark), mark) for mark in ("pp", "p", "mp", "mf", "f", "ff")]
    yield from _lane(LEVEL, heights, high, low, "strings")
    yield _steps([(0.0, FROM), *moves()], KNOB, 127, 0, 0.5)
    yield _steps(levels("jump p..f"), LEVEL, high, low, 0.4, PALE)
    yield _steps(levels("curve s p..f"), LEVEL, high, low, 0.7)
    for second in range(1, round(END_S)):
        x = _x(second)
        yield line((x, LEVEL[0]), (x, LEVEL[0] + 1.4), thick=0.3)
        yield Words(x, LEVEL[0] + 6, f"{second} s", 8.5, align=0.5)
    yield Words(_x(2.12), 102.6, "jump p..f: it leaps as it is touched", 8.5, colour=PALE)
    yield Words(_x(4.2), 82.4, "curve s p..f, taken over by scale:", 8.5)
    yield Words(_x(4.2), 86.2, "it never leaps", 8.5)


def _lane(ends, heights, high: float, low: float, name: str) -> Iterator[Mark]:
    base, _ = ends
    yield line((LEFT, base), (RIGHT, base), thick=0.3)
    yield Words(LEFT - 20, ends[1] - 2.5, name, 8.5)
    for value, text in heights:
        y = _y(ends, value, high, low)
        face = Face.PLAIN if text.isdigit() else Face.MARK
        yield Words(LEFT - 2.5, y + 1.2, text, 8.5, face, align=1)
        yield line((LEFT - 1.2, y), (RIGHT, y), thick=0.08)


def _steps(told, ends, high: float, low: float, thick: float, colour: str = "#000000") -> Shape:
    """Each value stays until the next one comes."""
    points = []
    for at_s, value in told:
        x, y = _x(at_s), _y(ends, value, high, low)
        points += [(x, points[-1][1]), (x, y)] if points else [(x, y)]
    points.append((RIGHT, points[-1][1]))
    return Shape(tuple(points), thick=thick, colour=colour)


def _x(at_s: float) -> float:
    return LEFT + (RIGHT - LEFT) * at_s / END_S


def _y(ends: tuple[float, float], value: float, high: float, low: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * (value - low) / (high - low)


def picture(ending: str) -> bytes:
    """The picture as a file, ``svg`` or ``png``."""
    return drawn(tuple(marks()), WIDE, HIGH, ending)


if __name__ == "__main__":
    name = Path(sys.argv[1])
    name.write_bytes(picture(name.suffix[1:]))
