"""Marks on pages of a PDF; the same marks are the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from rig.paper.ink import Shape
from rig.paper.letters import POINT_MM, Face, cast

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.paper.ink import Mark, Words


def printed(pages: Iterable[tuple[Mark, ...]], width: float, height: float, title: str) -> bytes:
    """Pages of marks as a PDF file."""
    for face in Face:
        registerFont(TTFont(face.value, str(face.path)))
    file = BytesIO()
    size = width / POINT_MM, height / POINT_MM
    canvas = Canvas(file, pagesize=size, pageCompression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setCreator("rig book")
    for marks in pages:
        for mark in marks:
            if isinstance(mark, Shape):
                _shape(canvas, mark, size[1])
            else:
                _words(canvas, mark, size[1])
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _words(canvas: Any, words: Words, high: float) -> None:  # noqa: ANN401 - has no types
    canvas.setFont(words.face.value, words.size)
    canvas.setFillColor(HexColor(words.colour))
    canvas.drawString(
        words.left / POINT_MM, high - words.y / POINT_MM, cast(words.text, words.face)
    )


def _shape(canvas: Any, shape: Shape, high: float) -> None:  # noqa: ANN401 - has no types
    (x, y), *rest = shape.points
    path = canvas.beginPath()
    path.moveTo(x / POINT_MM, high - y / POINT_MM)
    for x, y in rest:
        path.lineTo(x / POINT_MM, high - y / POINT_MM)
    if shape.fill:
        path.close()
        canvas.setFillColor(HexColor(shape.fill))
    canvas.setStrokeColor(HexColor(shape.colour))
    canvas.setLineWidth(shape.thick / POINT_MM)
    canvas.setDash([part / POINT_MM for part in shape.dashes or ()])
    canvas.drawPath(path, stroke=int(shape.thick > 0), fill=int(bool(shape.fill)))
