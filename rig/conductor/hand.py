"""What the hand does with the tempo: it takes it, and it has it until it is given back.

A knob, a nudge, half and double, a tempo asked for, and taps where no plan runs, take the tempo:
nothing bends it then. The next cue gives it back, or the press that is called home, or one that
says who leads. While a plan runs to the hits of a film that leads, taps correct the beat, and the
tempo stays the plan's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.clock import MILLION
from rig.conductor.cues import part_of
from rig.conductor.curve import Curve
from rig.conductor.leading import leads, limits_of
from rig.conductor.leaning import SOON, lean, meet, rate_ppm, retimed, take, toward
from rig.conductor.notices import tell
from rig.hands.commands import Verb
from rig.hands.tap import tapped
from rig.score.measure import MINUTE_US, SECOND_US
from rig.score.sheet import Lead

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import Playing, State
    from rig.hands.commands import Leads, Nudge, Tempo
    from rig.hands.tap import Taps
    from rig.score.measure import Micros, Ticks

TAP_BPM_MIN: Final = 20
TAP_BPM_MAX: Final = 400
"""Felt beats a minute between which taps are believed."""
HOME_US: Final = 2 * SECOND_US
"""So long the tempo takes when it is given back."""
_TAP_SHARE: Final = 0.5
"""How much of a tap's deviation the next bar makes up for, where the film leads."""


def change(show: Show, state: State, verb: Verb, out: list[Action]) -> State:
    """One of the presses that change the tempo, or who has it."""
    if verb is Verb.HOME:
        return _home(show, state, out)
    if state.playing is None:
        return tell(state, state.now_us, f"{verb.value}: nothing plays", out)
    rate = MILLION + rate_ppm(state)
    match verb:
        case Verb.HALF:
            return lean(show, take(state), rate / 2 - MILLION, state.now_us, out)
        case Verb.DOUBLE:
            return lean(show, take(state), rate * 2 - MILLION, state.now_us, out)
        case _:
            return _freeze(show, state, out)


def _freeze(show: Show, state: State, out: list[Action]) -> State:
    """Nothing bends the tempo any more; again, and it may."""
    hand = state.hand._replace(frozen=not state.hand.frozen)
    state = lean(show, state._replace(hand=hand), rate_ppm(state), state.now_us, out)
    said = "the tempo is frozen" if hand.frozen else "the tempo may bend again"
    return tell(state, state.now_us, said, out)


def _home(show: Show, state: State, out: list[Action]) -> State:
    """The rig has the tempo back, and goes home to what is meant."""
    hand = state.hand._replace(taken=False, led=False, frozen=False, lead=None)
    state = toward(show, state._replace(hand=hand), hand.scale_ppm, HOME_US, out)
    return tell(state, state.now_us, "the rig has the tempo back", out)


def nudge(show: Show, state: State, command: Nudge, out: list[Action]) -> State:
    """A little faster or slower."""
    if state.playing is None:
        return tell(state, state.now_us, "nudge: nothing plays", out)
    return lean(show, take(state), rate_ppm(state) + command.ppm, state.now_us, out)


def ask(show: Show, state: State, command: Tempo, out: list[Action]) -> State:
    """A tempo asked for, at once or over beats or time.

    On a written ramp it is reached at the end of those beats; over time, it is measured against
    what is written where that time begins.
    """
    playing = state.playing
    if playing is None:
        return tell(state, state.now_us, "tempo: nothing plays", out)
    law = playing.timeline.law
    at = playing.tick_at(state.now_us) - playing.timeline.law_start
    rate = float(command.bpm) / law.bpm_at(at + (command.over_ticks or 0))
    us = float(command.over_us or 0)
    if command.over_ticks is not None:
        mean = (1 + rate_ppm(state) / MILLION + rate) / 2
        us = float(law.us_to(at + command.over_ticks) - law.us_to(at)) / mean
    return toward(show, take(state), (rate - 1) * MILLION, us, out)


def lead(show: Show, state: State, command: Leads, out: list[Action]) -> State:
    """Another leads the tempo: the next of those the control goes through.

    The hand finds it as it goes; under the sheet it goes home.
    """
    if state.cue < 0:
        return tell(state, state.now_us, "lead: no cue has begun", out)
    leads_now = leads(show, state)
    known = command.leads
    after = known[(known.index(leads_now) + 1) % len(known)] if leads_now in known else known[0]
    hand = state.hand._replace(lead=after, taken=False, led=False, frozen=False)
    state = tell(state._replace(hand=hand), state.now_us, f"lead: {after.value}", out)
    match after:
        case Lead.HAND:
            return lean(show, state, rate_ppm(state), state.now_us, out)
        case Lead.SHEET:
            return toward(show, state, hand.scale_ppm, HOME_US, out)
        case Lead.FILM:
            return state


def tapped_on(taps: Taps, stamped_us: Micros) -> Taps:
    """What is known from the taps with one more."""
    return tapped(taps, stamped_us, MINUTE_US / TAP_BPM_MAX, MINUTE_US / TAP_BPM_MIN)


def followed(show: Show, state: State, out: list[Action]) -> State:
    """The music with the hand, once a tap has been heard that is trusted."""
    playing = state.playing
    if playing is None or playing.stands is not None or not state.hand.taps.trusted:
        return state
    if _planned(show, state):
        return _corrected(show, state, playing, out)
    return _tapped(show, take(state), playing, out)


def _planned(show: Show, state: State) -> bool:
    """Whether a plan runs that taps only correct."""
    bends = leads(show, state) is Lead.FILM and not state.hand.frozen
    return bends and state.film is not None and bool(show.programmes[state.cue].aims)


def _nearest_beat(show: Show, playing: Playing, tick: Ticks) -> Ticks:
    """The felt beat of the music that is nearest to a running tick."""
    passage = part_of(show, playing).passage
    pulse, begin = passage.meter.pulse, playing.entered + passage.pickup
    return begin + round((tick - begin) / pulse) * pulse


def _tapped(show: Show, state: State, playing: Playing, out: list[Action]) -> State:
    """The tempo is the player's: a beat falls where the hand will be next."""
    taps, timeline = state.hand.taps, playing.timeline
    pulse = part_of(show, playing).passage.meter.pulse
    at = timeline.ticks_at(state.now_us)
    rate = timeline.written_us(at, at + pulse) / taps.period_us
    us = taps.next_us - state.now_us
    if us < taps.period_us * SOON:
        return lean(show, state, (rate - 1) * MILLION, state.now_us, out)
    beat = _nearest_beat(show, playing, at + round(us / taps.period_us * pulse))
    return meet(show, state, beat, rate, us, out)


def _corrected(show: Show, state: State, playing: Playing, out: list[Action]) -> State:
    """Over a bar the beat comes nearer to the hand, and then goes on as it was planned.

    That bends the tempo no further and no faster than a plan may. A bar at a time: what is on its
    way already is not corrected again.
    """
    taps, now_us, timeline = state.hand.taps, state.now_us, playing.timeline
    beat = _nearest_beat(show, playing, timeline.ticks_at(round(taps.beat_us)))
    off_us = taps.beat_us - timeline.us_at(beat)
    if now_us < state.hand.corrected_us or abs(off_us) > taps.period_us / 2:
        return state
    at, limits = timeline.ticks_at(now_us), limits_of(show, state)
    bar = part_of(show, playing).passage.meter.bar
    us = timeline.us_at(at + bar) - now_us
    begin, end = timeline.rate_at(now_us), timeline.rate_at(now_us + us)
    # From a rate and back to it, so much music more is a parabola of this slope at its ends.
    most_us = limits.slope_per_s / SECOND_US * us * us / 6
    gains_us = min(max(-off_us * _TAP_SHARE, -most_us), most_us)
    curve = Curve.cubic(begin, end, timeline.written_us(at, at + bar) + gains_us, us)
    if not limits.allow(curve):
        return state
    state = state._replace(hand=state.hand._replace(corrected_us=now_us + us))
    return retimed(show, state, timeline.bending(now_us, curve), now_us, out)
