"""Every MIDI input of this machine, heard for as long as somebody looks.

One process lists the inputs; for each a process hears it, as in a performance. A place for such a
process is used again when its port is gone, so that no number of replugs leaks anything.
"""

from __future__ import annotations

import os
import select
import struct
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from rig.errors import PortError
from rig.live.processes import Child
from rig.ports import channel
from rig.ports.listing import stable_name

if TYPE_CHECKING:
    import socket

PORTS_MAX: Final = 32
"""Inputs heard at once; of more the player is told."""

_TURN_S: Final = 0.1
_BURST: Final = 256
"""Records taken from one port in a turn, so that none holds back the others."""
_GIVE_UP_AFTER: Final = 5
_ENDS_S: Final = 1.0


class News(NamedTuple):
    """Something of an input: a message, that it is there or gone, or a trouble."""

    kind: bytes
    """``MIDI``, ``FOUND``, ``LOST`` or ``TROUBLE`` of `rig.ports.channel`."""
    port: str
    """The input's full name; empty for a trouble of none in particular."""
    name: str
    """Without what changes at each plug, unless another has the same then."""
    at_us: int
    payload: bytes = b""


@dataclass(slots=True)
class _Place:
    """A process, and the line to it."""

    near: socket.socket
    child: Child
    port: str = ""
    """The full name of the port it hears; empty while it is free."""
    there: bool = False
    """Whether the port was told to be there."""
    leaving: bool = False
    """Whether the port is gone, and the process still to end."""


class EveryInput:
    """The processes that hear all inputs; a context that begins and ends them."""

    def __init__(self) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - until the context ends
        self._news: list[News] = []
        self._places: list[_Place] = []
        self._lister = self._place("rig.ports.midi_list", "the inputs")

    def __enter__(self) -> Self:
        self._lister.child.start()
        return self

    def __exit__(self, *_: object) -> None:
        for place in (self._lister, *self._places):
            place.child.ask_to_end()
        for place in (self._lister, *self._places):
            place.child.end(_ENDS_S)
        self._log.close()

    @property
    def ports(self) -> tuple[str, ...]:
        """The full names of the inputs that are listed just now."""
        return tuple(place.port for place in self._places if place.port and not place.leaving)

    @property
    def ready(self) -> bool:
        """Whether all inputs that there are have been listed, and are heard."""
        return self._lister.child.ready and all(
            place.there for place in self._places if place.port and not place.leaving
        )

    def turn(self, *also: int) -> list[News]:
        """Wait for news, 0.1 s at most or until another descriptor is readable; give them.

        Raises ``PortError`` when the process that lists the inputs cannot be kept running.
        """
        everyone = (self._lister, *self._places)
        beats = {place.child.listening: place for place in everyone}
        awaited: list[int | socket.socket] = [*beats, *also, *(place.near for place in everyone)]
        readable, _, _ = select.select(awaited, (), (), _TURN_S)
        for place in (beats[one] for one in readable if one in beats):
            place.child.hear()
        for place in everyone:
            if place.near in readable:
                self._take(place)
        for place in everyone:
            self._look_after(place)
        news, self._news = self._news, []
        return news

    def _place(self, module: str, port: str) -> _Place:
        near, far = channel.pair()

        def command(beat: int) -> list[str]:
            fds = ("--records", str(far.fileno()), "--beats", str(beat))
            return ["-m", module, *fds, "--", place.port]

        place = _Place(near, Child(module, command, (far.fileno(),), self._log), port)
        return place

    def _take(self, place: _Place) -> bool:
        """Take the records that have come of a process, at most a burst; whether it was one."""
        for _ in range(_BURST):
            try:
                kind, at_us, payload = channel.unpack(place.near.recv(channel.RECORD_MAX + 1))
            except BlockingIOError:
                return False
            except (OSError, struct.error):
                continue
            if place is self._lister:
                self._listed(kind, os.fsdecode(payload))
            elif kind in (channel.FOUND, channel.LOST):
                self._tell_there(place, there=kind == channel.FOUND)
            else:
                stamped_us = at_us if kind == channel.MIDI else channel.now_us()
                self._tell(place, kind, stamped_us, payload)
        return True

    def _listed(self, kind: bytes, port: str) -> None:
        """Have an input heard that is there, and let go of one that is gone."""
        place = next((one for one in self._places if one.port == port and not one.leaving), None)
        if kind == channel.LOST and place is not None:
            self._let_go(place)
        elif kind == channel.TROUBLE:
            self._trouble(port)
        elif kind == channel.FOUND and place is None:
            place = next((one for one in self._places if not one.port), None)
            if place is None and len(self._places) == PORTS_MAX:
                self._trouble(f"{port} is not heard: {PORTS_MAX} inputs are")
                return
            if place is None:
                place = self._place("rig.ports.midi_in", port)
                self._places.append(place)
            place.port = port
            place.child.start()

    def _let_go(self, place: _Place) -> None:
        place.leaving = True
        place.child.ask_to_end()

    def _look_after(self, place: _Place) -> None:
        """Begin a process anew that has ended, unless its port is gone."""
        code = place.child.watch()
        if code is not None and place is self._lister:
            for other in self._places:
                if other.port:
                    self._let_go(other)
            if place.child.quick_deaths >= _GIVE_UP_AFTER:
                raise PortError(f"MIDI inputs cannot be listed: {self._last_words()}")
        if place.leaving and place.child.pid is None:
            while self._take(place):
                pass  # nobody sends any more, and the next port shall not be told of these
            self._tell_there(place, there=False)
            place.port, place.leaving = "", False
        if place.port:
            place.child.revive()

    def _last_words(self) -> str:
        self._log.seek(0)
        lines = self._log.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "no word why")

    def _name(self, place: _Place) -> str:
        stable = stable_name(place.port)
        alike = [one for one in self._places if one.port and stable_name(one.port) == stable]
        return stable if len(alike) == 1 else place.port

    def _tell_there(self, place: _Place, *, there: bool) -> None:
        if place.there is not there:
            place.there = there
            self._tell(place, channel.FOUND if there else channel.LOST, channel.now_us())

    def _tell(self, place: _Place, kind: bytes, at_us: int, payload: bytes = b"") -> None:
        self._news.append(News(kind, place.port, self._name(place), at_us, payload))

    def _trouble(self, text: str) -> None:
        self._news.append(News(channel.TROUBLE, "", "", channel.now_us(), text.encode()))
