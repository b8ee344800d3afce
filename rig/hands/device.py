"""A kind of controller: what each control sends, how it is lit, and who says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.hands.signal import Signal

KINDS: Final = ("midi", "serial")


class Shape(Enum):
    """What a control is for the hand."""

    FADER = "fader"
    KNOB = "knob"
    ENCODER = "encoder"
    """An endless knob, whether it tells its place or its turns."""
    BUTTON = "button"
    PAD = "pad"
    PEDAL = "pedal"
    SWITCH = "switch"


class Authority(Enum):
    """Who says what a control sends."""

    MAKER = "maker"
    """A document of the maker."""
    PROGRAM = "program"
    """Somebody's program for the device, which people use."""
    NONE = "none"
    """Nobody: it is our reading of what is usual."""


@dataclass(frozen=True, slots=True)
class Control:
    """One control of a device."""

    shape: Shape
    signal: Signal | None
    """None where its sources disagree."""
    touch: tuple[int, int] | None = None
    """Status and number of the note that tells whether a hand is on it."""
    sources: tuple[str, ...] = ()
    """Who says so, by their names in the file; empty where nobody does."""
    claims: tuple[str, ...] = ()
    """Where the sources disagree, what each says; else empty."""


@dataclass(frozen=True, slots=True)
class Led:
    """A light of a note or a control change, by the values that put it off and on."""

    status: int
    number: int
    off: int = 0
    on: int = 127
    blink: int | None = None
    """The value at which the device blinks by itself; None where it cannot."""
    blink_status: int | None = None
    """Of a device whose channels are ways to be lit, the status of that value; else None."""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ring:
    """A row or ring of lights that shows a value, from ``low`` to ``high``."""

    status: int
    number: int
    low: int = 0
    high: int = 127
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Motor:
    """A fader that is moved, over all that its message can say."""

    status: int
    number: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """A display of some letters: a system exclusive message with them between two parts of it."""

    head: bytes
    letters: int
    """Always so many, in ASCII."""
    tail: bytes
    sources: tuple[str, ...] = ()


Light: TypeAlias = Led | Ring | Motor | Label


@dataclass(frozen=True, slots=True)
class Device:
    """One kind of controller."""

    name: str
    kind: str
    """``midi`` or ``serial``."""
    port: str
    """What its port's name contains, or for a serial box the port itself; may be empty there."""
    controls: dict[str, Control]
    mode: str = ""
    """What the player must set on it, in words."""
    init: tuple[bytes, ...] = ()
    """Messages it is sent when it is found."""
    sources: dict[str, str] = field(default_factory=dict)
    """What each source is, by its name in the file."""
    lights: dict[str, Light] = field(default_factory=dict)
    """Mostly by the names of their controls."""

    def authority(self, sources: Iterable[str]) -> Authority:
        """The best that some of its sources are."""
        told = {self.sources[name].partition(":")[0] for name in sources}
        return next((one for one in Authority if one.value in told), Authority.NONE)
