"""A process that hears one footswitch: ``python -m rig.ports.serial_in PATH --records FD ...``.

PATH is a device file, or ``usb:VID:PID`` or ``usb:VID:PID:SERIAL``. Unlike MIDI, serial ports
close cleanly: the process opens its port again by itself.
"""

from __future__ import annotations

import errno
import os
import select
import termios
from contextlib import suppress
from functools import partial
from typing import Final

import serial

from firmware_bridge.framing import Framer
from firmware_bridge.wire import Foreign, Hello, decode, hello_request
from rig.ports import child
from rig.ports.channel import FRAME, now_us
from rig.ports.listing import serial_ports, usb_paths

_FAULTS: Final = (OSError, termios.error, TypeError, ValueError)
"""Whatever pyserial raises; a ``SerialException`` is an ``OSError``."""

_BAUD: Final = 115_200
_READ_MAX: Final = 4096
_REOPEN_BEATS: Final = 2
_ASK_AGAIN_BEATS: Final = 8


def main() -> None:
    """Serve until told to end."""
    given = child.arguments("serial_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    port = serial.Serial(None, _BAUD, timeout=0, write_timeout=0, exclusive=True)
    child.run(wire, partial(_serve, wire, port, given.name), partial(_close, port))


def _serve(wire: child.Wire, port: serial.Serial, wanted: str) -> None:
    while True:
        try:
            if _opened(wire, port, wanted):
                _hear(wire, port.fileno())
        except _FAULTS as error:
            wire.lost()
            if not port.is_open and getattr(error, "errno", None) != errno.ENOENT:
                wire.trouble(_why(wanted, error))
        _close(port)
        beats = 0
        while beats < _REOPEN_BEATS:
            beats += wire.turn()


def _opened(wire: child.Wire, port: serial.Serial, wanted: str) -> bool:
    by_usb = wanted.casefold().startswith("usb:")
    paths = usb_paths(wanted, serial_ports()) if by_usb else (wanted,)
    if len(paths) > 1:
        wire.trouble(f"{wanted} fits {len(paths)} serial ports, write one: {'; '.join(paths)}")
    if len(paths) != 1:
        return False
    (port.port,) = paths
    port.open()
    with suppress(*_FAULTS):  # an FTDI chip saves up to 16 ms; others do not know the call
        port.set_low_latency_mode(True)
    wire.found(paths[0])
    return True


def _hear(wire: child.Wire, port_fd: int) -> None:
    """Hand on frames until the port fails; never returns otherwise.

    HELLO is asked for on every beat until it comes, and every two seconds from then on: an engine
    that missed it, or started anew, would trust nothing that this box says.
    """
    framer, met, asked, rest_beats = Framer(), False, 0, 0
    while True:
        if rest_beats == 0:
            with suppress(BlockingIOError):  # a box that does not read must not stop us hearing it
                os.write(port_fd, hello_request(asked))
            asked = (asked + 1) & 0xFF
            rest_beats = _ASK_AGAIN_BEATS if met else 1
        rest_beats -= wire.turn(port_fd)
        stamped_us = now_us()
        framer, frames = framer.feed(_read(port_fd))
        for frame in frames:
            wire.send(FRAME, frame, stamped_us)
            met = met or isinstance(decode(frame), Hello | Foreign)


def _read(port_fd: int) -> bytes:
    """What has come, or nothing. Raises ``OSError`` when the port is gone."""
    # A terminal line answers an empty read both when nothing has come and when it hung up.
    if not select.select((port_fd,), (), (), 0)[0]:
        return b""
    data = os.read(port_fd, _READ_MAX)
    if not data:
        raise OSError(errno.EIO, "the port hung up")
    return data


def _close(port: serial.Serial) -> None:
    """Close, throwing away what the box did not read: the kernel would wait 30 s for it."""
    with suppress(*_FAULTS):
        port.reset_output_buffer()
    with suppress(*_FAULTS):
        port.close()


def _why(wanted: str, error: BaseException) -> str:
    match getattr(error, "errno", None):
        case errno.EACCES | errno.EPERM:
            return f"{wanted}: no permission; add your user to the group that owns it, log in anew"
        case errno.EAGAIN:
            return f"{wanted} is open in another program; close it there"
        case _:
            return f"{wanted} does not open: {error}"


if __name__ == "__main__":
    main()
