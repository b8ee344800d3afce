"""The signs of controls on paper, each by its shape, about a place."""

from __future__ import annotations

from math import cos, pi, sin
from typing import TYPE_CHECKING, Final

from rig.hands.device import Led, Ring, Shape
from rig.paper.ink import BLACK, WHITE, box, disc, line
from rig.paper.ink import Shape as Outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rig.hands.device import Light
    from rig.paper.ink import Mark

_THICK: Final = 0.3
_DOTS: Final = 11
"""Of a ring."""


def sign(shape: Shape, light: Light | None, x: float, y: float, fill: str) -> Iterator[Mark]:
    """A control of this shape, with its lights where it has some; 10 mm wide and high."""
    yield from _SIGNS[shape](x, y, fill)
    if isinstance(light, Ring):
        for dot in range(_DOTS):
            across, up = _around(dot / (_DOTS - 1))
            yield disc(x + 4.6 * across, y - 4.6 * up, 0.4, BLACK)
    elif isinstance(light, Led):
        yield disc(x + 3.2, y - 2.6, 0.8, WHITE, 0.2)


def _around(turn: float) -> tuple[float, float]:
    """Where a knob points, from lower left over the top to lower right: to the right, and up."""
    angle = pi * (1.25 - 1.5 * turn)
    return cos(angle), sin(angle)


def _fader(x: float, y: float, fill: str) -> Iterator[Mark]:
    yield line((x, y - 5), (x, y + 5), thick=0.8)
    yield box(x - 2.6, y - 2.2, 5.2, 3.2, fill, _THICK)
    yield line((x - 2.6, y - 0.6), (x + 2.6, y - 0.6), thick=_THICK)


def _knob(x: float, y: float, fill: str) -> Iterator[Mark]:
    yield disc(x, y, 3.4, fill, _THICK)
    across, up = _around(0.75)
    yield line((x + across, y - up), (x + 3.4 * across, y - 3.4 * up), thick=0.7)


def _encoder(x: float, y: float, fill: str) -> Iterator[Mark]:
    yield disc(x, y, 3.4, fill, _THICK)
    yield disc(x, y, 1.6, WHITE, _THICK)


def _button(x: float, y: float, fill: str) -> Iterator[Mark]:
    yield box(x - 4.2, y - 2.6, 8.4, 5.2, fill, _THICK)


def _pad(x: float, y: float, fill: str) -> Iterator[Mark]:
    yield box(x - 4.2, y - 4.2, 8.4, 8.4, fill, _THICK)


def _pedal(x: float, y: float, fill: str) -> Iterator[Mark]:
    around = ((x - 4.5, y + 1.6), (x + 4.5, y - 3.4), (x + 4.5, y - 1.0), (x - 4.5, y + 4.0))
    yield Outline(around, fill, _THICK)
    yield line((x - 4.5, y + 4.2), (x + 4.5, y + 4.2), thick=0.6)


def _switch(x: float, y: float, fill: str) -> Iterator[Mark]:
    yield box(x - 4.2, y - 4.2, 8.4, 8.4, WHITE, _THICK)
    yield disc(x, y, 2.8, fill, _THICK)


_SIGNS: Final[dict[Shape, Callable[[float, float, str], Iterator[Mark]]]] = {
    Shape.FADER: _fader,
    Shape.KNOB: _knob,
    Shape.ENCODER: _encoder,
    Shape.BUTTON: _button,
    Shape.PAD: _pad,
    Shape.PEDAL: _pedal,
    Shape.SWITCH: _switch,
}
