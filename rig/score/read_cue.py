"""Reading one cue of a sheet."""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeVar

from rig.notation.document import meant
from rig.score.lines import read_hits, read_look, read_presses, waits_of
from rig.score.measure import SECOND_US
from rig.score.play import NOTHING, Form, Running, read_play
from rig.score.read_film import read_bend, read_miss
from rig.score.sends import read_dynamics, read_fires
from rig.score.sheet import Cue, Enter, Lead, Leave, On, Press
from rig.score.theme import recalled_dynamics, recalled_fires

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.notation.document import Table
    from rig.score.film import Film
    from rig.score.form import Passage
    from rig.score.measure import Micros
    from rig.score.sheet import Fire, Point, Theme

CUE_KEYS: Final = (
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
    "bend",
    "miss",
    "hold",
    "note",
)
"""Every key of a cue, in the order they are written."""

FADE: Final = re.compile(r"fade\s+(\d{1,3}(?:\.\d{1,3})?)s")
_FADE_MAX_US: Final = 60 * SECOND_US

_ON: Final = {on.value: on for on in On}

_Choice = TypeVar("_Choice", bound=Enum)


def read_cue(
    table: Table, film: Film, themes: Mapping[str, Theme], running: Running, *, first: bool
) -> tuple[Cue, Running]:
    """The cue of a table, and the meter and tempo that hold after it."""
    number = table.path[-1]
    within = table.tables()
    for inner in within:
        dotted = f"{number}.{inner.path[-1]}"
        inner.complain(f'[cue.{dotted}] is a table inside cue {number}: write [cue."{dotted}"]')
    table.close((*CUE_KEYS, *(inner.path[-1] for inner in within)))
    on, seen = _on(table, first=first)
    look_line, press_line = table.text("look"), table.text("press")
    look = read_look(look_line, film) if look_line else None
    if on is On.TIME and look_line is None:
        table.complain('a cue on time says when: write look = "1:56"')
    play, hits = table.text("play"), table.text("hits")
    form, running = read_play(play, running, themes) if play else (NOTHING, running)
    presses = read_presses(press_line, form.passages, film) if press_line else ()
    miss_line, bend_line = table.text("miss"), table.text("bend")
    miss = (read_miss(miss_line) if miss_line else None) or film.miss
    leave, fade_us = _leave(table)
    _check_enter(table, on)
    cue = Cue(
        number=number,
        on=on,
        seen=seen,
        look=look,
        passages=form.passages,
        presses=_all_presses(form.passages, presses),
        hits=read_hits(hits, form.passages, film, miss) if hits else (),
        dynamics=_dynamics(table, form),
        fires=_fires(table, form),
        enter=_choice(table, "enter", Enter.NOW),
        leave=leave,
        fade_us=fade_us,
        lead=_choice(table, "lead", Lead.FILM),
        bend=(read_bend(bend_line) if bend_line else None) or film.bend,
        hold=_hold(table, form.passages),
        note=table.plain("note"),
    )
    return cue, running


def _dynamics(table: Table, form: Form) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """The cue's own dynamics; a group it says nothing of follows the themes it recalls."""
    line = table.text("dyn")
    own = dict(read_dynamics(line, form.passages)) if line else {}
    return tuple((own | recalled_dynamics(form.recalls, form.passages) | own).items())


def _fires(table: Table, form: Form) -> tuple[Fire, ...]:
    line = table.text("fire")
    own = read_fires(line, form.passages) if line else ()
    return recalled_fires(form.recalls, form.passages) + own


def _leave(table: Table) -> tuple[Leave, Micros]:
    line = table.text("leave")
    if line is None or not line.value.startswith("fade"):
        return _choice(table, "leave", Leave.CUT), 0
    found = FADE.fullmatch(line.value)
    fade_us = round(Fraction(found[1]) * SECOND_US) if found else 0
    if not 0 < fade_us <= _FADE_MAX_US:
        line.complain("a fade has its length behind it, up to 60 seconds: write fade 1.5s")
    return Leave.FADE, fade_us


def _hold(table: Table, passages: tuple[Passage, ...]) -> int | None:
    """The passage that goes round when the film stops."""
    line = table.text("hold")
    if line is None:
        return None
    names = [passage.name for passage in passages]
    sections = tuple(name for name in dict.fromkeys(names) if name[0].isupper())
    if line.value not in sections:
        line.complain(
            f"hold names a section of this cue to go round in{meant(line.value, sections)}"
        )
        return None
    return names.index(line.value)


def _check_enter(table: Table, on: On) -> None:
    """Refuse to say how a press is taken where none comes."""
    if "enter" in table.data and not on.pressed:
        table.complain(
            f"enter says how a press is taken, and a cue on {on.value} has none", "enter"
        )


def _on(table: Table, *, first: bool) -> tuple[On, str]:
    line = table.text("on")
    if line is None:
        if "on" not in table.data and (not table.data or len(table.tables()) < len(table.data)):
            table.complain(
                f"the cue does not say what starts it: write on = one of {', '.join(_ON)}"
            )
        return On.ACTION, ""
    begin, colon, seen = line.value.partition(":")
    word, seen = begin.strip(), seen.strip()
    if word not in _ON:
        named = word or "nothing"
        line.complain(f"{named} starts no cue{meant(word, tuple(_ON))}", 0, len(begin))
        return On.ACTION, seen
    on = _ON[word]
    if on in (On.TITLE, On.ACTION) and not seen:
        line.complain(f"say what is seen: write {on.value}: the words or the action")
    if on in (On.SEGUE, On.ATTACCA) and colon:
        line.complain(f'{on.value} waits for nothing seen: write on = "{on.value}"')
    if first and on in (On.SEGUE, On.ATTACCA, On.TIME):
        line.complain(f"the first cue cannot be {on.value}; it is started by a press")
    return on, seen


def _all_presses(passages: tuple[Passage, ...], written: tuple[Press, ...]) -> tuple[Press, ...]:
    """A press for every passage that waits, with what the sheet says of it."""
    said = {(press.passage, press.hold): press for press in written}
    return tuple(
        said.get(place, Press(*place, None, ""))
        for number, passage in enumerate(passages)
        if passage.waits
        for place in waits_of(number, passage)
    )


def _choice(table: Table, key: str, default: _Choice) -> _Choice:
    line = table.text(key)
    if line is None:
        return default
    words = {choice.value: choice for choice in type(default)}
    if line.value in words:
        return words[line.value]
    word = line.value.split()[0] if line.value.split() else ""
    line.complain(f"{word} is no word of {key}{meant(word, tuple(words))}")
    return default
