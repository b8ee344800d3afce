"""Reading a cue sheet: a document in, the sheet out, every problem noted in the document."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.notation.document import meant
from rig.score.form import Meter
from rig.score.play import NAME, NOTHING, Running, read_play
from rig.score.read_cue import read_cue
from rig.score.read_film import read_film
from rig.score.sends import read_dynamics, read_fires
from rig.score.sheet import Cue, Sheet, Theme, ends_cue
from rig.score.theme import COLOURS

if TYPE_CHECKING:
    from rig.notation.document import Document, Table

CUES_MAX: Final = 20_000
THEMES_MAX: Final = 500
THEME_KEYS: Final = ("colour", "play", "dyn", "fire", "note")
"""Every key of a theme, in the order they are written."""

_TABLES: Final = ("film", "theme", "cue")
COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


def read_sheet(document: Document) -> Sheet:
    """The sheet a document holds; of use only when the document has no problems."""
    film = read_film(document)
    for key in document.data:
        if key not in ("rig", *_TABLES):
            document.complain_at((key,), f"{key} is not known here{meant(key, _TABLES)}")
    themes = {theme.name: theme for theme in _themes(document)}
    cues = document.table("cue")
    for key, value in cues.data.items() if cues is not None else ():
        if cues is not None and not isinstance(value, dict):
            cues.complain(f"a cue is a table: write [cue.{key}]", key)
    tables = cues.tables() if cues is not None else ()
    if cues is None or not tables:
        document.complain(0, 0, 0, "no cue; write one, such as [cue.1]")
        return Sheet(film, tuple(themes.values()), ())
    read: list[Cue] = []
    running = Running(Meter(4, 4), None)
    for table in tables[:CUES_MAX]:
        cue, running = read_cue(table, film, themes, running, first=not read)
        read.append(cue)
    for (before, table), (after, following) in pairwise(zip(read, tables, strict=False)):
        _check_pair(before, after, table, following)
    if len(cues.data) > CUES_MAX:
        document.complain(0, 0, 0, f"more than {CUES_MAX} cues")
    return Sheet(film, tuple(themes.values()), tuple(read))


def _themes(document: Document) -> list[Theme]:
    table = document.table("theme")
    if table is None:
        return []
    for key, value in table.data.items():
        if not isinstance(value, dict):
            table.complain(f"a theme is a table: write [theme.{key}]", key)
    if len(table.data) > THEMES_MAX:
        document.complain(0, 0, 0, f"more than {THEMES_MAX} themes")
    return [_theme(one) for one in table.tables()[:THEMES_MAX]]


def _theme(table: Table) -> Theme:
    name = table.path[-1]
    table.close(THEME_KEYS)
    if not NAME.fullmatch(name):
        table.complain("a theme is named as a section is: a capital, then letters, such as BLUE")
    play, dynamics, fires = table.text("play"), table.text("dyn"), table.text("fire")
    if play is None:
        table.complain('a theme has its play: write play = "A 16 3/4 q=96"')
    colour = table.text("colour")
    known = colour is None or colour.value.upper() in COLOURS or COLOUR.fullmatch(colour.value)
    if colour is not None and not known:
        words = tuple(word.lower() for word in COLOURS)
        colour.complain(f"{colour.value} is no colour{meant(colour.value, words)} or write #2f5fb3")
    form = read_play(play, Running(Meter(4, 4), None), {})[0] if play else NOTHING
    return Theme(
        name=name,
        colour=table.plain("colour"),
        passages=form.passages,
        dynamics=read_dynamics(dynamics, form.passages) if dynamics else (),
        fires=read_fires(fires, form.passages) if fires else (),
        note=table.plain("note"),
    )


def _check_pair(cue: Cue, after: Cue, table: Table, following: Table) -> None:
    """Refuse what a cue and the one behind it cannot both mean.

    A press written for a cue's last passage, when the next cue's own press ends it; and a cue that
    begins when the music before it is over, when there is none.
    """
    if after.starts_itself and not cue.passages:
        following.complain(
            f"cue {cue.number} has no play that could come to an end before it", "on"
        )
    last = cue.presses[-1] if cue.presses else None
    written = last is not None and (last.text or last.look) and ends_cue(cue, last)
    if last is not None and written and after.on.pressed:
        name = cue.passages[last.passage].name
        table.complain(
            f"{name} ends with cue {after.number}'s own start; take its press out", "press"
        )
