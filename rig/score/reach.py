"""Whether music and picture can meet: every way through the form, and as far as the tempo bends.

Theory of operation. A cue is gone through once with all its ways at the same time. What is kept is
when the music can be at a place: stretches of time, each with the music that leads there from the
last point that stands fast (the cue's press, a hit that was met, a press that ended a silence).
Where ways part (endings, repeats, exits) there are more stretches, and those that overlap are one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING, Final

from rig.score.film import Bend
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.sheet import Enter, Lead
from rig.score.stretch import STRETCHES_MAX, Stretch, joined, onward, written_us
from rig.score.walk import TURNS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.score.form import Spot
    from rig.score.measure import Micros, Ticks
    from rig.score.plan import Plan, PlannedHit
    from rig.score.sheet import Cue, Hit

SLIP_US: Final = SECOND_US // 2
"""How far a press or a cue's start may be expected too soon before it is worth a word."""

_BENDS: Final = {Lead.SHEET: Bend(0, 0), Lead.HAND: Bend(500_000, 500_000)}


@dataclass(frozen=True, slots=True)
class Missed:
    """A hit that no way and no allowed tempo leads to."""

    cue: int
    hit: Hit
    """As :meth:`Sheet.hits_of` has it for the cue."""
    due_us: Micros
    near: Stretch
    """The stretch that comes nearest."""
    since: Hit | None
    """The last hit before it that can be met; None is the cue's begin."""
    vamp: str
    """A vamp on the way, whose exits decide; else empty."""

    @property
    def pace(self) -> float | None:
        """How fast it would have to go, 1 being as written; None where no tempo helps."""
        late = self.near.begin_us > self.due_us
        music_us = self.near.least_us if late else self.near.most_us
        time_us = self.due_us - self.near.anchor_us - (0.0 if late else self.near.held_us)
        return music_us / time_us if music_us > 0 and time_us > 0 else None


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A press that is expected before the music is where it has something to end."""

    cue: int
    press: int
    by_us: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A cue that the next one's start cuts, however fast it goes."""

    cue: int
    by_us: float


@dataclass(slots=True)
class Survey:
    """What cannot be, of a whole sheet."""

    missed: list[Missed]
    overtaken: list[Overtaken]
    cut: list[Cut]


def survey(plan: Plan) -> Survey:
    """Go through a planned sheet and note what its music cannot do."""
    found = Survey([], [], [])
    stretches = [Stretch(0.0, 0.0, 0.0)]
    for number, planned in enumerate(plan.cues):
        cue = planned.cue
        if not cue.starts_itself or not stretches:
            begin_us = float(planned.begin_us)
            if cue.look is not None and cue.enter is not Enter.NOW:
                begin_us = float(plan.sheet.film.pace.us_at(cue.look.expected))
            end_us = inf if planned.guessed else max(begin_us, float(planned.begin_us))
            stretches = [Stretch(0.0 if planned.guessed else begin_us, end_us, begin_us)]
        stretches = _Through(plan, number, found).go(stretches)
    return found


@dataclass(slots=True)
class _Through:
    """One cue gone through."""

    plan: Plan
    number: int
    found: Survey
    hits_in: dict[int, list[tuple[Ticks, PlannedHit]]] = field(init=False)
    """In each passage that is hit; but for the end of the form."""
    at_end: list[PlannedHit] = field(init=False)
    last_us: Micros = field(init=False, default=0)
    """When the last hit is on the screen."""
    since: Hit | None = None
    vamp: str = ""

    def __post_init__(self) -> None:
        self.hits_in, self.at_end = {}, []
        for planned in self.plan.cues[self.number].hits:
            self.last_us = max(self.last_us, planned.due_us)
            spot = planned.hit.spot
            if spot is not None and self._at_end(spot):
                self.at_end.append(planned)
            elif spot is not None:
                self.hits_in.setdefault(spot.passage, []).append((spot.offset, planned))

    @property
    def cue(self) -> Cue:
        """The cue itself."""
        return self.plan.cues[self.number].cue

    @property
    def bend(self) -> Bend:
        """What its tempo may give."""
        return _BENDS.get(self.cue.lead, self.cue.bend)

    def go(self, stretches: list[Stretch]) -> list[Stretch]:
        """When the cue can be over, from when it can begin."""
        passages = self.cue.passages
        over_us = stretches[0].begin_us
        number = 0
        while number < len(passages):
            endings = [number]
            while endings[-1] + 1 < len(passages) and passages[endings[-1] + 1].ending_of == number:
                endings.append(endings[-1] + 1)
            over_us = stretches[0].begin_us
            ways = [one for later in endings for one in self._passage(later, stretches)]
            stretches = joined(ways + (stretches if passages[number].least == 0 else []))
            number = endings[-1] + 1
        if passages and passages[-1].kind not in (Kind.VAMP, Kind.CAESURA):
            over_us = stretches[0].begin_us
        stretches = self._all_met(self.at_end, stretches)
        self._look_behind(over_us)
        return stretches

    def _look_behind(self, over_us: float) -> None:
        """Whether the next cue comes before this one can be over."""
        cues = self.plan.cues
        after = cues[self.number + 1] if self.number + 1 < len(cues) else None
        if after is None or after.cue.starts_itself:
            return
        by_us = over_us - after.begin_us
        if self.cue.passages and by_us > SLIP_US:
            self.found.cut.append(Cut(self.number, by_us))

    def _at_end(self, spot: Spot) -> bool:
        """Whether a place is the end of the form, whichever way led there."""
        last = len(self.cue.passages) - 1
        passage = self.cue.passages[spot.passage]
        silent = passage.kind is Kind.CAESURA
        return spot.passage == last and spot.offset == passage.length and not silent

    def _passage(self, number: int, stretches: list[Stretch]) -> list[Stretch]:
        passage = self.cue.passages[number]
        if passage.kind is Kind.VAMP:
            self.vamp = passage.name
        length = passage.length
        hits = self.hits_in.get(number, [])
        at_end = [hit for offset, hit in hits if offset == length]
        if passage.kind is Kind.CAESURA:
            return self._waited(number, None, inf, self._all_met(at_end, stretches))
        events: list[tuple[Ticks, int, PlannedHit | None]] = [
            *((hold.offset, at, None) for at, hold in enumerate(passage.holds)),
            *((offset, len(passage.holds), hit) for offset, hit in hits if offset < length),
        ]
        here = 0
        for offset, at, hit in sorted(events, key=lambda event: event[:2]):
            stretches = onward(stretches, self.bend, [written_us(passage, here, offset)])
            here = offset
            if hit is not None:
                stretches = self._met(hit, stretches)
            else:
                most_us = passage.holds[at].max_us
                stretches = self._waited(number, at, inf if most_us is None else most_us, stretches)
        return self._all_met(at_end, self._out(number, here, stretches))

    def _out(self, number: int, here: Ticks, stretches: list[Stretch]) -> list[Stretch]:
        """To the end of a passage, however often it is played."""
        passage = self.cue.passages[number]
        if passage.kind is Kind.VAMP:
            return self._left(number, here, stretches)
        length = passage.length
        rest_us = written_us(passage, here, length)
        turn_us = written_us(passage, 0, length) if here else rest_us
        turns = range(max(passage.least, 1), (passage.most or 1) + 1)
        return onward(stretches, self.bend, [rest_us + (turn - 1) * turn_us for turn in turns])

    def _left(self, number: int, here: Ticks, stretches: list[Stretch]) -> list[Stretch]:
        """Out of a vamp: at any exit, or at the first after its press is expected."""
        passage = self.cue.passages[number]
        press_us = self._press_us(number, None, stretches)
        horizon_us = max(press_us or 0.0, self.last_us)
        turn_us = written_us(passage, 0, passage.length)
        ways: list[Stretch] = []
        for turn in range(TURNS_MAX):
            exits_us = [
                turn * turn_us + written_us(passage, here, offset) for offset in passage.exits
            ]
            more = onward(stretches, self.bend, [us for us in exits_us if us >= 0])
            close = ways and more and more[0].begin_us <= ways[-1].end_us
            ways = joined([*ways, *more])
            if close or len(ways) >= STRETCHES_MAX or (more and more[0].begin_us > horizon_us):
                break
        ways[-1] = ways[-1]._replace(end_us=inf)
        if press_us is None:
            return ways
        ways = [one for one in ways if one.end_us >= press_us]
        return [one._replace(begin_us=max(one.begin_us, press_us)) for one in ways]

    def _waited(
        self, number: int, hold: int | None, most_us: float, stretches: list[Stretch]
    ) -> list[Stretch]:
        """Off a fermata or in after silence: when its press is expected, else at any time."""
        press_us = self._press_us(number, hold, stretches)
        held = [
            one._replace(end_us=one.end_us + most_us, held_us=one.held_us + most_us)
            for one in stretches
        ]
        if press_us is None or not any(one.begin_us <= press_us <= one.end_us for one in held):
            return joined(held)
        self.since, self.vamp = None, ""
        return [Stretch(press_us, press_us, press_us)]

    def _press_us(self, number: int, hold: int | None, stretches: list[Stretch]) -> float | None:
        """When a wait's press is expected; None too when it is expected before the wait comes."""
        for at, press in enumerate(self.cue.presses):
            if (press.passage, press.hold) == (number, hold) and press.look is not None:
                press_us = float(self.plan.sheet.film.pace.us_at(press.look.expected))
                by_us = stretches[0].begin_us - press_us
                if by_us > SLIP_US:
                    self.found.overtaken.append(Overtaken(self.number, at, by_us))
                return press_us if by_us <= 0 else None
        return None

    def _all_met(self, hits: Iterable[PlannedHit], stretches: list[Stretch]) -> list[Stretch]:
        for hit in hits:
            stretches = self._met(hit, stretches)
        return stretches

    def _met(self, planned: PlannedHit, stretches: list[Stretch]) -> list[Stretch]:
        """Through a hit: what can meet it goes on from there, else it is noted and forgotten."""
        hit, due_us = planned.hit, planned.due_us
        soonest_us, latest_us = due_us - hit.miss.early_us, due_us + hit.miss.late_us
        meeting = [
            one for one in stretches if one.begin_us <= latest_us and one.end_us >= soonest_us
        ]
        if not meeting:
            near = min(stretches, key=lambda one: max(one.begin_us - due_us, due_us - one.end_us))
            missed = Missed(self.number, hit, due_us, near, self.since, self.vamp)
            self.found.missed.append(missed)
            return stretches
        self.since, self.vamp = hit, ""
        begin_us = max(min(one.begin_us for one in meeting), float(soonest_us))
        end_us = min(max(one.end_us for one in meeting), float(latest_us))
        return [Stretch(begin_us, end_us, float(due_us))]
