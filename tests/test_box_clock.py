"""The box's clock on the host's: what was longer on its way is so much older."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wired_box import WRAP_US, WiredBox, play

from firmware_bridge.clock import BoxClock
from firmware_bridge.heard import Pressed
from firmware_bridge.link import Link

HALF_AN_HOUR_US = 1_800_000_000


@given(
    st.integers(0, WRAP_US - 1),
    st.integers(0, 10**15),
    st.integers(-HALF_AN_HOUR_US, HALF_AN_HOUR_US),
)
def test_an_instant_of_the_box_is_the_same_instant_over_every_wrap(t_us, came_us, later_us):
    assert BoxClock(t_us, came_us).date((t_us + later_us) % WRAP_US) == came_us + later_us


@given(
    st.lists(st.integers(0, 30_000), min_size=2, max_size=200),
    st.integers(-5_000, 5_000),
    st.integers(0, WRAP_US - 1),
)
def test_a_frame_is_dated_to_within_the_line_s_jitter(late_us, ppm, booted_us):
    """Ten frames a second, up to 30 ms on their way, clocks up to half a per cent apart."""
    clock = None
    for number, late in enumerate(late_us):
        made_us = number * 100_000
        t_us = (booted_us + made_us + made_us * ppm // 1_000_000) % WRAP_US
        clock = (clock or BoxClock(t_us, late)).heard(t_us, made_us + late)
        assert abs(clock.date(t_us) - made_us) <= max(late_us[: number + 1]) + 1_000


@pytest.mark.parametrize("stall_s", [0.3, 1, 5, 20])
def test_frames_that_waited_are_as_old_as_they_waited(stall_s):
    """The host slept: all that came meanwhile is read at once, and none of it is new."""
    clock = BoxClock(0, 0)
    for number in range(1, round(stall_s * 10)):
        made_us = number * 100_000
        came_us = round(stall_s * 1_000_000)
        clock = clock.heard(made_us, came_us)
        assert abs(clock.date(made_us) - made_us) <= came_us // 100


def test_a_line_that_became_slower_for_good_is_believed_in_time():
    clock, late_us = BoxClock(0, 0), 40_000
    dated = []
    for made_us in range(100_000, 10_000_000, 100_000):
        clock = clock.heard(made_us, made_us + late_us)
        dated.append(clock.date(made_us) - made_us)
    assert dated[0] == 0
    assert dated[-1] == late_us


def test_a_clock_that_is_older_than_a_wrap_can_tell_begins_anew():
    assert BoxClock(5, 0).heard(9, 3_000_000_000).date(9) == 3_000_000_000


@pytest.mark.parametrize("before_wrap_ms", [0, 1, 50, 140, 151])
def test_presses_are_dated_alike_while_the_box_s_clock_wraps(before_wrap_ms):
    box = WiredBox(booted_us=WRAP_US - before_wrap_ms * 1000)
    link, _ = play(Link(), box.hello(0), box.beat(0))
    link, heard = play(link, box.toggle(0, 100), came_ms=102)
    assert heard == [Pressed(0, 100_000)]
    box.toggle(0, 120), box.toggle(0, 150)
    link, heard = play(link, box.beat(200), came_ms=203)
    assert heard[-1:] == [Pressed(0, 150_000)]
