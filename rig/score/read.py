"""Reading a cue sheet: a document in, the sheet out, every problem noted in the document."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from rig.notation.document import meant
from rig.score import lines
from rig.score.film import SPEED_MAX, SPEED_MIN, Film
from rig.score.play import Running, read_play
from rig.score.sheet import Cue, Enter, Kind, Leave, Meter, On, Passage, Press, Sheet

if TYPE_CHECKING:
    from rig.notation.document import Document, Table, Text

CUES_MAX: Final = 20_000

_KNOWN: Final = (
    "on",
    "look",
    "play",
    "press",
    "hits",
    "dyn",
    "fire",
    "enter",
    "leave",
    "lead",
    "note",
)
_LATER: Final = ("bend", "hold", "transpose")
_FILM_KNOWN: Final = ("title", "print", "zero", "speed", "miss")
_FILM_LATER: Final = ("bend", "copy", "gauge", "reels")
_MISS: Final = re.compile(r"-(\d{1,5})\s+\+(\d{1,5})\s*ms")
_RATIO: Final = re.compile(r"(\d{1,9})(?:/([1-9]\d{0,8}))?")
_MISS_DEFAULT_MS: Final = (60, 100)
_LATER_VALUES: Final = {
    "enter": ("exit",),
    "leave": ("bar", "fade"),
    "lead": ("film", "hand"),
}

_Choice = TypeVar("_Choice", bound=Enum)


class Lead(Enum):
    """Who leads the tempo; only the sheet, so far."""

    SHEET = "sheet"


def read_sheet(document: Document) -> Sheet:
    """The sheet a document holds; of use only when the document has no problems."""
    film = _film(document)
    cues = document.table("cue")
    for key in document.data:
        if key == "theme":
            document.complain_at((key,), "themes are not yet built")
        elif key not in ("rig", "film", "cue"):
            document.complain_at((key,), f"{key} is not known here{meant(key, ('film', 'cue'))}")
    for key, value in cues.data.items() if cues is not None else ():
        if cues is not None and not isinstance(value, dict):
            cues.complain(f"a cue is a table: write [cue.{key}]", key)
    if cues is None or not cues.tables():
        document.complain(0, 0, 0, "no cue; write one, such as [cue.1]")
        return Sheet(film, ())
    read: list[Cue] = []
    running = Running(Meter(4, 4), None)
    for table in cues.tables()[:CUES_MAX]:
        cue, running = _cue(table, film, running, first=not read)
        read.append(cue)
    for (before, table), (after, following) in pairwise(zip(read, cues.tables(), strict=False)):
        _check_pair(before, after, table, following)
    if len(cues.data) > CUES_MAX:
        document.complain(0, 0, 0, f"more than {CUES_MAX} cues")
    return Sheet(film, tuple(read))


def _film(document: Document) -> Film:
    speed = Fraction(24)
    early_ms, late_ms = _MISS_DEFAULT_MS
    table = document.table("film")
    if table is None:
        document.complain(0, 0, 0, "no [film]; write it, with its speed: speed = 20")
        return Film("", "", "", speed, early_ms * 1000, late_ms * 1000)
    table.close(_FILM_KNOWN, _FILM_LATER)
    speed = _speed(table) or speed
    miss = table.text("miss")
    if miss is not None:
        found = _MISS.fullmatch(miss.value)
        if found:
            early_ms, late_ms = int(found[1]), int(found[2])
        else:
            miss.complain('miss is how early and how late still counts: write "-60 +100 ms"')
    return Film(
        title=table.plain("title"),
        print=table.plain("print"),
        zero=table.plain("zero"),
        speed=speed,
        miss_early_us=early_ms * 1000,
        miss_late_us=late_ms * 1000,
    )


def _speed(table: Table) -> Fraction | None:
    value = table.data.get("speed")
    if value is None:
        table.complain("the film has no speed; write it in frames per second: speed = 20")
        return None
    return read_speed(table, "speed")


def read_speed(table: Table, key: str) -> Fraction | None:
    """A projection speed: 20, 18.5 or "200/11"; None and a problem when it is none."""
    value = table.data[key]
    speed = Fraction(0)
    if isinstance(value, str):
        if "," in value:
            table.complain("a list of speeds is not yet built; write the one of this print", key)
            return None
        found = _RATIO.fullmatch(value)
        speed = Fraction(int(found[1]), int(found[2] or 1)) if found else speed
    elif isinstance(value, Decimal | int) and not isinstance(value, bool):
        told = isinstance(value, int) or (value.is_finite() and value.adjusted() in (0, 1))
        speed = Fraction(value) if told else speed
    if not SPEED_MIN <= speed <= SPEED_MAX:
        table.complain(f"a speed is {SPEED_MIN} to {SPEED_MAX} frames per second, or 200/11", key)
        return None
    return speed


def _cue(table: Table, film: Film, running: Running, *, first: bool) -> tuple[Cue, Running]:
    number = table.path[-1]
    for inner in table.tables():
        dotted = f"{number}.{inner.path[-1]}"
        inner.complain(f'[cue.{dotted}] is a table inside cue {number}: write [cue."{dotted}"]')
    table.close((*_KNOWN, *(inner.path[-1] for inner in table.tables())), _LATER)
    on, seen = _on(table, first=first)
    look_line, press_line = table.text("look"), table.text("press")
    look = lines.read_look(look_line, film.speed) if look_line else None
    if on is On.TIME and look_line is None:
        table.complain('a cue on time says when: write look = "1:56"')
    play = table.text("play")
    passages, running = read_play(play, running) if play else ((), running)
    presses = lines.read_presses(press_line, passages, film.speed) if press_line else ()
    hits, dynamics, fires = table.text("hits"), table.text("dyn"), table.text("fire")
    _choice(table, "lead", Lead.SHEET)
    _check_enter(table, on)
    cue = Cue(
        number=number,
        on=on,
        seen=seen,
        look=look,
        passages=passages,
        presses=_all_presses(passages, presses),
        hits=lines.read_hits(hits, passages, film.speed) if hits else (),
        dynamics=lines.read_dynamics(dynamics, passages) if dynamics else (),
        fires=lines.read_fires(fires, passages) if fires else (),
        enter=_choice(table, "enter", Enter.NOW),
        leave=_choice(table, "leave", Leave.CUT),
        note=table.plain("note"),
    )
    return cue, running


def _check_pair(cue: Cue, after: Cue, table: Table, following: Table) -> None:
    """Refuse what a cue and the one behind it cannot both mean.

    A press written for a cue's last passage, when the next cue's own press ends it; and a cue that
    begins when the music before it is over, when there is none.
    """
    if after.on in (On.SEGUE, On.ATTACCA) and not cue.passages:
        following.complain(
            f"cue {cue.number} has no play that could come to an end before it", "on"
        )
    last = len(cue.passages) - 1
    written = any(press.passage == last and (press.text or press.look) for press in cue.presses)
    if written and after.on.pressed:
        name = cue.passages[last].name
        table.complain(
            f"{name} ends with cue {after.number}'s own start; take its press out", "press"
        )


def _check_enter(table: Table, on: On) -> None:
    """Refuse to say how a press is taken where none comes."""
    if "enter" in table.data and not on.pressed:
        table.complain(
            f"enter says how a press is taken, and a cue on {on.value} has none", "enter"
        )


def _on(table: Table, *, first: bool) -> tuple[On, str]:
    line = table.text("on")
    words = tuple(on.value for on in On)
    if line is None:
        if "on" not in table.data and (not table.data or len(table.tables()) < len(table.data)):
            table.complain(
                f"the cue does not say what starts it: write on = one of {', '.join(words)}"
            )
        return On.ACTION, ""
    word, colon, seen = line.value.partition(":")
    if word.strip() not in words:
        named = word.strip() or "nothing"
        line.complain(f"{named} starts no cue{meant(word.strip(), words)}", 0, len(word))
        return On.ACTION, seen.strip()
    on = On(word.strip())
    if on in (On.TITLE, On.ACTION) and not seen.strip():
        line.complain(f"say what is seen: write {on.value}: the words or the action")
    if on in (On.SEGUE, On.ATTACCA) and colon:
        line.complain(f'{on.value} waits for nothing seen: write on = "{on.value}"')
    if first and on in (On.SEGUE, On.ATTACCA, On.TIME):
        line.complain(f"the first cue cannot be {on.value}; it is started by a press")
    return on, seen.strip()


def _all_presses(passages: tuple[Passage, ...], written: tuple[Press, ...]) -> tuple[Press, ...]:
    """A press for every passage that waits, with what the sheet says of it."""
    said = {press.passage: press for press in written}
    return tuple(
        said.get(number, Press(number, None, ""))
        for number, passage in enumerate(passages)
        if passage.kind is not Kind.SECTION
    )


def _choice(table: Table, key: str, default: _Choice) -> _Choice:
    line: Text | None = table.text(key)
    if line is None:
        return default
    words = {choice.value: choice for choice in type(default)}
    if line.value in words:
        return words[line.value]
    word = line.value.split()[0] if line.value.split() else ""
    later = _LATER_VALUES.get(key, ())
    if word in later:
        line.complain(f"{key} = {word} is not yet built; built so far: {', '.join(words)}")
    else:
        line.complain(f"{word} is no word of {key}{meant(word, (*words, *later))}")
    return default
