"""Reading a show file: one venue, its outputs, and what each name turns there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.conductor.outputs import Group, Sound
from rig.venue.house import read_film_here
from rig.venue.outs import Outs, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.notation.document import Document, Text
    from rig.score.film import Film
    from rig.venue.house import FilmHere

DEVICE_KINDS: Final[Mapping[str, str]] = {
    "midi": "midi",
    "stream": "midi",
    "serial": "serial",
    "lines": "serial",
    "keys": "serial",
}
"""By the kind of a port, the kind of device that may be plugged in there."""

BAUDS: Final = ("31250", "115200")
"""How fast MIDI may come over a serial port."""

_TOP: Final = ("rig", "sheet", "hands", "film", "out", "group", "sound", "port")


@dataclass(frozen=True, slots=True)
class PortSpec:
    """Where a device is plugged in."""

    kind: str
    """One of ``DEVICE_KINDS``."""
    name: str
    """What a MIDI port's or a keyboard's name contains, or the path of a serial port."""
    usb: str = ""
    """Which of several alike: where it is plugged in, or its vendor and product."""
    serial: str = ""
    """Which of several alike: its serial number."""
    baud: int = 0
    """Of a ``stream``, in bits a second; 0 of the others, which have no say in it."""

    @property
    def device(self) -> str:
        """The kind of device that may be plugged in there: ``midi`` or ``serial``."""
        return DEVICE_KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Venue:
    """One house, understood."""

    sheet: str
    hands: str
    film: FilmHere
    outs: Outs
    groups: tuple[Group, ...]
    sounds: tuple[Sound, ...]
    ports: tuple[tuple[str, PortSpec], ...]
    """Ports the show names itself, by device."""


def read_venue(document: Document, film: Film | None) -> Venue:
    """The venue a show file describes; of use only when the document has no problems.

    The sheet's film says where its reels begin; None where there is no sheet to say it.
    """
    top = document.table()
    assert top is not None, "the top of a document is a table"
    top.close(_TOP)
    sheet, hands = top.plain("sheet"), top.plain("hands")
    for key, name in (("sheet", sheet), ("hands", hands)):
        if not name and isinstance(top.data.get(key, ""), str):
            top.complain(f'the show names its {key}: write {key} = "{key}.toml"', key)
    outs = Outs(document)
    groups = tuple(
        Group(name, None if text.value == "me" else outs.value(text))
        for name, text in _texts(document, "group")
    )
    sounds = tuple(outs.sound(name, text) for name, text in _texts(document, "sound"))
    return Venue(
        sheet=sheet,
        hands=hands,
        film=read_film_here(document, film),
        outs=outs,
        groups=groups,
        sounds=sounds,
        ports=tuple(
            (name, spec) for name, text in _texts(document, "port") if (spec := _port(text))
        ),
    )


def _texts(document: Document, name: str) -> tuple[tuple[str, Text], ...]:
    table = document.table(name)
    return table.texts() if table is not None else ()


def _port(text: Text) -> PortSpec | None:
    kind, *rest = [word.text for word in words_of(text)] or [""]
    if kind == "stream" and len(rest) in (1, 2) and rest[0]:
        if rest[1:] and rest[1] in BAUDS:
            return PortSpec(kind, rest[0], baud=int(rest[1]))
        text.complain(
            f"MIDI over a serial port says its speed, {' or '.join(BAUDS)}:"
            f" write stream {rest[0]} {BAUDS[0]}"
        )
        return None
    if kind == "stream" or kind not in DEVICE_KINDS or len(rest) != 1 or not rest[0]:
        text.complain(
            "a port is such as 'midi \"nanoKONTROL2\"', serial /dev/ttyACM0, lines /dev/ttyUSB0,"
            " 'keys \"AirTurn\"' or stream /dev/ttyUSB0 31250"
        )
        return None
    return PortSpec(kind, rest[0])
