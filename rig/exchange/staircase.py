"""A tempo map as a Standard MIDI File has it: stairs of whole microseconds a quarter.

Each stair has the mean tempo of what it stands for, not the one at its begin, so a ramp does not
drift at the stairs' borders. What rounding leaves over is carried: a stair takes the whole number
below its tempo or the one above it, whichever brings the clock nearer. So every tempo is less than
a microsecond off, one that is whole stays as it is, and the clock is never off by more than half a
microsecond for each quarter of the longest stair, however many there are.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING, Final

from rig.errors import RigError
from rig.exchange.clock import write_clock
from rig.score.laws import Shape
from rig.score.measure import MINUTE_US, SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import Ramp

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.exchange.spotting import TempoChange

PPQ: Final = 960
"""Ticks of a quarter; sequencers know it, and at 60 bpm half a tick is 0.5 ms."""

QUARTER_US_MAX: Final = 0xFFFFFF
"""Microseconds of the slowest quarter that a file can say."""

_STEP: Final = PPQ // 4
"""Ticks of a stair of a ramp: a sixteenth."""

_TICK: Final = TICKS_PER_BEAT // PPQ
"""Ticks of the score in one of the file."""

_AMISS_MAX: Final = 0.001
"""Seconds by which a tempo may miss the time of the next change before it is said."""


@dataclass(frozen=True, slots=True)
class Stair:
    """A steady tempo from a tick on."""

    tick: int
    begin: Fraction
    """Seconds from the file's begin, as the file's own tempi have it."""
    quarter_us: int

    def tick_at(self, seconds: Fraction) -> int:
        """The tick nearest to an instant, counted on at this tempo."""
        return self.tick + round((seconds - self.begin) * SECOND_US * PPQ / self.quarter_us)

    def seconds_at(self, tick: int) -> Fraction:
        """When a tick comes, counted on at this tempo."""
        return self.begin + Fraction((tick - self.tick) * self.quarter_us, PPQ * SECOND_US)


@dataclass(frozen=True, slots=True)
class Staircase:
    """All stairs in their order; the first begins at tick 0."""

    stairs: tuple[Stair, ...]
    lost: tuple[str, ...]

    def nearest(self, seconds: Fraction) -> tuple[int, Fraction]:
        """The tick nearest to an instant, and when it really comes."""
        after = bisect_right(self.stairs, seconds, key=lambda stair: stair.begin)
        stair = self.stairs[max(0, after - 1)]
        tick = stair.tick_at(seconds)
        return tick, stair.seconds_at(tick)


def build(changes: Sequence[TempoChange]) -> Staircase:
    """The stairs for changes of which the first is at 0 s and beat 0.

    Raises ``RigError`` for a tempo that such a file cannot say.
    """
    last = changes[-1]
    spans = [(one, two) for one, two in pairwise(changes) if _tick(one) < _tick(two)]
    borders: list[tuple[int, Fraction]] = []
    lost: list[str] = []
    begins = [*(change for change, _ in spans), last]
    for (change, goal), after in zip(spans, begins[1:], strict=True):
        steps = list(_steps(change, goal, after.at - change.at))
        borders += ((_tick(change) + tick, change.at + seconds) for tick, seconds in steps)
        lost += _told(change, goal, after.at, len(steps))
    stairs: list[Stair] = []
    clock = worst = Fraction(0)
    for (tick, begin), (after_tick, due) in pairwise([*borders, (_tick(last), last.at)]):
        quarters = Fraction(after_tick - tick, PPQ)
        mean_us = (due - begin) * SECOND_US / quarters
        either = [Stair(tick, clock, _believed(us)) for us in (floor(mean_us), ceil(mean_us))]
        stairs.append(min(either, key=lambda stair: abs(stair.seconds_at(after_tick) - due)))
        clock = stairs[-1].seconds_at(after_tick)
        worst = max(worst, abs(clock - due))
    stairs.append(Stair(_tick(last), clock, _believed(round(MINUTE_US / last.bpm))))
    if worst:
        lost.append(
            f"tempi are whole microseconds a quarter: the clock is up to {float(worst) * 1000:.2g}"
            " ms off, and does not drift"
        )
    return Staircase(tuple(stairs), tuple(lost))


def _tick(change: TempoChange) -> int:
    return round(change.beat * PPQ)


def _ramp(change: TempoChange, goal: TempoChange) -> Ramp:
    length = (_tick(goal) - _tick(change)) * _TICK
    return Ramp(change.bpm, goal.bpm, length, Shape(change.ramp))


def _steps(
    change: TempoChange, goal: TempoChange, length: Fraction
) -> Iterator[tuple[int, Fraction]]:
    """Where stairs begin, in ticks and seconds from a change; all of them fill its length."""
    yield 0, Fraction(0)
    if change.ramp:
        ramp = _ramp(change, goal)
        for tick in range(_STEP, _tick(goal) - _tick(change), _STEP):
            yield tick, length * Fraction(ramp.us_to(tick * _TICK) / ramp.length_us)


def _told(change: TempoChange, goal: TempoChange, end: Fraction, steps: int) -> Iterator[str]:
    """What the stairs for a change do not say, or say otherwise."""
    quarters, seconds = goal.beat - change.beat, end - change.at
    name = f"the tempo {float(change.bpm):.6g} at {write_clock(change.at)}"
    lasts = float(quarters * 60 / change.bpm)
    if change.ramp:
        name = f"the ramp to {float(goal.bpm):.6g} at {write_clock(change.at)}"
        lasts = _ramp(change, goal).length_us / SECOND_US
        yield f"{name} is {steps} steps, each at its mean tempo"
    if abs(lasts - seconds) > _AMISS_MAX:
        mean = float(quarters * 60 / seconds) if seconds > 0 else 0
        until = write_clock(end)
        yield f"{name} is {mean:.6g} in the mean, to last until the next one at {until}"


def _believed(quarter_us: int) -> int:
    if not 0 < quarter_us <= QUARTER_US_MAX:
        slowest = MINUTE_US / QUARTER_US_MAX
        raise RigError(
            f"a tempo of {MINUTE_US / max(1, quarter_us):.3g}: a MIDI file has"
            f" {slowest:.3g} to {MINUTE_US} quarters a minute"
        )
    return quarter_us
