"""``rig device``: what each control sends, how it is lit, who says so, and what is unsettled."""

from __future__ import annotations

import sys
from itertools import zip_longest
from typing import TYPE_CHECKING

from rig.desk.device_file import open_device
from rig.hands.device import Label
from rig.hands.messages import words_of
from rig.hands.write_device import light_words, signal_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rig.hands.device import Control, Device, Light


def tell_device(wanted: str) -> int:
    """Print a device as a table; the exit code is 0.

    Raises ``ProblemsError`` with every problem of its file, ``FileError`` when there is none.
    """
    sys.stdout.write("\n".join([*device_lines(open_device(wanted)), ""]))
    return 0


def device_lines(device: Device) -> Iterator[str]:
    """The lines that tell a device."""
    yield f"{device.name}, a {device.kind} device"
    init = ", ".join(message.hex(" ").upper() for message in device.init)
    for head, told in (("port", device.port), ("mode", device.mode), ("init", init)):
        if told:
            yield f"  {head}  {told}"
    yield ""
    yield from _table(_rows(device))
    unsettled = [(name, one) for name, one in device.controls.items() if one.signal is None]
    if unsettled:
        yield ""
        yield "unsettled, for rig learn to settle:"
        yield from _table((f"  {name}", *control.claims) for name, control in unsettled)
    yield ""
    yield "sources:"
    yield from _table((f"  {name}", told) for name, told in device.sources.items())


def _rows(device: Device) -> Iterator[tuple[str, ...]]:
    """A line for each control, and for each light that is of none."""
    yield "control", "shape", "sends", "lit by", "from"
    for name, control in device.controls.items():
        light = device.lights.get(name)
        yield name, control.shape.value, sends(control), lit(light), said(control.sources)
    for name, light in device.lights.items():
        if name not in device.controls:
            yield name, "", "", lit(light), said(light.sources)


def sends(control: Control) -> str:
    """What a control sends."""
    if control.signal is None:
        return "unsettled"
    latches = ", latches" if control.signal.toggle else ""
    touch = f", touch {words_of(*control.touch)}" if control.touch is not None else ""
    return f"{signal_words(control.signal)}{latches}{touch}"


def lit(light: Light | None) -> str:
    """How something is lit; empty where it is not."""
    if isinstance(light, Label):
        return f"text of {light.letters} letters"
    return light_words(light) if light is not None else ""


def said(sources: tuple[str, ...]) -> str:
    """Who says so."""
    return " ".join(sources) or "nobody"


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    cells = tuple(rows)
    widths = [max(map(len, column)) for column in zip_longest(*cells, fillvalue="")]
    for row in cells:
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        yield "  ".join(padded).rstrip()
