"""When the hand has come to rest, from what every control sends meanwhile.

Pots that nobody touches tremble between two values or three for ever; that is rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.hands.capture import JITTER
from rig.hands.messages import form_of
from rig.hands.midi import CHANNEL, NOTE_ON, decode

if TYPE_CHECKING:
    from collections.abc import Hashable

REST_US: Final = 1_500_000
"""The hand has come to rest when nothing has moved for so long."""

LONGEST_US: Final = 12_000_000
"""After so long it is taken to have: a pot of 14 bits trembles by more than can be told apart."""


class Rest:
    """What moves, of every port."""

    def __init__(self) -> None:
        self._begun_us: int | None = None
        self._moved_us = 0
        self._ranges: dict[Hashable, tuple[int, int, int]] = {}
        """Of each control the range it trembles in, and where it was last."""

    @property
    def begun(self) -> bool:
        """Whether anything has moved."""
        return self._begun_us is not None

    def hear(self, port: str, at_us: int, data: bytes) -> None:
        """Take one whole message, with the instant it came."""
        touch = decode(data)
        if touch is None:
            return
        key, value = (port, *touch[:2]), touch.value
        form = form_of(touch.status)
        known = self._ranges.get(key)
        if known is None:
            # Where a pot stands is no move; what says an end of its range is a button, or came far.
            moves = not form.tells_value or value in (0, form.high)
            low = high = value
        else:
            low, high = min(known[0], value), max(known[1], value)
            # A pot never says the same twice; an encoder and a button do.
            moves = value == known[2] or high - low > JITTER
        if moves or touch.status & ~CHANNEL == NOTE_ON:
            self._begun_us = at_us if self._begun_us is None else self._begun_us
            self._moved_us = at_us
            low = high = value
        self._ranges[key] = low, high, value

    def come(self, at_us: int) -> bool:
        """Whether something has moved by then, and has come to rest."""
        if self._begun_us is None:
            return False
        return at_us - self._moved_us >= REST_US or at_us - self._begun_us >= LONGEST_US
