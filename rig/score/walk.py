"""One way through a cue's form: each passage as written, each wait as long as the sheet tells.

How long the music waits is told best by the press written for it, next by the hit that follows it,
next by the longest a fermata may last, next by when the cue behind it is expected. The times in
here are floats, good to 2e-6 us within four hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import inf
from typing import TYPE_CHECKING, Final

from rig.score.form import Kind, following
from rig.score.measure import SECOND_US
from rig.score.tempo import Steady, ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rig.score.form import Passage
    from rig.score.measure import Ticks
    from rig.score.tempo import Law

STAND_US: Final = 2 * SECOND_US
"""How long a fermata or ``//`` of which nothing is known is taken to last."""

TURNS_MAX: Final = 999
"""How often a vamp goes round at most; then the beat stands at its end."""


def way(passages: Sequence[Passage]) -> Iterator[int]:
    """The passages that are played as written, by their numbers."""
    number = -1
    while (number := following(passages, number)) < len(passages):
        yield number


@dataclass(frozen=True, slots=True)
class Pass:
    """One time through a passage, its times exact."""

    number: int
    passage: Passage
    begin_us: float
    ticks: Ticks
    """How far it is played, from its begin."""
    stands: tuple[tuple[Ticks, float], ...] = ()
    """Where the beat stands, and how many microseconds."""
    end_us: float = field(init=False, compare=False)
    """When it is over, and what stands at its end is too."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "end_us", self.us_at(self.ticks))

    @property
    def law(self) -> Law:
        """What its tempo follows."""
        return self.passage.law

    def us_at(self, offset: Ticks) -> float:
        """When a place in it sounds; where the beat stands, when it goes on."""
        played_us = self.law.us_near(offset) if offset else 0.0
        return self.begin_us + played_us + sum(us for at, us in self.stands if at <= offset)

    def place_at(self, us: float) -> tuple[Ticks, bool]:
        """The last whole tick that has come at a time, and whether the beat stands on it."""
        stood_us = 0.0
        for at, stand_us in self.stands:
            here_us = self.begin_us + stood_us + self.law.us_near(at)
            if us < here_us:
                break
            if us < here_us + stand_us:
                return at, True
            stood_us += stand_us
        played_us = us - self.begin_us - stood_us
        ticks = self.law.ticks_to(played_us)
        return ticks - (self.law.us_near(ticks) > played_us), False

    def until(self, us: float) -> Pass:
        """The same, broken off at a time inside it."""
        ticks, stands = self.place_at(us)
        kept = [(at, stand_us) for at, stand_us in self.stands if at < ticks]
        for at, stand_us in self.stands:
            if at == ticks:
                here_us = replace(self, stands=tuple(kept)).us_at(at)
                kept.append((at, us - here_us if stands else stand_us))
        return replace(self, ticks=ticks, stands=tuple(kept))


@dataclass(frozen=True, slots=True)
class Known:
    """A place ahead in the form of which the film's clock is known."""

    music_us: float
    """The music to get there, as written."""
    due_us: float
    nearest: bool
    """Whether it should be met as nearly as can be, and not just be there in time."""


@dataclass(frozen=True, slots=True)
class Walk:
    """What is known of a cue before its music is put on the clock."""

    passages: Sequence[Passage]
    looks_us: Mapping[tuple[int, int | None], float]
    """When the press is expected that leaves a passage, or ends a hold of it."""
    hits_us: Mapping[int, Sequence[tuple[Ticks, float]]]
    """In each passage that is hit: where and when, in the order of the music."""
    after_us: float | None
    """When the cue behind is expected; None when nothing says."""
    left: bool
    """Whether the press for the cue behind leaves what waits at the end of this one."""

    def passes(self, begin_us: float) -> list[Pass]:
        """Each passage in turn, as often as it is played."""
        found: list[Pass] = []
        for number in way(self.passages):
            passage = self.passages[number]
            if passage.kind is Kind.VAMP:
                found += self._rounds(number, begin_us)
            else:
                for _ in range(passage.least):
                    found.append(self._once(number, begin_us))
                    begin_us = found[-1].end_us
            begin_us = found[-1].end_us
        return found

    def _once(self, number: int, begin_us: float) -> Pass:
        passage = self.passages[number]
        played = Pass(number, passage, begin_us, passage.length)
        if passage.kind is Kind.CAESURA:
            return replace(played, stands=((0, self._stand_us(number, None, 0, begin_us)),))
        for at, hold in enumerate(passage.holds):
            stand_us = self._stand_us(number, at, hold.offset, played.us_at(hold.offset))
            played = replace(played, stands=(*played.stands, (hold.offset, stand_us)))
        return played

    def _stand_us(self, number: int, hold: int | None, offset: Ticks, here_us: float) -> float:
        """How long the beat stands on a fermata or in ``//``, from when it is reached."""
        longest_us = None if hold is None else self.passages[number].holds[hold].max_us
        until_us = self.looks_us.get((number, hold))
        if until_us is None:
            # A hit on // itself is where the silence begins.
            behind = (following(self.passages, number), 0) if hold is None else (number, offset)
            known = self._ahead(*behind)
            until_us = inf if known is None else known.due_us - known.music_us
            told = known is not None and (known.nearest or self._left_at(number, offset))
            if longest_us is None and not told:
                longest_us = STAND_US
        return max(min(until_us - here_us, inf if longest_us is None else longest_us), 0.0)

    def _left_at(self, number: int, offset: Ticks) -> bool:
        """Whether a place is the end of the form, where the press for the cue behind leaves it."""
        at_end = offset == self.passages[number].length
        return self.left and at_end and following(self.passages, number) == len(self.passages)

    def _rounds(self, number: int, begin_us: float) -> list[Pass]:
        """A vamp, round and round to the exit at which it is left.

        A ramp is gone through once: later turns go on at the tempo it ends with.
        """
        first = self.passages[number]
        later = replace(first, law=Steady(ends_of(first.law)[1]))
        turns, exit_at = self._exit(number, begin_us, later)
        rounds: list[Pass] = []
        for turn in range(turns + 1):
            ticks = exit_at if turn == turns else first.length
            rounds.append(Pass(number, later if turn else first, begin_us, ticks))
            begin_us = rounds[-1].end_us
        return rounds

    def _exit(self, number: int, begin_us: float, later: Passage) -> tuple[int, Ticks]:
        """How many whole turns go before the one in which a vamp is left, and where in that."""
        passage = self.passages[number]
        first_us = passage.law.us_near(passage.length)
        turn_us = later.law.us_near(later.length)
        press_us = self.looks_us.get((number, None))
        if press_us is None and self._left_at(number, passage.length):
            press_us = self.after_us
        known = None if press_us is not None else self._ahead(number, passage.length)
        if press_us is not None:
            wanted_us = press_us
        elif known is not None:
            wanted_us = known.due_us - known.music_us
        else:
            return 0, passage.exits[-1]
        most = TURNS_MAX - 3
        first = min(max(int((wanted_us - begin_us - first_us) // turn_us), 1), most)
        ways = [(begin_us + passage.law.us_near(at), (0, at)) for at in passage.exits]
        ways += [
            (begin_us + first_us + turn * turn_us + later.law.us_near(at), (turn + 1, at))
            for turn in (first - 1, first, first + 1)
            for at in passage.exits
        ]
        if press_us is not None:
            return next((way for us, way in ways if us >= wanted_us), ways[-1][1])
        if known is not None and known.nearest:
            return min(ways, key=lambda way: abs(way[0] - wanted_us))[1]
        return next((way for us, way in reversed(ways) if us <= wanted_us), ways[0][1])

    def _ahead(self, number: int, offset: Ticks) -> Known | None:
        """What is known first behind a place in the form; None when nothing is."""
        music_us = 0.0
        if offset:
            music_us -= self.passages[number].law.us_near(offset)
        while number < len(self.passages):
            passage = self.passages[number]
            known = [(at, due_us, True) for at, due_us in self.hits_us.get(number, ())]
            waits = [(0, None), *((hold.offset, at) for at, hold in enumerate(passage.holds))]
            for at, hold in waits:
                if (number, hold) in self.looks_us:
                    known.append((at, self.looks_us[number, hold], False))
            ahead = [one for one in known if one[0] >= offset]
            if ahead:
                at, due_us, nearest = min(ahead)
                return Known(music_us + passage.law.us_near(at), due_us, nearest)
            music_us += passage.least * passage.law.us_near(passage.length)
            music_us += sum(
                STAND_US if hold.max_us is None else min(hold.max_us, STAND_US)
                for hold in passage.holds
                if hold.offset > offset
            )
            music_us += STAND_US * (passage.kind is Kind.CAESURA)
            offset = 0
            number = following(self.passages, number)
        if self.after_us is None:
            return None
        return Known(music_us, self.after_us, nearest=False)
