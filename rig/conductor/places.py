"""Places in the music: where it would be at a time of the film, and what is in force there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.conductor.dynamics import level_of
from rig.conductor.show import Mark, Set, Start, Stop, Strike, Swell, frame_of
from rig.conductor.state import Moving
from rig.score.form import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.show import Deed, Programme, Show
    from rig.score.measure import Micros, Ticks


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a cue."""

    cue: int
    part: int
    turn: int
    offset: Ticks
    """From the begin of the turn."""


@dataclass(frozen=True, slots=True)
class Holds:
    """What is in force at a place, if everything before it was played as written."""

    levels: tuple[float, ...]
    moving: tuple[Moving, ...]
    """Hairpins that lie over the place."""
    values: tuple[float | None, ...]
    sounding: frozenset[int]
    """The sounds that can be stopped, and go on there."""
    fired: tuple[tuple[int, Ticks, int], ...]
    """Every trigger and sound of the cue before it: its passage, how far in it, and the sound."""


def along(programme: Programme, place: Place) -> Ticks:
    """How much of a cue lies before the turn of a place, as written: a vamp counts once."""
    ticks, number = 0, programme.first
    while number < place.part:
        ticks += _played(programme, number)
        number = programme.parts[number].then
    passage = programme.parts[place.part].passage
    return ticks if passage.kind is Kind.VAMP else ticks + place.turn * passage.length


def _played(programme: Programme, number: int) -> Ticks:
    passage = programme.parts[number].passage
    return passage.length * max(passage.least, 1)


def holds(show: Show, place: Place) -> Holds:
    """What is in force where the music is about to come in."""
    programme = show.programmes[place.cue]
    levels, values = list(programme.levels), list(programme.values)
    moving: dict[int, Moving] = {}
    sounding, fired = set(programme.lasting), []
    for at, part, offset, deed in _before(programme, place):
        match deed:
            case Mark():
                moving.pop(deed.group, None)
                levels[deed.group] = deed.level
            case Swell():
                if deed.group in moving:
                    levels[deed.group] = level_of(moving[deed.group], at)
                begins = levels[deed.group]
                end = at + deed.length
                moving[deed.group] = Moving(deed.group, at, begins, end, deed.level, 0)
            case Set():
                values[deed.sound] = deed.value
            case Strike() | Start():
                fired.append((part, offset, deed.sound))
                if show.sounds[deed.sound].stop:
                    sounding.add(deed.sound)
            case Stop():
                sounding.discard(deed.sound)
            case _:
                pass
    here = 0
    if programme.parts:
        here = along(programme, place) + place.offset
    for group, one in moving.items():
        levels[group] = level_of(one, here)
    return Holds(
        tuple(levels),
        tuple(one for one in moving.values() if here < one.end),
        tuple(values),
        frozenset(sounding),
        tuple(fired),
    )


def _before(programme: Programme, place: Place) -> Iterator[tuple[Ticks, int, Ticks, Deed]]:
    """What the sheet asks for before a place in its cue: where in it, the passage, how far, what.

    Of a passage that was gone through already, it is what the first time asked for. A mark at the
    place itself is in force there.
    """
    ticks, number = 0, programme.first
    while number <= place.part and number < len(programme.parts):
        part = programme.parts[number]
        here = number == place.part
        for due in part.all_dues:
            behind = due.offset < place.offset + isinstance(due.deed, Mark)
            if not here or place.turn or behind:
                yield ticks + due.offset, number, due.offset, due.deed
        if not here:
            ticks += _played(programme, number)
            for deed in (*part.decided, *part.taken):
                yield ticks, number, part.passage.length, deed
        number = part.then


def place_at(show: Show, promised_us: Micros) -> Place | None:
    """The bar line nearest to where the music would be at a film time; None between cues.

    In a silence that waits for GO, that silence. ``promised_us`` counts from frame 0.
    """
    legs = show.course
    number = sum(leg.begin_us <= promised_us for leg in legs) - 1
    if number < 0 or promised_us >= legs[number].end_us:
        return None
    leg = legs[number]
    passage = show.programmes[leg.cue].parts[leg.part].passage
    turn = sum((one.cue, one.part) == (leg.cue, leg.part) for one in legs[:number])
    if passage.kind is Kind.CAESURA:
        return Place(leg.cue, leg.part, turn, 0)
    gone = min(passage.law.ticks_to(promised_us - leg.begin_us), leg.ticks)
    after = passage.bar_from(gone)
    before = max(after - passage.meter.bar, 0)
    offset = before if gone - before <= after - gone else after
    if offset < min(passage.length, leg.ticks):
        return Place(leg.cue, leg.part, turn, offset)
    following = legs[number + 1] if number + 1 < len(legs) else None
    if following is None or following.cue != leg.cue:
        return Place(leg.cue, leg.part, turn, before)
    again = turn + 1 if following.part == leg.part else 0
    return Place(following.cue, following.part, again, 0)


def cue_after(show: Show, promised_us: Micros) -> int:
    """The first cue that is expected after a film time; the count of them where none is."""
    for number, programme in enumerate(show.programmes):
        frame = frame_of(programme.cue.look)
        if frame is not None and show.pace.us_at(frame) > promised_us:
            return number
    return len(show.programmes)
