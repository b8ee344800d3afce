"""A process that hears a page turner that is a keyboard: ``python -m rig.ports.keys_in NAME ...``.

NAME is what the system calls the keyboard, or a part of it, or the path of its device file. While
it is heard it types nowhere else. Linux only.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from firmware_bridge.keys import (
    EVENT_32,
    EVENT_64,
    KEY_BYTES,
    SWITCHES,
    Keys,
    held_keys,
)
from rig.ports import child, reopening, rivals
from rig.ports.channel import now_us
from rig.ports.identity import SYSTEM
from rig.ports.listing import keyboards, match
from rig.ports.reopening import Unusable
from rig.ports.stand_in import StandIn

if TYPE_CHECKING:
    from pathlib import Path

_SERIAL: Final = "RIG-KEYS"
_LAYOUT: Final = EVENT_64 if sys.maxsize >> 32 else EVENT_32

# Numbers of linux/input.h as every machine has them that builds them the common way.
_GRAB: Final = 0x40044590
_CLOCK: Final = 0x400445A0
_MONOTONIC: Final = 1
_HELD: Final = 0x80004518 | KEY_BYTES << 16


def main() -> None:
    """Serve until told to end."""
    given = child.arguments("keys_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    keyboard = _Keyboard()
    hear = partial(_hear, wire, keyboard, given.name)
    child.run(wire, partial(reopening.keep, wire, hear, keyboard.close), keyboard.close)


class _Keyboard:
    """An open device file, or none."""

    def __init__(self) -> None:
        self.descriptor = -1

    def open(self, path: str) -> None:
        """Have it alone, with its events on the machine's clock. Raises ``OSError``."""
        self.descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        fcntl.ioctl(self.descriptor, _CLOCK, struct.pack("i", _MONOTONIC))
        fcntl.ioctl(self.descriptor, _GRAB, 1)

    def held(self) -> frozenset[int]:
        """The keys that are down. Raises ``OSError``."""
        return held_keys(fcntl.ioctl(self.descriptor, _HELD, bytes(KEY_BYTES)))

    def close(self) -> None:
        """Close it, and let it type again."""
        if self.descriptor >= 0:
            with suppress(OSError):
                os.close(self.descriptor)
            self.descriptor = -1


def _hear(wire: child.Wire, keyboard: _Keyboard, wanted: str) -> None:
    """Hand on what its keys do until it is gone, or return at once where there is none."""
    path = file_of(wanted, SYSTEM)
    if path is None:
        return
    try:
        keyboard.open(path)
    except FileNotFoundError:
        return
    except OSError as error:
        # Many programs have a keyboard open; which of them keeps it to itself is not to be seen.
        text = (
            f"{path}: another program has this keyboard to itself; close it there"
            if error.errno == errno.EBUSY
            else rivals.why(wanted, path, error, SYSTEM)
        )
        raise Unusable(text) from error
    held = keyboard.held()
    wire.found(path)
    keys = Keys(_LAYOUT, held)
    box = StandIn(wire, _SERIAL, sum(1 << one for one in {SWITCHES[key] for key in held}))
    while True:
        box.turn(keyboard.descriptor)
        keys, moved = keys.feed(reopening.read(keyboard.descriptor))
        if keys.lost:
            keys, settled = keys.settle(keyboard.held(), now_us())
            moved += settled
        for one in moved:
            box.move(one.switch, one.at_us, pressed=one.pressed)


def file_of(wanted: str, root: Path) -> str | None:
    """The device file of a keyboard; None while it is not there. Raises ``Unusable``."""
    if sys.platform != "linux":
        text = "a keyboard as a pedal needs Linux; elsewhere use its MIDI mode, or another pedal"
        raise Unusable(text)
    if wanted.startswith("/"):
        return wanted
    known = keyboards(root)
    names = match(wanted, [one.name for one in known])
    paths = [one.path for one in known if one.name in names]
    if len(paths) > 1:
        text = f'"{wanted}" fits {len(paths)} keyboards, write one: keys {"; keys ".join(paths)}'
        raise Unusable(text)
    return paths[0] if paths else None


if __name__ == "__main__":
    main()
