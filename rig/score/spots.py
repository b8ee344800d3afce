"""Music positions: section, bar and beat from 1; ``end``, ``cutoff`` and ``//``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.score.form import Kind, Passage, Spot, ending, preceding
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from rig.notation.words import Word
    from rig.score.measure import Ticks

SPOT: Final = re.compile(r"(?:([A-Z][A-Za-z]*):)?([A-Z][A-Za-z]*)(\d{1,4})(?:\.(\d{1,2}))?")
BEFORE: Final = re.compile(r"(.+?)(-\d{1,4}(?:\.\d{1,6})?)([bs])")
SILENCE: Final = re.compile(r"//(\d{0,2})")
ENDS: Final = ("end", "cutoff")
_MEANT: Final = re.compile(r"(?:[A-Z][A-Za-z]*:)?[A-Z][A-Za-z]*\d|(end|cutoff)(-\d|$)")


def is_spot(word: Word) -> bool:
    """Whether a word is meant as a music position."""
    return not word.quoted and (word.text.startswith("//") or bool(_MEANT.match(word.text)))


def read_spot(word: Word, passages: tuple[Passage, ...]) -> Spot | None:
    """The place a word names in a cue's form; None and a problem when there is none."""
    if word.quoted:
        word.complain("a place in the music stands without quotes")
        return None
    if not passages:
        word.complain(f"{word.text}: this cue has no play, so it has no bars; leave it out")
        return None
    before = BEFORE.fullmatch(word.text) if "-" in word.text else None
    spot = _named(word, before[1] if before else word.text, passages)
    if spot is None or before is None:
        return spot
    return _earlier(word, spot, before, passages)


def _named(word: Word, text: str, passages: tuple[Passage, ...]) -> Spot | None:
    if text in ENDS:
        return Spot(len(passages) - 1, passages[-1].length)
    if silence := SILENCE.fullmatch(text):
        return _silence(word, silence[1], passages)
    found = SPOT.fullmatch(text)
    if found is None:
        word.complain(f"{text} is no place in the music; write A1, B8.3, end or //")
        return None
    number = named_passage(word, found[1] or "", found[2], passages)
    if number is None:
        return None
    return _bar_and_beat(word, number, int(found[3]), int(found[4] or 1), passages[number])


def _silence(word: Word, number: str, passages: tuple[Passage, ...]) -> Spot | None:
    silences = [n for n, passage in enumerate(passages) if passage.kind is Kind.CAESURA]
    if not number and len(silences) > 1:
        word.complain("there is more than one // in this cue's play; write //1, //2 …")
    elif not 0 < int(number or 1) <= len(silences):
        word.complain(f"there is no {word.text} in this cue's play")
    else:
        return Spot(silences[int(number or 1) - 1], 0)
    return None


def named_passage(word: Word, theme: str, name: str, passages: tuple[Passage, ...]) -> int | None:
    """The passage of this name: the cue's own before a theme's; None and a problem when none is."""
    named = []
    for number, passage in enumerate(passages):
        if passage.name == name:
            # What is the cue's own has no theme, so a name alone means it before any theme's.
            if passage.theme == theme:
                return number
            named.append(number)
    themes = {passages[number].theme for number in named}
    if not theme and len(themes) > 1:
        both = " or ".join(f"{one}:{name}" for one in sorted(themes))
        word.complain(f"two themes of this cue have a section {name}: write {both}")
        return None
    if theme or not named:
        names = (passage.name for passage in passages)
        there = ", ".join(dict.fromkeys(one for one in names if one[0].isupper())) or "none"
        whose = f"{theme}:{name}" if theme else name
        word.complain(f"there is no section {whose} in this cue; it has: {there}")
        return None
    return named[0]


def _bar_and_beat(word: Word, number: int, bar: int, beat: int, passage: Passage) -> Spot | None:
    first, last = passage.first_bar, passage.first_bar + passage.bars - 1
    lead_in = passage.pickup and bar == first - 1
    if not (first <= bar <= last or lead_in):
        word.complain(f"section {passage.name} has bars {first} to {last}")
        return None
    offset = passage.pickup + (bar - first) * passage.meter.bar + (beat - 1) * passage.meter.beat
    if not 0 < beat <= passage.meter.count:
        word.complain(f"a bar of {passage.name} has beats 1 to {passage.meter.count}")
        return None
    if offset < 0:
        from_beat = passage.meter.count - passage.pickup // passage.meter.beat + 1
        word.complain(f"the pick-up of {passage.name} begins with beat {from_beat} of bar {bar}")
        return None
    return Spot(number, offset)


def _earlier(
    word: Word, spot: Spot, before: re.Match[str], passages: tuple[Passage, ...]
) -> Spot | None:
    """The place so many beats of its own meter, or so many seconds as written, before another.

    Not across a vamp, whose end nobody knows.
    """
    back = -Fraction(before[2])
    crossed = number = spot.passage
    offset = spot.offset
    if before[1] in ENDS:
        # Before the end is in what is played last as written, in the last of its turns.
        crossed, number = len(passages), ending(passages)
        offset = passages[number].length
        spot = Spot(number, offset)
        if passages[number].kind in (Kind.VAMP, Kind.CAESURA):
            word.complain(
                f"{word.text} lies before {passages[number].name} ends, and nobody knows when"
            )
            return None
    us = back * SECOND_US
    if before[3] == "b":
        offset -= int(back * passages[number].meter.beat)
    else:
        offset = _seconds_before(passages[number], offset, us)
    while offset < 0:
        us -= Fraction(passages[number].law.us_to(spot.offset))
        number = preceding(passages, number)
        if number < 0:
            word.complain(f"{word.text} lies before the cue begins")
            return None
        passage = passages[number]
        if passage.waits:
            word.complain(f"{word.text} lies before {passage.name} ends, and nobody knows when")
            return None
        spot = Spot(number, passage.length)
        offset += passage.length
        if before[3] == "s":
            offset = _seconds_before(passage, passage.length, us)
    return Spot(number, offset, number != crossed and passages[number].most != 1)


def _seconds_before(passage: Passage, offset: Ticks, us: Fraction) -> Ticks:
    """The place so long before another of the same passage; negative before its begin."""
    return passage.law.ticks_to(Fraction(passage.law.us_to(offset)) - us)
