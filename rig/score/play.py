"""Reading ``play``: the form of a cue, its meter and its tempo."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.notation.document import meant
from rig.notation.words import items
from rig.score.measure import TICKS_PER_BEAT
from rig.score.sheet import Kind, Meter, Passage
from rig.score.tempo import BPM_MAX, BPM_MIN, Law, Ramp, Steady

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.notation.document import Text
    from rig.notation.words import Item, Word
    from rig.score.measure import Ticks

BARS_MAX: Final = 9999

_NAME: Final = re.compile(r"[A-Z][A-Za-z]*")
_METER: Final = re.compile(r"(\d+)/(\d+)")
_TEMPO: Final = re.compile(r"([whqes])(\.?)=([^>]*)(?:>(.*))?")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_EXIT: Final = re.compile(r"\d+(?:\.\d+)?")
_UNITS: Final = {"w": Fraction(4), "h": Fraction(2), "q": Fraction(1), "e": Fraction(1, 2)}
_UNITS["s"] = Fraction(1, 4)
_UNIT_VALUES: Final = (1, 2, 4, 8, 16)
_COUNT_MAX: Final = 32
_ARGUMENT: Final = re.compile(r"\d+(?:[.-]\d+)?s?")
_WORDS: Final = ("vamp", "out")
_LATER_WORDS: Final = ("safety", "optional", "fermata", "pickup", "click", "tacet", "max", "or")
_LATER: Final = (
    (re.compile(r"\d+x|\d+-\d+x"), "repeats"),
    (re.compile(r"\d+-\d+"), "bars of a theme"),
    (re.compile(r"\d+(\+\d+)+"), "groups of a meter"),
)


@dataclass(frozen=True, slots=True)
class Running:
    """The meter and tempo in force, as they hold until changed."""

    meter: Meter
    bpm: Fraction | None
    """Quarters per minute; None before the first tempo of the sheet."""


def read_play(line: Text, running: Running) -> tuple[tuple[Passage, ...], Running]:
    """The passages of a cue, and what holds after it; problems are noted on the line."""
    passages: list[Passage] = []
    start = 0
    names: set[str] = set()
    for item in items(line):
        passage, running = _passage(item, start, running)
        if passage is None:
            continue
        if passage.name in names and passage.kind is not Kind.CAESURA:
            item.first.complain(f"there are two sections {passage.name}; name one differently")
        names.add(passage.name)
        start = passage.end
        passages.append(passage)
    return tuple(passages), running


def _passage(item: Item, start: Ticks, running: Running) -> tuple[Passage | None, Running]:
    if item.first.text == "//" and not item.first.quoted:
        for word in item.words[1:]:
            word.complain("nothing follows // in an item; begin the next one after |")
        silence = Steady(running.bpm or Fraction(60))
        return Passage("//", Kind.CAESURA, 0, running.meter, silence, "", (), start), running
    bars = _bars(item)
    later = item.first.text in _LATER_WORDS
    draft = _Draft(running.meter, running.bpm, running.bpm, later=later)
    for word in item.words[1 if bars is None else 2 :]:
        draft = _take(word, draft)
    if draft.out == ():
        item.complain("out says at the end of which bars: write vamp out 2 4")
    if bars is None:
        return None, Running(draft.meter, draft.end)
    if draft.start is None:
        item.complain("no tempo holds here yet; write one, such as q=96")
        return None, running
    if draft.end is not None and draft.end != draft.start:
        law: Law = Ramp(draft.start, draft.end, bars * draft.meter.bar)
    else:
        law = Steady(draft.start)
    passage = Passage(
        name=item.first.text,
        kind=Kind.VAMP if draft.vamp else Kind.SECTION,
        bars=bars,
        meter=draft.meter,
        law=law,
        character=draft.character,
        exits=tuple(_exits(draft, bars)),
        start=start,
    )
    return passage, Running(draft.meter, draft.end)


def _bars(item: Item) -> int | None:
    """Name and bars an item begins with; None and a problem when it does not."""
    name = item.first
    if name.quoted or not _NAME.fullmatch(name.text):
        if name.text in _LATER_WORDS:
            name.complain(f"{name.text} is not yet built")
        else:
            name.complain("a section begins with its name and its bars, such as A 16")
        return None
    if len(item.words) == 1 or item.words[1].quoted or not item.words[1].text.isdecimal():
        if len(item.words) == 1 or "=" in item.words[1].text or "-" in item.words[1].text:
            name.complain(
                f"{name.text} has no bars: write {name.text} 16; themes are not yet built"
            )
        else:
            item.words[1].complain(f"bars are a whole number: write {name.text} 16")
        return None
    bars = int(item.words[1].text)
    if not 0 < bars <= BARS_MAX:
        item.words[1].complain(f"a section has 1 to {BARS_MAX} bars")
        return None
    return bars


@dataclass(frozen=True, slots=True)
class _Draft:
    meter: Meter
    start: Fraction | None
    end: Fraction | None
    character: str = ""
    vamp: bool = False
    out: tuple[Word, ...] | None = None
    said: frozenset[str] = frozenset()
    """What was said already; each only once."""
    later: bool = False
    """Whether a word that is not yet built was refused, so that numbers may belong to it."""


def _take(word: Word, draft: _Draft) -> _Draft:
    """The draft with one more word of its item obeyed; a problem leaves it as it was."""
    text = word.text
    if kind := _kind(word):
        if kind in draft.said:
            word.complain(f"this section has its {kind} already")
            return draft
        draft = replace(draft, said=draft.said | {kind})
    if word.quoted:
        return replace(draft, character=text)
    if found := _METER.fullmatch(text):
        return replace(draft, meter=_meter(word, int(found[1]), int(found[2])) or draft.meter)
    if found := _TEMPO.fullmatch(text):
        unit = _UNITS[found[1]] * (Fraction(3, 2) if found[2] else 1)
        start = _bpm(word, found[3], unit)
        end = start if found[4] is None else _bpm(word, found[4], unit)
        return replace(draft, start=start, end=end) if start and end else draft
    if text == "vamp":
        return replace(draft, vamp=True)
    if text == "out":
        if not draft.vamp:
            word.complain("out belongs to a vamp: write vamp out 2 4")
        return replace(draft, out=())
    if draft.out is not None and _EXIT.fullmatch(text):
        return replace(draft, out=(*draft.out, word))
    if draft.later and _ARGUMENT.fullmatch(text):
        return draft
    _refuse(word)
    return replace(draft, later=draft.later or text in _LATER_WORDS)


def _kind(word: Word) -> str:
    """What a word says of its section; empty for a number or no word at all."""
    if word.quoted:
        return "character"
    if word.text in _WORDS:
        return word.text
    return "meter" if _METER.fullmatch(word.text) else "tempo" if "=" in word.text else ""


def _refuse(word: Word) -> None:
    """Say of a word that cannot be obeyed whether it is not yet built or not a word at all."""
    later = [name for pattern, name in _LATER if pattern.fullmatch(word.text)]
    if word.text in _LATER_WORDS:
        word.complain(f"{word.text} is not yet built")
    elif later:
        word.complain(f"{later[0]} ({word.text}) are not yet built")
    else:
        word.complain(f"{word.text} is no word of play{meant(word.text, _WORDS + _LATER_WORDS)}")


def _meter(word: Word, count: int, unit: int) -> Meter | None:
    if not 0 < count <= _COUNT_MAX or unit not in _UNIT_VALUES:
        word.complain(f"{word.text} is no meter; write 3/4, 4/4, 6/8 …")
        return None
    return Meter(count, unit)


def _bpm(word: Word, text: str, unit: Fraction) -> Fraction | None:
    if not _NUMBER.fullmatch(text):
        word.complain(f"{word.text} is no tempo; write q=132, or q=132>152 for a ramp")
        return None
    bpm = Fraction(text) * unit
    if not BPM_MIN <= bpm <= BPM_MAX:
        word.complain(f"{word.text} is {float(bpm):g} quarters a minute; {BPM_MIN} to {BPM_MAX}")
        return None
    return bpm


def _exits(draft: _Draft, bars: int) -> Iterator[Ticks]:
    """Where a vamp may be left; its end, when nothing is said."""
    if not draft.vamp:
        return
    meter = draft.meter
    exits: set[Ticks] = set()
    for word in draft.out or ():
        bar, _, rest = word.text.partition(".")
        beat = int(rest) if rest else meter.count
        if not 0 < int(bar) <= bars or not 0 < beat <= meter.count:
            word.complain(f"the vamp has bars 1 to {bars} with beats 1 to {meter.count}")
            continue
        exits.add((int(bar) - 1) * meter.bar + beat * meter.beat)
    if draft.out == ():
        return
    yield from sorted(exits) or (bars * meter.bar,)


assert TICKS_PER_BEAT % max(_UNIT_VALUES) == 0
