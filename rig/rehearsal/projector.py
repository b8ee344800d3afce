"""A projector for rehearsals: what is on the screen when, in truth.

Theory of operation. What goes through the gate is a strip: pieces of the print in the order in
which they were threaded, with what splices took away left out. A motor pulls it. Both are told in
promised seconds, the film time that passes while the booth keeps its word: a piece of strip has
one promised speed, and the motor pulls at a rate that goes straight from knot to knot. So both
ways, instant to frame and frame to instant, are a sum of pieces that are solved exactly.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from math import sqrt
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.score.measure import Micros

_US: Final = 1e6


@dataclass(frozen=True, slots=True)
class Motor:
    """Promised seconds pulled since the film rolled; before the first knot it stands."""

    knots: tuple[tuple[float, float], ...]
    """Seconds since the film rolled, ascending from 0, and the rate there, 1 being as promised.

    Between two knots the rate goes straight, behind the last one it stays; it is positive.
    """
    _begins_s: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _pulled_s: tuple[float, ...] = field(init=False, repr=False, compare=False)
    """Promised seconds at each knot."""

    def __post_init__(self) -> None:
        pulled = [(b - a) * (r + s) / 2 for (a, r), (b, s) in pairwise(self.knots)]
        object.__setattr__(self, "_begins_s", tuple(at for at, _ in self.knots))
        object.__setattr__(self, "_pulled_s", tuple(accumulate(pulled, initial=0.0)))

    def pulled_s(self, at_s: float) -> float:
        """Promised seconds pulled so many seconds after the film rolled."""
        if at_s <= 0:
            return 0.0
        number = bisect_right(self._begins_s, at_s) - 1
        begin_s, rate = self.knots[number]
        past_s = at_s - begin_s
        return self._pulled_s[number] + past_s * (rate + self._slope(number) * past_s / 2)

    def time_s(self, pulled_s: float) -> float:
        """When so many promised seconds, 0 or more, have been pulled."""
        number = bisect_right(self._pulled_s, pulled_s) - 1
        begin_s, rate = self.knots[number]
        more_s = pulled_s - self._pulled_s[number]
        root = sqrt(rate * rate + 2 * self._slope(number) * more_s)
        return begin_s + 2 * more_s / (rate + root)

    def rate(self, at_s: float) -> float:
        """How fast it pulls, 1 being as promised; 0 before the film rolls."""
        if at_s < 0:
            return 0.0
        number = bisect_right(self._begins_s, at_s) - 1
        begin_s, rate = self.knots[number]
        return rate + self._slope(number) * (at_s - begin_s)

    def _slope(self, number: int) -> float:
        if number + 1 == len(self.knots):
            return 0.0
        (begin_s, rate), (end_s, after) = self.knots[number : number + 2]
        return (after - rate) / (end_s - begin_s)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the print that is pulled in one go, at one promised speed."""

    begin: float
    """Its first frame of the print."""
    end: float
    """The frame behind its last."""
    speed: float
    """Promised frames per second."""

    @property
    def lasts_s(self) -> float:
        """Promised seconds."""
        return (self.end - self.begin) / self.speed


def cut(
    speeds: Sequence[tuple[float, float]], stretches: Sequence[tuple[float, float]]
) -> tuple[Piece, ...]:
    """The pieces of a strip: stretches of the print from one frame to another, as threaded.

    ``speeds`` are promised: from which frame, ascending from 0, and frames per second.
    """
    ends = [*(begin for begin, _ in speeds[1:]), float("inf")]
    return tuple(
        Piece(max(begin, low), min(end, high), speed)
        for begin, end in stretches
        for (low, speed), high in zip(speeds, ends, strict=True)
        if max(begin, low) < min(end, high)
    )


@dataclass(frozen=True, slots=True)
class Projector:
    """Where the film truly is; instants are microseconds of the clock."""

    rolls_us: Micros
    """When its first frame moves on."""
    motor: Motor
    pieces: tuple[Piece, ...]
    """The strip."""
    _threaded_s: tuple[float, ...] = field(init=False, repr=False, compare=False)
    """Where each piece begins, in promised seconds, and where the last one ends."""

    def __post_init__(self) -> None:
        lasting = (piece.lasts_s for piece in self.pieces)
        object.__setattr__(self, "_threaded_s", tuple(accumulate(lasting, initial=0.0)))

    def frame_at(self, at_us: float) -> float:
        """The place of the print in the gate; the first until the film rolls, at last its end."""
        pulled_s = self.motor.pulled_s(self._since_s(at_us))
        number = self._number(pulled_s)
        piece = self.pieces[number]
        frame = piece.begin + (pulled_s - self._threaded_s[number]) * piece.speed
        return min(frame, piece.end)

    def us_at(self, frame: float) -> float | None:
        """The instant at which a frame comes; None when it is not on the strip."""
        for piece, begin_s in zip(self.pieces, self._threaded_s, strict=False):
            if piece.begin <= frame < piece.end:
                pulled_s = begin_s + (frame - piece.begin) / piece.speed
                return self.rolls_us + _US * self.motor.time_s(pulled_s)
        return None

    def speed_at(self, at_us: float) -> float:
        """Frames per second on the screen, as they truly go; 0 before the film rolls."""
        since_s = self._since_s(at_us)
        return self.pieces[self._number(self.motor.pulled_s(since_s))].speed * self.motor.rate(
            since_s
        )

    @property
    def jumps_us(self) -> tuple[float, ...]:
        """When the picture jumps: at splices and at reels out of order."""
        return tuple(
            self.rolls_us + _US * self.motor.time_s(begin_s)
            for begin_s, (before, after) in zip(
                self._threaded_s[1:], pairwise(self.pieces), strict=False
            )
            if before.end != after.begin
        )

    @property
    def over_us(self) -> float:
        """When the last frame is gone."""
        return self.rolls_us + _US * self.motor.time_s(self._threaded_s[-1])

    def _since_s(self, at_us: float) -> float:
        return (at_us - self.rolls_us) / _US

    def _number(self, pulled_s: float) -> int:
        return min(bisect_right(self._threaded_s, pulled_s), len(self.pieces)) - 1
