"""A process that hears MIDI bytes on a serial port: ``python -m rig.ports.stream_in PATH ...``.

At 31,250 baud they are MIDI's own, as an adapter from its socket hands them on; at 115,200 a
microcontroller's that speaks MIDI over its USB serial port.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rig.hands.stream import Parser
from rig.ports import child, reopening
from rig.ports.channel import MIDI, now_us
from rig.ports.midi_in import ACTIVE_SENSING, CLOCK

if TYPE_CHECKING:
    import serial


def main() -> None:
    """Serve until told to end."""
    parser = child.arguments("stream_in")
    parser.add_argument("--baud", type=int, required=True, help="bits in a second")
    given = parser.parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    port = reopening.serial_port(given.baud)
    hear, close = partial(_hear, wire, port, given.name), partial(reopening.close, port)
    child.run(wire, partial(reopening.keep, wire, hear, close), close)


def _hear(wire: child.Wire, port: serial.Serial, wanted: str) -> None:
    """Hand on messages until the port fails, or return at once where there is none."""
    if not reopening.opened(port, wanted):
        return
    wire.found(str(port.port))
    descriptor, parser = port.fileno(), Parser()
    while True:
        wire.turn(descriptor)
        stamped_us = now_us()
        parser, messages = parser.feed(reopening.read(descriptor))
        for message in messages:
            if message[0] not in (CLOCK, ACTIVE_SENSING):
                wire.send(MIDI, message, stamped_us)


if __name__ == "__main__":
    main()
