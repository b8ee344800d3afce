"""A box made of something else: what it is heard to do, in frames such as a box sends."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from firmware_bridge.box import Box
from rig.ports.channel import FRAME, now_us

if TYPE_CHECKING:
    from rig.ports.child import Wire

_BEAT_US: Final = 100_000
_HELLO_BEATS: Final = 20


class StandIn:
    """A box for as long as its device is open; its clock is the machine's.

    It says HELLO every two seconds: an engine that started anew would trust nothing else.
    """

    def __init__(self, wire: Wire, serial: str, down: int) -> None:
        # What another opening or another process counted must not be taken for the same boot.
        boot = (os.getpid() + now_us()) % (1 << 16)
        self._box = Box(serial=serial, boot=boot, down=down, pedals=0)
        self._wire = wire
        self._due_us = 0
        self._beats = 0

    def move(self, switch: int, at_us: int, *, pressed: bool) -> None:
        """Tell that a switch went down or came up, by an instant of the machine's clock, or now."""
        self._say(self._box.move(switch, min(at_us, now_us()), pressed=pressed))

    def turn(self, *descriptors: int, until_us: int | None = None) -> None:
        """Wait until a descriptor is readable or an instant has come, and beat when it is due.

        Lights are asked for in vain. Raises ``Ended`` when the parent is gone.
        """
        until_us = self._due_us if until_us is None else min(until_us, self._due_us)
        self._wire.turn(self._wire.records, *descriptors, until_us=until_us)
        self._wire.take()
        at_us = now_us()
        if at_us >= self._due_us:
            if self._beats % _HELLO_BEATS == 0:
                self._say(self._box.hello(at_us))
            self._say(self._box.beat(at_us))
            self._beats += 1
            self._due_us = at_us + _BEAT_US

    def _say(self, frame: bytes) -> None:
        self._wire.send(FRAME, frame[:-1])
