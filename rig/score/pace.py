"""Pace: how fast a film is shown, as one speed or as stretches of different speeds.

Theory of operation. Within a stretch, seconds and frames lie on one straight line, kept in whole
numbers: ``seconds = (a * frame + b) / c``. The lines are made once, each beginning exactly where
the one before it ends, so no question adds anything up and nothing can drift.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from rig.score.measure import SECOND_US, nearest

if TYPE_CHECKING:
    from rig.score.measure import Frames, Micros


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the film shown at one speed; it lasts until the next one begins."""

    begin: Frames
    speed: Fraction
    """Frames per second; positive."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Film time against seconds; both are 0 together, and before 0 the first speed holds.

    The first stretch begins at frame 0, the others in ascending order.
    """

    stretches: tuple[Stretch, ...]
    _begins: tuple[Frames, ...] = field(init=False, repr=False, compare=False)
    """Of each stretch but the first: its frame; then the exact second."""
    _begins_s: tuple[Fraction, ...] = field(init=False, repr=False, compare=False)
    _lines: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)
    """For each stretch ``a, b, c`` of its line."""

    def __post_init__(self) -> None:
        begins = tuple(stretch.begin for stretch in self.stretches)
        assert begins[0] == 0, "the first speed holds from the film's zero"
        assert all(before < after for before, after in pairwise(begins)), "speeds ascend"
        lines, begins_s = [], []
        seconds, last = Fraction(0), self.stretches[0]
        for stretch in self.stretches:
            seconds += (stretch.begin - last.begin) / last.speed
            last = stretch
            offset = seconds - stretch.begin / stretch.speed
            whole, part = stretch.speed.numerator, stretch.speed.denominator
            lines.append(
                (part * offset.denominator, whole * offset.numerator, whole * offset.denominator)
            )
            begins_s.append(seconds)
        object.__setattr__(self, "_begins", begins[1:])
        object.__setattr__(self, "_begins_s", tuple(begins_s[1:]))
        object.__setattr__(self, "_lines", tuple(lines))

    @classmethod
    def steady(cls, speed: Fraction) -> Pace:
        """One speed throughout."""
        return cls((Stretch(0, speed),))

    @property
    def constant(self) -> bool:
        """Whether the whole film has one speed."""
        return len(self.stretches) == 1

    def us_at(self, frame: Frames) -> Micros:
        """When a frame begins, in microseconds from frame 0, to the nearest."""
        a, b, c = self._lines[bisect_right(self._begins, frame)]
        return nearest((a * frame + b) * SECOND_US, c)

    def frame_at(self, us: Micros) -> int:
        """The frame on the screen so many microseconds after frame 0; negative before it."""
        at = bisect_right(self._begins_s, Fraction(us, SECOND_US)) if self._begins_s else 0
        a, b, c = self._lines[at]
        return (c * us - b * SECOND_US) // (a * SECOND_US)

    def seconds_at(self, frame: Frames) -> Fraction:
        """When a frame begins, in seconds from frame 0, exact."""
        a, b, c = self._lines[bisect_right(self._begins, frame)]
        return Fraction(a * frame + b, c)

    def frame_at_seconds(self, seconds: Fraction | int) -> Fraction:
        """The place in the film so many seconds after frame 0, exact, sub-frames included."""
        a, b, c = self._lines[bisect_right(self._begins_s, seconds)]
        return Fraction(c * seconds - b, a)

    def first_frame(self, second: int) -> int:
        """The first frame that begins at or after a whole second."""
        a, b, c = self._lines[bisect_right(self._begins_s, second) if self._begins_s else 0]
        return -((b - c * second) // a)

    def speed_at(self, frame: Frames) -> Fraction:
        """The speed a frame is shown at, in frames per second."""
        return self.stretches[bisect_right(self._begins, frame)].speed
