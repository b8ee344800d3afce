"""Machines that say where the film is: whom to believe, and what their word does to the music.

The sources of a house stand in an order of trust; the player's landmarks are the last. The first
that is heard leads. One that falls silent hands over to the next that is heard; where there is none
the film goes on as it went, and the next landmark corrects it. A machine that comes back must be
steady for a while before it takes the film from another.

Theory of operation. A machine's film is a straight line that each word pulls a little nearer: a
loop of second order, critically damped, ``TAU_US / 2`` its time constant. So jitter is smoothed,
and a rate that is not what the machine claims is found. What is off by more has moved, and is
followed at once; so is a rate that the machine says is another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.clock import BILLION, MILLION, FilmClock
from rig.conductor.holding import come_back, stand_still
from rig.conductor.notices import tell
from rig.conductor.sources import Machine
from rig.conductor.watch import Heard
from rig.conductor.watching import asked, moved, stranded
from rig.score.measure import SECOND_US, nearest

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.events import FilmIn
    from rig.conductor.show import Show
    from rig.conductor.sources import Source
    from rig.conductor.state import State
    from rig.conductor.watch import Watch
    from rig.score.measure import Micros

SILENT_US: Final = 1_500_000
"""A machine that says nothing for so long has fallen silent, and one that is heard for so long is
steady."""
START_US: Final = SECOND_US
"""A machine that stands so soon after the press that starts the film has not heard of it yet."""
STEP_US: Final = 100_000
"""A machine that is so far from where it was expected has moved; nearer, it is smoothed."""
STEP_PARTS: Final = 20
"""And so much of the time since its last word: its rate may have been wrong by that."""
TAU_US: Final = 2 * SECOND_US
STILL_US: Final = 200_000
"""mpv stands for a moment in every seek: it is believed to stand when it says so for so long."""
ASKED_US: Final = 5 * SECOND_US
"""So long a machine runs at a rate before the player is asked what to do about it."""
RATE_MIN_PPM: Final = 50_000
RATE_MAX_PPM: Final = 4_000_000
"""Outside of these a machine winds: for the music it stands, at one place after another."""
_RATE_STEP_PPM: Final = 5_000
"""A machine that changes its rate by less has only measured it better."""
_PULL_MAX_PPM: Final = 250_000
_SD_PPM: Final = 5_000
"""How sure a machine's rate is, as far as a question to the player goes."""
_FAR_MILLIONTHS: Final = 10**13
"""A hundred days, or ten million frames: what is farther is no place in a film."""
_PATIENCE: Final = 3
_PATIENCE_MAX_US: Final = 60 * SECOND_US
"""A machine that speaks when it likes is silent after so many of its own longest pauses."""


def silent_at(watch: Watch) -> Micros | None:
    """When the machine that leads will have fallen silent; None where none leads or it may be."""
    heard = dict(watch.machines).get(watch.leader)
    return None if heard is None else heard.until_us


def heard_from(show: Show, state: State, event: FilmIn, out: list[Action]) -> State:
    """A machine has said where the film is.

    Words that are out of order, come twice or name no place in a film are passed over: a machine
    that says nothing else falls silent.
    """
    source = next((one for one in show.house.sources if one.port == event.port), None)
    if source is None or abs(event.position_millionths) > _FAR_MILLIONTHS:
        return state
    watch = state.watch
    machines = dict(watch.machines)
    at_us = event.stamped_us + show.house.picture_us
    before = machines.get(source.port)
    if before is not None and at_us <= before.clock.anchor_us:
        return state
    heard = _heard(source, event, at_us, before, state.now_us)
    started_us = watch.started_us
    if not heard.rate_ppm and started_us is not None and at_us < started_us + START_US:
        return state
    machines[source.port] = heard
    blinks = source.machine is Machine.MPV and heard.at_us - heard.since_us < STILL_US
    state = state._replace(watch=watch._replace(machines=tuple(machines.items())))
    leader = _leader(show, state, state.now_us)
    if not leader or (leader == watch.leader and leader != source.port):
        return state
    if leader == source.port and blinks and not heard.rate_ppm:
        return state
    return _led(show, state, leader, f"film time by {leader}", out)


def _heard(
    source: Source, event: FilmIn, at_us: Micros, before: Heard | None, now_us: Micros
) -> Heard:
    """What one word comes to, behind the one before it."""
    rate_ppm = event.rate_ppm if RATE_MIN_PPM <= event.rate_ppm <= RATE_MAX_PPM else 0
    gap_us = 0 if before is None else max(before.gap_us, now_us - before.at_us)
    patience_us = SILENT_US
    if source.machine is Machine.OSC:
        patience_us = max(SILENT_US, min(_PATIENCE * gap_us, _PATIENCE_MAX_US))
    stands = not rate_ppm and source.machine is not Machine.MPV
    until_us = None if stands else now_us + patience_us
    place_us = _place_us(source, event)
    goes_on = (
        before is not None
        and before.fresh(now_us)
        and abs(rate_ppm - before.rate_ppm) < _RATE_STEP_PPM
    )
    since_us = before.since_us if before is not None and goes_on else now_us
    pull_ppm = 0
    if before is not None and goes_on and rate_ppm:
        place_us, pull_ppm = _smoothed(before, at_us, place_us, rate_ppm)
    if rate_ppm:
        stretch_ppb = nearest(BILLION * MILLION, rate_ppm + pull_ppm)
        clock = FilmClock(source.pace, at_us, place_us, stretch_ppb)
    else:
        clock = FilmClock(source.pace, at_us, place_us, held_us=at_us)
    return Heard(now_us, since_us, until_us, gap_us, rate_ppm, pull_ppm, clock)


def _place_us(source: Source, event: FilmIn) -> Micros:
    """Where a word has the film, in microseconds of the source's pace from film zero on."""
    if event.unit != "f":
        return event.position_millionths - source.zero_us
    frame, millionths = divmod(event.position_millionths, MILLION)
    begin_us, end_us = source.pace.us_at(frame), source.pace.us_at(frame + 1)
    return begin_us + (end_us - begin_us) * millionths // MILLION


def _smoothed(before: Heard, at_us: Micros, place_us: Micros, rate_ppm: int) -> tuple[Micros, int]:
    """Where the film is taken to be, and how much faster it goes than it is said to."""
    gone_us = at_us - before.clock.anchor_us
    expected_us = before.clock.promised_at(at_us)
    off_us = place_us - expected_us
    if abs(off_us) >= STEP_US + gone_us // STEP_PARTS:
        return place_us, before.pull_ppm
    place_us = expected_us + off_us * min(gone_us, TAU_US) // TAU_US
    if gone_us < 2 * TAU_US:
        pull_ppm = before.pull_ppm + off_us * gone_us * MILLION // (2 * TAU_US) ** 2
    else:
        pull_ppm = before.pull_ppm + off_us * MILLION // gone_us
    most_ppm = rate_ppm * _PULL_MAX_PPM // MILLION
    return place_us, min(max(pull_ppm, -most_ppm), most_ppm)


def _leader(show: Show, state: State, at_us: Micros) -> str:
    """The machine that is to lead; empty where none is heard."""
    fresh = {
        port: heard
        for port, heard in state.watch.machines
        # a film that is stopped before it began still waits
        if heard.fresh(at_us) and (heard.rate_ppm or state.film is not None)
    }
    leads = state.watch.leader
    for source in show.house.sources:
        heard = fresh.get(source.port)
        if heard is None:
            continue
        steady = heard.at_us - heard.since_us >= SILENT_US
        if source.port == leads or leads not in fresh or steady:
            return source.port
    return ""


def _led(show: Show, state: State, leader: str, said: str, out: list[Action]) -> State:
    """The film as a machine has it; that it leads is said where that is new."""
    heard = dict(state.watch.machines)[leader]
    if leader != state.watch.leader:
        state = state._replace(watch=state.watch._replace(leader=leader))
        if state.film is not None:
            state = tell(state, state.now_us, said, out)
    stood = state.film is not None and state.film.held_us is not None
    state = moved(show, state, heard.clock, out)
    if heard.rate_ppm and state.now_us - heard.since_us >= ASKED_US:
        frame = heard.clock.frame_at(state.now_us)
        fps, promised = heard.clock.fps_at(frame), show.pace.speed_at(frame)
        slow_ppm = round((float(promised) / fps - 1) * MILLION)
        state = asked(show, state, slow_ppm, _SD_PPM, f"{fps:.2f} fps, not {promised}", out)
    if stood == (not heard.rate_ppm):
        return state
    return come_back(show, state, out) if stood else stand_still(show, state, out)


def silence_of(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """The machine that led has fallen silent: the next that is heard leads, or the landmarks."""
    state = state._replace(now_us=max(due_us, state.now_us))
    return _without(show, state, f"{state.watch.leader} is silent", out)


def loss_of(show: Show, state: State, port: str, out: list[Action]) -> State:
    """A port is gone: if a machine was heard there, it is silent at once."""
    machines = tuple(one for one in state.watch.machines if one[0] != port)
    state = state._replace(watch=state.watch._replace(machines=machines))
    if port != state.watch.leader:
        return state
    return _without(show, state, f"{port} is silent", out)


def _without(show: Show, state: State, said: str, out: list[Action]) -> State:
    leader = _leader(show, state, state.now_us)
    if leader:
        return _led(show, state, leader, f"{said}: film time by {leader}", out)
    assert state.film is not None, "a machine led it"
    how = "it stands" if state.film.held_us is not None else "it goes on as it went"
    return tell(stranded(show, state), state.now_us, f"{said}: the film by landmarks, {how}", out)
