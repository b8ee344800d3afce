"""Endless encoders: every encoding of a turn, and how much more a fast hand moves."""

from __future__ import annotations

import struct
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.hands.encoder import GAIN_MAX, REST_US, SLOW_US, accelerated, delta
from rig.hands.signal import Sense

RELATIVE = [sense for sense in Sense if sense is not Sense.ABSOLUTE]

deltas = st.integers(-64, 64)
times_us = st.integers(-1_000, 10_000_000)


@pytest.mark.parametrize(
    ("sense", "up", "far_up", "down", "far_down", "still"),
    [
        (Sense.TWOS, 1, 63, 127, 65, [0]),
        (Sense.OFFSET, 65, 127, 63, 1, [64]),
        (Sense.SIGN, 1, 63, 65, 127, [0, 64]),
        (Sense.SIGN_REVERSED, 65, 127, 1, 63, [0, 64]),
    ],
)
def test_each_encoding_tells_one_step_many_steps_and_none(sense, up, far_up, down, far_down, still):
    assert [delta(sense, value) for value in (up, far_up)] == [1, 63]
    assert [delta(sense, value) for value in (down, far_down)] == [-1, -63]
    assert [value for value in range(128) if delta(sense, value) == 0] == still


def test_every_value_is_as_another_way_to_count_has_it():
    for value in range(128):
        (doubled,) = struct.unpack("b", bytes((value << 1,)))
        assert delta(Sense.TWOS, value) == doubled / 2
        assert delta(Sense.OFFSET, value) == delta(Sense.TWOS, value ^ 64)
        sign, size = divmod(value, 64)
        assert delta(Sense.SIGN, value) == size * (1, -1)[sign]
        assert delta(Sense.SIGN_REVERSED, value) == size * (-1, 1)[sign]


def test_an_absolute_control_tells_no_turns():
    assert {delta(Sense.ABSOLUTE, value) for value in range(128)} == {0}


@pytest.mark.parametrize("sense", RELATIVE)
def test_no_message_tells_more_than_64_steps(sense):
    assert max(abs(delta(sense, value)) for value in range(128)) <= 64


@pytest.mark.parametrize("turned", [1, -1, 5, -64])
def test_a_slow_turn_moves_as_many_steps_as_it_has(turned):
    for since_us in (SLOW_US * abs(turned), REST_US, REST_US * 1000):
        assert accelerated(turned, since_us) == turned


def test_the_curve_is_in_proportion_to_the_speed_up_to_its_bound():
    times_us = (40_000, 20_000, 10_000, 5_000, 2_500, 1, 0, -5)
    assert [accelerated(1, since_us) for since_us in times_us] == [1, 2, 4, 8, 8, 8, 8, 8]
    assert accelerated(-2, 20_000) == -8


def test_a_revolution_in_a_fifth_of_a_second_moves_115_steps():
    assert 24 * accelerated(1, 200_000 // 24) == pytest.approx(115.2, abs=0.1)


@given(deltas, times_us)
def test_a_turn_never_reverses_counts_at_least_itself_and_is_bounded(turned, since_us):
    moved = accelerated(turned, since_us)
    assert abs(turned) <= abs(moved) <= GAIN_MAX * abs(turned)
    assert moved * turned >= 0


@given(deltas, times_us, times_us)
@example(1, 5_000, 5_001)
@example(3, 119_999, 120_000)
@example(1, 0, 1)
def test_a_faster_turn_never_moves_less(turned, one_us, other_us):
    quick, slow = (abs(accelerated(turned, us)) for us in sorted((one_us, other_us)))
    assert quick >= slow


@given(times_us)
def test_more_steps_in_the_same_time_never_move_less(since_us):
    moved = [accelerated(turned, since_us) for turned in range(-64, 65)]
    assert all(one < other for one, other in pairwise(moved))


def test_a_slow_hand_comes_back_to_where_it_was():
    there = [accelerated(1, us) for us in (50_000, 60_000, 45_000)]
    back = [accelerated(-1, us) for us in (REST_US, 41_000, 90_000)]
    assert sum(there) + sum(back) == 0
