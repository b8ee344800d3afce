"""An external leader of the beat: MIDI clock says where its music is, and ours goes with it.

Its beats are quarters. What plays goes at its tempo, and the nearest quarter of ours is brought to
its next one inside a beat: the beat never jumps. While it runs the hand has the tempo.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.cues import part_of
from rig.conductor.leaning import SOON, meet, take
from rig.conductor.notices import tell
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.events import BeatIn
    from rig.conductor.show import Show
    from rig.conductor.state import Playing, State

_CLOCKS: Final = 24
"""To the quarter, of MIDI 1.0."""


def led_by(show: Show, state: State, event: BeatIn, out: list[Action]) -> State:
    """The leader is at a place; one that stops leaves the tempo as it was."""
    if event.port != show.house.leader:
        return state
    if not event.running:
        if not state.hand.led:
            return state
        state = state._replace(hand=state.hand._replace(led=False))
        return tell(state, state.now_us, f"{event.port} has stopped; the music goes on", out)
    playing = state.playing
    believed = MINUTE_US / BPM_MAX <= event.beat_us <= MINUTE_US / BPM_MIN
    if playing is None or playing.stands is not None or not believed:
        return state
    if not state.hand.led:
        state = tell(state, state.now_us, f"the beat is led by {event.port}", out)
    state = take(state)
    state = state._replace(hand=state.hand._replace(led=True))
    return _followed(show, state, playing, event, out)


def _followed(
    show: Show, state: State, playing: Playing, event: BeatIn, out: list[Action]
) -> State:
    """In the leader's tempo, and on the way to its next quarter."""
    timeline, now_us = playing.timeline, state.now_us
    at = timeline.ticks_at(now_us)
    rate = timeline.written_us(at, at + TICKS_PER_BEAT) / event.beat_us
    into_us = event.clocks % _CLOCKS * event.beat_us // _CLOCKS
    # What was long on its way tells of a later quarter all the same.
    us = (event.stamped_us - into_us - now_us) % event.beat_us
    if us < event.beat_us * SOON:
        us += event.beat_us
    bar = playing.entered + part_of(show, playing).passage.pickup
    reached = at + us / event.beat_us * TICKS_PER_BEAT - bar
    quarter = bar + round(reached / TICKS_PER_BEAT) * TICKS_PER_BEAT
    return meet(show, state, quarter, rate, us, out)
