"""Cue sheets of the silent days, typed into a table: what is seen, what is played, by whom.

They name no place on the film. Where each cue has a duration the next one is expected when it is
over; from the first one without a duration on nothing is expected any more: no ``look``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange.clock import read_clock, write_clock
from rig.exchange.spotting import Marker, MarkerKind, SpottingList
from rig.exchange.table import read_table
from rig.exchange.text import read_text
from rig.notation.document import meant

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.table import Row

_TYPES: Final = ("screening", "title", "action", "segue")
_SAID_TWICE: Final = re.compile(r"(?:title|action|scene)(?:: *| +(?=\"))", re.IGNORECASE)
_QUOTED: Final = re.compile(r'"([^"]*?)\.?"')
_DURATION: Final = re.compile(r"[0-9]{1,3}:[0-5][0-9]")


def read(file: str, content: bytes, _asked: Asked) -> SpottingList:
    """The cues of such a sheet, with the lines of ours that they can fill.

    A cue has its ``on``, a ``note`` (piece, composer, what it repeats, what follows, tempo) and,
    where its place is known, a ``look``; its colour is the theme's, in words. A repeat of what is
    no earlier cue is told among the guesses. Raises ``ProblemsError`` with every row that cannot
    be understood.
    """
    source = read_text(file, content)
    cues: dict[str, Marker] = {}
    lines: dict[str, int] = {}
    at, known = Fraction(0), True
    for row in read_table(source, ("cue", "screen_cue")):
        source.bound(cues)
        number = row["cue"].strip()
        if not number:
            row.complain("cue", "this row has no cue number")
        elif number in lines:
            row.complain(
                "cue",
                f"cue {number} is there already, in line {lines[number]}"
                " (a spreadsheet turns 1.10 into 1.1)",
            )
        lines[number] = row.line
        length = _duration(row)
        if told := _impossible_repeat(row, number, cues):
            source.guesses.append(told)
        cue = _cue(row, number, at)
        if known:
            cue = replace(cue, facts=(*cue.facts, ("look", write_clock(at).removesuffix(".000"))))
        cues[number] = replace(cue, length=length or Fraction(0))
        at, known = at + (length or 0), known and length is not None
    source.close()
    placed = sum(1 for cue in cues.values() if cue.facts[-1][0] == "look")
    if placed < len(cues):
        source.guesses.append(
            f"where {len(cues) - placed} of {len(cues)} cues fall is not said: the durations before"
            " them are missing; they stand at the last place known, without a look"
        )
    markers = tuple(cues.values())
    return SpottingList("", None, Fraction(0), markers, guesses=tuple(source.guesses))


def _cue(row: Row, number: str, at: Fraction) -> Marker:
    seen, kind = row["screen_cue"].strip(), row["cue_type_inferred"].strip().lower()
    if kind and kind not in _TYPES:
        row.complain("cue_type_inferred", f"{kind} starts no cue{meant(kind, _TYPES)}")
    seen = seen[said.end() :] if (said := _SAID_TWICE.match(seen)) else seen
    if quoted := _QUOTED.fullmatch(seen):
        seen = quoted[1]
    if not kind:
        row.source.guesses.append(f"cue {number}: what starts it is taken for an action")
    on = "segue" if kind == "segue" else f"{kind or 'action'}: {seen}"
    note = _note(row)
    facts = (("on", on), *((("note", note),) if note else ()))
    colour = row["theme_colour"].strip()
    return Marker(at, MarkerKind.CUE, seen, number, colour=colour, facts=facts)


def _note(row: Row) -> str:
    """What is played, in one line for the player."""
    composer, repeat = row["composer"].strip(), row["repeat_of_cue"].strip()
    parts = (
        row["piece"].strip() + (f" / {composer}" if composer else ""),
        f"theme {row['theme_colour'].strip()}" if row["theme_colour"].strip() else "",
        f"repeat of cue {repeat}" if repeat else "",
        row["tempo"].strip(),
        f"segue to {row['segue_to'].strip()}" if row["segue_to"].strip() else "",
    )
    return "; ".join(part for part in parts if part)


def _duration(row: Row) -> Fraction | None:
    """Seconds of a cue's duration; None where none is given."""
    told = row["duration_mmss"].strip()
    if not told:
        return None
    if not _DURATION.fullmatch(told):
        row.complain("duration_mmss", f"{told} is no duration; write m:ss")
        return None
    return read_clock(told)


def _impossible_repeat(row: Row, number: str, before: dict[str, Marker]) -> str:
    """What is wrong with the cue that a cue is said to repeat; empty where nothing is."""
    repeat = row["repeat_of_cue"].strip()
    if not repeat or repeat in before:
        return ""
    return f"cue {number} is said to repeat cue {repeat}, which does not come before it"
