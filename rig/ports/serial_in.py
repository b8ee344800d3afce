"""A process that serves one footswitch: ``python -m rig.ports.serial_in PATH --records FD ...``.

PATH is a device file, or ``usb:VID:PID`` or ``usb:VID:PID:SERIAL``. The port is found for the
parent when a box has said who it is and how it stands, and lost when it falls silent. Unlike MIDI,
serial ports close cleanly: the process opens its port again by itself. It never does so without
need, as opening a port starts many boards anew.
"""

from __future__ import annotations

import os
import termios
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from firmware_bridge.framing import FRAME_MAX, Framer
from firmware_bridge.link import Link, distrust, receive
from firmware_bridge.wire import HELLO_REQUEST, LIGHTS, LIGHTS_COMMAND, command
from rig.ports import child, reopening, rivals
from rig.ports.channel import FRAME, now_us
from rig.ports.identity import SYSTEM

if TYPE_CHECKING:
    import serial

LOST_US: Final = 300_000
"""A line without a sound frame for so long, three heartbeats, is lost."""
ASK_US: Final = 250_000
"""Between two HELLO? to a box that is not believed, and between two LIGHTS to one that is."""
GREET_US: Final = 2_000_000
"""Between two HELLO? to a box that is believed: a parent begun anew must hear a HELLO too."""
MUTE_US: Final = 3_000_000
"""So long a box may take to say HELLO before the player is told; bootloaders take two seconds."""

_BAUD: Final = 115_200
_SEQ: Final = 256
_PAYLOAD_MAX: Final = FRAME_MAX - 5  # kind, seq and crc, and one byte of COBS
_LIGHT: Final = 3


def main() -> None:
    """Serve until told to end."""
    given = child.arguments("serial_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    port = reopening.serial_port(_BAUD)
    line = _Line(wire, port, given.name)
    close = partial(reopening.close, port)
    child.run(wire, partial(reopening.keep, wire, line.serve, close), close)


class _Line:
    """One box: what is known of it, and what it is told."""

    def __init__(self, wire: child.Wire, port: serial.Serial, wanted: str) -> None:
        self._wire, self._port, self._wanted = wire, port, wanted
        self._link, self._framer = Link(), Framer()
        self._seq = self._lights = 0
        self._heard_us: int | None = None
        """The last new frame of a box that is believed; None while the line is lost."""
        self._mute_us: int | None = None
        """When the player is told that nobody says HELLO; None when that is told, or is not so."""
        self._ask_us = self._light_us = 0

    def serve(self) -> None:
        """Serve the box until its port fails, or return at once where there is none."""
        if not reopening.opened(self._port, self._wanted):
            if text := rivals.not_there(self._wanted, SYSTEM):
                self._wire.trouble(text)
            return
        path, descriptor = str(self._port.port), self._port.fileno()
        _keep_dtr(descriptor)
        for other in rivals.holders(path, SYSTEM):
            text = f"{path} is open in {other} too, which takes bytes away; close it there"
            self._wire.trouble(text)
        self._link, self._framer = distrust(self._link), Framer()
        self._heard_us, self._ask_us, self._mute_us = None, 0, now_us() + MUTE_US
        while True:
            self._wire.turn(descriptor, self._wire.records, until_us=self._due_us())
            at_us = now_us()
            data = reopening.read(descriptor)
            self._hear(data, at_us)
            # While bytes are waiting it is we who were away, and not the box.
            if len(data) < reopening.READ_MAX:
                self._mind(at_us)
            self._obey()
            self._tell(descriptor, at_us)

    def _due_us(self) -> int:
        """When there is something to do even if nothing comes."""
        due_us = [self._ask_us]
        if self._link.trusted:
            due_us.append(self._light_us)
        if self._heard_us is not None:
            due_us.append(self._heard_us + LOST_US)
        if self._mute_us is not None:
            due_us.append(self._mute_us)
        return min(due_us)

    def _hear(self, data: bytes, at_us: int) -> None:
        """Hand on every frame, and follow what it says as the parent will."""
        self._framer, frames = self._framer.feed(data)
        for frame in frames:
            before = self._link
            self._link, _ = receive(before, frame, at_us)
            if self._link.trusted and self._heard_us is None:
                self._found()
            elif before.trusted and not self._link.trusted:
                self._ask_us = at_us
            # An echo of our own, or a frame heard before, is no sign of life.
            if self._link.trusted and self._link.seq != before.seq:
                self._heard_us = at_us
            self._wire.send(FRAME, frame, at_us)

    def _found(self) -> None:
        path = str(self._port.port)
        self._mute_us, self._light_us = None, 0
        self._wire.found(path)
        if text := rivals.late(path, SYSTEM):
            self._wire.trouble(text)

    def _mind(self, at_us: int) -> None:
        """Notice a silence."""
        if self._heard_us is not None and at_us - self._heard_us >= LOST_US:
            self._link = distrust(self._link)
            self._heard_us, self._ask_us, self._mute_us = None, at_us, at_us + MUTE_US
            self._wire.lost()
        if self._mute_us is not None and at_us >= self._mute_us:
            self._mute_us = None
            if not self._link.refused:  # the parent hears that for itself
                self._wire.trouble(self._mute())

    def _mute(self) -> str:
        if self._link.serial:
            return f"{self._wanted} is silent: plug footswitch {self._link.serial} in again"
        return (
            f"{self._wanted} does not say HELLO: it is no footswitch of the rig, or speaks another"
            f" protocol{rivals.disturbed(SYSTEM)}"
        )

    def _obey(self) -> None:
        """Take what the parent asks for: a light, or a command for the box as it is."""
        for message in self._wire.take():
            if message[0] == 0 and len(message) == _LIGHT and message[1] < LIGHTS:
                bit = 1 << message[1]
                self._lights = self._lights | bit if message[2] else self._lights & ~bit
                self._light_us = 0
            elif message[0] >= HELLO_REQUEST and len(message) <= _PAYLOAD_MAX + 1:
                self._write(self._port.fileno(), message[0], message[1:])
            else:
                self._wire.dropped += 1

    def _tell(self, descriptor: int, at_us: int) -> None:
        """Ask who is there, and show the box that we are, each when it is due."""
        if at_us >= self._ask_us:
            self._ask_us = at_us + (GREET_US if self._link.trusted else ASK_US)
            self._write(descriptor, HELLO_REQUEST)
        if self._link.trusted and at_us >= self._light_us:
            self._light_us = at_us + ASK_US
            self._write(descriptor, LIGHTS_COMMAND, bytes((self._lights,)))

    def _write(self, descriptor: int, kind: int, payload: bytes = b"") -> None:
        frame = command(self._seq, kind, payload)
        self._seq = (self._seq + 1) % _SEQ
        with suppress(BlockingIOError):  # a box that does not read must not stop us hearing it
            os.write(descriptor, frame)


def _keep_dtr(descriptor: int) -> None:
    """Have the line stay up when the port is closed: its rise starts many boards anew."""
    with suppress(*reopening.FAULTS):
        modes = termios.tcgetattr(descriptor)
        modes[2] &= ~termios.HUPCL
        termios.tcsetattr(descriptor, termios.TCSANOW, modes)


if __name__ == "__main__":
    main()
