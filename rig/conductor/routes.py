"""Which ways the music can still go to its coming hits, and how much of it lies on each.

Theory of operation. A form is a row of places, and at each there are choices: how often, which
ending, which exit. What a choice comes to is the same on every way that leads to it, so it is
worked out once; then the ways grow place by place. How far a way is from the form as written adds
up along it: one that comes behind :data:`ROUTES_MAX` others at a place never comes before them
again, and is dropped there. Music is in microseconds as written.
"""

from __future__ import annotations

from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from rig.score.form import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rig.score.form import Passage, Spot
    from rig.score.measure import Ticks

ROUTES_MAX: Final = 64
"""Routes at most: those with the fewest changes, of these the nearest to the form as written."""


class Here(NamedTuple):
    """Where the music is in a cue's form."""

    part: int
    """The passage that plays."""
    turn: int
    """How often it has gone round; 0 the first time."""
    gone: Ticks
    """From the begin of this turn; at most its length."""
    leave_at: Ticks | None
    """Where a vamp is left, once that is decided: from the begin of this turn, in it or later."""


class Step(NamedTuple):
    """One passage on a route."""

    part: int
    turns: int
    """How often it is gone through, the turn that plays now included."""
    exit: Ticks | None
    """Of a vamp: where its last turn is left, from its begin; None where the route stays in it."""


class Route(NamedTuple):
    """One way through what is left of a form."""

    steps: tuple[Step, ...]
    """What is played, from the passage that plays now to the last in which a spot is reached."""
    music_us: tuple[float | None, ...]
    """For each spot the music from now to it; None where the route does not lead there."""
    changes: int
    """How many choices are not as written; the exit of a vamp is none."""


class _Choice(NamedTuple):
    """What may be played at one place of a form; its music is counted from there."""

    changes: int
    at_us: float
    """Where it parts from the choice of one turn less, or of the exit before."""
    out_us: float
    """Where it is over, or where the route ends in it."""
    step: Step | None
    """None passes over the place."""
    met: Sequence[tuple[int, float]]
    """The spots it leads to, by their numbers, and where they are."""
    ends: bool = False
    """Whether the route ends in it."""


class _Way(NamedTuple):
    """A route as it grows."""

    changes: int
    far_us: float
    """By how much its places are longer or shorter than as written, added up."""
    us: float
    """The music from now to what comes next."""
    steps: tuple[Step, ...]
    met: tuple[tuple[int, float], ...]
    ends: bool


_Wanted: TypeAlias = "tuple[int, Ticks, bool]"
"""A spot in a passage: its number among those asked for, its place, whether in the last turn."""


def routes(
    passages: Sequence[Passage],
    spots: Sequence[Spot],
    here: Here,
    waits: frozenset[int],
    most_us: float,
) -> tuple[Route, ...]:
    """The ways on; first the form as written, out of its vamps as soon as can be.

    No route gets out of a vamp that is one of ``waits``, as only a press leaves it, nor out of
    ``//``, nor past a fermata that is still to come; to the place where the beat then stands it
    leads. One at ``here`` is taken as over. A spot in a passage that is repeated is met in its
    first turn, or in its last where it is meant there; the end of the last passage is the end of
    the form, whatever is played last. A vamp is left only where a spot can be reached behind it.
    Beyond ``most_us`` of music nothing else is tried than what is written. Of ways that lead to
    the same spots in the same time the first is kept.
    """
    ahead = _Ahead(passages, _wanted(passages, spots), here, waits, most_us)
    going, ended = [_Way(0, 0.0, 0.0, (), (), ends=False)], []
    for choices in ahead.places():
        going = _grown(going, choices, most_us)
        # The only choice there is ends a route at the last place alone.
        if len(choices) > 1:
            ended += [way for way in going if way.ends]
            going = [way for way in going if not way.ends]
    found: dict[tuple[float | None, ...], Route] = {}
    for way in sorted(ended + going, key=itemgetter(slice(2))):
        met = dict(way.met)
        music_us = tuple([met.get(number) for number in range(len(spots))])
        found.setdefault(music_us, Route(way.steps, music_us, way.changes))
    return tuple(found.values())[:ROUTES_MAX]


def _wanted(passages: Sequence[Passage], spots: Sequence[Spot]) -> dict[int, list[_Wanted]]:
    """The spots in each passage; the end of the form is in each ending that may be the last."""
    found: dict[int, list[_Wanted]] = {}
    last = len(passages) - 1
    first = passages[last].ending_of
    for number, (passage, offset, in_last) in enumerate(spots):
        found.setdefault(passage, []).append((number, offset, in_last))
        if first is not None and (passage, offset) == (last, passages[last].length):
            for other in range(first, last):
                found.setdefault(other, []).append((number, passages[other].length, in_last))
    return found


def _grown(ways: Sequence[_Way], choices: Sequence[_Choice], most_us: float) -> list[_Way]:
    """The best ways on; ways and choices come best first.

    Of the first i ways by the first j choices no pair is worse than the i-th by the j-th: where
    those are more than are kept, it needs no look.
    """
    if len(choices) == 1:
        return [_on(way, choices[0], way.changes, way.far_us) for way in ways]
    written_us = choices[0].out_us
    ranks = sorted(
        (way.changes + choice.changes, way.far_us + abs(choice.out_us - written_us), i, j)
        for i, way in enumerate(ways)
        for j, choice in enumerate(choices[: ROUTES_MAX // (i + 1)])
        if not j or way.us + choice.at_us <= most_us
    )
    return [_on(ways[i], choices[j], changes, far) for changes, far, i, j in ranks[:ROUTES_MAX]]


def _on(way: _Way, choice: _Choice, changes: int, far_us: float) -> _Way:
    us, steps, met = way.us, way.steps, way.met
    if choice.step is not None:
        steps = (*steps, choice.step)
    if choice.met:
        met = (*met, *[(number, us + at_us) for number, at_us in choice.met])
    return _Way(changes, far_us, us + choice.out_us, steps, met, choice.ends)


class _Ahead(NamedTuple):
    """What is left of a form; a tuple and no dataclass, as every beat makes one."""

    passages: Sequence[Passage]
    wanted: Mapping[int, Sequence[_Wanted]]
    here: Here
    waits: frozenset[int]
    most_us: float

    def places(self) -> list[list[_Choice]]:
        """The choices place by place, as written first, as far as a spot is reached."""
        number, behind = self.here.part, max(self.wanted, default=0)
        numbers: list[int] = []
        found: list[list[_Choice]] = []
        ends = False
        while not ends and (number <= behind or not found):
            after = self._after(number)
            choices = self._choices(number, after)
            found.append(choices)
            numbers.append(number)
            ends = choices[0].ends and all(one.ends for one in choices)
            number = after
        while len(found) > 1 and not any(one.met for one in found[-1]):
            del found[-1], numbers[-1]
        if self.passages[numbers[-1]].kind is Kind.VAMP:
            found[-1] = self._vamp(numbers[-1], to_leave=False)
        return found

    def _after(self, number: int) -> int:
        """The next passage that is no other ending in the place of this one."""
        ending = self.passages[number].ending_of
        number += 1
        if ending is not None:
            while number < len(self.passages) and self.passages[number].ending_of == ending:
                number += 1
        return number

    def _choices(self, number: int, after: int) -> list[_Choice]:
        """What may be played of the passages from one to before another; as written first."""
        passage = self.passages[number]
        if passage.kind is Kind.VAMP:
            return self._vamp(number, to_leave=True)
        if number == self.here.part or (passage.least and after == number + 1):
            return self._turns(number)
        found = []
        if not passage.least:
            over = after == len(self.passages)
            wanted = self.wanted.get(number, ()) if over else ()
            met = [(spot, 0.0) for spot, offset, _ in wanted if offset == passage.length]
            found.append(_Choice(0, 0.0, 0.0, None, met))
        for ending in range(number, after):
            found += self._turns(ending, int(ending != number))
        written_us = found[0].out_us
        return sorted(found, key=lambda one: (one.changes, abs(one.out_us - written_us)))

    def _turns(self, number: int, changes: int = 0) -> list[_Choice]:
        """A passage as often as may be; each turn begins its tempo anew."""
        passage, wanted = self.passages[number], self.wanted.get(number, ())
        us_near, length = passage.law.us_near, passage.length
        turn, gone, written = 0, 0, passage.least
        if number == self.here.part:
            turn, gone, written = self.here.turn, self.here.gone, max(written, self.here.turn + 1)
        turn_us = us_near(length)
        gone_us = turn * turn_us + us_near(gone) if turn or gone else 0.0
        holds = [hold.offset for hold in passage.holds if hold.offset > gone]
        end, end_us = (holds[0], us_near(holds[0])) if holds else (length, turn_us)
        ends = bool(holds) or passage.kind is Kind.CAESURA
        found = []
        for turns in range(max(written, 1), max(written, passage.most or 1) + 1):
            begin_us = (turns - 1) * turn_us
            met = []
            for spot, offset, in_last in wanted:
                at = turns - 1 if in_last or offset == length else 0
                if (turn, gone) <= (at, offset) and offset <= end:
                    met.append((spot, at * turn_us + us_near(offset) - gone_us))
            step, out_us = Step(number, turns - turn, None), begin_us + end_us - gone_us
            changed = changes + (turns != written)
            found.append(_Choice(changed, begin_us - gone_us, out_us, step, met, ends))
        return found

    def _vamp(self, number: int, *, to_leave: bool) -> list[_Choice]:
        """A vamp, out at one of its exits; its tempo goes on from turn to turn."""
        passage, wanted = self.passages[number], self.wanted.get(number, ())
        us_near, length = passage.law.us_near, passage.length
        turn, gone, leave_at = 0, 0, None
        if number == self.here.part:
            _, turn, gone, leave_at = self.here
        begin = turn * length
        gone += begin
        gone_us = us_near(gone)
        met = [
            (offset, (spot, us_near(offset) - gone_us))
            for spot, offset, _ in wanted
            if gone <= offset < length
        ]
        at_end = [spot for spot, offset, _ in wanted if offset == length]
        if leave_at is None and (number in self.waits or not (to_leave or at_end)):
            hits = [hit for _, hit in met]
            return [_Choice(0, 0.0, us_near(length), Step(number, 1, None), hits, ends=True)]
        # An exit on the very beat that sounds is behind: nobody decides what is happening.
        exits = (
            round_at + exit_at
            for round_at in count(begin, length)
            for exit_at in passage.exits
            if round_at + exit_at > gone
        )
        found: list[_Choice] = []
        before, before_us = gone, 0.0
        for at in exits if leave_at is None else [begin + leave_at]:
            # One whole turn is looked at in any case, so that each spot in it is found.
            beyond = before >= length and before_us > self.most_us
            if found and (beyond or len(found) == ROUTES_MAX):
                break
            out_us = us_near(at) - gone_us
            rounds = (at - 1) // length
            step = Step(number, rounds - turn + 1, at - rounds * length)
            hits = [hit for offset, hit in met if offset < at]
            hits += [(spot, out_us) for spot in at_end]
            found.append(_Choice(0, before_us, out_us, step, hits))
            before, before_us = at, out_us
        return found
