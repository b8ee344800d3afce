"""A sheet as a spotting list: its cues and hits as markers, its music as tempi and meters."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rig.desk.music_out import sequenced
from rig.exchange.spotting import Marker, MarkerKind, SpottingList
from rig.notation.words import items
from rig.score.measure import SECOND_US
from rig.score.theme import COLOURS

if TYPE_CHECKING:
    from rig.notation.document import Document, Table
    from rig.score.plan import Plan, PlannedCue
    from rig.score.sheet import Cue, Sheet

CUE_FACT: Final = "cue"
"""Of a hit: the number of the cue whose line it stands in; no key of the sheet."""

HIT_FACT: Final = "hits"
"""Of a hit: its item as written."""

ORDER_FACT: Final = "order"
"""Which line of the sheet it is, from 1: a sheet need not go forward, and lists do."""


def to_list(document: Document, plan: Plan) -> SpottingList:
    """Everything a sheet says, as markers; what each stands for is in its facts.

    A cue is where it is expected, to the frame; where nothing says, where the one before ends.
    """
    sheet = plan.sheet
    lines: list[Marker] = []
    for planned in plan.cues:
        lines.append(_cue(document, sheet, planned))
        lines += _hits(document, sheet, planned.cue)
    ordered = (
        replace(line, facts=(*line.facts, (ORDER_FACT, str(number))))
        for number, line in enumerate(lines, 1)
    )
    music = sequenced(plan)
    lost = list(music.lost)
    guessed = [planned.cue.number for planned in plan.cues if planned.guessed]
    if guessed:
        lost.append(
            f"when cue {', '.join(guessed)} begins is not said: written where the one before ends"
        )
    return SpottingList(
        title=sheet.film.title,
        rate=None,
        zero=Fraction(0),
        markers=(*_tables(document), *ordered),
        tempi=tuple(music.tempi),
        meters=tuple(music.meters),
        lost=tuple(lost),
    )


def _tables(document: Document) -> list[Marker]:
    """``[film]`` and the themes, which are no place in the film: at its zero."""
    tables = [document.table("film")]
    themes = document.table("theme")
    tables += themes.tables() if themes is not None else ()
    return [
        Marker(Fraction(0), MarkerKind.MARK, f"[{'.'.join(table.path)}]", facts=_facts(table))
        for table in tables
        if table is not None
    ]


def _facts(table: Table) -> tuple[tuple[str, str], ...]:
    return tuple((key, _plain(value)) for key, value in table.data.items())


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever a TOML file holds
    """A value of a sheet as a text; several lines where it is a list of them."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _cue(document: Document, sheet: Sheet, planned: PlannedCue) -> Marker:
    cue = planned.cue
    table = document.table("cue", cue.number)
    assert table is not None, "a cue that was read has its table"
    at = Fraction(planned.begin_us, SECOND_US)
    if cue.look is not None:
        at = sheet.film.pace.seconds_at(cue.look.expected)
    return Marker(
        at=at,
        kind=MarkerKind.CUE,
        name=f"{cue.on.value}: {cue.seen}" if cue.seen else cue.on.value,
        number=cue.number,
        length=max(Fraction(planned.end_us, SECOND_US) - at, Fraction(0)),
        colour=_colour(sheet, cue),
        note=cue.note,
        facts=tuple((key, value) for key, value in _facts(table) if key not in ("hits", "note")),
    )


def _colour(sheet: Sheet, cue: Cue) -> str:
    """The colour card of the first theme a cue recalls."""
    name = next((passage.theme for passage in cue.passages if passage.theme), "")
    theme = next((theme for theme in sheet.themes if theme.name == name), None)
    if theme is None:
        return ""
    word = theme.colour or theme.name
    return word if word.startswith("#") else COLOURS.get(word.upper(), "")


def _hits(document: Document, sheet: Sheet, cue: Cue) -> list[Marker]:
    table = document.table("cue", cue.number)
    line = table.text("hits") if table is not None else None
    if line is None:
        return []
    markers = []
    for hit, item in zip(cue.hits, items(line), strict=True):
        first, last = item.words[0], item.words[-1]
        written = line.value[first.at : last.at + len(last.text) + 2 * last.quoted]
        markers.append(
            Marker(
                at=sheet.film.pace.seconds_at(hit.frame),
                kind=MarkerKind.HIT,
                name=" ".join(filter(None, (hit.text, "!" * hit.weight))),
                facts=((CUE_FACT, cue.number), (HIT_FACT, written)),
            )
        )
    return markers
