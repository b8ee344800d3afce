"""A row of the plot: a stretch of film across the page, and what is drawn along it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.paper.letters import Face, clipped, width_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.paper.ink import Mark
    from rig.score.measure import Micros

_GAP: Final = 1.5
"""Between two labels."""
_LEAST: Final = 4.0
"""Below this a cut text says nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of the film, and where on the page it lies."""

    begin_us: Micros
    end_us: Micros
    left: float
    right: float

    @property
    def mm_per_us(self) -> float:
        """Its scale."""
        return (self.right - self.left) / (self.end_us - self.begin_us)

    def x(self, us: Micros) -> float:
        """Where an instant lies; beyond the row's ends too."""
        return self.left + (us - self.begin_us) * self.mm_per_us

    def has(self, us: Micros) -> bool:
        """Whether an instant lies in it."""
        return self.begin_us <= us < self.end_us

    def cut(self, begin_us: Micros, end_us: Micros) -> tuple[float, float] | None:
        """From where to where a stretch of time lies in it; None where it does not."""
        if end_us < self.begin_us or begin_us >= self.end_us:
            return None
        return max(self.x(begin_us), self.left), min(self.x(end_us), self.right)


@dataclass(frozen=True, slots=True)
class Lane:
    """What is drawn along a row for one purpose, from its own upper edge."""

    height: float
    marks: tuple[Mark, ...] = ()
    name: str = ""
    """What stands before it."""
    left_out: Counter[str] = field(default_factory=Counter)
    """How many of what there was no room for."""


class Label(NamedTuple):
    """A text that begins at a place."""

    x: float
    text: str
    lead: float = 0.0
    """The width of what stands before the text, in any case."""


class Placed(NamedTuple):
    """A label where there is room for it."""

    label: Label
    number: int
    """Its number among all labels."""
    lane: int
    text: str
    """As much of it as there is room for."""


def packed(
    labels: Sequence[Label], right: float, lanes: int, size: float, face: Face = Face.PLAIN
) -> list[Placed]:
    """Labels in as few lanes as hold them, in the order of their places.

    Where even ``lanes`` do not hold them whole, texts are cut; a label without room for its lead
    is left out. One that begins too far to the right for its lead is moved to the left.
    """
    labels = [one._replace(x=min(one.x, right - one.lead)) for one in labels]
    order = sorted(range(len(labels)), key=lambda number: labels[number].x)
    whole = [one.lead + width_mm(one.text, size, face) for one in labels]
    for count in range(1, lanes + 1):
        placed = _first_fit(labels, order, whole, count)
        if len(placed) == len(labels):
            break
    else:
        leads = [one.lead + _LEAST * (not one.lead) for one in labels]
        placed = _first_fit(labels, order, leads, lanes)
    found: list[Placed] = []
    ends = [right] * lanes
    for number, lane in reversed(placed):
        label = labels[number]
        text = clipped(label.text, ends[lane] - label.x - label.lead, size, face)
        ends[lane] = label.x - _GAP
        if text.strip() or label.lead:
            found.append(Placed(label, number, lane, text))
    return found[::-1]


def _first_fit(
    labels: Sequence[Label], order: list[int], widths: Sequence[float], count: int
) -> list[tuple[int, int]]:
    """Each label with the lane that has been free for longest, where one is free at all."""
    ends = [-1e9] * count
    placed = []
    for number in order:
        x = labels[number].x
        free = [lane for lane in range(count) if ends[lane] <= x]
        if free:
            lane = min(free, key=lambda one: ends[one]) if count > 1 else 0
            ends[lane] = x + widths[number] + _GAP
            placed.append((number, lane))
    return placed
