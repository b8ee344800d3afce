"""Reading a show file: one venue, its outputs, and what each name turns there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.conductor.outputs import Group, Sound
from rig.venue.house import read_film_here
from rig.venue.outs import Outs, words_of

if TYPE_CHECKING:
    from rig.notation.document import Document, Text
    from rig.score.film import Film
    from rig.venue.house import FilmHere

_TOP: Final = ("rig", "sheet", "hands", "film", "out", "group", "sound", "port")


@dataclass(frozen=True, slots=True)
class PortSpec:
    """Where a device is plugged in."""

    kind: str
    """``midi`` or ``serial``."""
    name: str
    """What its MIDI port's name contains, or the path of a serial port."""
    usb: str = ""
    """Which of several alike: where it is plugged in, or its vendor and product."""
    serial: str = ""
    """Which of several alike: its serial number."""


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
    words = words_of(text)
    told = len(words) == 2 and words[0].text in ("midi", "serial")  # noqa: PLR2004 - kind and name
    if not told or not words[1].text:
        text.complain("a port is such as 'midi \"nanoKONTROL2\"' or serial /dev/ttyACM0")
        return None
    return PortSpec(words[0].text, words[1].text)
