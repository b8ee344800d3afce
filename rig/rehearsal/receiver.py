"""The demo's ears: ``python -m rig.rehearsal.receiver EARS DISPLAY``, two descriptors.

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
    ears, display = (socket.socket(fileno=int(told)) for told in sys.argv[1:])
    display.settimeout(0)
    packets = 0
    while ears in select.select((ears, sys.stdin), (), ())[0]:
        packet = ears.recv(_DATAGRAM_MAX)
        packets += 1
        with suppress(OSError):
            display.send(json.dumps({"arrived": describe(packet)}).encode())
    sys.stdout.write(f"{packets}\n")


if __name__ == "__main__":
    main()
