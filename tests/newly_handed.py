"""A show that comes into other hands while it plays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nights import HANDS, KORG, PEDAL, loaded, midi, us
from sources import ROOT

from rig.live import journal
from rig.venue.load import DEVICE, File, in_hands

if TYPE_CHECKING:
    from rig.conductor.events import MidiIn, Remapped
    from rig.venue.load import Loaded

CUE = """
[cue.1]
on = "action: one"
play = "A 100 4/4 q=120"
dyn = "strings pp, A1 <, A20 ff | winds mp | organ mf"
fire = "A1 bell, A1 pad~, A1 hall=0.25, A9 gong, A13 hall=0.5"
[cue.2]
on = "action: two"
play = "B 100 4/4 q=90"
fire = "B1 gong"
"""
SHOW = loaded(CUE)
DEAD_SLIDER = HANDS.replace('slider1 = "strings', 'slider6 = "strings')
LAYERED = f"""{HANDS.replace('M8 = "bell"', 'M8 = "shift x"')}
[layer.x.nanoKONTROL2]
slider1 = "winds"
"""
MINI = "X-Touch-Mini"
XTOUCH = f"""{HANDS}
[X-Touch-Mini]
fader = "strings trim -12..+6 dB"
"""


def given_to(hands: str, running: Loaded = SHOW) -> Loaded:
    """The running show in other hands."""
    places = {name: ROOT / "mappings/devices" / f"{name}.toml" for name in (KORG, PEDAL, MINI)}
    devices = {
        f"{DEVICE}{name}": File(str(place), place.read_bytes())
        for name, place in places.items()
        if f"[{name}]" in hands
    }
    return in_hands(running, {"hands": File("hands.toml", hands.encode()), **devices})


def remap(at_s: float, hands: str = DEAD_SLIDER, running: Loaded = SHOW) -> Remapped:
    """The hands are read anew."""
    return journal.remapped(us(at_s), given_to(hands, running))


def slider6(at_s: float, position: int) -> MidiIn:
    """The one that takes over for a dead one."""
    return midi(at_s, 0xB0, 5, position)


def slider1(at_s: float, position: int) -> MidiIn:
    """The one that is dead."""
    return midi(at_s, 0xB0, 0, position)
