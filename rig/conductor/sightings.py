"""The film clock from landmarks: where the film is and how fast it runs, by the presses so far.

A player presses when a known frame is on the screen. Everything is worked out anew from the list of
these sightings, so that taking one back is leaving it out, and nothing can drift.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, exp, log10, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.hypotheses import Border, Way, begun, followed
from rig.conductor.hypothesis import begin_s, together
from rig.conductor.sources import Changeover
from rig.score.measure import SECOND_US, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.conductor.hypothesis import Hypothesis
    from rig.score.film import Reel
    from rig.score.measure import Frames, Micros
    from rig.score.pace import Pace

SPEEDS: Final = (
    *(Fraction(16), Fraction(18), Fraction(200, 11), Fraction(20), Fraction(240, 11)),
    *(Fraction(22), Fraction(24000, 1001), Fraction(24), Fraction(25)),
)
"""Frames per second that a medium can have: film, archive files (SMPTE ST 428-21), video."""

SIGHTINGS_MAX: Final = 200
"""The start press and the last ones before it is full; the others are left aside."""

BOUNCE_US: Final = 120_000
"""A press sooner after another is the same press."""

LEAP_US: Final = 500_000
"""A correction by more is told as a jump."""

SURE: Final = 0.97
"""How likely a speed must be to be called sure."""

_PROMISED: Final = 0.3
_IN_TABLE: Final = 0.3
_FREE: Final = 0.4
"""How many films run as promised; at another speed of the table; at any."""
_OFF: Final = 0.3
"""A speed of the table further off than this, as a part of the promised one, is not thought of."""
_ALIKE: Final = Fraction(1, 500)
"""Speeds nearer than this are called sure together, and the likelier one is told."""
_FAR_US: Final = 10**6 * SECOND_US
"""Eleven days: no press and no frame is further from the start."""
_PPM: Final = 1_000_000
_PPB: Final = 1_000_000_000

_BORDERS: Final = {
    Changeover.NONE: None,
    Changeover.TWO: Border(0.7, 1.0),
    Changeover.ONE: Border(0.8, None),
}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A frame that was seen."""

    at_us: Micros
    """When it was on the screen: the press, less the time to react."""
    frame: Frames


@dataclass(frozen=True, slots=True)
class Booth:
    """What the projection booth promises."""

    pace: Pace
    reels: tuple[Reel, ...] = ()
    changeover: Changeover = Changeover.NONE


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where the film is believed to be, how fast it runs, and how sure both are."""

    anchor_us: Micros
    """An instant: that of the last sighting."""
    at_us: Micros
    """What is then on the screen, in microseconds of the promised pace."""
    stretch_ppb: int
    """How long a promised second lasts, in billionths of a second; from 0.5 to 2 seconds."""
    speed: Fraction | None
    """Frames per second, once it is sure to be one of ``SPEEDS`` or the promised one.

    None where the promise is of several speeds, and after a jump to another speed.
    """
    offset_sd_us: Micros
    """Standard deviation of the film's place at the anchor."""
    speed_sd_ppm: int
    """Standard deviation of the stretch, in millionths of the promised second."""
    tie_us_ppm: int
    """The covariance of both: how far an error of the one tells the other's."""
    wander_ppm: int
    """By how much the stretch changes in a second, and by its root in a longer time."""
    marks: int
    """How many sightings count, the start press among them unless it is a stray."""
    strays: tuple[int, ...]
    """The numbers of those taken to be wrong, from 0; 0 itself where the film started late."""
    late_us: Micros
    """By how much the film started later than the start press; 0 while that press counts."""
    jumped: bool
    """Whether the last sighting moved the film by more than ``LEAP_US``."""

    def us_at(self, film_us: Micros) -> Micros:
        """The instant at which a place in the film, in promised microseconds, is shown."""
        return self.anchor_us + nearest((film_us - self.at_us) * self.stretch_ppb, _PPB)

    def film_us_at(self, at_us: Micros) -> Micros:
        """The place in the film that is on the screen at an instant, in promised microseconds."""
        return self.at_us + nearest((at_us - self.anchor_us) * _PPB, self.stretch_ppb)

    def predicted_sd_us(self, at_us: Micros) -> Micros:
        """Standard deviation of the film's place at an instant; no splice is foreseen."""
        ahead_s = (at_us - self.anchor_us) / self.stretch_ppb * (_PPB / SECOND_US)
        drift = self.speed_sd_ppm**2 + abs(ahead_s) * self.wander_ppm**2 / 3
        var = self.offset_sd_us**2 + ahead_s * (2 * self.tie_us_ppm + ahead_s * drift)
        return round(sqrt(max(var, 0.0)))

    def told(self, pace: Pace) -> str:
        """The speed and how sure it is: ``19.2 ± 0.1 fps, 5 marks`` or ``24, not 20, sure``."""
        promised = pace.speed_at(pace.frame_at(self.at_us))
        marks = f"{self.marks} mark{'s' * (self.marks != 1)}"
        if self.speed is not None:
            if self.speed != promised:
                return f"{self.speed}, not {promised}, sure"
            return f"{self.speed} fps, sure, {marks}"
        speed = float(promised) * _PPB / self.stretch_ppb
        sd = max(speed * self.speed_sd_ppm / _PPM, 0.001)
        digits = max(0, ceil(-log10(sd)))
        return f"{speed:.{digits}f} ± {sd:.{digits}f} fps, {marks}"


def estimate(booth: Booth, sightings: Sequence[Sighting]) -> Estimate:
    """The film by its start press and the sightings since; at least the start press is there.

    They are taken in the order of their instants. Whatever they claim, an answer comes back: a
    frame that cannot be is a stray, and so is a press within ``BOUNCE_US`` of the one before it.
    """
    taken = (0, *range(max(1, len(sightings) - SIGHTINGS_MAX + 1), len(sightings)))
    marks = _marks(booth.pace, sightings, taken)
    ways = _ways(booth.pace)
    held = _held(booth, marks)
    before = _held(booth, marks[:-1] or marks)
    best = held[0]
    film_s = best.film_s + (marks[-1].at_s - best.at_s) / best.stretch
    now = together(held, film_s)
    leap_s = now.at_s - together(before, film_s).at_s
    counted = {mark.number for bit, mark in enumerate(marks) if not best.strays >> bit & 1}
    return Estimate(
        anchor_us=sightings[0].at_us + round(now.at_s * SECOND_US),
        at_us=round(film_s * SECOND_US),
        stretch_ppb=round(now.stretch * _PPB),
        speed=_sure(held, ways),
        offset_sd_us=round(sqrt(now.at_var) * SECOND_US),
        speed_sd_ppm=round(sqrt(now.stretch_var) * _PPM),
        tie_us_ppm=round(now.tie * SECOND_US * _PPM),
        wander_ppm=round(sqrt(now.wander) * _PPM),
        marks=len(counted),
        strays=tuple(number for number in taken if number not in counted),
        late_us=round(_late_s(best, marks) * SECOND_US),
        jumped=abs(leap_s) * SECOND_US > LEAP_US,
    )


@lru_cache(maxsize=8)
def _held(booth: Booth, marks: tuple[_Mark, ...]) -> tuple[Hypothesis, ...]:
    """The explanations of these marks, the best first.

    They follow from those of all marks but the last, which are kept: a night's presses come one by
    one, and the one that an ``undo`` takes back is the last.
    """
    last = marks[-1]
    if len(marks) == 1:
        return tuple(begun(_ways(booth.pace), last.film_s, 0.0))
    held = _held(booth, marks[:-1])
    begins_s = [booth.pace.us_at(reel.begin) / SECOND_US for reel in booth.reels[1:]]
    border = _BORDERS[booth.changeover]
    reel = bisect_right(begins_s, last.film_s)
    crossed = [border if bisect_right(begins_s, one.film_s) != reel else None for one in held]
    return tuple(followed(held, last.film_s, last.at_s, len(marks) - 1, crossed))


class _Mark(NamedTuple):
    number: int
    film_s: float
    """Promised seconds."""
    at_s: float
    """Seconds since the start press."""


def _marks(pace: Pace, sightings: Sequence[Sighting], taken: Sequence[int]) -> tuple[_Mark, ...]:
    """The start press, then the others by their instants, without bounces."""
    start = sightings[0]
    found = [_Mark(0, _near(pace.us_at(start.frame)), 0.0)]
    last_us = start.at_us
    for number in sorted(taken[1:], key=lambda number: sightings[number].at_us):
        sighting = sightings[number]
        if abs(sighting.at_us - last_us) >= BOUNCE_US:
            last_us = sighting.at_us
            at_s = _near(last_us - start.at_us)
            found.append(_Mark(number, _near(pace.us_at(sighting.frame)), at_s))
    return tuple(found)


def _near(us: Micros) -> float:
    return max(-_FAR_US, min(us, _FAR_US)) / SECOND_US


def _ways(pace: Pace) -> tuple[Way, ...]:
    """The speeds this film may have; the first is any."""
    found = [Way(_FREE, None, None)]
    if not pace.constant:
        return (*found, Way(_PROMISED, 1.0, None))
    promised = pace.speed_at(0)
    found.append(Way(_PROMISED, 1.0, promised))
    others = [one for one in SPEEDS if one != promised and abs(one / promised - 1) <= _OFF]
    found += [Way(_IN_TABLE / len(SPEEDS), float(promised / one), one) for one in others]
    return tuple(found)


def _sure(held: Sequence[Hypothesis], ways: Sequence[Way]) -> Fraction | None:
    """The likeliest speed of the table, if it and those like it leave little to the others."""
    shares = [0.0] * len(ways)
    for one in held:
        shares[one.way] += exp(one.weight - held[0].weight)
    best = max(range(len(ways)), key=lambda way: shares[way])
    speed = ways[best].speed
    if speed is None:
        return None
    alike = sum(
        share
        for share, way in zip(shares, ways, strict=True)
        if way.speed is not None and abs(way.speed / speed - 1) < _ALIKE
    )
    return speed if alike >= SURE * sum(shares) else None


def _late_s(best: Hypothesis, marks: Sequence[_Mark]) -> float:
    """How late the film started: from the marks before any jump, backwards to the first frame."""
    if not best.strays & 1:
        return 0.0
    jump = (best.jumps & -best.jumps).bit_length() - 1 if best.jumps else len(marks)
    right = [mark for bit, mark in enumerate(marks[:jump]) if not best.strays >> bit & 1]
    return begin_s(best, marks[0].film_s, [mark[1:] for mark in reversed(right)]) if right else 0.0
