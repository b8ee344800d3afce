"""The nouns of a cue sheet, as read: names, never wires."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from rig.score.measure import TICKS_PER_BEAT

if TYPE_CHECKING:
    from rig.score.film import Film
    from rig.score.measure import Frames, Ticks
    from rig.score.tempo import Law

MARKS: Final = ("n", "pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff", "ffff")
"""Dynamics marks from niente up; they lie evenly on a level from 0 to 1."""

_COMPOUND_UNITS: Final = 3
_COMPOUND_FROM: Final = 8
_COMPOUND_COUNTS: Final = (6, 9, 12, 15, 18)


def level_of(mark: str) -> float:
    """The level of a mark: n is 0, ffff is 1."""
    return MARKS.index(mark) / (len(MARKS) - 1)


def mark_of(level: float) -> str:
    """The mark nearest to a level."""
    return MARKS[round(min(max(level, 0.0), 1.0) * (len(MARKS) - 1))]


class On(Enum):
    """What starts a cue."""

    SCREENING = "screening"
    TITLE = "title"
    ACTION = "action"
    TIME = "time"
    SEGUE = "segue"
    ATTACCA = "attacca"

    @property
    def pressed(self) -> bool:
        """Whether it waits for GO."""
        return self in (On.SCREENING, On.TITLE, On.ACTION)


class Enter(Enum):
    """How a press is taken when music is playing."""

    NOW = "now"
    BEAT = "beat"
    BAR = "bar"


class Leave(Enum):
    """What happens to a cue's own sounds when it is left."""

    CUT = "cut"
    RING = "ring"


class Kind(Enum):
    """What a passage does when its bars are over."""

    SECTION = "section"
    VAMP = "vamp"
    CAESURA = "//"


@dataclass(frozen=True, slots=True)
class Meter:
    """``6/8``: how many of which unit make a bar."""

    count: int
    unit: int

    @property
    def beat(self) -> Ticks:
        """Length of the unit that beats are counted in."""
        return 4 * TICKS_PER_BEAT // self.unit

    @property
    def pulse(self) -> Ticks:
        """Length of the felt beat: three units in compound meters such as 6/8."""
        compound = self.unit >= _COMPOUND_FROM and self.count in _COMPOUND_COUNTS
        return self.beat * (_COMPOUND_UNITS if compound else 1)

    @property
    def bar(self) -> Ticks:
        """Length of a bar."""
        return self.beat * self.count


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of a cue's form: a section, a vamp, or silence until GO."""

    name: str
    kind: Kind
    bars: int
    meter: Meter
    law: Law
    character: str
    exits: tuple[Ticks, ...]
    """Where a vamp may be left, from its begin, in order; empty elsewhere."""
    start: Ticks
    """Where it begins, in the cue as written."""

    @property
    def length(self) -> Ticks:
        """From its first beat to its end."""
        return self.bars * self.meter.bar

    @property
    def end(self) -> Ticks:
        """Where it ends, in the cue as written."""
        return self.start + self.length


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in a cue's form."""

    passage: int
    offset: Ticks


@dataclass(frozen=True, slots=True)
class Look:
    """When to look for what starts a cue."""

    begin: Frames | None
    expected: Frames
    overdue: Frames | None


@dataclass(frozen=True, slots=True)
class Press:
    """A press that is no cue: out of a vamp, in after silence."""

    passage: int
    look: Look | None
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A wish that a beat and a frame coincide."""

    frame: Frames
    spot: Spot
    text: str
    weight: int
    """1 to 3."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a group's dynamics."""

    spot: Spot
    level: float | None
    """The level from here, 0 to 1; None keeps what is in force."""
    hairpin: str
    """``<`` or ``>`` when a hairpin runs from here to the next level, else empty."""


class Act(Enum):
    """What an item of ``fire`` does to the name it bears."""

    TRIGGER = "trigger"
    START = "start"
    STOP = "stop"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Fire:
    """Something sent at a place in the music, by name."""

    spot: Spot
    name: str
    act: Act
    value: float
    """Of a VALUE; 0 elsewhere."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One continuous piece of music with its own start."""

    number: str
    on: On
    seen: str
    """What is seen on the screen; empty where nothing is."""
    look: Look | None
    passages: tuple[Passage, ...]
    presses: tuple[Press, ...]
    hits: tuple[Hit, ...]
    dynamics: tuple[tuple[str, tuple[Point, ...]], ...]
    """Each group with its points, in the order of the music."""
    fires: tuple[Fire, ...]
    enter: Enter
    leave: Leave
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What shall be played, and what it shall meet."""

    film: Film
    cues: tuple[Cue, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group the dynamics name, in the order of their first appearance."""
        return tuple(dict.fromkeys(name for cue in self.cues for name, _ in cue.dynamics))

    @property
    def sounds(self) -> tuple[str, ...]:
        """Every name that is fired, in the order of the first."""
        return tuple(dict.fromkeys(fire.name for cue in self.cues for fire in cue.fires))
