"""A page-turner pedal that is a keyboard to the system: its input events into switches.

Facts are of the Linux input subsystem's evdev interface: what its device files are read as, and
what ``/proc/bus/input/devices`` lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_64: Final = Struct("=qqHHi")
"""An input event of a 64-bit program: seconds, microseconds, type, code, value; 24 bytes."""
EVENT_32: Final = Struct("=LLHHi")
"""The same of a 32-bit program: 16 bytes."""

ENTER: Final = 28
SPACE: Final = 57
UP: Final = 103
PAGE_UP: Final = 104
LEFT: Final = 105
RIGHT: Final = 106
DOWN: Final = 108
PAGE_DOWN: Final = 109

SWITCHES: Final[Mapping[int, int]] = {
    PAGE_DOWN: 0,
    PAGE_UP: 1,
    RIGHT: 2,
    LEFT: 3,
    DOWN: 4,
    UP: 5,
    SPACE: 4,
    ENTER: 5,
}
"""The switch that each key is. Eight keys for six: in none of their modes do pedals mix the last
two pairs."""

KEY_BYTES: Final = 96
"""Bytes of a bitmap of all keys, 0 to 0x2FF."""

_SYN: Final = 0
_SYN_REPORT: Final = 0
_SYN_DROPPED: Final = 3
_KEY: Final = 1
_UP, _DOWN = 0, 1  # 2 is the system's repeat of a key that is held

_SECOND_US: Final = 1_000_000
_OLD_US: Final = 60 * _SECOND_US
_NAME: Final = re.compile(r'^N: Name="(.*)"$', re.MULTILINE)
_HANDLER: Final = re.compile(r"^H: Handlers=.*\b(event\d+)\b", re.MULTILINE)
_KEYS: Final = re.compile(r"^B: KEY=([0-9a-f ]+)$", re.MULTILINE)


class Moved(NamedTuple):
    """A switch went down or came up."""

    switch: int
    pressed: bool
    at_us: int
    """When the system saw it; of what it dropped, the earliest instant this may have been."""


@dataclass(frozen=True, slots=True)
class Keys:
    """One keyboard as its events tell of it; a new one for every opening of its file."""

    layout: Struct
    """``EVENT_64`` or ``EVENT_32``."""
    held: frozenset[int]
    """The keys of the table that are down; those that were at first are no presses."""
    begun: bytes = b""
    """The event whose end has not come yet: less than one."""
    last_us: int = 0
    """The last instant up to which every event is known."""
    dropping: bool = False
    """Whether the system said that events were lost, and the rest of that report is void."""
    lost: bool = False
    """Whether keys may have moved unseen: their state is to be asked for, and given to ``settle``.
    Nothing is believed before."""

    def feed(self, data: bytes) -> tuple[Keys, tuple[Moved, ...]]:
        """Take what the file read; hand on what moved."""
        keys = self
        moved: list[Moved] = []
        whole = self.begun + data
        size = self.layout.size
        end = len(whole) - len(whole) % size
        for at in range(0, end, size):
            keys, one = _taken(keys, *self.layout.unpack_from(whole, at))
            moved += one
        return replace(keys, begun=whole[end:]), tuple(moved)

    def settle(self, held: frozenset[int], asked_us: int) -> tuple[Keys, tuple[Moved, ...]]:
        """Take the keys that are down now, in place of what was dropped; hand on what moved.

        A press that may be old is as old as it may be, up to a minute.
        """
        keys = replace(self, lost=False)
        moved: list[Moved] = []
        at_us = max(self.last_us, asked_us - _OLD_US)
        # Those that came up go first: of two keys of one switch, the other one may hold it now.
        for code, value in (
            *((code, _UP) for code in sorted(self.held - held)),
            *((code, _DOWN) for code in sorted(held & SWITCHES.keys() - self.held)),
        ):
            keys, one = _struck(keys, code, value, at_us)
            moved += one
        return keys, tuple(moved)


def _taken(
    keys: Keys, seconds: int, micros: int, kind: int, code: int, value: int
) -> tuple[Keys, tuple[Moved, ...]]:
    if kind == _SYN and code == _SYN_DROPPED:
        return replace(keys, dropping=True), ()
    if keys.dropping:
        ended = kind == _SYN and code == _SYN_REPORT
        return replace(keys, dropping=not ended, lost=keys.lost or ended), ()
    if keys.lost:
        return keys, ()
    at_us = seconds * _SECOND_US + micros
    keys = replace(keys, last_us=at_us)
    if kind != _KEY or code not in SWITCHES or value not in (_UP, _DOWN):
        return keys, ()
    return _struck(keys, code, value, at_us)


def _struck(keys: Keys, code: int, value: int, at_us: int) -> tuple[Keys, tuple[Moved, ...]]:
    """A key of the table went up or down; its switch, unless another key holds it."""
    held = keys.held | {code} if value == _DOWN else keys.held - {code}
    switch = SWITCHES[code]
    was_down, is_down = (switch in {SWITCHES[one] for one in some} for some in (keys.held, held))
    moved = () if was_down is is_down else (Moved(switch, is_down, at_us),)
    return replace(keys, held=held), moved


def held_keys(bitmap: bytes) -> frozenset[int]:
    """The keys of the table in a bitmap of keys, the lowest code in the first byte's lowest bit."""
    bits = int.from_bytes(bitmap, "little")
    return frozenset(code for code in SWITCHES if bits >> code & 1)


class Keyboard(NamedTuple):
    """One input device that may be a page turner."""

    path: str
    name: str


def keyboards(listed: str, word_bits: int) -> tuple[Keyboard, ...]:
    """Those of ``/proc/bus/input/devices`` that have a PageDown key, as listed.

    Its bitmaps are words of ``word_bits``, 64 or 32 as the program's, the highest first.
    """
    found = []
    for block in listed.split("\n\n"):
        name, handler, keys = (pattern.search(block) for pattern in (_NAME, _HANDLER, _KEYS))
        if name and handler and keys:
            bits = 0
            for word in keys[1].split():
                bits = bits << word_bits | int(word, 16)
            if bits >> PAGE_DOWN & 1:
                found.append(Keyboard(f"/dev/input/{handler[1]}", name[1]))
    return tuple(found)
