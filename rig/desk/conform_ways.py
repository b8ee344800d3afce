"""Every way from one place of a form to another: turns, exits, safeties, endings, holds."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final

from rig.score.form import Kind
from rig.score.told import seconds_told
from rig.score.walk import TURNS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rig.score.form import Passage, Spot
    from rig.score.measure import Ticks

WAYS_MAX: Final = 4000
"""Ways kept at most; beyond, those that change least go on."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a part of a form."""

    us: float = 0.0
    """Its music as written."""
    held_us: float = 0.0
    """How long fermatas and silences may add at most."""
    changes: int = 0
    """How much it differs from before: passes, exits, endings."""
    told: tuple[str, ...] = ()
    """Each difference, as a player does it."""
    held: str = ""
    """The first thing that may be held."""

    def then(self, other: Way) -> Way:
        """The way that goes on with another."""
        return Way(
            self.us + other.us,
            self.held_us + other.held_us,
            self.changes + other.changes,
            self.told + other.told,
            self.held or other.held,
        )


@dataclass(frozen=True, slots=True)
class Before:
    """How a passage was played before."""

    turns: int = 0
    exit_at: Ticks = 0
    """Where the last of its turns ended."""


def ways(
    passages: Sequence[Passage],
    begin: Spot,
    end: Spot,
    before: Mapping[int, Before],
    most_us: float,
) -> list[Way]:
    """Every way from one place to a later one; vamps go round as long as ``most_us`` at most."""
    found = [Way()]
    number = begin.passage
    while number <= end.passage:
        group = _endings(passages, number, begin, end)
        choices = [
            choice
            for one in group
            for choice in _choices(
                passages[one],
                begin.offset if one == begin.passage else 0,
                end if one == end.passage else None,
                before.get(one, Before()),
                most_us,
                alone=len(group) == 1,
            )
        ]
        found = _best(one.then(choice) for one in found for choice in choices)
        number = max(group[-1], number) + 1
        while number <= end.passage and _other_ending(passages, number, group):
            number += 1
    return found


def _endings(passages: Sequence[Passage], number: int, begin: Spot, end: Spot) -> list[int]:
    """The passages that may stand at a place of the form: one, or alternative endings."""
    ending = passages[number].ending_of
    if ending is None:
        return [number]
    group = [n for n, passage in enumerate(passages) if passage.ending_of == ending]
    given = [n for n in (begin.passage, end.passage) if n in group]
    return given[:1] or group


def _other_ending(passages: Sequence[Passage], number: int, group: Sequence[int]) -> bool:
    """Whether a passage is an ending that another one was taken for."""
    ending = passages[number].ending_of
    return ending is not None and ending == passages[group[0]].ending_of


def _choices(
    passage: Passage,
    begin: Ticks,
    end: Spot | None,
    before: Before,
    most_us: float,
    *,
    alone: bool,
) -> Iterator[Way]:
    """The ways through one passage, from a place in it to another, or to its end."""
    skipped_us = float(passage.law.us_to(begin))
    behind = passage.length if end is None else end.offset
    holds = [hold for hold in passage.holds if begin < hold.offset <= behind]
    caesura = passage.kind is Kind.CAESURA
    held_us = sum(inf if hold.max_us is None else float(hold.max_us) for hold in holds)
    name = f"the fermata in {passage.name}" if holds else "the silence of //" if caesura else ""
    held = Way(held_us=inf if caesura else held_us, held=name)
    turn_us = float(passage.law.us_to(passage.length))
    if end is not None and behind < passage.length and not end.last:
        yield held.then(Way(float(passage.law.us_to(behind)) - skipped_us))
        return
    if passage.kind is Kind.VAMP:
        for turns, exit_at in _rounds(passage, turn_us, most_us):
            us = turns * turn_us + float(passage.law.us_to(exit_at)) - skipped_us
            if us >= 0:
                yield held.then(_vamp(passage, us, turns + 1, exit_at, before))
        return
    last_us = float(passage.law.us_to(behind)) if end is not None else turn_us
    for turns in range(max(passage.least, int(begin > 0)), (passage.most or 1) + 1):
        us = (turns - 1) * turn_us + last_us - skipped_us if turns else 0.0
        told = () if turns == before.turns else (_told(passage, turns, before.turns, alone=alone),)
        yield held.then(Way(us, changes=abs(turns - before.turns), told=told))


def _rounds(passage: Passage, turn_us: float, most_us: float) -> Iterator[tuple[int, Ticks]]:
    """Whole turns of a vamp before the last, and where in that it is left."""
    for turns in range(min(int(most_us / turn_us) + 2, TURNS_MAX)):
        for exit_at in passage.exits:
            yield turns, exit_at


def _vamp(passage: Passage, us: float, passes: int, exit_at: Ticks, before: Before) -> Way:
    told: list[str] = []
    more = passes - before.turns
    if more:
        each = "" if abs(more) == 1 else " each"
        told.append(
            f"{_count(abs(more), 'pass', 'passes')} of vamp {passage.name}"
            f" {'more' if more > 0 else 'less'} ({_size(passage)}{each})"
        )
    if exit_at != before.exit_at:
        bar, beat = passage.bar_at(exit_at - 1)
        whole = beat == passage.meter.count
        told.append(f"out of {passage.name} at the end of bar {bar}{'' if whole else f'.{beat}'}")
    return Way(us, changes=abs(more) + (exit_at != before.exit_at), told=tuple(told))


def _told(passage: Passage, turns: int, before: int, *, alone: bool) -> str:
    """What is done otherwise with a passage that is no vamp."""
    name = f"{passage.name} ({_size(passage)})"
    if not alone:
        return f"take ending {name}"
    match passage.kind:
        case Kind.SAFETY:
            return f"take the safety {name}" if turns > before else f"no safety {name}"
        case Kind.OPTIONAL:
            return f"play the optional {name}" if turns else f"leave out the optional {name}"
    return f"{name} {_count(turns, 'time', 'times')}, not {before}"


def _size(passage: Passage) -> str:
    """How long a passage is: ``2 bars, 4.1 s``."""
    lasts = seconds_told(float(passage.law.us_to(passage.length)))
    return f"{_count(passage.bars, 'bar', 'bars')}, {lasts}"


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _best(found: Iterator[Way]) -> list[Way]:
    """The ways of different lengths, of two as long the one that changes less."""
    kept: dict[tuple[int, float], Way] = {}
    for one in found:
        key = round(one.us), one.held_us
        if key not in kept or one.changes < kept[key].changes:
            kept[key] = one
    return sorted(kept.values(), key=lambda one: one.changes)[:WAYS_MAX]
