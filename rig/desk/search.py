"""The tempo search: every tempo against every start, and how many pictures meet a strong beat.

Theory of operation. A first pass scores all tempi and starts with numpy. For each tempo the phase
of a hit in its comb is worked out once, in float64; all starts then only shift it, in float32,
where no number is larger than a few beats, so that a score is good to 1e-5 of its weights. Blocks
of at most :data:`BLOCK` points stay near the processor: under 2 MB of working arrays,
whatever is asked, beside 16 bytes for each tempo.

What the first pass likes best is judged again exactly, and moved to where its hits lie in the
middle: towards the straight line through beats and pictures by least squares, as far as that costs
no score. Tempi that give every hit the same beat are one reading of the cue, told once.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

from rig.desk.reading import Reading, Search, Target, judged, turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from rig.desk.beats import Comb, Floats

    Singles: TypeAlias = "NDArray[np.float32]"

BLOCK: Final = 1 << 16
"""Points, each a tempo and a start, that are scored at once."""

EQUAL: Final = 0.005
"""Scores that differ by less than this share of all weights are as good as the same."""

LOOKED_AT: Final = 200
"""How many tempi of the first pass are judged again at most."""

_ROUNDING: Final = 1e-9

_MORE: Final = 3
"""How many times as many readings are compared as are told."""

_LEAN: Final = (0.25, 0.5, 0.75, 1.0)
"""How far to go from the point found towards the one in the middle."""


class Scan(NamedTuple):
    """The first pass, for each tempo."""

    scores: Floats
    """Of its best start, beyond chance; minus infinity where none ends the music in time."""
    starts: NDArray[np.intp]
    """Which start that is."""


def scan(search: Search, pulses_per_s: Floats, starts_s: Floats) -> Scan:
    """The best start for every tempo."""
    count = max(BLOCK // len(starts_s), 1)
    blocks = [
        _block(search, pulses_per_s[begin : begin + count], starts_s)
        for begin in range(0, len(pulses_per_s), count)
    ]
    return Scan(
        np.concatenate([block.scores for block in blocks]) - search.chance(pulses_per_s),
        np.concatenate([block.starts for block in blocks]),
    )


def _block(search: Search, pulses_per_s: Floats, starts_s: Floats) -> Scan:
    """What some tempi gain; a row for each start, a column for each tempo."""
    shift = np.outer(starts_s, pulses_per_s)
    work = _Work(shift)
    for target in search.targets:
        if target.beat is not None:
            work.given(search, target, pulses_per_s)
            continue
        for comb in target.combs:
            work.comb(search, target, comb, pulses_per_s)
    gains = work.gains
    if search.end_s is not None:
        bars = (search.end_s * pulses_per_s - search.lead - shift) / search.bar
        gains[(bars < search.least_bars - 0.5) | (bars > search.most_bars + 0.5)] = -inf
    best = np.argmax(gains, axis=0)
    return Scan(gains[best, np.arange(gains.shape[1])].astype(np.float64), best)


class _Work:
    """The arrays a block is scored in, used again for every hit."""

    def __init__(self, shift: Floats) -> None:
        self._shift = shift
        """Pulses by which each start puts the music off, at each tempo."""
        columns = shift[:, [0, -1]]
        self._ends = np.array([columns.min(axis=0), columns.max(axis=0)])
        """The least and the most of it, at the first tempo and the last."""
        self._shifts: dict[float, Singles] = {1.0: shift.astype(np.float32)}
        """The same in periods of the combs."""
        self._gains, self._one, self._other, self._two, self._more, self._least = (
            np.zeros(shift.shape, np.float32) for _ in range(6)
        )
        self._most = 0.0

    @property
    def gains(self) -> Singles:
        """What was scored so far."""
        return self._gains + np.float32(self._most)

    def given(self, search: Search, target: Target, pulses_per_s: Floats) -> None:
        """Score a hit whose beat is given."""
        assert target.beat is not None, "its beat is given"
        beat = target.beat + search.lead - target.at_s * pulses_per_s
        off = np.add(beat.astype(np.float32), self._shifts[1.0], out=self._one)
        late = np.multiply(off, _scale(target, pulses_per_s, target.late_s), out=self._other)
        early = np.multiply(off, -_scale(target, pulses_per_s, target.early_s), out=off)
        self._count(np.maximum(early, late, out=early), target.weight)

    def comb(self, search: Search, target: Target, comb: Comb, pulses_per_s: Floats) -> None:
        """Score a hit on whichever beat of a comb serves it best."""
        here = (target.at_s * pulses_per_s)[[0, -1]] - search.lead - self._ends
        begin, end = -search.lead + comb.period, search.most_bars * search.bar - comb.period
        if begin <= here.min() and here.max() <= end:
            misses = self._within(search, target, comb, pulses_per_s)
        else:
            misses = self._at_edges(search, target, comb, pulses_per_s)
        self._count(misses, target.weight * comb.share)

    def _within(self, search: Search, target: Target, comb: Comb, pulses_per_s: Floats) -> Singles:
        """Its misses, weighted, where a beat always comes before it and behind it."""
        if comb.period not in self._shifts:
            self._shifts[comb.period] = (self._shift / comb.period).astype(np.float32)
        shift = self._shifts[comb.period]
        periods_per_s = pulses_per_s / comb.period
        early = _scale(target, periods_per_s, target.early_s) * np.float32(comb.share)
        late = _scale(target, periods_per_s, target.late_s) * np.float32(comb.share)
        here = (target.at_s * pulses_per_s - search.lead) / comb.period
        since = np.subtract((here % 1.0).astype(np.float32), shift, out=self._one)
        whole = np.floor(since, out=self._other)
        since -= whole
        too_late = np.multiply(since, -late, out=self._other)
        too_early = np.multiply(since, early, out=self._one)
        least: Singles = too_early
        if len(comb.teeth) > 1:
            least = self._least
            np.copyto(least, too_early)
        for tooth in comb.teeth[1:]:
            at = np.float32(tooth / comb.period)
            since_it = np.subtract(too_early, at * early, out=self._two)
            until_it = np.add(too_late, at * late, out=self._more)
            np.minimum(least, np.maximum(since_it, until_it, out=since_it), out=least)
        too_late += late
        np.minimum(least, too_late, out=least)
        return least

    def _at_edges(
        self, search: Search, target: Target, comb: Comb, pulses_per_s: Floats
    ) -> Singles:
        """The same where the music may not have begun yet, or be over."""
        here = target.at_s * pulses_per_s - self._shift - search.lead
        least = np.full(here.shape, inf)
        for tooth in comb.teeth:
            first, last = turns(search, comb, tooth)
            turn = np.clip(np.floor((here - tooth) / comb.period), first, last)
            for beat in (turn, np.minimum(turn + 1, last)):
                off_s = (tooth + beat * comb.period - here) / pulses_per_s
                misses = np.maximum(off_s / target.late_s, -off_s / target.early_s)
                np.minimum(least, misses, out=least)
        np.minimum(least, 2, out=least)
        return (least * (target.weight * comb.share)).astype(np.float32)

    def _count(self, misses: Singles, weight: float) -> None:
        """Add what misses, in tolerances times the weight, leave of a weight."""
        np.clip(misses, np.float32(weight), np.float32(2 * weight), out=misses)
        self._gains -= misses
        self._most += 2 * weight


def _scale(target: Target, periods_per_s: Floats, tolerance_s: float) -> Singles:
    """Tolerances in a period, times the weight."""
    return (target.weight / (periods_per_s * tolerance_s)).astype(np.float32)


def best_readings(
    searches: Sequence[Search],
    tempi: Sequence[Floats],
    starts_s: Floats,
    far: Sequence[Floats],
    count: int,
) -> tuple[Reading, ...]:
    """The best few readings of a cue, the best first; each search with its own tempi.

    ``far`` is how far each tempo is from the one that is meant. It decides between scores as good
    as the same, and after it how far off the hits are. Of two starts as good as the same the one
    that stands first is taken.
    """
    scans = [scan(search, some, starts_s) for search, some in zip(searches, tempi, strict=True)]
    peaks = (
        (float(wish[tempo]), number, tempo)
        for number, one in enumerate(scans)
        for wish in [one.scores - EQUAL * searches[number].weights * np.minimum(far[number], 1)]
        for tempo in _peaks(wish)
    )
    found: list[tuple[int, Reading]] = []
    for _, number, tempo in sorted(peaks, reverse=True)[:LOOKED_AT]:
        start_s = float(starts_s[scans[number].starts[tempo]])
        one = judged(searches[number], tempo, float(tempi[number][tempo]), start_s)
        if one.met and not any(_same(one, other) for _, other in found):
            found.append((number, one))
            if len(found) == _MORE * count:
                break
    centred = ((number, _centred(one, tempi[number], starts_s)) for number, one in found)
    return _ordered([(float(far[number][one.tempo]), one) for number, one in centred], count)


def _peaks(scores: Floats) -> Iterator[int]:
    """The tempi than which no neighbour is better."""
    beyond = np.array([-inf])
    before, after = np.concatenate([beyond, scores[:-1]]), np.concatenate([scores[1:], beyond])
    yield from map(int, np.flatnonzero((scores > before) & (scores >= after)))


def _centred(rough: Reading, pulses_per_s: Floats, starts_s: Floats) -> Reading:
    """The same beats for the same hits, no less score, the hits as little off as can be."""
    search, met = rough.search, rough.met
    if not met:
        return rough
    weight = np.array([search.targets[number].weight for number, _ in met], np.float64)
    at_s = np.array([search.targets[number].at_s for number, _ in met])
    beats = np.array([beat for _, beat in met]) + search.lead
    mean_beat, mean_s = np.average(beats, weights=weight), np.average(at_s, weights=weight)
    spread = np.average((beats - mean_beat) ** 2, weights=weight)
    period_s = 1 / rough.pulses_per_s
    middle_s = np.average((beats - mean_beat) * (at_s - mean_s), weights=weight)
    if spread > 0:
        middle_s /= spread
    else:
        # One beat alone: where the start cannot move it, the tempo must.
        free = len(starts_s) > 1 or mean_beat <= 0
        middle_s = period_s if free else (mean_s - rough.start_s) / mean_beat
    candidates = {(rough.tempo, rough.start_s): rough}
    for lean in _LEAN:
        one_s = period_s + lean * (middle_s - period_s)
        tempo = int(np.argmin(np.abs(1 / pulses_per_s - one_s)))
        tempo_s = 1 / float(pulses_per_s[tempo])
        start_s = float(starts_s[np.argmin(np.abs(starts_s - (mean_s - mean_beat * tempo_s)))])
        if (tempo, start_s) not in candidates:
            one = judged(search, tempo, float(pulses_per_s[tempo]), start_s)
            candidates[tempo, start_s] = one
    least = rough.score - EQUAL * search.weights
    as_good = (
        one
        for one in candidates.values()
        if one.met == met and one.gain >= rough.gain - _ROUNDING and one.score >= least
    )
    return min(as_good, key=lambda one: one.off_s)


def _same(one: Reading, other: Reading) -> bool:
    """Whether two readings are one: whatever either meets, the other meets with the same beat."""
    if one.search is not other.search:
        return False
    fewer, more = sorted((set(one.met), set(other.met)), key=len)
    return fewer <= more


def _ordered(found: list[tuple[float, Reading]], count: int) -> tuple[Reading, ...]:
    """The best few; among scores as good as the same the nearest tempo, then the least off."""
    ordered: list[Reading] = []
    left = found
    while left and len(ordered) < count:
        equal = max(one.score for _, one in left) - EQUAL * left[0][1].search.weights
        best = min(
            (pair for pair in left if pair[1].score >= equal),
            key=lambda pair: (pair[0], pair[1].off_s),
        )
        ordered.append(best[1])
        left = [pair for pair in left if pair is not best]
    return tuple(ordered)
