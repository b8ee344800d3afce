"""The nouns every exchange format is read into and written from.

Time is exact seconds from the list's zero, a fraction; never a float, never frames of a rate that
the file does not name. Music is counted in quarter notes from the first bar, a fraction too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

SIZE_MAX: Final = 20_000_000
"""Bytes of the largest file read."""

MARKERS_MAX: Final = 200_000
"""Markers of the longest list read; a longer one is refused."""


class MarkerKind(Enum):
    """What a marker is for, as far as the file says."""

    CUE = "cue"
    HIT = "hit"
    MARK = "mark"
    """Nothing is said: whoever makes a sheet of it must guess, and say so."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the time line."""

    at: Fraction
    """Seconds from the list's zero."""
    kind: MarkerKind
    name: str
    number: str = ""
    """Of a cue: its number."""
    length: Fraction = Fraction(0)
    """Seconds; 0 for a point."""
    colour: str = ""
    """``#rrggbb``, the format's own colour word, or empty."""
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Lines of the sheet that it stands for, by key; only formats that can hold them do."""


@dataclass(frozen=True, slots=True)
class TempoChange:
    """A tempo from a place in the music on."""

    at: Fraction
    """Seconds from the list's zero."""
    beat: Fraction
    """Quarter notes from the first bar."""
    bpm: Fraction
    """Quarters per minute."""
    ramp: str = ""
    """How it goes to the next change: empty for a step, or the word of a law of the sheet."""


@dataclass(frozen=True, slots=True)
class MeterChange:
    """A meter from a place in the music on."""

    beat: Fraction
    """Quarter notes from the first bar."""
    count: int
    unit: int


@dataclass(frozen=True, slots=True)
class SpottingList:
    """Everything a file says that a sheet can be made of."""

    title: str
    rate: Fraction | None
    """Frames per second that its time codes were counted in; None where it has none."""
    zero: Fraction
    """Seconds its own clock reads at the list's zero, such as 3600 for a start at 01:00:00:00."""
    markers: tuple[Marker, ...]
    tempi: tuple[TempoChange, ...] = ()
    meters: tuple[MeterChange, ...] = ()
    guesses: tuple[str, ...] = ()
    """What the file does not say and was taken to be so; each is shown to the player."""
    lost: tuple[str, ...] = ()
    """What the format cannot say, or what was in the file and has no place in a sheet."""
