"""The film as a sheet names it: its print, reels, copies, and how its time goes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from rig.score.measure import Frames, Micros
    from rig.score.pace import Pace

SPEED_MIN: Final = Fraction(8)
SPEED_MAX: Final = Fraction(60)
"""Frames per second between which a projection speed is believed."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A width of film stock."""

    name: str
    frames_per_foot: int


GAUGES: Final = (
    Gauge("35mm", 16),
    Gauge("16mm", 40),
    Gauge("9.5mm", 40),
    Gauge("8mm", 80),
    Gauge("Super 8", 72),
)
"""The film foot is a whole number of frames, shrinkage left aside; the first if unsaid."""


@dataclass(frozen=True, slots=True)
class Reel:
    """One reel of the print."""

    number: int
    begin: int
    """Its first frame."""
    end: int | None
    """The frame behind its last; None where nothing says."""
    counter: int = 0
    """What the reel's own counter reads at its begin, in frames."""
    motor: int = 198
    """Frames from the first dot of the motor cue to the end; unsaid, as in SMPTE 301."""
    changeover: int = 22
    """Frames from the first dot of the changeover cue to the end; unsaid, as in SMPTE 301."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another copy of the film, such as a viewing file with burnt-in code, on the print's frames.

    Its clock is exact seconds; its timecode is counted at its own rate.
    """

    name: str
    rate: Fraction
    """Frames of the copy per second."""
    drop: bool
    """Whether its timecode is drop-frame."""
    zero: Fraction
    """Seconds its clock reads at the film's frame 0; may be negative."""
    pace: Pace
    """Frames of the print for each second of the copy."""

    def frame_at(self, seconds: Fraction) -> Fraction:
        """The place in the print at which the copy's clock reads so many seconds."""
        return self.pace.frame_at_seconds(seconds - self.zero)

    def seconds_at(self, frame: Frames) -> Fraction:
        """What the copy's clock reads, in seconds, when a frame of the print begins."""
        return self.zero + self.pace.seconds_at(frame)


@dataclass(frozen=True, slots=True)
class Bend:
    """What a written tempo may give, in millionths of it; neither is negative."""

    slower_ppm: int = 40_000
    faster_ppm: int = 40_000


@dataclass(frozen=True, slots=True)
class Miss:
    """How far off a hit may fall and still count; neither is negative."""

    early_us: Micros = 60_000
    late_us: Micros = 100_000


@dataclass(frozen=True, slots=True)
class Film:
    """The print the sheet is written for; what stands here by default is meant when unsaid."""

    title: str
    print: str
    zero: str
    """What 0:00 is, in words: the press that starts the night."""
    pace: Pace
    """How fast it is projected."""
    gauge: Gauge = GAUGES[0]
    reels: tuple[Reel, ...] = ()
    """In the order of the film."""
    copies: tuple[Copy, ...] = ()
    bend: Bend = Bend()
    miss: Miss = Miss()
    history: tuple[str, ...] = ()
    """What was done to the sheet when it was moved from print to print, oldest first."""

    @property
    def end(self) -> int | None:
        """The frame behind the last one; None where nothing says."""
        return self.reels[-1].end if self.reels else None
