"""Loading a show: its files as texts, and the texts made ready.

The texts of show, sheet, hands and devices are all a show is: the journal keeps them, so that a
night can be replayed anywhere. Reading them is one step, making them ready another.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.conductor.compile import Patch, make_ready
from rig.errors import FileError
from rig.files import file_bytes
from rig.hands.binding import Patched, Span
from rig.hands.read import named_devices, read_hands
from rig.hands.read_device import read_device
from rig.notation.document import SIZE_MAX, Document, meant, read
from rig.notation.problem import Problem, ProblemsError
from rig.score.read import read_sheet
from rig.shipped import shipped
from rig.venue.names import check_names
from rig.venue.read import DEVICE_KINDS, PortSpec, Venue, read_venue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.conductor.show import Show
    from rig.hands.binding import Hands
    from rig.score.sheet import Sheet
    from rig.venue.house import Listener
    from rig.venue.outs import Target

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
        files |= _devices(path, files[HANDS])
    if document.problems:
        raise ProblemsError(_problems(files, document))
    return files


def gather_hands(running: Loaded) -> dict[str, File]:
    """The hands of a running show and their devices, as they lie on the disk by now.

    Raises ``FileError`` when one cannot be read.
    """
    show = running.files[SHOW]
    where = Path(show.name).parent / read(show.name, show.content).data[HANDS]
    hands = File(str(where), file_bytes(where, SIZE_MAX))
    return {HANDS: hands, **_devices(show.name, hands)}


def _devices(path: str, hands: File) -> dict[str, File]:
    """The files of the devices that the hands of a show name, those beside the show first."""
    files: dict[str, File] = {}
    for device in named_devices(read(hands.name, hands.content)):
        for folder in (Path(path).parent / "devices", shipped("mappings", "devices")):
            where = folder / f"{device}.toml"
            if DEVICE + device not in files and _there(where):
                files[DEVICE + device] = File(str(where), file_bytes(where, SIZE_MAX))
    return files


def in_hands(running: Loaded, files: Mapping[str, File]) -> Loaded:
    """A running show in other hands, of which these are the files; all else is as it was.

    Its sounds and outputs keep their numbers, so that its state still means the same: what lines
    of earlier hands have named stays behind the show's own, and nothing new is opened.
    Raises ``ProblemsError`` with every problem of hands and devices.
    """
    return prepare({**files, **{key: running.files[key] for key in (SHOW, SHEET)}}, running)


def prepare(files: Mapping[str, File], running: Loaded | None = None) -> Loaded:
    """The show its files describe; where it is running, with what it has by now.

    Raises ``ProblemsError`` with every problem of all of them.
    """
    documents = {key: read(file.name, file.content) for key, file in files.items()}
    loaded = _prepare(files, documents, running)
    if loaded is None:
        raise ProblemsError(
            tuple(problem for document in documents.values() for problem in document.problems)
        )
    return loaded


def _problems(files: Mapping[str, File], show: Document) -> tuple[Problem, ...]:
    """The problems of a show file that names files not to be had, and of those that are."""
    documents = {key: read(file.name, file.content) for key, file in files.items()} | {SHOW: show}
    _prepare(files, documents, None)
    return tuple(problem for document in documents.values() for problem in document.problems)


def _prepare(
    files: Mapping[str, File], documents: Mapping[str, Document], running: Loaded | None
) -> Loaded | None:
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
    if running is not None:
        added = running.show.sounds[len(venue.sounds) :]
        venue.outs.resume(running.show.outputs, running.targets, added)
    hands = None
    if _readable(documents, HANDS):
        _check_devices(documents[HANDS], documents)
        hands = read_hands(documents[HANDS], devices, _patched(venue, sheet), venue.outs)
        if running is None:
            _check_ports(documents, venue, hands)
        ports = tuple(_ports(documents, venue, hands))
    if sheet:
        check_names(documents[SHEET], documents[SHOW], sheet, venue)
    if not sheet or hands is None or any(document.problems for document in documents.values()):
        return None
    here = venue.film
    names = (*(name for name, _ in ports), *(one.port for one in here.listeners))
    outs = venue.outs
    patch = Patch(
        pace=here.pace,
        outputs=tuple(outs.outputs),
        groups=venue.groups,
        sounds=(*venue.sounds, *outs.wired.values()),
        ports=names,
        house=here.house,
    )
    show = make_ready(sheet, patch, hands)
    return Loaded(files, sheet, show, tuple(outs.targets), ports, here.listeners)


def _patched(venue: Venue, sheet: Sheet | None) -> Patched:
    """What names hands may use in this house."""
    dials = {sound.name: sound.dial for sound in venue.sounds}
    return Patched(
        groups=tuple(group.name for group in venue.groups),
        driven=frozenset(sheet.groups if sheet else ()),
        sounds=tuple(name for name, dial in dials.items() if dial is None),
        values={name: Span(dial.low, dial.high) for name, dial in dials.items() if dial},
        outs=venue.outs.names,
        cues=tuple(cue.number for cue in sheet.cues) if sheet else None,
    )


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


def _check_ports(documents: Mapping[str, Document], venue: Venue, hands: Hands) -> None:
    """Every port of the show is one of the hands'."""
    # A device whose file is wrong is told of there: a port for it is no mistake.
    named_here = (*(plug.name for plug in hands.plugs), *named_devices(documents[HANDS]))
    used = tuple(dict.fromkeys(named_here))
    for name, _ in venue.ports:
        if name not in used:
            documents[SHOW].complain_at(
                ("port", name), f"the hands name no device {name}{meant(name, used)}"
            )


def _ports(
    documents: Mapping[str, Document], venue: Venue, hands: Hands
) -> list[tuple[str, PortSpec]]:
    named = dict(venue.ports)
    ports = []
    for plug in hands.plugs:
        name, device = plug.name, plug.device
        own = PortSpec(device.kind, plug.port or device.port, plug.usb, plug.serial)
        spec = named.get(name, own)
        if spec.device != device.kind:
            kinds = [kind for kind, its in DEVICE_KINDS.items() if its == device.kind]
            documents[SHOW].complain_at(
                ("port", name),
                f"{name} is a {device.kind} device: its port is one of {', '.join(kinds)}",
            )
        elif not spec.name:
            documents[SHOW].complain(
                0, 0, 0, f'no port for {name}: write [port] and {name} = "{device.kind} …"'
            )
        if spec.kind in ("serial", "lines", "stream") and not spec.name.startswith("usb:"):
            spec = replace(spec, name=str(Path(documents[SHOW].file).parent / spec.name))
        ports.append((name, spec))
    return ports


def _there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the system
        return False
