"""The beats of a whole film and their clock times: pieces of music on a line, silence between.

Ticks run on through the film and never jump; clock time may. Where a piece begins later than the
one before it ends, the beat stands: between cues, after ``//``, on a fermata. Pieces are anchored,
not added up: a position is found from its own piece alone, in ``O(log n)``.

Four hours are less than 2^34 microseconds, where neighbouring floats are 2e-6 us apart: a place
comes out well within a nanosecond.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.score.measure import Ticks
    from rig.score.tempo import Law

OVERLAP_US: Final = Fraction(1, 1000)
"""How much earlier than the end of one piece the next may begin: what rounding may cost."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some music under one law, as it is put on the line."""

    law: Law
    length: Ticks
    begin_us: Fraction | None = None
    """When it begins, from the film's zero; None is as soon as the one before has ended."""
    entry: Ticks = 0
    """The law's own tick on which the stretch begins; not 0 behind a hold inside a ramp."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in its place."""

    begin_us: Fraction
    tick: Ticks
    """The running tick on which it begins."""
    length: Ticks
    law: Law
    law_start: Ticks
    """The running tick at which the law's own tick 0 lies."""
    _origin_us: float = field(init=False, repr=False, compare=False)
    """When the law's own tick 0 is, or would be."""

    def __post_init__(self) -> None:
        origin_us = self.begin_us - Fraction(self.law.us_to(self.tick - self.law_start))
        object.__setattr__(self, "_origin_us", float(origin_us))

    @property
    def end(self) -> Ticks:
        """The running tick behind it."""
        return self.tick + self.length

    @property
    def end_us(self) -> float:
        """When it is over, to a nanosecond."""
        return self.us_at(self.end)

    def us_at(self, tick: Ticks) -> float:
        """The time of a running tick under this law, to a nanosecond, outside the piece too."""
        return self._origin_us + self.law.us_near(tick - self.law_start)

    def tick_at(self, us: float) -> Ticks:
        """The running tick reached at a time under this law, to the nearest."""
        return self.law_start + self.law.ticks_to(us - self._origin_us)


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Beats to clock time and back.

    The tick at a border is the beginning of the later piece; while the beat stands before it, it
    stands on that tick. Before the first piece and after the last, their laws go on: for a count-in
    and for whatever is marked behind the last bar.
    """

    pieces: tuple[Piece, ...]
    """At least one; each begins on the tick on which the one before ends, and no sooner."""
    _ticks: tuple[Ticks, ...] = field(init=False, repr=False, compare=False)
    _begins_us: tuple[float, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        assert self.pieces, "a map of nothing"
        assert all(piece.length > 0 for piece in self.pieces), "a piece without a beat"
        for one, other in pairwise(self.pieces):
            assert other.tick == one.end, "ticks run on through the film"
            assert other.begin_us >= one.end_us - OVERLAP_US, "a piece begins inside another"
        object.__setattr__(self, "_ticks", tuple(piece.tick for piece in self.pieces))
        begins_us = tuple(float(piece.begin_us) for piece in self.pieces)
        object.__setattr__(self, "_begins_us", begins_us)

    def us_at(self, tick: Ticks) -> float:
        """Microseconds from the film's zero at which a tick sounds, to a nanosecond."""
        return self.pieces[max(bisect_right(self._ticks, tick) - 1, 0)].us_at(tick)

    def tick_at(self, us: float) -> Ticks:
        """The tick reached so many microseconds from the film's zero, to the nearest."""
        place = max(bisect_right(self._begins_us, us) - 1, 0)
        piece = self.pieces[place]
        tick = piece.tick_at(us)
        return tick if place == len(self.pieces) - 1 else min(tick, piece.end)

    def bpm_at(self, tick: Ticks) -> float:
        """Quarters per minute at a tick."""
        piece = self.pieces[max(bisect_right(self._ticks, tick) - 1, 0)]
        return piece.law.bpm_at(tick - piece.law_start)


def laid_out(stretches: Iterable[Stretch]) -> TempoMap:
    """The map of some stretches, from tick 0 on; the first begins at 0 when it says nothing.

    A time that is given stays exact. What follows without one begins to within 2e-6 us of the exact
    sum of the lengths before it, however many: each is rounded once, and the sum not at all.
    """
    pieces: list[Piece] = []
    tick, end_us = 0, Fraction(0)
    for stretch in stretches:
        begin_us = end_us if stretch.begin_us is None else stretch.begin_us
        law, law_start = stretch.law, tick - stretch.entry
        pieces.append(Piece(begin_us, tick, stretch.length, law, law_start))
        length_us = law.us_to(stretch.entry + stretch.length) - law.us_to(stretch.entry)
        # A float's denominator is a power of two; exact steady lengths would multiply theirs.
        end_us = begin_us + Fraction(float(length_us))
        tick += stretch.length
    return TempoMap(tuple(pieces))
