"""A show made ready: everything looked up, every packet prepared, nothing left to parse."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from rig.conductor.outputs import Group, Output, Sound
    from rig.conductor.sources import House
    from rig.conductor.surface import Surface
    from rig.score.film import Film
    from rig.score.form import Passage, Spot
    from rig.score.measure import Frames, Micros, Ticks
    from rig.score.pace import Pace
    from rig.score.sheet import Cue, Hit, Look


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
    early: tuple[tuple[Due, ...], ...]
    """What is due in it on outputs that are early, in order, for each earliness of the show."""
    decided: tuple[Deed, ...]
    """Of a vamp: what is sent when its exit is decided."""
    taken: tuple[Deed, ...]
    """Of a vamp: what is sent when it is left."""
    press: int | None
    """Of a vamp or //: the number of the press that leaves it; None when none does."""
    holds: tuple[int | None, ...]
    """For each fermata the number of the press that ends it; None when none does."""

    @property
    def all_dues(self) -> tuple[Due, ...]:
        """Everything that is due in it; in order for each group and each sound."""
        return (*self.dues, *chain.from_iterable(self.early))


class Aim(NamedTuple):
    """A hit that the tempo of a cue must land, and where its music is."""

    spot: Spot
    frame: Frames
    hit: Hit


@dataclass(frozen=True, slots=True)
class Leg:
    """One time through a passage as planned; times are promised film time from frame 0."""

    begin_us: Micros
    end_us: Micros
    cue: int
    part: int
    ticks: Ticks
    """How far it is played."""


class Landmark(NamedTuple):
    """A picture event that is easily known again."""

    frame: Frames
    text: str


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
    lasting: frozenset[int]
    """The sounds that go on from before, when the cue begins."""
    aims: tuple[Aim, ...]
    """The hits that its tempo must land, in the order of the film."""
    waits: frozenset[int]
    """The passages that only a press written in the sheet leaves, or takes off a fermata."""
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
    """What is seen then; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Show:
    """Everything the engine needs, looked up and prepared."""

    film: Film
    pace: Pace
    """What the booth promises."""
    house: House
    """Where film time comes from."""
    programmes: tuple[Programme, ...]
    presses: tuple[Go, ...]
    first_press: tuple[int, ...]
    """For each cue: the number of the first press that can come once it has begun."""
    course: tuple[Leg, ...]
    """What would play when, in the order of the film."""
    landmarks: tuple[Landmark, ...]
    """In the order of the film."""
    timed: tuple[int, ...]
    """For each cue and, last, for none yet: the next cue on ``time`` after it; -1 for none."""
    outputs: tuple[Output, ...]
    early_us: tuple[Micros, ...]
    """How early outputs are that are early at all: each such time once, the longest first."""
    groups: tuple[Group, ...]
    sounds: tuple[Sound, ...]
    ports: tuple[str, ...]
    surface: Surface
    """What is mapped under the hands."""


def frame_of(look: Look | None) -> Frames | None:
    """The frame at which something is expected; None when nothing says."""
    return None if look is None else look.expected
