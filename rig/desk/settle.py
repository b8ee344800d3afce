"""What the tempo search found, put into the sheet: tempo, meter, bars, and places instead of ``~``.

Nothing is written unless the file, read again, says just that and of every other cue what it said.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from rig.desk.case import on_end
from rig.desk.straight import straight
from rig.desk.tries import bars_of
from rig.errors import RigError
from rig.notation.document import read
from rig.notation.edit import edited
from rig.notation.words import items
from rig.score.lines import take_position
from rig.score.measure import TICKS_PER_BEAT
from rig.score.play_words import METER, TEMPO
from rig.score.read import read_sheet
from rig.score.read_cue import CUE_KEYS
from rig.score.told import meter_told

if TYPE_CHECKING:
    from rig.desk.case import Case
    from rig.desk.reading import Reading
    from rig.desk.straight import Straight
    from rig.desk.tries import Tries
    from rig.notation.document import Document, Text
    from rig.notation.places import Path
    from rig.notation.words import Item
    from rig.score.sheet import Hit, Sheet

_METER: Final = re.compile(METER)
_GROUPS: Final = re.compile(r"\d+(?:\+\d+)+")
_TEMPO: Final = re.compile(TEMPO)
_OF_A_THEME: Final = re.compile(r"\d+-\d+")

_NOTHING: Final = "nothing was written"


def places(case: Case, one: Tries, reading: Reading) -> tuple[str, ...]:
    """What the beat of each hit is called; empty where it has no name."""
    music = _music(case, reading)
    ticks = (round(landing.beat * one.meter.pulse) for landing in reading.landings)
    return tuple(music.place(at, one.meter) for at in ticks)


def _music(case: Case, reading: Reading) -> Straight:
    """The bars a reading has."""
    if not case.open_bars:
        return case.music
    bars = bars_of(case, reading)
    span = replace(case.music.spans[0], bars=bars)
    return replace(case.music, spans=(span,), bars=bars)


def settled(
    content: bytes, document: Document, case: Case, one: Tries, reading: Reading
) -> tuple[bytes, dict[str, str]]:
    """The sheet's bytes with a reading in them, and the lines of the cue that are new.

    Raises ``RigError`` where its form is such that only the player can say what becomes of it.
    """
    cue = case.sheet.cues[case.number]
    table = document.table("cue", cue.number)
    assert table is not None, "a cue was read from it"
    play, hits = table.text("play"), table.text("hits")
    named = places(case, one, reading)
    met = [(case.hits[number], named[number]) for number, _ in reading.met]
    chosen = [(hit, place) for hit, place in met if place and hit.spot is None]
    new = {"play": _play(play, case, one, reading)}
    if hits is not None and chosen:
        new["hits"] = _hits(hits, case, chosen)
    values: dict[Path, str] = {("cue", cue.number, key): value for key, value in new.items()}
    written = edited(content, values, CUE_KEYS)
    again = read(document.file, written)
    sheet = read_sheet(again) if again.readable else None
    if sheet is None or again.problems:
        raise RigError(f"cue {cue.number} would not be readable so: {again.problems[0].message}")
    _check(case, one, reading, sheet)
    return written, new


def tempo_word(one: Tries, reading: Reading) -> str:
    """A tempo as the sheet writes it."""
    bpm, pulse = one.bpm[reading.tempo], one.meter.pulse
    for letter, quarters in (("w", 4), ("h", 2), ("q", 1), ("e", 0.5), ("s", 0.25)):
        for dot, times in (("", 1), (".", 1.5)):
            if pulse == quarters * times * TICKS_PER_BEAT:
                return f"{letter}{dot}={float(bpm):.10g}"
    return f"q={float(bpm * pulse / TICKS_PER_BEAT):.10g}"


def _play(play: Text | None, case: Case, one: Tries, reading: Reading) -> str:
    """The line of music: the first section's tempo and meter, and its bars where they are open."""
    bars, meter, tempo = bars_of(case, reading), meter_told(one.meter), tempo_word(one, reading)
    item = next(items(play), None) if play is not None else None
    if play is None or item is None:
        return f"A {bars} {meter} {tempo}"
    theme = case.sheet.cues[case.number].passages[0].theme
    same = one.meter == case.music.meter
    if theme and not same:
        raise RigError(f"the meter of {theme} is written in [theme.{theme}]; {_NOTHING}")
    changes = _changes(item, "" if same else meter, tempo, bars if case.open_bars else None)
    value = play.value
    for begin, end, text in sorted(changes, reverse=True):
        value = value[:begin] + text + value[end:]
    return value


def _changes(item: Item, meter: str, tempo: str, bars: int | None) -> list[tuple[int, int, str]]:
    """What to write instead of which letters of a section; an empty meter stays as it is."""
    changes = []
    behind = item.first.at + len(item.first.text)
    wanted = {"meter": meter, "tempo": tempo}
    for number, word in enumerate(item.words):
        begin, end = word.at, word.at + len(word.text)
        after = item.words[number + 1] if number + 1 < len(item.words) else None
        if word.quoted:
            continue
        if number == 1 and word.text.isdecimal():
            behind = end
            if bars is not None:
                changes.append((begin, end, str(bars)))
        elif _OF_A_THEME.fullmatch(word.text) and number == 1:
            behind = end
        elif _METER.fullmatch(word.text):
            if after is not None and not after.quoted and _GROUPS.fullmatch(after.text):
                end = after.at + len(after.text)
            behind = end
            if said := wanted.pop("meter"):
                changes.append((begin, end, said))
        elif _TEMPO.fullmatch(word.text):
            changes.append((begin, end, wanted.pop("tempo")))
        elif word.text == "click" and after is not None:
            changes.append((begin, after.at + len(after.text), wanted.pop("tempo")))
    missing = "".join(f" {word}" for word in wanted.values() if word)
    return [*changes, (behind, behind, missing)] if missing else changes


def _hits(line: Text, case: Case, chosen: list[tuple[Hit, str]]) -> str:
    """The hits, with places instead of their ``~``; columns stay where there is room."""
    own = case.sheet.cues[case.number].hits
    value = line.value
    for item, hit in reversed([*zip(items(line), own, strict=True)]):
        place = next((place for other, place in chosen if other is hit), "")
        if place:
            word = take_position(item.words, case.sheet.film)[1][0]
            end = word.at + len(word.text)
            room = len(value[end:]) - len(value[end:].lstrip(" ")) - 1
            end += max(min(room, len(place) - len(word.text)), 0)
            value = value[: word.at] + place + value[end:]
    return value


def _check(case: Case, one: Tries, reading: Reading, sheet: Sheet) -> None:
    """Refuse a sheet that says anything else than what it shall."""
    number, old = case.number, case.sheet.cues[case.number]
    for before, after in zip(case.sheet.cues, sheet.cues, strict=True):
        if before != after and before is not old:
            raise RigError(
                f"cue {after.number} takes its tempo or meter from cue {old.number}:"
                f" write its own into it first; {_NOTHING}"
            )
    music, wanted = straight(sheet.cues[number].passages), _music(case, reading)
    bpm = one.bpm[reading.tempo] * one.meter.pulse / TICKS_PER_BEAT
    shall = (one.meter, bpm, wanted.bars)
    if music is None or (music.meter, music.bpm, music.bars) != shall:
        raise RigError(
            f"cue {old.number} says its tempo or meter again further on:"
            f" change it by hand; {_NOTHING}"
        )
    _check_hits(case, one, reading, sheet.cues[number].hits, music)


def _check_hits(
    case: Case, one: Tries, reading: Reading, hits: tuple[Hit, ...], music: Straight
) -> None:
    """Refuse hits that fall elsewhere than they did, or than was chosen."""
    old = case.sheet.cues[case.number]
    met = {id(case.hits[number]): round(beat * one.meter.pulse) for number, beat in reading.met}
    for before, hit in zip(old.hits, hits, strict=True):
        placed = None if hit.spot is None else music.ticks_of(hit.spot, one.meter)
        if hit.spot is None or on_end(before, old):
            right = before.spot is None or hit.spot is not None
        elif before.spot is None:
            right = placed == met.get(id(before))
        else:
            right = placed == case.music.ticks_of(before.spot, one.meter)
        if not right or replace(hit, spot=before.spot) != before:
            raise RigError(f"{hit.text or 'a hit'} would move to another beat; {_NOTHING}")
