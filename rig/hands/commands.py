"""What a press is for: the commands a hands file can name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from rig.score.sheet import Lead

if TYPE_CHECKING:
    from fractions import Fraction

    from rig.score.measure import Micros, Ticks


class Verb(Enum):
    """What one press can do."""

    GO = "go"
    BACK = "back"
    SKIP = "skip"
    PANIC = "panic"
    UNDO = "undo"
    """The last press is taken back, whatever it did."""
    SEEN = "seen"
    """A landmark is on the screen now."""
    HOLD = "hold"
    """The film has stopped; again: it runs."""
    TAP = "tap"
    COUNT_IN = "count in"
    """Taps a bar; the cue that stands by begins on the next beat."""
    FERMATA = "fermata"
    """The beat stands while it is held down."""
    FREEZE = "freeze"
    """The tempo stays as it is now."""
    HALF = "half"
    DOUBLE = "double"
    HOME = "home"
    """The rig has the tempo back."""
    SCALE = "scale tempi"
    FORMS = "shorten forms"
    TRIGGERS = "triggers only"
    """The three answers when the film runs at a speed that no bend can carry."""
    NOTE = "note"
    """This moment is remembered for the report."""


@dataclass(frozen=True, slots=True)
class Act:
    """A press does something."""

    verb: Verb
    fade_us: Micros = 0
    """Of PANIC: how long the first press fades."""


@dataclass(frozen=True, slots=True)
class Leads:
    """Each press gives the tempo to the next of these, and after the last to the first."""

    leads: tuple[Lead, ...]
    """One to three, each once."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """A press leans on the tempo by so many millionths of it more."""

    ppm: int
    """Not 0; at most 200 000 either way."""


@dataclass(frozen=True, slots=True)
class Tempo:
    """A press sets the tempo, at once or gradually; of the two lengths at most one is said."""

    bpm: Fraction
    """Quarters per minute."""
    over_ticks: Ticks | None = None
    over_us: Micros | None = None


@dataclass(frozen=True, slots=True)
class GoTo:
    """A press goes to a cue by its number."""

    cue: str


@dataclass(frozen=True, slots=True)
class Strike:
    """A press fires a sound by name."""

    sound: str


@dataclass(frozen=True, slots=True)
class SetLevel:
    """A press sets the level of some groups, from 0 to 1."""

    groups: tuple[str, ...]
    level: float


@dataclass(frozen=True, slots=True)
class SetValue:
    """A press sets a value, in the unit of its range."""

    sound: str
    value: float


@dataclass(frozen=True, slots=True)
class Tacet:
    """A press silences some groups; the next one lets them be heard again."""

    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GiveBack:
    """A press gives some groups back to the sheet, whatever the hand has done to them."""

    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """The controls do what they do in this layer."""

    name: str
    held: bool
    """While it is held down; else from one press to the next."""


Order: TypeAlias = Act | Leads | Nudge | Tempo | GoTo
"""What one press can ask for that a key can ask for too."""

Press: TypeAlias = Order | Strike | SetLevel | SetValue | Tacet | GiveBack | Layer

Source: TypeAlias = tuple[str, int, int]
"""A control as the wire names it: port, status (0 for a serial switch), number or switch."""

PANIC_FADE_US = 2_000_000
GUARD_US = 250_000

KEYS: dict[str, Order] = {
    "space": Act(Verb.GO),
    "enter": Act(Verb.GO),
    "right": Act(Verb.SKIP),
    "left": Act(Verb.BACK),
    "escape": Act(Verb.PANIC, PANIC_FADE_US),
    "backspace": Act(Verb.UNDO),
    "u": Act(Verb.UNDO),
    "s": Act(Verb.SEEN),
    "h": Act(Verb.HOLD),
    "t": Act(Verb.TAP),
    "l": Leads((Lead.HAND, Lead.FILM)),
    "f": Act(Verb.FREEZE),
    "0": Act(Verb.HOME),
    "+": Nudge(10_000),
    "-": Nudge(-10_000),
    "1": Act(Verb.SCALE),
    "2": Act(Verb.FORMS),
    "3": Act(Verb.TRIGGERS),
}
"""What the computer's keys do. Built in, so that a GO is left when everything else is dead. A key
tells no release, so none is a fermata."""
