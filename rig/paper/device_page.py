"""The page of a device: its controls by shape in rows, in colours that say who says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rig.desk.tell_device import lit, said, sends
from rig.hands.device import Authority, Shape
from rig.paper.device_signs import sign
from rig.paper.ink import Words, box, line, moved
from rig.paper.letters import Face, clipped, width_mm, wrapped
from rig.paper.told import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.hands.device import Control, Device, Light
    from rig.paper.ink import Mark

WIDTH: Final = 297.0
"""A4, lying; as high as it needs to be."""

COLOURS: Final = {
    Authority.MAKER: "#58b368",
    Authority.PROGRAM: "#6fa8dc",
    Authority.NONE: "#c4c4c4",
}
UNSETTLED: Final = "#f2a33c"
_MEANS: Final = (
    (COLOURS[Authority.MAKER], "a document of the maker says so"),
    (COLOURS[Authority.PROGRAM], "somebody's program says so"),
    (COLOURS[Authority.NONE], "nobody says so; it is what is usual"),
    (UNSETTLED, "unsettled: sources disagree, and rig learn settles it"),
)

_MARGIN: Final = 8.0
_COLUMNS: Final = 8
_WIDE: Final = (WIDTH - 2 * _MARGIN) / _COLUMNS
_HIGH: Final = 17.5
_SIGN: Final = 11.0
_TEXT: Final = 6.5
_LINES: Final = 4
"""Of a control, below its name."""
_NUMBER: Final = re.compile(r"\d+")


def page(device: Device) -> tuple[tuple[Mark, ...], float]:
    """All marks of a device, and how high its page is."""
    marks: list[Mark] = []
    y = _MARGIN
    for high, block in (*_head(device), *_controls(device), *_foot(device)):
        marks += (moved(mark, y) for mark in block)
        y += high
    return tuple(marks), y + _MARGIN


def rows(device: Device) -> Iterator[tuple[Shape, list[str]]]:
    """The controls by shape, a row for those whose names differ in their numbers only.

    Those without a number stand together; what is too many for a row goes on in the next.
    """
    for shape in Shape:
        alike: dict[str, list[str]] = {}
        for name, control in device.controls.items():
            if control.shape is shape:
                stem = _NUMBER.sub("0", name) if _NUMBER.search(name) else ""
                alike.setdefault(stem, []).append(name)
        for names in alike.values():
            for first in range(0, len(names), _COLUMNS):
                yield shape, names[first : first + _COLUMNS]


def _head(device: Device) -> Iterator[tuple[float, list[Mark]]]:
    yield 11.0, [Words(_MARGIN, 7.5, device.name, 22, Face.BOLD)]
    init = ", ".join(message.hex(" ").upper() for message in device.init)
    for name, told in (("port", device.port), ("mode", device.mode), ("sent at first", init)):
        if told:
            yield from _paragraph(f"{name}: {told}", 9.5)
    yield 3.0, [line((_MARGIN, 1.0), (WIDTH - _MARGIN, 1.0), thick=0.5)]


def _paragraph(text: str, size: float, indent: float = 0.0) -> Iterator[tuple[float, list[Mark]]]:
    for told in wrapped(text, WIDTH - 2 * _MARGIN - indent, size):
        yield size * 0.48, [Words(_MARGIN + indent, size * 0.36, told, size)]


def _controls(device: Device) -> Iterator[tuple[float, list[Mark]]]:
    before = None
    for shape, names in rows(device):
        if shape is not before:
            many = sum(control.shape is shape for control in device.controls.values())
            told = counted(many, shape.value, "switches" if shape is Shape.SWITCH else "")
            yield 7.0, [Words(_MARGIN, 5.0, told, 10, Face.SLANT)]
            before = shape
        marks: list[Mark] = []
        for column, name in enumerate(names):
            x = _MARGIN + column * _WIDE
            marks += _cell(device, name, device.controls[name], x)
        yield _HIGH, marks
    others = {name: one for name, one in device.lights.items() if name not in device.controls}
    if others:
        yield 7.0, [Words(_MARGIN, 5.0, "lights of no control", 10, Face.SLANT)]
    for name, light in others.items():
        yield from _other(name, light)


def _cell(device: Device, name: str, control: Control, x: float) -> Iterator[Mark]:
    light = device.lights.get(name)
    fill = COLOURS[device.authority(control.sources)] if control.signal else UNSETTLED
    yield from sign(control.shape, light, x + _SIGN / 2 - 0.5, 6.5, fill)
    left, room = x + _SIGN, _WIDE - _SIGN - 1.0
    size = min(9.0, 9.0 * room / width_mm(name or " ", 9.0, Face.BOLD))
    yield Words(left, 4.0, name, size, Face.BOLD)
    texts = filter(None, (sends(control), lit(light), said(control.sources)))
    lines = [told for text in texts for told in wrapped(text, room, _TEXT)]
    if len(lines) > _LINES:
        lines[_LINES - 1 :] = [clipped(" ".join(lines[_LINES - 1 :]), room, _TEXT)]
    for number, told in enumerate(lines):
        yield Words(left, 7.1 + 2.6 * number, told, _TEXT)


def _other(name: str, light: Light) -> Iterator[tuple[float, list[Mark]]]:
    yield from _paragraph(f"{name}:  {lit(light)}, from {said(light.sources)}", 7.5)


def _foot(device: Device) -> Iterator[tuple[float, list[Mark]]]:
    yield 4.0, [line((_MARGIN, 2.0), (WIDTH - _MARGIN, 2.0), thick=0.5)]
    x = _MARGIN
    marks: list[Mark] = []
    for fill, text in _MEANS:
        marks += (box(x, 0.6, 5.0, 3.4, fill, 0.25), Words(x + 6.5, 3.4, text, 8))
        x += 6.5 + width_mm(text, 8) + 6.0
    yield 6.5, marks
    for name, control in device.controls.items():
        if control.signal is None:
            yield from _paragraph(f"{name}:  {'  or  '.join(control.claims)}", 8, 6.5)
    for name, told in device.sources.items():
        yield from _paragraph(f"{name}:  {told}", 8, 6.5)
