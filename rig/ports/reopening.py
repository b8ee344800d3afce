"""What the processes of devices that close cleanly do alike: open, hear, and open again."""

from __future__ import annotations

import errno
import os
import select
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

import serial

from rig.ports import rivals
from rig.ports.identity import SYSTEM
from rig.ports.listing import serial_ports, usb_paths

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.ports.child import Wire

FAULTS: Final = (OSError, termios.error, TypeError, ValueError)
"""Whatever pyserial raises; a ``SerialException`` is an ``OSError``."""

READ_MAX: Final = 4096
"""Bytes taken in one go."""

_REOPEN_BEATS: Final = 2


class Unusable(Exception):  # noqa: N818 - a device that cannot serve now is no error of the program
    """A device that is there cannot be used; the text is for the player."""


def keep(wire: Wire, hear: Callable[[], None], close: Callable[[], None]) -> NoReturn:
    """Have a device heard whenever it is there; ``hear`` opens it and returns if it is not.

    Leaves by ``Ended`` only.
    """
    while True:
        try:
            hear()
        except Unusable as why:
            wire.lost()
            wire.trouble(str(why))
        except FAULTS:
            wire.lost()
        close()
        beats = 0
        while beats < _REOPEN_BEATS:
            beats += wire.turn()


def serial_port(baud: int) -> serial.Serial:
    """A serial port that is not open yet, and never waits."""
    return serial.Serial(None, baud, timeout=0, write_timeout=0, exclusive=True)


def opened(port: serial.Serial, wanted: str) -> bool:
    """Open it at a device file, or where ``usb:VID:PID`` or ``usb:VID:PID:SERIAL`` is plugged in.

    False where nothing is. Raises ``Unusable``.
    """
    by_usb = wanted.casefold().startswith("usb:")
    paths = usb_paths(wanted, serial_ports()) if by_usb else (wanted,)
    if len(paths) > 1:
        text = f"{wanted} fits {len(paths)} serial ports, write one: {'; '.join(paths)}"
        raise Unusable(text)
    if not paths:
        return False
    (port.port,) = paths
    try:
        port.open()
    except FAULTS as error:
        if getattr(error, "errno", None) == errno.ENOENT:
            return False
        raise Unusable(rivals.why(wanted, port.port, error, SYSTEM)) from error
    with suppress(*FAULTS):  # an FTDI chip saves up to 16 ms; others do not know the call
        port.set_low_latency_mode(True)
    return True


def read(descriptor: int) -> bytes:
    """What has come, or nothing. Raises ``OSError`` when the device is gone."""
    # A terminal line answers an empty read both when nothing has come and when it hung up.
    if not select.select((descriptor,), (), (), 0)[0]:
        return b""
    data = os.read(descriptor, READ_MAX)
    if not data:
        raise OSError(errno.EIO, "the port hung up")
    return data


def close(port: serial.Serial) -> None:
    """Close, throwing away what was not read at the far end: the kernel would wait 30 s for it."""
    with suppress(*FAULTS):
        port.reset_output_buffer()
    with suppress(*FAULTS):
        port.close()
