"""Curves of controls: where they begin, end and rise, each computed a second way."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sweeps import rising_shapings

from rig.hands.shaping import Law, Shaping, shaped, standing, table
from rig.hands.signal import Signal

FINEST = 16383
TRAVELS = [place / FINEST for place in range(FINEST + 1)]
LAWS = st.sampled_from(Law)
TRAVEL = st.floats(0, 1)


@st.composite
def any_points(draw):
    """Points at travels that differ, in the whole of it or in part of it."""
    travels = sorted(draw(st.sets(st.integers(0, 100), min_size=1, max_size=8)))
    return tuple((float(at), float(draw(st.integers(0, 100)))) for at in travels)


@pytest.mark.parametrize("steps", [0, 2, 3, 5, 128])
@pytest.mark.parametrize("law", Law)
def test_every_law_rises_throughout_from_exactly_0_to_exactly_1(law, steps):
    values = [shaped(Shaping(law, steps=steps), travel) for travel in TRAVELS]
    assert (values[0], values[-1]) == (0.0, 1.0)
    assert all(a <= b if steps else a < b for a, b in pairwise(values))


@given(rising_shapings(), TRAVEL, TRAVEL)
@example(Shaping(Law.S), 1 - 2**-53, 1.0)
@example(Shaping(Law.TAPER), math.nextafter(0.025, 0), 0.025)
@example(Shaping(Law.EXP), 5e-324, 1e-320)
def test_between_the_steps_of_14_bits_it_rises_too(shaping, one, other):
    low, high = sorted((one, other))
    assert 0 <= shaped(shaping, low) <= shaped(shaping, high) + 1e-15
    assert shaped(shaping, high) <= 1
    assert (shaped(shaping, 0.0), shaped(shaping, 1.0)) == (0.0, 1.0)


# From the formulas as a textbook has them, not as the code does.
SLOPES = {
    Law.LINEAR: np.ones_like,
    Law.EXP: lambda t: math.log(81) * np.exp(math.log(81) * t) / 80,
    Law.LOG: lambda t: 80 / (1 + 80 * t) / math.log(81),
    Law.S: lambda t: 6 * t * (1 - t),
}


@pytest.mark.parametrize("law", SLOPES)
def test_a_law_is_the_integral_of_its_slope(law):
    fine = np.linspace(0, 1, 200_001)
    slopes = SLOPES[law](fine)
    gone = np.concatenate(([0.0], np.cumsum((slopes[1:] + slopes[:-1]) / 2) * (fine[1] - fine[0])))
    found = [shaped(Shaping(law), travel) for travel in fine[::1000].tolist()]
    assert found == pytest.approx(gone[::1000], abs=2e-8)


@given(TRAVEL)
def test_exp_and_log_undo_one_another_and_an_s_is_the_same_from_both_ends(travel):
    there = shaped(Shaping(Law.EXP), travel)
    assert shaped(Shaping(Law.LOG), there) == pytest.approx(travel, abs=1e-12)
    above = 1 - shaped(Shaping(Law.S), 1 - travel)
    assert shaped(Shaping(Law.S), travel) == pytest.approx(above, abs=1e-12)


def test_half_way_exp_is_at_a_tenth_and_log_is_half_at_a_tenth():
    assert shaped(Shaping(Law.EXP), 0.5) == pytest.approx(0.1, abs=1e-12)
    assert shaped(Shaping(Law.LOG), 0.1) == pytest.approx(0.5, abs=1e-12)


def deflection(decibels):
    """The peak meter's scale the other way round, in the standard's own segments of slope."""
    percent = 2.5
    for start, slope in ((-60, 0.5), (-50, 0.75), (-40, 1.5), (-30, 2.0), (-20, 2.5)):
        end = 0 if start == -20 else start + 10
        percent += slope * min(max(decibels - start, 0), end - start)
    return percent


@given(st.floats(-60, 0))
def test_a_taper_is_the_scale_of_a_peak_meter_turned_round(decibels):
    amplitude = shaped(Shaping(Law.TAPER), deflection(decibels) / 100)
    assert 20 * math.log10(amplitude) == pytest.approx(decibels, abs=1e-9)


def test_the_foot_of_a_taper_is_straight_and_joins():
    foot = [shaped(Shaping(Law.TAPER), percent / 100) for percent in (0, 0.625, 1.25, 2.5)]
    assert foot == pytest.approx([0, 0.00025, 0.0005, 0.001], abs=1e-15)


@given(any_points(), TRAVEL)
@example(((0.0, 30.0),), 0.5)
@example(((20.0, 90.0), (60.0, 10.0)), 0.0)
@example(((20.0, 90.0), (60.0, 10.0)), 1.0)
def test_points_are_joined_by_straight_lines_and_level_beside_the_last(points, travel):
    places, values = zip(*points, strict=True)
    share = float(np.interp(travel * 100, places, values)) / 100
    assert shaped(Shaping(Law.EXP, points), travel) == pytest.approx(share, abs=1e-12)


def test_a_travel_written_twice_is_a_step():
    stair = Shaping(points=((0.0, 0.0), (50.0, 20.0), (50.0, 80.0), (100.0, 100.0)))
    before, at = shaped(stair, math.nextafter(0.5, 0)), shaped(stair, 0.5)
    assert (before, at) == (pytest.approx(0.2), 0.8)


@given(st.integers(2, 200), LAWS, TRAVEL)
def test_steps_are_equally_far_apart_and_each_is_as_wide_as_the_others(steps, law, travel):
    value = shaped(Shaping(law, steps=steps), travel)
    assert value * (steps - 1) == pytest.approx(round(value * (steps - 1)), abs=1e-9)
    plain = shaped(Shaping(law), travel)
    zones = [number / steps for number in range(1, steps)]
    assert round(value * (steps - 1)) == np.searchsorted(zones, plain, "right") or any(
        abs(plain - edge) < 1e-12 for edge in zones
    )


def test_five_steps_have_five_values_in_equal_numbers():
    values = [shaped(Shaping(steps=5), (number + 0.5) / 100) for number in range(100)]
    assert {value: values.count(value) for value in values} == dict.fromkeys(
        (0.0, 0.25, 0.5, 0.75, 1.0), 20
    )


@pytest.mark.parametrize(("low", "high"), [(0, 127), (3, 120), (120, 3)])
@pytest.mark.parametrize("law", Law)
def test_a_table_has_a_value_for_each_data_byte_over_the_calibrated_range(law, low, high):
    values = table(Shaping(law), Signal(0xB0, 7, low, high))
    assert len(values) == 128
    assert (values[low], values[high]) == (0.0, 1.0)
    below, above = (values[: low + 1], values[high:]) if low < high else (values[low:], values[:4])
    assert (set(below), set(above)) == ({0.0}, {1.0})
    bytes_, clipped = np.arange(128), [low, high] if low < high else [high, low]
    travels = (np.clip(bytes_, *clipped) - low) / (high - low)
    assert values == tuple(shaped(Shaping(law), travel) for travel in travels.tolist())


@given(LAWS, st.integers(0, FINEST))
def test_a_motor_finds_the_place_whose_value_is_in_force(law, place):
    share = shaped(Shaping(law), place / FINEST)
    assert standing(Shaping(law), share) == place / FINEST


@given(rising_shapings(), TRAVEL)
def test_where_a_motor_goes_the_curve_gives_the_value_back(shaping, share):
    """Or passes it between two steps of 14 bits."""
    place = standing(shaping, share)
    around = [min(1.0, max(0.0, place + side / FINEST)) for side in (-1, 1)]
    assert shaped(shaping, around[0]) <= share + 1e-12
    assert shaped(shaping, around[1]) >= share - 1e-12


def test_on_a_step_a_motor_stands_in_its_middle():
    assert standing(Shaping(steps=5), 0.5) == pytest.approx(0.5, abs=1e-4)
    assert standing(Shaping(steps=5), 0.25) == pytest.approx(0.3, abs=1e-4)


def test_for_a_value_that_the_points_leave_out_a_motor_goes_to_an_end():
    short = Shaping(points=((0.0, 20.0), (100.0, 80.0)))
    assert [standing(short, share) for share in (0.0, 0.2, 0.8, 1.0)] == [0, 0, 1, 1]
