"""Where in a sheet's document what was read stands, for advice to point at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rig.notation.words import Word, items

if TYPE_CHECKING:
    from rig.notation.document import Document, Text
    from rig.notation.words import Item
    from rig.score.sheet import Cue, Hit, Press, Sheet


def line_of(document: Document, path: tuple[str, str], key: str) -> Text:
    """A line that is known to be written."""
    table = document.table(*path)
    line = table.text(key) if table is not None else None
    assert line is not None, "what was read is written"
    return line


def hit_item(document: Document, sheet: Sheet, number: int, hit: Hit) -> Item:
    """The item of a hit that a cue's music should meet; it may stand in the attacca behind it."""
    cue = sheet.cues[number]
    hits = cue.hits
    if hit not in hits:
        cue = sheet.cues[number + 1]
        hits = tuple(replace(one, spot=hit.spot) for one in cue.hits)
    return _items(document, cue, "hits")[hits.index(hit)]


def last_item(document: Document, cue: Cue) -> Item:
    """The end of a cue's music."""
    return _items(document, cue, "play")[-1]


def press_item(document: Document, cue: Cue, press: Press) -> Item:
    """The item that tells of a press."""
    written = _items(document, cue, "press")
    name = cue.passages[press.passage].name
    told = [one for one in written if _text(one).endswith(press.text)]
    return next((one for one in told if one.first.text.startswith(name)), told[0])


def _items(document: Document, cue: Cue, key: str) -> tuple[Item, ...]:
    return tuple(items(line_of(document, ("cue", cue.number), key)))


def _text(one: Item) -> str:
    return " ".join(word.text for word in one.words)


def word(document: Document, cue: Cue, key: str, name: str) -> Word:
    """The first word of a cue's line that names something, or of a theme's that it recalls."""
    themes = dict.fromkeys(passage.theme for passage in cue.passages if passage.theme)
    for path in (("cue", cue.number), *(("theme", theme) for theme in themes)):
        table = document.table(*path)
        line = table.text(key) if table is not None else None
        for one in items(line, "|\n,") if line is not None else ():
            for named in one.words:
                if named.text.rstrip("~").partition("=")[0] == name:
                    return named
    raise AssertionError(f"{name} was read and is not written")


def under(place: Item | Word, message: str) -> None:
    """Advice under an item or a word."""
    if isinstance(place, Word):
        place.advise(message)
        return
    last = place.words[-1]
    width = last.at + len(last.text) + 2 * last.quoted - place.first.at
    place.line.advise(message, place.first.at, width)
