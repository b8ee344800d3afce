"""Reading projection speeds: one, or a list of them with where each begins."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.notation.words import Item, items
from rig.score.film import SPEED_MAX, SPEED_MIN
from rig.score.pace import Pace, Stretch
from rig.score.positions import parse_position
from rig.score.timecode import TIMECODE

if TYPE_CHECKING:
    from rig.notation.document import Table, Text
    from rig.score.film import Film, Gauge
    from rig.score.measure import Frames

ITEMS_MAX: Final = 100
"""Speeds of a list, reels of a print, landmarks of a copy; more are refused."""

RATE: Final = "[0-9]{1,9}/[1-9][0-9]{0,8}|[0-9]{1,3}(?:[.][0-9]{1,9})?"
"""Frames per second: 20, 18.5 or 200/11."""

_RATE: Final = re.compile(RATE)
MINUTES: Final = re.compile("([0-9]{1,3}(?:[.][0-9]{1,9})?) ?min ?/ ?1000 ?ft")
_ITEM: Final = re.compile("(?:(.+?) )?([0-9./]+(?: ?min ?/ ?1000 ?ft)?)")
_FPS: Final = f"{SPEED_MIN} to {SPEED_MAX} frames per second"
_WORDS: Final = f"a speed is {_FPS}, such as 20, 18.5 or 200/11, or 15 min/1000ft"


def read_speed(table: Table, key: str, film: Film) -> Pace | None:
    """A projection speed (20, 18.5, "200/11") or a list of them; None and a problem when neither.

    The film's gauge and reels say how long 1000 feet are, and where a reel's speed begins.
    """
    value = table.data[key]
    if isinstance(value, str):
        line = table.text(key)
        return _pace(line, film) if line is not None else None
    speed = None
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole or (isinstance(value, Decimal) and value.is_finite() and value.adjusted() in (0, 1)):
        speed = _believed(Fraction(value))
    if speed is None:
        table.complain(_WORDS, key)
    return Pace.steady(speed) if speed is not None else None


def speed_of(text: str, gauge: Gauge) -> Fraction | None:
    """The frames per second of ``200/11`` or ``15 min/1000ft``; None where it is no speed.

    1000 feet at so many frames per foot, in so many times 60 seconds.
    """
    if _RATE.fullmatch(text):
        return _believed(Fraction(text))
    found = MINUTES.fullmatch(text)
    minutes = Fraction(found[1]) if found else Fraction(0)
    return _believed(1000 * gauge.frames_per_foot / (60 * minutes)) if minutes else None


def bounded(line: Text, separators: str = "|\n") -> tuple[Item, ...]:
    """The items of a line that has no business being long; more than ``ITEMS_MAX`` are refused."""
    found = tuple(items(line, separators))
    if len(found) > ITEMS_MAX:
        line.complain(f"more than {ITEMS_MAX} items")
    return found[:ITEMS_MAX]


def text_of(item: Item) -> str:
    """The words of an item, with one space between them."""
    return " ".join(word.text for word in item.words)


def _believed(speed: Fraction) -> Fraction | None:
    return speed if SPEED_MIN <= speed <= SPEED_MAX else None


def _pace(line: Text, film: Film) -> Pace | None:
    """``18, R2 20, 0:12:00+00 24``: each place is read by the speeds before it."""
    stretches: tuple[Stretch, ...] = ()
    for item in bounded(line, ",\n"):
        found = _ITEM.fullmatch(text_of(item))
        speed = speed_of(found[2], film.gauge) if found else None
        if found is None or speed is None:
            item.complain(f"{_WORDS}; a list is such as 18, R2 20")
            return None
        begin = _begin(item, found[1] or "", film, stretches)
        if begin is None:
            return None
        stretches += (Stretch(begin, speed),)
    if not stretches:
        line.complain(_WORDS)
    return Pace(stretches) if stretches else None


def _begin(item: Item, where: str, film: Film, before: tuple[Stretch, ...]) -> Frames | None:
    """Where a speed begins; None and a problem when that is nowhere.

    Copies may run in the film's own time, so no speed can hang on the clock of one.
    """
    if not before:
        if where:
            item.complain("the first speed holds from 0:00; write it without a position")
        return None if where else 0
    if not where or TIMECODE.fullmatch(where):
        item.complain("a later speed begins somewhere: write R2 20, 412+08 20 or 12:00+00 20")
        return None
    try:
        frame = parse_position(where, replace(film, pace=Pace(before))).frame
    except ValueError as error:
        Item(item.line, item.words[: len(where.split())]).complain(str(error))
        return None
    if frame <= before[-1].begin:
        item.complain("speeds go forward in the film; this one begins at the last one or before")
        return None
    return frame
