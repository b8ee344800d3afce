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
from rig.notation.document import meant
from rig.score.sheet import MARKS, level_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.hands.device import Device
    from rig.notation.document import Document, Table, Text

GUARD_MAX_MS: Final = 5000

TRIM: Final = re.compile(r"trim ([+-]?\d+(?:\.\d+)?)\.\.([+-]?\d+(?:\.\d+)?) dB")
LEAN: Final = re.compile(r"lean ([+-]?\d+(?:\.\d+)?)\.\.([+-]?\d+(?:\.\d+)?) %")
PANIC: Final = re.compile(r"panic(?: (\d{1,2}(?:\.\d{1,6})?)s)?")
JUMP: Final = re.compile(r"jump(?: (\w+)\.\.(\w+))?")
GUARD: Final = re.compile(r"(\d{1,4}) ms")
_LATER_VERBS: Final = (
    "undo", "seen", "hold", "tap", "fermata", "lead", "note", "tacet", "nudge", "freeze", "catch",
    "scale", "half", "double",
)  # fmt: skip
LATER_MODES: Final = ("scale", "catch", "relative")
_TRIM_DB_MAX: Final = 40
_LEAN_PERCENT_MAX: Final = 50

Names = tuple[str, ...]


def read_hands(
    document: Document, devices: Mapping[str, Device], groups: Names, sounds: Names
) -> Hands:
    """The hands a document describes, for the devices it names.

    ``groups`` and ``sounds`` are what the show patches; a name that is neither is a problem.
    """
    guard_us = GUARD_US
    bindings: list[tuple[Source, Command]] = []
    for key, value in document.data.items():
        if key == "guard":
            guard_us = _guard(document)
        elif key != "rig" and not isinstance(value, dict):
            document.complain_at((key,), f"{key} is not known here; a device is a table: [{key}]")
        elif key != "rig" and key in devices and (table := document.table(key)):
            bindings += _device(table, devices[key], groups, sounds)
    return Hands(tuple(bindings), guard_us)


def named_devices(document: Document) -> Names:
    """The devices a hands file names, before any is read."""
    return tuple(key for key, value in document.data.items() if isinstance(value, dict))


def _guard(document: Document) -> int:
    value = document.data["guard"]
    found = GUARD.fullmatch(value) if isinstance(value, str) else None
    if found is None or int(found[1]) > GUARD_MAX_MS:
        document.complain_at(("guard",), f'guard is 0 to {GUARD_MAX_MS}: write guard = "250 ms"')
        return GUARD_US
    return int(found[1]) * 1000


def _device(
    table: Table, device: Device, groups: Names, sounds: Names
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
        command = _command(text, groups, sounds)
        if device.kind == "serial" and isinstance(command, Trim | Jump | Lean):
            text.complain("a switch is pressed and cannot ride on a value; give it a verb")
            continue
        if command is not None:
            bindings.append(((device.name, control.status, control.number), command))
    return bindings


def _command(text: Text, groups: Names, sounds: Names) -> Command | None:
    word, _, rest = text.value.partition(" ")
    if found := PANIC.fullmatch(text.value):
        return Act(Verb.PANIC, round(float(found[1]) * 1e6) if found[1] else PANIC_FADE_US)
    if text.value in (verb.value for verb in Verb):
        return Act(Verb(text.value))
    if found := LEAN.fullmatch(text.value):
        low, high = float(found[1]), float(found[2])
        if -_LEAN_PERCENT_MAX <= low <= 0 <= high <= _LEAN_PERCENT_MAX:
            return Lean(round(low * 10_000), round(high * 10_000))
        text.complain(f"lean goes from at most 0 to at least 0, within {_LEAN_PERCENT_MAX} %")
        return None
    if word in groups or word == "all":
        return _level(text, groups if word == "all" else (word,), rest)
    if text.value in sounds:
        return Strike(text.value)
    if word in _LATER_VERBS:
        text.complain(f"{word} is not yet built; take this line out for now")
        return None
    if word == "lean":
        text.complain("lean has a range in percent: write lean -6..+6 %")
        return None
    if word == "panic":
        text.complain("panic has a fade of at most 99 seconds: write panic 2s")
        return None
    if rest and word in (*(verb.value for verb in Verb), *sounds):
        text.complain(f"nothing follows {word}; take the rest out", len(word) + 1, len(rest))
        return None
    known = (*(verb.value for verb in Verb), "lean", "all", *groups, *sounds)
    named = word or "nothing"
    text.complain(f"{named} is no verb, group or sound{meant(word, known)}", 0, len(word))
    return None


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
