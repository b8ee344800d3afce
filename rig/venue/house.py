"""Reading ``[film]`` of a show: where film time comes from in this house, and how it is seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.conductor.sources import Changeover, House, Machine, Source
from rig.notation.document import meant
from rig.notation.words import items
from rig.ports.osc_in import bind_problem
from rig.score.measure import SECOND_US
from rig.score.speeds import read_speed

if TYPE_CHECKING:
    from rig.notation.document import Document, Table, Text
    from rig.notation.words import Item, Word
    from rig.score.film import Film
    from rig.score.measure import Micros
    from rig.score.pace import Pace

PRESS: Final = "press"
BEAT: Final = "beat"
LEADER: Final = "midi-clock"
FILM_KEYS: Final = ("clock", "speed", "picture", "reels", BEAT)
PICTURE: Final = re.compile("([0-9]{1,3}) *ms +late")
SOCKET: Final = re.compile(r"([A-Za-z0-9.-]+):([1-9][0-9]{0,4})")
"""Where OSC is listened for: an address of this machine, and a port."""

COPY: Final = re.compile("[A-Za-z][A-Za-z0-9_-]*")
SOCKET_UNSAID: Final = "127.0.0.1:9100"
_UDP_MAX: Final = 65_535
_PICTURE_MAX_MS: Final = 500
MACHINES_MAX: Final = 8
"""Clocks of one house; each is a process."""
_WRITTEN: Final = {
    Machine.MTC: 'mtc "MOTU"',
    Machine.MPV: 'mpv "mpv.sock"',
    Machine.OSC: f"osc {SOCKET_UNSAID} from 192.168.1.5",
}
_CLOCKS: Final = (PRESS, *(machine.value for machine in Machine))


@dataclass(frozen=True, slots=True)
class Listener:
    """A port that hears a machine, and what its process must know."""

    port: str
    kind: str
    """``mtc``, ``mpv``, ``osc`` or ``beat``."""
    place: str
    """What a MIDI port's name contains, the path of a socket, or an address with its UDP port."""
    callers: tuple[str, ...] = ()
    """The addresses that OSC is taken from, besides this machine's own."""


@dataclass(frozen=True, slots=True)
class FilmHere:
    """How the film runs in one house."""

    pace: Pace | None
    """What the booth promises; None leaves the sheet's own."""
    house: House
    listeners: tuple[Listener, ...]


@dataclass(frozen=True, slots=True)
class _Clock:
    """One machine of the line, as written."""

    machine: Machine
    place: str
    copy: Word | None
    callers: tuple[str, ...]
    go: Word | None
    """The word that lets a GO start it; None where it starts by itself."""

    @property
    def port(self) -> str:
        return f"{self.machine.value} {self.place}"


def read_film_here(document: Document, film: Film | None) -> FilmHere:
    """``[film]`` of a show; of use only when the document has no problems.

    The sheet's film knows reels and copies; None where there is no sheet.
    """
    table = document.table("film")
    if table is None:
        return FilmHere(None, House(), ())
    table.close(FILM_KEYS)
    pace = read_speed(table, "speed", film) if film and "speed" in table.data else None
    line = table.text("clock")
    clocks = _clocks(line) if line is not None else ()
    leader = _leader(table)
    house = House(
        sources=tuple(_source(clock, film, pace or film.pace) for clock in clocks) if film else (),
        starts=next((clock.port for clock in clocks if clock.go), ""),
        leader=leader.port if leader else "",
        picture_us=_picture(table),
        changeover=_changeover(table),
    )
    heard = (_listener(clock, Path(document.file).parent) for clock in clocks)
    return FilmHere(pace, house, (*heard, *([leader] if leader else ())))


def _clocks(line: Text) -> tuple[_Clock, ...]:
    """``mtc "MOTU", mpv "mpv.sock" viewing go, press``: the machines, in the order of trust."""
    clocks: dict[str, _Clock] = {}
    written = tuple(items(line, ",\n"))
    if not written:
        line.complain(f"the film has a clock{meant('', _CLOCKS)}")
    for number, item in enumerate(written, 1):
        if _is(item.first, PRESS):
            _check_press(item, last=number == len(written))
            continue
        clock = _clock(item)
        if clock is None:
            continue
        if clock.port in clocks:
            item.complain(f"{clock.port} stands here twice; take one out")
        elif len(clocks) == MACHINES_MAX:
            item.complain(f"more than {MACHINES_MAX} machines")
            break
        elif clock.go and any(one.go for one in clocks.values()):
            clock.go.complain("one player is started by GO; take one of these out")
        else:
            clocks[clock.port] = clock
    return tuple(clocks.values())


def _check_press(item: Item, *, last: bool) -> None:
    if len(item.words) > 1:
        item.words[1].complain("nothing follows press; a comma stands between two clocks")
    elif not last:
        item.complain("press is the last, for when every machine is silent; write it behind them")


def _clock(item: Item) -> _Clock | None:
    """One machine of the line; None and a problem when it cannot be understood."""
    first, words = item.first, list(item.words[1:])
    if first.quoted or first.text not in _CLOCKS:
        first.complain(f"{first.text or 'nothing'} is no clock{meant(first.text, _CLOCKS)}")
        return None
    machine = Machine(first.text)
    if machine is Machine.OSC:
        return _osc(item, words)
    if not words or not _nameable(words[0].text):
        item.complain(f"say which: write {_WRITTEN[machine]}")
        return None
    place = words.pop(0).text
    go = words.pop() if machine is Machine.MPV and words and _is(words[-1], "go") else None
    return _Clock(machine, place, _copy(machine, words), (), go)


def _osc(item: Item, words: list[Word]) -> _Clock | None:
    """``127.0.0.1:9100 viewing from 192.168.1.5``."""
    at = next((number for number, word in enumerate(words) if _is(word, "from")), len(words))
    callers = tuple(word.text for word in words[at + 1 :])
    if at < len(words) and not callers:
        words[at].complain("say who may speak: from 192.168.1.5")
        return None
    words = words[:at]
    place = words.pop(0) if words and re.search("[.:]", words[0].text) else None
    found = SOCKET.fullmatch(place.text if place else SOCKET_UNSAID)
    if found is None or int(found[2]) > _UDP_MAX:
        item.complain(f"osc listens at an address and a port: write osc {SOCKET_UNSAID}")
        return None
    if problem := bind_problem(found[1], callers):
        item.complain(problem)
        return None
    return _Clock(Machine.OSC, found[0], _copy(Machine.OSC, words), callers, None)


def _copy(machine: Machine, words: list[Word]) -> Word | None:
    """What is left of an item: the copy whose clock it is, or nothing."""
    if not words:
        return None
    if _is(words[-1], "go") and machine is not Machine.MPV:
        words[-1].complain("only mpv is started by GO; take go out")
    elif len(words) > 1 or words[0].quoted or not COPY.fullmatch(words[0].text):
        words[-1].complain(f"{words[-1].text} is not understood here; write {_WRITTEN[machine]}")
    else:
        return words[0]
    return None


def _source(clock: _Clock, film: Film, pace: Pace) -> Source:
    """A machine on the print's frames: by the copy it plays, else as the house runs the film."""
    copies = {copy.name: copy for copy in film.copies}
    copy = copies.get(clock.copy.text) if clock.copy else None
    if copy is not None:
        zero_us = round(copy.zero * SECOND_US)
        return Source(clock.port, clock.machine, copy.pace, zero_us)
    if clock.copy:
        name = clock.copy.text
        clock.copy.complain(f"the sheet's film has no copy {name}{meant(name, tuple(copies))}")
    return Source(clock.port, clock.machine, pace, 0)


def _listener(clock: _Clock, folder: Path) -> Listener:
    place = str(folder / clock.place) if clock.machine is Machine.MPV else clock.place
    return Listener(clock.port, clock.machine.value, place, clock.callers)


def _leader(table: Table) -> Listener | None:
    """``midi-clock "IAC Bus 1"``: the port that leads the beat; None where none does."""
    line = table.text(BEAT)
    if line is None:
        return None
    words = tuple(word for item in items(line, "\n") for word in item.words)
    told = len(words) == 2 and _is(words[0], LEADER)  # noqa: PLR2004 - a kind and a name
    if not told or not _nameable(words[1].text):
        line.complain('the beat is led from outside by midi-clock "IAC Bus 1", or by nobody')
        return None
    return Listener(f"{BEAT} {words[1].text}", BEAT, words[1].text)


def _picture(table: Table) -> Micros:
    line = table.text("picture")
    found = PICTURE.fullmatch(line.value.strip()) if line is not None else None
    late_ms = int(found[1]) if found else 0
    if line is not None and (found is None or late_ms > _PICTURE_MAX_MS):
        line.complain(
            f"picture is how late the screen is, 0 to {_PICTURE_MAX_MS} ms: write 60 ms late"
        )
    return late_ms * 1000


def _changeover(table: Table) -> Changeover:
    line = table.text("reels")
    known = tuple(one.value for one in Changeover)
    if line is None or line.value in known:
        return Changeover(line.value) if line else Changeover.NONE
    line.complain(f"reels says how one follows another{meant(line.value, known)}")
    return Changeover.NONE


def _is(word: Word, text: str) -> bool:
    return word.text == text and not word.quoted


def _nameable(name: str) -> bool:
    """Whether a port or a file can be named so: a process is told the name."""
    return bool(name) and name.isprintable()
