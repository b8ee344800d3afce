"""What a hands file comes to: each control of each device, what is done to it, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from rig.hands.commands import Press

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.hands.device import Device
    from rig.hands.shaping import Shaping
    from rig.hands.takeover import Takeover
    from rig.score.measure import Micros

Names: TypeAlias = tuple[str, ...]


class Gesture(Enum):
    """How a button is used."""

    PRESS = "press"
    """On the first edge, at once."""
    RELEASE = "release"
    HOLD = "hold"
    """Held down for half a second; it need not be let go for it."""
    LONG = "long"
    """Let go after half a second or more."""
    DOUBLE = "double"
    """Pressed again within 0.3 s, in place of what one press does."""
    CHORD = "with"
    """Pressed while another control of the device is down, in place of what one press does."""


@dataclass(frozen=True, slots=True)
class Trims:
    """The trim of some groups, in decibels; it rides on what is written."""

    groups: Names


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of some groups, from 0 to 1."""

    groups: Names


@dataclass(frozen=True, slots=True)
class Value:
    """A named value, in the unit of its range."""

    sound: str


@dataclass(frozen=True, slots=True)
class Lean:
    """The tempo, in millionths of what is written."""


Target: TypeAlias = Trims | Levels | Value | Lean


@dataclass(frozen=True, slots=True)
class Ride:
    """A knob moves something over a range."""

    target: Target
    low: float
    """Where the travel begins; it may be more than ``high``."""
    high: float
    takeover: Takeover
    shaping: Shaping
    gate: float = 0.0
    """Moves smaller than this are passed over, in parts of the travel."""
    smooth_hz: float | None = None
    """The least cut-off of a One-Euro filter; None for none."""


Command: TypeAlias = Ride | Press


@dataclass(frozen=True, slots=True)
class Plug:
    """One device as the hands name it, and how to know it among several alike."""

    name: str
    """``nanoKONTROL2``, or ``nanoKONTROL2.left`` of two."""
    device: Device
    usb: str = ""
    serial: str = ""
    port: str = ""
    """What its port's name contains; empty as the device file says."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One line's item: a control, what is done to it, when that counts, and what follows."""

    plug: str
    control: str
    gesture: Gesture
    chord: str
    """The other control of a chord; else empty."""
    layer: str
    """The layer in which it counts; empty for all in which nothing else is said."""
    cue: str
    """The cue in which it counts; likewise."""
    command: Command


class Sign(Enum):
    """What of the night a light can show."""

    STANDBY = "standby"
    """Lit: a cue stands by; blinking: in its window; fast: overdue."""
    PLAYING = "playing"
    REFUSED = "refused"
    """A press was refused just now."""
    HELD = "held"
    """The film stands."""
    HAND = "hand"
    """The hand has the tempo."""
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Lit:
    """A light shows what a command has done or would do: a level, a tacet, a sound, a layer."""

    command: Command


@dataclass(frozen=True, slots=True)
class Lamp:
    """A light of a device, and what it shows where the hands say so themselves."""

    plug: str
    light: str
    shows: Sign | Lit


@dataclass(frozen=True, slots=True)
class Hands:
    """Every device, every control that is mapped, and what it is for."""

    plugs: tuple[Plug, ...]
    bindings: tuple[Binding, ...]
    lamps: tuple[Lamp, ...]
    guard_us: Micros
    """How soon after a press the same verb is refused."""
    reaction_us: Micros = 0
    """How long the player takes from seeing to pressing, as measured in a rehearsal."""


@dataclass(frozen=True, slots=True)
class Span:
    """The range of a value, in its unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Patched:
    """What names a hands file may use: those of the show and of the sheet."""

    groups: Names
    driven: frozenset[str]
    """The groups that the sheet writes dynamics for."""
    sounds: Names
    """What is fired."""
    values: Mapping[str, Span]
    outs: Names
    """The outputs, and the kinds of output that may stand in a line."""
    cues: Names | None
    """None where no sheet can be read."""
