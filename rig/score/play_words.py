"""The words of one section of ``play``: meter, tempo, how often, where it may be left or held."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.notation.document import meant
from rig.score.form import Kind, Meter
from rig.score.laws import Shape
from rig.score.measure import SECOND_US
from rig.score.tempo_words import bpm_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.notation.words import Word
    from rig.score.measure import Micros

COUNT_MAX: Final = 32
"""Units in a bar, and beats of a pick-up or a count-in."""

TIMES_MAX: Final = 99
"""How often a section may be repeated."""

TRANSPOSE_MAX: Final = 24
"""Semitones."""

METER: Final = r"\d{1,2}/\d{1,2}"
TEMPO: Final = r"[whqes]\.?=\d+(?:\.\d+)?(?:>\d+(?:\.\d+)?)?"
PLACE: Final = r"\d{1,4}(?:\.\d{1,2})?"
"""A bar, or a bar and a beat, within a section."""

SHAPES: Final = {shape.value: shape for shape in Shape}
UNIT_VALUES: Final = (1, 2, 4, 8, 16)
_FRAMES_A_MINUTE: Final = 1440
_EIGHTHS: Final = 8
_KINDS: Final = {"safety": (Kind.SAFETY, 1, 2), "optional": (Kind.OPTIONAL, 0, 1)}
_INSTEAD: Final = {
    "repeat": "2x, or 2-4x",
    "bars": "only their number, as A 8",
    "rit": "q=96>80",
    "rit.": "q=96>80",
    "rall": "q=96>80",
    "accel": "q=80>96",
    "linear": "beats or time behind a ramp",
    "hold": "fermata",
    "till": "vamp",
}
"""What stands for words a musician might try."""

_METER: Final = re.compile(r"(\d+)/(\d+)")
GROUPS: Final = re.compile(r"\d{1,2}(?:\+\d{1,2})+")
_TEMPO: Final = re.compile(r"([whqes])(\.?)=([^>]*)(?:>(.*))?")
_PLACE: Final = re.compile(PLACE)
SECONDS: Final = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)s")
TIMES: Final = re.compile(r"(\d+)(?:-(\d+))?x")
_CLICK: Final = re.compile(r"(\d{1,3})[-/](\d)")
SEMITONES: Final = re.compile(r"[+-]\d{1,2}")
BARS: Final = re.compile(r"(\d{1,4})-(\d{1,4})")


class Said(NamedTuple):
    """What an item of ``play`` says; meter and tempo are those in force until it says others.

    A tuple and no dataclass: every word makes another one, and replacing is faster so.
    """

    meter: Meter
    start: Fraction | None
    """Quarters per minute at its begin; None before the first tempo of the sheet."""
    end: Fraction | None
    shape: Shape = Shape.BEATS
    click: Fraction | None = None
    """Felt beats a minute, of a frame click."""
    character: str = ""
    kind: Kind = Kind.SECTION
    least: int = 1
    most: int | None = 1
    out: tuple[Word, ...] | None = None
    """Where a vamp may be left; None where nothing is said."""
    holds: tuple[tuple[Word | None, Micros | None], ...] = ()
    """Each fermata: its place, None for the end, and its longest."""
    pickup: int = 0
    """Units of the meter."""
    clicks: int = 0
    """Felt beats of warning clicks."""
    bars: tuple[int, int] | None = None
    """Of a theme: the bars recalled."""
    transpose: int = 0
    words: tuple[tuple[str, Word], ...] = ()
    """What was said already, each only once, and the word that said it."""


def obey(words: tuple[Word, ...], said: Said) -> Said:
    """What an item says when all its words are obeyed; each that cannot be is a problem."""
    while words:
        words, said = _obey(words, said)
    return said


def _obey(words: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    word, rest = words[0], words[1:]
    if word.quoted:
        return rest, _once(word, "character", said)._replace(character=word.text)
    if read := _READERS.get(word.text):
        return read(word, rest, said)
    if known := _known(word.text):
        found, name, take = known
        return rest, take(word, found, _once(word, name, said))
    if word.text in SHAPES:
        return rest, _shaped(word, said)
    instead = _INSTEAD.get(word.text)
    cure = f"; write {instead}" if instead else meant(word.text, WORDS)
    word.complain(f"{word.text} is no word of play{cure}")
    return rest, said


@lru_cache(1024)
def _known(
    text: str,
) -> tuple[re.Match[str], str, Callable[[Word, re.Match[str], Said], Said]] | None:
    """Which pattern a word has, what that says, and who takes it; the same words come often."""
    for pattern, name, take in _PATTERNS:
        if found := pattern.fullmatch(text):
            return found, name, take
    return None


def _once(word: Word, name: str, said: Said) -> Said:
    """What is said but for this; saying it twice is a problem, and the last holds."""
    if name in dict(said.words):
        word.complain(f"this section has its {name} already")
    return said._replace(words=(*said.words, (name, word)))


def _meter(word: Word, found: re.Match[str], said: Said) -> Said:
    count, unit = int(found[1]), int(found[2])
    if not 0 < count <= COUNT_MAX or unit not in UNIT_VALUES:
        word.complain(f"{word.text} is no meter; write 3/4, 4/4, 6/8 …")
        return said
    return said._replace(meter=Meter(count, unit))


def _groups(word: Word, found: re.Match[str], said: Said) -> Said:
    groups = tuple(int(group) for group in found[0].split("+"))
    meter = said.meter
    if sum(groups) != meter.count or 0 in groups:
        word.complain(f"{word.text} does not fill a bar of {meter.count}/{meter.unit}")
        return said
    return said._replace(meter=replace(meter, groups=groups))


def _tempo(word: Word, found: re.Match[str], said: Said) -> Said:
    start = bpm_of(word, found[3], found[1] + found[2])
    end = start if found[4] is None else bpm_of(word, found[4], found[1] + found[2])
    return said._replace(start=start, end=end, click=None) if start and end else said


def _shaped(word: Word, said: Said) -> Said:
    """The law of the ramp that was just written."""
    said = _once(word, "law", said)
    if said.start == said.end:
        word.complain(f"{word.text} says how a tempo changes: write it after a ramp, as q=96>72")
        return said
    return said._replace(shape=SHAPES[word.text])


def _times(word: Word, found: re.Match[str], said: Said) -> Said:
    least, most = int(found[1]), int(found[2] or found[1])
    if not 0 < least <= most <= TIMES_MAX:
        word.complain(f"a section is repeated 1 to {TIMES_MAX} times, as 3x or 2-4x")
        return said
    if most == 1:
        word.advise("1x repeats nothing")
    return said._replace(least=least, most=most)


def _semitones(word: Word, found: re.Match[str], said: Said) -> Said:
    semitones = int(found[0])
    if abs(semitones) > TRANSPOSE_MAX:
        word.complain(f"a theme is transposed by up to {TRANSPOSE_MAX} semitones")
    return said._replace(transpose=semitones)


def _recalled(word: Word, found: re.Match[str], said: Said) -> Said:
    first, last = int(found[1]), int(found[2])
    if not 0 < first <= last:
        word.complain(f"bars go from a lower to a higher number: {word.text}")
        return said
    return said._replace(bars=(first, last))


def _vamp(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    return rest, _once(word, "form", said)._replace(kind=Kind.VAMP, most=None)


def _kind(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    kind, least, most = _KINDS[word.text]
    return rest, _once(word, "form", said)._replace(kind=kind, least=least, most=most)


def _out(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    said = _once(word, "out", said)
    places, rest = _while(_PLACE, rest)
    if said.kind is not Kind.VAMP:
        word.complain("out belongs to a vamp: write vamp out 2 4")
    elif not places:
        word.complain("out says at the end of which bars: write vamp out 2 4")
    return rest, said._replace(out=places)


def _while(
    pattern: re.Pattern[str], words: tuple[Word, ...]
) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words up to the first that is not such a one, and the rest."""
    for number, word in enumerate(words):
        if word.quoted or not pattern.fullmatch(word.text):
            return words[:number], words[number:]
    return words, ()


def _fermata(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    place = None
    if rest and not rest[0].quoted and _PLACE.fullmatch(rest[0].text):
        place, rest = rest[0], rest[1:]
    most_us: int | None = None
    if rest and rest[0].text == "max" and not rest[0].quoted:
        found = SECONDS.fullmatch(rest[1].text) if len(rest) > 1 else None
        if found is None:
            rest[0].complain("a fermata's longest is in seconds: write fermata 8.3 max 6s")
        most_us = round(Fraction(found[1]) * SECOND_US) if found else None
        rest = rest[2 if found else 1 :]
    said = said._replace(words=(*said.words, ("fermata", word)))
    return rest, said._replace(holds=(*said.holds, (place, most_us)))


def _max(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    word.complain("max belongs to a fermata: write fermata 8.3 max 6s")
    return rest, said


def _counted(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    """``pickup`` and ``count``, with their beats."""
    said = _once(word, word.text, said)
    text = rest[0].text if rest and not rest[0].quoted else ""
    if not text.isdecimal() or not 0 < int(text) <= COUNT_MAX:
        word.complain(f"{word.text} has its beats behind it: write {word.text} 1")
        return rest, said
    beats = int(text)
    if word.text == "pickup":
        return rest[1:], said._replace(pickup=beats)
    return rest[1:], said._replace(clicks=beats)


def _click(word: Word, rest: tuple[Word, ...], said: Said) -> tuple[tuple[Word, ...], Said]:
    """A frame click: one felt beat every so many frames and eighths of 24 fps film."""
    said = _once(word, "tempo", said)
    found = _CLICK.fullmatch(rest[0].text) if rest and not rest[0].quoted else None
    eighths = int(found[1]) * _EIGHTHS + int(found[2]) if found else 0
    if not found or int(found[2]) >= _EIGHTHS or not eighths:
        word.complain("a click is frames and eighths of 24 fps film: write click 12-2")
        return rest[1:] if found else rest, said
    return rest[1:], said._replace(click=Fraction(_FRAMES_A_MINUTE * _EIGHTHS, eighths))


_READERS: Final[
    dict[str, Callable[[Word, tuple[Word, ...], Said], tuple[tuple[Word, ...], Said]]]
] = {
    "vamp": _vamp,
    "out": _out,
    "safety": _kind,
    "optional": _kind,
    "fermata": _fermata,
    "max": _max,
    "pickup": _counted,
    "count": _counted,
    "click": _click,
}

_PATTERNS: Final[
    tuple[tuple[re.Pattern[str], str, Callable[[Word, re.Match[str], Said], Said]], ...]
] = (
    (_METER, "meter", _meter),
    (GROUPS, "groups", _groups),
    (_TEMPO, "tempo", _tempo),
    (TIMES, "form", _times),
    (SEMITONES, "transposition", _semitones),
    (BARS, "bars", _recalled),
)

WORDS: Final = (*_READERS, *SHAPES, "tacet", "or")
"""Every word of ``play``, for who mistypes one."""
