"""The film positions of a sheet, each with the letters that write it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from rig.notation.words import Item, items
from rig.score.lines import take_position
from rig.score.positions import (
    Unit,
    is_position,
    leads_position,
    parse_position,
    write_position,
)
from rig.score.timecode import TIMECODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.document import Document, Text
    from rig.notation.words import Word
    from rig.score.film import Film
    from rig.score.measure import Frames
    from rig.score.sheet import Cue, Sheet

_REEL: Final = re.compile(r"R\d")


class Key(Enum):
    """The lines of a cue that have film positions."""

    LOOK = "look"
    PRESS = "press"
    HITS = "hits"


@dataclass(frozen=True, slots=True)
class Place:
    """A film position as it stands in a sheet."""

    cue: Cue
    key: Key
    line: Text
    words: tuple[Word, ...]
    """One word, or a reel or copy and the position in it."""
    frame: Frames
    item: Item
    """The whole item it stands in; of a look the line."""
    seen: str
    expected: bool = True
    """Whether it says when; a look's first and last of three say from when and until when."""

    @property
    def text(self) -> str:
        """The position as written."""
        return " ".join(word.text for word in self.words)


def places_of(document: Document, sheet: Sheet) -> Iterator[Place]:
    """Every film position of a sheet without problems, in the order of its lines."""
    film = sheet.film
    for cue in sheet.cues:
        table = document.table("cue", cue.number)
        assert table is not None, "a cue that was read has its table"
        for key, found in ((Key.LOOK, _looks), (Key.PRESS, _presses), (Key.HITS, _hits)):
            line = table.text(key.value)
            if line is not None:
                yield from found(cue, line, film)


def _looks(cue: Cue, line: Text, film: Film) -> Iterator[Place]:
    every = tuple(word for item in items(line, "\n") for word in item.words)
    rest, number = every, 0
    while rest:
        frame, after = take_position(rest, film)
        assert frame is not None, "it was read before"
        words = rest[: len(rest) - len(after)]
        alone = len(every) == len(words)
        whole = Item(line, every)
        yield Place(cue, Key.LOOK, line, words, frame, whole, cue.seen, alone or number == 1)
        rest, number = after, number + 1


def _presses(cue: Cue, line: Text, film: Film) -> Iterator[Place]:
    for item in items(line):
        words = item.words[1:]
        first = words[0] if words else None
        if first is None or first.quoted:
            continue
        if is_position(first.text, film) or leads_position(first.text, film):
            frame, rest = take_position(words, film)
            assert frame is not None, "it was read before"
            seen = " ".join(word.text for word in rest)
            yield Place(cue, Key.PRESS, line, words[: len(words) - len(rest)], frame, item, seen)


def _hits(cue: Cue, line: Text, film: Film) -> Iterator[Place]:
    for hit, item in zip(cue.hits, items(line), strict=True):
        _, rest = take_position(item.words, film)
        words = item.words[: len(item.words) - len(rest)]
        yield Place(cue, Key.HITS, line, words, hit.frame, item, hit.text)


def rewritten(place: Place, frame: Frames, old: Film, new: Film) -> str:
    """A position for another frame of another print, in its own unit; as it is where that holds.

    In a reel or a copy of which the new print has none, it is feet of the whole film or its clock.
    """
    try:
        if parse_position(place.text, new).frame == frame:
            return place.text
    except ValueError:  # the new print has no such reel, copy or frame: it is written otherwise
        pass
    return write_position(frame, new, _unit(place, old))


def _unit(place: Place, film: Film) -> Unit:
    text = place.words[0].text
    if _REEL.match(text):
        return Unit.REEL
    if len(place.words) > 1:
        return Unit.CLOCK
    if TIMECODE.fullmatch(text):
        return Unit.CLOCK if film.copies else Unit.TIMECODE
    if text.startswith("#"):
        return Unit.FRAME
    return Unit.CLOCK if ":" in text else Unit.FEET
