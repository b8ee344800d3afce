"""What the core asks of the world; each carries the instant it was *meant* for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rig.score.measure import Micros


@dataclass(frozen=True, slots=True)
class Send:
    """A packet for an output."""

    due_us: Micros
    out: int
    packet: bytes


@dataclass(frozen=True, slots=True)
class Light:
    """One message that sets a device up, or tells one of its lights what to show."""

    due_us: Micros
    port: str
    """The device, as the hands name it."""
    packet: bytes


@dataclass(frozen=True, slots=True)
class Tell:
    """One line for the player."""

    due_us: Micros
    text: str


@dataclass(frozen=True, slots=True)
class Roll:
    """Let the player program at a port roll."""

    due_us: Micros
    port: str


@dataclass(frozen=True, slots=True)
class Began:
    """A cue has started."""

    due_us: Micros
    cue: int


@dataclass(frozen=True, slots=True)
class Passed:
    """The music has reached a hit."""

    due_us: Micros
    cue: int
    hit: int
    late_us: Micros
    """How late the music is against the picture; negative is early."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The last cue is over and nothing stands by."""

    due_us: Micros


Action: TypeAlias = Send | Light | Roll | Tell | Began | Passed | Ended
