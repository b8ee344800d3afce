"""A night that follows a film: what a step costs, on beats that plan anew and between them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from core import Player
from shows import hitting

from rig.conductor.events import KeyIn, Opened
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.live.loop import run

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.venue.load import Loaded

CUES: Final = 200
CUE_S: Final = 36
"""Two hours in all."""
STEP_HITS: Final = 40
NIGHT_HITS: Final = 600
_LATE_PPM: Final = 12_000
"""The film runs so much slower than promised, so that every hit must be bent to."""
_SECOND_US: Final = 1_000_000


def _pressed(loaded: Loaded) -> list[Event]:
    """A night of presses, each when its title is on the screen."""
    presses = [_SECOND_US]
    presses += [
        _SECOND_US + number * CUE_S * (_SECOND_US + _LATE_PPM)
        for number in range(1, len(loaded.show.programmes))
    ]
    return [Opened(0), *(KeyIn(at_us, at_us, "space") for at_us in presses)]


def night() -> tuple[float, int]:
    """Seconds for two hours that land on 600 hits, and how many events they have."""
    loaded = hitting(CUES, CUE_S, NIGHT_HITS)
    player = Player(_pressed(loaded))
    begun_s = time.perf_counter()
    run(loaded.show, begin(loaded.show), player, player)
    return time.perf_counter() - begun_s, len(player.heard)


def steps() -> dict[str, list[float]]:
    """Microseconds of single steps, by whether a beat plans anew in them."""
    loaded = hitting(CUES, CUE_S, STEP_HITS)
    us: dict[str, list[float]] = {"between": [], "beats that plan": [], "GO, a landmark": []}
    player, state = Player(_pressed(loaded)), begin(loaded.show)
    while (event := player.next(state)) is not None:
        before = state.playing
        begun_ns = time.perf_counter_ns()
        state, _ = step(loaded.show, state, event)
        took_us = (time.perf_counter_ns() - begun_ns) / 1000
        after = state.playing
        planned = before is not None and after is not None and before.plan_at != after.plan_at
        landmark = isinstance(event, KeyIn)
        name = "GO, a landmark" if landmark else "beats that plan" if planned else "between"
        us[name].append(took_us)
    return us
