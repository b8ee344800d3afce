"""The three clocks, and what each is counted in.

Film time is frames of a named print, music time is ticks, clock time is microseconds of the
machine's monotonic clock. None is ever stored in another's unit.
"""

from __future__ import annotations

from typing import Final, TypeAlias

Frames: TypeAlias = int
"""Frames of a print, counted from its zero."""

Ticks: TypeAlias = int
"""Music time; a quarter note is :data:`TICKS_PER_BEAT`."""

Micros: TypeAlias = int
"""Clock time in microseconds; an instant of the monotonic clock, or a length."""

TICKS_PER_BEAT: Final = 5_765_760
"""Divides by 1 to 16, 24 and 480; finer than a microsecond down to 10.4 bpm."""

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US


def nearest(numerator: int, denominator: int) -> int:
    """The whole number nearest to a fraction; halves go up. The denominator is positive."""
    return (2 * numerator + denominator) // (2 * denominator)
