"""One foot: GO, back, skip and panic, whatever pressed them.

The presses of a night are a list made when the show is loaded: start a cue, leave a vamp, come off
a fermata, come in after silence. GO takes the next of the list, so that what it will do can always
be said before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Action, Send
from rig.conductor.clock import FilmClock, Timeline
from rig.conductor.cues import can_come, enter, off_hold, part_of, silence, start_cue
from rig.conductor.deeds import do_all
from rig.conductor.dynamics import move
from rig.conductor.knobs import forget_all
from rig.conductor.notices import tell
from rig.conductor.show import SoundButton, Strike, frame_of
from rig.conductor.sounds import strike
from rig.conductor.state import Fade
from rig.hands.commands import Verb
from rig.score.form import Kind
from rig.score.sheet import Enter, On

if TYPE_CHECKING:
    from rig.conductor.show import Button, Go, Show
    from rig.conductor.state import Playing, State
    from rig.score.form import Passage
    from rig.score.measure import Micros, Ticks

LATE_US: Final = 250_000
"""A press learned later than this after the foot's instant is shown, and does nothing; but a late
panic still stops."""


def press(show: Show, state: State, button: Button, stamped_us: Micros, out: list[Action]) -> State:
    """A button was pressed, at the hand's own instant."""
    verb = "SOUND" if isinstance(button, SoundButton) else button.verb.value.upper()
    stops = not isinstance(button, SoundButton) and button.verb is Verb.PANIC
    if state.now_us - stamped_us > LATE_US and not stops:
        late_ms = (state.now_us - stamped_us) // 1000
        return tell(state, state.now_us, f"{verb} missed: it came {late_ms} ms late", out)
    if isinstance(button, SoundButton):
        return strike(show, state, Strike(button.sound), stamped_us, out)
    last = dict(state.pressed_us)
    since_us = stamped_us - last.get(verb, stamped_us - show.guard_us)
    if abs(since_us) < show.guard_us:
        text = f"{verb} refused: {abs(since_us) // 1000} ms after the last"
        return tell(state, state.now_us, text, out)
    state = state._replace(pressed_us=tuple((last | {verb: stamped_us}).items()))
    match button.verb:
        case Verb.GO:
            return _go(show, state, stamped_us, out)
        case Verb.BACK:
            return _stand(show, state, state.next_press - 1, -1, out)
        case Verb.SKIP:
            # What waits for its bar is what the display says GO will do: that is skipped.
            return _stand(show, state, state.next_press + (state.pending is None), 1, out)
        case Verb.PANIC:
            return _panic(show, state, button.fade_us, stamped_us, out)


def _go(show: Show, state: State, at_us: Micros, out: list[Action]) -> State:
    if state.pending is not None:
        return start_cue(show, state, state.pending[0], at_us, out)
    if state.next_press >= len(show.presses):
        return tell(state, state.now_us, "GO: nothing stands by", out)
    go = show.presses[state.next_press]
    if go.part is not None:
        return _leave(show, state._replace(next_press=state.next_press + 1), go, at_us, out)
    state = state._replace(next_press=state.next_press + 1)
    if state.film is None:
        frame = frame_of(go.look) or 0
        state = state._replace(film=FilmClock(at_us - show.pace.us_at(frame), show.pace))
    if state.playing is not None and (part := part_of(show, state.playing)).press is None:
        state = do_all(show, state, part.decided, at_us, out)
    tick = _taken(show, state, go, at_us)
    if tick is None:
        return start_cue(show, state, go.cue, at_us, out)
    return state._replace(pending=(go.cue, tick))


def _taken(show: Show, state: State, go: Go, at_us: Micros) -> Ticks | None:
    """The running tick at which a press for a cue is taken; None is at once."""
    how = show.programmes[go.cue].cue.enter
    playing = state.playing
    if how is Enter.NOW or playing is None or playing.stands or state.fade is not None:
        return None
    part = part_of(show, playing)
    passage = part.passage
    # The foot's own instant counts: one that was in time is not a bar late for the way it took.
    gone = max(0, playing.timeline.ticks_at(at_us) - playing.entered)
    match how:
        case Enter.BAR:
            offset = passage.bar_from(gone)
        case Enter.BEAT:
            offset = passage.pulse_from(gone)
        case Enter.EXIT:
            offset = _exit_from(passage, gone)
    for number in range(playing.next_hold, len(part.holds)):
        if part.holds[number] not in state.early:
            offset = min(offset, passage.holds[number].offset)
    tick = playing.entered + offset
    return tick if playing.leave_at is None else min(tick, playing.leave_at)


def _exit_from(passage: Passage, gone: Ticks) -> Ticks:
    """The first place at or after another where a passage may be left, from its begin."""
    if not passage.exits:
        return passage.length
    first = next((exit_at for exit_at in passage.exits if exit_at >= gone), None)
    return passage.length + passage.exits[0] if first is None else first


def _leave(show: Show, state: State, go: Go, at_us: Micros, out: list[Action]) -> State:
    """Out of a vamp at its next exit, off a fermata or in after silence; or decided ahead of it."""
    playing = state.playing
    assert go.part is not None, "a press that starts a cue leaves nothing"
    here = playing is not None and (playing.cue, playing.part) == (go.cue, go.part)
    if playing is None or not here or (go.hold is not None and not _on(playing, go.hold)):
        state = state._replace(early=(*state.early, state.next_press - 1))
        said = _decided(show.programmes[go.cue].parts[go.part].passage, go)
        return tell(state, state.now_us, f"GO, ahead of time: {said}", out)
    part = part_of(show, playing)
    passage = part.passage
    if go.hold is not None:
        held_us = playing.timeline.us_at(playing.entered + passage.holds[go.hold].offset)
        return off_hold(show, state, playing, max(at_us, held_us), out)
    if passage.kind is Kind.CAESURA:
        at_us = max(at_us, playing.timeline.us_at(playing.entered))
        timeline = Timeline(at_us, playing.entered, passage.law, playing.entered, state.lean_ppm)
        return enter(show, state, part.then, timeline, playing.entered, playing.along, out)
    gone = max(playing.timeline.ticks_at(at_us), playing.timeline.ticks_at(state.now_us))
    leave_at = playing.entered + _exit_from(passage, gone - playing.entered)
    state = state._replace(playing=replace(playing, leave_at=leave_at))
    return do_all(show, state, part.decided, at_us, out)


def _on(playing: Playing, hold: int) -> bool:
    """Whether the beat stands on this fermata of the passage that plays."""
    return playing.stands and playing.next_hold == hold


def _decided(passage: Passage, go: Go) -> str:
    """What a press ahead of time has decided."""
    if go.hold is not None:
        return f"no fermata in {passage.name}"
    if passage.kind is Kind.CAESURA:
        return "no silence at //"
    return f"out of {passage.name} at its first exit"


def _stand(show: Show, state: State, number: int, step: int, out: list[Action]) -> State:
    """Stand by at another press: nothing sounds or stops by it, and nothing refires.

    Presses that leave a passage of a cue that does not play are passed over.
    """
    while 0 <= number < len(show.presses) and not can_come(show, state, number):
        number += step
    if not 0 <= number <= len(show.presses):
        return tell(state, state.now_us, "there is no press there", out)
    playing = state.playing
    if playing is not None:
        leaves = part_of(show, playing).press
        if leaves is not None and number <= leaves:
            playing = replace(playing, leave_at=None)
    state = forget_all(state)._replace(
        next_press=number,
        stand=_behind(show, state, number),
        stood_us=state.now_us,
        playing=playing,
        pending=None,
        early=tuple(one for one in state.early if one < number),
        ended=False,
    )
    return tell(state, state.now_us, "stands by: " + _said(show, number), out)


def _behind(show: Show, state: State, number: int) -> int:
    """The last cue that is behind where a press stands by.

    A cue on time before it is still ahead while the film has not come to it.
    """
    last = len(show.programmes) - 1
    if number < len(show.presses):
        go = show.presses[number]
        last = go.cue - (go.part is None)
    if state.film is None:
        return last
    first = show.presses[number - 1].cue + 1 if number else 0
    for one in range(first, last + 1):
        cue = show.programmes[one].cue
        frame = frame_of(cue.look)
        if cue.on is On.TIME and frame and state.film.us_at(frame) > state.now_us:
            return one - 1
    return last


def _said(show: Show, number: int) -> str:
    if number >= len(show.presses):
        return "nothing"
    go = show.presses[number]
    cue = show.programmes[go.cue]
    if go.part is None:
        return f"cue {cue.cue.number}"
    leaves = "off the fermata of" if go.hold is not None else "out of"
    return f"cue {cue.cue.number}, {leaves} {cue.parts[go.part].passage.name}"


def _panic(show: Show, state: State, fade_us: Micros, at_us: Micros, out: list[Action]) -> State:
    if state.fade is None and state.gain:
        end_us = at_us + fade_us
        if state.pending is not None:
            state = state._replace(next_press=state.next_press - 1, pending=None)
        state = state._replace(fade=Fade(at_us, end_us, at_us))
        return tell(state, state.now_us, "PANIC: fading; again is a hard stop", out)
    state = silence(show, state._replace(gain=0.0), at_us, out)
    for number, output in enumerate(show.outputs):
        out.extend(Send(at_us, number, packet) for packet in output.silence)
    for group in range(len(show.groups)):
        state = move(show, state, group, state.faders[group], at_us, out)
    return tell(state, state.now_us, "PANIC: stopped", out)
