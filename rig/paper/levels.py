"""Each group's dynamics through the film, as they would play."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.score.sheet import Leave, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.score.measure import Micros
    from rig.score.plan import Plan, PlannedCue
    from rig.score.sheet import Point


@dataclass(frozen=True, slots=True)
class Level:
    """A level from 0 to 1 that is reached at an instant."""

    us: Micros
    level: float
    mark: str
    """What is written there; empty where nothing is."""


def levels(plan: Plan, group: str) -> tuple[Level, ...]:
    """What a group's level goes through, straight from one to the next; none before its first mark.

    What it was last told holds in the cues after, unless its cue fades out when it is left.
    """
    found: list[Level] = []
    for number, planned in enumerate(plan.cues):
        points = dict(planned.cue.dynamics).get(group)
        if points is None:
            continue
        found += _of_cue(planned, points, found[-1].level if found else None)
        after = plan.cues[number + 1 : number + 2]
        if found and planned.cue.leave is Leave.FADE and not _told_at_once(after, group):
            begin_us = max(found[-1].us, after[0].begin_us if after else planned.end_us)
            found.append(Level(begin_us, found[-1].level, ""))
            found.append(Level(begin_us + planned.cue.fade_us, 0.0, ""))
    return tuple(found)


def _told_at_once(after: Sequence[PlannedCue], group: str) -> bool:
    """Whether the cue behind has a mark for a group where it begins."""
    points = dict(after[0].cue.dynamics).get(group, ()) if after else ()
    return any(after[0].us_at(one.spot) == after[0].begin_us for one in points[:1])


def _of_cue(planned: PlannedCue, points: tuple[Point, ...], level: float | None) -> Iterator[Level]:
    """A cue's marks where they sound; a mark that no hairpin runs to is a step."""
    runs = ""
    for point in points:
        us = planned.us_at(point.spot) if planned.turns else planned.begin_us
        if us is None:
            runs = ""
            continue
        if point.level is None:
            if level is not None:
                yield Level(us, level, "")
        else:
            if level is not None and not runs:
                yield Level(us, level, "")
            level = point.level
            silent = "n" if runs or point.hairpin else "tacet"
            yield Level(us, level, mark_of(level) if level else silent)
        runs = point.hairpin
