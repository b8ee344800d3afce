"""A process that hears bare switches: ``python -m rig.ports.lines_in PATH --records FD ...``.

They are on the lines of a serial port that carries no bytes, the first between RTS and CTS, the
second between DTR and DSR: what is put out at one pin comes back at the other while the contact is
closed. A cable that is out looks like a foot that is off: the line tells nothing of its own health.
"""

from __future__ import annotations

import errno
import fcntl
import struct
import termios
from functools import partial
from typing import TYPE_CHECKING, Final

from firmware_bridge.lines import Contact, sampled
from rig.ports import child, reopening
from rig.ports.channel import now_us
from rig.ports.stand_in import StandIn

if TYPE_CHECKING:
    import serial

_SERIAL: Final = "RIGLINES"
_BAUD: Final = 9600  # no byte is ever sent
_EVERY_US: Final = 1000
# The kernel can be asked to wait for a change, but nothing then ends the wait in time for a beat.
_LINES: Final = (termios.TIOCM_CTS, termios.TIOCM_DSR)


def main() -> None:
    """Serve until told to end."""
    given = child.arguments("lines_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    port = reopening.serial_port(_BAUD)
    hear, close = partial(_hear, wire, port, given.name), partial(reopening.close, port)
    child.run(wire, partial(reopening.keep, wire, hear, close), close)


def _hear(wire: child.Wire, port: serial.Serial, wanted: str) -> None:
    """Sample the lines until the port fails, or return at once where there is none."""
    if not reopening.opened(port, wanted):
        return
    descriptor = port.fileno()
    try:
        port.rts = port.dtr = True
        closed = _closed(descriptor)
    except OSError as error:
        if error.errno not in (errno.ENOTTY, errno.EINVAL):
            raise
        text = f"{wanted} has no CTS and DSR; a bare switch needs an adapter that has them"
        raise reopening.Unusable(text) from error
    wire.found(str(port.port))
    contacts = [Contact(one) for one in closed]
    box = StandIn(wire, _SERIAL, sum(one << switch for switch, one in enumerate(closed)))
    while True:
        box.turn(until_us=now_us() + _EVERY_US)
        closed, at_us = _closed(descriptor), now_us()
        for switch, contact in enumerate(contacts):
            contacts[switch], moved = sampled(contact, at_us, closed=closed[switch])
            if moved is not None:
                box.move(switch, moved.at_us, pressed=moved.pressed)


def _closed(descriptor: int) -> tuple[bool, ...]:
    """How the contacts stand. Raises ``OSError`` when the port is gone, or has no such lines."""
    answer = fcntl.ioctl(descriptor, termios.TIOCMGET, struct.pack("i", 0))
    (lines,) = struct.unpack("i", answer)
    return tuple(bool(lines & one) for one in _LINES)


if __name__ == "__main__":
    main()
