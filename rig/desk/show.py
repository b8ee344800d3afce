"""``rig show``: a sheet told cue by cue, as it would play."""

from __future__ import annotations

import sys
from textwrap import wrap
from typing import TYPE_CHECKING, Final

from rig.desk.sheet_file import open_sheet
from rig.desk.tell_cue import at_told, press_told, tell_cue
from rig.errors import FileError
from rig.notation.document import meant
from rig.score.plan import plan
from rig.score.positions import write_position
from rig.score.presses import presses_of
from rig.score.theme import COLOURS
from rig.score.told import law_told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.score.film import Film
    from rig.score.plan import Plan, PlannedCue, Turn
    from rig.score.sheet import Theme

WIDTH: Final = 96
"""Columns; a line of what the player wrote may be longer by a word."""


def show(path: str, number: str | None) -> int:
    """Print a sheet, or one cue of it; the exit code is 0.

    Raises ``ProblemsError`` with every problem of the sheet, ``FileError`` when it cannot be read
    or has no such cue.
    """
    planned = plan(open_sheet(path).sheet)
    if number is None:
        lines = [*_whole(planned)]
    else:
        numbers = tuple(one.cue.number for one in planned.cues)
        if number not in numbers:
            raise FileError(f"{path} has no cue {number}{meant(number, numbers)}")
        lines = [*tell_cue(planned, numbers.index(number))]
    sys.stdout.write("\n".join([*lines, ""]))
    return 0


def _whole(planned: Plan) -> Iterator[str]:
    yield from _heading(planned.sheet.film)
    for number in range(len(planned.cues)):
        yield ""
        yield from tell_cue(planned, number)
    yield from _presses(planned)
    yield from _themes(planned)


def _heading(film: Film) -> Iterator[str]:
    yield film.title or "untitled"
    speeds = [
        f"{stretch.speed} fps"
        + (f" from {write_position(stretch.begin, film)}" if stretch.begin else "")
        for stretch in film.pace.stretches
    ]
    bend = f"bend -{film.bend.slower_ppm / 10_000:g} +{film.bend.faster_ppm / 10_000:g} %"
    miss = f"a hit is -{film.miss.early_us // 1000} +{film.miss.late_us // 1000} ms"
    told = [film.print, f"{film.gauge.name}, {', '.join(speeds)}", f"{bend}, {miss}"]
    if film.zero:
        told.append(f"0:00: {film.zero}")
    told += [f"history: {one}" for one in film.history]
    for one in told:
        yield from wrap(one, WIDTH, initial_indent="  ", subsequent_indent="    ")


def _presses(planned: Plan) -> Iterator[str]:
    """The list of presses, as the night asks for them."""
    presses = [*presses_of(planned.sheet)]
    yield ""
    yield "presses"
    for count, (number, press) in enumerate(presses, 1):
        cue = planned.cues[number].cue
        look = cue.look if press is None else press.look
        at = write_position(look.expected, planned.sheet.film) if look else ""
        what = (
            f"cue {cue.number}" if press is None else f"cue {cue.number} {press_told(cue, press)}"
        )
        seen = cue.seen if press is None else press.text
        yield f"{count:>4}  {at:>9}  {what:<28} {seen}".rstrip()


def _themes(planned: Plan) -> Iterator[str]:
    """The map of the themes: where each returns, which bars, how fast, how high."""
    if not planned.sheet.themes:
        return
    yield ""
    yield "themes"
    for theme in planned.sheet.themes:
        colour = theme.colour or (theme.name.lower() if theme.name in COLOURS else "")
        note = ", ".join(one for one in (colour, theme.note) if one)
        yield f"  {theme.name}{': ' * bool(note)}{note}"
        returns = [line for one in planned.cues for line in _returns(planned, one, theme)]
        yield from returns or ["    never played"]


def _returns(planned: Plan, one: PlannedCue, theme: Theme) -> Iterator[str]:
    """Each time a cue plays a theme: from one of its bars to a later one, without going back."""
    passages = one.cue.passages
    names = [passage.name for passage in theme.passages]
    runs: list[list[Turn]] = []
    last: tuple[int, int, int] | None = None
    for turn in one.turns:
        passage = passages[turn.passage]
        if passage.theme != theme.name:
            last = None
            continue
        here = (names.index(passage.name), passage.first_bar, turn.passage)
        if last is None or here[:2] < last[:2] or (here[:2] == last[:2] and here != last):
            runs.append([])
        runs[-1].append(turn)
        last = here
    for run in runs:
        begin, end = passages[run[0].passage], passages[run[-1].passage]
        place = f"{begin.name}{begin.first_bar} to {end.name}{end.first_bar + end.bars - 1}"
        told = [place, law_told(begin.law, begin.meter)]
        if begin.transpose:
            told.append(f"{begin.transpose:+} semitones")
        at = at_told(planned, one, run[0].begin_us)
        yield f"    {at:>9}  cue {one.cue.number:<6} {', '.join(told)}"
