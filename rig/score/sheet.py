"""The nouns of a cue sheet, as read: names, never wires."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.score.form import Passage, Spot, beginning, following

if TYPE_CHECKING:
    from rig.score.film import Bend, Film, Miss
    from rig.score.measure import Frames, Micros

MARKS: Final = ("n", "pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff", "ffff")
"""Dynamics marks from niente up; they lie evenly on a level from 0 to 1."""


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
    EXIT = "exit"
    """Where the music may be left: a vamp's next exit, else the end of what plays."""


class Leave(Enum):
    """What happens to a cue's own sounds when it is left."""

    CUT = "cut"
    RING = "ring"
    BAR = "bar"
    """At the next bar line of the music that is left."""
    FADE = "fade"


class Lead(Enum):
    """Who leads the tempo."""

    FILM = "film"
    """The tempo bends so that the hits land."""
    SHEET = "sheet"
    """The tempo is as written."""
    HAND = "hand"
    """The player leads; the plan is shown."""


@dataclass(frozen=True, slots=True)
class Look:
    """When to look for what starts a cue."""

    begin: Frames | None
    expected: Frames
    overdue: Frames | None


@dataclass(frozen=True, slots=True)
class Press:
    """A press that is no cue: out of a vamp, off a fermata, in after silence."""

    passage: int
    hold: int | None
    """Which fermata of the passage it ends; None leaves the passage itself."""
    look: Look | None
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A wish that a beat and a frame coincide."""

    frame: Frames
    spot: Spot | None
    """None is any strong beat: nobody has chosen yet."""
    text: str
    weight: int
    """1 to 3."""
    miss: Miss
    """How early and how late it still counts."""
    hand: str = ""
    """The sound with which the player strikes it; empty where the music does."""
    cutoff: bool = False
    """Whether it is the end of the sound, and no beat."""


class Point(NamedTuple):
    """One point of a group's dynamics; a tuple for the reason that :class:`Spot` is."""

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


class Moment(Enum):
    """When something at a place in the music is sent."""

    AT = "at"
    """When the music is there."""
    DECIDED = "decided"
    """When it is decided that a vamp will be left."""
    TAKEN = "taken"
    """When a vamp is left, at whichever exit."""


@dataclass(frozen=True, slots=True)
class Fire:
    """Something sent at a place in the music, by name."""

    spot: Spot
    name: str
    act: Act
    value: float
    """Of a VALUE; 0 elsewhere."""
    moment: Moment = Moment.AT


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
    fade_us: Micros
    """Of leave FADE; 0 elsewhere."""
    lead: Lead
    bend: Bend
    """What its tempo may give."""
    hold: int | None
    """The passage that goes round when the film stops; None where nothing is said."""
    note: str

    @property
    def starts_itself(self) -> bool:
        """Whether it begins when the cue before it is over."""
        return self.on in (On.SEGUE, On.ATTACCA)


def ends_cue(cue: Cue, press: Press) -> bool:
    """Whether a press leaves the very end of a cue, so that the next cue's own press can."""
    passage = cue.passages[press.passage]
    at_end = press.hold is None or passage.holds[press.hold].offset == passage.length
    return at_end and following(cue.passages, press.passage) == len(cue.passages)


@dataclass(frozen=True, slots=True)
class Theme:
    """Music that returns; Luz gave each its colour."""

    name: str
    colour: str
    """As written: a colour word or ``#rrggbb``; empty where the name is the colour."""
    passages: tuple[Passage, ...]
    dynamics: tuple[tuple[str, tuple[Point, ...]], ...]
    fires: tuple[Fire, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What shall be played, and what it shall meet."""

    film: Film
    themes: tuple[Theme, ...]
    cues: tuple[Cue, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group the dynamics name, in the order of their first appearance."""
        return tuple(dict.fromkeys(name for cue in self.cues for name, _ in cue.dynamics))

    @property
    def sounds(self) -> tuple[str, ...]:
        """Every name that is fired or struck, in the order of the first."""
        names = dict.fromkeys(fire.name for cue in self.cues for fire in cue.fires)
        struck = dict.fromkeys(hit.hand for cue in self.cues for hit in cue.hits if hit.hand)
        return tuple(names | struck)

    def hits_of(self, number: int) -> tuple[Hit, ...]:
        """The hits that a cue's tempo must land, those on its end among them.

        A hit on the first beat of an attacca belongs to the cue before it, at that cue's end.
        """
        cue = self.cues[number]
        own = cue.hits
        if cue.on is On.ATTACCA:
            begin = beginning(cue.passages)
            own = tuple(hit for hit in own if hit.spot != begin)
        after = self.cues[number + 1] if number + 1 < len(self.cues) else None
        if after is None or after.on is not On.ATTACCA or not cue.passages:
            return own
        last = len(cue.passages) - 1
        end = Spot(last, cue.passages[last].length)
        begin = beginning(after.passages)
        return own + tuple(replace(hit, spot=end) for hit in after.hits if hit.spot == begin)
