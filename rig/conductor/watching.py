"""Where the film is, by the player's presses, and what follows when it is found elsewhere."""

from __future__ import annotations

from math import hypot, sqrt
from typing import TYPE_CHECKING, Final

from rig.conductor.clock import BILLION, MILLION, FilmClock
from rig.conductor.hypothesis import JITTER_S
from rig.conductor.notices import tell
from rig.conductor.show import frame_of
from rig.conductor.sightings import SIGHTINGS_MAX, Booth, Sighting, estimate
from rig.hands.commands import Verb
from rig.score.measure import SECOND_US, nearest
from rig.score.positions import write_position

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.sightings import Estimate
    from rig.conductor.state import State
    from rig.conductor.watch import Watch
    from rig.score.measure import Frames, Micros

JUMP_US: Final = 2 * SECOND_US
"""Film time that moves by more has jumped: what lies between is shown, and not done. By less, and
what is then just behind is done late."""
NEAR_US: Final = 8 * SECOND_US
"""An event that was seen is looked for so near to where the film is believed to be."""
ANSWERS: Final = "1 scale the tempi, 2 shorten the forms, 3 triggers only"
_SURE: Final = 3
"""Standard deviations."""
_MARKS_MIN: Final = 3
"""Landmarks, the start press among them, from which a speed is spoken of."""
_LATE_US: Final = SECOND_US
"""A film that starts later than this is told of."""
_SHOWN_MAX: Final = 4
"""Cues that are named where a jump passes over more."""
_MACHINE_SD_PPM: Final = 50
_APART_S: Final = (10, 1200)
"""Seconds between the landmarks that stand for a known speed: at least, and at most."""


def started(show: Show, state: State, at_us: Micros, frame: Frames) -> State:
    """The press that starts the film: it says where the film is, until something else does.

    It is meant for that instant, and answers to nothing seen.
    """
    watch = state.watch._replace(sightings=(Sighting(at_us, frame),), started_us=at_us)
    return state._replace(film=FilmClock(show.pace, at_us, show.pace.us_at(frame)), watch=watch)


def sighted(
    show: Show, state: State, pressed_us: Micros, frame: Frames, out: list[Action]
) -> State:
    """The player has seen a picture event, and pressed."""
    here = Sighting(pressed_us - show.surface.reaction_us, frame)
    watch = state.watch
    before = watch.estimate
    film = state.film
    elsewhere = watch.skipped and film is not None and abs(film.us_at(frame) - here.at_us) > JUMP_US
    if watch.anew or elsewhere or not watch.sightings:
        sightings = _anew(show, state, here)
    else:
        first, *others = watch.sightings
        if len(others) > SIGHTINGS_MAX - 2:
            others = others[SIGHTINGS_MAX // 4 :]  # many at once: each forgetting is a new start
        sightings = (first, *others, here)
    known = _estimate(show, sightings)
    watch = watch._replace(sightings=sightings, estimate=known, anew=False, skipped=False)
    state = state._replace(watch=watch)
    if state.watch.leader:
        return state  # a machine knows better; the landmark is kept for the report
    if abs(known.late_us) >= _LATE_US and (before is None or abs(before.late_us) < _LATE_US):
        how = "late" if known.late_us > 0 else "early"
        said = f"the film started {abs(known.late_us) / SECOND_US:.1f} s {how}"
        state = tell(state, state.now_us, said, out)
    slow_ppm = nearest(known.stretch_ppb - BILLION, BILLION // MILLION)
    sd_ppm = known.speed_sd_ppm if known.marks >= _MARKS_MIN else MILLION
    state = asked(show, state, slow_ppm, sd_ppm, known.told(show.pace), out)
    return moved(show, state, _film_of(show, known), out)


def _estimate(show: Show, sightings: tuple[Sighting, ...]) -> Estimate:
    return estimate(Booth(show.pace, show.film.reels, show.house.changeover), sightings)


def moved(show: Show, state: State, clock: FilmClock, out: list[Action]) -> State:
    """The film is where a clock says; a jump is told, and what it passes over is not done."""
    before, now_us = state.film, state.now_us
    state = state._replace(film=clock)
    if before is None:
        return state
    was, now = before.frame_at(now_us), clock.frame_at(now_us)
    if abs(show.pace.us_at(now) - show.pace.us_at(was)) < JUMP_US:
        return state._replace(stood_us=max(state.stood_us, now_us - JUMP_US))
    said = f"film time jumps from {_written(show, was)} to {_written(show, now)}"
    over = [
        one.cue.number
        for one in show.programmes
        if (frame := frame_of(one.cue.look)) is not None and was < frame <= now
    ]
    if over:
        more = f" and {len(over) - _SHOWN_MAX} more" * (len(over) > _SHOWN_MAX)
        said += f"; passed over: cue {', '.join(over[:_SHOWN_MAX])}{more}"
    return tell(state._replace(stood_us=now_us), now_us, said, out)


def _written(show: Show, frame: int) -> str:
    return write_position(frame, show.film)


def asked(
    show: Show, state: State, slow_ppm: int, sd_ppm: int, said: str, out: list[Action]
) -> State:
    """How much longer a second lasts than promised; what no bend can carry is put to the player.

    That is done once, and only when it is sure.
    """
    watch = state.watch._replace(slow_ppm=slow_ppm)
    state = state._replace(watch=watch)
    bend = show.film.bend
    gives_ppm = bend.slower_ppm if slow_ppm > 0 else bend.faster_ppm
    if watch.asked or abs(slow_ppm) - gives_ppm < _SURE * sd_ppm:
        return state
    state = state._replace(watch=watch._replace(asked=True))
    return tell(state, state.now_us, f"the film runs at {said}: {ANSWERS}", out)


def answered(state: State, verb: Verb, out: list[Action]) -> State:
    """The player has said what a wrong speed shall change."""
    scale_ppm = 0
    match verb:
        case Verb.SCALE:
            scale_ppm = nearest(-MILLION * state.watch.slow_ppm, MILLION + state.watch.slow_ppm)
            said = f"tempi are scaled by {scale_ppm / 10_000:+.1f} %"
        case Verb.TRIGGERS:
            said = "nothing is bent: triggers only"
        case _:
            said = "tempi stay as written; the forms give"
    hand = state.hand._replace(scale_ppm=scale_ppm, triggers=verb is Verb.TRIGGERS)
    watch = state.watch._replace(asked=True, answered=True)
    return tell(state._replace(hand=hand, watch=watch), state.now_us, said, out)


def told(show: Show, watch: Watch) -> str:
    """How sure the landmarks are of the film's speed; empty where they say nothing yet."""
    return "" if watch.estimate is None else watch.estimate.told(show.pace)


def _film_of(show: Show, known: Estimate) -> FilmClock:
    """The film as the landmarks have it."""
    return FilmClock(show.pace, known.anchor_us, known.at_us, known.stretch_ppb)


def _anew(show: Show, state: State, here: Sighting) -> tuple[Sighting, ...]:
    """Where the film is said to be anew; how fast it went is kept, as two landmarks before it.

    Three on a line, evenly apart, tell how long a second lasts to jitter / (distance * sqrt 2).
    """
    film, watch = state.film, state.watch
    if film is None or (watch.estimate is None and not watch.leader):
        return (here,)
    if watch.leader or watch.estimate is None:
        sd_ppm = _MACHINE_SD_PPM
    else:
        sd_ppm = max(watch.estimate.speed_sd_ppm, 1)
    least_s, most_s = _APART_S
    apart_s = min(max(JITTER_S * MILLION / (sd_ppm * sqrt(2)), least_s), most_s)
    here_us = show.pace.us_at(here.frame)
    before = (
        show.pace.frame_at(here_us - round(number * apart_s * SECOND_US)) for number in (2, 1)
    )
    gone_us = film.us_at(here.frame)
    return (*(Sighting(here.at_us - gone_us + film.us_at(one), one) for one in before), here)


def rebased(show: Show, state: State, at_us: Micros) -> State:
    """The film goes on from where it stood; the next landmark says where that is."""
    assert state.film is not None, "only a film goes on"
    frame = state.film.frame_at(at_us)
    sightings = _anew(show, state, Sighting(state.film.us_at(frame), frame))
    known = _estimate(show, sightings)
    return state._replace(
        watch=state.watch._replace(sightings=sightings, estimate=known, anew=True)
    )


def stranded(show: Show, state: State) -> State:
    """No machine is heard any more: its last word is what the landmarks go on from."""
    assert state.film is not None, "a machine led it"
    stands = state.film.held_us is not None
    state = rebased(show, state, state.now_us)
    return state._replace(watch=state.watch._replace(leader="", anew=stands))


def nearest_landmark(show: Show, state: State, pressed_us: Micros) -> int | None:
    """Which landmark was seen; None where none is near, or it may be either of two.

    While the film stands it is the next one ahead: the player says that it rolls again.
    """
    film, known = state.film, state.watch.estimate
    if film is None:
        return None
    at_us = pressed_us - show.surface.reaction_us
    place_us = show.pace.us_at(film.frame_at(at_us))
    off_us = [show.pace.us_at(one.frame) - place_us for one in show.landmarks]
    if film.held_us is not None:
        return next((number for number, us in enumerate(off_us) if us > 0), None)
    sd_us = JITTER_S * SECOND_US
    if known is not None and not state.watch.leader:
        sd_us = hypot(sd_us, known.predicted_sd_us(at_us))
    two = sorted((abs(us), number) for number, us in enumerate(off_us))[:2]
    if not two or two[0][0] > NEAR_US + _SURE * sd_us:
        return None
    (near_us, number), *others = two
    either = any(us < 2 * near_us + _SURE * sd_us for us, _ in others)
    return None if either else number
