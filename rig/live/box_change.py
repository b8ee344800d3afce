"""What a player may set in a footswitch, and how a HELLO shows that the box has kept it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from firmware_bridge.wire import CALIBRATE, NAME, PEDAL_MAX, SETUP, calibration, is_serial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firmware_bridge.said import Hello

TRAVEL_MIN: Final = 128
"""A pedal that moves its input by less is not calibrated: an eighth of it, noise in 30 steps."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """What switches are; bit n stands for switch n, and none stands in both of a pair."""

    closed: int = 0
    """Those that shall be normally-closed ones."""
    open: int = 0
    slow: int = 0
    """Those that shall be debounced by the integrator."""
    quick: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """Another serial."""

    serial: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """The ends of a pedal's travel, as its input reads them: 0 to 1023."""

    pedal: int
    heel: int
    toe: int


Change: TypeAlias = SetUp | Name | Calibration


def why_not(hello: Hello, change: Change) -> str:
    """Why this box cannot be so; empty where it can."""
    match change:
        case SetUp():
            every = (1 << hello.switches) - 1
            asked = change.closed | change.open | change.slow | change.quick
            if asked & ~every:
                return f"the box has {_count(hello.switches, 'switch', 'switches')}"
            if change.closed & ~hello.closable:
                some = numbers(hello.closable) or "none"
                return f"of this board's switches {some} can be normally closed"
        case Name():
            if not change.serial.isascii() or not is_serial(change.serial.encode()):
                return "a box's name is of eight characters, no blanks, such as FS-00017"
        case Calibration() if change.pedal >= hello.pedals:
            return f"the box has {_count(hello.pedals, 'pedal', 'pedals')}"
    return ""


def order(hello: Hello, change: Change) -> bytes:
    """The kind and payload of the command for it; empty when the box is so already."""
    match change:
        case SetUp():
            closed = (hello.closed | change.closed) & ~change.open
            slow = (hello.slow | change.slow) & ~change.quick
            kept = (closed, slow) == (hello.closed, hello.slow)
            return b"" if kept else bytes((SETUP, closed, slow))
        case Name():
            kept = hello.serial == change.serial
            return b"" if kept else bytes((NAME,)) + change.serial.encode()
        case Calibration(pedal, heel, toe):
            kept = hello.calibration[pedal] == (heel, toe)
            return b"" if kept else bytes((CALIBRATE,)) + calibration(pedal, heel, toe)


def kept(change: Change) -> str:
    """What the player is told when the box is so."""
    match change:
        case SetUp():
            groups = (
                ("normally closed", change.closed), ("normally open", change.open),
                ("slow", change.slow), ("quick", change.quick),
            )  # fmt: skip
            return "; ".join(f"{what}: {numbers(bits)}" for what, bits in groups if bits)
        case Name():
            return f"the box is {change.serial}"
        case Calibration():
            return f"pedal {change.pedal + 1}: heel {change.heel}, toe {change.toe}"


def travelled(pedal: int, readings: Sequence[int]) -> Calibration | str:
    """The ends of a travel from heel to toe, given what was read on the way; or what is wrong."""
    low, high = min(readings), max(readings)
    if high - low < TRAVEL_MIN:
        return (
            f"pedal {pedal + 1} moved its input by {high - low} of {PEDAL_MAX} only: is it plugged"
            " in, and its slider on the ring of the plug?"
        )
    rises = readings[-1] > readings[0]
    return Calibration(pedal, low if rises else high, high if rises else low)


def numbers(bits: int) -> str:
    """Switches as a player counts them: ``1, 2``."""
    return ", ".join(str(one + 1) for one in range(bits.bit_length()) if bits >> one & 1)


def _count(many: int, one: str, several: str) -> str:
    return f"{many or 'no'} {one if many == 1 else several}"
