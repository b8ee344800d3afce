"""The sheet as it would play when every cue starts when it is expected.

A cue begins at its look; ``segue`` and ``attacca``, and a cue without a look, when the one before
is over. What is played in between, and how long it waits, is the way :mod:`rig.score.walk` goes.
The next cue's own start cuts a cue short.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from rig.score.form import Kind
from rig.score.sheet import Enter
from rig.score.tempo_map import Piece, TempoMap
from rig.score.walk import Pass, Walk

if TYPE_CHECKING:
    from rig.score.form import Spot
    from rig.score.measure import Micros, Ticks
    from rig.score.sheet import Cue, Hit, Look, Sheet
    from rig.score.tempo import Law


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the beat stands: on a fermata, or in ``//``."""

    offset: Ticks
    """From the begin of the turn."""
    us: Micros
    """How long."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One time through a passage; times are microseconds from the film's zero."""

    passage: int
    """Its number in the cue's form."""
    law: Law
    """What its tempo follows, from its begin."""
    begin_us: Micros
    end_us: Micros
    begin: Ticks
    """On the axis that runs on through the film, as in the plan's tempo map."""
    ticks: Ticks
    """How far it is played; less than its length where a vamp is left or the next cue cuts it."""
    stands: tuple[Stand, ...]
    exact: Pass = field(repr=False, compare=False)
    """The same, its times not rounded."""

    def us_at(self, offset: Ticks) -> Micros:
        """When a place in it sounds; where the beat stands, when it goes on."""
        stood_us = sum(stand.us for stand in self.stands if stand.offset <= offset)
        return self.begin_us + stood_us + round(self.law.us_to(offset))


@dataclass(frozen=True, slots=True)
class PlannedHit:
    """Where the picture is, and where the music."""

    hit: Hit
    due_us: Micros
    """When its frame is on the screen."""
    at_us: Micros | None
    """When its music sounds; None where it has no place yet, or that place is not played."""

    @property
    def off_us(self) -> Micros | None:
        """How far off it falls as written; + is music late."""
        return None if self.at_us is None else self.at_us - self.due_us


@dataclass(frozen=True, slots=True)
class PlannedCue:
    """One cue on the film's clock; of one without music, begin and end are the same."""

    cue: Cue
    begin_us: Micros
    end_us: Micros
    lost_us: Micros
    """How much of its written form the next cue's start cuts off; what waits at the end is none."""
    guessed: bool
    """Whether its begin is no more than the end of the cue before: a press with no look."""
    turns: tuple[Turn, ...]
    hits: tuple[PlannedHit, ...]
    """As :meth:`Sheet.hits_of` has them."""

    @property
    def cut(self) -> bool:
        """Whether the next cue begins before its form is over."""
        return self.lost_us > 0

    def us_at(self, spot: Spot) -> Micros | None:
        """When a place sounds, the first time it is played; None when it is not.

        The end of a passage is where its last turn ends, the end of the form where the cue does.
        """
        passages = self.cue.passages
        first, behind = (
            bisect_left(self.turns, number, key=lambda turn: turn.passage)
            for number in (spot.passage, spot.passage + 1)
        )
        turns = self.turns[first:behind]
        if turns and passages[spot.passage].kind is Kind.CAESURA:
            return turns[0].begin_us
        if spot.offset == passages[spot.passage].length:
            end = spot.passage == len(passages) - 1
            last = self.turns[-1:] if end else turns[-1:]
            return None if not last or (self.cut and last[0] is self.turns[-1]) else last[0].end_us
        turns = turns[-1:] if spot.last else turns
        return next((turn.us_at(spot.offset) for turn in turns if spot.offset < turn.ticks), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """A sheet put on the film's clock."""

    sheet: Sheet
    cues: tuple[PlannedCue, ...]

    def tempo_map(self) -> TempoMap | None:
        """The beats of the whole film, laid out anew; None where no cue has any."""
        pieces: list[Piece] = []
        for turn in (turn for cue in self.cues for turn in cue.turns):
            exact = turn.exact
            borders = sorted({0, *(at for at, _ in exact.stands), exact.ticks})
            for at, end in pairwise(borders):
                begin_us = Fraction(exact.us_at(at))
                pieces.append(Piece(begin_us, turn.begin + at, end - at, turn.law, turn.begin))
        return TempoMap(tuple(pieces)) if pieces else None


def plan(sheet: Sheet) -> Plan:
    """How a sheet would play."""
    looks_us = [_look_us(sheet, cue.look) for cue in sheet.cues]
    begin_us = (looks_us[0] if looks_us else None) or 0.0
    cues: list[PlannedCue] = []
    guessed, tick = False, 0
    for number, cue in enumerate(sheet.cues):
        after = sheet.cues[number + 1] if number + 1 < len(sheet.cues) else None
        after_us = looks_us[number + 1] if after is not None else None
        pressed = after is not None and not after.starts_itself
        hits = sheet.hits_of(number)
        whole = _walk(sheet, cue, hits, after_us, left=pressed).passes(begin_us)
        over_us = whole[-1].end_us if whole else begin_us
        next_us = over_us
        if after is not None and pressed and after_us is not None:
            next_us = _taken_us(after.enter, whole, max(after_us, begin_us))
        begun = (one for one in whole if one.begin_us < next_us)
        played = [one if one.end_us <= next_us else one.until(next_us) for one in begun]
        begins = [*accumulate((one.ticks for one in played), initial=tick)]
        tick = begins[-1]
        turns = tuple(map(_turn, played, begins))
        end_us = min(over_us, next_us)
        lost_us = max(_written_us(whole) - end_us, 0.0) if whole else 0.0
        guessed = number > 0 and looks_us[number] is None and (guessed or not cue.starts_itself)
        planned = PlannedCue(
            cue, round(begin_us), round(end_us), round(lost_us), guessed, turns, ()
        )
        cues.append(replace(planned, hits=_hits(sheet, hits, planned)) if hits else planned)
        begin_us = next_us
    return Plan(sheet, tuple(cues))


def _look_us(sheet: Sheet, look: Look | None) -> float | None:
    return None if look is None else float(sheet.film.pace.us_at(look.expected))


def _walk(
    sheet: Sheet, cue: Cue, hits: tuple[Hit, ...], after_us: float | None, *, left: bool
) -> Walk:
    """What is known of a cue before its music is put on the clock."""
    looks_us = {
        (press.passage, press.hold): us
        for press in cue.presses
        if (us := _look_us(sheet, press.look)) is not None
    }
    hits_us: dict[int, list[tuple[Ticks, float]]] = {}
    for hit in hits:
        if hit.spot is not None:
            place = hit.spot.offset, float(sheet.film.pace.us_at(hit.frame))
            hits_us.setdefault(hit.spot.passage, []).append(place)
    return Walk(cue.passages, looks_us, hits_us, after_us, left)


def _taken_us(enter: Enter, passes: list[Pass], us: float) -> float:
    """When a press at a time is taken in what plays then; at once where the beat stands."""
    one = next((one for one in passes if one.begin_us <= us < one.end_us), None)
    if one is None or enter is Enter.NOW:
        return us
    offset, stands = one.place_at(us)
    if stands:
        return us
    passage = one.passage
    match enter:
        case Enter.BEAT:
            offset = passage.pulse_from(offset)
        case Enter.BAR:
            offset = passage.bar_from(offset)
        case Enter.EXIT:
            exits = (exit_at for exit_at in passage.exits if exit_at >= offset)
            offset = next(exits, one.ticks)
    return max(one.us_at(min(offset, one.ticks)), us)


def _written_us(passes: list[Pass]) -> float:
    """When a form is over as written; what waits at its end may be left as soon as it comes."""
    last = passes[-1]
    if last.passage.kind in (Kind.VAMP, Kind.CAESURA):
        return next(one.begin_us for one in passes if one.number == last.number)
    return last.end_us - sum(us for at, us in last.stands if at == last.ticks)


def _turn(one: Pass, begin: Ticks) -> Turn:
    """A turn as it is told, from a tick of the film on."""
    return Turn(
        passage=one.number,
        law=one.law,
        begin_us=round(one.begin_us),
        end_us=round(one.end_us),
        begin=begin,
        ticks=one.ticks,
        stands=tuple(Stand(at, round(us)) for at, us in one.stands),
        exact=one,
    )


def _hits(sheet: Sheet, hits: tuple[Hit, ...], planned: PlannedCue) -> tuple[PlannedHit, ...]:
    return tuple(
        PlannedHit(
            hit,
            sheet.film.pace.us_at(hit.frame),
            None if hit.spot is None else planned.us_at(hit.spot),
        )
        for hit in hits
    )
