"""Stretches of time in which music can be at a place."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rig.score.film import Bend
    from rig.score.form import Passage
    from rig.score.measure import Ticks

STRETCHES_MAX: Final = 200
"""Ways kept apart at most; of more, the later ones count as one."""

_PPM: Final = 1_000_000


class Stretch(NamedTuple):
    """When the music can be at a place, in microseconds of film time.

    A tuple and no dataclass, as every passage makes new ones of those before it.
    """

    begin_us: float
    end_us: float
    anchor_us: float
    """The last point that stands fast."""
    least_us: float = 0.0
    most_us: float = 0.0
    """The music from there as written, the shortest way and the longest."""
    held_us: float = 0.0
    """What fermatas and silences on the way may add."""


def onward(stretches: Iterable[Stretch], bend: Bend, lengths_us: Sequence[float]) -> list[Stretch]:
    """Later by music of any of these written lengths.

    A length takes from ``length / (1 + faster)`` to ``length / (1 - slower)``.
    """
    faster, slower = 1 + bend.faster_ppm / _PPM, 1 - bend.slower_ppm / _PPM
    return joined(
        Stretch(
            begin_us + us / faster,
            end_us + us / slower,
            anchor_us,
            least_us + us,
            most_us + us,
            held_us,
        )
        for begin_us, end_us, anchor_us, least_us, most_us, held_us in stretches
        for us in lengths_us
    )


def joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same times in order, those that overlap as one."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=attrgetter("begin_us")):
        last = found[-1] if found else None
        if last is None or (one.begin_us > last.end_us and len(found) < STRETCHES_MAX):
            found.append(one)
        elif one.end_us > last.end_us:
            found[-1] = last._replace(end_us=one.end_us, most_us=one.most_us, held_us=one.held_us)
    return found


def written_us(passage: Passage, begin: Ticks, end: Ticks) -> float:
    """The written length of a part of a passage."""
    us = passage.law.us_near(end)
    return us - passage.law.us_near(begin) if begin else us
