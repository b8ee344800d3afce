"""What is sent ahead of the music, to outputs that take time to speak.

What such an output plays is due its ``early_us`` before its place in the music sounds, so that it
sounds there; over the end of a turn too, as far as the turns behind it are certain. What becomes
certain later than it was due is sent then, and keeps the instant that it was meant for. What was
sent is not sent again, whatever comes between: the music that follows is right.

Not early are what an exit or its decision fires, what the begin of a cue restores and its end
cuts, and the tempo. The first marks of a cue that begins by itself are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.show import Mark, Set, Strike, Swell
from rig.conductor.state import Sent
from rig.conductor.turns import end_of, goes_round, not_this_turn, part_of, turns_ahead
from rig.score.form import Kind

if TYPE_CHECKING:
    from rig.conductor.show import Deed, Part, Show
    from rig.conductor.state import Moving, Playing, Sounding, State
    from rig.score.measure import Micros, Ticks


class Coming(NamedTuple):
    """What is sent next to an output that is early."""

    due_us: Micros
    deed: Deed
    at: Ticks
    """Its place in the cue that plays, as written; beyond its end in the next."""
    sent: tuple[Sent, ...]
    """What the turns have done with it."""


class Begun(NamedTuple):
    """What is a cue's already when it begins, as it was sent ahead."""

    sent: tuple[Sent, ...]
    sounding: tuple[Sounding, ...]
    moving: tuple[Moving, ...]
    groups: frozenset[int]
    """The groups it has marked or moved."""
    values: frozenset[int]
    """The sounds it has set."""


_NOT_BEGUN: Final = Begun((), (), (), frozenset(), frozenset())


def coming(show: Show, state: State, until_us: Micros, cut_us: Micros | None) -> Coming | None:
    """What is sent next to an output that is early; None where nothing is by ``until_us``.

    At ``cut_us`` a cue begins whatever the music does: what would sound behind that is not sent.
    """
    assert state.playing is not None, "only music goes ahead"
    sent = state.playing.sent
    lanes = list(range(len(show.early_us)))
    found: Coming | None = None
    for playing in turns_ahead(show, state, until_us):
        part = part_of(show, playing)
        limit = _limit(state, part, playing)
        done = _done(sent, playing, len(show.early_us))
        for lane in tuple(lanes):
            following = _following(part, playing, lane, done.counts[lane])
            if following is None:
                continue
            lanes.remove(lane)
            place, tick = following
            sounds_us = playing.timeline.us_at(tick)
            due_us = sounds_us - show.early_us[lane]
            if tick >= limit or (cut_us is not None and sounds_us > cut_us):
                continue
            if found is not None and found.due_us <= due_us:
                continue
            counts = (*done.counts[:lane], place + 1, *done.counts[lane + 1 :])
            others = tuple(one for one in sent if one[:3] != done[:3])
            due = part.early[lane][place]
            at = playing.along + due.offset
            found = Coming(due_us, due.deed, at, (*others, done._replace(counts=counts)))
        if not lanes:
            break
    return found


def _done(sent: tuple[Sent, ...], playing: Playing, lanes: int) -> Sent:
    """What a turn has done so far, or had done before it."""
    turn = (playing.cue, playing.part, playing.entered)
    return next((one for one in sent if one[:3] == turn), Sent(*turn, (0,) * lanes))


def _following(part: Part, playing: Playing, lane: int, place: int) -> tuple[int, Ticks] | None:
    """The first due of a lane, from a place in it on, that a turn does, and its running tick."""
    passage = part.passage
    for number in range(place, len(part.early[lane])):
        due = part.early[lane][number]
        if not_this_turn(passage, playing, due):
            continue
        if due.offset == passage.length:
            if not goes_round(passage, playing):
                return number, end_of(passage, playing)
        elif playing.leave_at is None or playing.entered + due.offset < playing.leave_at:
            return number, playing.entered + due.offset
    return None


def _limit(state: State, part: Part, playing: Playing) -> Ticks:
    """The first running tick at which it is not certain that a turn does what is due."""
    passage = part.passage
    limit = playing.entered + passage.length + 1
    for number in range(playing.next_hold, len(part.holds)):
        if part.holds[number] not in state.early:
            limit = min(limit, playing.entered + passage.holds[number].offset)
    if state.pending is not None:
        limit = min(limit, state.pending[1] + (passage.kind is not Kind.VAMP))
    if state.detour is not None and state.detour.enter_at is not None:
        limit = min(limit, state.detour.enter_at + 1)
    return limit


def reached(show: Show, state: State, group: int, at_us: Micros) -> Ticks:
    """How far the cue has come as written, for a group: where it sounds what it is told now.

    A vamp's later turns do not go back; from the cue's end it is counted on into the next.
    """
    if state.playing is None:
        return 0
    playing = state.playing
    if playing.stands is not None:
        passage = part_of(show, playing).passage
        held = passage.holds[playing.next_hold].offset if passage.holds else 0
        return playing.along + held
    dial = show.groups[group].dial
    early_us = 0 if dial is None else show.outputs[dial.out].early_us
    place = 0
    for one in turns_ahead(show, state, at_us) if early_us else (playing,):
        part = part_of(show, one)
        tick = one.timeline.ticks_at(at_us + early_us)
        if tick < one.entered and one is not playing:
            break
        place = one.along + _written(state, part, one, tick - one.entered)
    return place


def _written(state: State, part: Part, playing: Playing, gone: Ticks) -> Ticks:
    length = part.passage.length
    if playing.turn and part.passage.kind is Kind.VAMP:
        return length
    return min(max(gone, 0), length, _limit(state, part, playing) - playing.entered)


def begun(show: Show, state: State, cue: int) -> Begun:
    """What was sent of a cue before it begins, and is not to be undone by its beginning."""
    playing = state.playing
    if playing is None or playing.cue == cue or not playing.sent:
        return _NOT_BEGUN
    sent = tuple(one for one in playing.sent if one.cue == cue)
    deeds = [
        due.deed
        for one in sent
        for lane, count in zip(show.programmes[cue].parts[one.part].early, one.counts, strict=True)
        for due in lane[:count]
    ]
    struck = {deed.sound for deed in deeds if isinstance(deed, Strike)}
    groups = frozenset(deed.group for deed in deeds if isinstance(deed, (Mark, Swell)))
    before = playing.along + part_of(show, playing).passage.length
    return Begun(
        sent,
        tuple(one for one in state.sounding if one.sound in struck),
        tuple(
            replace(one, begin=one.begin - before, end=one.end - before)
            for one in state.moving
            if one.group in groups
        ),
        groups,
        frozenset(deed.sound for deed in deeds if isinstance(deed, Set)),
    )


def behind(show: Show, at: tuple[int, int], entered: Ticks, offset: Ticks) -> tuple[Sent, ...]:
    """Of a turn that is come into at a place, in a passage given by cue and number: what is past.

    ``entered`` is the running tick at which the turn would have begun.
    """
    if not show.early_us:
        return ()
    cue, number = at
    lanes = show.programmes[cue].parts[number].early
    counts = tuple(sum(due.offset < offset for due in lane) for lane in lanes)
    return (Sent(cue, number, entered, counts),)
