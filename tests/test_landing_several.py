"""Landing several hits: the rate that moves least, and who gives way to whom."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from landed import FOUR, MS, S, hit, performed

from rig.conductor.curve import Curve
from rig.conductor.landing import Limits, land, offs, slack


def least_restless(rate, targets, steps=360):
    """The rates at the hits by which the rate moves least: a dense problem on a fine grid.

    The unknowns are the rates at the grid's points; the music between them is a trapezium. The
    grid has a point at each hit.
    """
    ends = [0.0, *(one.us / S for one in targets)]
    grid = [np.linspace(a, b, steps // len(targets), endpoint=False) for a, b in pairwise(ends)]
    at = np.append(np.concatenate(grid), ends[-1])
    wide = np.diff(at)
    rows = np.zeros((len(wide), len(at)))
    places = np.arange(len(wide))
    rows[places, places], rows[places, places + 1] = -1 / np.sqrt(wide), 1 / np.sqrt(wide)
    fixed = [np.eye(len(at))[0]]
    for one in targets:
        before = at[1:] <= one.us / S + 1e-9
        weights = np.zeros(len(at))
        weights[:-1] += np.where(before, wide / 2, 0)
        weights[1:] += np.where(before, wide / 2, 0)
        fixed.append(weights)
    fixed = np.array(fixed)
    wanted = np.array([rate, *(one.written_us / S for one in targets)])
    none = np.zeros((len(fixed), len(fixed)))
    whole = np.block([[rows.T @ rows, fixed.T], [fixed, none]])
    solved = np.linalg.solve(whole, np.concatenate([np.zeros(len(at)), wanted]))[: len(at)]
    return [float(np.interp(one.us / S, at, solved)) for one in targets], solved, at


@st.composite
def easy(draw):
    """Hits far enough apart, and near enough to their pictures, that the limits do not bind."""
    bounds = Limits(0.8, 1.25, 0.2)
    at = written = 0.0
    targets = []
    for _ in range(draw(st.integers(2, 4))):
        clock_s = draw(st.floats(8, 60))
        at, written = at + clock_s, written + clock_s * (1 + draw(st.floats(-0.02, 0.02)))
        targets.append(hit(written, at, draw(st.integers(1, 3))))
    return bounds, targets


def nights(count):
    """Hits of performances inside the limits, some of them going from limit to limit."""
    for seed in range(count):
        chance = random.Random(seed)  # noqa: S311 - a chance that repeats
        bounds = Limits(0.96, 1.04, chance.choice([0.01, 0.02, 0.05]))
        rate = first = chance.uniform(0.96, 1.04)
        us = written = 0.0
        targets = []
        for _ in range(chance.randint(2, 4)):
            for _ in range(chance.randint(1, 3)):
                goal = chance.choice([0.96, 1.04, chance.uniform(0.96, 1.04)])
                curve = Curve.toward(rate, goal, abs(goal - rate) / bounds.slope_per_s * 1.4 * S)
                part_us = chance.uniform(3, 15) * S
                us, written = us + part_us, written + curve.written_at(part_us)
                rate = curve.rate_at(part_us)
            targets.append(hit(written / S, us / S, chance.randint(1, 3), 20))
        yield first, bounds, targets


@given(easy(), st.floats(0.98, 1.02))
def test_several_hits_are_landed_by_the_rate_that_moves_least(night, rate):
    bounds, targets = night
    landing = land(rate, bounds, targets)
    assert landing.missed == ()
    assert landing.off_us == pytest.approx([0.0] * len(targets), abs=1)
    ends, solved, at = least_restless(rate, targets)
    first_us = targets[0].us
    assert landing.curve.rate_at(first_us) == pytest.approx(ends[0], abs=2e-5)
    for share in (0.25, 0.5, 0.75):
        there = float(np.interp(share * first_us / S, at, solved))
        assert landing.curve.rate_at(share * first_us) == pytest.approx(there, abs=2e-5)


@given(easy(), st.floats(0.98, 1.02))
def test_plans_made_anew_land_what_the_first_one_said(night, rate):
    bounds, targets = night
    assert performed(rate, bounds, targets, 0.5) == pytest.approx([0] * len(targets), abs=MS)


def test_what_a_player_inside_the_limits_could_land_is_nearly_always_landed():
    total = missed = heavy = 0
    for rate, bounds, targets in nights(400):
        landing = land(rate, bounds, targets)
        total += len(targets)
        missed += len(landing.missed)
        heavy += sum(targets[place].weight == 3 for place in landing.missed)
    assert total > 1000
    assert missed <= 5
    assert heavy == 0


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize("asked_s", [0.17, 0.2, 0.25])
def test_a_hit_moves_inside_its_tolerance_before_another_is_missed(asked_s, side):
    """Alone both are landed; together the second asks for more than the first leaves it."""
    first, second = hit(10, 10, 3), hit(14 + side * asked_s, 14, 1)
    assert min(slack(1.0, FOUR, second)) > 0
    assert land(1.0, FOUR, [first, second]).missed == (1,)
    landing = land(1.0, FOUR, [first._replace(early_us=120 * MS, late_us=120 * MS), second])
    assert landing.missed == ()
    assert 0 < -side * landing.off_us[0] <= 120 * MS
    assert landing.off_us[1] == pytest.approx(0, abs=1)


@pytest.mark.parametrize("weight", [2, 3])
def test_a_light_hit_is_given_up_for_a_heavier_later_one_by_as_little_as_it_takes(weight):
    light, heavy = hit(10, 9.8, 1), hit(14, 14.2, weight)
    landing = land(1.0, FOUR, [light, heavy])
    assert landing.missed == (0,)
    assert landing.off_us[1] == pytest.approx(0, abs=1)
    ignored = offs(land(1.0, FOUR, [heavy]).curve, [light])[0]
    assert 0 < landing.off_us[0] < ignored
    nearer = light._replace(us=light.us + landing.off_us[0] - ignored / 30)
    assert land(1.0, FOUR, [nearer, heavy]).missed != ()


@pytest.mark.parametrize("weight", [1, 2])
def test_a_heavy_next_hit_is_never_given_up_for_a_lighter_later_one(weight):
    landing = land(1.0, FOUR, [hit(10, 9.8, 3), hit(14, 14.2, weight)])
    assert landing.missed == (1,)
    assert landing.off_us[0] == pytest.approx(0, abs=1)


def test_of_hits_that_weigh_the_same_the_furthest_is_given_up():
    assert land(1.0, FOUR, [hit(10, 9.8), hit(14, 14.2)]).missed == (1,)


def test_a_hit_that_is_lost_costs_no_other_of_its_weight_its_landing():
    """The first picture comes two seconds too soon; the second is where it should be."""
    landing = land(1.0, FOUR, [hit(20, 18), hit(30, 30)])
    assert landing.missed == (0,)
    assert landing.off_us[1] == pytest.approx(0, abs=1)


def test_hits_at_one_place_are_one_hit():
    twice = land(1.0, FOUR, [hit(20, 19.8), hit(20, 19.8, 3)])
    assert twice.missed == ()
    assert twice.curve.rate_at(10 * S) == pytest.approx(
        land(1.0, FOUR, [hit(20, 19.8)]).curve.rate_at(10 * S), rel=1e-12
    )
