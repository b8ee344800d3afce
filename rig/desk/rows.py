"""Lines of music cut into items, and items into columns, as ``rig fmt`` writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rig.notation.document import Table
from rig.notation.layout import Music
from rig.notation.words import items
from rig.score.lines import MISS, WEIGHT
from rig.score.positions import is_position, leads_position
from rig.score.read_film import read_film

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    from rig.notation.document import Document, Text
    from rig.notation.layout import Row
    from rig.notation.places import Path
    from rig.notation.words import Word
    from rig.score.film import Film

    Words: TypeAlias = tuple[Word, ...]

    Cut: TypeAlias = Callable[[Words, Film], Row]
    """How an item is cut into columns."""

_BARS: Final = re.compile(r"\d+(?:-\d+)?")
_WEIGHT: Final = re.compile(WEIGHT)
_MISS: Final = re.compile(MISS)


def music_of(document: Document) -> dict[Path, Music]:
    """Every line of music of a file, by its path; a line whose words are unclear is left out.

    Problems of the file that come to light are noted in the document.
    """
    film = read_film(document)
    music: dict[Path, Music] = {}
    for table, key, cut in _lines(document):
        text = table.text(key) if isinstance(table.data.get(key), str) else None
        told = len(document.problems)
        rows = tuple(_rows(text, key, cut, film)) if text is not None else ()
        if text is not None and len(document.problems) == told:
            music[(*table.path, key)] = Music(rows, ", " if key == "fire" else " | ")
    return music


def _lines(document: Document) -> Iterator[tuple[Table, str, Cut]]:
    """Every key that may hold a line of music, and how its items are cut."""
    for name in ("theme", "cue"):
        above = document.data.get(name)
        for table in Table(document, (name,), above).tables() if isinstance(above, dict) else ():
            yield from ((table, key, cut) for key, cut in _OF_A_CUE.items())
    film = document.data.get("film")
    if isinstance(film, dict):
        table = Table(document, ("film",), film)
        yield from ((table, key, _whole) for key in ("reels", "copy"))
    yield Table(document, (), document.data), "play", _head


def _rows(text: Text, key: str, cut: Cut, film: Film) -> Iterator[Row]:
    """The rows of a line; in ``dyn`` the points of a group go on behind each comma."""
    row: Row = ()
    for item in items(text, "|\n," if key in ("dyn", "fire") else "|\n"):
        if key == "dyn" and row and not item.after.strip(","):
            row = (row[0], ", ".join([*row[1:], _written(item.words)]))
            continue
        if row:
            yield row
        if row and item.after.count("\n") > 1:
            yield ()
        row = cut(item.words, film)
    if row:
        yield row


def _written(words: Words) -> str:
    return " ".join(f'"{word.text}"' if word.quoted else word.text for word in words)


def _row(*cells: Words) -> Row:
    """The cells as written, up to the last that is not empty."""
    last = max(number for number, words in enumerate(cells) if words)
    return tuple(_written(words) for words in cells[: last + 1])


def _whole(words: Words, _film: Film) -> Row:
    return _row(words)


def _head(words: Words, _film: Film) -> Row:
    return _row(words[:1], words[1:])


def _section(words: Words, _film: Film) -> Row:
    """``A 16`` and what else is said of it."""
    numbered = len(words) > 1 and _is(words[1], _BARS)
    return _row(words[: 1 + numbered], words[1 + numbered :])


def _press(words: Words, film: Film) -> Row:
    """Place, film position, what is seen."""
    rest = words[1:]
    begins = rest and not rest[0].quoted
    if begins and (is_position(rest[0].text, film) or leads_position(rest[0].text, film)):
        position, rest = _position(rest, film)
        return _row(words[:1], position, rest)
    return _row(words[:1], (), rest)


def _hit(words: Words, film: Film) -> Row:
    """Film position, music position, what is seen, weight, what still counts, whose hand."""
    position, rest = _position(words, film)
    place, rest = rest[:1], rest[1:]
    hand: Words = ()
    if len(rest) > 1 and rest[-2].text == "hand" and not rest[-2].quoted:
        rest, hand = rest[:-2], rest[-2:]
    rest, miss = _tail(rest, _MISS)
    text, weight = _tail(rest, _WEIGHT)
    return _row(position, place, text, weight, miss, hand)


def _fired(words: Words, _film: Film) -> Row:
    """Place and name; a name alone is no column."""
    return _row(words[:-1], words[-1:]) if len(words) > 1 else _row(words)


def _position(words: Words, film: Film) -> tuple[Words, Words]:
    """The one or two words of a film position, and those behind it."""
    two = len(words) > 1 and not words[1].quoted
    two = two and is_position(f"{words[0].text} {words[1].text}", film)
    return words[: 1 + two], words[1 + two :]


def _tail(words: Words, pattern: re.Pattern[str]) -> tuple[Words, Words]:
    """The last word apart, if it is such a one."""
    at = len(words) - (bool(words) and _is(words[-1], pattern))
    return words[:at], words[at:]


def _is(word: Word, pattern: re.Pattern[str]) -> bool:
    return not word.quoted and bool(pattern.fullmatch(word.text))


_OF_A_CUE: Final[dict[str, Cut]] = {
    "play": _section,
    "press": _press,
    "hits": _hit,
    "dyn": _head,
    "fire": _fired,
}
