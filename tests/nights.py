"""Nights in a few words: a show from the lines of a cue sheet, and a player in virtual time.

The house is the same in every test. A level of strings or organ is sent as its mark, niente 0 to
ffff 10; winds are in decibels, -40 to 0, so that a mark is 4 dB. Nothing but the time of the
events and what was sent is looked at, and everything goes through the loop of the live show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sources import ROOT

from firmware_bridge.box import Box
from rig.conductor.actions import Began, Light, Send, Tell
from rig.conductor.events import Closing, FrameIn, KeyIn, MidiIn, Opened, PortFound, PortLost, Wake
from rig.conductor.look import view
from rig.conductor.state import State, begin
from rig.live.loop import run
from rig.ports.osc_read import describe
from rig.venue.load import File, Loaded, prepare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.view import View

KORG = "nanoKONTROL2"
PEDAL = "footswitch"
CONTROLS = {"slider1": 0, "slider2": 1, "slider3": 2, "slider4": 3, "slider5": 4, "knob1": 16}
BUTTONS = {"M7": 54, "M8": 55, "rew": 43, "ff": 44, "R8": 71, "play": 41}

FILM = 'rig = 1\n[film]\nspeed = 20\ntitle = "a test"\n'
HANDS = """rig = 1
[nanoKONTROL2]
slider1 = "strings trim -12..+6 dB"
slider2 = "winds trim -12..+6 dB"
slider3 = "strings jump"
slider4 = "all trim -12..+6 dB"
slider5 = "strings trim -6..+6 dB"
knob1 = "lean -6..+6 %"
play = "go"
rew = "back"
ff = "skip"
R8 = "panic 2s"
M7 = "pad"
M8 = "bell"
[footswitch]
left = "go"
middle = "back"
"""
HOUSE = """rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[port]
footswitch = "serial pedal"
[out.desk]
is = "osc 127.0.0.1:9000"
pulse = "tempo /tempo <f> 10..999"
[out.loft]
is = "osc 127.0.0.1:9001"
[out.synth]
is = "midi Synth"
[out.live]
is = "osc 127.0.0.1:9002"
exits = "decided"
[group]
strings = "desk /strings <f> 0..10"
winds = "desk /winds <f> -40..0 dB"
organ = "loft /organ <f> 0..10"
piano = "me"
[sound]
bell = "desk /bell"
gong = "loft /gong"
pad = "desk /pad 1 stop /pad 0"
sea = "desk /sea 1 stop /sea 0"
note = "synth note 60"
clip = "live /clip 1 stop /clip 0"
hall = "desk /hall <f> 0..1"
room = "loft /room <f> 0..1"
"""


def loaded(cues: str) -> Loaded:
    """A show of these cues in the house of the tests."""
    device = {name: ROOT / "mappings" / "devices" / f"{name}.toml" for name in (KORG, PEDAL)}
    files = {
        "show": File("show.toml", HOUSE.encode()),
        "sheet": File("sheet.toml", (FILM + cues).encode()),
        "hands": File("hands.toml", HANDS.encode()),
    }
    files |= {f"device:{name}": File(str(at), at.read_bytes()) for name, at in device.items()}
    return prepare(files)


def show(cues: str) -> Show:
    """As ``loaded``, without its files."""
    return loaded(cues).show


def us(at_s: float) -> int:
    """Microseconds."""
    return round(at_s * 1_000_000)


def key(name: str, at_s: float, *, heard_s: float | None = None) -> KeyIn:
    """A key of the computer, and when the rig heard of it."""
    return KeyIn(us(at_s if heard_s is None else heard_s), us(at_s), name)


def go(at_s: float, *, heard_s: float | None = None) -> KeyIn:
    """The next thing the sheet waits for."""
    return key("space", at_s, heard_s=heard_s)


def back(at_s: float) -> KeyIn:
    """Stand by one press earlier."""
    return key("left", at_s)


def skip(at_s: float) -> KeyIn:
    """The next press will not come."""
    return key("right", at_s)


def panic(at_s: float) -> KeyIn:
    """Fade; again, stop."""
    return key("escape", at_s)


def midi(at_s: float, *data: int) -> MidiIn:
    """Bytes from the controller."""
    return MidiIn(us(at_s), us(at_s), KORG, bytes(data))


def knob(at_s: float, control: str, position: int) -> MidiIn:
    """A knob or slider at a position from 0 to 127."""
    return midi(at_s, 0xB0, CONTROLS[control], position)


def button(at_s: float, control: str) -> MidiIn:
    """A button of the controller, pressed."""
    return midi(at_s, 0xB0, BUTTONS[control], 127)


def pedal(*at_s: float, switch: int = 0) -> list[Event]:
    """A box that says hello at 0 and is trodden on at these times, for 80 ms each."""
    box = Box("TESTS001")
    frames: list[Event] = [_frame(0, box.hello(0)), _frame(0, box.beat(0))]
    for down_s in at_s:
        for at_us, pressed in ((us(down_s), True), (us(down_s) + 80_000, False)):
            frames.append(_frame(at_us, box.move(switch, at_us, pressed=pressed)))
    return frames


def _frame(at_us: int, frame: bytes) -> FrameIn:
    return FrameIn(at_us, at_us, PEDAL, frame[:-1])


def gone(at_s: float) -> PortLost:
    """The controller is unplugged."""
    return PortLost(us(at_s), KORG)


def found(at_s: float) -> PortFound:
    """The controller is there again."""
    return PortFound(us(at_s), KORG, KORG)


@dataclass(slots=True)
class Player:
    """A source of given events, who wakes the core ``late_us`` after it asks for it."""

    events: list[Event]
    until_us: int
    late_us: int = 0

    def next(self, state: State) -> Event | None:
        """The next event or wake-up; None when both lie behind the end."""
        coming = self.events[0].at_us if self.events else self.until_us + 1
        if state.wake_us is not None and state.wake_us + self.late_us < coming:
            wake_us = max(state.wake_us + self.late_us, state.now_us)
            return Wake(wake_us) if wake_us <= self.until_us else None
        return self.events.pop(0) if self.events else None


@dataclass(slots=True)
class Night:
    """What a night led to."""

    show: Show
    state: State
    events: list[Event] = field(default_factory=list)
    states: list[State] = field(default_factory=list)
    steps: list[tuple[Action, ...]] = field(default_factory=list)

    def take(self, event: Event, state: State, actions: tuple[Action, ...]) -> None:
        """Keep what an event led to."""
        self.events.append(event)
        self.states.append(state)
        self.steps.append(actions)
        self.state = state

    @property
    def actions(self) -> list[Action]:
        """Everything, in order."""
        return [action for actions in self.steps for action in actions]

    @property
    def lasting(self) -> list[Action]:
        """Everything but lights, which are as late as whoever wakes the core."""
        return [one for one in self.actions if type(one) is not Light]

    @property
    def packets(self) -> list[tuple[int, int, bytes]]:
        """Every packet, as due in microseconds, output and bytes."""
        return [(one.due_us, one.out, one.packet) for one in self.actions if type(one) is Send]

    def sent(self, *addresses: str) -> list[tuple[int, str]]:
        """What was sent, as due in microseconds and text; only these addresses, if any."""
        lines = [(due_us, describe(packet)) for due_us, _, packet in self.packets]
        return [one for one in lines if not addresses or one[1].split(" ")[0] in addresses]

    def values(self, address: str) -> list[float]:
        """The values an address was sent, in order."""
        return [float(text.split(" ")[1]) for _, text in self.sent(address)]

    @property
    def told(self) -> list[str]:
        """The lines for the player."""
        return [one.text for one in self.actions if type(one) is Tell]

    @property
    def began(self) -> list[tuple[int, str]]:
        """When each cue began, in microseconds, and its number."""
        cues = self.show.programmes
        return [
            (one.due_us, cues[one.cue].cue.number) for one in self.actions if type(one) is Began
        ]

    def look(self, at_s: float | None = None) -> View:
        """What the display shows, at the last event or at an instant after it."""
        return view(self.show, self.state, self.state.now_us if at_s is None else us(at_s))


def play(
    performed: Show | str, *moves: Event | Sequence[Event], until_s: float = 60, late_us: int = 0
) -> Night:
    """A night of these moves, from its opening on; cues may be given as text."""
    performed = show(performed) if isinstance(performed, str) else performed
    events: list[Event] = [Opened(0)]
    for move in moves:
        events += move if isinstance(move, list) else [move]
    events.sort(key=lambda event: event.at_us)
    return replay(performed, events, until_s=until_s, late_us=late_us)


def replay(performed: Show, events: list[Event], *, until_s: float, late_us: int = 0) -> Night:
    """A night of exactly these events, in this order."""
    night = Night(performed, begin(performed))
    run(performed, night.state, Player(list(events), us(until_s), late_us), night)
    failed = [line for line in night.told if line.startswith("the rig failed")]
    assert not failed, failed
    return night


def closing(at_s: float) -> Closing:
    """The night is over."""
    return Closing(us(at_s))
