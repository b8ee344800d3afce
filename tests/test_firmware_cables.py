"""The core of the firmware: normally-closed switches, and what it makes of a cut cable."""

from __future__ import annotations

import pytest
from core_built import SAMPLE_US, CoreBox

from firmware_bridge.wire import SETUP

ALL = 0b111111


def closed_box(**begun) -> CoreBox:
    """A box whose switches are all normally closed, and at rest."""
    box = CoreBox()
    box.tell(SETUP, bytes((ALL, 0)))
    box.write()
    return CoreBox(box.eeprom, **{"high": 0} | begun)


def test_a_normally_closed_switch_is_pressed_when_its_contact_opens():
    box = closed_box()
    assert (box.supervised(), box.beat().down) == (ALL, 0)
    box.high = 0b100
    box.advance(30_000)
    (event,) = box.events()
    assert (event.switch, event.down, event.presses) == (2, 0b100, 1)
    box.high = 0
    box.advance(30_000)
    assert [it.down for it in box.events()] == [0]


def test_a_cut_cable_is_a_fault_told_at_once_and_no_press():
    box = closed_box()
    box.beat()
    box.high = box.cut = 0b10
    box.sample()
    assert not box.heard()
    box.sample()
    (beat,) = box.heard()
    assert (beat.faults, beat.down, beat.presses) == (0b10, 0, (0,) * 6)


def test_a_cable_cut_under_a_foot_releases_the_switch_before_the_fault_is_told():
    box = closed_box()
    box.high = 0b1
    box.advance(5_000)
    box.heard()
    box.cut = 0b1
    cut_us = box.now_us + SAMPLE_US
    box.advance(2 * SAMPLE_US)
    release, beat = box.heard()
    assert (release.t_us, release.switch, release.down, release.presses) == (cut_us, 0, 0, 1)
    assert (beat.faults, beat.down, beat.presses[0]) == (0b1, 0, 1)


def test_a_single_sample_without_a_cable_is_no_fault():
    box = closed_box()
    box.beat()
    for _ in range(20):
        box.high = box.cut = 1
        box.sample()
        box.high = box.cut = 0
        box.advance(2_000)
    assert {beat.faults for beat in box.beats()} <= {0}
    assert box.beat().presses[0] == 0


@pytest.mark.parametrize("held", [False, True])
def test_a_mended_cable_is_believed_after_50_ms_of_one_reading_and_is_no_press(held):
    box = closed_box(high=1, cut=1)
    assert box.beat().faults == 1
    for _ in range(20):
        box.cut, box.high = 0, not box.high
        box.advance(40_000)
    assert {beat.faults for beat in box.beats()} == {1}, "it does not keep still"
    box.high = held
    box.advance(5_000)
    box.high = box.cut = 1
    box.sample()
    box.high, box.cut = held, 0
    box.heard()
    box.advance(50_000)
    assert not any(beat.faults == 0 for beat in box.beats())
    box.advance(3 * SAMPLE_US)
    (beat,) = box.heard()
    assert (beat.faults, beat.down, beat.presses[0]) == (0, held, 0)
    box.high = 1 - held
    box.advance(30_000)
    (event,) = box.events()
    assert (event.down, event.presses) == (1 - held, 1 - held)


def test_a_switch_that_becomes_another_kind_is_taken_for_what_it_reads():
    box = CoreBox(high=0b111110)
    box.tell(SETUP, bytes((0b11, 0)))
    box.advance(30_000)
    assert not box.events()
    beat = box.beat()
    assert (beat.down, beat.presses) == (0b10, (0,) * 6)
    box.high = box.cut = 0b1
    box.advance(30_000)
    box.tell(SETUP, bytes((0, 0)))
    beat = box.beat()
    assert (beat.down, beat.faults) == (0b111110, 0)
