"""A show made ready: everything looked up, every packet prepared, nothing left to parse."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.hands.commands import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.hands.commands import Source
    from rig.score.film import Film
    from rig.score.form import Passage
    from rig.score.measure import Frames, Micros, Ticks
    from rig.score.pace import Pace
    from rig.score.sheet import Cue, Look, Moment

_PACKERS: Final = {
    "f": struct.Struct(">f").pack,
    "d": struct.Struct(">d").pack,
    "i": struct.Struct(">i").pack,
    "7": struct.Struct("B").pack,
}
_DB_PER_DECADE: Final = 20
_AUDIBLE: Final = 0.1
"""The level of pppp; a trim fades out evenly from there down to niente."""


@dataclass(frozen=True, slots=True)
class Template:
    """A packet with one value left open: ``f``, ``d`` and ``i`` of OSC, ``7`` of MIDI data."""

    head: bytes
    kind: str
    tail: bytes

    def packet(self, value: float) -> bytes:
        """The packet with its value in place; whole kinds take the nearest."""
        packed: float = round(value) if self.kind in "i7" else value
        return self.head + _PACKERS[self.kind](packed) + self.tail


@dataclass(frozen=True, slots=True)
class Dial:
    """A value of an output, and the range it never leaves."""

    out: int
    template: Template
    low: float
    high: float
    decibels: bool
    """Whether the range is in decibels, so that a trim is added; else a trim multiplies."""
    amplitude: bool
    """Whether the decibels are sent as amplitude, 1 for 0 dB."""

    def level(self, level: float, trim_db: float) -> bytes:
        """The packet for a level from 0 to 1, trimmed; niente stays niente, whatever the trim."""
        trim_db *= min(1.0, level / _AUDIBLE)
        value = self.low + (self.high - self.low) * level
        value = value + trim_db if self.decibels else value * 10 ** (trim_db / _DB_PER_DECADE)
        return self.value(value)

    def value(self, value: float) -> bytes:
        """The packet for a value in the unit of the range."""
        value = min(max(value, self.low), self.high)
        return self.template.packet(10 ** (value / _DB_PER_DECADE) if self.amplitude else value)


@dataclass(frozen=True, slots=True)
class Output:
    """Something that makes the sound."""

    name: str
    tempo: Dial | None
    """Where the tempo is told, in quarters per minute; None where it is not."""
    silence: tuple[bytes, ...]
    """What stops everything at once, on a hard stop."""
    exits: Moment
    """When it is sent what sounds first behind a vamp: when the exit is taken, or decided."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group the dynamics move."""

    name: str
    dial: Dial | None
    """None for a person, whose dynamics are shown and never sent."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A name that is fired."""

    name: str
    out: int
    start: tuple[bytes, ...]
    stop: tuple[bytes, ...]
    dial: Dial | None
    """Of a value; None for what is triggered."""


@dataclass(frozen=True, slots=True)
class Strike:
    """Fire a sound; one that has a stop ends with its cue."""

    sound: int


@dataclass(frozen=True, slots=True)
class Start:
    """Start a sound that goes on beyond the cue."""

    sound: int


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop a sound."""

    sound: int


@dataclass(frozen=True, slots=True)
class Set:
    """Set a value."""

    sound: int
    value: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A group's level from here on."""

    group: int
    level: float


@dataclass(frozen=True, slots=True)
class Swell:
    """A hairpin: a group's level goes evenly to another."""

    group: int
    level: float
    length: Ticks
    """The music it lies over, as written."""


@dataclass(frozen=True, slots=True)
class Meet:
    """A hit: the music is where the picture should be."""

    hit: int


Deed: TypeAlias = Strike | Start | Stop | Set | Mark | Swell | Meet


@dataclass(frozen=True, slots=True)
class Due:
    """A deed and its place, in ticks from the passage's begin."""

    offset: Ticks
    deed: Deed
    last: bool = False
    """Whether only the passage's last turn does it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A passage with what is due in it, in order."""

    passage: Passage
    then: int
    """The passage behind it, as written; the count of them when it is the last."""
    dues: tuple[Due, ...]
    decided: tuple[Deed, ...]
    """Of a vamp: what is sent when its exit is decided."""
    taken: tuple[Deed, ...]
    """Of a vamp: what is sent when it is left."""
    press: int | None
    """Of a vamp or //: the number of the press that leaves it; None when none does."""
    holds: tuple[int | None, ...]
    """For each fermata the number of the press that ends it; None when none does."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A cue made ready."""

    cue: Cue
    parts: tuple[Part, ...]
    first: int
    """The passage it begins with."""
    dues: tuple[Due, ...]
    """What is due in a cue that has no music, all at its start."""
    levels: tuple[float, ...]
    """Every group's level when the cue begins, its own first marks included."""
    marked: frozenset[int]
    """The groups that have a mark where the cue begins: the sheet takes them from the hand."""
    moved: tuple[int, ...]
    """The groups its dynamics name."""
    cutoffs: tuple[int, ...]
    """The hits that are met when its sound ends."""
    values: tuple[float | None, ...]
    """Every named value before the cue begins; None for what was never set."""
    press: int | None
    """The number of the press that starts it; None where it starts by itself."""


@dataclass(frozen=True, slots=True)
class Go:
    """One press of the night, in order: it starts a cue, or ends what waits in one."""

    cue: int
    part: int | None
    """None starts the cue."""
    hold: int | None
    """The fermata of the part that it ends; None leaves the part."""
    look: Look | None
    text: str


@dataclass(frozen=True, slots=True)
class TrimKnob:
    """A knob that trims groups, with its place in the table of knobs."""

    knob: int
    groups: tuple[int, ...]
    low_db: float
    high_db: float


@dataclass(frozen=True, slots=True)
class JumpKnob:
    """A knob that sets levels; its curve is a table of 128."""

    groups: tuple[int, ...]
    table: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LeanKnob:
    """A knob that leans on the tempo, in millionths."""

    knob: int
    low_ppm: int
    high_ppm: int


@dataclass(frozen=True, slots=True)
class SoundButton:
    """A sound under the finger."""

    sound: int


Knob: TypeAlias = TrimKnob | JumpKnob | LeanKnob
Button: TypeAlias = Act | SoundButton


@dataclass(frozen=True, slots=True)
class Show:
    """Everything the engine needs, looked up and prepared."""

    film: Film
    pace: Pace
    """What the booth promises."""
    programmes: tuple[Programme, ...]
    presses: tuple[Go, ...]
    first_press: tuple[int, ...]
    """For each cue: the number of the first press that can come once it has begun."""
    timed: tuple[int, ...]
    """For each cue and, last, for none yet: the next cue on ``time`` after it; -1 for none."""
    outputs: tuple[Output, ...]
    groups: tuple[Group, ...]
    sounds: tuple[Sound, ...]
    ports: tuple[str, ...]
    bindings: Mapping[Source, Knob | Button]
    keys: Mapping[str, Button]
    knobs: int
    """How many knobs keep a reference."""
    leaning: tuple[int, ...]
    """Those of them that lean on the tempo."""
    knobs_of: Mapping[str, tuple[int, ...]]
    """Those of them that belong to each port."""
    guard_us: Micros


def frame_of(look: Look | None) -> Frames | None:
    """The frame at which something is expected; None when nothing says."""
    return None if look is None else look.expected
