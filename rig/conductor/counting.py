"""Taps: beats to follow, or a bar that counts in the cue that stands by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor import hand
from rig.conductor.clock import MILLION
from rig.conductor.cues import GO, part_of, start_cue
from rig.conductor.leaning import lean, take
from rig.conductor.notices import tell
from rig.conductor.presses import landmark
from rig.conductor.state import Undo
from rig.hands.commands import Act, Verb

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros

_COUNT_IN: Final = Act(Verb.COUNT_IN)


def tapped(show: Show, state: State, verb: Verb, stamped_us: Micros, out: list[Action]) -> State:
    """A beat was tapped, at the foot's own instant.

    Whoever goes on tapping once the cue has begun conducts it: only a new burst counts in another.
    """
    before = state.hand.taps
    taps = hand.tapped_on(before, stamped_us)
    first = taps.count == 1 and taps.tapped_us == stamped_us
    counting = verb is Verb.COUNT_IN and (first or state.hand.counting)
    state = state._replace(hand=state.hand._replace(taps=taps, counting=counting))
    if taps.count == before.count and not first:
        return state
    return _count(show, state, out) if counting else hand.followed(show, state, out)


def _count(show: Show, state: State, out: list[Action]) -> State:
    """Once a whole bar is counted, the cue that stands by begins on the next beat."""
    taps = state.hand.taps
    if state.next_press >= len(show.presses):
        return tell(state, state.now_us, "count in: nothing stands by", out)
    go = show.presses[state.next_press]
    programme = show.programmes[go.cue]
    if go.part is not None or programme.first >= len(programme.parts):
        return tell(state, state.now_us, "count in: GO starts no music here", out)
    beats = len(programme.parts[programme.first].passage.meter.felt)
    if taps.count < beats or not taps.period_us:
        return tell(state, state.now_us, f"count in: {taps.count} of {beats}", out)
    return state._replace(counted_us=max(taps.next_us, state.now_us))


def counted_in(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """The beat behind the count has come: its cue begins, in the tempo that was tapped.

    It counts as a GO, so that a press in that instant is not taken to mean what comes next. The
    hand counted to the music: it starts a film, and says nothing of one that rolls.
    """
    # Whenever the rig was woken last, what is taken back is the night at this instant.
    before = state._replace(now_us=due_us, undo=None, counted_us=None, music_us=None, wake_us=None)
    undo = Undo(_COUNT_IN, Verb.COUNT_IN.value, before)
    pressed_us = tuple((dict(state.pressed_us) | {GO: due_us}).items())
    if state.film is None:
        state = landmark(show, state, due_us, out)
    go = show.presses[state.next_press]
    state = state._replace(next_press=state.next_press + 1, pressed_us=pressed_us)
    state = start_cue(show, state, go.cue, due_us, out)
    state = state._replace(undo=undo, hand=state.hand._replace(counting=False))
    if state.playing is None:
        return state
    pulse = part_of(show, state.playing).passage.meter.pulse
    written_us = float(state.playing.timeline.law.us_to(pulse))
    rate = written_us / state.hand.taps.period_us
    return lean(show, take(state), (rate - 1) * MILLION, due_us, out)
