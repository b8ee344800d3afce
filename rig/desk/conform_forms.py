"""Forms that no longer fit another print, and what to do about each.

Between two places of a cue that the film decides - its start, its hits, the start of the next cue -
the music must last as long as the picture. Where that has changed, all ways through the form are
tried, from the one that changes least; next a bar of fewer or more beats; each as far as the tempo
bends.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.desk.conform_ways import Before, Way, ways
from rig.score.film import Bend
from rig.score.form import Spot
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT
from rig.score.reach import SLIP_US
from rig.score.sheet import Lead
from rig.score.told import law_told, seconds_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rig.score.form import Passage
    from rig.score.measure import Micros
    from rig.score.plan import Plan, PlannedCue
    from rig.score.sheet import Cue, Hit

_PPM: Final = 1_000_000
_BENDS: Final = {Lead.SHEET: Bend(0, 0), Lead.HAND: Bend(500_000, 500_000)}
_BEGIN: Final = Spot(0, 0)
_UNTOLD: Final = 0.0005
"""A bend smaller than this is none."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A part of a cue that must last otherwise than before."""

    cue: str
    begin: str
    end: str
    """What it goes from and to, in words."""
    change_us: Micros
    told: str
    """That, in beats and bars at its tempo."""
    remedy: str


@dataclass(frozen=True, slots=True)
class _Point:
    """A place that the film decides."""

    spot: Spot
    us: Micros
    told: str
    hit: Hit | None


def misfits(old: Plan, new: Plan, died: Mapping[str, set[int]]) -> Iterator[Misfit]:
    """What no longer fits; ``died`` are the hits of the old sheet that the new one has no more.

    Their numbers are by their cue's. What begins by itself is told from its first hit on.
    """
    cues = tuple(
        replace(cue, hits=tuple(hit for n, hit in enumerate(cue.hits) if n not in gone))
        for cue in old.sheet.cues
        for gone in [died.get(cue.number, set())]
    )
    survived = replace(old.sheet, cues=cues)
    for number, planned in enumerate(new.cues):
        if not planned.cue.passages:
            continue
        before = _points(replace(old, sheet=survived), number)
        after = _points(new, number)
        if len(before) != len(after):
            continue
        for (one, two), (begin, end) in zip(pairwise(before), pairwise(after), strict=True):
            if end.spot > begin.spot:
                found = _misfit(old.cues[number], one, two, begin, end)
                yield from [found] if found is not None else []


def _points(plan: Plan, number: int) -> list[_Point]:
    """What the film decides of a cue, in the order of its music."""
    planned = plan.cues[number]
    cue, sheet = plan.sheet.cues[number], plan.sheet
    points: list[_Point] = []
    if not cue.starts_itself and not planned.guessed:
        points.append(_Point(_BEGIN, planned.begin_us, "its start", None))
    first = [hit for hit in cue.hits if cue.starts_itself and hit.spot == _BEGIN][:1]
    points += [_Point(_BEGIN, sheet.film.pace.us_at(hit.frame), hit.text, None) for hit in first]
    hits = [hit for hit in sheet.hits_of(number) if hit.spot is not None]
    for hit in sorted(hits, key=lambda hit: hit.spot or _BEGIN):
        assert hit.spot is not None, "those without a place are left out"
        told = hit.text or "a hit"
        points.append(_Point(hit.spot, sheet.film.pace.us_at(hit.frame), told, hit))
    last = Spot(len(cue.passages) - 1, cue.passages[-1].length)
    after = plan.cues[number + 1] if number + 1 < len(plan.cues) else None
    look = None if after is None or after.cue.starts_itself else after.cue.look
    if after is not None and look is not None and not any(one.spot == last for one in points):
        us = sheet.film.pace.us_at(look.expected)
        points.append(_Point(last, us, f"cue {after.cue.number}", None))
    return points


def _misfit(old: PlannedCue, one: _Point, two: _Point, begin: _Point, end: _Point) -> Misfit | None:
    """What has changed between two points, if it matters."""
    lasted_us, need_us = two.us - one.us, float(end.us - begin.us)
    change_us = round(need_us) - lasted_us
    room_us: float = SLIP_US
    if end.hit is not None:
        room_us = end.hit.miss.late_us if change_us < 0 else end.hit.miss.early_us
    if abs(change_us) <= room_us:
        return None
    cue = old.cue
    before = _before(old)
    found = ways(cue.passages, begin.spot, end.spot, before, max(need_us, float(lasted_us), 0.0))
    if end.hit is None:
        # A silence before the next cue, or that it cuts this one, was meant: it stays.
        as_before = min(found, key=lambda way: way.changes)
        need_us = max(as_before.us, min(as_before.us + as_before.held_us, lasted_us)) + change_us
    passage = cue.passages[max(end.spot.passage - (end.spot.offset == 0), begin.spot.passage)]
    remedy = _remedy(cue, passage, found, need_us)
    return Misfit(cue.number, begin.told, end.told, change_us, _told(passage, change_us), remedy)


def _before(planned: PlannedCue) -> dict[int, Before]:
    """How each passage of a cue was played."""
    found: dict[int, Before] = {}
    for turn in planned.turns:
        turns = found.get(turn.passage, Before()).turns + 1
        found[turn.passage] = Before(turns, turn.ticks)
    return found


def _pulse_us(passage: Passage) -> float:
    """How long a felt beat of a passage lasts, at its first tempo."""
    return passage.meter.pulse / TICKS_PER_BEAT * MINUTE_US / passage.law.bpm_at(0)


def _told(passage: Passage, change_us: Micros) -> str:
    """A length in beats and bars of a passage."""
    beats = abs(change_us) / _pulse_us(passage)
    bar = len(passage.meter.felt)
    bars = f", {beats / bar:.1f} bars" if beats >= bar else ""
    return f"{beats:.1f} beats{bars} at {law_told(passage.law, passage.meter)}"


def _remedy(cue: Cue, passage: Passage, found: Sequence[Way], need_us: float) -> str:
    """The least that makes it fit."""
    bend = _BENDS.get(cue.lead, cue.bend)
    fitting = [
        (way.changes, abs(_bend(way, need_us)), n)
        for n, way in enumerate(found)
        if _fits(way, need_us, bend)
    ]
    if fitting:
        return _way_told(found[min(fitting)[2]], need_us)
    patched = [
        (way.changes + abs(beats), abs(_bend(longer, need_us)), beats, longer)
        for way in found
        if (beats := _missing(way, need_us, passage))
        and abs(beats) <= len(passage.meter.felt)
        and _fits(longer := replace(way, us=way.us + beats * _pulse_us(passage)), need_us, bend)
    ]
    if patched:
        _, _, beats, way = min(patched, key=lambda one: one[:2])
        return _way_told(replace(way, told=(*way.told, _bar_told(passage, beats))), need_us)
    near = min(found, key=lambda way: abs(_off_us(way, need_us)))
    off_us = _off_us(near, need_us)
    steps = f" even so: {', '.join(near.told)}" if near.told else ""
    return (
        f"no remedy within the bend: {seconds_told(abs(off_us))} too"
        f" {'short' if off_us > 0 else 'long'}{steps}; cut or rewrite"
    )


def _off_us(way: Way, need_us: float) -> float:
    """How much music is missing; negative where there is too much."""
    return need_us - min(max(need_us, way.us), way.us + way.held_us)


def _bend(way: Way, need_us: float) -> float:
    """How much faster than written it must go when all is held that helps; negative is slower."""
    time_us = need_us - min(way.held_us, max(need_us - way.us, 0.0))
    return way.us / time_us - 1 if time_us > 0 else 0.0 if way.us == 0 else 1.0


def _fits(way: Way, need_us: float, bend: Bend) -> bool:
    return -bend.slower_ppm <= _bend(way, need_us) * _PPM <= bend.faster_ppm


def _missing(way: Way, need_us: float, passage: Passage) -> int:
    """The beats that a way has too few, to the nearest."""
    return round(_off_us(way, need_us) / _pulse_us(passage))


def _bar_told(passage: Passage, beats: int) -> str:
    """A bar that is patched in or taken out."""
    meter, pulses = passage.meter, abs(beats)
    units = sum(meter.felt[:pulses])
    more = "more" if beats > 0 else "less"
    return f"1 bar of {units}/{meter.unit} {more}"


def _way_told(way: Way, need_us: float) -> str:
    bend, told = _bend(way, need_us), list(way.told)
    held_us = min(way.held_us, max(need_us - way.us, 0.0))
    if held_us > 0:
        told.append(f"{way.held} lasts {seconds_told(held_us)}")
    if abs(bend) < _UNTOLD:
        return ", ".join(told) or "fits as it is"
    bent = f"bend {abs(bend) * 100:.1f} % {'faster' if bend > 0 else 'slower'}"
    return ", ".join([*told, bent]) if told else f"{bent} suffices"
