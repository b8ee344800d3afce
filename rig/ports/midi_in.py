"""A process that hears one MIDI device: ``python -m rig.ports.midi_in NAME --records FD ...``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import rtmidi

from rig.ports import child
from rig.ports.attachment import Attachment, DriverGone
from rig.ports.channel import MIDI, now_us
from rig.ports.priority import take_priority

if TYPE_CHECKING:
    from collections.abc import Callable

_CLOCK = 0xF8
_ACTIVE_SENSING = 0xFE


def main() -> None:
    """Serve one attachment, then end."""
    parser = child.arguments("midi_in")
    parser.add_argument("--virtual", action="store_true", help="be the port, for others to play")
    given = parser.parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    take_priority()  # before a client is made: the driver's thread, which stamps, inherits it
    # Another program finds the virtual port by its client's name too; ours are not for it.
    client_name = given.name if given.virtual else "rig in"
    attachment = Attachment(wire, given.name, partial(_client, wire, client_name))
    serve = _serve_virtual if given.virtual else _serve
    child.run(wire, partial(serve, wire, attachment), attachment.close)


def _serve(wire: child.Wire, attachment: Attachment) -> None:
    try:
        while not attachment.attached():
            wire.turn()
        while not attachment.gone():
            wire.turn()
    except DriverGone:
        pass
    wire.lost()


def _serve_virtual(wire: child.Wire, attachment: Attachment) -> None:
    try:
        while not attachment.opened_virtual():
            wire.turn()
        while True:
            attachment.watch_driver()
            wire.turn()
    except DriverGone:
        wire.lost()


def _client(wire: child.Wire, client_name: str, api: int) -> Any:  # noqa: ANN401 - as in rtmidi
    client = rtmidi.MidiIn(rtapi=api, name=client_name)
    client.ignore_types(sysex=False, timing=False, active_sense=False)
    # Once and before opening: replacing a callback frees what the driver's thread may be using.
    client.set_callback(_receiver(wire))
    return client


def _receiver(wire: child.Wire) -> Callable[[tuple[list[int], float], object], None]:
    """What the driver's thread calls with each message."""

    def receive(event: tuple[list[int], float], _data: object) -> None:
        stamped_us = now_us()
        try:
            message = bytes(event[0])
            if message[0] not in (_CLOCK, _ACTIVE_SENSING):
                wire.send(MIDI, message, stamped_us)
        except BaseException:  # noqa: BLE001 - rtmidi would swallow it without a trace
            wire.dropped += 1

    return receive


if __name__ == "__main__":
    main()
