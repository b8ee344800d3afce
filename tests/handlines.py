"""Hands files read by themselves, for a house of few names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.hands.binding import Patched, Span
from rig.hands.device import Control, Device, Shape
from rig.hands.read import read_hands
from rig.hands.signal import Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.hands.binding import Hands
    from rig.notation.document import Document
    from rig.notation.words import Word

REVERB = Span(-40.0, 0.0)


class Hall:
    """A house with one output, ``hall``: two messages of it are known, and no other."""

    def wire(self, words: tuple[Word, ...]) -> tuple[str, Span | None] | None:
        """A bell that is fired, and the reverb."""
        said = " ".join(word.text for word in words)
        known = {"hall /reverb <f> -40..0 dB": REVERB, "hall /bell 67": None}
        if said in known:
            return said, known[said]
        words[-1].complain("the hall knows no such message")
        return None


def patched(
    groups: Iterable[str] = ("strings", "winds"),
    sounds: Iterable[str] = ("gull",),
    cues: tuple[str, ...] | None = ("1", "3A"),
    driven: Iterable[str] = (),
) -> Patched:
    """The names of that house."""
    return Patched(
        groups=tuple(groups),
        driven=frozenset(driven),
        sounds=tuple(sounds),
        values={"hall-level": Span(0.0, 0.8)},
        outs=("hall",),
        cues=cues,
    )


def plain(*names: str, kind: str = "midi") -> Device:
    """A device whose controls send control changes from 16 on, on channel 2."""
    controls = {
        name: Control(Shape.KNOB, Signal(0xB1 if kind == "midi" else 0, 16 + number))
        for number, name in enumerate(names)
    }
    return Device("nano", kind, "", controls)


def hands_of(one: Document, device: Device, known: Patched | None = None) -> Hands:
    """What a hands file says, which names that device; its problems are in the document."""
    return read_hands(one, {device.name: device}, known or patched(), Hall())
