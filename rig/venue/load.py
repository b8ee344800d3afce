"""Loading a show: its files as texts, and the texts made ready.

The texts of show, sheet, hands and devices are all a show is: the journal keeps them, so that a
night can be replayed anywhere. Reading them is one step, making them ready another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.conductor.compile import Patch, make_ready
from rig.errors import FileError
from rig.files import file_bytes
from rig.hands.device import Device, read_device
from rig.hands.read import named_devices, read_hands
from rig.notation.document import SIZE_MAX, Document, meant, read
from rig.notation.problem import Problem, ProblemsError
from rig.score.read import read_sheet
from rig.score.sheet import Act
from rig.shipped import shipped
from rig.venue.read import PortSpec, Target, Venue, read_venue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.conductor.outputs import Sound
    from rig.conductor.show import Show
    from rig.score.sheet import Fire, Sheet
    from rig.venue.house import Listener

SHOW: Final = "show"
SHEET: Final = "sheet"
HANDS: Final = "hands"
DEVICE: Final = "device:"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a show: where it was, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Loaded:
    """A show made ready, with what the ports must know."""

    files: Mapping[str, File]
    sheet: Sheet
    show: Show
    targets: tuple[Target, ...]
    ports: tuple[tuple[str, PortSpec], ...]
    """Each device the hands name, and where it is plugged in."""
    listeners: tuple[Listener, ...]
    """Who hears the machines that tell film time or lead the beat."""


def load(path: str) -> Loaded:
    """The show of a file.

    Raises ``ProblemsError`` with every problem of every file of it, ``FileError`` when the show
    file itself cannot be read.
    """
    return prepare(gather(path))


def gather(path: str) -> dict[str, File]:
    """A show file and every file it names, as bytes.

    Raises ``ProblemsError`` or ``FileError`` as :func:`load` does.
    """
    files = {SHOW: File(path, file_bytes(path, SIZE_MAX))}
    document = read(path, files[SHOW].content)
    for key in (SHEET, HANDS):
        name = document.data.get(key)
        if document.readable and isinstance(name, str) and name:
            try:
                where = Path(path).parent / name
                files[key] = File(str(where), file_bytes(where, SIZE_MAX))
            except FileError as error:
                document.complain_at((key,), str(error))
    if HANDS in files:
        for device in named_devices(read(files[HANDS].name, files[HANDS].content)):
            for folder in (Path(path).parent / "devices", shipped("mappings", "devices")):
                where = folder / f"{device}.toml"
                if DEVICE + device not in files and _there(where):
                    files[DEVICE + device] = File(str(where), file_bytes(where, SIZE_MAX))
    if document.problems:
        raise ProblemsError(_problems(files, document))
    return files


def prepare(files: Mapping[str, File]) -> Loaded:
    """The show its files describe.

    Raises ``ProblemsError`` with every problem of all of them.
    """
    documents = {key: read(file.name, file.content) for key, file in files.items()}
    loaded = _prepare(files, documents)
    if loaded is None:
        raise ProblemsError(
            tuple(problem for document in documents.values() for problem in document.problems)
        )
    return loaded


def _problems(files: Mapping[str, File], show: Document) -> tuple[Problem, ...]:
    """The problems of a show file that names files not to be had, and of those that are."""
    documents = {key: read(file.name, file.content) for key, file in files.items()} | {SHOW: show}
    _prepare(files, documents)
    return tuple(problem for document in documents.values() for problem in document.problems)


def _prepare(files: Mapping[str, File], documents: Mapping[str, Document]) -> Loaded | None:
    """Read every document; None when the problems noted in them leave no show."""
    sheet = read_sheet(documents[SHEET]) if _readable(documents, SHEET) else None
    film = sheet.film if sheet else None
    venue = read_venue(documents[SHOW], film) if _readable(documents, SHOW) else None
    devices = {
        key.removeprefix(DEVICE): read_device(key.removeprefix(DEVICE), document)
        for key, document in documents.items()
        if key.startswith(DEVICE) and document.readable
    }
    devices = {key: one for key, one in devices.items() if not documents[DEVICE + key].problems}
    if not venue:
        return None
    groups = tuple(group.name for group in venue.groups)
    sounds = tuple(sound.name for sound in venue.sounds if sound.dial is None)
    hands = None
    if _readable(documents, HANDS):
        _check_devices(documents[HANDS], documents)
        cues = tuple(cue.number for cue in sheet.cues) if sheet else None
        hands = read_hands(documents[HANDS], devices, groups, sounds, cues)
        ports = tuple(_ports(documents, venue, devices))
    if sheet:
        _check_names(documents[SHEET], documents[SHOW], sheet, venue)
    if not sheet or hands is None or any(document.problems for document in documents.values()):
        return None
    here = venue.film
    names = (*(name for name, _ in ports), *(one.port for one in here.listeners))
    patch = Patch(here.pace, venue.outputs, venue.groups, venue.sounds, names, here.house)
    show = make_ready(sheet, patch, hands)
    return Loaded(files, sheet, show, venue.targets, ports, here.listeners)


def _readable(documents: Mapping[str, Document], key: str) -> bool:
    """Whether a document is there and is TOML."""
    return key in documents and documents[key].readable


def _check_devices(hands: Document, documents: Mapping[str, Document]) -> None:
    for device in named_devices(hands):
        if DEVICE + device not in documents:
            known = tuple(
                sorted(path.stem for path in shipped("mappings", "devices").glob("*.toml"))
            )
            hands.complain_at(
                (device,),
                f"no device {device} comes with the rig, and there is no"
                f" devices/{device}.toml beside the show{meant(device, known)}",
            )


def _ports(
    documents: Mapping[str, Document], venue: Venue, devices: Mapping[str, Device]
) -> list[tuple[str, PortSpec]]:
    named = dict(venue.ports)
    used = named_devices(documents[HANDS])
    for name in named:
        if name not in used:
            documents[SHOW].complain_at(
                ("port", name), f"the hands name no device {name}{meant(name, used)}"
            )
    ports = []
    for name, device in devices.items():
        spec = named.get(name, PortSpec(device.kind, device.port))
        if spec.kind != device.kind:
            documents[SHOW].complain_at(("port", name), f"{name} is a {device.kind} device")
        elif not spec.name:
            documents[SHOW].complain(
                0, 0, 0, f'no port for {name}: write [port] and {name} = "{device.kind} …"'
            )
        if spec.kind == "serial" and not spec.name.startswith("usb:"):
            spec = PortSpec(spec.kind, str(Path(documents[SHOW].file).parent / spec.name))
        ports.append((name, spec))
    return ports


def _check_names(sheet: Document, show: Document, read: Sheet, venue: Venue) -> None:
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


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the system
        return False
