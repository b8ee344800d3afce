"""One foot: GO, back, skip and panic, whatever pressed them.

The presses of a night are a list made when the show is loaded: start a cue, leave a vamp, come off
a fermata, come in after silence. GO takes the next of the list, so that what it will do can always
be said before.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Action, Roll, Send
from rig.conductor.clock import Timeline
from rig.conductor.cues import (
    can_come,
    enter,
    off_hold,
    on_fermata,
    part_of,
    silence,
    start_cue,
)
from rig.conductor.deeds import do_all
from rig.conductor.dynamics import move
from rig.conductor.knobs import forget_all
from rig.conductor.notices import tell
from rig.conductor.show import frame_of
from rig.conductor.state import Fade
from rig.conductor.watching import sighted, started
from rig.score.form import Kind
from rig.score.sheet import Enter, On

if TYPE_CHECKING:
    from rig.conductor.show import Go, Show
    from rig.conductor.state import Playing, State
    from rig.score.form import Passage
    from rig.score.measure import Micros, Ticks

GRACE_US: Final = 150_000
"""A press so little behind the beat, bar or exit it was meant for is taken as if it were on it."""


def go(show: Show, state: State, at_us: Micros, out: list[Action]) -> State:
    """GO: the next press of the night; on something seen it is a landmark too."""
    state = state._replace(counted_us=None)
    if state.pending is not None:
        return start_cue(show, state, state.pending[0], at_us, out)
    if state.next_press >= len(show.presses):
        return tell(state, state.now_us, "GO: nothing stands by", out)
    go = show.presses[state.next_press]
    if cuts(show, state, max(at_us, state.now_us)):
        return _cut_out(show, state, at_us, out)
    state = landmark(show, state, at_us, out)._replace(next_press=state.next_press + 1)
    if go.part is not None:
        return _leave(show, state, go, at_us, out)
    if state.playing is not None and (part := part_of(show, state.playing)).press is None:
        state = do_all(show, state, part.decided, at_us, out)
    tick = _taken(show, state, go, at_us)
    if tick is None:
        return start_cue(show, state, go.cue, at_us, out)
    state = state._replace(pending=(go.cue, tick))
    number = show.programmes[go.cue].cue.number
    return _say_when(show, state, f"cue {number}", tick, out)


def _say_when(show: Show, state: State, what: str, tick: Ticks, out: list[Action]) -> State:
    """How far the exit is that a press waits for, where it is more than a bar."""
    playing = state.playing
    assert playing is not None, "only music has an exit"
    bar = part_of(show, playing).passage.meter.bar
    bars = -(-(tick - playing.tick_at(state.now_us)) // bar)
    return tell(state, state.now_us, f"{what} in {bars} bars", out) if bars > 1 else state


def landmark(show: Show, state: State, at_us: Micros, out: list[Action]) -> State:
    """What the next press says of the film: that it starts, or that something is on the screen."""
    number = state.next_press
    press = show.presses[number]
    frame = frame_of(press.look)
    if state.film is None:
        if not _starts_film(show, number):
            return state
        if show.house.starts:
            out.append(Roll(at_us, show.house.starts))
        return started(show, state, at_us, frame or 0)
    if frame is not None and press.text:
        return sighted(show, state, at_us, frame, out)
    watch = state.watch
    if number or frame is not None or not watch.anew or watch.leader:
        return state
    if not _starts_film(show, number):
        return state
    # Behind a break or a go-to, the press that began the night begins it again.
    state = started(show, state, at_us, 0)
    return state._replace(watch=state.watch._replace(estimate=None, anew=False))


def _starts_film(show: Show, number: int) -> bool:
    """Whether the film starts with a press; not while one to come is no further on in the film.

    So what plays before the press at 0:00 is music for a house that waits for its film.
    """
    press = show.presses[number]
    frame = frame_of(press.look)
    if press.part is not None and frame is None:
        return False
    later = (frame_of(one.look) for one in show.presses[number + 1 :])
    return all(one is None or one > (frame or 0) for one in later)


def cuts(show: Show, state: State, at_us: Micros) -> bool:
    """Whether GO would cut a vamp short whose exit the player has asked for already.

    It would while the exit is more than a bar away, unless what GO else does is looked for by now.
    """
    playing = state.playing
    if playing is None or playing.leave_at is None or not playing.asked_out:
        return False
    bar = part_of(show, playing).passage.meter.bar
    if playing.leave_at - playing.tick_at(at_us) <= bar:
        return False
    look = show.presses[state.next_press].look if state.next_press < len(show.presses) else None
    if look is None or state.film is None:
        return True
    return state.film.us_at(look.expected if look.begin is None else look.begin) > at_us


def _cut_out(show: Show, state: State, at_us: Micros, out: list[Action]) -> State:
    playing = state.playing
    assert playing is not None, "only what plays is cut"
    at = playing.tick_at(max(at_us, state.now_us))
    state = state._replace(playing=replace(playing, leave_at=at))
    name = part_of(show, playing).passage.name
    return tell(state, state.now_us, f"cut: out of {name}", out)


def _taken(show: Show, state: State, go: Go, at_us: Micros) -> Ticks | None:
    """The running tick at which a press for a cue is taken; None is at once."""
    how = show.programmes[go.cue].cue.enter
    playing = state.playing
    if how is Enter.NOW or playing is None or playing.stands is not None or state.fade is not None:
        return None
    part = part_of(show, playing)
    passage = part.passage
    match how:
        case Enter.BAR:
            tick = playing.entered + passage.bar_from(_meant(playing, at_us))
        case Enter.BEAT:
            tick = playing.entered + passage.pulse_from(_meant(playing, at_us))
        case Enter.EXIT:
            tick = _exit(playing, passage, at_us)
    for number in range(playing.next_hold, len(part.holds)):
        if part.holds[number] not in state.early:
            tick = min(tick, playing.entered + passage.holds[number].offset)
    return tick if playing.leave_at is None else min(tick, playing.leave_at)


def _meant(playing: Playing, at_us: Micros) -> Ticks:
    """How far in its passage a press was meant: just behind a line, it is meant for the line."""
    return max(playing.tick_at(at_us - GRACE_US) - playing.entered, 0)


def _exit(playing: Playing, passage: Passage, at_us: Micros) -> Ticks:
    """The running tick at which a passage is left, by a press; just behind an exit it is that."""
    if not passage.exits:
        return playing.entered + passage.length
    meant = playing.tick_at(at_us - GRACE_US)
    if meant <= playing.entered and playing.turn and passage.length in passage.exits:
        return playing.entered  # the exit at the end of the turn before has just gone by
    return playing.entered + exit_from(passage, max(meant - playing.entered, 0))


def exit_from(passage: Passage, gone: Ticks) -> Ticks:
    """The first exit of a vamp at or behind a place in it; both from its begin."""
    first = next((exit_at for exit_at in passage.exits if exit_at >= gone), None)
    return passage.length + passage.exits[0] if first is None else first


def _leave(show: Show, state: State, go: Go, at_us: Micros, out: list[Action]) -> State:
    """Out of a vamp at its next exit, off a fermata or in after silence; or decided ahead of it."""
    playing = state.playing
    assert go.part is not None, "a press that starts a cue leaves nothing"
    here = playing is not None and (playing.cue, playing.part) == (go.cue, go.part)
    on = here and (go.hold is None or _on(show, playing, go.hold))
    if playing is None or not on or state.detour is not None:
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
    leave_at = _exit(playing, passage, at_us)
    timeline = playing.timeline.anchored(state.now_us)
    playing = replace(playing, leave_at=leave_at, asked_out=True, timeline=timeline)
    state = _say_when(
        show, state._replace(playing=playing), f"out of {passage.name}", leave_at, out
    )
    return do_all(show, state, part.decided, at_us, out)


def _on(show: Show, playing: Playing | None, hold: int) -> bool:
    """Whether the beat stands on this fermata of the passage that plays."""
    return playing is not None and playing.next_hold == hold and on_fermata(show, playing)


def _decided(passage: Passage, go: Go) -> str:
    """What a press ahead of time has decided."""
    if go.hold is not None:
        return f"no fermata in {passage.name}"
    if passage.kind is Kind.CAESURA:
        return "no silence at //"
    return f"out of {passage.name} at its first exit"


def stand(show: Show, state: State, number: int, step: int, out: list[Action]) -> State:
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
            playing = replace(playing, leave_at=None, asked_out=False)
    state = forget_all(state)._replace(
        next_press=number,
        watch=state.watch._replace(skipped=True),
        stand=_behind(show, state, number),
        stood_us=state.now_us,
        playing=playing,
        pending=None,
        counted_us=None,
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


def panic(show: Show, state: State, fade_us: Micros, at_us: Micros, out: list[Action]) -> State:
    """Everything fades; again, and it stops at once."""
    if state.fade is None and state.gain:
        end_us = at_us + fade_us
        if state.pending is not None:
            state = state._replace(next_press=state.next_press - 1, pending=None)
        state = state._replace(fade=Fade(at_us, end_us, at_us), counted_us=None)
        return tell(state, state.now_us, "PANIC: fading; again is a hard stop", out)
    state = silence(show, state._replace(gain=0.0), at_us, out)
    for number, output in enumerate(show.outputs):
        out.extend(Send(at_us, number, packet) for packet in output.silence)
    for group in range(len(show.groups)):
        state = move(show, state, group, state.faders[group], at_us, out)
    return tell(state, state.now_us, "PANIC: stopped", out)
