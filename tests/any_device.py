"""Devices of every kind that a file can describe, and their files."""

from __future__ import annotations

import json
import string
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from rig.hands.device import Control, Device, Label, Led, Motor, Ring, Shape
from rig.hands.joining import carried_by
from rig.hands.signal import Sense, Signal
from rig.hands.write_device import control_line, light_line

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from rig.hands.device import Light

SEVEN, FOURTEEN = 127, 16383
RANGES = {
    0x90: (127, SEVEN),
    0xA0: (127, SEVEN),
    0xB0: (127, SEVEN),
    0xC0: (127, None),
    0xD0: (0, SEVEN),
    0xE0: (0, FOURTEEN),
    0x1B0: (31, FOURTEEN),
    0x2B0: (16383, FOURTEEN),
    0x3B0: (16382, FOURTEEN),
    0x1F0: (127, None),
    0x2F0: (127, None),
}
"""Of each status the greatest number, and the greatest value where it has one: of MIDI 1.0."""
NAMES = ("guide", "mixxx", "a-manual", "x_2")
WORDS = st.text(string.ascii_letters + string.digits + " ,:'/\"\\äß日", min_size=1, max_size=30)
LONG = st.integers(0, 8)
BYTES = st.integers(0, 127)


@st.composite
def signals(draw: DrawFn) -> Signal:
    """What any control sends."""
    status = draw(st.sampled_from(sorted(RANGES)))
    channel = draw(st.integers(0, 15)) if status not in (0x1F0, 0x2F0) else 0
    most, high = RANGES[status]
    number = draw(st.sampled_from((0, most)) | st.integers(0, most))
    if high is None:
        return Signal(status | channel, number)
    ends = st.lists(st.integers(0, high), min_size=2, max_size=2, unique=True)
    low, high = draw(st.just([0, high]) | ends)
    return Signal(status | channel, number, low, high)


@st.composite
def controls(draw: DrawFn, sources: tuple[str, ...]) -> Control:
    """Any control of a device of these sources."""
    said = tuple(draw(st.lists(st.sampled_from(sources), unique=True, max_size=3)))
    if draw(st.integers(0, 9)) == 0:
        claims = tuple(f"note {note} from {sources[0]}" for note in range(draw(st.integers(1, 3))))
        return Control(draw(st.sampled_from(Shape)), None, None, sources[:1], claims)
    signal = draw(signals())
    if draw(st.booleans()) and signal.status & ~0x0F in (0x90, 0xB0):
        signal = Signal(*signal.key, signal.low, signal.high, toggle=True)
        return Control(draw(st.sampled_from((Shape.BUTTON, Shape.PAD))), signal, None, said)
    if draw(st.booleans()) and signal.status & ~0x0F == 0xB0:
        sense = draw(st.sampled_from([one for one in Sense if one is not Sense.ABSOLUTE]))
        return Control(Shape.ENCODER, Signal(*signal.key, sense=sense), None, said)
    touch = draw(st.none() | st.tuples(st.integers(0x90, 0x9F), BYTES))
    shape = draw(st.sampled_from((Shape.FADER, Shape.KNOB, Shape.ENCODER) if touch else Shape))
    return Control(shape, signal, touch, said)


@st.composite
def lights(draw: DrawFn, sources: tuple[str, ...]) -> Light:
    """Any light of a device of these sources."""
    said = tuple(draw(st.lists(st.sampled_from(sources), unique=True, max_size=3)))
    status = draw(st.sampled_from((0x90, 0xB0)) | st.integers(0x90, 0x9F))
    match draw(st.integers(0, 3)):
        case 0:
            low, high = draw(st.lists(BYTES, min_size=2, max_size=2, unique=True))
            blink = draw(st.none() | BYTES)
            other = draw(st.none() | st.integers(0, 15)) if blink is not None else None
            on = None if other is None else status & 0xF0 | other
            return Led(status, draw(BYTES), low, high, blink, on, said)
        case 1:
            low, high = draw(st.lists(BYTES, min_size=2, max_size=2, unique=True))
            return Ring(status, draw(BYTES), low, high, said)
        case 2:
            channel = draw(st.integers(0, 15))
            kind, most = draw(st.sampled_from(((0xB0, 127), (0xE0, 0), (0x1B0, 31))))
            return Motor(kind | channel, draw(st.integers(0, most)), said)
    head, tail = (bytes(draw(st.lists(BYTES, max_size=6))) for _ in range(2))
    return Label(b"\xf0" + head, draw(st.integers(1, 120)), tail + b"\xf7", said)


def _apart(found: list[Control]) -> list[Control]:
    """Those controls that can be told from all before them."""
    kept: list[Control] = []
    taken: dict[tuple[int, int], int] = {}
    for control in found:
        keys: dict[tuple[int, int], int] = {}
        if control.signal is not None:
            kind = control.signal.status & ~0x0F
            keys = dict.fromkeys(carried_by(control.signal), kind if kind > 0x200 else 0)
            keys[control.signal.key] = 0
        if control.touch in keys:
            continue
        if control.touch is not None:
            keys[control.touch] = 0
        shared = (0x2B0, 0x3B0)
        if all(key not in taken or {taken[key], kind} <= {*shared} for key, kind in keys.items()):
            taken |= keys
            kept.append(control)
    return kept


@st.composite
def devices(draw: DrawFn) -> Device:
    """Any MIDI device."""
    names: SearchStrategy[list[str]] = st.lists(st.sampled_from(NAMES), min_size=1, unique=True)
    who = st.sampled_from(("maker", "program"))
    sources = {name: f"{draw(who)}: x{draw(WORDS)}" for name in draw(names)}
    known = tuple(sources)
    found = _apart(draw(st.lists(controls(known), max_size=12)))
    lit: dict[object, Light] = {}
    for one in draw(st.lists(lights(known), max_size=6)):
        lit.setdefault(one.head if isinstance(one, Label) else (one.status, one.number), one)
    init = draw(st.lists(st.sampled_from((b"\xf0\x7e\xf7", b"\xb0\x7f\x01", b"\xc3\x05"))))
    return Device(
        "any",
        "midi",
        draw(WORDS),
        {f"c{number}{'-long' * draw(LONG)}": one for number, one in enumerate(found)},
        draw(st.just("") | WORDS),
        tuple(init),
        sources,
        {f"c{number}": one for number, one in enumerate(lit.values())},
    )


@st.composite
def boxes(draw: DrawFn) -> Device:
    """Any pedal box: of its six switches, two pedals and six lights those that it has."""
    who = ("box",)
    said = st.lists(st.sampled_from(who), max_size=1).map(tuple)
    switches = st.lists(st.integers(0, 5), unique=True).map(sorted)
    controls = {
        f"s{n}": Control(draw(st.sampled_from(Shape)), Signal(0, n), None, draw(said))
        for n in draw(switches)
    }
    for n in draw(st.lists(st.integers(0, 1), unique=True)):
        low, high = draw(st.lists(st.integers(0, 1023), min_size=2, max_size=2, unique=True))
        shape = draw(st.sampled_from(Shape))
        controls[f"p{n}"] = Control(shape, Signal(0x10, n, low, high), None, draw(said))
    ways = st.sampled_from(((0, 1), (1, 0)))
    lit = {f"s{n}": Led(0, n, *draw(ways), sources=draw(said)) for n in draw(switches)}
    return Device(
        "any", "serial", draw(WORDS), controls, sources={"box": "maker: x"}, lights=dict(lit)
    )


def device_text(device: Device) -> str:
    """The file of a device."""

    def table(name: str, lines: dict[str, str]) -> list[str]:
        return [f"[{name}]", *(f"{key} = {_quoted(line)}" for key, line in lines.items())]

    return "\n".join(
        [
            "rig = 1",
            f"kind = {_quoted(device.kind)}",
            f"port = {_quoted(device.port)}",
            f"mode = {_quoted(device.mode)}",
            f"init = [{', '.join(_quoted(one.hex(' ')) for one in device.init)}]",
            *table("source", device.sources),
            *table("control", {key: control_line(one) for key, one in device.controls.items()}),
            *table("light", {key: light_line(one) for key, one in device.lights.items()}),
            "",
        ]
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
