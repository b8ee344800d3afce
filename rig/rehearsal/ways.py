"""Whether music can be at a hit when the film is: the judge of a rehearsal, who knows the future.

A way is one form the music may take from a place to a hit: so many turns of a vamp, this exit, that
ending. It can be gone in any time between its shortest, at the fast end of what the tempo may give,
and its longest, at the slow end; what waits on the way makes it longer. The tempo gets to either
end as fast as :data:`SLOPE_PER_S` lets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.score.form import Kind
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rig.score.film import Bend
    from rig.score.form import Passage, Spot
    from rig.score.measure import Ticks

SLOPE_PER_S: Final = 0.02
"""How much of itself a tempo may change by in a second, for a hit to count as within reach."""

_MILLION: Final = 1e6
_WAYS_MAX: Final = 4_000
"""Ways looked at for one hit; forms that have more are vamps behind vamps behind vamps."""


class Gate(NamedTuple):
    """A place on a way that is left with a press."""

    music_s: float
    """To it, as written."""
    before_s: float
    """To the exit before it, which the press must not come in time for; 0 where there is none."""
    opens_s: float
    """When the press comes."""


class Way(NamedTuple):
    """One way to a hit."""

    music_s: float
    """As written."""
    wait_s: float = 0.0
    """What fermatas and silences on it may add; infinite where nothing ends them but a press."""
    gates: tuple[Gate, ...] = ()


@dataclass(frozen=True, slots=True)
class Judge:
    """What a cue's music may do; times are seconds from where it is judged."""

    passages: Sequence[Passage]
    bend: Bend
    base: float
    """How fast the sheet is taken where nothing bends it, 1 being as written."""
    presses_s: Mapping[tuple[int, int | None], float]
    """When what is seen for a press comes: out of a passage, or off a hold of it."""

    def ways(self, begin: Spot, end: Spot, within_s: float) -> Iterator[Way]:
        """Every way from a place to another; of vamps, as long as they fit into a time."""
        most_s = within_s * self.base * (1 + self.bend.faster_ppm / _MILLION) + 1
        found = 0
        waiting = [(begin.passage, begin.offset, Way(0.0))]
        while waiting and found < _WAYS_MAX:
            number, offset, way = waiting.pop()
            if number == end.passage and offset <= end.offset:
                for whole in self._arrived(offset, end, way, most_s):
                    found += 1
                    yield whole
            elif number < end.passage:
                for out in self._through(number, offset, way, most_s):
                    waiting += [(then, 0, out) for then in self._after(number)]

    def reaches(self, way: Way, rate: float, in_s: float) -> bool:
        """Whether a way can take exactly so long, at a rate that is now what it is."""
        slow = self.base * (1 - self.bend.slower_ppm / _MILLION)
        fast = self.base * (1 + self.bend.faster_ppm / _MILLION)
        rate = min(max(rate, slow), fast)
        if (
            not shortest_s(way.music_s, rate, fast)
            <= in_s
            <= (longest_s(way.music_s, rate, slow) + way.wait_s)
        ):
            return False
        return all(
            gate.before_s <= gate.opens_s * fast
            and way.music_s - gate.music_s <= (in_s - gate.opens_s) * fast
            for gate in way.gates
        )

    def _arrived(self, offset: Ticks, end: Spot, way: Way, most_s: float) -> Iterator[Way]:
        """From a place in the last passage to the hit in it, in whichever of its turns it is."""
        passage = self.passages[end.passage]
        if end.offset == passage.length and passage.length:
            yield from self._through(end.passage, offset, way, most_s)
            return
        to = self._along(end.passage, offset, end.offset, way)
        turn_s = _written_s(passage, 0, passage.length)
        for turn in _turns(passage) if end.last else (0,):
            yield to._replace(music_s=to.music_s + turn * turn_s)

    def _along(self, number: int, offset: Ticks, end: Ticks, way: Way) -> Way:
        """From a place in a passage to a later one, with the fermatas that lie between them."""
        passage = self.passages[number]
        wait_s, gates = way.wait_s, way.gates
        for at, hold in enumerate(passage.holds):
            if offset <= hold.offset < end or hold.offset == end == passage.length:
                wait_s += inf if hold.max_us is None else hold.max_us / SECOND_US
                music_s = way.music_s + _written_s(passage, offset, hold.offset)
                gates += self._gate(number, at, music_s, 0.0)
        return Way(way.music_s + _written_s(passage, offset, end), wait_s, gates)

    def _through(self, number: int, offset: Ticks, way: Way, most_s: float) -> Iterator[Way]:
        """Out of a passage, from a place in it."""
        passage = self.passages[number]
        if passage.kind is Kind.CAESURA:
            gate = self._gate(number, None, way.music_s, 0.0)
            yield Way(way.music_s, inf, way.gates + gate)
        elif passage.kind is Kind.VAMP:
            yield from self._out_of_vamp(number, offset, way, most_s)
        else:
            rest = self._along(number, offset, passage.length, way)
            turn_s = _written_s(passage, 0, passage.length)
            for turn in _turns(passage):
                yield rest._replace(music_s=rest.music_s + turn * turn_s)

    def _out_of_vamp(self, number: int, offset: Ticks, way: Way, most_s: float) -> Iterator[Way]:
        passage = self.passages[number]
        begun = before_s = 0.0
        turn = 0
        while begun <= most_s:
            for leaves in passage.exits:
                # The law of a vamp goes on from turn to turn: its ramp is gone through once.
                music_s = way.music_s + _written_s(passage, offset, turn * passage.length + leaves)
                if turn or leaves >= offset:
                    gate = self._gate(number, None, music_s, before_s)
                    yield Way(music_s, way.wait_s, way.gates + gate)
                    before_s = begun = music_s
            turn += 1

    def _gate(
        self, number: int, hold: int | None, music_s: float, before_s: float
    ) -> tuple[Gate, ...]:
        opens_s = self.presses_s.get((number, hold))
        return () if opens_s is None else (Gate(music_s, before_s, opens_s),)

    def _after(self, number: int) -> Iterator[int]:
        """Where the music may go behind a passage: on, past what is optional, to any ending."""
        own, chosen = self.passages[number].ending_of, None
        for later in range(number + 1, len(self.passages)):
            passage = self.passages[later]
            if passage.ending_of is not None and passage.ending_of == own:
                continue
            if chosen is not None and passage.ending_of != chosen:
                return
            yield later
            chosen = passage.ending_of
            if chosen is None and passage.least:
                return


def shortest_s(music_s: float, rate: float, fast: float) -> float:
    """The shortest time for some music, from a rate that may rise by the slope up to a limit."""
    turning_s = (fast * fast - rate * rate) / (2 * SLOPE_PER_S)
    if music_s <= turning_s:
        return (sqrt(rate * rate + 2 * SLOPE_PER_S * music_s) - rate) / SLOPE_PER_S
    return (fast - rate) / SLOPE_PER_S + (music_s - turning_s) / fast


def longest_s(music_s: float, rate: float, slow: float) -> float:
    """The longest time for some music, from a rate that may fall by the slope down to a limit."""
    turning_s = (rate * rate - slow * slow) / (2 * SLOPE_PER_S)
    if music_s <= turning_s:
        return (rate - sqrt(rate * rate - 2 * SLOPE_PER_S * music_s)) / SLOPE_PER_S
    return (rate - slow) / SLOPE_PER_S + (music_s - turning_s) / slow


def _turns(passage: Passage) -> range:
    """How many more turns than one a passage may take that is no vamp."""
    return range(max(passage.least, 1) - 1, passage.most or 1)


def _written_s(passage: Passage, begin: Ticks, end: Ticks) -> float:
    return (passage.law.us_near(end) - passage.law.us_near(begin)) / SECOND_US
