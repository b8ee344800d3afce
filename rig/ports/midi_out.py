"""A process that plays one MIDI device: ``python -m rig.ports.midi_out NAME --records FD ...``.

Every datagram from the parent is one message. A lone reset byte means silence.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import rtmidi

from rig.ports import child
from rig.ports.attachment import FAULTS, Attachment, DriverGone
from rig.ports.channel import SILENCE
from rig.ports.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

LEFT_TO_READ_S: Final = 0.05
"""A JACK port that closes takes with it what its neighbours have not read in this period."""
_SUSTAIN, _ALL_SOUND_OFF, _ALL_NOTES_OFF = 64, 120, 123


def _everywhere(*controls: int) -> tuple[bytes, ...]:
    """Controllers set to 0 on every channel."""
    return tuple(
        bytes((0xB0 | channel, control, 0)) for control in controls for channel in range(16)
    )


_SILENCING: Final = _everywhere(_SUSTAIN, _ALL_SOUND_OFF, _ALL_NOTES_OFF)
_LETTING_GO: Final = _everywhere(_SUSTAIN, _ALL_NOTES_OFF)
"""At the end of the night no note is left held, but the last chord may ring out."""


def main() -> None:
    """Serve one attachment, then end."""
    given = child.device_arguments("midi_out").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    attachment = Attachment(wire, Wanted(given.name, given.usb, given.serial), client)
    child.run(wire, partial(_serve, wire, attachment), partial(_close, wire, attachment))


def _serve(wire: child.Wire, attachment: Attachment) -> None:
    try:
        while not attachment.attached():
            while not attachment.rest(wire.records):
                wire.dropped += len(wire.take())
        while not attachment.gone():
            while not attachment.rest(wire.records):
                _play(wire, attachment.client, wire.take())
    except DriverGone:
        pass
    wire.lost()


def client(api: int) -> Any:  # noqa: ANN401 - rtmidi has no types
    """An rtmidi client to play with."""
    return rtmidi.MidiOut(rtapi=api, name="rig out")


def _close(wire: child.Wire, attachment: Attachment) -> None:
    if attachment.client is not None:
        _play(wire, attachment.client, _LETTING_GO)
        time.sleep(LEFT_TO_READ_S)
    attachment.close()


def _play(wire: child.Wire, client: Any, messages: Iterable[bytes]) -> None:  # noqa: ANN401 - same
    for message in messages:
        if message == SILENCE:
            _play(wire, client, _SILENCING)
            continue
        try:
            client.send_message(message)
        except FAULTS:
            wire.dropped += 1


if __name__ == "__main__":
    main()
