"""The part of a cue's form that a tempo search can move: one tempo, one meter, nothing that waits.

It begins with the cue and lasts until the tempo or the meter changes, or until something waits for
GO: from there on no tempo says when a bar comes. Ways that are not played as written are passed
over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rig.score.form import Kind, following
from rig.score.play import BARS_MAX
from rig.score.tempo import Steady

if TYPE_CHECKING:
    from fractions import Fraction

    from rig.score.form import Meter, Passage, Spot
    from rig.score.measure import Ticks

_GOES_ON: Final = (Kind.SECTION, Kind.SAFETY, Kind.TACET)


@dataclass(frozen=True, slots=True)
class Span:
    """One time through a passage."""

    passage: int
    """Its number in the form."""
    name: str
    """What its bars are called by; empty where they cannot be."""
    number: int
    """Of its first bar, as the sheet counts."""
    begin: int
    """Bars before it."""
    bars: int
    lead: Ticks = 0
    """Its pick-up."""


@dataclass(frozen=True, slots=True)
class Straight:
    """Bars that one tempo carries, counted from the first bar line."""

    spans: tuple[Span, ...]
    bars: int
    count: int = 0
    """Felt beats of warning clicks before everything."""
    pickup: int = 0
    """Units of the meter that sound before the first bar line."""
    meter: Meter | None = None
    """As written; None where no music is written yet."""
    bpm: Fraction | None = None
    after: int | None = None
    """The passage that follows; None where the cue is over."""
    follows: str = "end"
    """What the place behind the last bar is called; empty where it has no name."""

    def lead(self, meter: Meter) -> Ticks:
        """What goes before the first bar line, written in a meter."""
        return self.count * meter.pulse + self.pickup * meter.beat

    def ticks_of(self, spot: Spot, meter: Meter) -> Ticks | None:
        """A place from the first bar line on, its bar and beat kept in another meter.

        None where it lies elsewhere, or that meter has no such beat.
        """
        assert self.meter is not None, "a place is in music that is written"
        if spot.passage == self.after and spot.offset == 0:
            return self.bars * meter.bar
        turns = [span for span in self.spans if span.passage == spot.passage]
        if not turns:
            return None
        length = turns[0].lead + turns[0].bars * self.meter.bar
        span = turns[-1 if spot.last or spot.offset == length else 0]
        if spot.offset < span.lead:
            units, rest = divmod(spot.offset - span.lead, self.meter.beat)
            return units * meter.beat + rest
        bar, inside = divmod(spot.offset - span.lead, self.meter.bar)
        beat, rest = divmod(inside, self.meter.beat)
        if beat >= meter.count or span.begin + bar > self.bars - bool(inside):
            return None
        return (span.begin + bar) * meter.bar + beat * meter.beat + rest

    def place(self, ticks: Ticks, meter: Meter) -> str:
        """What a beat is called, as a sheet writes it; empty where it has no name."""
        bar, inside = divmod(ticks, meter.bar)
        if bar >= self.bars:
            return self.follows
        span = next(span for span in reversed(self.spans) if span.begin <= max(bar, 0))
        beat = inside // meter.beat + 1
        dot = f".{beat}" if beat > 1 else ""
        return f"{span.name}{bar - span.begin + span.number}{dot}" if span.name else ""


def unwritten(bars: int = BARS_MAX) -> Straight:
    """Music that is not written yet: one section."""
    return Straight((Span(0, "A", 1, 0, bars),), bars)


def straight(passages: tuple[Passage, ...]) -> Straight | None:
    """The part of a form that a tempo search can move; None where it begins otherwise."""
    found: Straight | None = None
    count = 0
    number = following(passages, -1)
    while number < len(passages):
        passage = passages[number]
        if found is None and passage.kind is Kind.COUNT:
            count += passage.length // passage.meter.pulse
        elif _goes_on(passage, found):
            found = _longer(found, passages, number, count)
            if passage.holds or (passage.pickup and passage.least > 1):
                return replace(found, follows=_held(found.spans[-1], passage))
        else:
            break
        number = following(passages, number)
    if found is None or number == len(passages):
        return found
    return replace(found, after=number, follows=_begin(passages, number))


def _held(span: Span, passage: Passage) -> str:
    """What the bar line before a fermata is called; empty where the fermata is over by then."""
    inside = bool(passage.holds) and span.bars < passage.bars
    return f"{span.name}{span.number + span.bars}" if span.name and inside else ""


def _begin(passages: tuple[Passage, ...], number: int) -> str:
    """What the begin of a passage is called; empty where it has no name."""
    passage = passages[number]
    if passage.kind is Kind.CAESURA:
        return "//" if [one.kind for one in passages].count(Kind.CAESURA) == 1 else ""
    name = _name(passages, number)
    return f"{name}{passage.first_bar}" if name and not passage.pickup else ""


def _goes_on(passage: Passage, found: Straight | None) -> bool:
    """Whether a passage carries on what was found before it."""
    if passage.kind not in _GOES_ON or not isinstance(passage.law, Steady):
        return False
    if passage.ending_of is not None:
        return False
    return found is None or (
        (passage.meter, passage.law.bpm, passage.pickup) == (found.meter, found.bpm, 0)
    )


def _longer(
    found: Straight | None, passages: tuple[Passage, ...], number: int, count: int
) -> Straight:
    passage = passages[number]
    assert isinstance(passage.law, Steady), "one tempo carries it"
    if found is None:
        pickup = passage.pickup // passage.meter.beat
        found = Straight((), 0, count, pickup, passage.meter, passage.law.bpm)
    bars = passage.bars
    if passage.holds:
        bars = (passage.holds[0].offset - passage.pickup) // passage.meter.bar
    spans, begin = list(found.spans), found.bars
    for turn in range(1 if passage.pickup else passage.least):
        name = "" if turn else _name(passages, number)
        spans.append(Span(number, name, passage.first_bar, begin, bars, passage.pickup))
        begin += bars
    return replace(found, spans=tuple(spans), bars=begin)


def _name(passages: tuple[Passage, ...], number: int) -> str:
    """What the bars of a passage are called by; empty where another comes first by that name."""
    passage = passages[number]
    if not passage.name[0].isupper():
        return ""
    one = (passage.name, passage.theme)
    if one in [(before.name, before.theme) for before in passages[:number]]:
        return ""
    return f"{passage.theme}:{passage.name}" if passage.theme else passage.name
