"""What the processes that hear a MIDI device do alike: stamp each message, watch the port."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import rtmidi

from rig.ports.attachment import Attachment, DriverGone
from rig.ports.channel import now_us
from rig.ports.child import run
from rig.ports.priority import take_priority

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.ports.child import Wire
    from rig.ports.wanted import Wanted

    Hear: TypeAlias = Callable[[bytes, int], None]
    """What a whole message goes to, with the instant of its arrival in microseconds."""


def follow(wire: Wire, wanted: Wanted, hear: Hear) -> NoReturn:
    """Hear the wanted port until it goes, and end the process."""
    attachment = awaited(wire, wanted, hear)
    run(wire, partial(serve, wire, attachment), attachment.close)


def awaited(wire: Wire, wanted: Wanted, hear: Hear, client_name: str = "rig in") -> Attachment:
    """The attachment, its port still to be found; ``hear`` is called by the driver's thread."""
    take_priority()  # before a client is made: the driver's thread, which stamps, inherits it
    return Attachment(wire, wanted, partial(_client, wire, hear, client_name))


def serve(wire: Wire, attachment: Attachment) -> None:
    """Wait for the port and watch it until it goes."""
    try:
        while not attachment.attached():
            attachment.rest()
        while not attachment.gone():
            attachment.rest()
    except DriverGone:
        pass
    wire.lost()


def _client(wire: Wire, hear: Hear, name: str, api: int) -> Any:  # noqa: ANN401 - as in rtmidi
    client = rtmidi.MidiIn(rtapi=api, name=name)
    client.ignore_types(sysex=False, timing=False, active_sense=False)
    # Once and before opening: replacing a callback frees what the driver's thread may be using.
    client.set_callback(_receiver(wire, hear))
    return client


def _receiver(wire: Wire, hear: Hear) -> Callable[[tuple[list[int], float], object], None]:
    """What the driver's thread calls with each message."""

    def receive(event: tuple[list[int], float], _data: object) -> None:
        stamped_us = now_us()
        try:
            hear(bytes(event[0]), stamped_us)
        except BaseException:  # noqa: BLE001 - rtmidi would swallow it without a trace
            wire.dropped += 1

    return receive
