"""A process that lights a MIDI device: ``python -m rig.ports.lights_out NAME --records FD ...``.

Every datagram from the parent is one message: first what sets the device up, then its lights. To
a device they are settings, so nothing that silences notes is sent to it, ever. Drivers and slow
devices lose what outruns them and do not say so; messages leave as a MIDI cable would carry them,
up to 256 bytes at a go. When more waits than a cable carries in 2.6 s, nobody knows any longer
what the device will show: all that waits is let go and the port is lost, to be found by the next
process, and its lights begun anew.
"""

from __future__ import annotations

import signal
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from rig.ports import child
from rig.ports.attachment import FAULTS, Attachment, DriverGone
from rig.ports.channel import now_us
from rig.ports.midi_out import LEFT_TO_READ_S, client
from rig.ports.wanted import Wanted

if TYPE_CHECKING:
    from types import FrameType

BYTE_US: Final = 320
"""Ten bits at 31,250 a second (MIDI 1.0, hardware)."""
PIECE_BYTES: Final = 256
WAITING_BYTES: Final = 8192

_LAST_US: Final = 300_000
"""At the end of the night, what puts the lights out may take so long."""


def main() -> None:
    """Serve one attachment, then end."""
    given = child.device_arguments("lights_out").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    attachment = Attachment(wire, Wanted(given.name, given.usb, given.serial), client)
    lights = Lights(given.name, wire, attachment)
    child.run(wire, lights.serve, attachment.close)


def piece(waiting: deque[bytes]) -> list[bytes]:
    """Take from the queue what may leave at one go: whole messages; one that is long goes alone."""
    taken = [waiting.popleft()]
    room = PIECE_BYTES - len(taken[0])
    while waiting and len(waiting[0]) <= room:
        room -= len(waiting[0])
        taken.append(waiting.popleft())
    return taken


class Lights:
    """What waits for the device, and when the next of it may leave."""

    def __init__(self, name: str, wire: child.Wire, attachment: Attachment) -> None:
        self._name = name
        self._wire = wire
        self._attachment = attachment
        self._waiting: deque[bytes] = deque()
        self._due_us = 0
        self._ending = False

    def serve(self) -> None:
        """Wait for the device and light it until it goes or is too slow."""
        attachment = self._attachment
        with suppress(DriverGone):
            while not attachment.attached():
                while not attachment.rest(self._wire.records):
                    self._wire.take()  # who is found is sent everything, so this is nothing lost
            # An exception out of nowhere, which ends other ports, would lose what is in hand.
            signal.signal(signal.SIGTERM, self._ask_to_end)
            while not attachment.gone() and self._lit():
                if self._ending:
                    self._end()
                    return
        self._wire.lost()

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _lit(self) -> bool:
        """Light the device until the next look; whether it keeps up."""
        looks = False
        while not looks:
            until_us = self._due_us if self._waiting else None
            looks = self._attachment.rest(self._wire.records, until_us=until_us)
            self._waiting.extend(self._wire.take())
            if sum(map(len, self._waiting)) > WAITING_BYTES:
                self._wire.trouble(f"{self._name}: its lights do not keep up; they are set anew")
                return False
            self._send()
        return True

    def _end(self) -> None:
        """Let the last lights through, as many as there is time for."""
        by_us = now_us() + _LAST_US
        with suppress(child.Ended):
            while taken := self._wire.take():
                self._waiting.extend(taken)
        while self._waiting and self._due_us < by_us:
            time.sleep(max(0, self._due_us - now_us()) / 1_000_000)
            self._send()
        time.sleep(LEFT_TO_READ_S)

    def _send(self) -> None:
        at_us = now_us()
        if not self._waiting or at_us < self._due_us:
            return
        messages = piece(self._waiting)
        self._due_us = at_us + BYTE_US * sum(map(len, messages))
        for message in messages:
            try:
                self._attachment.client.send_message(message)
            except FAULTS:
                self._wire.dropped += 1


if __name__ == "__main__":
    main()
