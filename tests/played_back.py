"""Messages of a device, heard as a performance hears them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.hands.joining import NOTHING_JOINED, join, parts
from rig.hands.midi import decode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rig.hands.midi import Touch
    from rig.hands.signal import Signal


def heard(signals: Sequence[Signal], messages: Iterable[bytes]) -> list[Touch]:
    """The touches of a device with these controls that its messages mean."""
    table = parts(signals)
    memory = NOTHING_JOINED
    touches = []
    for message in messages:
        touch = decode(message)
        assert touch is not None, message.hex(" ")
        part = table.get((touch.status, touch.number))
        found: Touch | None = touch
        if part is not None:
            memory, found = join(memory, part, touch)
        if found is not None:
            touches.append(found)
    return touches
