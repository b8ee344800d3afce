"""Players with any hands file: two boxes with a control of every kind, in the house of ``nights``.

What they send is told by bytes, as it comes from the wire.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from nights import FILM, HOUSE, go, play, us

from rig.conductor.events import MidiIn
from rig.venue.load import DEVICE, HANDS, SHEET, SHOW, File, prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nights import Night

    from rig.conductor.events import Event
    from rig.conductor.show import Show

CONTROLS = {
    "slider1": (0xB0, 1),
    "slider2": (0xB0, 2),
    "slider3": (0xB0, 3),
    "pedal": (0xB0, 11),
    "a": (0xB0, 21),
    "b": (0xB0, 22),
    "c": (0xB0, 23),
    "latch": (0xB0, 24),
    "twos": (0xB0, 31),
    "offset": (0xB0, 32),
    "sign": (0xB0, 33),
    "reversed": (0xB0, 34),
    "key": (0x90, 60),
}
_DEVICE = """rig = 1
kind = "midi"
port = "{name}"
[source]
guide = "maker: nobody, a test"
[control]
slider1 = "fader cc 1 from guide"
slider2 = "fader cc 2 from guide"
slider3 = "fader cc 3 from guide"
pedal = "pedal cc 11 from guide"
a = "button cc 21 from guide"
b = "button cc 22 from guide"
c = "button cc 23 from guide"
latch = "button toggle cc 24 from guide"
twos = "encoder cc 31 twos from guide"
offset = "encoder cc 32 offset from guide"
sign = "encoder cc 33 sign from guide"
reversed = "encoder cc 34 sign-reversed from guide"
key = "pad note 60 from guide"
fine = "fader cc14 7 ch 2 0..16256 from guide"
narrow = "fader cc14 8 ch 2 0..100 from guide"
param = "knob nrpn 300 ch 3 from guide"
wheel = "fader bend from guide"
patch = "switch program 5 from guide"
locate = "button mmc 2 from guide"
"""
_HOUSE = HOUSE.replace('[port]\nfootswitch = "serial pedal"\n', "")
PLAIN = """
[cue.1]
on = "screening"
play = "A 8 4/4 q=60"
dyn = "strings mf, A5 f | winds mf"
fire = "A5 hall=0.25"
[cue.2]
on = "title: Anna"
play = "A 8 4/4 q=60"
dyn = "strings p"
"""


@cache
def mapped(hands: str, cues: str = PLAIN, house: str = "") -> Show:
    """A show of these cues under hands that are written for ``[box]`` and ``[tray]``."""
    files = {
        SHOW: File("show.toml", (_HOUSE + house).encode()),
        SHEET: File("sheet.toml", (FILM + cues).encode()),
        HANDS: File("hands.toml", f"rig = 1\n{hands}\n".encode()),
    }
    for name in ("box", "tray"):
        if f"{name}]" in hands:
            files[DEVICE + name] = File(f"{name}.toml", _DEVICE.format(name=name).encode())
    return prepare(files).show


def sent(at_s: float, *data: int, port: str = "box") -> MidiIn:
    """Bytes from a box."""
    return MidiIn(us(at_s), us(at_s), port, bytes(data))


def at(at_s: float, control: str, value: int, *, port: str = "box") -> MidiIn:
    """A control at a value of one data byte."""
    return sent(at_s, *CONTROLS[control], value, port=port)


def pushed(at_s: float, control: str, *, for_s: float = 0.05, port: str = "box") -> list[Event]:
    """A button down, and up again."""
    return [at(at_s, control, 127, port=port), at(at_s + for_s, control, 0, port=port)]


def swept(
    at_s: float, control: str, values: Sequence[int], *, every_s: float = 0.02, port: str = "box"
) -> list[Event]:
    """A control on its way, value by value."""
    return [at(at_s + every_s * n, control, value, port=port) for n, value in enumerate(values)]


def heard(night: Night, address: str) -> list[tuple[float, float]]:
    """The values of an address behind the opening, by seconds."""
    return [
        (due_us / 1e6, value)
        for (due_us, _), value in zip(night.sent(address), night.values(address), strict=True)
        if due_us
    ]


def last(night: Night, address: str) -> float:
    """The last value of an address."""
    return night.values(address)[-1]


def rides(
    line: str, *moves: Event | Sequence[Event], control: str = "slider1", until_s: float = 4
) -> Night:
    """A night in which one control, which is for that line, moves so."""
    return play(mapped(f'[box]\n{control} = "{line}"'), go(1), *moves, until_s=until_s)
