"""An OSC receiver for tests, which knows when each packet came, however late it is asked."""

from __future__ import annotations

import contextlib
import socket
import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from parts import wait_for
from pythonosc.osc_message import OscMessage

PATIENCE_S = 15.0
"""How long a loaded machine may take for what must happen."""

_SO_TIMESTAMPNS = 35
"""Linux: the instant a datagram arrived goes with it, however late we read it."""
_TIMESPEC = struct.Struct("@qq")


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as it arrived."""

    at_us: int
    address: str
    values: tuple[object, ...]


class Ears:
    """An OSC receiver on loopback; a context that listens."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.heard: list[Heard] = []
        """Every message so far; ``look`` brings it up to date."""
        self.probes = 0

    def __enter__(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)
        self._socket.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        self._socket.bind(("127.0.0.1", self.port))
        self._socket.setblocking(False)  # noqa: FBT003 - the socket's own way to say it
        self.port = self._socket.getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def look(self) -> list[Heard]:
        """Take what has come; everything so far."""
        with contextlib.suppress(BlockingIOError):
            while True:
                packet, ancillary, _, _ = self._socket.recvmsg(4096, 128)
                seconds, nanoseconds = _TIMESPEC.unpack(ancillary[0][2])
                if packet.startswith(b"#bundle\0"):
                    self.probes += 1
                    continue
                message = OscMessage(packet)
                at_us = (seconds * 1_000_000_000 + nanoseconds) // 1000
                self.heard.append(Heard(at_us, message.address, tuple(message.params)))
        return self.heard

    def at(self, *addresses: str) -> list[Heard]:
        """What has come at these addresses so far."""
        return [one for one in self.look() if one.address in addresses]

    def wait(self, address: str, count: int = 1) -> list[Heard]:
        """Wait until so many messages have come at an address; give them."""
        wait_for(lambda: len(self.at(address)) >= count, PATIENCE_S)
        return self.at(address)

    def wait_more(self, address: str, count: int = 1) -> list[Heard]:
        """Wait for so many messages at an address beyond those that have come."""
        known = len(self.at(address))
        return self.wait(address, known + count)[known:]


def longest_gap_us(heard: list[Heard]) -> int:
    """The longest time between two of these messages."""
    times = [one.at_us for one in heard]
    return max(after - before for before, after in pairwise(times))
