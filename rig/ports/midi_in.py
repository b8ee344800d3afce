"""A process that hears one MIDI device: ``python -m rig.ports.midi_in NAME --records FD ...``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from rig.ports import child, hearing
from rig.ports.attachment import DriverGone
from rig.ports.channel import MIDI
from rig.ports.wanted import Wanted

if TYPE_CHECKING:
    from rig.ports.attachment import Attachment

CLOCK: Final = 0xF8
ACTIVE_SENSING: Final = 0xFE


def main() -> None:
    """Serve one attachment, then end."""
    parser = child.device_arguments("midi_in")
    parser.add_argument("--virtual", action="store_true", help="be the port, for others to play")
    given = parser.parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    wanted = Wanted(given.name, given.usb, given.serial)

    def hear(message: bytes, stamped_us: int) -> None:
        if message[0] not in (CLOCK, ACTIVE_SENSING):
            wire.send(MIDI, message, stamped_us)

    if not given.virtual:
        hearing.follow(wire, wanted, hear)
    # Another program finds a virtual port by its client's name too; ours are not for it.
    attachment = hearing.awaited(wire, wanted, hear, client_name=given.name)
    child.run(wire, partial(_serve_virtual, wire, attachment), attachment.close)


def _serve_virtual(wire: child.Wire, attachment: Attachment) -> None:
    try:
        while not attachment.opened_virtual():
            wire.turn()
        while True:
            attachment.watch_driver()
            wire.turn()
    except DriverGone:
        wire.lost()


if __name__ == "__main__":
    main()
