"""Who leads the tempo, and how far it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.approach import Limits
from rig.conductor.clock import MILLION
from rig.score.sheet import Lead

if TYPE_CHECKING:
    from rig.conductor.show import Show
    from rig.conductor.state import State

SLOPE_PER_S: Final = 0.03
"""How fast the rate may change: three hundredths of the written tempo in a second."""


def leads(show: Show, state: State) -> Lead:
    """Who leads the tempo just now."""
    if state.hand.taken:
        return Lead.HAND
    if state.hand.lead is not None:
        return state.hand.lead
    return Lead.SHEET if state.hand.triggers else show.programmes[state.cue].cue.lead


def limits_of(show: Show, state: State) -> Limits:
    """What the tempo may give, around the tempo that is meant."""
    bend = show.programmes[state.cue].cue.bend
    base = (MILLION + state.hand.scale_ppm) / MILLION
    low, high = MILLION - bend.slower_ppm, MILLION + bend.faster_ppm
    return Limits(base * low / MILLION, base * high / MILLION, base * SLOPE_PER_S)
