"""Marks on a figure of matplotlib, as SVG or PNG; the same marks are the same bytes."""

from __future__ import annotations

import warnings
from io import BytesIO
from math import sqrt
from typing import TYPE_CHECKING, Any, Final, Literal

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from rig.paper.ink import Shape
from rig.paper.letters import POINT_MM, cast, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.artist import Artist

    from rig.paper.ink import Mark

_INCH_MM: Final = 25.4
_DPI: Final = 150.0
PIXELS_MAX: Final = 40_000_000
"""Of a PNG; a larger page has fewer to the inch."""

_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "rig",
    "text.hinting": "no_hinting",
}
"""Text stays text; names inside the file are always the same; letters are as wide as measured."""


_ALIGNED: Final[dict[float, Literal["left", "center", "right"]]] = {
    0.0: "left",
    0.5: "center",
    1.0: "right",
}


def drawn(marks: Sequence[Mark], width: float, height: float, ending: str) -> bytes:
    """A page of marks as a picture file, ``svg`` or ``png``."""
    inches = width / _INCH_MM, height / _INCH_MM
    dpi = min(_DPI, sqrt(PIXELS_MAX / (inches[0] * inches[1])))
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=inches, dpi=dpi, facecolor="white")
        to_inches = Affine2D().scale(1 / _INCH_MM, -1 / _INCH_MM).translate(0, inches[1])
        place = to_inches + figure.dpi_scale_trans
        for order, mark in enumerate(marks):
            artist = _artist(mark, ending)
            artist.set_transform(place)
            artist.set_zorder(order)
            figure.add_artist(artist)
        file = BytesIO()
        with warnings.catch_warnings():
            # A letter the fonts lack; whoever shows the SVG may have it.
            warnings.filterwarnings("ignore", r"Glyph \d+")
            metadata = {"Date": None, "Creator": "rig plot"} if ending == "svg" else {}
            figure.savefig(file, format=ending, dpi=dpi, metadata=metadata)
    return file.getvalue()


def _artist(mark: Mark, ending: str) -> Artist:
    if isinstance(mark, Shape):
        return _shape(mark)
    # The viewer of an SVG may have letters that our fonts lack.
    text = printable(mark.text) if ending == "svg" else cast(mark.text, mark.face)
    return Text(
        mark.x,
        mark.y,
        text,
        color=mark.colour,
        horizontalalignment=_ALIGNED[mark.align],
        verticalalignment="baseline",
        fontproperties=FontProperties(fname=str(mark.face.path), size=mark.size),
        parse_math=False,
    )


def _shape(shape: Shape) -> Artist:
    thick = shape.thick / POINT_MM
    style: Literal["-"] | tuple[float, tuple[float, ...]] = "-"
    if shape.dashes:
        # matplotlib counts dashes in widths of the line.
        style = (0, tuple(part / shape.thick for part in shape.dashes))
    if not shape.fill:
        across, down = zip(*shape.points, strict=True)
        return Line2D(across, down, linewidth=thick, linestyle=style, color=shape.colour)
    return Polygon(
        shape.points,
        closed=True,
        facecolor=shape.fill,
        edgecolor=shape.colour if thick else "none",
        linewidth=thick,
        linestyle=style,
        joinstyle="miter",
    )
