"""What a footswitch's line tells the show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Pressed:
    """The foot went down on the switch."""

    switch: int
    at_us: int
    """The first edge, in microseconds of the host's clock; it may lie some time back."""


@dataclass(frozen=True, slots=True)
class Released:
    """The switch is held no longer; its press may have been missed, or made before HELLO."""

    switch: int


@dataclass(frozen=True, slots=True)
class Moved:
    """An expression pedal stands elsewhere."""

    pedal: int
    value: int
    """0 at the heel to 1023 at the toe."""


@dataclass(frozen=True, slots=True)
class Missed:
    """So many presses of the switch were lost on the way: to be shown, never acted on."""

    switch: int
    count: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The cable of the switch is out; no press will come until it is mended."""

    switch: int


@dataclass(frozen=True, slots=True)
class Mended:
    """The cable of the switch is whole again."""

    switch: int


@dataclass(frozen=True, slots=True)
class Rebooted:
    """The box started again, or another box is on the line."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The box cannot be used; ``why`` is for the player."""

    why: str


@dataclass(frozen=True, slots=True)
class Junked:
    """Something came that is no frame."""


Heard: TypeAlias = Pressed | Released | Moved | Missed | Cut | Mended | Rebooted | Refused | Junked
