"""A tapped tempo: where the next beat is expected, and how long a beat is.

Theory of operation. An alpha-beta filter: each tap is compared with the beat that was expected;
the beat moves by alpha of the deviation, the period by beta of it. So one uneven tap does little,
and a change that goes on is followed two or three beats behind. What cannot be the next beat is
kept out by a gate: a beat that was missed, a tap between two beats. Two outliers in a row, or one
evenly between two beats that are off, are no slip: the burst begins anew with them. Everything is
counted in the beat that the hand taps, whichever note that is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rig.score.measure import MINUTE_US

if TYPE_CHECKING:
    from rig.score.measure import Micros

ALPHA: Final = 0.8
BETA: Final = 0.4
"""How much of a deviation the beat and the period take: quick, as a conducting hand wants it."""

GATE: Final = 0.35
"""Of a beat: how far from where it was expected a tap may be the next beat."""

NEAR: Final = 0.15
"""Of a beat: how near two beats a tap shows that one was missed; how near the beat a tap behind
an outlier shows that nothing has changed."""

PAUSE: Final = 2.5
"""Beats without a tap after which the next tap begins a new burst."""

RETRIGGER_US: Final = 120_000
"""A tap sooner after another is the same foot; at 400 bpm they are 150 ms apart."""

TRUSTED_FROM: Final = 3
"""Taps from which the tempo is the player's."""

_TWO: Final = 2
"""Taps that make a period."""


@dataclass(frozen=True, slots=True)
class Taps:
    """What is known from the taps so far."""

    count: int = 0
    """Beats tapped in this burst; a missed one is counted when it is clear that it was."""
    beat_us: float = 0.0
    """When the last beat was, the unevenness of the hand taken out."""
    period_us: float = 0.0
    """How long a beat is; 0 before two taps were heard. A new burst keeps it till its second."""
    error_us: float = 0.0
    """How far the last beat tapped was from where it was expected; late is positive."""
    outliers: int = 0
    """Taps in a row that could be no beat, 0 or 1; at the second the burst begins anew."""
    tapped_us: Micros = 0
    """The last tap that was no re-trigger."""
    heard_us: Micros = 0
    """The last tap, whatever it was."""

    @property
    def trusted(self) -> bool:
        """Whether the tempo is the player's."""
        return self.count >= TRUSTED_FROM

    @property
    def next_us(self) -> Micros:
        """When the next beat is expected; the last beat itself before a period is known."""
        return round(self.beat_us + self.period_us)

    @property
    def bpm(self) -> float:
        """Beats a minute, in the beat that is tapped; 0 before a period is known."""
        return MINUTE_US / self.period_us if self.period_us else 0.0


NO_TAPS: Final = Taps()


def tapped(taps: Taps, stamped_us: Micros, low_us: float, high_us: float) -> Taps:
    """Take one tap; the period stays between ``low_us`` and ``high_us``, both above 0.

    A tap stamped before the last one is a re-trigger. Never raises.
    """
    if taps.count and stamped_us - taps.heard_us < RETRIGGER_US:
        return replace(taps, heard_us=max(taps.heard_us, stamped_us))
    gap_us = stamped_us - taps.tapped_us
    steady = taps.count >= _TWO
    if not taps.count or (steady and gap_us > PAUSE * taps.period_us):
        return _first(taps, stamped_us)
    error_us = stamped_us - taps.beat_us - taps.period_us
    near_us = NEAR * taps.period_us
    strays = abs(error_us) > near_us and _even(taps, stamped_us, error_us)
    if steady and abs(error_us) <= GATE * taps.period_us and not strays:
        return _followed(taps, stamped_us, error_us, low_us, high_us)
    if taps.trusted and abs(error_us - taps.period_us) <= near_us:
        return _missed(taps, stamped_us, error_us - taps.period_us)
    if taps.trusted and not taps.outliers:
        return replace(taps, outliers=1, tapped_us=stamped_us, heard_us=stamped_us)
    return _anew(taps, stamped_us, low_us, high_us)


def _even(taps: Taps, stamped_us: Micros, error_us: float) -> bool:
    """Whether an outlier lies evenly between the last beat and this tap: a quicker tempo.

    With no outlier between, the two gaps are a beat apart, and no deviation within the gate is.
    """
    before_us, after_us = taps.tapped_us - taps.beat_us, stamped_us - taps.tapped_us
    return abs(after_us - before_us) < abs(error_us)


def _first(taps: Taps, stamped_us: Micros) -> Taps:
    """The first of a burst: where the beat is, and of the tempo nothing new."""
    return Taps(1, stamped_us, taps.period_us, tapped_us=stamped_us, heard_us=stamped_us)


def _anew(taps: Taps, stamped_us: Micros, low_us: float, high_us: float) -> Taps:
    """A burst of this tap and the one before it, where a beat of the band can lie between."""
    gap_us = stamped_us - taps.tapped_us
    if not (1 - GATE) * low_us <= gap_us <= (1 + GATE) * high_us:
        return _first(taps, stamped_us)
    period_us = min(max(gap_us, low_us), high_us)
    return Taps(_TWO, stamped_us, period_us, tapped_us=stamped_us, heard_us=stamped_us)


def _followed(
    taps: Taps, stamped_us: Micros, error_us: float, low_us: float, high_us: float
) -> Taps:
    period_us = taps.period_us + BETA * error_us
    return Taps(
        count=taps.count + 1,
        beat_us=taps.beat_us + taps.period_us + ALPHA * error_us,
        period_us=min(max(period_us, low_us), high_us),
        error_us=error_us,
        tapped_us=stamped_us,
        heard_us=stamped_us,
    )


def _missed(taps: Taps, stamped_us: Micros, error_us: float) -> Taps:
    """Two beats on; what a double step deviates says too little of one to change the tempo."""
    return replace(
        taps,
        count=taps.count + 2,
        beat_us=taps.beat_us + 2 * taps.period_us + ALPHA * error_us,
        error_us=error_us,
        outliers=0,
        tapped_us=stamped_us,
        heard_us=stamped_us,
    )
