"""The demo's ears: ``python -m rig.rehearsal.receiver PORT FD`` hears OSC on loopback.

What arrives is shown on the display and counted. When the standard input ends and everything is
heard, the count goes to standard output.
"""

from __future__ import annotations

import json
import select
import socket
import sys
from contextlib import suppress
from typing import Final

from rig.ports.osc_read import describe

_DATAGRAM_MAX: Final = 2048


def main() -> None:
    """Hear until whoever started this ends."""
    port, display = int(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    ears = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ears.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    ears.bind(("127.0.0.1", port))
    display.settimeout(0)
    sys.stdout.write("hearing\n")
    sys.stdout.flush()
    packets = 0
    while ears in select.select((ears, sys.stdin), (), ())[0]:
        packet = ears.recv(_DATAGRAM_MAX)
        packets += 1
        with suppress(OSError):
            display.send(json.dumps({"arrived": describe(packet)}).encode())
    sys.stdout.write(f"{packets}\n")


if __name__ == "__main__":
    main()
