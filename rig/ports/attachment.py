"""The one MIDI port that answers to a name: waited for, opened once, watched until it goes.

Closing a MIDI client while the process goes on can deadlock or crash it, and no driver tells of
an unplugged device. So a process serves one attachment only: it looks at the port list on every
beat, and when its port is gone it ends, to be started anew and wait for the device again. One
client per MIDI interface is kept for looking, as making one costs a thousand looks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import rtmidi

from rig.ports.channel import now_us
from rig.ports.listing import match, others_ports, stable_name, usable_apis

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.ports.child import Wire

FAULTS: Final = (OSError, RuntimeError, TypeError, ValueError, rtmidi.RtMidiError)
"""Whatever python-rtmidi raises: it has no common base."""

_RETRY_US: Final = 1_000_000
_SETTLING_US: Final = 200_000
"""A JACK client lists its ports before it is active; who connects then stays deaf, untold."""
_JACK_GONE: Final = (b"read fail", b"zombified")
_OVERRUN: Final = (b"overrun", b"queue limit")


class DriverGone(Exception):  # noqa: N818 - the end of a server is no error of ours
    """The JACK server ended: its clients are dead, and list the ports of old for ever."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a port is listed just now."""

    client: Any
    index: int
    full_name: str


class Attachment:
    """A name of the show file, and the MIDI client that is, or will be, open on its port."""

    def __init__(self, wire: Wire, wanted: str, make: Callable[[int], Any]) -> None:
        self.client: Any = None
        """The rtmidi client once it is open."""
        self._wire = wire
        self._wanted = wanted
        self._make = make
        self._kept: dict[int, Any] = {}
        self._retry_due_us = 0
        self._listed = ("", 0)
        self._full_name = ""
        self._stderr_fd = _taken_stderr()

    def attached(self) -> bool:
        """Look for the port, and open it when exactly one has answered to the name for a while.

        Raises ``DriverGone`` when the JACK server ended meanwhile.
        """
        self._listen()
        self._make_clients()
        places = [
            _Place(client, index, full_name)
            for client in self._kept.values()
            for index, full_name in others_ports(client)
        ]
        matches = match(self._wanted, (place.full_name for place in places))
        if len(matches) > 1:
            self._wire.trouble(_ambiguous(self._wanted, matches))
        if len(matches) != 1:
            self._listed = ("", 0)
            return False
        (place,) = (place for place in places if place.full_name == matches[0])
        return self._has_settled(place.full_name) and self._open(place)

    def opened_virtual(self) -> bool:
        """Open a port of this name that others can see, when there is an interface for it."""
        self._listen()
        self._make_clients()
        for client in self._kept.values():
            client.open_virtual_port(self._wanted)
            self._attach(client, self._wanted)
            return True
        return False

    def gone(self) -> bool:
        """Whether the port has vanished. Raises ``DriverGone`` like ``attached``."""
        self._listen()
        return self._full_name not in self.client.get_ports()

    def watch_driver(self) -> None:
        """Tell what the driver lost. Raises ``DriverGone`` like ``attached``."""
        self._listen()

    def close(self) -> None:
        """Close every client; only for a process that ends."""
        for client in self._kept.values():
            client.delete()

    def _make_clients(self) -> None:
        if now_us() < self._retry_due_us:
            return
        self._retry_due_us = now_us() + _RETRY_US
        for api in usable_apis():
            if api not in self._kept:
                try:
                    self._kept[api] = self._make(api)
                except FAULTS:
                    continue  # no server yet; a player who needs none must not hear of it

    def _has_settled(self, full_name: str) -> bool:
        if self._listed[0] != full_name:
            self._listed = (full_name, now_us())
        return now_us() - self._listed[1] >= _SETTLING_US

    def _open(self, place: _Place) -> bool:
        try:
            place.client.open_port(place.index, "port")
        except FAULTS as error:
            self._wire.trouble(f"{stable_name(place.full_name)} does not open: {error}")
            return False
        # Ports are opened by number: when the list moved meanwhile, this is another device.
        if place.client.get_ports()[place.index : place.index + 1] != [place.full_name]:
            raise DriverGone
        self._attach(place.client, place.full_name)
        return True

    def _attach(self, client: Any, full_name: str) -> None:  # noqa: ANN401 - rtmidi has no types
        for api, other in tuple(self._kept.items()):
            if other is not client:
                del self._kept[api]
                other.delete()  # never opened, so nothing can call back while it closes
        self.client = client
        self._full_name = full_name
        self._wire.found(stable_name(full_name))

    def _listen(self) -> None:
        try:
            said = os.read(self._stderr_fd, 65_536)
        except BlockingIOError:
            return
        if any(text in said for text in _OVERRUN):
            self._wire.dropped += 1
        if any(text in said for text in _JACK_GONE):
            raise DriverGone


def _taken_stderr() -> int:
    """Take the C libraries' complaints from the player's terminal; the end to read them from.

    They are the only news of a buffer that overran, or of a JACK server that ended.
    """
    read_fd, write_fd = os.pipe()
    os.set_blocking(read_fd, False)
    os.set_blocking(write_fd, False)
    os.dup2(write_fd, 2)
    os.close(write_fd)
    return read_fd


def _ambiguous(wanted: str, matches: tuple[str, ...]) -> str:
    stable = tuple(stable_name(full) for full in matches)
    names = stable if len(set(stable)) == len(stable) else matches
    return f'"{wanted}" fits {len(names)} MIDI ports, write one in full: {"; ".join(names)}'
