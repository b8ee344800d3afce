"""What is put on paper, before anything knows with what it is drawn: shapes and words.

Lengths and places are millimetres from the upper left corner of the page, letters are points high.
Later marks lie over earlier ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, pi, sin
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.paper.letters import Face, width_mm

if TYPE_CHECKING:
    from rig.paper.letters import Point

BLACK: Final = "#000000"
WHITE: Final = "#ffffff"
_CORNERS: Final = 24
"""Of what stands for a circle."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A line through some points, or what it goes round."""

    points: tuple[Point, ...]
    fill: str = ""
    """``#rrggbb`` of what the closed line goes round; empty of an open line."""
    thick: float = 0.0
    """Of the line; 0 draws none."""
    dashes: tuple[float, float] | None = None
    """How long dashes and gaps are; None is a whole line."""
    colour: str = BLACK
    """Of the line."""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text."""

    x: float
    y: float
    """Of the base line."""
    text: str
    size: float
    face: Face = Face.PLAIN
    colour: str = BLACK
    align: float = 0.0
    """What part of the text lies left of ``x``: 0, 0.5 or 1."""

    @property
    def left(self) -> float:
        """Where the text begins."""
        return self.x - self.align * width_mm(self.text, self.size, self.face)


Mark: TypeAlias = Shape | Words


def box(
    x: float, y: float, width: float, height: float, fill: str = "", thick: float = 0.0
) -> Shape:
    """A rectangle from its upper left corner; empty inside where nothing fills it."""
    right, low = x + width, y + height
    around = ((x, y), (right, y), (right, low), (x, low))
    return Shape(around if fill else (*around, (x, y)), fill, thick)


def line(*points: Point, thick: float = 0.2, dashes: tuple[float, float] | None = None) -> Shape:
    """A line through some points."""
    return Shape(points, "", thick, dashes)


def disc(x: float, y: float, radius: float, fill: str = BLACK, thick: float = 0.0) -> Shape:
    """A circle about a place."""
    turns = (2 * pi * corner / _CORNERS for corner in range(_CORNERS))
    return Shape(tuple((x + radius * cos(a), y + radius * sin(a)) for a in turns), fill, thick)


def moved(mark: Mark, y: float) -> Mark:
    """A mark so much lower down."""
    if isinstance(mark, Shape):
        return replace(mark, points=tuple((x, own + y) for x, own in mark.points))
    return replace(mark, y=mark.y + y)


def over(fill: str) -> str:
    """The ink that is read best on a colour, by its relative luminance (ITU-R BT.709 weights)."""
    red, green, blue = (int(fill[at : at + 2], 16) for at in (1, 3, 5))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return BLACK if light > 128 else WHITE  # noqa: PLR2004 - half of full light
