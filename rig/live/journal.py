"""The journal: what arrived, in the order it was understood; enough to replay the night.

One line of JSON for each event. The first line holds the texts of show, sheet, hands and devices;
where the hands were read anew, theirs stand again.
Behind each event stands what was sent for it: evidence to compare a replay with, never the truth.
A line cut short by a power failure ends the journal; it is said and left alone.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rig import __version__
from rig.conductor import events
from rig.conductor.actions import Send
from rig.errors import FileError, RigError
from rig.live import parts
from rig.notation.document import RIG_VERSION
from rig.venue.load import SHEET, SHOW, File, in_hands, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.venue.load import Loaded

_DAMAGE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError, RigError)
"""What reading a line raises that is no record."""

LINE_MAX: Final = 1 << 20
"""Bytes of the longest line behind the first."""

_REMAPPED: Final = "remapped"
_REMAPPED_MARK: Final = b'"event":"remapped"'
_MARK_WITHIN: Final = 64
"""A line says in its first bytes what it is: others need not be read."""

_PLAIN: Final[dict[str, Callable[[int], Event]]] = {
    "wake": events.Wake,
    "opened": events.Opened,
    "restarted": events.Restarted,
    "closing": events.Closing,
}


@dataclass(frozen=True, slots=True)
class Header:
    """What a night was played with."""

    version: str
    begun: str
    """The day and time, as ISO 8601."""
    files: Mapping[str, File]


@dataclass(frozen=True, slots=True)
class Record:
    """One event and what was sent for it."""

    event: Event
    sent: tuple[Send, ...]


def head(files: Mapping[str, File]) -> bytes:
    """The first line of a journal."""
    texts = {key: [file.name, file.content.decode("utf-8")] for key, file in files.items()}
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    header = {"rig": RIG_VERSION, "version": __version__, "begun": begun, "files": texts}
    return json.dumps(header).encode() + b"\n"


def line(event: Event, actions: tuple[Action, ...]) -> bytes:
    """One event with what it led to, as a line."""
    sent = ",".join(
        f'[{action.due_us},{action.out},"{action.packet.hex()}"]'
        for action in actions
        if type(action) is Send
    )
    tail = f',"sent":[{sent}]}}\n' if sent else "}\n"
    return (f'{{"at":{event.at_us},{_told(event)}' + tail).encode()


def _told(event: Event) -> str:
    match event:
        case events.Wake():
            return '"event":"wake"'
        case events.MidiIn():
            return _stamped("midi", event.stamped_us, event.port) + f',"data":"{event.data.hex()}"'
        case events.FrameIn():
            return _stamped("frame", event.stamped_us, event.port) + f',"data":"{event.data.hex()}"'
        case events.KeyIn():
            return _stamped("key", event.stamped_us, event.key)
        case events.FilmIn():
            where = f'"position":{event.position_millionths},"rate":{event.rate_ppm}'
            unit = quoted(event.unit)
            return _stamped("film", event.stamped_us, event.port) + f',"unit":{unit},{where}'
        case events.BeatIn():
            runs = "true" if event.running else "false"
            where = f'"clocks":{event.clocks},"lasts":{event.beat_us},"running":{runs}'
            return _stamped("beat", event.stamped_us, event.port) + f",{where}"
        case events.PortFound():
            return f'"event":"found","port":{quoted(event.port)},"name":{quoted(event.name)}'
        case events.PortLost():
            return f'"event":"lost","port":{quoted(event.port)}'
        case events.TargetBack():
            return f'"event":"back","out":{event.out}'
        case events.Trouble():
            return f'"event":"trouble","text":{quoted(event.text)}'
        case events.Remapped():
            files = {key: (name, text) for key, name, text in event.files}
            return f'"event":"{_REMAPPED}","files":{json.dumps(files)}'
    return f'"event":"{type(event).__name__.lower()}"'


def _stamped(name: str, stamped_us: int, what: str) -> str:
    return f'"event":"{name}","stamped":{stamped_us},"port":{quoted(what)}'


_KINDS: Final[dict[str, type[int | str]]] = {
    **dict.fromkeys(("at", "stamped", "out", "position", "rate", "clocks", "lasts"), int),
    **dict.fromkeys(("event", "port", "name", "text", "data", "unit"), str),
    "running": bool,
}
_READERS: Final[dict[str, Callable[[dict[str, Any]], Event]]] = {
    "midi": lambda r: events.MidiIn(r["at"], r["stamped"], r["port"], bytes.fromhex(r["data"])),
    "frame": lambda r: events.FrameIn(r["at"], r["stamped"], r["port"], bytes.fromhex(r["data"])),
    "key": lambda r: events.KeyIn(r["at"], r["stamped"], r["port"]),
    "film": lambda r: events.FilmIn(
        r["at"], r["stamped"], r["port"], r["unit"], r["position"], r["rate"]
    ),
    "beat": lambda r: events.BeatIn(
        r["at"], r["stamped"], r["port"], r["clocks"], r["lasts"], r["running"]
    ),
    "found": lambda r: events.PortFound(r["at"], r["port"], r["name"]),
    "lost": lambda r: events.PortLost(r["at"], r["port"]),
    "back": lambda r: events.TargetBack(r["at"], r["out"]),
    "trouble": lambda r: events.Trouble(r["at"], r["text"]),
}


class Reader:
    """A journal that is read: its header at once, its records one by one."""

    def __init__(self, path: str) -> None:
        """Open a journal.

        Raises ``FileError`` when it cannot be read or is none.
        """
        self._path = path
        self.damage = ""
        """Where and how the journal is cut short; empty when it is whole."""
        self.ending: dict[str, Any] = {}
        """What its last line tells of the night; empty while it was not closed."""
        try:
            with Path(path).open("rb") as file:
                record = json.loads(file.readline())
            newer = record["rig"] > RIG_VERSION
            self.header = Header("", "", {}) if newer else _header(record)
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
        except _DAMAGE as error:
            raise FileError(f"{path} is no journal of the rig: its first line is none") from error
        if newer:
            raise FileError(f"{path} was written by a newer rig; update this one")

    def hands(self) -> Iterator[dict[str, File]]:
        """The files of the hands, each time that they were read anew."""
        for _, _, text in self._texts():
            if _REMAPPED_MARK in text[:_MARK_WITHIN]:
                with suppress(*_DAMAGE):
                    yield _files(json.loads(text))

    def records(self, loaded: Loaded | None = None) -> Iterator[Record]:
        """Every whole record, up to where the journal ends or is damaged.

        Hands that were read anew are made ready for this show; if None, for the journal's own.
        """
        for where, number, text in self._texts():
            if not text:
                continue
            try:
                record = json.loads(text)
                if "end" in record:
                    self.ending = dict(record["end"])
                    continue
                _check(record)
                if record["event"] == _REMAPPED:
                    loaded = in_hands(loaded or prepare(self.header.files), _files(record))
                    event: Event = remapped(record["at"], loaded)
                else:
                    event = _event(record)
                yield Record(event, _sent(record))
            except _DAMAGE as error:
                self.damage = f"{where}:{number}: no whole record ({_said(error)}); read up to here"
                return

    def _texts(self) -> Iterator[tuple[str, int, bytes]]:
        try:
            yield from parts.lines(self._path)
        except OSError as error:
            where = error.filename or self._path
            self.damage = f"{where} cannot be read ({error.strerror or error}); read up to here"


def _said(error: Exception) -> str:
    """The first line of an error: the player reads the rest by ``rig check``."""
    return str(error).partition("\n")[0]


def remapped(at_us: int, loaded: Loaded) -> events.Remapped:
    """That a running show has come into other hands."""
    show = loaded.show
    files = tuple(
        (key, file.name, file.content.decode())
        for key, file in loaded.files.items()
        if key not in (SHOW, SHEET)
    )
    return events.Remapped(at_us, files, show.surface, show.sounds, show.ports)


def _header(record: dict[str, Any]) -> Header:
    return Header(record["version"], record["begun"], _files(record))


def _files(record: dict[str, Any]) -> dict[str, File]:
    return {key: File(name, text.encode()) for key, (name, text) in record["files"].items()}


def _check(record: dict[str, Any]) -> None:
    for key, value in record.items():
        if type(value) is not _KINDS.get(key, type(value)):
            raise TypeError(f"{key} is not of its kind")


def _event(record: dict[str, Any]) -> Event:
    name = record["event"]
    if name in _PLAIN:
        return _PLAIN[name](record["at"])
    return _READERS[name](record)


def _sent(record: dict[str, Any]) -> tuple[Send, ...]:
    return tuple(
        Send(due_us, out, bytes.fromhex(packet)) for due_us, out, packet in record.get("sent", ())
    )


class Writer:
    """A journal that is written: one write for each record, no sync."""

    def __init__(self, path: str) -> None:
        """Go on behind the last whole line of the journal; one cut short is let go.

        Raises ``OSError`` when the file cannot be opened.
        """
        self._path = path
        *before, last = parts.parts(path)
        self._part = len(before) + 1
        self._descriptor = os.open(last, os.O_RDWR | os.O_APPEND)
        self._size = os.lseek(self._descriptor, 0, os.SEEK_END)
        begin = os.lseek(self._descriptor, max(0, self._size - LINE_MAX), os.SEEK_SET)
        whole = begin + os.read(self._descriptor, LINE_MAX).rfind(b"\n") + 1
        if (whole > begin or (before and not begin)) and whole < self._size:
            os.ftruncate(self._descriptor, whole)
            self._size = whole

    def write(self, record: bytes) -> None:
        """Hand a record to the system, in a next part when this one is full.

        Raises ``OSError`` when it does not take it whole.
        """
        if self._size >= parts.PART_BYTES:
            self._begin_part()
        if os.write(self._descriptor, record) != len(record):
            raise OSError(28, "no space left for the journal")
        self._size += len(record)

    def _begin_part(self) -> None:
        full, self._descriptor = self._descriptor, parts.begun(self._path, self._part + 1)
        os.close(full)
        self._part, self._size = self._part + 1, 0

    def sync(self) -> None:
        """Have the disk hold it; waits for the disk."""
        os.fsync(self._descriptor)


def ending(facts: dict[str, Any]) -> bytes:
    """The last line of a journal: what was measured of the night."""
    return json.dumps({"end": facts}).encode() + b"\n"
