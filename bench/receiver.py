"""Two UDP ports that see when a datagram came, without being in anybody's way."""

from __future__ import annotations

import socket
import struct
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Self

from running import MissingError

if TYPE_CHECKING:
    from collections.abc import Callable

LOOK_S: Final = 0.05
"""So seldom the receiver looks: the kernel stamps for it."""

_WAIT_S: Final = 10.0
_STAMPED: Final = getattr(socket, "SO_TIMESTAMPNS", 35)
"""Linux's number for it, which Python does not name before 3.13."""


class Receiver:
    """Two UDP ports, whose datagrams the kernel stamps as they arrive."""

    def __init__(self) -> None:
        self.floor, self.packets = (_stamping_socket() for _ in range(2))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for one in (self.floor, self.packets):
            one.close()


def _stamping_socket() -> socket.socket:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, _STAMPED, 1)
    one.bind(("127.0.0.1", 0))
    one.settimeout(0)
    return one


def wait(condition: Callable[[], object], otherwise: str) -> None:
    """Look until the condition holds."""
    end_s = time.monotonic() + _WAIT_S
    while not condition():
        if time.monotonic() > end_s:
            raise MissingError(f"{otherwise} within {_WAIT_S:.0f} s")
        time.sleep(LOOK_S)


def port_of(one: socket.socket) -> int:
    return int(one.getsockname()[1])


def taken(one: socket.socket) -> list[tuple[int, bytes]]:
    """What has arrived: the kernel's stamp in nanoseconds of the wall clock, and the datagram."""
    arrived = []
    with suppress(BlockingIOError):
        while True:
            datagram, (stamp, *_), _, _ = one.recvmsg(2048, 64)
            seconds, nanoseconds = struct.unpack("qq", stamp[2])
            arrived.append((seconds * 1_000_000_000 + nanoseconds, datagram))
    return arrived
