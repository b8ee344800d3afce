"""The one MIDI port that answers to a name: waited for, opened once, watched until it goes.

Closing a MIDI client while the process goes on can deadlock or crash it, and no driver tells of
an unplugged device. So a process serves one attachment only: it looks at the port list ten times
a second, and when its port is gone it ends, to be started anew and wait for the device again. One
client per MIDI interface is kept for looking, as making one costs a thousand looks.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import rtmidi

from rig.ports.channel import now_us
from rig.ports.identity import SYSTEM, identity
from rig.ports.listing import full_names, others_ports, stable_name, usable_apis
from rig.ports.wanted import Listed, fitting, missing, question

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from rig.ports.child import Wire
    from rig.ports.wanted import Wanted

FAULTS: Final = (OSError, RuntimeError, TypeError, ValueError, rtmidi.RtMidiError)
"""Whatever python-rtmidi raises: it has no common base."""

LOOK_US: Final = 100_000
"""Between two looks. A hub waits that long before it greets what was plugged in (USB 2.0, 7.1.7.3:
an attach is debounced for 100 ms), so no device can leave and be back unseen."""

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

    api: int
    index: int
    port: Listed


class Attachment:
    """A port of a player's file, and the MIDI client that is, or will be, open on it."""

    def __init__(self, wire: Wire, wanted: Wanted, make: Callable[[int], Any]) -> None:
        self.client: Any = None
        """The rtmidi client once it is open."""
        self._wire = wire
        self._wanted = wanted
        self._make = make
        self._kept: dict[int, Any] = {}
        self._retry_due_us = 0
        self._look_due_us = 0
        self._port = Listed("", None)
        """The port that is open, or the one that was listed alone in the last look."""
        self._listed_us = 0
        self._stderr_fd = _taken_stderr()

    def rest(self, *descriptors: int | socket.socket, until_us: int | None = None) -> bool:
        """Wait until a descriptor is readable, an instant has come or it is time for a look.

        Says whether it is time for a look. Raises ``Ended`` when the parent is gone.
        """
        due_us = self._look_due_us if until_us is None else min(until_us, self._look_due_us)
        self._wire.turn(*descriptors, until_us=due_us)
        at_us = now_us()
        if at_us < self._look_due_us:
            return False
        self._look_due_us = at_us + LOOK_US
        return True

    def attached(self) -> bool:
        """Look for the port, and open it when exactly one has answered to the name for a while.

        Raises ``DriverGone`` when the JACK server ended meanwhile.
        """
        self._listen()
        self._make_clients()
        places = [
            _Place(api, index, Listed(full_name, identity(full_name, SYSTEM)))
            for api, client in self._kept.items()
            for index, full_name in others_ports(client)
        ]
        ports = [place.port for place in places]
        fits = fitting(self._wanted, ports)
        if len(fits) != 1:
            self._port = Listed("", None)
            asked = question(self._wanted, fits) if fits else missing(self._wanted, ports)
            if asked:
                self._wire.trouble(asked)
            return False
        (place,) = (place for place in places if place.port is fits[0])
        return self._has_settled(place.port) and self._open(place)

    def opened_virtual(self) -> bool:
        """Open a port of this name that others can see, when there is an interface for it."""
        self._listen()
        self._make_clients()
        for client in self._kept.values():
            client.open_virtual_port(self._wanted.name)
            self._attach(client, Listed(self._wanted.name, None))
            return True
        return False

    def gone(self) -> bool:
        """Whether the port has vanished, or is another since. Raises ``DriverGone`` likewise."""
        self._listen()
        return not self._is_there()

    def watch_driver(self) -> None:
        """Tell what the driver lost. Raises ``DriverGone`` like ``attached``."""
        self._listen()

    def close(self) -> None:
        """Close every client: none of them open, or in a process that ends."""
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

    def _has_settled(self, port: Listed) -> bool:
        if self._port != port:
            self._port, self._listed_us = port, now_us()
        return now_us() - self._listed_us >= _SETTLING_US

    def _open(self, place: _Place) -> bool:
        """Open a port, from a place on the JACK server that everyone knows to be new.

        A client that comes just as another leaves does not learn of it, and for ever wakes the one
        that left in place of its successor. So may a device that came while the rig's last process
        left. By now it listens: the client that looked leaves, and its place is clean.
        """
        port = place.port
        self.close()
        self._kept.clear()
        self._retry_due_us = 0
        self._make_clients()
        client = self._kept.get(place.api)
        if client is None:
            return False
        try:
            client.open_port(place.index, "port")
        except FAULTS as error:
            self._wire.trouble(f"{stable_name(port.full_name)} does not open: {error}")
            return False
        # Ports are opened by number: when the list moved meanwhile, this is another device.
        if full_names(client)[place.index : place.index + 1] != [port.full_name]:
            raise DriverGone
        self._attach(client, port)
        return True

    def _attach(self, client: Any, port: Listed) -> None:  # noqa: ANN401 - rtmidi has no types
        for api, other in tuple(self._kept.items()):
            if other is not client:
                del self._kept[api]
                other.delete()  # never opened, so nothing can call back while it closes
        self.client = client
        self._port = port
        self._wire.found(stable_name(port.full_name))

    def _is_there(self) -> bool:
        """A device that was unplugged and is back under its old number has another address."""
        full_name = self._port.full_name
        return (
            full_name in full_names(self.client)
            and identity(full_name, SYSTEM) == self._port.identity
        )

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
