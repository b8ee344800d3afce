"""On every beat: how the coming hits will fall, and what to change so that they land.

Three things may give, in this order: the tempo inside its bend, the form, and last the hit. Calm
comes before exact: what is off by less than a frame is left alone, the tempo changes at bar lines
where it can wait, and nothing changes inside the last beat before a hit.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, Final

from rig.conductor.clock import MILLION
from rig.conductor.cues import part_of
from rig.conductor.curve import Curve
from rig.conductor.deeds import do_all
from rig.conductor.landing import offs, slack
from rig.conductor.leading import leads, limits_of
from rig.conductor.leaning import retimed
from rig.conductor.notices import tell
from rig.conductor.routes import Here, routes
from rig.conductor.state import Prospect
from rig.conductor.ways import Way, ahead, chosen, ways
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Part, Show
    from rig.conductor.state import Playing, State
    from rig.score.measure import Micros

FREEZE_US: Final = 300_000
"""Nothing is changed so shortly before a hit, nor inside the last beat."""
HOME_US: Final = 4 * SECOND_US
"""So long the tempo takes to come home where no hit is ahead."""
_HOME_FROM: Final = 0.000_5


def plans(show: Show, state: State) -> bool:
    """Whether the coming beats look ahead: there is a film, and the cue has hits."""
    return state.film is not None and bool(show.programmes[state.cue].aims)


def plan_beat(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """A beat has come: look ahead, and bend or change the form where that is needed."""
    playing = state.playing
    assert playing is not None, "only music has beats"
    part = part_of(show, playing)
    gone = playing.plan_at - playing.entered
    following = part.passage.pulse_from(gone + 1)
    # The end of a turn is the first beat of the next one, which looks ahead by itself.
    beyond = following == part.passage.length
    playing = replace(playing, plan_at=playing.entered + following + beyond)
    state = state._replace(playing=playing)
    film = state.film
    if film is None or film.held_us is not None or state.detour is not None:
        return state._replace(prospects=())
    free = leads(show, state) is Lead.FILM and not state.hand.frozen
    found = ways(show, state, playing, gone, due_us, free=free)
    if not found:
        return _home(show, state, due_us, out) if free else state._replace(prospects=())
    way = chosen(found, playing) if free else found[0]
    state = state._replace(prospects=_prospects(show, state, way, due_us))
    if not free or _frozen(way, part, playing, due_us):
        return state
    if part.passage.kind is Kind.VAMP and playing.leave_at is None and _goes_on(show, way, playing):
        return state
    state = _formed(show, state, way, due_us, out)
    return _bent(show, state, way, due_us, out, at_bar=part.passage.bar_from(gone) == gone)


def _prospects(show: Show, state: State, way: Way, due_us: Micros) -> tuple[Prospect, ...]:
    """What is to be expected if nothing were changed, and how much may still give."""
    assert state.playing is not None, "prospects are of music"
    timeline = state.playing.timeline
    limits = limits_of(show, state)
    rate = timeline.rate_at(due_us)
    found = []
    for aim, target, off_us in zip(
        way.aims, way.targets, offs(_curve(state, due_us), way.targets), strict=True
    ):
        early_us, late_us = slack(rate, limits, target)
        found.append(Prospect(aim, round(off_us), round(early_us), round(late_us)))
    return tuple(found)


def _curve(state: State, due_us: Micros) -> Curve:
    """How the rate goes on if nothing is changed."""
    assert state.playing is not None, "only music has a rate"
    return state.playing.timeline.curve_from(due_us)


def _frozen(way: Way, part: Part, playing: Playing, due_us: Micros) -> bool:
    """Whether the next hit is nearer than a beat, so that nothing changes any more."""
    rate = playing.timeline.rate_at(due_us)
    beat_us = part.passage.law.us_near(part.passage.meter.pulse) / rate
    near_us = max(FREEZE_US, beat_us * 1.01)
    return any(target.written_us / rate < near_us for target in way.targets)


def _goes_on(show: Show, way: Way, playing: Playing) -> bool:
    """Whether a vamp goes round until told: it has a press of its own, or no exit leads near.

    Near is in time for the first hit behind it, or late by less than a bar.
    """
    programme = show.programmes[playing.cue]
    if playing.part in programme.waits:
        return True
    passage = programme.parts[playing.part].passage
    bar_us = passage.law.us_near(passage.meter.bar)
    behind = (
        -target.early_us <= off_us < bar_us
        for aim, target, off_us in zip(way.aims, way.targets, way.landing.off_us, strict=True)
        if programme.aims[aim].spot >= (playing.part, passage.length)
    )
    return not next(behind, False)


def _formed(show: Show, state: State, way: Way, due_us: Micros, out: list[Action]) -> State:
    """The form as this way has it; said ahead where it is another than was meant."""
    playing = state.playing
    assert playing is not None, "only music has a form"
    part = part_of(show, playing)
    step = way.route.steps[0]
    vamp = part.passage.kind is Kind.VAMP
    turns = playing.turn + step.turns
    then = way.route.steps[1].part if len(way.route.steps) > 1 else part.then
    if turns != playing.turns and part.passage.most != 1 and not (vamp and step.exit is None):
        state = tell(state, due_us, _announced(part, step.turns), out)
    if then != playing.then and then < len(show.programmes[playing.cue].parts):
        name = show.programmes[playing.cue].parts[then].passage.name
        state = tell(state, due_us, f"after {part.passage.name}: {name}", out)
    playing = replace(playing, turns=turns, then=then)
    if vamp and step.turns == 1 and step.exit is not None and playing.leave_at is None:
        playing = replace(playing, leave_at=playing.entered + step.exit)
        pressed = part.press is not None and state.next_press == part.press
        state = state._replace(playing=playing, next_press=state.next_press + pressed)
        return do_all(show, state, part.decided, due_us, out)
    return state._replace(playing=playing)


def _announced(part: Part, turns: int) -> str:
    name = part.passage.name
    return f"{name}: {turns - 1} more, then out" if turns > 1 else f"{name}: out at its end"


def _bent(
    show: Show, state: State, way: Way, due_us: Micros, out: list[Action], *, at_bar: bool
) -> State:
    """The tempo bent, where a hit would else be off by more than a frame."""
    playing = state.playing
    assert playing is not None, "only music bends"
    assert state.film is not None, "it bends to a film"
    programme = show.programmes[playing.cue]
    quiet = [SECOND_US / state.film.fps_at(programme.aims[one].frame) for one in way.aims]
    off = offs(_curve(state, due_us), way.targets)
    if all(abs(one) < frame_us for one, frame_us in zip(off, quiet, strict=True)):
        return state
    part = part_of(show, playing)
    bar_us = part.passage.law.us_near(part.passage.meter.bar)
    soon = any(
        abs(one) >= frame_us and target.written_us < 2 * bar_us
        for one, frame_us, target in zip(off, quiet, way.targets, strict=True)
    )
    if not at_bar and not soon:
        return state
    timeline = playing.timeline.bending(due_us, way.landing.curve)
    return retimed(show, state, timeline, due_us, out)


def _home(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """No hit is ahead: the tempo goes home to what is meant."""
    playing = state.playing
    assert playing is not None, "only music has a tempo"
    state = state._replace(prospects=())
    base = (MILLION + state.hand.scale_ppm) / MILLION
    curve = _curve(state, due_us)
    if abs(curve.rate_at(curve.length_us) - base) < _HOME_FROM:
        return state
    curve = Curve.toward(curve.start, base, HOME_US)
    timeline = playing.timeline.bending(due_us, curve)
    return retimed(show, state, timeline, due_us, out)


def held_until(show: Show, state: State, playing: Playing, due_us: Micros) -> Micros | None:
    """When a fermata that begins now ends by itself; None where only a press ends it.

    Under a film that leads, one without a press of its own is held so long that the hit behind it
    lands, and no longer than it may be.
    """
    programme = show.programmes[playing.cue]
    passage = programme.parts[playing.part].passage
    hold = passage.holds[playing.next_hold]
    longest_us = None if hold.max_us is None else due_us + hold.max_us
    film = state.film
    free = film is not None and film.held_us is None and leads(show, state) is Lead.FILM
    if film is None or not free or playing.part in programme.waits:
        return longest_us
    held = replace(playing, next_hold=playing.next_hold + 1)
    coming = ahead(programme, held, hold.offset)
    here = Here(playing.part, playing.turn, hold.offset, None)
    passages = tuple(one.passage for one in programme.parts)
    spots = [programme.aims[one].spot for one in coming[:1]]
    found = routes(passages, spots, here, programme.waits, inf) if coming else ()
    music_us = found[0].music_us[0] if found else None
    if music_us is None:
        return longest_us
    rate = (MILLION + state.hand.scale_ppm) / MILLION
    until_us = max(film.us_at(programme.aims[coming[0]].frame) - round(music_us / rate), due_us)
    return until_us if longest_us is None else min(until_us, longest_us)
