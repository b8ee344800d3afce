"""A timecode machine for the tests: counts its labels like a clock, shares nothing with the rig.

A label is (hours, minutes, seconds, frames). The machine steps from one to the next by carrying,
and sends each even step as eight quarter frames, forwards or backwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TYPE_CHECKING, Self

from dftt_timecode import DfttTimecode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Label = tuple[int, int, int, int]
Sent = tuple[int, bytes]
"""An instant in microseconds, and the message that arrives then."""


@dataclass(frozen=True)
class Kind:
    """One of the four ways to count."""

    code: int
    per_second: int
    real: Fraction
    drop: bool
    other: float
    """Its name in the other library."""

    def following(self, label: Label) -> Label:
        hours, minutes, seconds, frames = label
        frames += 1
        if frames == self.per_second:
            frames, seconds = 0, seconds + 1
        if seconds == 60:
            seconds, minutes = 0, minutes + 1
            if self.drop and minutes % 10:
                frames = 2
        if minutes == 60:
            minutes, hours = 0, hours + 1
        return hours % 24, minutes, seconds, frames

    def preceding(self, label: Label) -> Label:
        hours, minutes, seconds, frames = label
        if self.drop and minutes % 10 and seconds == 0 and frames == 2:
            frames = 0
        if frames:
            return hours, minutes, seconds, frames - 1
        seconds, frames = seconds - 1, self.per_second - 1
        if seconds < 0:
            minutes, seconds = minutes - 1, 59
        if minutes < 0:
            hours, minutes = hours - 1, 59
        return hours % 24, minutes, seconds, frames

    def bytes_of(self, label: Label) -> bytes:
        hours, *rest = label
        return bytes([self.code << 5 | hours, *rest])

    def full_frame(self, label: Label, device: int = 0x7F) -> bytes:
        return b"\xf0\x7f" + bytes([device]) + b"\x01\x01" + self.bytes_of(label) + b"\xf7"

    def pieces(self, label: Label) -> list[bytes]:
        """The eight quarter frames of a label, in the order of running forwards."""
        low_first = reversed(self.bytes_of(label))
        nibbles = [nibble for byte in low_first for nibble in (byte & 15, byte >> 4)]
        return [bytes([0xF1, 16 * piece + nibble]) for piece, nibble in enumerate(nibbles)]


FILM = Kind(0, 24, Fraction(24), drop=False, other=24)
PAL = Kind(1, 25, Fraction(25), drop=False, other=25)
DROP = Kind(2, 30, Fraction(30000, 1001), drop=True, other=29.97)
THIRTY = Kind(3, 30, Fraction(30), drop=False, other=30)
KINDS = (FILM, PAL, DROP, THIRTY)


class Machine:
    """Stands on a label at an instant; what it sends from there on is counted on."""

    def __init__(self, kind: Kind, label: Label, at_us: float = 0, speed: float = 1) -> None:
        self.kind = kind
        self.label = label
        self.at_us = at_us
        self.speed = speed
        self.begun: dict[int, tuple[Label, float]] = {}
        """The label of each group so far and the true instant of it, by its number."""

    @property
    def quarter_us(self) -> float:
        return 250_000 / float(self.kind.real) / self.speed

    def forwards(self, groups: int) -> Iterator[Sent]:
        """So many times eight quarter frames."""
        for _ in range(groups):
            self.begun[len(self.begun)] = self.label, self.at_us
            for message in self.kind.pieces(self.label):
                yield round(self.at_us), message
                self.at_us += self.quarter_us
            self.label = self.kind.following(self.kind.following(self.label))

    def backwards(self, groups: int) -> Iterator[Sent]:
        """The same, running down from the label it stands on."""
        for _ in range(groups):
            self.label = self.kind.preceding(self.kind.preceding(self.label))
            for message in reversed(self.kind.pieces(self.label)):
                self.at_us += self.quarter_us
                yield round(self.at_us), message
            self.begun[len(self.begun)] = self.label, self.at_us

    def locates(self, label: Label) -> Sent:
        self.label = label
        return round(self.at_us), self.kind.full_frame(label)

    def pauses(self, silent_us: float) -> Self:
        self.at_us += silent_us
        return self


def clocks(bpm: float, count: int, begin_us: float = 0) -> list[Sent]:
    """So many MIDI clocks at a steady tempo."""
    return [(round(begin_us + 2_500_000 / bpm * number), b"\xf8") for number in range(count)]


def millionths(kind: Kind, label: Label) -> int:
    """Another library's opinion on where a label stands, at the rate its frames really have."""
    hours, minutes, seconds, frames = label
    text = f"{hours:02}:{minutes:02}:{seconds:02}{';' if kind.drop else ':'}{frames:02}"
    count = int(DfttTimecode(text, fps=kind.other, drop_frame=kind.drop).timecode_output("frame"))
    return round(count * 1_000_000 / kind.real)


def jittered(sent: Iterable[Sent], spread_us: int, seed: int = 7) -> list[Sent]:
    """What arrives early or late, evenly spread."""
    random = Random(seed)  # noqa: S311 - the same jitter every time
    return [(at_us + round(random.uniform(-spread_us, spread_us)), one) for at_us, one in sent]


def delivered(sent: Iterable[Sent], period_us: float) -> list[Sent]:
    """What a sound server delivers at the end of each of its periods."""
    return [(round((at_us // period_us + 1) * period_us), one) for at_us, one in sent]


def heard(sent, listener):
    """What a listener tells of all that was sent."""
    told = (listener.hear(message, at_us) for at_us, message in sent)
    return [one for one in told if one is not None]
