"""The demo's ears: ``python -m rig.rehearsal.receiver PORT FD`` hears OSC on loopback.

What arrives is shown on the display and counted. On SIGTERM the count goes to standard output.
"""

from __future__ import annotations

import json
import signal
import socket
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from rig.ports.osc_read import describe

if TYPE_CHECKING:
    from types import FrameType

_DATAGRAM_MAX: Final = 2048


class _Enough(Exception):  # noqa: N818 - the wished-for end is no error
    pass


def main() -> None:
    """Hear until SIGTERM."""
    port, display = int(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    ears = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ears.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ears.bind(("127.0.0.1", port))
    display.settimeout(0)
    signal.signal(signal.SIGTERM, _stop)
    sys.stdout.write("hearing\n")
    sys.stdout.flush()
    packets = 0
    with suppress(_Enough):
        while True:
            packet = ears.recv(_DATAGRAM_MAX)
            packets += 1
            with suppress(OSError):
                display.send(json.dumps({"arrived": describe(packet)}).encode())
    sys.stdout.write(f"{packets}\n")


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Enough


if __name__ == "__main__":
    main()
