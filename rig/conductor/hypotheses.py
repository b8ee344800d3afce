"""Explanations of the presses so far, kept side by side, and what one more press does to them.

Theory of operation. To each explanation the film is, for now, a straight line: the instant at which
a promised second is on the screen, and how long a promised second lasts. A Kalman filter says how
sure both are. The speed is one of a table, or unknown; an unknown one keeps, or wanders as a random
walk. A press is taken by every explanation as right, as wrong, and as a sign that the film jumped;
the likeliest of what comes of it are kept. Nothing else decides. A speed out of the table is
believed before one that had to be fitted as soon as it fits as well, and after a splice two presses
that agree outweigh the belief that both are wrong.
"""

from __future__ import annotations

from math import inf, log, tau
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.hypothesis import ADRIFT, FREE, JITTER, JITTER_S, SPEED_SD, Hypothesis

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from fractions import Fraction

WRONG: Final = 0.1
JUMPED: Final = 0.005
ANEW: Final = 1e-4
"""How many presses are wrong; find the film elsewhere; find it elsewhere at another speed."""

AWAY_S: Final = 60.0
"""Half of all wrong presses, and of all jumps, are nearer than this."""

LATE: Final = 0.3
LATE_S: Final = 25.0
LATE_SD_S: Final = 30.0
"""How many films start later than the start press; how much later; give or take."""

STRETCH_MIN: Final = 0.5
STRETCH_MAX: Final = 2.0
"""Seconds that a promised second may last."""

WANDERS: Final = ((0.0, 0.3), (5e-9, 0.5), (3e-8, 0.2))
"""Variance that a promised second adds to its length; how many films of unknown speed are such."""

KEPT: Final = 20
"""Explanations, at most, before those that are taken up again."""

RECENT: Final = 3
"""Presses within which a difference matters; those that agreed for longer are one explanation."""

FLOOR: Final = 14.0
"""What is less likely than the best by this power of e is dropped."""

BACK: Final = 5.0
"""Likewise, at what a film that kept its speed may begin to wander, and the other way round."""

SURPRISING: Final = 4.0
"""Squared standard deviations below which a press is no sign of a jump."""

_weight = itemgetter(0)


class Way(NamedTuple):
    """A speed that the film may have."""

    likely: float
    stretch: float | None
    """Seconds that a promised second lasts; None where any may be."""
    speed: Fraction | None
    """Frames per second; None where there is no such one."""


class Border(NamedTuple):
    """What a changeover between two reels may do to the film's place."""

    likely: float
    """How many changeovers move it."""
    sd_s: float | None
    """By about how much; None is anything."""


def begun(ways: Iterable[Way], film_s: float, at_s: float) -> list[Hypothesis]:
    """What a start press may mean: the film rolls, or it will soon; best first."""
    found = [
        Hypothesis(
            log(way.likely * share * likely),
            number,
            wander,
            0,
            film_s,
            at_s + late_s,
            way.stretch or 1.0,
            sd_s * sd_s,
            0.0,
            0.0 if way.stretch else SPEED_SD * SPEED_SD,
            stray,
            0,
        )
        for number, way in enumerate(ways)
        for wander, share in (WANDERS if way.stretch is None else ((0.0, 1.0),))
        for likely, late_s, sd_s, stray in (
            (1 - LATE, 0.0, JITTER_S, 0),
            (LATE, LATE_S, LATE_SD_S, 1),
        )
    ]
    found.sort(key=_weight, reverse=True)
    return found


def followed(
    held: Sequence[Hypothesis],
    film_s: float,
    at_s: float,
    number: int,
    borders: Iterable[Border | None],
) -> list[Hypothesis]:
    """What is held after one more press, best first; ``borders`` are what each has crossed."""
    bit = 1 << number
    found: list[Hypothesis] = []
    fresh, fresh_log = held[0], -inf
    for one, border in zip(held, borders, strict=True):
        far_log = _away_log(at_s - one.at_s - one.stretch * (film_s - one.film_s))
        found += _branches(one, one.onward(film_s), at_s, bit, border, far_log)
        if one.weight + far_log > fresh_log:
            fresh, fresh_log = one, one.weight + far_log
    found.append(
        fresh._replace(
            weight=fresh_log + log(ANEW),
            way=FREE,
            wander=0.0,
            begun=number,
            film_s=film_s,
            at_s=at_s,
            stretch=1.0,
            at_var=JITTER,
            tie=0.0,
            stretch_var=SPEED_SD * SPEED_SD,
            jumps=fresh.jumps | bit,
        )
    )
    return _kept(found, number)


def _branches(
    one: Hypothesis, there: Hypothesis, at_s: float, bit: int, border: Border | None, far_log: float
) -> list[Hypothesis]:
    """One explanation after a press that it takes as right, as wrong, and after a jump."""
    off_s = at_s - there.at_s
    moved = (1 - WRONG - JUMPED) * border.likely if border is not None else 0.0
    stayed = 1 - WRONG - JUMPED - moved
    near_log, surprise = _near_log(off_s, there.at_var + JITTER)
    found = [
        there.pressed(one.weight + log(stayed) + near_log, at_s, 0.0, 0),
        one._replace(weight=one.weight + log(WRONG) + far_log, strays=one.strays | bit),
    ]
    anywhere = JUMPED
    if border is not None and border.sd_s is None:
        anywhere += moved
    elif border is not None and border.sd_s is not None:
        loose = border.sd_s * border.sd_s
        near_log, _ = _near_log(off_s, there.at_var + loose + JITTER)
        found.append(there.pressed(one.weight + log(moved) + near_log, at_s, loose, bit))
    if surprise > SURPRISING or border is not None:
        found.append(there.pressed(one.weight + log(anywhere) + far_log, at_s, ADRIFT, bit))
    return found


def _near_log(off_s: float, var: float) -> tuple[float, float]:
    """Logarithm of the normal density, and the squared standard deviations."""
    surprise = off_s * off_s / var
    return -(surprise + log(tau * var)) / 2, surprise


def _away_log(off_s: float) -> float:
    """Logarithm of a density of which half is within ``AWAY_S`` and nothing is impossible."""
    return -log(2 * AWAY_S) - 2 * log(1 + abs(off_s) / AWAY_S)


def _kept(found: list[Hypothesis], number: int) -> list[Hypothesis]:
    """The likeliest, one of those that differ long ago only; and what must not be ruled out.

    That is a speed that was given up lately, which needs two presses more to show its worth; and
    a film that no longer keeps its speed, or keeps it again.
    """
    found = [one for one in found if STRETCH_MIN < one.stretch < STRETCH_MAX]
    found.sort(key=_weight, reverse=True)
    best = found[0].weight
    recent = max(0, number - RECENT)
    kept: list[Hypothesis] = []
    seen, young = set(), set()
    for one in found:
        if one.weight < best - FLOOR:
            break
        same = (one.way, one.wander, one.begun, one.strays >> recent, one.jumps >> recent)
        if same in seen:
            continue
        seen.add(same)
        if one.begun > recent and one.begun not in young:
            young.add(one.begun)
        elif len(kept) >= KEPT:
            continue
        kept.append(one)
    for wander, _ in WANDERS:
        if all(one.wander != wander or one.weight < best - BACK for one in kept):
            kept.append(kept[0]._replace(weight=best - BACK, way=FREE, wander=wander))
    kept.sort(key=_weight, reverse=True)
    return kept
