"""Which landmarks of two prints are the same: by their texts, their order, and the time between.

Theory of operation. Pairs whose texts are alike are worth as much as they are alike; a chain of
pairs goes forward in both prints, and between two of its links it gains where both prints need the
same time and loses where they do not. The chain that is worth most is found by going through the
pairs in order, each looking back at the last ``LOOK_BACK`` links that could go before it, and
beyond those at the best chain there is, whatever the time between. So a title that returns goes
with its own place, and one that is gone from a print does not take the place of another.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

from rig.desk.conform_map import JITTER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

LANDMARKS_MAX: Final = 3000
"""Landmarks of one print at most; more are refused."""

ALIKE: Final = 0.7
"""How much alike texts must be to be taken for the same; equal ones are 1."""

LOOK_BACK: Final = 200
"""Links before a pair that are weighed by the time between."""

NEAR_TEXTS: Final = 8
"""Texts nearest to one that are compared letter by letter."""

TWINS: Final = 12
"""Landmarks of the other print that are weighed for one: the most alike, then the nearest."""

_TOGETHER: Final = 0.5
_APART: Final = -0.5
"""What a link gains when both prints need the same time from the one before, and when nothing
alike; between the two a deviation by a tenth of that time is half way."""

_RIVAL, _ALONE = 0.8, 0.8
"""What is left of the confidence where the text returns, and where no neighbour's time agrees."""

_NUMBER: Final = re.compile(r"\d+")
_ON: Final = re.compile(r"\s*(?:title|action|screening)\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Landmark:
    """Something easy to recognise on the screen."""

    frame: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A landmark that both prints have."""

    old: Landmark
    new: Landmark
    confidence: float
    """From 0 to 1, which is an equal text that stands once, in time with a neighbour."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The landmarks of two prints, each in order; no two matches cross."""

    matches: tuple[Match, ...]
    old_only: tuple[Landmark, ...]
    new_only: tuple[Landmark, ...]
    crossed: int
    """Landmarks of the old print whose like is in the new one, at another place in the order."""


@dataclass(frozen=True, slots=True)
class _Pair:
    old: Landmark
    new: Landmark
    likeness: float
    rivals: int
    """How many other places either text has."""

    @property
    def worth(self) -> float:
        """A text that stands but once outweighs time on both its sides; one that returns does not.

        Nor does one that is only somewhat alike.
        """
        return self.likeness**2 * (1 if self.rivals else 2)


def align(old: Iterable[Landmark], new: Iterable[Landmark]) -> Alignment:
    """Find the landmarks that two prints have in common; those without words are left aside."""
    old, new = _worded(old), _worded(new)
    pairs = _pairs(old, new)
    chain = _chain(pairs)
    there = {(one.old, one.new) for one in chain}
    matches = tuple(
        Match(one.old, one.new, _confidence(chain, number)) for number, one in enumerate(chain)
    )
    old_met, new_met = {one for one, _ in there}, {one for _, one in there}
    crossed = {pair.old for pair in pairs if pair.old not in old_met and pair.new not in new_met}
    return Alignment(
        matches,
        tuple(one for one in old if one not in old_met),
        tuple(one for one in new if one not in new_met),
        len(crossed),
    )


def _worded(landmarks: Iterable[Landmark]) -> list[Landmark]:
    return sorted({one for one in landmarks if plain(one.text)})


def plain(text: str) -> str:
    """The letters and digits of a text, its words parted by one space, case and accents put off."""
    letters = unicodedata.normalize("NFKD", _ON.sub("", text, count=1)).casefold()
    bare = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in bare).split())


def _pairs(old: Sequence[Landmark], new: Sequence[Landmark]) -> list[_Pair]:
    """Every pair whose texts are alike, in the order of the old print."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(new):
        places[plain(one.text)].append(number)
    counts = Counter(plain(one.text) for one in old)
    likenesses = _Likenesses(tuple(places), counts.keys())
    pairs: list[_Pair] = []
    for number, one in enumerate(old):
        text = plain(one.text)
        here = number * len(new) / len(old)
        found = [
            (-likeness, abs(there - here), there, counts[text] + len(places[other]) - 2)
            for other, likeness in likenesses.of(text)
            for there in places[other]
        ]
        pairs += (
            _Pair(one, new[there], -less, rivals)
            for less, _, there, rivals in sorted(found)[:TWINS]
        )
    return pairs


class _Likenesses:
    """How much alike a text is to each of some others.

    Letters are only compared where enough groups of three are the same, and the numbers, which
    tell Part 2 from Part 3; never of a text that both prints have letter for letter.
    """

    def __init__(self, texts: Sequence[str], wanted: Collection[str]) -> None:
        self._texts = [text for text in texts if text not in wanted]
        self._sizes: list[int] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)
        common = {text: [(text, 1.0)] for text in texts if text in wanted}
        self._known: dict[str, list[tuple[str, float]]] = common
        for number, text in enumerate(self._texts):
            threes = _threes(text)
            self._sizes.append(len(threes))
            for three in threes:
                self._having[three].append(number)

    def of(self, text: str) -> list[tuple[str, float]]:
        """The texts that are alike, the nearest first."""
        if text not in self._known:
            self._known[text] = self._compared(text)
        return self._known[text]

    def _compared(self, text: str) -> list[tuple[str, float]]:
        threes = _threes(text)
        common = Counter(number for three in threes for number in self._having.get(three, ()))
        shares = sorted(
            ((2 * count / (len(threes) + self._sizes[number]), number))
            for number, count in common.items()
        )
        near = (self._texts[number] for _, number in reversed(shares[-NEAR_TEXTS:]))
        near = (other for other in near if _NUMBER.findall(other) == _NUMBER.findall(text))
        alike = (
            (other, SequenceMatcher(a=text, b=other, autojunk=False).ratio()) for other in near
        )
        return [(other, ratio) for other, ratio in alike if ratio >= ALIKE]


def _threes(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}


def _worth(before: _Pair, pair: _Pair) -> float:
    """What a link gains by the time from the one before, or loses."""
    old, new = pair.old.frame - before.old.frame, pair.new.frame - before.new.frame
    off = max(abs(new - old) - JITTER, 0)
    part = off / (off + 1 + max(old, new) / 10)
    return _TOGETHER + (_APART - _TOGETHER) * part


def _goes_before(before: _Pair, pair: _Pair) -> bool:
    """Whether a pair lies before another in both prints, or at the very same place in both."""
    old, new = pair.old.frame - before.old.frame, pair.new.frame - before.new.frame
    other = before.old is not pair.old and before.new is not pair.new
    return (old > 0 and new > 0) or (old == new == 0 and other)


class _Tops:
    """The best chains so far, by where in the new print they end; each better than those before."""

    def __init__(self) -> None:
        self._ends: list[int] = []
        self._chains: list[tuple[float, int]] = []

    def before(self, frame: int) -> tuple[float, int] | None:
        """The worth and the last pair of the best chain that ends before a frame."""
        at = bisect_left(self._ends, frame)
        return self._chains[at - 1] if at else None

    def add(self, frame: int, worth: float, number: int) -> None:
        at = bisect_right(self._ends, frame)
        if at and self._chains[at - 1][0] >= worth:
            return
        end = at
        while end < len(self._chains) and self._chains[end][0] <= worth:
            end += 1
        self._ends[at:end] = [frame]
        self._chains[at:end] = [(worth, number)]


def _chain(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The chain that is worth most."""
    worths: list[float] = []
    links: list[int | None] = []
    tops = _Tops()
    entered = 0
    for number, pair in enumerate(pairs):
        while pairs[entered].old.frame < pair.old.frame:
            tops.add(pairs[entered].new.frame, worths[entered], entered)
            entered += 1
        best: tuple[float, int | None] = (0.0, None)
        if (top := tops.before(pair.new.frame)) is not None:
            best = max(best, (top[0] + _worth(pairs[top[1]], pair), top[1]), key=lambda one: one[0])
        for before in range(max(number - LOOK_BACK, 0), number):
            if _goes_before(pairs[before], pair):
                worth = worths[before] + _worth(pairs[before], pair)
                if worth > best[0]:
                    best = worth, before
        worths.append(best[0] + pair.worth)
        links.append(best[1])
    chain: list[_Pair] = []
    at = max(range(len(pairs)), key=worths.__getitem__, default=None)
    while at is not None:
        chain.append(pairs[at])
        at = links[at]
    return chain[::-1]


def _confidence(chain: Sequence[_Pair], number: int) -> float:
    pair = chain[number]
    with_before, with_after = chain[max(number - 1, 0) : number + 1], chain[number : number + 2]
    neighbours = (two for two in (with_before, with_after) if len(two) > 1)
    in_time = any(_worth(before, after) > 0 for before, after in neighbours)
    return pair.likeness * (_RIVAL if pair.rivals else 1) * (1 if in_time else _ALONE)
