"""The form of a cue, its dynamics and its sends in a musician's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.score.form import Kind, Spot
from rig.score.measure import SECOND_US, TICKS_PER_BEAT
from rig.score.sheet import Act, Moment, mark_of
from rig.score.tempo import Steady, ends_of
from rig.score.told import law_told, meter_told, seconds_told, spot_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.score.form import Passage
    from rig.score.plan import Turn
    from rig.score.sheet import Fire, Point


def form_told(passages: Sequence[Passage], number: int, turns: Sequence[Turn]) -> str:
    """What a passage is: meter and tempo where they change, how often, how it is left."""
    passage = passages[number]
    before = passages[number - 1] if number else None
    told = []
    if passage.kind is not Kind.CAESURA:
        if before is None or before.meter != passage.meter:
            told.append(meter_told(passage.meter))
        law = passage.law
        if before is None or not isinstance(law, Steady) or ends_of(before.law)[1] != law.bpm:
            told.append(law_told(law, passage.meter))
    if passage.character:
        told.append(f'"{passage.character}"')
    told = [" ".join(told)] if told else []
    told += _ways(passages, number, turns)
    if passage.theme:
        key = f" {passage.transpose:+} semitones" if passage.transpose else ""
        bars = "" if passage.first_bar == 1 else f" from bar {passage.first_bar}"
        told.append(f"[{passage.theme}{bars}{key}]")
    return ", ".join(told)


def _ways(passages: Sequence[Passage], number: int, turns: Sequence[Turn]) -> Iterator[str]:
    passage = passages[number]
    match passage.kind:
        case Kind.VAMP:
            exits = " or ".join(_end_told(passage, offset) for offset in passage.exits)
            rounds = f": here {_times(len(turns))}" if turns else ""
            yield f"vamp, out at the end of {exits}{rounds}"
        case Kind.SAFETY:
            yield "safety: again if needed"
        case Kind.OPTIONAL:
            yield "only if needed"
        case Kind.COUNT:
            yield f"{passage.length // passage.meter.pulse} clicks"
        case Kind.TACET:
            yield "silence, counted"
        case Kind.CAESURA:
            us = sum(stand.us for turn in turns for stand in turn.stands)
            yield "silence until GO" + (f", here {seconds_told(us)}" if turns else "")
        case Kind.SECTION:
            yield from _repeats(passages, number)
    if passage.pickup and passage.kind is not Kind.COUNT:
        beats = passage.pickup // passage.meter.beat
        yield f"pick-up of {beats} beat{'s' * (beats > 1)}"
    for at, hold in enumerate(passage.holds):
        most = "" if hold.max_us is None else f", {hold.max_us / SECOND_US:g} s at most"
        stands = turns[0].stands if turns else ()
        here = f", here {seconds_told(stands[at].us)}" if at < len(stands) else ""
        bar, beat = passage.bar_at(hold.offset - 1)
        yield f"fermata on beat {bar}.{beat}{most}{here}"


def _repeats(passages: Sequence[Passage], number: int) -> Iterator[str]:
    passage = passages[number]
    if passage.ending_of is not None:
        others = [
            one.name
            for at, one in enumerate(passages)
            if one.ending_of == passage.ending_of and at != number
        ]
        word = "or" if passage.ending_of == number else "instead of"
        yield f"ending, {word} {' or '.join(others)}"
    if passage.most is not None and passage.most > 1:
        more = f", up to {passage.most}" if passage.most > passage.least else ""
        yield f"{_times(passage.least)}{more}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _end_told(passage: Passage, offset: int) -> str:
    """The bar or the beat that ends at a place."""
    bar, beat = passage.bar_at(offset - 1)
    ends_bar = (offset - passage.pickup) % passage.meter.bar == 0
    return f"bar {bar}" if ends_bar else f"beat {bar}.{beat}"


def points_told(points: Sequence[Point], passages: Sequence[Passage]) -> str:
    """``pp, A9 <, V1 mp``."""
    told = []
    for point in points:
        words = [] if point.spot == Spot(0, 0) else [spot_told(point.spot, passages)]
        if point.level is not None:
            words.append(mark_of(point.level))
        if point.hairpin:
            words.append(point.hairpin)
        told.append(" ".join(words))
    return ", ".join(told)


def fire_told(fire: Fire, passages: Sequence[Passage]) -> str:
    """``A1 sea~``, as the sheet writes it."""
    place = spot_told(fire.spot, passages) if passages else ""
    if fire.moment is not Moment.AT:
        place = f"{passages[fire.spot.passage].name}.{fire.moment.value}"
    match fire.act:
        case Act.START:
            name = f"{fire.name}~"
        case Act.STOP:
            name = f"-{fire.name}"
        case Act.VALUE:
            name = f"{fire.name}={fire.value:g}"
        case Act.TRIGGER:
            name = fire.name
    return f"{place} {name}".strip()


assert TICKS_PER_BEAT > 1, "the tick before an end lies in the beat that ends there"
