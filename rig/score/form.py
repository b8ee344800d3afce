"""The form of a cue: meters, passages, and the way from one passage to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.score.measure import TICKS_PER_BEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.score.measure import Micros, Ticks
    from rig.score.tempo import Law

_COMPOUND_UNITS: Final = 3
_COMPOUND_FROM: Final = 8
_COMPOUND_COUNTS: Final = (6, 9, 12, 15, 18)


class Kind(Enum):
    """What a passage is, in the word that writes it."""

    SECTION = "section"
    VAMP = "vamp"
    """Round and round until it is left, at one of its exits."""
    SAFETY = "safety"
    """Once, and again if needed."""
    OPTIONAL = "optional"
    """Only if needed."""
    COUNT = "count"
    """Warning clicks before a section: its beats go, and nothing plays."""
    TACET = "tacet"
    """Bars of silence, counted."""
    CAESURA = "//"
    """Silence until GO."""


@dataclass(frozen=True, slots=True)
class Meter:
    """``6/8``: how many of which unit make a bar; ``7/8 2+2+3``: and how they are felt."""

    count: int
    unit: int
    groups: tuple[int, ...] = ()
    """Units of each felt beat, adding up to the count; empty is as the meter itself says."""
    beat: Ticks = field(init=False, repr=False, compare=False)
    """Length of the unit that beats are counted in; with the bar's, asked of every place."""
    bar: Ticks = field(init=False, repr=False, compare=False)
    """Length of a bar."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "beat", 4 * TICKS_PER_BEAT // self.unit)
        object.__setattr__(self, "bar", self.beat * self.count)

    @property
    def felt(self) -> tuple[int, ...]:
        """Units of each felt beat: three in compound meters such as 6/8, else one."""
        if self.groups:
            return self.groups
        compound = self.unit >= _COMPOUND_FROM and self.count in _COMPOUND_COUNTS
        size = _COMPOUND_UNITS if compound else 1
        return (size,) * (self.count // size)

    @property
    def pulses(self) -> tuple[Ticks, ...]:
        """Where the felt beats of a bar begin, and where the bar ends."""
        return tuple(units * self.beat for units in accumulate(self.felt, initial=0))

    @property
    def pulse(self) -> Ticks:
        """Length of the first felt beat."""
        return self.felt[0] * self.beat


@dataclass(frozen=True, slots=True)
class Hold:
    """A fermata: the beat stands here until GO, or at most for so long."""

    offset: Ticks
    """From the passage's begin: where the held beat would end."""
    max_us: Micros | None


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of a cue's form."""

    name: str
    kind: Kind
    bars: int
    meter: Meter
    law: Law
    character: str = ""
    """Words over the music, shown and never obeyed."""
    exits: tuple[Ticks, ...] = ()
    """Where a vamp may be left, from its begin, in order; empty elsewhere."""
    holds: tuple[Hold, ...] = ()
    """In order; none where a passage is played more than once."""
    pickup: Ticks = 0
    """What sounds before its first bar line."""
    least: int = 1
    """How often it is played as written; 0 of an optional one."""
    most: int | None = 1
    """How often it may be played when that is needed; None of a vamp."""
    ending_of: int | None = None
    """Of alternative endings: the number of the first of them, which is played as written."""
    first_bar: int = 1
    """The number of its first bar; more than 1 where a theme is recalled from its middle."""
    theme: str = ""
    """The theme it comes from."""
    transpose: int = 0
    """Semitones up; shown to the player."""

    @property
    def length(self) -> Ticks:
        """From its first beat to its end, played once."""
        return self.pickup + self.bars * self.meter.bar

    @property
    def waits(self) -> bool:
        """Whether it goes on until a press, with or without a limit."""
        return self.kind in (Kind.VAMP, Kind.CAESURA) or bool(self.holds)

    def bar_from(self, offset: Ticks) -> Ticks:
        """The first bar line at or after a place in it; its end is one."""
        bar = self.meter.bar
        return min(self.pickup - (self.pickup - offset) // bar * bar, self.length)

    def pulse_from(self, offset: Ticks) -> Ticks:
        """The first felt beat at or after a place in it; its end is one."""
        bar = self.meter.bar
        bars, inside = divmod(offset - self.pickup, bar)
        pulse = next(pulse for pulse in self.meter.pulses if pulse >= inside)
        return min(self.pickup + bars * bar + pulse, self.length)

    def bar_at(self, offset: Ticks) -> tuple[int, int]:
        """The bar, by its number, and the beat from 1, that go on at a place in it.

        The bar of a pick-up is 0, and its beats are the last of a bar.
        """
        bars, inside = divmod(offset - self.pickup, self.meter.bar)
        return self.first_bar + bars, inside // self.meter.beat + 1


class Spot(NamedTuple):
    """A place in a cue's form; a tuple and no dataclass, as a sheet has many thousands of them."""

    passage: int
    offset: Ticks
    last: bool = False
    """Whether it is meant in the last of the passage's turns only: it was counted from its end."""


def following(passages: Sequence[Passage], number: int) -> int:
    """The passage played after another as written; their count when none is.

    Optional passages and all endings but the first are passed over. After -1 comes the first.
    """
    for later in range(number + 1, len(passages)):
        passage = passages[later]
        if passage.least and passage.ending_of in (None, later):
            return later
    return len(passages)


def beginning(passages: Sequence[Passage]) -> Spot:
    """Where a form begins to be played; its first place where nothing of it is."""
    first = following(passages, -1)
    return Spot(first if first < len(passages) else 0, 0)


def ending(passages: Sequence[Passage]) -> int:
    """The passage played last as written; 0 where nothing is."""
    last, number = 0, following(passages, -1)
    while number < len(passages):
        last, number = number, following(passages, number)
    return last


def preceding(passages: Sequence[Passage], number: int) -> int:
    """The passage played before another as written; -1 when none is."""
    ending = passages[number].ending_of
    for earlier in range(number - 1, -1, -1):
        passage = passages[earlier]
        other = passage.ending_of not in (None, earlier) or (
            ending is not None and passage.ending_of == ending
        )
        if passage.least and not other:
            return earlier
    return -1


def apart(passages: Sequence[Passage], begin: Spot, end: Spot) -> Ticks:
    """The music from one place to a later one, each passage between them as written.

    A passage that is played several times counts so often, a vamp once.
    """
    if begin.passage == end.passage:
        return end.offset - begin.offset
    ticks = passages[begin.passage].length - begin.offset + end.offset
    other = passages[end.passage].ending_of
    number = following(passages, begin.passage)
    while number < end.passage:
        if other is None or passages[number].ending_of != other:
            ticks += passages[number].length * passages[number].least
        number = following(passages, number)
    return ticks
