"""A sheet written for another print: every film position moved, nothing else touched.

A hit whose frame was cut is taken out of its line and kept as a comment below it; where the place
of the cut is a guess, it is kept where the cut is. Reels and copies
are those of the old print: where any frame has moved, their lines become comments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.desk.conform_history import with_history
from rig.desk.conform_letters import Change, changed, letters_of
from rig.desk.conform_map import Placed
from rig.desk.conform_places import Key, Place, places_of, rewritten
from rig.desk.sheet_file import as_sheet
from rig.errors import FileError, RigError
from rig.notation.document import read
from rig.notation.edit import edited
from rig.notation.places import statements
from rig.score.measure import SUBFRAME_DIGITS, nearest
from rig.score.read_film import FILM_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rig.desk.conform_map import FrameMap
    from rig.desk.sheet_file import SheetFile
    from rig.notation.places import Path, Statement
    from rig.notation.words import Item
    from rig.score.film import Film
    from rig.score.measure import Frames
    from rig.score.pace import Pace

_MESSAGE: Final = "cannot write into [{}]: give the table a line of its own, its keys below it"


@dataclass(frozen=True, slots=True)
class Target:
    """The print that a sheet is moved to."""

    name: str
    speed: str
    """As a sheet writes it; empty where it is that of the old print."""
    pace: Pace
    frames: FrameMap
    """Where the frames of the old print are in it."""


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one film position."""

    place: Place
    placed: Placed
    frame: Frames
    """Of the new print: as placed, but not before its zero."""
    died: bool
    """Whether it was a hit, and there is nothing left to hit."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A new sheet."""

    content: bytes
    file: SheetFile
    notices: tuple[str, ...]
    """What else is no longer as it was."""


def rewrite(
    content: bytes, old: SheetFile, moves: Sequence[Move], target: Target, history: str
) -> Rewritten:
    """The sheet for another print; ``history`` is what its own shall tell of this.

    Raises ``RigError`` where the file has no place for what must be written.
    """
    film = old.sheet.film
    still = target.frames.identical
    paced = still and target.pace == film.pace
    new_film = replace(
        film,
        pace=target.pace,
        reels=film.reels if still else (),
        copies=film.copies if paced else (),
    )
    lines = _Lines(old.document.text)
    changes = [*lines.moved(moves, film, new_film)]
    notices = []
    for key, holds in (("reels", still), ("copy", paced)):
        if not holds and getattr(film, "reels" if key == "reels" else "copies"):
            changes += lines.commented(("film", key))
            notices.append(f"{key}: of the old print, now a comment")
    if target.pace != film.pace:
        changes.append(lines.said(("film", "speed"), target.speed))
    written = changed(content, changes)
    if target.name != film.print:
        written = edited(written, {("film", "print"): target.name}, FILM_KEYS)
    written = with_history(written, history)
    again = as_sheet(read(old.document.file, written))
    _check(again, moves)
    return Rewritten(written, again, tuple(notices))


def moves_of(old: SheetFile, frames: FrameMap) -> Iterator[Move]:
    """What becomes of every film position of a sheet.

    From when and until when to look keeps its distance from when it is expected: what is cut or
    inserted in between makes no window shorter.
    """
    for place in places_of(old.document, old.sheet):
        placed = frames.at(place.frame)
        look = place.cue.look
        if not place.expected and look is not None:
            expected = max(frames.at(look.expected).frame, 0)
            placed = Placed(expected + place.frame - look.expected)
        lost = (placed.cut and not placed.unsure) or placed.frame < 0
        yield Move(place, placed, max(placed.frame, 0), lost and place.key is Key.HITS)


def _check(again: SheetFile, moves: Iterable[Move]) -> None:
    """Refuse a sheet that, read again, has its positions elsewhere than they should be."""
    fine = 10**SUBFRAME_DIGITS
    wanted = [nearest(move.frame * fine, 1) for move in moves if not move.died]
    found = [nearest(place.frame * fine, 1) for place in places_of(again.document, again.sheet)]
    if found != wanted:
        raise RigError("the new sheet would not have its positions where they belong: not written")


class _Lines:
    """The values of a sheet's text, and what to change in them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._said = {one.path: one for one in statements(text) if one.value}

    def said(self, path: Path, value: str) -> Change:
        """Another value, as TOML writes it."""
        one = self._statement(path)
        return Change(one.begin, one.end, value)

    def commented(self, path: Path) -> Iterator[Change]:
        """Every line of a value as a comment."""
        one = self._statement(path)
        begin = self._text.rfind("\n", 0, one.begin) + 1
        while begin >= 0:
            yield Change(begin, begin, "# ")
            begin = self._text.find("\n", begin, one.end) + 1 or -1

    def moved(self, moves: Iterable[Move], old: Film, new: Film) -> Iterator[Change]:
        """The positions of every line, and below it the hits that died."""
        lines: dict[tuple[str, Key], list[Move]] = {}
        for move in moves:
            lines.setdefault((move.place.cue.number, move.place.key), []).append(move)
        for (number, key), own in lines.items():
            one = self._statement(("cue", number, key.value))
            letters = [one.begin + at for at in letters_of(one.value)]
            for move in own:
                if not move.died:
                    text = rewritten(move.place, move.frame, old, new)
                    yield from _in_line(move.place, text, letters)
            dead = [move.place.item for move in own if move.died]
            for begin, end in _gaps(own):
                yield Change(letters[begin], letters[end], "")
            if dead:
                behind = self._text.find("\n", one.end)
                behind = len(self._text) if behind < 0 else behind
                told = "".join(f"\n# cut: {_plain(item)}" for item in dead)
                yield Change(behind, behind, told)

    def _statement(self, path: Path) -> Statement:
        if path not in self._said:
            raise FileError(_MESSAGE.format(".".join(path[:-1])))
        return self._said[path]


def _in_line(place: Place, text: str, letters: Sequence[int]) -> Iterator[Change]:
    """Another position in a line; what stands in columns stays there where there is room."""
    if text == place.text:
        return
    last = place.words[-1]
    begin, end = place.words[0].at, last.at + len(last.text)
    behind = place.line.value[end:]
    room = len(behind) - len(behind.lstrip(" "))
    gap = max(room - len(text) + (end - begin), 1) if room > 1 else room
    yield Change(letters[begin], letters[end + room], text + " " * gap)


def _end(item: Item) -> int:
    last = item.words[-1]
    return last.at + len(last.text) + 2 * last.quoted


def _gaps(own: Sequence[Move]) -> Iterator[tuple[int, int]]:
    """The letters of a line that go with the items that died, their separators among them."""
    kept = [move.place.item for move in own if not move.died]
    last = _end(kept[-1]) if kept else own[0].place.item.first.at
    for move, after in pairwise(own):
        if move.died and move.place.item.first.at < last:
            yield move.place.item.first.at, after.place.item.first.at
    if own[-1].died:
        yield last, _end(own[-1].place.item)


def _plain(item: Item) -> str:
    """An item as written, on one line, without what no comment may have."""
    written = item.line.value[item.first.at : _end(item)]
    return " ".join("".join(one if one.isprintable() else " " for one in written).split())
