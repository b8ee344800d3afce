"""Everything the core remembers between two events; frozen, so that going back is free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.fingers import ROW, at_rest
from rig.conductor.watch import Watch
from rig.hands.tap import NO_TAPS, Taps

if TYPE_CHECKING:
    from firmware_bridge.link import Link
    from rig.conductor.clock import FilmClock, Timeline
    from rig.conductor.fingers import Fingers
    from rig.conductor.show import Show
    from rig.conductor.surface import Button
    from rig.hands.takeover import Grip
    from rig.score.measure import Micros, Ticks
    from rig.score.sheet import Lead


class Sent(NamedTuple):
    """How much a turn has done of what is early; of one to come, ahead of it."""

    cue: int
    part: int
    entered: Ticks
    counts: tuple[int, ...]
    """How many of the passage's dues are behind, for each earliness of the show."""


@dataclass(frozen=True, slots=True)
class Playing:
    """The passage that plays."""

    cue: int
    part: int
    entered: Ticks
    """The running tick at which this turn of the passage began."""
    along: Ticks
    """How much of the cue was played before this turn, as written: a vamp counts once."""
    turn: int
    """How often the passage has gone round; 0 the first time."""
    next_due: int
    next_hold: int
    """The fermata of the passage that comes next, or on which the beat stands."""
    leave_at: Ticks | None
    """The running tick at which a vamp is left, once that is decided."""
    timeline: Timeline
    stands: Ticks | None
    """The running tick on which the beat stands; None while it goes."""
    asked_out: bool
    """Whether the player has asked for the exit of a vamp."""
    until_us: Micros | None
    """When a fermata ends by itself; None where nothing does."""
    turns: int
    """How often the passage is gone through, as now meant; a vamp until it is left."""
    then: int
    """The passage behind it, as now meant."""
    plan_at: Ticks
    """The running tick of the beat on which the way to the coming hits is looked at next."""
    sent: tuple[Sent, ...] = ()
    """Of this turn and those to come: those that have done any of what is early."""

    def tick_at(self, at_us: Micros) -> Ticks:
        """The running tick that is reached at an instant; the one on which the beat stands."""
        return self.timeline.ticks_at(at_us) if self.stands is None else self.stands


class Fader(NamedTuple):
    """One group's dynamics; a tuple for the reason that :class:`State` is."""

    level: float
    """What the sheet writes, 0 to 1."""
    hand: float | None
    """What an absolute move set; the hand's until the sheet's next mark."""
    trim_db: float
    packet: bytes
    """What was last sent, so that the same is not sent twice."""
    tacet: bool = False
    """Whether a hand has silenced it."""


@dataclass(frozen=True, slots=True)
class Moving:
    """A hairpin that runs."""

    group: int
    begin: Ticks
    """Where it began, in the cue as written."""
    level: float
    end: Ticks
    target: float
    next_us: Micros


@dataclass(frozen=True, slots=True)
class Tail:
    """What still sounds of a cue that was left."""

    begin_us: Micros
    end_us: Micros
    """When its groups are where they go, and its sounds are stopped."""
    next_us: Micros
    groups: tuple[tuple[int, float, float], ...]
    """Each group on its way, from one level evenly to another."""
    sounds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fade:
    """A panic's fade of everything."""

    begin_us: Micros
    end_us: Micros
    next_us: Micros


@dataclass(frozen=True, slots=True)
class Sounding:
    """A sound that goes on."""

    sound: int
    lasting: bool
    """Whether it goes on beyond its cue."""
    ringing: bool = False
    """Whether its cue was left and let it ring: only its tail, a panic and the end stop it."""


class Hand(NamedTuple):
    """What the hand has done with the tempo."""

    lead: Lead | None = None
    """Who leads, by a press; None as the sheet says. The next cue gives it back."""
    taken: bool = False
    """Whether the hand has the tempo, until the next cue or a press gives it back."""
    led: bool = False
    """Whether it is an external leader of the beat who took it, and still runs."""
    frozen: bool = False
    """Whether nothing bends, until a press or the next cue."""
    triggers: bool = False
    """Whether nothing is bent for the rest of the night: the player wants triggers only."""
    scale_ppm: int = 0
    """How much faster than written every tempo is taken, since the film runs at another speed."""
    taps: Taps = NO_TAPS
    corrected_us: Micros = 0
    """Until when the beat is on its way to a tap that corrects it."""
    counting: bool = False
    """Whether the taps count in the cue that stands by."""


class Prospect(NamedTuple):
    """What is to be expected of a coming hit, as seen at the last beat."""

    aim: int
    """Its number among the aims of the cue."""
    off_us: Micros
    """How late the music will be; negative is early."""
    early_us: Micros
    late_us: Micros
    """How much sooner its picture may come and still be met, and how much later."""


class Detour(NamedTuple):
    """What goes on while the film stands still."""

    part: int | None
    """The passage of the cue that goes round; None where it is tacet."""
    enter_at: Ticks | None
    """The running tick at which it begins, or the music comes in again; None between these."""
    left: tuple[int, Ticks]
    """The passage in which the music was when the film stopped, and how far in it."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What the last press can be taken back to."""

    button: Button
    said: str
    """What was pressed, as the player writes it."""
    before: State


class State(NamedTuple):
    """One instant of the night.

    A tuple and no dataclass: one of so many fields is then replaced five times as fast.
    """

    now_us: Micros
    next_press: int
    """What GO will do: the number of a press; the count of presses when none is left."""
    cue: int
    """The last cue that began; -1 before the first."""
    faders: tuple[Fader, ...]
    values: tuple[float | None, ...]
    sounding: tuple[Sounding, ...]
    bpm: float | None
    """The tempo last told to the outputs."""
    lean_ppm: int
    """How much faster than written it goes where nothing bends it."""
    prospects: tuple[Prospect, ...]
    undo: Undo | None
    knobs: tuple[tuple[Grip | None, ...], ...]
    fingers: Fingers
    """What hands and feet are at just now."""
    pressed_us: tuple[tuple[str, Micros], ...]
    """When each verb was last accepted, by the hand's own instant."""
    links: tuple[tuple[str, Link], ...]
    present: frozenset[str]
    notices: tuple[tuple[Micros, str], ...]
    """The last lines for the player."""
    ended: bool
    """Whether the last cue is over, and nobody stands by anywhere else."""
    film: FilmClock | None
    """None while the film waits."""
    early: tuple[int, ...]
    """Presses out of passages and off fermatas that were made before those came."""
    hand: Hand
    watch: Watch
    """What is known of the film, and from whom."""
    detour: Detour | None
    """None while the film rolls or waits."""
    stand: int
    """Where the night stands: this cue and those before it are behind; ``back`` moves it."""
    stood_us: Micros
    """Since when it stands there: a cue on time that was due before does not fire."""
    playing: Playing | None
    pending: tuple[int, Ticks] | None
    """A press decided and not yet taken: its cue, and the running tick that takes it."""
    moving: tuple[Moving, ...]
    tails: tuple[Tail, ...]
    """Each group and each sound is in one of them at most, and none is empty."""
    tempo_us: Micros | None
    """When the tempo is told next, while it moves."""
    counted_us: Micros | None
    """When a cue that was counted in begins."""
    fade: Fade | None
    pedal: bool
    """Whether a fermata is held down."""
    gain: float
    """1, or less while a panic fades and after it."""
    music_us: Micros | None
    """When the music, or what moves with it, is next due."""
    wake_us: Micros | None
    """When the core must next be woken: for that, or for the hands."""


WHEN: Final = slice(State._fields.index("film"), State._fields.index("music_us"))
"""The fields that say when something is next due. While they stand, so does the deadline."""


def begin(show: Show) -> State:
    """The night before anything has happened."""
    levels = show.programmes[0].levels if show.programmes else (0.0,) * len(show.groups)
    rows = -(-len(show.surface.knobs) // ROW)
    return State(
        now_us=0,
        film=None,
        watch=Watch(),
        detour=None,
        hand=Hand(),
        prospects=(),
        undo=None,
        next_press=0,
        early=(),
        cue=-1,
        stand=-1,
        stood_us=0,
        playing=None,
        pending=None,
        faders=tuple(Fader(level, None, 0.0, b"") for level in levels),
        moving=(),
        tails=(),
        values=(None,) * len(show.sounds),
        sounding=(),
        bpm=None,
        tempo_us=None,
        counted_us=None,
        lean_ppm=0,
        knobs=((None,) * ROW,) * rows,
        fingers=at_rest(show.surface),
        pressed_us=(),
        fade=None,
        pedal=False,
        gain=1.0,
        links=(),
        present=frozenset(),
        notices=(),
        ended=False,
        music_us=None,
        wake_us=None,
    )
