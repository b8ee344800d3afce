"""Figures of many nights: a table that a player reads, and the same for tools."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rig.rehearsal.chances import Kind
from rig.rehearsal.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rig.conductor.show import Show
    from rig.rehearsal.listener import Bends
    from rig.rehearsal.verdict import Fall

_AIMS: Final = {
    Kind.EXACT: ((99, 1.5),),
    Kind.STEADY: ((95, 2.5), (99, 4.0)),
    Kind.DRIFT: ((95, 5.0),),
}
"""Of each kind: so many of a hundred hits shall be off by so many frames at most."""

_GUESS_TIMES: Final = 1.25
"""How much worse than the best guess a wandering film may be met."""


class Scored(NamedTuple):
    """A hit of a night, both ways."""

    fall: Fall
    sheet_off: float | None
    """Frames off with every tempo as written."""
    guess_off: float | None
    """How far the best guess was from its frame, in frames; None where none is asked for."""


class Outcome(NamedTuple):
    """What a night came to."""

    kind: Kind
    scored: tuple[Scored, ...]
    bends: Bends
    jumps: int
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far off some hits fell, early or late, in frames."""

    off: tuple[float, ...]
    """Without sign, ascending."""

    @classmethod
    def of(cls, off: Iterable[float | None]) -> Spread:
        """Of those that fell."""
        return cls(tuple(sorted(abs(one) for one in off if one is not None)))

    def within(self, percent: int) -> float | None:
        """What so many of a hundred are within: the least such one; None where there are none."""
        if not self.off:
            return None
        return self.off[max(ceil(len(self.off) * percent / 100) - 1, 0)]

    def as_json(self) -> dict[str, Any]:
        """For tools."""
        return {
            "hits": len(self.off),
            "median_frames": self.within(50),
            "within_95_percent_frames": self.within(95),
            "within_99_percent_frames": self.within(99),
            "worst_frames": self.within(100),
        }


@dataclass(frozen=True, slots=True)
class Figures:
    """What the nights of one kind come to."""

    kind: Kind
    nights: int
    verdicts: Mapping[Verdict, int]
    film: Spread
    sheet: Spread
    apart: Mapping[Verdict, Spread]
    """Hits within reach that do not count: before the third press, behind a splice."""
    guess: Spread
    bends_a_night: float
    largest_bend: float
    mean_bend: float
    exceeded: int
    jumps: int
    failed: tuple[str, ...]

    @property
    def hits(self) -> int:
        """All of them, whatever became of them."""
        return sum(self.verdicts.values())

    @property
    def reachable(self) -> float:
        """The share that the music could have met."""
        reached = sum(count for verdict, count in self.verdicts.items() if verdict.reachable)
        return reached / self.hits if self.hits else 0.0

    @property
    def faults(self) -> list[str]:
        """What misses its aim, in words."""
        found = []
        for percent, aim in _AIMS.get(self.kind, ()):
            got = self.film.within(percent)
            if got is not None and got > aim:
                found.append(f"{percent} % are within {got:.1f} frames; the aim is {aim:g}")
        best, got = self.guess.within(95), self.film.within(95)
        if best is not None and got is not None and got > _GUESS_TIMES * best:
            found.append(
                f"95 % are within {got:.1f} frames; the aim is {_GUESS_TIMES * best:.1f},"
                f" {_GUESS_TIMES:g} times the best guess"
            )
        if self.exceeded:
            found.append(f"the tempo was beyond the bend, seen {self.exceeded} times")
        if self.jumps:
            found.append(f"the beat jumped {self.jumps} times")
        found += [f"{count} times: {text}" for text, count in Counter(self.failed).most_common(3)]
        return found


def figures(kind: Kind, outcomes: Sequence[Outcome]) -> Figures:
    """The figures of the nights of one kind."""
    scored = [one for outcome in outcomes for one in outcome.scored]
    counted = [one for one in scored if one.fall.verdict is Verdict.COUNTED]
    bends = [outcome.bends for outcome in outcomes]
    lasted_us = sum(one.lasted_us for one in bends)
    return Figures(
        kind=kind,
        nights=len(outcomes),
        verdicts=Counter(one.fall.verdict for one in scored),
        film=Spread.of(one.fall.off for one in counted),
        sheet=Spread.of(one.sheet_off for one in counted),
        apart={
            verdict: Spread.of(one.fall.off for one in scored if one.fall.verdict is verdict)
            for verdict in (Verdict.LEARNING, Verdict.JUMPED)
        },
        guess=Spread.of(one.guess_off for one in counted),
        bends_a_night=sum(one.count for one in bends) / len(bends) if bends else 0.0,
        largest_bend=max((one.largest for one in bends), default=0.0),
        mean_bend=sum(one.strained_us for one in bends) / lasted_us if lasted_us else 0.0,
        exceeded=sum(one.exceeded for one in bends),
        jumps=sum(outcome.jumps for outcome in outcomes),
        failed=tuple(text for outcome in outcomes for text in outcome.failed),
    )


def lines(show: Show, seed: int, by_kind: Mapping[Kind, Sequence[Outcome]]) -> list[str]:
    """The table, at most 80 columns wide."""
    hits = sum(len(programme.cue.hits) for programme in show.programmes)
    nights = max((len(outcomes) for outcomes in by_kind.values()), default=0)
    told = [
        f"{nights} nights of each kind, seed {seed}: {len(show.programmes)} cues, {hits} hits",
        "",
        "         within       lead film: frames off      lead sheet       bends",
        "night     reach   half   95 %   99 %   worst    half   95 %   each  most  mean",
    ]
    for kind, outcomes in by_kind.items():
        found = figures(kind, outcomes)
        told.append(_row(found))
        told += [f"         {fault}" for fault in found.faults]
    told += ["", "Frames are of the film, at the speed it truly had; early and late count alike."]
    for kind, outcomes in by_kind.items():
        told += ["", *_others(figures(kind, outcomes))]
    return told


def _row(found: Figures) -> str:
    film, sheet = found.film, found.sheet
    return (
        f"{found.kind.value:<8} {found.reachable:5.0%} "
        f"{_frames(film.within(50))}{_frames(film.within(95))}{_frames(film.within(99))} "
        f"{_frames(film.within(100))} {_frames(sheet.within(50))}{_frames(sheet.within(95))}"
        f"{found.bends_a_night:7.0f} {found.largest_bend:5.1%} {found.mean_bend:5.1%}"
    )


def _frames(off: float | None) -> str:
    return "      -" if off is None else f"{off:7.1f}"


def _others(found: Figures) -> list[str]:
    """The hits that do not count, by reason, the most first."""
    counted = found.verdicts.get(Verdict.COUNTED, 0)
    told = [f"{found.kind.value}: {found.hits} hits, {counted} of them counted; the others:"]
    for verdict, count in sorted(found.verdicts.items(), key=lambda one: -one[1]):
        if verdict is Verdict.COUNTED:
            continue
        off = found.apart.get(verdict)
        half = f", half within {off.within(50):.1f} frames" if off is not None and off.off else ""
        told.append(f"  {count:>6}  {verdict.value}{half}")
    return told


def as_json(show: Show, seed: int, by_kind: Mapping[Kind, Sequence[Outcome]]) -> dict[str, Any]:
    """The same for tools; every key that holds a measure says its unit."""
    return {
        "title": show.film.title,
        "seed": seed,
        "cues": len(show.programmes),
        "hits": sum(len(programme.cue.hits) for programme in show.programmes),
        "nights": {kind.value: _plain(figures(kind, one)) for kind, one in by_kind.items()},
    }


def _plain(found: Figures) -> dict[str, Any]:
    return {
        "nights": found.nights,
        "hits": found.hits,
        "reachable_share": found.reachable,
        "film": found.film.as_json(),
        "sheet": found.sheet.as_json(),
        "apart": {verdict.name.lower(): off.as_json() for verdict, off in found.apart.items()},
        "out_of_reach": {
            verdict.name.lower(): count
            for verdict, count in found.verdicts.items()
            if not verdict.reachable
        },
        "best_guess_within_95_percent_frames": found.guess.within(95),
        "bends_per_night": found.bends_a_night,
        "largest_bend_percent": found.largest_bend * 100,
        "mean_bend_percent": found.mean_bend * 100,
        "bend_exceeded": found.exceeded,
        "beat_jumped": found.jumps,
        "failed": len(found.failed),
        "misses_its_aim": found.faults,
    }
