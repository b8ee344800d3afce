"""The three clocks, and what each is counted in.

Film time is frames of a named print, music time is ticks, clock time is microseconds of the
machine's monotonic clock. None is ever stored in another's unit.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final, TypeAlias

Frames: TypeAlias = int | Fraction
"""Frames of a print, counted from its zero; a fraction only where sub-frames were written."""

Ticks: TypeAlias = int
"""Music time; a quarter note is :data:`TICKS_PER_BEAT`."""

Micros: TypeAlias = int
"""Clock time in microseconds; an instant of the monotonic clock, or a length."""

TICKS_PER_BEAT: Final = 5_765_760
"""Divides by 1 to 16, 24 and 480; finer than a microsecond down to 10.4 bpm."""

SUBFRAME_DIGITS: Final = 9
"""Digits behind the point of the finest sub-frame that is read and written."""

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US


def nearest(numerator: int | Fraction, denominator: int) -> int:
    """The whole number nearest to a quotient; halves go up. The denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)


def frames_of(frames: Fraction) -> Frames:
    """A place in frames, as a whole number wherever it is one."""
    return frames.numerator if frames.denominator == 1 else frames
