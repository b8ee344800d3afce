"""What a show turns and fires in one house: outputs, groups, sounds, with packets prepared."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rig.score.measure import Micros
    from rig.score.sheet import Moment

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
    early_us: Micros = 0
    """How long it takes to speak: what it plays is sent so much sooner."""


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
