"""A device with every kind of light, and a model of what it shows of the messages it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field

import mido
import nights
from nights import FILM, HOUSE, us

from rig.conductor.actions import Light
from rig.conductor.events import MidiIn, PortFound, PortLost
from rig.conductor.lights import LIGHTS
from rig.venue.load import File, prepare

DESK = "Lit"
DEVICE = """rig = 1
kind = "midi"
port = "Lit"
init = ["B0 7F 01", "F0 00 21 09 F7"]
[source]
guide = "maker: Nobody, A Manual"
[control]
b1 = "button note 1 from guide"
b2 = "button note 2 from guide"
b3 = "button note 3 from guide"
b4 = "button cc 48 from guide"
b5 = "button cc 49 from guide"
b6 = "button cc 50 from guide"
strip = "fader bend ch 1 touch note 104 from guide"
wide = "fader cc14 5 from guide"
knob = "encoder cc 16 sign from guide"
pot = "knob cc 20 from guide"
[light]
b1 = "led note 1 off 0 on 127 blink 1 from guide"
b2 = "led note 2 off 0 on 3 blink 3 ch 15 from guide"
b3 = "led note 3 from guide"
b4 = "led cc 48 from guide"
b5 = "led cc 49 off 1 on 2 from guide"
b6 = "led cc 50 from guide"
strip = "motor bend ch 1 from guide"
wide = "motor cc14 5 from guide"
knob = "ring cc 60 33..43 from guide"
pot = "ring cc 20 from guide"
one = "led note 64 from guide"
two = "led note 65 from guide"
round = "ring cc 61 1..11 from guide"
lcd = "text 7 F0 00 20 32 * F7 from guide"
"""
SIGNS = ("standby", "playing", "refused", "held", "hand", "frozen")
CUES = """
[cue.1]
on = "action: a"
play = "A 200 4/4 q=120"
dyn = "strings p"
[cue.2]
on = "title: b"
look = "0:15 0:20 0:25"
play = "B 200 4/4 q=120"
dyn = "strings f"
"""
SWELL = '[cue.1]\non = "screening"\nplay = "A 200 4/4 q=120"\ndyn = "strings pp <, A9 ff"\n'


def lit(cues: str, hands: str, device: str = DEVICE, name: str = DESK) -> nights.Show:
    """A show of these cues whose player has this device, mapped so."""
    house = HOUSE.replace('[port]\nfootswitch = "serial pedal"\n', "")
    files = {
        "show": File("show.toml", house.encode()),
        "sheet": File("sheet.toml", (FILM + cues).encode()),
        "hands": File("hands.toml", f"rig = 1\n[{name}]\n{hands}".encode()),
        f"device:{name}": File(f"{name}.toml", device.encode()),
    }
    return prepare(files).show


def plugged(at_s: float) -> list[PortFound]:
    """The device is there, and can be lit."""
    return [PortFound(us(at_s), port, DESK) for port in (DESK, DESK + LIGHTS)]


def unplugged(at_s: float) -> list[PortLost]:
    """It is gone."""
    return [PortLost(us(at_s), port) for port in (DESK + LIGHTS, DESK)]


def sent(at_s: float, *data: int, port: str = DESK) -> MidiIn:
    """The device says something."""
    return MidiIn(us(at_s), us(at_s), port, bytes(data))


def told(night: nights.Night, from_s: float = 0, until_s: float = 1e6) -> list[tuple[float, str]]:
    """What the lights were told, as due in seconds and hexadecimal."""
    return [
        (one.due_us / 1_000_000, one.packet.hex(" "))
        for one in night.actions
        if type(one) is Light and us(from_s) <= one.due_us < us(until_s)
    ]


@dataclass
class Shows:
    """What a device shows: the last value of each of its lights, read by another library."""

    values: dict[tuple[str, int, int], int] = field(default_factory=dict)
    letters: dict[bytes, str] = field(default_factory=dict)
    init: list[bytes] = field(default_factory=list)

    def hear(self, packet: bytes) -> None:
        """Obey one message."""
        message = mido.Message.from_bytes(packet)
        match message.type:
            case "note_on":
                self.values["note", message.channel, message.note] = message.velocity
            case "control_change":
                self.values["cc", message.channel, message.control] = message.value
            case "pitchwheel":
                self.values["bend", message.channel, 0] = message.pitch + 8192
            case "sysex" if len(packet) == 12:
                self.letters[packet[:4]] = packet[4:-1].decode("ascii")
            case _:
                self.init.append(packet)

    @property
    def lcd(self) -> str:
        """The only display of the device of this file."""
        return self.letters.get(bytes.fromhex("f0002032"), "")

    def __getitem__(self, key: tuple[str, int]) -> int | None:
        """By message and number, on the first channel."""
        word, number = key
        return self.values.get((word, 0, number))


def shows(night: nights.Night, at_s: float = 1e6, port: str = DESK) -> Shows:
    """What the device shows at a time."""
    device = Shows()
    for one in night.actions:
        if type(one) is Light and one.port == port and one.due_us <= us(at_s):
            device.hear(one.packet)
    return device


def led(night: nights.Night, number: int, at_s: float = 1e6) -> int | None:
    """What a light of a note was last told."""
    return shows(night, at_s)["note", number]
