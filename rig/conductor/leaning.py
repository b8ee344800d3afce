"""Leaning on the tempo: what any hand that takes the tempo comes down to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.clock import MILLION
from rig.conductor.curve import Curve
from rig.conductor.dynamics import tell_tempo

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.clock import Timeline
    from rig.conductor.show import Show
    from rig.conductor.state import Hand, State
    from rig.score.measure import Micros, Ticks

LEAN_MIN_PPM: Final = -800_000
LEAN_MAX_PPM: Final = 4_000_000
"""How far a hand may go from what is written."""
SOON: Final = 0.25
"""Of a beat: what is nearer is not met any more."""
_GIVES: Final = 1.15
"""How many times slower or faster than told the music may go, to meet a beat."""
_SWINGS: Final = 2.0
"""How far its tempo may swing on the way; else it goes straight to the one that is told."""


def bounded(lean_ppm: float) -> int:
    """The nearest to it that a hand may lean."""
    return round(min(max(lean_ppm, LEAN_MIN_PPM), LEAN_MAX_PPM))


def rate_ppm(state: State) -> int:
    """How much faster than written it goes just now."""
    if state.playing is None or state.playing.stands is not None:
        return state.lean_ppm
    return round(state.playing.timeline.rate_at(state.now_us) * MILLION) - MILLION


def take(state: State) -> State:
    """The hand has the tempo from now on."""
    return state._replace(hand=state.hand._replace(taken=True, led=False, frozen=False))


def given_back(hand: Hand) -> Hand:
    """What a hand did to the tempo of one cue is not the next one's."""
    return hand._replace(
        lead=None, taken=False, led=False, frozen=False, counting=False, corrected_us=0
    )


def lean(show: Show, state: State, lean_ppm: float, due_us: Micros, out: list[Action]) -> State:
    """It goes so much faster than written from now on, in millionths; nothing moves the beat."""
    state = state._replace(lean_ppm=bounded(lean_ppm))
    if state.playing is None or state.playing.stands is not None:
        return state
    timeline = state.playing.timeline.leaning(due_us, state.lean_ppm)
    return retimed(show, state, timeline, due_us, out)


def toward(show: Show, state: State, lean_ppm: float, us: float, out: list[Action]) -> State:
    """The tempo goes evenly to another over some time; any hand may come between."""
    if us <= 0:
        return lean(show, state, lean_ppm, state.now_us, out)
    state = state._replace(lean_ppm=bounded(lean_ppm))
    if state.playing is None or state.playing.stands is not None:
        return state
    timeline, now_us = state.playing.timeline, state.now_us
    curve = Curve.toward(timeline.rate_at(now_us), (MILLION + state.lean_ppm) / MILLION, us)
    return retimed(show, state, timeline.bending(now_us, curve), now_us, out)


def meet(show: Show, state: State, tick: Ticks, rate: float, us: float, out: list[Action]) -> State:
    """A running tick comes after so much time, at a rate that then stays.

    A beat that lies too far from the hand's is brought nearer, and is met a few beats later.
    """
    assert state.playing is not None, "only music meets a beat"
    timeline, now_us = state.playing.timeline, state.now_us
    lean_ppm = bounded((rate - 1) * MILLION)
    rate = (MILLION + lean_ppm) / MILLION
    mean = timeline.written_us(timeline.ticks_at(now_us), tick) / us
    mean = min(max(mean, rate / _GIVES), rate * _GIVES)
    curve = Curve.cubic(timeline.rate_at(now_us), rate, mean * us, us)
    low, high = curve.extremes()
    if low < rate / _SWINGS or high > rate * _SWINGS:
        curve = Curve.toward(timeline.rate_at(now_us), rate, us)
    state = state._replace(lean_ppm=lean_ppm)
    return retimed(show, state, timeline.bending(now_us, curve), now_us, out)


def retimed(
    show: Show, state: State, timeline: Timeline, due_us: Micros, out: list[Action]
) -> State:
    """The music under another timeline of the same beat, and the outputs told."""
    assert state.playing is not None, "only music has a tempo"
    playing = replace(state.playing, timeline=timeline)
    return tell_tempo(show, state._replace(playing=playing), due_us, out)
