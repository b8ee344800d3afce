"""The core of the firmware: its lights show what the host asks for, and what the host cannot."""

from __future__ import annotations

from itertools import pairwise

import pytest
from core_built import WRAP_US, Board, CoreBox

from firmware_bridge.wire import LIGHTS_COMMAND, SETUP

ALL = 0b111111


def test_lights_show_what_the_host_asks_for_as_far_as_there_are_any():
    box = CoreBox(board=Board(lights=4))
    for mask, shown in ((0b101, 0b101), (0xFF, 0b1111), (0, 0)):
        box.tell(LIGHTS_COMMAND, bytes((mask,)))
        assert box.lights() == shown
        assert box.beat().lights == shown


def shows(box: CoreBox, seconds: int) -> list[int]:
    """What the lights show, a hundred looks a second."""
    looks = []
    for _ in range(100 * seconds):
        box.advance(10_000, step_us=500)
        looks.append(box.lights())
    return looks


def changes(looks: list[int]) -> list[int]:
    """After how many looks each change came."""
    return [at for at in range(1, len(looks)) if looks[at] != looks[at - 1]]


@pytest.mark.parametrize("begun_us", [0, WRAP_US - 2_600_000])
def test_all_lights_blink_twice_a_second_while_the_host_is_silent_for_more_than_one(begun_us):
    box = CoreBox(now_us=begun_us)
    box.tell(LIGHTS_COMMAND, b"\x02")
    looks = shows(box, 4)
    assert set(looks[:99]) == {0b10}
    assert set(looks[101:]) == {0, ALL}
    blinks = changes(looks)[1:]
    assert {after - before for before, after in pairwise(blinks)} == {25}
    box.tell(LIGHTS_COMMAND, b"\x02")
    assert set(shows(box, 1)[:99]) == {0b10}


def test_a_host_stays_silent_when_the_clock_comes_round_to_where_it_last_spoke():
    box = CoreBox()
    box.tell(LIGHTS_COMMAND, b"\x02")
    box.sample(1_100_000)
    for _ in range(4):
        box.sample(WRAP_US // 4 - 275_000 + 10)
    assert box.lights() in {0, ALL}
    assert set(shows(box, 1)) == {0, ALL}


@pytest.mark.parametrize("silent", [False, True])
def test_the_light_of_a_switch_whose_cable_is_cut_flickers_five_times_a_second(silent):
    box = CoreBox()
    box.tell(SETUP, bytes((ALL, 0)))
    box.high = box.cut = 0b1001
    box.advance(2_000_000 if silent else 1_000, step_us=1_000)
    if not silent:
        box.tell(LIGHTS_COMMAND, b"\x03")
    looks = [look & 0b1000 for look in shows(box, 1)]
    flickers = changes(looks)
    assert {after - before for before, after in pairwise(flickers)} == {10}
    assert len(flickers) in {9, 10}
