"""The journal: what arrived, in the order it was understood; enough to replay the night.

One line of JSON for each event. The first line holds the texts of show, sheet, hands and devices.
Behind each event stands what was sent for it: evidence to compare a replay with, never the truth.
A line cut short by a power failure ends the journal; it is said and left alone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from json.encoder import encode_basestring_ascii as quoted
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rig import __version__
from rig.conductor import events
from rig.conductor.actions import Send
from rig.errors import FileError
from rig.notation.document import RIG_VERSION
from rig.venue.load import File

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rig.conductor.actions import Action
    from rig.conductor.events import Event

_DAMAGE: Final = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading a line raises that is no record."""

_TAIL: Final = 1 << 20
"""Bytes in which the last line surely begins."""

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
            self._lines = Path(path).read_bytes().split(b"\n")
            record = json.loads(self._lines[0])
            newer = record["rig"] > RIG_VERSION
            self.header = Header("", "", {}) if newer else _header(record)
        except OSError as error:
            raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
        except _DAMAGE as error:
            raise FileError(f"{path} is no journal of the rig: its first line is none") from error
        if newer:
            raise FileError(f"{path} was written by a newer rig; update this one")

    def records(self) -> Iterator[Record]:
        """Every whole record, up to where the journal ends or is damaged."""
        for number, text in enumerate(self._lines[1:], 2):
            if not text:
                continue
            try:
                record = json.loads(text)
                if "end" in record:
                    self.ending = dict(record["end"])
                    continue
                yield Record(_event(record), _sent(record))
            except _DAMAGE as error:
                self.damage = f"{self._path}:{number}: no whole record ({error}); read up to here"
                return


def _header(record: dict[str, Any]) -> Header:
    files = {key: File(name, text.encode()) for key, (name, text) in record["files"].items()}
    return Header(record["version"], record["begun"], files)


def _event(record: dict[str, Any]) -> Event:
    for key, kind in _KINDS.items():
        if type(record.get(key, kind())) is not kind:
            raise TypeError(f"{key} is not of its kind")
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
        self._descriptor = os.open(path, os.O_RDWR | os.O_APPEND)
        size = os.lseek(self._descriptor, 0, os.SEEK_END)
        begin = os.lseek(self._descriptor, max(0, size - _TAIL), os.SEEK_SET)
        whole = os.read(self._descriptor, _TAIL).rfind(b"\n") + 1
        if whole and begin + whole < size:
            os.ftruncate(self._descriptor, begin + whole)

    def write(self, record: bytes) -> None:
        """Hand a record to the system.

        Raises ``OSError`` when it does not take it whole.
        """
        if os.write(self._descriptor, record) != len(record):
            raise OSError(28, "no space left for the journal")

    def sync(self) -> None:
        """Have the disk hold it; waits for the disk."""
        os.fsync(self._descriptor)


def ending(facts: dict[str, Any]) -> bytes:
    """The last line of a journal: what was measured of the night."""
    return json.dumps({"end": facts}).encode() + b"\n"
