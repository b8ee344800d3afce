"""What hands and feet are at just now: what is held down, what is still to be told, what loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from rig.conductor.surface import Button, Surface
    from rig.hands.joining import Memory
    from rig.hands.midi import Touch
    from rig.hands.one_euro import Smooth
    from rig.score.measure import Micros

ROW: Final = 64
"""What is kept of each control is kept in rows: changing one copies two short rows, no long one."""

Kept = TypeVar("Kept")
Rows: TypeAlias = tuple[tuple[Kept | None, ...], ...]


class Held(NamedTuple):
    """A control that is down."""

    control: int
    port: str
    since_us: Micros
    """The finger's own instant."""
    value: int
    """What it told as it came down."""
    buttons: tuple[Button, ...]
    """What its press did: a few of them end with it."""
    release: tuple[Button, ...]
    long: tuple[Button, ...]
    hold: tuple[Button, ...]
    hold_us: Micros | None
    """When it has been held; None where nothing hangs on that, and after it."""


class Paced(NamedTuple):
    """An address that was told a value a moment ago."""

    address: int
    """A group by its number, a value by the complement of its sound's."""
    next_us: Micros
    """From when on it may be told another."""
    owed: bool
    """Whether it must be."""
    value: float | None
    """What a hand has set a value to, which the sheet may have overtaken; None of a group."""


class Steady(NamedTuple):
    """A noisy knob."""

    heard: float
    """Where along its travel it last was heard."""
    smooth: Smooth | None
    """None where it only has a gate."""


class Settling(NamedTuple):
    """A smoothed knob that was moved a moment ago."""

    knob: int
    settle_us: Micros
    """When it comes to where it truly stands, if nothing more is heard of it."""


class Route(NamedTuple):
    """How a control moves to and fro."""

    at_us: Micros
    """When it last was heard, by the hand's own instant."""
    value: int
    """What it told then."""
    anchor: int
    """Where its movement is measured from: noise leaves it where it is."""
    rises: bool
    turns: int
    """How often it has turned round in this second."""
    since_us: Micros
    """When this second began."""
    muted: bool


class Glide(NamedTuple):
    """A group on its way back to the sheet."""

    group: int
    from_level: float | None
    """What the hand had set; None where it had not."""
    from_db: float
    begin_us: Micros
    hand: float | None
    trim_db: float
    """Where it is by now: elsewhere, a hand has taken it."""
    next_us: Micros


class Lamp(NamedTuple):
    """What a light shows, as far as the rig knows."""

    shows: Touch | bytes | None
    """The message that says so: of a label a system exclusive one; None where nobody knows."""
    told: tuple[tuple[Touch | bytes, Micros], ...] = ()
    """What the rig has told it of late, and when: the newest last."""


class Panel(NamedTuple):
    """A device whose lights can be told."""

    port: str
    dark_us: Micros | None
    """Until when its lights are dark, to see whether it sends them back; None once it is lit."""
    echoes: int
    """How many messages it has sent back in this second."""
    since_us: Micros
    """When this second began."""
    muted: bool


class Lights(NamedTuple):
    """All lights, and what hangs on them."""

    panels: tuple[Panel, ...]
    lamps: tuple[Lamp, ...]
    """Of each light of the surface, by its number."""
    touched: frozenset[int]
    """The controls that a hand is on."""
    due_us: Micros | None
    """When they are looked at next; None while nothing has changed."""
    first: int
    """The light at which that look begins: they are looked at a few at a time."""
    then_us: Micros | None
    """When the look after the last of them is due, as far as is known."""
    refused_us: Micros | None
    """When a press was last refused."""


class Fingers(NamedTuple):
    """All of it. The world's own, which no undo takes back."""

    held: tuple[Held, ...]
    pressed: tuple[tuple[int, Micros], ...]
    """When each control that knows a double press was last pressed."""
    layers: tuple[int, ...]
    """Those that are on, the newest last: that one counts."""
    paced: tuple[Paced, ...]
    glides: tuple[Glide, ...]
    routes: Rows[Route]
    memories: tuple[tuple[str, Memory], ...]
    """What each port's messages of several parts have said so far."""
    steady: Rows[Steady]
    """Of the knobs that have a gate or a filter."""
    settling: tuple[Settling, ...]
    lights: Lights


def at_rest(surface: Surface) -> Fingers:
    """Nothing is touched yet."""
    routes: Rows[Route] = nothing(len(surface.names))
    steady: Rows[Steady] = nothing(len(surface.knobs))
    lights = Lights((), (Lamp(None),) * len(surface.lights), frozenset(), None, 0, None, None)
    return Fingers((), (), (), (), (), routes, (), steady, (), lights)


def nothing(count: int) -> Rows[Kept]:
    """Rows for so many, of none of which anything is known."""
    return ((None,) * ROW,) * -(-count // ROW)


def put(rows: Rows[Kept], number: int, one: Kept | None) -> Rows[Kept]:
    """Rows in which this is what is kept of one of them."""
    place, within = divmod(number, ROW)
    row = rows[place]
    row = (*row[:within], one, *row[within + 1 :])
    return (*rows[:place], row, *rows[place + 1 :])
