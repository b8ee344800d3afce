"""The map of two prints from the landmarks they have in common.

Between two neighbours a stretch is the same where both prints need as many frames for it. Several
neighbours on one straight line of another slope are a stretch that was retimed. Anything else is a
cut or an insert, by as many frames as are missing or too many; one number cannot tell more. Where
in the gap it lies is told by landmarks that only one of the prints has: a scene that is gone went
with its landmark. Where nothing tells, it is put right before the next landmark, and is unsure.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.desk.conform_map import JITTER, FrameMap, Kind, Segment
from rig.score.measure import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.desk.conform_align import Alignment

RETIMED_GAPS: Final = 3
"""Gaps on one line from which on a retime is believed; in two, cuts may just look like it."""

_BEYOND: Final = 2
"""Gaps that a retime must explain and a mere offset does not."""


@dataclass(frozen=True, slots=True)
class _Gap:
    """Between two neighbours that both prints have."""

    old: int
    old_end: int
    new: int
    new_end: int
    lost: Sequence[int]
    """Landmarks in it that only the old print has."""
    added: Sequence[int]
    """Landmarks in it that only the new one has."""

    @property
    def explained(self) -> bool:
        """Whether a scene that one print has alone accounts for the difference, to the frame."""
        more = self.new_end - self.new - (self.old_end - self.old)
        if more > 0:
            return _scene(self.added, self.new_end, more) is not None
        return more < 0 and _scene(self.lost, self.old_end, -more) is not None


def mapped(found: Alignment) -> FrameMap:
    """The map of two prints through the landmarks that both have, two or more."""
    pairs = sorted({(match.old.frame, match.new.frame) for match in found.matches})
    lost = sorted(one.frame for one in found.old_only)
    added = sorted(one.frame for one in found.new_only)
    gaps = [
        _Gap(
            *(old, old_end, new, new_end),
            lost[bisect_right(lost, old) : bisect_left(lost, old_end)],
            added[bisect_right(added, new) : bisect_left(added, new_end)],
        )
        for (old, new), (old_end, new_end) in pairwise(pairs)
    ]
    paces = _paces(pairs, [gap.explained for gap in gaps])
    segments: list[Segment] = []
    for at, gap in enumerate(gaps):
        if (pace := paces[at]) is not None:
            segments.append(_piece(gap.old, gap.old_end, gap.new, gap.new_end, pace))
            continue
        before = paces[at - 1] if at else None
        after = paces[at + 1] if at + 1 < len(paces) else None
        segments += _bridged(gap, before, after)
    return FrameMap(tuple(segments), frozenset(old for old, _ in pairs))


def _paces(pairs: Sequence[tuple[int, int]], explained: Sequence[bool]) -> list[Fraction | None]:
    """For each gap the frames of the new print for one of the old; None where nothing agrees.

    A gap that a lost scene explains to the frame is no part of a retime.
    """
    paces: list[Fraction | None] = []
    while (begin := len(paces)) < len(explained):
        until = next((n for n in range(begin, len(explained)) if explained[n]), len(explained))
        same = _same_until(pairs, begin)
        line = _line_until(pairs[: until + 1], begin)
        if line - begin >= RETIMED_GAPS and line - same >= _BEYOND:
            (old, new), (old_end, new_end) = pairs[begin], pairs[line]
            paces += [Fraction(new_end - new, old_end - old)] * (line - begin)
        elif same > begin:
            paces += [Fraction(1)] * (same - begin)
        else:
            paces.append(None)
    return paces


def _same_until(pairs: Sequence[tuple[int, int]], begin: int) -> int:
    """The last pair from one on up to which the offset is the same, within the jitter."""
    offset = pairs[begin][1] - pairs[begin][0]
    last = begin
    while last + 1 < len(pairs):
        old, new = pairs[last + 1]
        if abs(new - old - offset) > JITTER:
            break
        last += 1
    return last


def _line_until(pairs: Sequence[tuple[int, int]], begin: int) -> int:
    """The last pair to which a straight line leads from one, past all between within the jitter."""
    origin, there = pairs[begin]
    least, most = Fraction(0), Fraction(1_000_000_000)
    last = begin
    for number in range(begin + 1, len(pairs)):
        old, new = pairs[number][0] - origin, pairs[number][1] - there
        if least <= Fraction(new, old) <= most:
            last = number
        least = max(least, Fraction(new - JITTER, old))
        most = min(most, Fraction(new + JITTER, old))
        if least > most:
            break
    return last


def _bridged(gap: _Gap, before: Fraction | None, after: Fraction | None) -> list[Segment]:
    """The gap between two paces: best with a scene that one print has alone, to the frame."""
    paces = [pace for pace in (before, after, Fraction(1)) if pace is not None]
    for pace in (Fraction(1), *paces):
        segments = _broken(gap, pace)
        if not any(one.unsure for one in segments):
            return segments
    return _bent(gap, before, after) or _broken(gap, paces[0])


def _bent(gap: _Gap, before: Fraction | None, after: Fraction | None) -> list[Segment]:
    """The gap as the place where one pace gives way to another; nothing where it is none."""
    if before is None or after is None or before == after:
        return []
    old, new = gap.old_end - gap.old, gap.new_end - gap.new
    until = nearest((new - after * old) / (before - after), 1)
    if not 0 < until < old:
        return []
    old_at, new_at = gap.old + until, gap.new + nearest(until * before, 1)
    return [
        _piece(gap.old, old_at, gap.new, new_at, before, unsure=True),
        _piece(old_at, gap.old_end, new_at, gap.new_end, after, unsure=True),
    ]


def _broken(gap: _Gap, pace: Fraction) -> list[Segment]:
    """The gap with a cut or an insert in it, at the pace of its neighbours."""
    gone = max(gap.old_end - gap.old - nearest((gap.new_end - gap.new) / pace, 1), 0)
    if gone:
        scene = _scene(gap.lost, gap.old_end, gone)
        at, behind = scene or _somewhere(gap.lost, gap.old, gap.old_end, gone)
        begin = min(gap.new + nearest((at - gap.old) * pace, 1), gap.new_end)
        begin = end = begin if behind < gap.old_end else gap.new_end
    else:
        more = max(gap.new_end - gap.new - nearest((gap.old_end - gap.old) * pace, 1), 0)
        scene = _scene(gap.added, gap.new_end, more)
        begin, end = scene or _somewhere(gap.added, gap.new, gap.new_end, more)
        at = min(gap.old + nearest((begin - gap.new) / pace, 1), gap.old_end)
        at = behind = at if end < gap.new_end else gap.old_end
    unsure = scene is None
    segments = (
        _piece(gap.old, at, gap.new, begin, pace, unsure=unsure),
        Segment(Kind.CUT, at, behind, begin, begin, unsure),
        Segment(Kind.INSERTED, behind, behind, begin, end, unsure),
        _piece(behind, gap.old_end, end, gap.new_end, pace, unsure=unsure),
    )
    return [one for one in segments if one.old < one.old_end or one.new < one.new_end]


def _scene(alone: Sequence[int], end: int, frames: int) -> tuple[int, int] | None:
    """So many frames from one of the landmarks that a print has alone to another, or to an end."""
    borders = [*alone, end]
    for begin in alone:
        behind = borders[max(bisect_left(borders, begin + frames - JITTER), 1) :][:1]
        if behind and abs(behind[0] - begin - frames) <= JITTER:
            return begin, behind[0]
    return None


def _somewhere(alone: Sequence[int], begin: int, end: int, frames: int) -> tuple[int, int]:
    """So many frames from the first landmark that a print has alone, else right before the end."""
    at = max(min([*alone[:1], end - frames]), begin)
    return at, at + frames


def _piece(
    old: int, old_end: int, new: int, new_end: int, pace: Fraction, *, unsure: bool = False
) -> Segment:
    kind = Kind.SAME if pace == 1 else Kind.RETIMED
    if old == old_end or new == new_end:
        kind = Kind.CUT if old < old_end else Kind.INSERTED
    return Segment(kind, old, old_end, new, new_end, unsure)
