"""A footswitch that is looked at and set up: met, heard, and told until it shows that it obeyed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from firmware_bridge.link import distrust
from rig.errors import PortError
from rig.live.box_change import kept, order, why_not
from rig.live.box_drawn import BOX, told
from rig.live.box_seen import Seen, hear
from rig.live.monitor import write
from rig.live.stopping import Stop
from rig.ports.channel import FOUND, FRAME, LOST, TROUBLE, now_us

if TYPE_CHECKING:
    from firmware_bridge.said import Hello
    from rig.live.box_change import Change
    from rig.live.box_line import BoxLine, Record

MEET_US: Final = 6_000_000
"""So long a box may take to be there before something is set in it."""
KEEP_US: Final = 4_000_000
"""And so long to keep it."""

_ASK_US: Final = 250_000


class Heard(NamedTuple):
    """Something a player reads."""

    at_us: int
    part: str
    """``switch 1``, ``pedal 1`` or the whole box."""
    text: str


class Visit:
    """A box, and what is seen of it meanwhile."""

    def __init__(self, line: BoxLine, name: str) -> None:
        self.stop = Stop()
        self.line, self.name = line, name
        self.seen = Seen()
        self.found = 0
        """How often the box was found."""

    @property
    def hello(self) -> Hello | None:
        """Who it is; None while it is not to be believed."""
        return self.seen.link.hello if self.seen.link.trusted else None

    def turn(self, *also: int) -> list[Heard]:
        """Wait 0.1 s at most, or until a descriptor is readable; tell what has been heard.

        Raises ``PortError`` with what keeps the box from being found at first.
        """
        return [one for record in self.line.turn(*also) for one in self._take(record)]

    def met(self) -> Hello:
        """The box, once it is there. Raises ``PortError`` when it is not, or at Ctrl-C."""
        begun_us = now_us()
        while (hello := self.hello) is None:
            self.go_on()
            self.turn()
            if now_us() - begun_us > MEET_US:
                raise PortError(f"{self.name} is not there; rig ports says what is plugged in")
        return hello

    def keep(self, change: Change) -> None:
        """Have the box be so. Raises ``PortError`` when it cannot, does not, or at Ctrl-C."""
        hello, asked_us, begun_us = self.met(), 0, now_us()
        if text := why_not(hello, change):
            raise PortError(f"{self.name}: {text}")
        while message := order(hello, change):
            self.go_on()
            at_us = now_us()
            if at_us - begun_us > KEEP_US:
                raise PortError(f"{self.name} does not keep what it is told")
            if self.hello is not None and at_us - asked_us >= _ASK_US:
                asked_us = at_us
                self.line.say(message)
            self.turn()
            hello = self.hello or hello
        write([kept(change)])

    def go_on(self) -> None:
        """Raise ``PortError`` at Ctrl-C."""
        if self.stop.said:
            raise PortError("ended; nothing more is set")

    def _take(self, record: Record) -> list[Heard]:
        at_us = record.stamped_us
        if record.kind == FRAME:
            self.seen, heard = hear(self.seen, record.payload, at_us)
            return [Heard(at_us, *said) for one in heard if (said := told(one, at_us)) is not None]
        text = record.payload.decode(errors="replace")
        if record.kind == TROUBLE:
            if not self.found:
                raise PortError(text)
            return [Heard(at_us, BOX, text)]
        if record.kind == FOUND:
            self.found += 1
            return [Heard(at_us, BOX, f"is there, at {text}")]
        if record.kind == LOST:
            self.seen = replace(self.seen, link=distrust(self.seen.link), asked_us=None)
            return [Heard(at_us, BOX, "is gone")]
        return []
