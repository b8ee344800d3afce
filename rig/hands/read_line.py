"""Reading one line of a hands file: what a control is for, each thing by its gesture."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from rig.hands.binding import Gesture
from rig.hands.commands import (
    PANIC_FADE_US,
    Act,
    GiveBack,
    Layer,
    SetLevel,
    SetValue,
    Strike,
    Tacet,
    Verb,
)
from rig.hands.phrase import phrases
from rig.hands.read_ride import begins_options, read_lean, read_level, read_value
from rig.hands.read_time import (
    GO_TO,
    LEADS,
    NUDGE,
    TEMPO,
    WRITTEN,
    read_go_to,
    read_leads,
    read_nudge,
    read_tempo,
)
from rig.notation.document import meant
from rig.score.sheet import MARKS, level_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.hands.binding import Command, Names, Patched, Span
    from rig.hands.phrase import Phrase
    from rig.notation.document import Text
    from rig.notation.words import Word

PANIC: Final = re.compile(r"panic(?: (\d{1,2}(?:\.\d{1,6})?)s)?")
LAYER: Final = re.compile(r"(shift|layer)(?: ([\w-]+))?")
VALUE: Final = re.compile(r"([\w-]+)=([+-]?\d{1,6}(?:\.\d{1,6})?)")
SHIFT: Final = "shift"
"""The layer that a shift without a name holds."""
ALL: Final = "all"
_VERBS: Final = tuple(verb.value for verb in Verb)
_GESTURES: Final = tuple(f"{gesture.value}:" for gesture in Gesture if gesture != Gesture.CHORD)
_WRITTEN: Final = WRITTEN | {
    "lean": "lean has a range in percent: write lean -6..+6 %",
    "panic": "panic has a fade of at most 99 seconds: write panic 2s",
    "go to": "go to names a cue: write go to 3",
    "tacet": "tacet names a group, or all: write tacet strings",
    "sheet": "sheet names a group, or all, that it has again: write sheet strings",
    "layer": "a layer has a name: write layer solo",
}


class Wires(Protocol):
    """Who understands a line that names an output and a message."""

    def wire(self, words: tuple[Word, ...]) -> tuple[str, Span | None] | None:
        """The name of a new sound of the show, and its range if it is a value.

        None where the line is wrong, which is then noted in it.
        """


class Asked(NamedTuple):
    """One thing a line asks for."""

    gesture: Gesture
    chord: str
    command: Command


def read_line(line: Text, patched: Patched, wires: Wires) -> Iterator[Asked]:
    """What a line asks for; what cannot be understood is a problem, and left out."""
    empty = True
    for phrase in phrases(line):
        empty = False
        gesture, chord, behind = _gesture(phrase)
        if behind is None:
            phrase.complain("say what follows: write hold: panic 2s")
            continue
        command = read_command(behind, patched, wires)
        if command is not None:
            yield Asked(gesture, chord, command)
    if empty:
        line.complain("say what this control is for, such as go, or strings trim -12..+6 dB")


def _gesture(phrase: Phrase) -> tuple[Gesture, str, Phrase | None]:
    first, words = phrase.words[0], phrase.words
    if first.text in _GESTURES:
        return Gesture(first.text[:-1]), "", phrase.behind(1)
    if first.text == Gesture.CHORD.value and len(words) > 1 and words[1].text.endswith(":"):
        return Gesture.CHORD, words[1].text[:-1], phrase.behind(2)
    if first.text.endswith(":") and not first.quoted and first.text != ":":
        first.complain(f"{first.text} is no gesture{meant(first.text, (*_GESTURES, 'with'))}")
    return Gesture.PRESS, "", phrase


def read_command(phrase: Phrase, patched: Patched, wires: Wires) -> Command | None:
    """What one phrase asks for; None and a problem where it cannot be understood."""
    value = phrase.value
    if found := PANIC.fullmatch(value):
        return Act(Verb.PANIC, round(float(found[1]) * 1e6) if found[1] else PANIC_FADE_US)
    if value in _VERBS:
        return Act(Verb(value))
    if found := LEADS.fullmatch(value):
        return read_leads(phrase, found)
    if found := NUDGE.fullmatch(value):
        return read_nudge(phrase, found)
    if found := TEMPO.fullmatch(value):
        return read_tempo(phrase, found)
    if found := GO_TO.fullmatch(value):
        return read_go_to(phrase, found, patched.cues)
    if (found := LAYER.fullmatch(value)) and (found[2] or found[1] == SHIFT):
        return Layer(found[2] or SHIFT, held=found[1] == SHIFT)
    return _named(phrase, patched, wires)


def _named(phrase: Phrase, patched: Patched, wires: Wires) -> Command | None:
    """What is said by a name of the show."""
    words = phrase.words
    first = words[0].text
    if first == "lean":
        return read_lean(phrase)
    if first in ("tacet", "sheet") and phrase.value != first:
        groups = _groups(phrase.value.removeprefix(f"{first} "), patched)
        if groups is None:
            words[1].complain(
                f"there is no group {words[1].text}{meant('', _named_groups(patched))}"
            )
            return None
        return Tacet(groups) if first == "tacet" else GiveBack(groups)
    if groups := _groups(first, patched):
        mark = words[1].text if len(words) == 2 else ""  # noqa: PLR2004 - a group and its mark
        if mark in MARKS:
            return SetLevel(groups, level_of(mark))
        return read_level(phrase, groups, patched)
    if phrase.value in patched.sounds:
        return Strike(phrase.value)
    if found := VALUE.fullmatch(phrase.value):
        return _set_value(phrase, found, patched)
    if first in patched.values:
        return read_value(phrase, first, patched.values[first], words[1:])
    if first in patched.outs and len(words) > 1:
        return _wired(phrase, wires)
    phrase.complain(*_unknown(phrase.value, patched))
    return None


def _groups(name: str, patched: Patched) -> Names | None:
    if name == ALL:
        return patched.groups
    return (name,) if name in patched.groups else None


def _named_groups(patched: Patched) -> Names:
    return (*patched.groups, ALL)


def _set_value(phrase: Phrase, found: re.Match[str], patched: Patched) -> Command | None:
    span = patched.values.get(found[1])
    if span is None:
        phrase.complain(f"there is no value {found[1]}{meant(found[1], tuple(patched.values))}")
    elif not span.low <= float(found[2]) <= span.high:
        phrase.complain(f"{found[1]} runs from {span.low:g} to {span.high:g} in the show")
    else:
        return SetValue(found[1], float(found[2]))
    return None


def _wired(phrase: Phrase, wires: Wires) -> Command | None:
    """A message to an output: fired, or a value; what takes it over stands behind it."""
    words = phrase.words
    cut = next((n for n, word in enumerate(words) if begins_options(word)), len(words))
    wired = wires.wire(words[:cut])
    if wired is None:
        return None
    name, span = wired
    if span is not None:
        return read_value(phrase, name, span, words[cut:])
    if cut < len(words):
        words[cut].complain("this is fired and has no value to take over; take the rest out")
        return None
    return Strike(name)


def _unknown(value: str, patched: Patched) -> tuple[str, int, int]:
    """What is wrong with what a control is for; where in it, and how wide."""
    word = value.partition(" ")[0]
    for name, written in _WRITTEN.items():
        if value == name or value.startswith(f"{name} "):
            return written, 0, len(value)
    for name in (*_VERBS, *patched.sounds):
        if value.startswith(f"{name} "):
            at = len(name) + 1
            return f"nothing follows {name}; take the rest out", at, len(value) - at
    known = (*_VERBS, *_WRITTEN, *_named_groups(patched), *patched.sounds, *patched.values)
    return f"{word} is no verb, group, sound or value{meant(word, known)}", 0, len(word)
