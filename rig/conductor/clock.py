"""The film clock and the music clock: anchors and laws, never accumulation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rig.score.measure import MINUTE_US, TICKS_PER_BEAT, nearest
from rig.score.tempo import Steady

if TYPE_CHECKING:
    from rig.score.measure import Frames, Micros, Ticks
    from rig.score.pace import Pace
    from rig.score.tempo import Law

MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class FilmClock:
    """Where the film is, once it rolls: the instant of its zero, and its pace."""

    zero_us: Micros
    pace: Pace

    def us_at(self, frame: Frames) -> Micros:
        """The instant at which a frame is on the screen."""
        return self.zero_us + self.pace.us_at(frame)

    def frame_at(self, at_us: Micros) -> int:
        """The frame on the screen at an instant; negative before zero."""
        return self.pace.frame_at(at_us - self.zero_us)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the music is: an anchor, the tempo law, and how the hand leans on it.

    Ticks run on from the start of a cue and never jump. A change of tempo re-anchors on the tick
    then reached, to within half a tick (under 0.1 us), so the beat does not move.
    """

    anchor_us: Micros
    anchor: Ticks
    law: Law
    law_start: Ticks
    """The running tick at which the law's own tick 0 lies."""
    lean_ppm: int
    """How much faster than written the hand plays, in millionths."""

    def us_at(self, ticks: Ticks) -> Micros:
        """The instant at which a running tick sounds, to the nearest microsecond."""
        law = self.law
        if type(law) is Steady:
            return self.anchor_us + nearest(
                (ticks - self.anchor) * (MINUTE_US * MILLION) * law.bpm.denominator,
                TICKS_PER_BEAT * law.bpm.numerator * (MILLION + self.lean_ppm),
            )
        us = law.us_to(ticks - self.law_start) - law.us_to(self.anchor - self.law_start)
        return self.anchor_us + round(us * MILLION / (MILLION + self.lean_ppm))

    def ticks_at(self, at_us: Micros) -> Ticks:
        """The running tick reached at an instant, to the nearest."""
        law = self.law
        if type(law) is Steady:
            return self.anchor + nearest(
                (at_us - self.anchor_us)
                * TICKS_PER_BEAT
                * law.bpm.numerator
                * (MILLION + self.lean_ppm),
                MINUTE_US * MILLION * law.bpm.denominator,
            )
        us = (at_us - self.anchor_us) * (MILLION + self.lean_ppm) / MILLION
        return self.law_start + law.ticks_to(law.us_to(self.anchor - self.law_start) + us)

    def bpm_at(self, ticks: Ticks) -> float:
        """Quarters per minute at a running tick, leaning included."""
        return self.law.bpm_at(ticks - self.law_start) * (MILLION + self.lean_ppm) / MILLION

    def leaning(self, at_us: Micros, lean_ppm: int) -> Timeline:
        """The same beat, faster or slower from this instant on."""
        return replace(self, anchor_us=at_us, anchor=self.ticks_at(at_us), lean_ppm=lean_ppm)

    def under(self, law: Law, start: Ticks) -> Timeline:
        """The same beat, under another law from a running tick on."""
        if law == self.law and type(law) is Steady:
            return self
        return replace(self, anchor_us=self.us_at(start), anchor=start, law=law, law_start=start)
