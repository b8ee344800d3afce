"""The footswitch's firmware on a simulated chip: what it takes, what it costs a press in time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from running import BENCH, MissingError

sys.path.append(str(BENCH.parent / "tests"))

from simulated_board import SimulatedBoard, built, missing, said
from trodden import SWITCHES, Tread, miscounted, seeded, trodden

from firmware_bridge.said import Event
from firmware_bridge.wire import encode
from rig.desk.boards import BOARDS

if TYPE_CHECKING:
    from collections.abc import Iterator

EACH: Final = 1667
"""Presses of each of six feet: 10,002 in all."""
CLEAN: Final = 500

_TREAD: Final = Tread(bounce=10_000, hold=12_000, rest=31_000, apart=60_000)
_BYTE_US: Final = 85
"""Ten bits at 117,647 a second: what 16 MHz makes of 115,200."""


def size() -> Iterator[tuple[str, int, int]]:
    """Flash, and RAM with the deepest stack: bytes taken, bytes there are."""
    need()
    chip, firmware = BOARDS["uno"], built().firmware
    with SimulatedBoard() as board:
        board.paint_stack()
        board.run(50_000)
        board.hear(seeded(1).randbytes(300))
        trodden(board, seeded(1), _TREAD, 8)
        stack = board.stack_peak()
    yield "flash", firmware.flash, chip.flash
    yield "RAM", firmware.ram + stack, chip.ram


def bounced() -> tuple[int, int, int]:
    """How many presses six feet made; how many were lost, how many came twice."""
    need()
    with SimulatedBoard() as board:
        board.run(50_000)
        heard = trodden(board, seeded(6), _TREAD, EACH)
    told = [0] * SWITCHES
    for event in said(heard, Event):
        told[event.switch] += event.pressed
    wrong = miscounted(heard, EACH)
    if wrong and told == [EACH] * SWITCHES:
        raise AssertionError(wrong)
    lost = sum(max(EACH - count, 0) for count in told)
    doubled = sum(max(count - EACH, 0) for count in told)
    return EACH * SWITCHES, lost, doubled


def edge_to_last_byte() -> dict[str, list[int]]:
    """Microseconds of each press from its edge to the last byte of its EVENT, and the parts."""
    need()
    chance = seeded(7)
    parts: dict[str, list[int]] = {"until its frame begins": [], "its bytes": [], "in all": []}
    with SimulatedBoard() as board:
        board.run(50_000)
        for _ in range(CLEAN):
            edge_us = board.now_us + chance.randrange(1, 50_000)
            after_us = edge_us - board.now_us
            board.contact(0, (after_us, True), (after_us + 60_000, False))
            heard = board.run(after_us + 100_000)
            press = next(one for one in heard if isinstance(one.said, Event))
            bytes_us = len(encode(press.said)) * _BYTE_US
            took_us = press.ended_us - edge_us
            for part, us in zip(parts, (took_us - bytes_us, bytes_us, took_us), strict=True):
                parts[part].append(us)
    return parts


def need() -> None:
    """Leave a table out where the chip cannot be simulated."""
    if part := missing():
        raise MissingError(f"{part} is not installed: tools/parts does it")
