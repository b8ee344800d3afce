"""Ways to play a cue, each a tempo and a start, and where its hits fall: judged exactly.

Seconds count from when the cue is expected to begin, pulses from its first bar line.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, inf
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.desk.beats import Comb, Floats

_ROUNDING: Final = 1e-9
"""Periods by which a beat on the music's very edge may seem to lie beyond it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A hit as the search sees it."""

    at_s: float
    weight: float
    early_s: float
    """How early the music still meets it; positive, as is the next."""
    late_s: float
    combs: tuple[Comb, ...]
    """What it may fall on, the weakest first; empty where its beat is given."""
    beat: float | None = None
    """In pulses, where its beat is given."""


@dataclass(frozen=True, slots=True)
class Search:
    """One meter's music and what it shall meet."""

    targets: tuple[Target, ...]
    bar: float
    """Pulses of a bar."""
    lead: float = 0.0
    """Pulses of pick-up and count-in before the first bar line."""
    least_bars: int = 1
    most_bars: float = inf
    end_s: float | None = None
    """When the last of so many bars shall end, to half a bar; None is whenever it does."""

    @property
    def weights(self) -> float:
        """The score of a cue all of whose hits are met on first beats."""
        return sum(target.weight for target in self.targets)

    def pulses_at(self, at_s: float, pulses_per_s: float, start_s: float) -> float:
        """The place in the music that is reached at a time."""
        return (at_s - start_s) * pulses_per_s - self.lead

    def chance(self, pulses_per_s: Floats) -> Floats:
        """What hits at moments drawn at random would score at each of some tempi."""
        total = np.zeros_like(pulses_per_s)
        for one in self.targets:
            for comb in one.combs:
                mean = comb.chance(pulses_per_s, one.early_s, one.late_s)
                total += one.weight * comb.share * mean
        return total


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a hit falls."""

    beat: float
    """In pulses."""
    off_s: float
    """How far off the music is; + is late."""
    misses: float
    """That, in tolerances: up to 1 is a hit, under 2 is near."""
    gain: float
    """What it adds to the score, chance not yet taken off."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to play a cue: a tempo, a start, and where each hit falls."""

    search: Search
    tempo: int
    """Its number among the tempi."""
    pulses_per_s: float
    start_s: float
    landings: tuple[Landing, ...]
    chance: float

    @property
    def gain(self) -> float:
        """The weights of its hits, as near as they come."""
        return sum(landing.gain for landing in self.landings)

    @property
    def score(self) -> float:
        """What it gains beyond chance."""
        return self.gain - self.chance

    @property
    def off_s(self) -> float:
        """The weighted mean of how far off its hits are, early or late."""
        pairs = zip(self.search.targets, self.landings, strict=True)
        return sum(one.weight * abs(hit.off_s) for one, hit in pairs) / self.search.weights

    @property
    def met(self) -> tuple[tuple[int, float], ...]:
        """Each hit that counts, by its number, and its beat."""
        landings = enumerate(self.landings)
        return tuple((number, hit.beat) for number, hit in landings if hit.gain > 0)


def landing(search: Search, one: Target, pulses_per_s: float, start_s: float) -> Landing:
    """Where a hit falls: the strongest beat that it meets, else the one it comes nearest to."""
    here = search.pulses_at(one.at_s, pulses_per_s, start_s)

    def misses(beat: float) -> float:
        off_s = (beat - here) / pulses_per_s
        return off_s / one.late_s if off_s > 0 else -off_s / one.early_s

    if one.beat is not None:
        beat, gain = one.beat, one.weight * _counted(misses(one.beat))
    else:
        nearest = [min(_around(search, comb, here), key=misses) for comb in one.combs]
        pairs = zip(one.combs, nearest, strict=True)
        gain = one.weight * sum(comb.share * _counted(misses(beat)) for comb, beat in pairs)
        met = (beat for beat in reversed(nearest) if misses(beat) <= 1)
        beat = next(met, nearest[0])
    return Landing(beat, (beat - here) / pulses_per_s, misses(beat), gain)


def _counted(misses: float) -> float:
    return min(max(2 - misses, 0.0), 1.0)


def _around(search: Search, comb: Comb, here: float) -> Iterator[float]:
    """Of each tooth of a comb, the beats before and behind a place, within the music."""
    for tooth in comb.teeth:
        first, last = turns(search, comb, tooth)
        turn = min(max(floor((here - tooth) / comb.period), first), last)
        yield tooth + turn * comb.period
        yield tooth + min(turn + 1, last) * comb.period


def turns(search: Search, comb: Comb, tooth: float) -> tuple[float, float]:
    """The first and the last time a tooth comes, counted in periods from the first bar line."""
    first = ceil((-search.lead - tooth) / comb.period - _ROUNDING)
    most = (search.most_bars * search.bar - tooth) / comb.period + _ROUNDING
    return first, most if most == inf else floor(most)


def judged(search: Search, tempo: int, pulses_per_s: float, start_s: float) -> Reading:
    """A tempo and a start, judged exactly."""
    landings = tuple(landing(search, one, pulses_per_s, start_s) for one in search.targets)
    chance = float(search.chance(np.array([pulses_per_s]))[0])
    return Reading(search, tempo, pulses_per_s, start_s, landings, chance)
