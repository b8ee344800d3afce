"""One cue as it would play: its music, presses and hits in the order of the film."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from rig.desk.tell_music import fire_told, form_told, points_told
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.positions import write_position
from rig.score.presses import presses_of
from rig.score.sheet import Enter, Lead, Leave, On
from rig.score.told import off_told, seconds_told, spot_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.score.form import Passage
    from rig.score.measure import Micros
    from rig.score.plan import Plan, PlannedCue, PlannedHit, Turn
    from rig.score.sheet import Cue, Press

WIDTH: Final = 96

SILENCE_US: Final = SECOND_US // 2
"""Shorter than this, nobody hears that nothing plays between two cues."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a cue: when, what, and what of it."""

    us: Micros
    at: str
    what: str
    told: str


def tell_cue(plan: Plan, number: int) -> Iterator[str]:
    """The lines that tell a cue."""
    planned = plan.cues[number]
    cue = planned.cue
    yield from _heading(plan, planned)
    rows = [*_go(plan, number), *_music(plan, planned), *_hits(plan, number)]
    rows.sort(key=lambda row: row.us)
    rows += _end(plan, number)
    for row in rows:
        yield from _hanging(f"  {row.at:>9}  {row.what:<9} ", row.told)
    told = [(name, points_told(points, cue.passages)) for name, points in cue.dynamics]
    if cue.fires:
        told.append(("sends", ", ".join(fire_told(fire, cue.passages) for fire in cue.fires)))
    wide = max((len(name) for name, _ in told), default=0)
    for name, line in told:
        yield from _hanging(f"  {name:<{wide}}  ", line)


def _hanging(head: str, told: str) -> list[str]:
    """A text behind its head, and as far to the right in the lines below."""
    lines = wrap(told, WIDTH, initial_indent=head, subsequent_indent=" " * len(head))
    return lines or [head.rstrip()]


def at_told(plan: Plan, planned: PlannedCue, us: Micros) -> str:
    """A film position; from the cue's begin, with a plus, where nobody knows when that is."""
    film = plan.sheet.film
    if planned.guessed:
        seconds = (us - planned.begin_us) // SECOND_US
        return f"+{seconds // 60}:{seconds % 60:02}"
    # An instant is rounded, so what begins with a frame may be told a hair before it.
    return write_position(film.pace.frame_at(us + 1), film)


def press_told(cue: Cue, press: Press) -> str:
    """What a press within a cue does."""
    passage = cue.passages[press.passage]
    if press.hold is not None:
        bar, beat = passage.bar_at(passage.holds[press.hold].offset - 1)
        return f"off the fermata {passage.name}{bar}.{beat}"
    return "in after //" if passage.kind is Kind.CAESURA else f"out of {passage.name}"


def _heading(plan: Plan, planned: PlannedCue) -> Iterator[str]:
    cue = planned.cue
    on = cue.on.value + f": {cue.seen}" * bool(cue.seen)
    yield f"CUE {cue.number}  {on}"
    film = plan.sheet.film
    told = []
    if cue.look is not None:
        window = f"expected {write_position(cue.look.expected, film)}"
        if cue.look.begin is not None and cue.look.overdue is not None:
            begin, overdue = (
                write_position(frame, film) for frame in (cue.look.begin, cue.look.overdue)
            )
            window += f", look from {begin}, overdue at {overdue}"
        told.append(window)
    if cue.enter is not Enter.NOW:
        where = "exit" if cue.enter is Enter.EXIT else cue.enter.value
        told.append(f"the press is taken at the next {where}")
    if cue.lead is not Lead.FILM:
        told.append("your hand leads" if cue.lead is Lead.HAND else "tempo as written")
    elif cue.bend != film.bend:
        told.append(f"bend -{cue.bend.slower_ppm / 10_000:g} +{cue.bend.faster_ppm / 10_000:g} %")
    match cue.leave:
        case Leave.RING:
            told.append("its sounds ring on")
        case Leave.BAR:
            told.append("its sounds end with the bar")
        case Leave.FADE:
            told.append(f"it fades in {cue.fade_us / SECOND_US:g} s")
        case Leave.CUT:
            pass
    if cue.hold is not None:
        told.append(f"if the film stops: round in {cue.passages[cue.hold].name}")
    if told:
        yield from wrap("; ".join(told), WIDTH, initial_indent="  ", subsequent_indent="    ")
    if cue.note:
        yield from wrap(cue.note, WIDTH, initial_indent="  * ", subsequent_indent="    ")


def _music(plan: Plan, planned: PlannedCue) -> Iterator[Row]:
    """Each passage, where it begins; one that is not played as written stands without a time."""
    passages = planned.cue.passages
    turns: dict[int, list[Turn]] = {}
    for turn in planned.turns:
        turns.setdefault(turn.passage, []).append(turn)
    us = planned.begin_us
    for number, passage in enumerate(passages):
        played = turns.get(number, [])
        us = played[0].begin_us if played else us
        at = at_told(plan, planned, us) if played else ""
        bars = f" {passage.bars}" if passage.bars else ""
        yield Row(us, at, f"{passage.name}{bars}", form_told(passages, number, played))


def _go(plan: Plan, number: int) -> Iterator[Row]:
    """What presses do within a cue; their times where the sheet has them."""
    planned = plan.cues[number]
    pace = plan.sheet.film.pace
    for at, press in presses_of(plan.sheet):
        if at != number or press is None:
            continue
        turns = [turn for turn in planned.turns if turn.passage == press.passage]
        us = turns[-1].end_us if turns else planned.end_us
        told = ": ".join(one for one in (press_told(planned.cue, press), press.text) if one)
        when = ""
        if press.look is not None:
            begun_us = turns[0].begin_us + 1 if turns else us
            us = max(min(us, pace.us_at(press.look.expected)), begun_us)
            when = write_position(press.look.expected, plan.sheet.film)
        yield Row(us, when, "GO", told)


def _hits(plan: Plan, number: int) -> Iterator[Row]:
    """Each hit where its picture is, and how far off the music falls as written."""
    planned = plan.cues[number]
    film = plan.sheet.film
    for one in planned.hits:
        hit = one.hit
        at = write_position(hit.frame, film)
        where = "any strong beat" if hit.spot is None else spot_told(hit.spot, planned.cue.passages)
        where = "cutoff" if hit.cutoff else where
        told = [f"{where}: {hit.text}" if hit.text else where]
        if hit.hand:
            told.append(f"your hand: {hit.hand}")
        told.append(_off_told(plan, one, one.off_us))
        told += [
            f"with {name} {_off_told(plan, one, off_us)}" for name, off_us in _else(planned, one)
        ]
        yield Row(one.due_us, at, "!" * hit.weight, "; ".join(told))


def _else(planned: PlannedCue, one: PlannedHit) -> Iterator[tuple[str, Micros]]:
    """Each other ending before a hit, and how far off it would leave the hit.

    None where the music waits in between: there the player makes up for it.
    """
    passages, spot = planned.cue.passages, one.hit.spot
    if spot is None or one.off_us is None or _counts(one, one.off_us):
        return
    for number, passage in enumerate(passages[: spot.passage]):
        first = passage.ending_of
        if first is None or first == number or spot.passage <= first:
            continue
        if not any(between.waits for between in passages[number + 1 : spot.passage]):
            longer_us = _length_us(passage) - _length_us(passages[first])
            yield passage.name, one.off_us + round(longer_us)


def _length_us(passage: Passage) -> float:
    return float(passage.law.us_to(passage.length))


def _counts(one: PlannedHit, off_us: Micros) -> bool:
    return -one.hit.miss.early_us <= off_us <= one.hit.miss.late_us


def _off_told(plan: Plan, one: PlannedHit, off_us: Micros | None) -> str:
    if one.hit.spot is None:
        return "rig spot chooses the beat"
    if off_us is None:
        return "not played as written"
    return off_told(off_us, one.hit.frame, plan.sheet.film)


def _end(plan: Plan, number: int) -> Iterator[Row]:
    """How a cue is over."""
    planned = plan.cues[number]
    after = plan.cues[number + 1] if number + 1 < len(plan.cues) else None
    if not planned.turns:
        return
    at, us = at_told(plan, planned, planned.end_us), planned.end_us
    if after is None:
        yield Row(us, at, "end", "")
    elif after.cue.on is On.ATTACCA:
        yield Row(us, at, "end", f"in tempo into cue {after.cue.number}")
    elif after.cue.on is On.SEGUE:
        yield Row(us, at, "end", f"cue {after.cue.number} follows at once")
    elif planned.cut:
        lost = seconds_told(planned.lost_us)
        yield Row(us, at, "cut", f"by cue {after.cue.number}, {lost} before it is over")
    elif after.guessed:
        yield Row(us, at, "end", "")
    else:
        silence_us = after.begin_us - planned.end_us
        told = f"{seconds_told(silence_us)} of silence" if silence_us > SILENCE_US else ""
        yield Row(us, at, "end", told or f"cue {after.cue.number} begins")
