"""A process that hears where the film is by OSC: ``python -m rig.ports.osc_in HOST:PORT ...``.

``/rig/film/frame`` gives frames of the print and ``/rig/film/seconds`` seconds of the sender's
film: a number (i, h, f or d), and how fast it runs as a second one (1 as real time, 0 stopped,
negative backwards; 1 when unsaid). OSC knows no senders by name, so there is a fence: only this
machine is heard, unless its address on a network and the addresses of the senders are named.
"""

from __future__ import annotations

import errno
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from ipaddress import AddressValueError, IPv4Address
from typing import TYPE_CHECKING, Final

from rig.ports import child
from rig.ports.channel import FILM, FRAMES, SECONDS, now_us, pack_film
from rig.ports.osc_read import PACKET_MAX, messages

if TYPE_CHECKING:
    from rig.ports.osc_read import Message

UNITS: Final = {"/rig/film/frame": FRAMES, "/rig/film/seconds": SECONDS}
"""The addresses that are understood."""
MESSAGE_US: Final = 5_000
"""One message of a peer in so long: 200 a second. What is above that is dropped unread."""
BURST_US: Final = 1_000_000
"""After a silence a peer may send at once what it may send in so long."""

_POSITION_MAX: Final = 10_000_000
_RATE_MAX: Final = 100
_MILLION: Final = 1_000_000
_BUFFER_BYTES: Final = 4 * 1_048_576
_PACKETS_PER_TURN: Final = 64
_BIND_BEATS: Final = 2
_PORT_MAX: Final = 65_535
_EVERYWHERE: Final = {"", "*", "::", "[::]", "0", "0.0.0.0"}  # noqa: S104 - these are refused
_OWN: Final = "127.0.0.1"


def bind_problem(host: str, allowed: tuple[str, ...]) -> str:
    """Why the rig does not listen at this address for these senders; empty when it does."""
    if host in _EVERYWHERE:
        return f"this would listen to every network: write {_OWN}, or this machine's own address"
    address = _address(host)
    if address is None or address.is_unspecified or address.is_multicast or address.is_reserved:
        return f"{host} is no address of a machine: write {_OWN}, or this machine's own address"
    for caller in allowed:
        known = _address(caller)
        if known is None or known.is_unspecified or known.is_multicast or known.is_reserved:
            return f"{caller} is no address of a sender: write from 192.168.1.5"
    if not address.is_loopback and not allowed:
        return f"{host} is heard by a whole network: say who may speak, from 192.168.1.5"
    return ""


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except AddressValueError:
        return None


@dataclass(slots=True)
class Budget:
    """How much every peer may still send; a sender that runs mad is not read.

    It is asked for peers that are let in, and remembers no more of them than there are.
    """

    _paid_us: dict[str, int] = field(default_factory=dict)
    """Up to when each peer's messages have used up its time."""

    def spend(self, peer: str, at_us: int) -> bool:
        """Whether one more message of the peer may be read now; if so it is paid for."""
        paid_us = max(self._paid_us.get(peer, 0), at_us) + MESSAGE_US
        if paid_us - at_us > BURST_US:
            return False
        self._paid_us[peer] = paid_us
        return True


def film(message: Message) -> bytes | None:
    """The payload of a film record; None when the message is none, or absurd."""
    address, values = message
    unit = UNITS.get(address)
    if unit is None or not 1 <= len(values) <= 2:  # noqa: PLR2004 - the place and its rate
        return None
    position = _millionths(values[0], _POSITION_MAX)
    rate = _millionths(values[1], _RATE_MAX) if len(values) > 1 else _MILLION
    return None if position is None or rate is None else pack_film(unit, position, rate)


def _millionths(value: object, most: int) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most:
        return round(value * _MILLION)
    return None


def main() -> None:
    """Serve until told to end."""
    parser = child.arguments("osc_in")
    parser.add_argument("--from", dest="allowed", nargs="+", default=(), metavar="ADDRESS")
    given = parser.parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    serve = partial(_serve, wire, given.name, tuple(given.allowed))
    child.run(wire, serve, lambda: None)


def _serve(wire: child.Wire, place: str, allowed: tuple[str, ...]) -> None:
    host, _, port = place.rpartition(":")
    number = int(port) if port.isdecimal() else 0
    problem = bind_problem(host, allowed)
    if not 0 < number <= _PORT_MAX:
        problem = f"{place} has no port: write {_OWN}:9100"
    while problem:
        wire.trouble(f"osc: {problem}")
        wire.turn()
    callers = frozenset({host, _OWN, *allowed})
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as heard:
            with suppress(OSError):
                heard.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
            heard.settimeout(0)
            try:
                heard.bind((host, number))
                wire.found(place)
                _hear(wire, heard, callers)
            except OSError as error:
                wire.lost()
                wire.trouble(_why(place, error))
        beats = 0
        while beats < _BIND_BEATS:
            beats += wire.turn()


def _hear(wire: child.Wire, heard: socket.socket, callers: frozenset[str]) -> None:
    """Hand on where the film is; never returns.

    Raises ``OSError`` when the system takes the socket away.
    """
    budget = Budget()
    while True:
        wire.turn(heard)
        for _ in range(_PACKETS_PER_TURN):
            try:
                packet, (peer, _port) = heard.recvfrom(PACKET_MAX + 1)
            except BlockingIOError:
                break
            at_us = now_us()
            if peer in callers and budget.spend(peer, at_us):
                _take(wire, budget, peer, packet, at_us)
            else:
                wire.dropped += 1


def _take(wire: child.Wire, budget: Budget, peer: str, packet: bytes, at_us: int) -> None:
    """Hand on the messages of a packet, whose first one is paid for."""
    found = messages(packet)
    if found is None:
        wire.dropped += 1
        return
    for number, message in enumerate(found):
        payload = film(message)
        if message[0] not in UNITS:
            wire.trouble(f"osc: messages came that are neither {' nor '.join(UNITS)}")
        elif payload is None or (number and not budget.spend(peer, at_us)):
            wire.dropped += 1
        else:
            wire.send(FILM, payload, at_us)


def _why(place: str, error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"osc {place} is taken by another program; close it there"
        case errno.EADDRNOTAVAIL:
            return f"osc {place} is no address of this machine; is the cable in?"
        case _:
            return f"osc {place} cannot be listened to: {error.strerror or error}"


if __name__ == "__main__":
    main()
