"""The form of a cue in words, with what each press does in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from rig.paper import told
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.tempo import ends_of
from rig.score.told import meter_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rig.paper.presses import Pressed
    from rig.score.form import Passage
    from rig.score.measure import Ticks
    from rig.score.plan import PlannedCue


class Line(NamedTuple):
    """A passage as it is told."""

    name: str
    bars: str
    words: tuple[str, ...]
    """How fast, how often, and until what; a line each."""


def form(
    planned: PlannedCue, presses: Mapping[tuple[int, int | None], Pressed], until: str
) -> Iterator[Line]:
    """Each passage of a cue; what waits at its end and has no press waits ``until`` something."""
    passages = planned.cue.passages
    rounds = Counter(turn.passage for turn in planned.turns)
    for number, passage in enumerate(passages):
        before = passages[number - 1] if number else None
        waits = _waits(
            passage,
            {hold: one for (at, hold), one in presses.items() if at == number},
            rounds[number],
            until,
        )
        words = filter(None, (_tempo(passage, before), *_ways(passages, number), *waits))
        bars = told.counted(passage.bars, "bar") if passage.bars else ""
        yield Line(told.name(passage), bars, tuple(words))


def _tempo(passage: Passage, before: Passage | None) -> str:
    """Meter, tempo and click where they change, and the character."""
    facts = []
    if passage.kind is not Kind.CAESURA:
        if before is None or before.meter != passage.meter:
            facts.append(meter_told(passage.meter))
        changes = before is None or ends_of(before.law)[1] != ends_of(passage.law)[0]
        begin, end = ends_of(passage.law)
        if changes or begin != end or (before and before.meter != passage.meter):
            facts.append(f"{told.tempo(passage)} (click {told.clicks(passage)})")
    if passage.character:
        facts.append(f"“{passage.character}”")
    return "  ".join(facts)


def _ways(passages: tuple[Passage, ...], number: int) -> Iterator[str]:
    """How often a passage is played, and what in it is out of the ordinary."""
    passage = passages[number]
    match passage.kind:
        case Kind.SAFETY:
            yield "once, and again if needed"
        case Kind.OPTIONAL:
            yield "only if needed"
        case Kind.COUNT:
            yield f"{passage.length // passage.meter.pulse} warning clicks"
        case Kind.TACET:
            yield "silence, counted"
        case Kind.SECTION:
            yield _repeats(passages, number)
        case Kind.VAMP | Kind.CAESURA:
            pass
    if passage.first_bar > 1:
        yield f"from bar {passage.first_bar} of the theme"
    if passage.pickup and passage.kind is not Kind.COUNT:
        yield f"pick-up of {told.counted(passage.pickup // passage.meter.beat, 'beat')}"


def _repeats(passages: tuple[Passage, ...], number: int) -> str:
    passage = passages[number]
    others = " or ".join(
        f"{one.name} {one.bars}"
        for at, one in enumerate(passages)
        if one.ending_of is not None and one.ending_of == passage.ending_of and at != number
    )
    if others:
        return f"ending; {others} if that fits better"
    if passage.most is None or passage.most == 1:
        return ""
    often = str(passage.least) if passage.most == passage.least else ""
    return f"{often or f'{passage.least} to {passage.most}'} times"


def _waits(
    passage: Passage, presses: Mapping[int | None, Pressed], rounds: int, until: str
) -> Iterator[str]:
    """Each wait of a passage: what ends it, and when; a vamp goes so often round as planned."""
    if passage.kind is Kind.VAMP:
        ends = [end(passage, one) for one in passage.exits]
        if all(one.startswith("bar") for one in ends):
            ends[1:] = [one.removeprefix("bar ") for one in ends[1:]]
        out = f"out at the end of {' or '.join(ends)}"
        press = presses.get(None)
        here = f" ({rounds}{told.TIMES})" if rounds else ""
        yield (
            f"round and round{here}; GO = {out}"
            if press
            else f"round and round{here} until {until}; {out}"
        )
        yield _when(press)
    if passage.kind is Kind.CAESURA:
        press = presses.get(None)
        yield "silence; GO = in again" if press else f"silence until {until}"
        yield _when(press)
    for at, hold in enumerate(passage.holds):
        press = presses.get(at)
        most = "" if hold.max_us is None else f", at most {hold.max_us / SECOND_US:g} s"
        ended = "; GO = on" if press else f", until {until}"
        yield f"fermata at the end of {end(passage, hold.offset)}{most}{ended}"
        yield _when(press)


def _when(press: Pressed | None) -> str:
    """Which press of the night it is, when, and what is seen; empty where it is none."""
    if press is None:
        return ""
    about = "" if press.frame is not None else "about "
    time = "" if press.us is None else f", {about}{told.clock(press.us)}"
    return f"press {press.number}{time}{f': {press.seen}' * bool(press.seen)}"


def end(passage: Passage, offset: Ticks) -> str:
    """The bar or the beat that ends at a place: ``bar 4``, ``beat 8.3``."""
    bar, beat = passage.bar_at(offset - 1)
    ends_bar = (offset - passage.pickup) % passage.meter.bar == 0
    return f"bar {bar}" if ends_bar else f"beat {bar}.{beat}"
