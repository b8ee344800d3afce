"""The film clock and the music clock: anchors and laws, never accumulation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rig.conductor.curve import Curve
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT, nearest
from rig.score.tempo import Steady

if TYPE_CHECKING:
    from rig.score.measure import Frames, Micros, Ticks
    from rig.score.pace import Pace
    from rig.score.tempo import Law

MILLION: Final = 1_000_000
BILLION: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class FilmClock:
    """Where the film is, once it rolls: a promised pace, and how the promise is kept."""

    pace: Pace
    """The print's frames against promised seconds."""
    anchor_us: Micros
    """An instant of the clock."""
    at_us: Micros = 0
    """The promised film time that it was at the anchor, from frame 0."""
    stretch_ppb: int = BILLION
    """How long a promised second lasts, in billionths of a second; positive."""
    held_us: Micros | None = None
    """Since when the film stands still; None while it rolls."""

    def us_at(self, frame: Frames) -> Micros:
        """The instant at which a frame is on the screen; of a film that stands, if it rolled on."""
        return self.anchor_us + nearest(
            (self.pace.us_at(frame) - self.at_us) * self.stretch_ppb, BILLION
        )

    def promised_at(self, at_us: Micros) -> Micros:
        """The promised film time at an instant, in microseconds from frame 0."""
        at_us = at_us if self.held_us is None else min(at_us, self.held_us)
        return self.at_us + nearest((at_us - self.anchor_us) * BILLION, self.stretch_ppb)

    def frame_at(self, at_us: Micros) -> int:
        """The frame on the screen at an instant; negative before zero."""
        return self.pace.frame_at(self.promised_at(at_us))

    def fps_at(self, frame: Frames) -> float:
        """The speed a frame is shown at, in frames per second of the clock."""
        return float(self.pace.speed_at(frame)) * BILLION / self.stretch_ppb

    def held(self, at_us: Micros) -> FilmClock:
        """The same film, standing still from an instant on."""
        return replace(self, held_us=at_us) if self.held_us is None else self

    def rolling(self, at_us: Micros) -> FilmClock:
        """The same film, going on at an instant from where it stands."""
        if self.held_us is None:
            return self
        return replace(self, anchor_us=at_us, at_us=self.promised_at(at_us), held_us=None)


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where the music is: an anchor, the tempo law, and how it is leant on or bent.

    Ticks run on from the start of a cue and never jump. A change of tempo re-anchors on the tick
    then reached, to within half a tick (under 0.1 us), so the beat does not move. A rate is how
    fast the music goes against what is written, 1 being as written.
    """

    anchor_us: Micros
    anchor: Ticks
    law: Law
    law_start: Ticks
    """The running tick at which the law's own tick 0 lies."""
    lean_ppm: int
    """How much faster than written it goes where nothing bends it, in millionths."""
    curve: Curve | None = None
    """How its rate moves, from the anchor on; None leaves it steady."""

    def us_at(self, ticks: Ticks) -> Micros:
        """The instant at which a running tick sounds, to the nearest microsecond."""
        law = self.law
        if self.curve is not None:
            gone_us = law.us_near(ticks - self.law_start)
            gone_us -= law.us_near(self.anchor - self.law_start)
            return self.anchor_us + round(self.curve.us_at(gone_us))
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
        if self.curve is not None:
            gone_us = self.curve.written_at(at_us - self.anchor_us)
            written_us = law.us_near(self.anchor - self.law_start) + gone_us
            return self.law_start + law.ticks_near(written_us)
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

    def rate_at(self, at_us: Micros) -> float:
        """How fast it goes at an instant, against what is written."""
        if self.curve is not None:
            return self.curve.rate_at(at_us - self.anchor_us)
        return (MILLION + self.lean_ppm) / MILLION

    def bpm_at(self, ticks: Ticks) -> float:
        """Quarters per minute at a running tick, as it goes."""
        written = self.law.bpm_at(ticks - self.law_start)
        if self.curve is not None:
            return written * self.rate_at(self.us_at(ticks))
        return written * (MILLION + self.lean_ppm) / MILLION

    def written_us(self, begin: Ticks, end: Ticks) -> float:
        """How long the music between two running ticks lasts as written, in microseconds."""
        return self.law.us_near(end - self.law_start) - self.law.us_near(begin - self.law_start)

    def curve_from(self, at_us: Micros) -> Curve:
        """How its rate moves from an instant on."""
        if self.curve is None:
            return Curve.steady((MILLION + self.lean_ppm) / MILLION)
        return self.curve.after(max(at_us - self.anchor_us, 0))

    def anchored(self, at_us: Micros) -> Timeline:
        """The same beat and rate, anchored at an instant not before its anchor."""
        curve = None if self.curve is None else self.curve_from(at_us)
        return replace(self, anchor_us=at_us, anchor=self.ticks_at(at_us), curve=curve)

    def leaning(self, at_us: Micros, lean_ppm: int) -> Timeline:
        """The same beat, faster or slower from this instant on."""
        anchor = self.ticks_at(at_us)
        return replace(self, anchor_us=at_us, anchor=anchor, lean_ppm=lean_ppm, curve=None)

    def bending(self, at_us: Micros, curve: Curve) -> Timeline:
        """The same beat, its rate on a curve from this instant on."""
        return replace(self, anchor_us=at_us, anchor=self.ticks_at(at_us), curve=curve)

    def under(self, law: Law, start: Ticks) -> Timeline:
        """The same beat, under another law from a running tick on."""
        if law == self.law and type(law) is Steady:
            return self
        if start < self.anchor:
            # An exit just gone by is still taken: the beat stays, and is the new law's by now.
            return replace(self, law=law, law_start=start)
        at_us = self.us_at(start)
        curve = None if self.curve is None else self.curve.after(at_us - self.anchor_us)
        return Timeline(at_us, start, law, start, self.lean_ppm, curve)
