"""What becomes due by itself: deeds of the sheet, passages, vamps, cues that start unpressed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.conductor.actions import Action, Began, Ended, Passed
from rig.conductor.clock import Timeline
from rig.conductor.dynamics import (
    fade_on,
    mark,
    move,
    set_value,
    swell,
    swell_on,
    tell_tempo,
)
from rig.conductor.knobs import home
from rig.conductor.show import Due, Mark, Meet, Set, Start, Stop, Strike, Swell, frame_of
from rig.conductor.sounds import leave_cue, stop, strike
from rig.conductor.state import Playing
from rig.score.sheet import Kind, On

if TYPE_CHECKING:
    from rig.conductor.show import Part, Show
    from rig.conductor.state import State
    from rig.score.measure import Micros, Ticks


def deadline(show: Show, state: State) -> Micros | None:
    """When something is next due; None while nothing is."""
    times = [one.next_us for one in state.moving]
    if state.fade is not None:
        times.append(state.fade.next_us)
    if state.tempo_us is not None:
        times.append(state.tempo_us)
    if state.playing is not None and not state.playing.silent:
        times.append(state.playing.timeline.us_at(_next_tick(show, state, state.playing)))
    timed_us = _timed_us(show, state)
    if timed_us is not None:
        times.append(timed_us)
    return min(times, default=None)


def follow(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Do one thing that is due at this instant: the music's own first, values after it."""
    playing = state.playing
    if playing is not None and not playing.silent:
        tick = _next_tick(show, state, playing)
        if playing.timeline.us_at(tick) <= due_us:
            return _music(show, state, playing, tick, out)
    timed_us = _timed_us(show, state)
    if timed_us is not None and timed_us <= due_us:
        return start_cue(show, state, _timed(show, state), timed_us, out)
    for one in state.moving:
        if one.next_us <= due_us:
            return swell_on(show, state, one, one.next_us, out)
    if state.tempo_us is not None and state.tempo_us <= due_us:
        return tell_tempo(show, state, state.tempo_us, out)
    assert state.fade is not None, "something was said to be due, and nothing is"
    state = fade_on(show, state, state.fade, state.fade.next_us, out)
    return state if state.fade else silence(show, state, due_us, out)


def _part(show: Show, playing: Playing) -> Part:
    return show.programmes[playing.cue].parts[playing.part]


def _next_tick(show: Show, state: State, playing: Playing) -> Ticks:
    """The running tick at which the music has something to do next."""
    part = _part(show, playing)
    tick = playing.entered + part.passage.length
    if playing.leave_at is not None:
        tick = min(tick, playing.leave_at)
    if playing.next_due < len(part.dues):
        tick = min(tick, playing.entered + part.dues[playing.next_due].offset)
    if state.pending is not None:
        tick = min(tick, state.pending[1])
    return tick


def _timed(show: Show, state: State) -> int:
    """The next cue on ``time``; -1 for none. A press that waits for its bar is behind already."""
    return show.timed[state.stand if state.pending is None else state.pending[0]]


def _timed_us(show: Show, state: State) -> Micros | None:
    """When the next cue on ``time`` is due; None when none is, or when its time had passed."""
    cue = _timed(show, state)
    if cue < 0 or state.film is None or panics(state):
        return None
    frame = frame_of(show.programmes[cue].cue.look)
    assert frame is not None, "a cue on time has a time"
    at_us = state.film.us_at(frame)
    return at_us if at_us > state.stood_us else None


def _music(show: Show, state: State, playing: Playing, tick: Ticks, out: list[Action]) -> State:
    """What the music does at a tick: its deeds, then a press that waited, then the next passage."""
    due_us = playing.timeline.us_at(tick)
    part = _part(show, playing)
    passage = part.passage
    if playing.next_due < len(part.dues):
        due = part.dues[playing.next_due]
        # Of a vamp, what is due at an exit is for those who stay, and its end is not a turn's.
        left = playing.leave_at is not None and tick >= playing.leave_at
        passed = passage.kind is Kind.VAMP and (left or due.offset == passage.length)
        if playing.entered + due.offset == tick and not passed:
            state = state._replace(playing=replace(playing, next_due=playing.next_due + 1))
            return _do(show, state, due, passage.start, due_us, out)
    if state.pending is not None and state.pending[1] == tick:
        return start_cue(show, state, state.pending[0], due_us, out)
    if passage.kind is Kind.CAESURA and part.press not in state.early:
        return state._replace(playing=replace(playing, silent=True), moving=(), tempo_us=None)
    if passage.kind is Kind.VAMP:
        if playing.leave_at is None or playing.leave_at > tick:
            again = replace(playing, entered=tick, turn=playing.turn + 1, next_due=0)
            return state._replace(playing=again)
        state = state._replace(playing=replace(playing, turn=0))
        for due in part.dues:
            if due.offset == passage.length:
                state = _do(show, state, due, passage.start, due_us, out)
    return enter(show, state, playing.part + 1, playing.timeline, tick, out)


def _do(
    show: Show, state: State, due: Due, start: Ticks, due_us: Micros, out: list[Action]
) -> State:
    """One deed of the sheet. A vamp's later turns sound again, but mark nothing anew."""
    deed = due.deed
    turn = state.playing.turn if state.playing else 0
    match deed:
        case Strike() | Start():
            return strike(show, state, deed, due_us, out)
        case Stop():
            return stop(show, state, deed.sound, due_us, out)
        case Set():
            return set_value(show, state, deed, due_us, out)
        case Mark() if not turn:
            return mark(show, state, deed, due_us, out)
        case Swell() if not turn:
            return swell(state, deed, start + due.offset, due_us)
        case Meet() if not turn:
            return _meet(show, state, deed, due_us, out)
    return state


def _meet(show: Show, state: State, deed: Meet, due_us: Micros, out: list[Action]) -> State:
    hit = show.programmes[state.cue].cue.hits[deed.hit]
    if state.film is not None:
        out.append(Passed(due_us, state.cue, deed.hit, due_us - state.film.us_at(hit.frame)))
    return state


def enter(
    show: Show, state: State, number: int, timeline: Timeline, tick: Ticks, out: list[Action]
) -> State:
    """Go into a passage of the cue that plays, or past its last one, on a running tick."""
    parts = show.programmes[state.cue].parts
    due_us = timeline.us_at(tick)
    if number == len(parts):
        return _end_cue(show, state, due_us, out)
    part = parts[number]
    decided = part.press in state.early
    playing = Playing(
        cue=state.cue,
        part=number,
        entered=tick,
        turn=0,
        next_due=0,
        leave_at=tick + part.passage.exits[0] if decided and part.passage.exits else None,
        timeline=timeline.under(part.passage.law, tick),
        silent=False,
    )
    return tell_tempo(show, state._replace(playing=playing), due_us, out)


def _end_cue(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """A cue has come to its own end: the next one may begin by itself, or the night is over."""
    following = state.cue + 1
    last = following == len(show.programmes)
    by_itself = not last and show.programmes[following].cue.on in (On.SEGUE, On.ATTACCA)
    if by_itself and not panics(state):
        return start_cue(show, state, following, due_us, out)
    state = leave_cue(show, state, due_us, out)
    state = state._replace(playing=None, pending=None, moving=(), tempo_us=None)
    if last and not state.ended:
        out.append(Ended(due_us))
        state = state._replace(ended=True)
    return state


def silence(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Everything stops, what goes on beyond its cue too; GO is left standing by."""
    for one in state.sounding:
        state = stop(show, state, one.sound, due_us, out)
    return standing_by(show, state)


def panics(state: State) -> bool:
    """Whether a panic fades, or has silenced all: until GO, no cue begins by itself."""
    return state.fade is not None or not state.gain


def standing_by(show: Show, state: State) -> State:
    """Nothing plays: GO is the press that waited for its beat, or the next that can come."""
    press = state.next_press - (state.pending is not None)
    state = state._replace(playing=None, pending=None, moving=(), tempo_us=None, fade=None)
    while press < len(show.presses) and not can_come(show, state, press):
        press += 1
    return state._replace(next_press=press)


def can_come(show: Show, state: State, press: int) -> bool:
    """Whether a press may be asked for: it starts a cue, or leaves a passage still to come."""
    go = show.presses[press]
    if go.part is None or 0 <= show.timed[state.cue] <= go.cue:
        return True
    playing = state.playing
    return playing is not None and playing.cue == go.cue and playing.part <= go.part


def start_cue(show: Show, state: State, cue: int, due_us: Micros, out: list[Action]) -> State:
    """Begin a cue at an instant: what came before is left, what should hold is restored."""
    state = leave_cue(show, state, due_us, out)
    programme = show.programmes[cue]
    out.append(Began(due_us, cue))
    state = state._replace(
        cue=cue,
        stand=cue,
        next_press=max(state.next_press, show.first_press[cue]),
        stood_us=due_us,
        playing=None,
        pending=None,
        moving=(),
        tempo_us=None,
        early=tuple(one for one in state.early if show.presses[one].cue >= cue),
        lean_ppm=0,
        knobs=home(show, state.knobs),
        fade=None,
        gain=1.0,
        ended=False,
    )
    state = _restore(show, state, due_us, out)
    if programme.parts:
        law = programme.parts[0].passage.law
        return enter(show, state, 0, Timeline(due_us, 0, law, 0, 0), 0, out)
    for due in programme.dues:
        state = _do(show, state, due, 0, due_us, out)
    return state


def _restore(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Levels and values as they are where a cue begins, whatever way led to it."""
    programme = show.programmes[state.cue]
    for group, level in enumerate(programme.levels):
        fader = state.faders[group]
        hand = None if group in programme.marked else fader.hand
        state = move(show, state, group, fader._replace(level=level, hand=hand), due_us, out)
    for sound, value in enumerate(programme.values):
        if value is not None and value != state.values[sound]:
            state = set_value(show, state, Set(sound, value), due_us, out)
    return state
