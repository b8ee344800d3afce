"""Reading a hands file: what each control of each device is for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rig.hands.commands import (
    GUARD_US,
    PANIC_FADE_US,
    Act,
    Command,
    Hands,
    Jump,
    Lean,
    Source,
    Strike,
    Trim,
    Verb,
)
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
    from collections.abc import Mapping

    from rig.hands.device import Device
    from rig.notation.document import Document, Table, Text

GUARD_MAX_MS: Final = 5000
REACTION_MAX_MS: Final = 600

TRIM: Final = re.compile(r"trim ([+-]?\d+(?:\.\d+)?)\.\.([+-]?\d+(?:\.\d+)?) dB")
LEAN: Final = re.compile(r"lean ([+-]?\d+(?:\.\d+)?)\.\.([+-]?\d+(?:\.\d+)?) %")
PANIC: Final = re.compile(r"panic(?: (\d{1,2}(?:\.\d{1,6})?)s)?")
JUMP: Final = re.compile(r"jump(?: (\w+)\.\.(\w+))?")
MILLISECONDS: Final = re.compile(r"(\d{1,4}) ms")
_VERBS: Final = tuple(verb.value for verb in Verb)
_WRITTEN: Final = WRITTEN | {
    "lean": "lean has a range in percent: write lean -6..+6 %",
    "panic": "panic has a fade of at most 99 seconds: write panic 2s",
    "go to": "go to names a cue: write go to 3",
}
_LATER_VERBS: Final = ("note", "tacet", "catch")
LATER_MODES: Final = ("scale", "catch", "relative")
_TRIM_DB_MAX: Final = 40
_LEAN_PERCENT_MAX: Final = 50

Names = tuple[str, ...]


def read_hands(
    document: Document,
    devices: Mapping[str, Device],
    groups: Names,
    sounds: Names,
    cues: Names | None,
) -> Hands:
    """The hands a document describes, for the devices it names.

    ``groups`` and ``sounds`` are what the show patches, ``cues`` the numbers of the sheet's cues or
    None where no sheet can be read; a name that is none of them is a problem.
    """
    guard_us, reaction_us = GUARD_US, 0
    bindings: list[tuple[Source, Command]] = []
    for key, value in document.data.items():
        if key == "guard":
            guard_us = _milliseconds(document, key, GUARD_MAX_MS, "250 ms")
        elif key == "reaction":
            reaction_us = _milliseconds(document, key, REACTION_MAX_MS, "210 ms")
        elif key != "rig" and not isinstance(value, dict):
            document.complain_at((key,), f"{key} is not known here; a device is a table: [{key}]")
        elif key != "rig" and key in devices and (table := document.table(key)):
            bindings += _device(table, devices[key], groups, sounds, cues)
    return Hands(tuple(bindings), guard_us, reaction_us)


def named_devices(document: Document) -> Names:
    """The devices a hands file names, before any is read."""
    return tuple(key for key, value in document.data.items() if isinstance(value, dict))


def _milliseconds(document: Document, key: str, most: int, usual: str) -> int:
    """The microseconds of a time written in milliseconds; 0 where it is a problem."""
    value = document.data[key]
    found = MILLISECONDS.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > most:
        document.complain_at((key,), f'{key} is 0 to {most}: write {key} = "{usual}"')
        return 0
    return int(found[1]) * 1000


def _device(
    table: Table, device: Device, groups: Names, sounds: Names, cues: Names | None
) -> list[tuple[Source, Command]]:
    bindings: list[tuple[Source, Command]] = []
    for key, value in table.data.items():
        if isinstance(value, dict):
            table.complain("two devices of one kind are not yet built; one table a device", key)
        text = None if isinstance(value, dict) else table.text(key)
        if text is None:
            continue
        if key.endswith("-led"):
            text.complain("lights are not yet built; take this line out for now")
            continue
        control = device.controls.get(key)
        if control is None:
            hint = meant(key, tuple(device.controls))
            table.complain(f"{device.name} has no control {key}{hint}", key)
            continue
        command = _command(text, groups, sounds, cues)
        if device.kind == "serial" and isinstance(command, Trim | Jump | Lean):
            text.complain("a switch is pressed and cannot ride on a value; give it a verb")
            continue
        if command is not None:
            bindings.append(((device.name, control.status, control.number), command))
    return bindings


def _command(text: Text, groups: Names, sounds: Names, cues: Names | None) -> Command | None:
    word, _, rest = text.value.partition(" ")
    if found := PANIC.fullmatch(text.value):
        return Act(Verb.PANIC, round(float(found[1]) * 1e6) if found[1] else PANIC_FADE_US)
    if text.value in _VERBS:
        return Act(Verb(text.value))
    if found := LEAN.fullmatch(text.value):
        return _lean(text, found)
    if found := LEADS.fullmatch(text.value):
        return read_leads(text, found)
    if found := NUDGE.fullmatch(text.value):
        return read_nudge(text, found)
    if found := TEMPO.fullmatch(text.value):
        return read_tempo(text, found)
    if found := GO_TO.fullmatch(text.value):
        return read_go_to(text, found, cues)
    if word in groups or word == "all":
        return _level(text, groups if word == "all" else (word,), rest)
    if text.value in sounds:
        return Strike(text.value)
    text.complain(*_unknown(text.value, groups, sounds))
    return None


def _lean(text: Text, found: re.Match[str]) -> Lean | None:
    low, high = float(found[1]), float(found[2])
    if -_LEAN_PERCENT_MAX <= low <= 0 <= high <= _LEAN_PERCENT_MAX:
        return Lean(round(low * 10_000), round(high * 10_000))
    text.complain(f"lean goes from at most 0 to at least 0, within {_LEAN_PERCENT_MAX} %")
    return None


def _unknown(value: str, groups: Names, sounds: Names) -> tuple[str, int, int]:
    """What is wrong with what a control is for; where in it, and how wide."""
    word = value.partition(" ")[0]
    if word in _LATER_VERBS:
        return f"{word} is not yet built; take this line out for now", 0, len(value)
    for name, written in _WRITTEN.items():
        if value == name or value.startswith(f"{name} "):
            return written, 0, len(value)
    for name in (*_VERBS, *sounds):
        if value.startswith(f"{name} "):
            at = len(name) + 1
            return f"nothing follows {name}; take the rest out", at, len(value) - at
    known = (*_VERBS, *_WRITTEN, "all", *groups, *sounds)
    return f"{word or 'nothing'} is no verb, group or sound{meant(word, known)}", 0, len(word)


def _level(text: Text, groups: Names, rest: str) -> Command | None:
    if found := TRIM.fullmatch(rest):
        low, high = float(found[1]), float(found[2])
        if -_TRIM_DB_MAX <= low <= 0 <= high <= _TRIM_DB_MAX:
            return Trim(groups, low, high)
        text.complain(f"a trim goes from at most 0 to at least 0, within {_TRIM_DB_MAX} dB")
        return None
    if found := JUMP.fullmatch(rest):
        low_mark, high_mark = found[1] or MARKS[0], found[2] or MARKS[-1]
        if low_mark in MARKS and high_mark in MARKS:
            return Jump(groups, level_of(low_mark), level_of(high_mark))
        text.complain("a range of dynamics is two marks: write jump pp..ff")
        return None
    mode = rest.partition(" ")[0]
    if mode in ("trim", "jump"):
        text.complain("a takeover has a range: write trim -12..+6 dB, or jump pp..ff")
    elif mode in LATER_MODES or not mode:
        text.complain(f"takeover {mode or 'scale'} is not yet built; write jump or trim -12..+6 dB")
    else:
        text.complain(f"{mode} is no takeover{meant(mode, ('trim', 'jump', *LATER_MODES))}")
    return None
