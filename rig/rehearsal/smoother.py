"""The best guess that landmarks allow, by one who is told how the film wanders and the foot sways.

Generalised least squares: instants are ``a + b x`` of promised film time ``x``, plus the integral
of a rate that wanders as :mod:`rig.rehearsal.chances` lets it, plus the foot's own jitter. Nothing
is known of ``a`` and ``b``. The guess is the linear one that is right on average and has the least
variance; its weights solve one system, in which Lagrange multipliers hold ``a`` and ``b`` free.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from rig.rehearsal.chances import JITTER_S, WANDER, WANDER_S

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEPT: Final = 16
"""Landmarks that are used, the last: what lies farther back says no more of a film that wanders."""


def guessed_s(landmarks: Sequence[tuple[float, float]], at_s: float) -> float:
    """When the film will be at a promised second; each landmark is one, and its instant in seconds.

    At least two landmarks, at different places.
    """
    known = landmarks[-_KEPT:]
    origin_s = min(at_s, *(promised_s for promised_s, _ in known))
    begin_s = known[0][1]
    places = [promised_s - origin_s for promised_s, _ in known]
    wanted = at_s - origin_s
    rows = [
        [
            *(_covariance(one, other) + (JITTER_S**2 if one is other else 0) for other in places),
            1.0,
            one,
        ]
        for one in places
    ]
    rows += [[1.0] * len(places) + [0.0, 0.0], [*places, 0.0, 0.0]]
    right = [*(_covariance(one, wanted) for one in places), 1.0, wanted]
    weights = _solved(rows, right)
    return begin_s + sum(
        weight * (instant_s - begin_s)
        for weight, (_, instant_s) in zip(weights, known, strict=False)
    )


def _covariance(one: float, other: float) -> float:
    """Of the integral of an Ornstein-Uhlenbeck rate from 0 to two places, in square seconds."""
    a, b = one / WANDER_S, other / WANDER_S
    return (WANDER * WANDER_S) ** 2 * (2 * min(a, b) + exp(-a) + exp(-b) - 1 - exp(-abs(a - b)))


def _solved(rows: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a square system, by elimination with the largest pivot."""
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    size = len(table)
    for at in range(size):
        best = max(range(at, size), key=lambda number: abs(table[number][at]))
        table[at], table[best] = table[best], table[at]
        pivot = table[at]
        for row in table[at + 1 :]:
            share = row[at] / pivot[at]
            if share:
                for column in range(at, size + 1):
                    row[column] -= share * pivot[column]
    found = [0.0] * size
    for at in range(size - 1, -1, -1):
        rest = sum(table[at][column] * found[column] for column in range(at + 1, size))
        found[at] = (table[at][size] - rest) / table[at][at]
    return found
