"""One explanation of the presses: its filter against matrices and long sums."""

from __future__ import annotations

from math import exp

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.conductor.hypothesis import JITTER_S, Hypothesis, begin_s, together


def line(weight=0.0, wander=1e-4, at_s=7.0, stretch=1.1, at_var=0.3, tie=0.02, stretch_var=0.004):
    return Hypothesis(weight, 0, wander, 0, 5.0, at_s, stretch, at_var, tie, stretch_var, 0, 0)


def state(one):
    return np.array([one.at_s, one.stretch])


def covariance(one):
    return np.array([[one.at_var, one.tie], [one.tie, one.stretch_var]])


lines = st.builds(
    line,
    wander=st.sampled_from([0.0, 1e-6, 1e-3]),
    at_var=st.floats(0.01, 10),
    tie=st.floats(-0.01, 0.01),
    stretch_var=st.floats(0.011, 1),
)


@given(lines, st.floats(-50, 50))
def test_a_walk_is_the_sum_of_its_steps(one, away_s):
    """Ten thousand steps, in each of which the stretch takes its noise all at once."""
    steps = 10_000
    step = away_s / steps
    move = np.array([[1, step], [0, 1]])
    noise = np.array([[0, 0], [0, one.wander * abs(step)]])
    # the sum of the powers of a shear, in closed form, would be the formula itself
    power = np.arange(steps)[:, None, None]
    shears = np.array([[1.0, 0.0], [0.0, 1.0]]) + power * (move - np.eye(2))
    walked = (shears @ noise @ shears.transpose(0, 2, 1)).sum(axis=0)
    far = np.array([[1, away_s], [0, 1]])
    there = one.onward(5.0 + away_s)
    assert state(there) == pytest.approx(far @ state(one))
    expected = far @ covariance(one) @ far.T + walked
    assert covariance(there) == pytest.approx(expected, rel=1e-3, abs=1e-6)


@given(lines, st.floats(-50, 50), st.sampled_from([0.0, 1.0]))
def test_a_press_counts_by_its_information(one, off_s, loose):
    seen = np.array([[1.0, 0.0]])
    before = covariance(one) + np.diag([loose, 0.0])
    known = np.linalg.inv(before)
    after = np.linalg.inv(known + seen.T @ seen / JITTER_S**2)
    mean = after @ (known @ state(one) + seen[0] * (one.at_s + off_s) / JITTER_S**2)
    pressed = one.pressed(-3.0, one.at_s + off_s, loose, 4)
    assert state(pressed) == pytest.approx(mean, rel=1e-6, abs=1e-6)
    assert covariance(pressed) == pytest.approx(after, rel=1e-6, abs=1e-9)
    assert (pressed.weight, pressed.jumps) == (-3.0, 4)


def test_together_they_are_as_unsure_as_a_draw_from_all():
    chance = np.random.default_rng(3)
    held = [line(0.0), line(-0.7, at_s=7.9, stretch=1.4), line(-1.5, at_s=6.5, stretch=0.9)]
    alone = line(-0.1, at_s=90.0)
    film = together([held[0], alone, *held[1:]], 5.0)
    shares = np.array([exp(one.weight) for one in held])
    counts = np.rint(400_000 * shares / shares.sum()).astype(int)
    drawn = np.concatenate(
        [
            chance.multivariate_normal(state(one), covariance(one), count)
            for one, count in zip(held, counts, strict=True)
        ]
    )
    assert state(film) == pytest.approx(drawn.mean(axis=0), abs=0.01)
    assert covariance(film) == pytest.approx(np.cov(drawn.T), rel=0.02, abs=0.002)


def test_the_begin_is_nearest_to_the_first_press():
    """The stretch of a film that wanders is another by the last."""
    presses = [(100.0 * number, 30.0 + 100.0 * number + number**3) for number in range(1, 8)]
    begin = begin_s(line(wander=1e-5), 0.0, presses[::-1])
    assert begin == pytest.approx(30.0, abs=5.0)
    assert begin != pytest.approx(begin_s(line(wander=1e-5), 0.0, presses), abs=5.0)
