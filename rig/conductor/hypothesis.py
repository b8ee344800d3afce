"""One explanation of the presses so far: a line of film against time, and how sure it is.

A Kalman filter of two values, the instant of a place in the film and how long a promised second
lasts. The second keeps, or changes as a random walk does: over a length ``d`` that adds ``q d`` to
its variance, ``q d^3 / 3`` to that of the instant, and ``q d^2 / 2`` to what they share.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

JITTER_S: Final = 0.06
"""Standard deviation of a press that is right."""

SPEED_SD: Final = 0.12
"""Standard deviation of a speed that nothing is known of, as a part of the promised one."""

FREE: Final = 0
"""The way of a film whose speed is in no table."""

JITTER: Final = JITTER_S * JITTER_S
ADRIFT: Final = 1e12
"""Square seconds: nothing is known of where the film is but what the press says."""

_AGREE_SD: Final = 4.0
"""How many standard deviations of a press an explanation may be off to count beside the best."""


class Hypothesis(NamedTuple):
    """One explanation; a tuple, as every press makes dozens. Variances are of seconds."""

    weight: float
    """How likely it is, as a logarithm; only the differences mean anything."""
    way: int
    wander: float
    """Variance that a promised second adds to ``stretch``."""
    begun: int
    """The press from which on its speed was unknown."""
    film_s: float
    """Promised seconds at the last press that was right."""
    at_s: float
    """When that was on the screen."""
    stretch: float
    """Seconds that a promised second lasts."""
    at_var: float
    tie: float
    """The covariance of ``at_s`` and ``stretch``."""
    stretch_var: float
    strays: int
    """The presses that are wrong, a bit for each."""
    jumps: int
    """The presses before which the film jumped, likewise."""

    def onward(self, film_s: float) -> Hypothesis:
        """The same film, at another of its places."""
        away = film_s - self.film_s
        grown = self.wander * abs(away)
        return Hypothesis(
            self.weight,
            self.way,
            self.wander,
            self.begun,
            film_s,
            self.at_s + away * self.stretch,
            self.stretch,
            self.at_var + away * (2 * self.tie + away * (self.stretch_var + grown / 3)),
            self.tie + away * (self.stretch_var + grown / 2),
            self.stretch_var + grown,
            self.strays,
            self.jumps,
        )

    def pressed(self, weight: float, at_s: float, loose: float, jump: int) -> Hypothesis:
        """After a press at its very place; ``loose`` is what a jump adds to ``at_var``."""
        at_var = self.at_var + loose
        left = JITTER / (at_var + JITTER)
        lean = self.tie / (at_var + JITTER)
        off_s = at_s - self.at_s
        return Hypothesis(
            weight,
            self.way,
            self.wander,
            self.begun,
            self.film_s,
            at_s - off_s * left,
            self.stretch + off_s * lean,
            at_var * left,
            self.tie * left,
            self.stretch_var - lean * self.tie,
            self.strays,
            self.jumps | jump,
        )


def together(held: Sequence[Hypothesis], film_s: float) -> Hypothesis:
    """What those believe on average that agree with the best one on when a place is shown."""
    there = [one.onward(film_s) for one in held]
    best = there[0]
    near_s = _AGREE_SD * sqrt(best.at_var + JITTER)
    agreed = [
        (exp(one.weight - best.weight), one) for one in there if abs(one.at_s - best.at_s) <= near_s
    ]
    total = sum(share for share, _ in agreed)
    at_s = sum(share * one.at_s for share, one in agreed) / total
    stretch = sum(share * one.stretch for share, one in agreed) / total
    at_var = tie = stretch_var = wander = 0.0
    for share, one in agreed:
        part, off_s, faster = share / total, one.at_s - at_s, one.stretch - stretch
        at_var += part * (one.at_var + off_s * off_s)
        tie += part * (one.tie + off_s * faster)
        stretch_var += part * (one.stretch_var + faster * faster)
        wander += part * one.wander
    return best._replace(
        at_s=at_s, stretch=stretch, at_var=at_var, tie=tie, stretch_var=stretch_var, wander=wander
    )


def begin_s(best: Hypothesis, film_s: float, marks: Iterable[tuple[float, float]]) -> float:
    """When a place was on the screen: by presses that were right, from the last to the first.

    Each is a promised second and the instant at which it was on the screen.
    """
    known = best.way != FREE and not best.begun
    back = best._replace(
        at_var=ADRIFT,
        tie=0.0,
        stretch=best.stretch if known else 1.0,
        stretch_var=0.0 if known else SPEED_SD * SPEED_SD,
    )
    for mark_s, at_s in marks:
        back = back.onward(mark_s).pressed(0.0, at_s, 0.0, 0)
    return back.onward(film_s).at_s
