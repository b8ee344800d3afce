"""What a control is for: the commands a hands file can name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rig.score.measure import Micros


class Verb(Enum):
    """What one press can do."""

    GO = "go"
    BACK = "back"
    SKIP = "skip"
    PANIC = "panic"


@dataclass(frozen=True, slots=True)
class Act:
    """A press does something."""

    verb: Verb
    fade_us: Micros = 0
    """Of PANIC: how long the first press fades."""


@dataclass(frozen=True, slots=True)
class Strike:
    """A press fires a sound by name."""

    sound: str


@dataclass(frozen=True, slots=True)
class Trim:
    """A knob rides on what the sheet writes for some groups, in decibels."""

    groups: tuple[str, ...]
    low_db: float
    high_db: float


@dataclass(frozen=True, slots=True)
class Jump:
    """A knob sets the level of some groups outright, from 0 to 1."""

    groups: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Lean:
    """A knob leans on the tempo, in millionths of it."""

    low_ppm: int
    high_ppm: int


Command: TypeAlias = Act | Strike | Trim | Jump | Lean

Source: TypeAlias = tuple[str, int, int]
"""A control as the wire names it: port, MIDI status byte (0 for a serial switch), first data byte
or switch."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Every control that is mapped, and what it is for."""

    bindings: tuple[tuple[Source, Command], ...]
    guard_us: Micros
    """How soon after a press the same verb is refused."""


PANIC_FADE_US = 2_000_000
GUARD_US = 250_000

KEYS: dict[str, Act] = {
    "space": Act(Verb.GO),
    "enter": Act(Verb.GO),
    "right": Act(Verb.SKIP),
    "left": Act(Verb.BACK),
    "escape": Act(Verb.PANIC, PANIC_FADE_US),
}
"""What the computer's keys do. Built in, so that a GO is left when everything else is dead."""
