"""Every name that a sheet plays is there in the house, and is played as what it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rig.notation.document import meant
from rig.score.sheet import Act

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.conductor.outputs import Sound
    from rig.notation.document import Document
    from rig.score.sheet import Fire, Sheet
    from rig.venue.read import Venue


def check_names(sheet: Document, show: Document, read: Sheet, venue: Venue) -> None:
    """Every name of the sheet that is played is patched, and fired as what it is."""
    groups = {group.name for group in venue.groups}
    sounds = {sound.name: sound for sound in venue.sounds}
    tables = [(("cue", cue.number), cue.dynamics, cue.fires) for cue in read.cues]
    tables += [(("theme", theme.name), theme.dynamics, theme.fires) for theme in read.themes]
    played = {*read.groups, *read.sounds}
    for path, dynamics, fires in tables:
        for name, _ in dynamics:
            if name not in groups and name in played:
                near = meant(name, tuple(groups))
                _point(sheet, path, "dyn", name, f"{show.file} has no group {name}{near}")
        for fire in fires:
            wrong = _misfired(fire, sounds, show.file)
            if wrong and fire.name in played:
                _point(sheet, path, "fire", fire.name, wrong)
    for cue in read.cues:
        for name in dict.fromkeys(hit.hand for hit in cue.hits if hit.hand):
            wrong = _unstruck(name, sounds, show.file)
            if wrong:
                _point(sheet, ("cue", cue.number), "hits", name, wrong)


def _unstruck(name: str, sounds: Mapping[str, Sound], where: str) -> str:
    """Why a hand cannot strike a name; empty when it can."""
    sound = sounds.get(name)
    if sound is None:
        return f"{where} has no sound {name}{meant(name, tuple(sounds))}"
    return f"{name} is a value in {where}, and is not struck" if sound.dial is not None else ""


def _misfired(fire: Fire, sounds: Mapping[str, Sound], where: str) -> str:
    """What is wrong with firing a name; empty when nothing is."""
    name, sound = fire.name, sounds.get(fire.name)
    if sound is None:
        return f"{where} has no sound {name}{meant(name, tuple(sounds))}"
    if sound.dial is None and not sound.start:
        return ""  # its own line in the show is told of already
    if sound.dial is not None and fire.act is not Act.VALUE:
        return f"{name} is a value in {where}; write {name}=0.4"
    if sound.dial is not None and not sound.dial.low <= fire.value <= sound.dial.high:
        return f"{name} runs from {sound.dial.low:g} to {sound.dial.high:g} in {where}"
    if sound.dial is None and fire.act is Act.VALUE:
        return f"{name} is fired in {where} and has no value; write {name}"
    if fire.act in (Act.START, Act.STOP) and not sound.stop:
        return f"{name} has no stop in {where}, so ~ and - are not for it"
    return ""


def _point(sheet: Document, path: tuple[str, str], key: str, name: str, message: str) -> None:
    """Note a problem where a table's line first has a name; what a theme brought is told there."""
    table = sheet.table(*path)
    line = table.text(key) if table is not None else None
    if line is None:
        return
    found = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])|-{re.escape(name)}", line.value)
    if found:
        line.complain(message, found.end() - len(name), len(name))
