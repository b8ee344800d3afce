"""Where the frames of one print lie in another: same, cut, inserted or retimed, piece by piece."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.score.measure import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.score.measure import Frames

JITTER: Final = 1
"""Frames by which a place read twice may differ: a stretch so much longer is the same."""


class Kind(Enum):
    """What became of a stretch of the old print."""

    SAME = "same"
    RETIMED = "retimed"
    CUT = "cut"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of both prints, from frame to frame; an end is the first frame behind it."""

    kind: Kind
    old: int
    old_end: int
    new: int
    new_end: int
    unsure: bool = False
    """Whether a cut or an insert lies somewhere in here, and its place was chosen."""

    @property
    def ratio(self) -> Fraction:
        """Frames of the new print for each of the old; of a cut 0, of an insert 1."""
        if self.kind is Kind.RETIMED:
            return Fraction(self.new_end - self.new, self.old_end - self.old)
        return Fraction(self.kind is not Kind.CUT)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a frame of the old print is in the new one."""

    frame: Frames
    """Of a frame that was cut: where the cut is. Negative before the new print's zero."""
    cut: bool = False
    unsure: bool = False
    outside: bool = False
    """Whether it lies before or behind all that is known, and the nearest offset goes on."""


@dataclass(frozen=True, slots=True)
class FrameMap:
    """The stretches of two prints, in the order of both, each beginning where the last one ends."""

    segments: tuple[Segment, ...]
    landmarks: frozenset[int] = frozenset()
    """Frames of the old print whose place is sure whatever lies around them."""
    _kept: tuple[Segment, ...] = field(init=False, repr=False, compare=False)
    """Those that have frames of the old print."""

    def __post_init__(self) -> None:
        assert self.segments, "a map without a stretch says nothing"
        for one, two in pairwise(self.segments):
            assert (one.old_end, one.new_end) == (two.old, two.new), "there are no holes"
        kept = tuple(one for one in self.segments if one.old < one.old_end)
        object.__setattr__(self, "_kept", kept)

    @classmethod
    def of(cls, shared: Sequence[Segment]) -> FrameMap:
        """The map of what two prints share, in order: the rest of both was cut or inserted.

        All of both prints from their first frame on is known, up to the end of what is shared.
        """
        begin = min(shared[0].old, 0)
        found = [Segment(Kind.SAME, begin, begin, 0, 0)]
        for one in shared:
            old, new = found[-1].old_end, found[-1].new_end
            found += (
                Segment(Kind.CUT, old, one.old, new, new),
                Segment(Kind.INSERTED, one.old, one.old, new, one.new),
                one,
            )
        return cls(tuple(one for one in found if one.old < one.old_end or one.new < one.new_end))

    def at(self, frame: Frames) -> Placed:
        """Where a frame of the old print is in the new one."""
        first, last = self.segments[0], self.segments[-1]
        if frame < first.old:
            return Placed(frame + first.new - first.old, outside=True)
        if frame >= last.old_end:
            outside = frame > last.old_end
            return Placed(frame + last.new_end - last.old_end, outside=outside)
        segment = self._kept[bisect_right(self._kept, frame, key=lambda one: one.old) - 1]
        if segment.kind is Kind.CUT:
            return Placed(segment.new, cut=True, unsure=segment.unsure)
        unsure = segment.unsure and frame not in self.landmarks
        inside = frame - segment.old
        if segment.kind is Kind.RETIMED:
            inside = nearest(inside * segment.ratio, 1)
        return Placed(segment.new + inside, unsure=unsure)

    @property
    def identical(self) -> bool:
        """Whether every frame known is where it was."""
        return all(
            one.kind is Kind.SAME and (one.old, one.old_end) == (one.new, one.new_end)
            for one in self.segments
        )

    def told(self) -> tuple[Segment, ...]:
        """The segments, neighbours of one kind as one."""
        joined: list[Segment] = []
        for one in self.segments:
            last = joined[-1] if joined else None
            if last is not None and last.kind is one.kind:
                unsure = last.unsure or one.unsure
                joined[-1] = Segment(one.kind, last.old, one.old_end, last.new, one.new_end, unsure)
            else:
                joined.append(one)
        return tuple(joined)
