"""Music positions: section, bar and beat from 1; ``end``, ``cutoff`` and ``//``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rig.score.sheet import Kind, Passage, Spot

if TYPE_CHECKING:
    from rig.notation.words import Word

_SPOT: Final = re.compile(r"([A-Z][A-Za-z]*)(\d+)(?:\.(\d+))?((?:-\d+(?:\.\d+)?[bs])?)")
_ENDS: Final = ("end", "cutoff")


def is_spot(word: Word) -> bool:
    """Whether a word is meant as a music position."""
    text = word.text
    return not word.quoted and (
        text.startswith("//") or bool(re.match(r"[A-Z][A-Za-z]*\d|(end|cutoff)(-\d|$)", text))
    )


def read_spot(word: Word, passages: tuple[Passage, ...]) -> Spot | None:
    """The place a word names in a cue's form; None and a problem when there is none."""
    text = word.text
    if word.quoted:
        word.complain("a place in the music stands without quotes")
        return None
    if not passages:
        word.complain(f"{text}: this cue has no play, so it has no bars; leave the position out")
        return None
    if text in _ENDS:
        return Spot(len(passages) - 1, passages[-1].length)
    if text == "//":
        silences = [n for n, passage in enumerate(passages) if passage.kind is Kind.CAESURA]
        if len(silences) == 1:
            return Spot(silences[0], 0)
        count = "more than one" if silences else "no"
        word.complain(f"there is {count} // in this cue's play")
        return None
    if text.startswith(("//-", "end-", "cutoff-")):
        word.complain(f"{text}: beats before {text.partition('-')[0]} are not yet built")
        return None
    found = _SPOT.fullmatch(text)
    if found is None:
        word.complain(f"{text} is no place in the music; write A1, B8.3, end or //")
        return None
    return _bar_and_beat(word, found, passages)


def _bar_and_beat(word: Word, found: re.Match[str], passages: tuple[Passage, ...]) -> Spot | None:
    names = [passage.name for passage in passages]
    if found[1] not in names:
        there = ", ".join(name for name in names if name != "//") or "none"
        word.complain(f"there is no section {found[1]} in this cue; it has: {there}")
        return None
    number = names.index(found[1])
    passage = passages[number]
    bar, beat = int(found[2]), int(found[3] or 1)
    if not 0 < bar <= passage.bars:
        word.complain(f"section {passage.name} has bars 1 to {passage.bars}")
        return None
    if not 0 < beat <= passage.meter.count:
        word.complain(f"a bar of {passage.name} has beats 1 to {passage.meter.count}")
        return None
    spot = Spot(number, (bar - 1) * passage.meter.bar + (beat - 1) * passage.meter.beat)
    return _earlier(word, spot, found[4], passages) if found[4] else spot


def _earlier(word: Word, spot: Spot, before: str, passages: tuple[Passage, ...]) -> Spot | None:
    """The place so many beats of its own meter before another.

    Not across a vamp, whose end nobody knows.
    """
    if before.endswith("s"):
        word.complain(f"{before}: seconds before a place are not yet built; write beats, as -2b")
        return None
    whole, _, rest = before[1:-1].partition(".")
    beat = passages[spot.passage].meter.beat
    ticks = int(whole + rest) * beat // 10 ** len(rest)
    number, offset = spot.passage, spot.offset - ticks
    while offset < 0:
        number -= 1
        if number < 0:
            word.complain(f"{word.text} lies before the cue begins")
            return None
        if passages[number].kind is not Kind.SECTION:
            word.complain(f"{word.text} lies before a vamp or // ends, and nobody knows when")
            return None
        offset += passages[number].length
    return Spot(number, offset)
