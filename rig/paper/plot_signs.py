"""The signs of a score, drawn."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING, Final

from rig.paper.ink import WHITE, Shape, disc, line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark

_HATCH_STEP: Final = 1.6
_STROKES_MAX: Final = 200
"""Of a hatched box; a wider one has them further apart."""


def fermata(x: float, y: float) -> Iterator[Mark]:
    """A bow over a dot; ``y`` is its lower edge."""
    angles = [pi * step / 12 for step in range(13)]
    yield Shape(tuple((x + 1.9 * cos(a), y - 0.3 - 1.7 * sin(a)) for a in angles), thick=0.45)
    yield disc(x, y - 0.6, 0.45)


def repeat_sign(x: float, y: float, height: float, side: int) -> Iterator[Mark]:
    """A bar line with two dots, on its right where ``side`` is 1, on its left where it is -1."""
    yield line((x + 0.35 * side, y), (x + 0.35 * side, y + height), thick=0.7)
    yield line((x + 1.2 * side, y), (x + 1.2 * side, y + height), thick=0.2)
    for part in (0.36, 0.64):
        yield disc(x + 2.1 * side, y + part * height, 0.4)


def silence(x: float, end: float, y: float, height: float) -> Iterator[Mark]:
    """Two strokes through the upper line, and a dotted line until the music comes in again."""
    for shift in (0.6, 2.0):
        yield line((x + shift, y + 4), (x + shift + 1.6, y - 1), thick=0.6)
    middle = y + height / 2
    yield line((x, middle), (end, middle), thick=0.3, dashes=(0.3, 1.2))


def hatched(x: float, y: float, width: float, height: float) -> Iterator[Mark]:
    """Slanting strokes across a box: the beat stands, or is silent."""
    step = max(_HATCH_STEP, (width + height) / _STROKES_MAX)
    start = step
    while start < width + height:
        a = (x + min(start, width), y + max(0.0, start - width))
        b = (x + max(0.0, start - height), y + min(start, height))
        yield Shape((a, b), thick=0.15, colour="#555555")
        start += step


def pointer(x: float, y: float, size: float, fill: str) -> Shape:
    """A triangle that points up to a place; down where the size is negative."""
    low = y + size
    half = abs(size) * 0.55
    return Shape(((x, y), (x + half, low), (x - half, low)), fill, thick=0.25)


def beyond(x: float, y: float, size: float) -> Shape:
    """A hollow triangle that points to the right, to the left where the size is negative."""
    half = abs(size) * 0.5
    return Shape(((x, y), (x - size, y - half), (x - size, y + half)), WHITE, thick=0.45)


def rest(left: float, right: float, y: float, height: float) -> Iterator[Mark]:
    """Bars of silence: a beam between two ends."""
    middle = y + 0.62 * height
    inset = min(2.0, (right - left) / 4)
    yield line((left + inset, middle), (right - inset, middle), thick=1.1)
    for x in (left + inset, right - inset):
        yield line((x, middle - 1.8), (x, middle + 1.8), thick=0.35)


def count_in(left: float, right: float, y: float, height: float, clicks: int) -> Iterator[Mark]:
    """A cross for each warning click."""
    middle = y + height / 2
    for number in range(min(clicks, _STROKES_MAX)):
        x = left + (right - left) * number / clicks + 0.8
        for rise in (-0.8, 0.8):
            yield line((x - 0.8, middle - rise), (x + 0.8, middle + rise), thick=0.3)


def torn(x: float, y: float, height: float) -> Iterator[Mark]:
    """A torn edge: what was written goes on, and is not played."""
    teeth = 6
    points = [(x + (0.9 if n % 2 else -0.9), y + height * n / teeth) for n in range(teeth + 1)]
    yield Shape(tuple(points), thick=0.5)
