"""Reading ``play``: the form of a cue, its meter and its tempo."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.notation.document import meant
from rig.notation.words import Item, items
from rig.score.form import Hold, Kind, Meter, Passage
from rig.score.measure import TICKS_PER_BEAT
from rig.score.play_words import UNIT_VALUES, WORDS, Said, obey
from rig.score.tempo import BPM_MAX, BPM_MIN, Law, Ramp, Steady, ends_of
from rig.score.theme import Recall, recall

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.notation.document import Text
    from rig.notation.words import Word
    from rig.score.measure import Micros, Ticks
    from rig.score.sheet import Theme

BARS_MAX: Final = 9999

NAME: Final = re.compile(r"[A-Z][A-Za-z]*")
_REST_NAMES: Final = ("tacet", "count", "//")
"""Passages that have no name of their own: any number of them in a cue."""


class Running(NamedTuple):
    """The meter and tempo in force, as they hold until changed."""

    meter: Meter
    bpm: Fraction | None
    """Quarters per minute; None before the first tempo of the sheet."""


class Form(NamedTuple):
    """What ``play`` comes to; a tuple and no dataclass, as every item adds to it."""

    passages: tuple[Passage, ...]
    recalls: tuple[Recall, ...]
    """Where the themes it recalls lie in it, each passage of them."""


NOTHING: Final = Form((), ())


def read_play(line: Text, running: Running, themes: Mapping[str, Theme]) -> tuple[Form, Running]:
    """The form of a cue, and what holds after it; problems are noted on the line."""
    form = NOTHING
    for item in items(line):
        endings = _endings(item)
        first = len(form.passages)
        before = running
        for number, ending in enumerate(endings):
            more, after = _item(
                ending, running if number == 0 else before, themes, len(form.passages)
            )
            if len(endings) > 1:
                more = _marked(more, first, ending)
            form, running = _joined(form, more, ending), after if number == 0 else running
    return form, running


def _endings(item: Item) -> list[Item]:
    """The item cut at each ``or``: alternative endings, or itself alone."""
    if "or" not in [word.text for word in item.words]:
        return [item]
    parts: list[list[Word]] = [[]]
    for word in item.words:
        if word.text == "or" and not word.quoted:
            parts.append([])
        else:
            parts[-1].append(word)
    if not all(parts):
        item.complain("or stands between two endings: write X 2 or Y 6")
    return [Item(item.line, tuple(part)) for part in parts if part]


def _marked(ending: Form, first: int, item: Item) -> Form:
    """An ending, told which passage is the first of those it is one of."""
    passages = ending.passages
    if ending.recalls or len(passages) > 1 or any(one.kind is not Kind.SECTION for one in passages):
        item.complain("an ending is one section, as X 2 or Y 6")
    return ending._replace(passages=tuple(replace(one, ending_of=first) for one in passages))


def _joined(form: Form, more: Form, item: Item) -> Form:
    known = {one.name for one in form.passages if not one.theme}
    for passage in more.passages:
        if passage.name in known and not passage.theme and passage.name not in _REST_NAMES:
            item.first.complain(f"there are two sections {passage.name}; name one differently")
    return Form(form.passages + more.passages, form.recalls + more.recalls)


def _item(
    item: Item, running: Running, themes: Mapping[str, Theme], here: int
) -> tuple[Form, Running]:
    """The passages of an item, of which the first is number ``here`` of the form."""
    name = item.first
    if name.text == "//" and not name.quoted:
        for word in item.words[1:]:
            word.complain("nothing follows // in an item; begin the next one after |")
        silence = Steady(running.bpm or Fraction(60))
        return Form((Passage("//", Kind.CAESURA, 0, running.meter, silence),), ()), running
    if name.text in themes and not name.quoted:
        return _theme(item, running, themes[name.text], here)
    bars = _bars(item, themes)
    said = obey(
        item.words[1 if bars is None else 2 :], Said(running.meter, running.bpm, running.bpm)
    )
    for word in (word for what, word in said.words if what in ("bars", "transposition")):
        word.complain(f"{word.text} belongs to a theme, and {name.text} is none")
    if bars is None:
        return NOTHING, Running(said.meter, said.end)
    said = _clicked(item, said)
    if said.start is None:
        name.complain("no tempo holds here yet; write one, such as q=96")
        return NOTHING, running
    return Form(tuple(_passages(name, bars, said)), ()), Running(said.meter, said.end)


def _bars(item: Item, themes: Mapping[str, Theme]) -> int | None:
    """Name and bars an item begins with; None and a problem when it does not."""
    name = item.first
    if name.quoted or not (NAME.fullmatch(name.text) or name.text == "tacet"):
        name.complain("a section begins with its name and its bars, such as A 16")
        return None
    number = item.words[1] if len(item.words) > 1 else None
    if number is None or number.quoted or not number.text.isdecimal():
        if number is None or "=" in number.text or "-" in number.text:
            known = meant(name.text, tuple(themes)) if themes else "; no theme is written"
            name.complain(f"{name.text} has no bars (write {name.text} 16), and is no theme{known}")
        else:
            number.complain(f"bars are a whole number: write {name.text} 16")
        return None
    bars = int(number.text)
    if not 0 < bars <= BARS_MAX:
        number.complain(f"a section has 1 to {BARS_MAX} bars")
        return None
    return bars


def _clicked(item: Item, said: Said) -> Said:
    """The tempo of a frame click, of which a felt beat has one."""
    if said.click is None:
        return said
    bpm = said.click * Fraction(said.meter.pulse, TICKS_PER_BEAT)
    if not BPM_MIN <= bpm <= BPM_MAX:
        item.complain(f"that click is {float(bpm):g} quarters a minute; {BPM_MIN} to {BPM_MAX}")
        return said
    return said._replace(start=bpm, end=bpm)


def _passages(name: Word, bars: int, said: Said) -> list[Passage]:
    """A section as said, its warning clicks before it."""
    assert said.start is not None, "a section has a tempo"
    assert said.end is not None, "a tempo that begins also ends"
    pickup = said.pickup * said.meter.beat
    length = pickup + bars * said.meter.bar
    law: Law = Steady(said.start)
    if said.start != said.end:
        law = Ramp(said.start, said.end, length, said.shape)
    passages = []
    if said.clicks:
        clicks = said.clicks * said.meter.pulse
        passages = [Passage("count", Kind.COUNT, 0, said.meter, Steady(said.start), pickup=clicks)]
    if said.pickup >= said.meter.count:
        name.complain("a pick-up is shorter than a bar")
    holds = _holds(name, said, bars, pickup)
    if holds and (said.most != 1 or said.kind is Kind.VAMP):
        name.complain("a fermata stands in bars that are played once")
    tacet = name.text == "tacet"
    if tacet and said.kind is not Kind.SECTION:
        name.complain("tacet is bars of silence, played once: write V 4 vamp for a silent vamp")
    section = Passage(
        name=name.text,
        kind=Kind.TACET if tacet else said.kind,
        bars=bars,
        meter=said.meter,
        law=law,
        character=said.character,
        exits=_exits(said, bars, pickup),
        holds=tuple(sorted(holds, key=attrgetter("offset"))),
        pickup=pickup,
        least=said.least,
        most=said.most,
    )
    return [*passages, section]


def _end_of_beat(word: Word, said: Said, bars: int, pickup: Ticks) -> Ticks | None:
    """Where a bar or a beat of a section ends; None and a problem where it has no such."""
    meter = said.meter
    bar, _, rest = word.text.partition(".")
    beat = int(rest) if rest else meter.count
    if not 0 < int(bar) <= bars or not 0 < beat <= meter.count:
        what = "the vamp" if said.kind is Kind.VAMP else "the section"
        word.complain(f"{what} has bars 1 to {bars} with beats 1 to {meter.count}")
        return None
    return pickup + (int(bar) - 1) * meter.bar + beat * meter.beat


def _exits(said: Said, bars: int, pickup: Ticks) -> tuple[Ticks, ...]:
    """Where a vamp may be left; its end, when nothing is said."""
    if said.kind is not Kind.VAMP:
        return ()
    ends = {_end_of_beat(word, said, bars, pickup) for word in said.out or ()}
    exits = sorted(end for end in ends if end is not None)
    return tuple(exits) or (pickup + bars * said.meter.bar,)


def _holds(name: Word, said: Said, bars: int, pickup: Ticks) -> list[Hold]:
    """Its fermatas: each where the held beat ends, the section's end where nothing is said."""
    holds: dict[Ticks, Micros | None] = {}
    for place, max_us in said.holds:
        end: Ticks | None = pickup + bars * said.meter.bar
        if place is not None:
            end = _end_of_beat(place, said, bars, pickup)
        if end is not None:
            if end in holds:
                (place or name).complain("this beat has its fermata already")
            holds[end] = max_us
    return [Hold(offset, max_us) for offset, max_us in holds.items()]


_OF_A_THEME: Final = ("bars", "tempo", "transposition", "character")


def _theme(item: Item, running: Running, theme: Theme, here: int) -> tuple[Form, Running]:
    """A theme recalled: its bars, its tempo, its key may be others."""
    words = item.words[1:]
    if words and words[0].text.isdecimal() and not words[0].quoted:
        words[0].complain(f"{theme.name} is a theme: write {theme.name} alone, or its bars, 1-8")
        words = words[1:]
    meter = theme.passages[0].meter if theme.passages else running.meter
    said = obey(words, Said(meter, None, None))
    for what, word in said.words:
        if what not in _OF_A_THEME:
            word.complain(
                f"{word.text}: a theme is recalled with other bars, tempo or key (+3), no more"
            )
    said = _clicked(item, said)
    if said.start != said.end:
        item.complain("a theme is recalled at one tempo, which all of it follows")
    recalled = recall(item, theme, said, here)
    if not recalled:
        return NOTHING, running
    passages = tuple(passage for _, passage in recalled)
    last = passages[-1]
    recalls = tuple(one for one, _ in recalled)
    return Form(passages, recalls), Running(last.meter, ends_of(last.law)[1])


assert TICKS_PER_BEAT % max(UNIT_VALUES) == 0
assert "tacet" in WORDS
