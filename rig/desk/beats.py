"""Strong beats, how near a hit falls to one, and how often it would by chance.

A hit counts whole while the music is no more early or late than its tolerance, and less and less
up to twice that, where it counts nothing. Combs of beats share its weight: a felt beat has three
quarters of it and a bar's first one has the rest too, since a picture wants the strong beat.

The faster the tempo, the nearer any beat is to any picture. What a hit would count for at a moment
drawn at random is the mean of this score over a comb's period, in closed form; where beats lie
further apart than twice both tolerances it is ``1.5 (early + late) / period``.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from rig.desk.asked import Beat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rig.score.form import Meter

    Floats: TypeAlias = "NDArray[np.float64]"


_SHARES: Final = {
    Beat.BAR: {Beat.BAR: 1.0},
    Beat.FELT: {Beat.FELT: 0.75, Beat.BAR: 0.25},
    Beat.UNIT: {Beat.UNIT: 0.5, Beat.FELT: 0.25, Beat.BAR: 0.25},
}
"""What each comb gives of a hit's weight, by the weakest that is allowed; the weakest first."""


@dataclass(frozen=True, slots=True)
class Comb:
    """Beats that return with a period, both in pulses: in felt beats of the first kind."""

    teeth: tuple[float, ...]
    """Where in the period they lie, from 0 on, ascending."""
    period: float
    share: float
    """Of a hit's weight."""

    def chance(self, pulses_per_s: Floats, early_s: float, late_s: float) -> Floats:
        """The mean of a hit's score over a period, 0 to 1, at each of some tempi."""
        total = np.zeros_like(pulses_per_s)
        for one, other in pairwise((*self.teeth, self.period)):
            gap_s = (other - one) / pulses_per_s
            # From here to the next tooth the music is better late for that than early for this.
            turn_s = gap_s * (early_s / (early_s + late_s))
            total += _area(turn_s, early_s) + _area(gap_s - turn_s, late_s)
        mean: Floats = total * pulses_per_s / self.period
        return mean


def _area(off_s: Floats, tolerance_s: float) -> Floats:
    """The score of a hit summed from no miss at all up to one of so many seconds."""
    near_s = np.clip(off_s, tolerance_s, 2 * tolerance_s)
    sloped = 2 * (near_s - tolerance_s) - (near_s**2 - tolerance_s**2) / (2 * tolerance_s)
    return np.minimum(off_s, tolerance_s) + sloped


def combs(meter: Meter, weakest: Beat) -> tuple[Comb, ...]:
    """The beats of a meter that hits may fall on, the weakest first."""
    pulse, bar = meter.pulse, meter.bar
    teeth = {
        Beat.BAR: (0,),
        Beat.FELT: meter.pulses[:-1],
        Beat.UNIT: tuple(range(0, bar, meter.beat)),
    }
    told: dict[tuple[tuple[float, ...], float], float] = {}
    for beat, share in _SHARES[weakest].items():
        one, period = tuple(teeth[beat]), bar
        gaps = {after - before for before, after in pairwise((*one, bar))}
        if len(gaps) == 1:
            one, period = (0,), gaps.pop()
        key = tuple(tooth / pulse for tooth in one), period / pulse
        told[key] = told.get(key, 0.0) + share
    return tuple(Comb(*key, share) for key, share in told.items())
