"""The One-Euro filter against the paper's own steps, its steady states and its limits."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.hands.one_euro import BETA, LEAST_HZ, SPEED_HZ, began, settled, smoothed

STEP_7 = 1 / 127
TRAVELS = st.floats(0, 1)
GAPS_US = st.integers(1, 5_000_000)


class LowPass:
    """The paper's algorithm 2, its weight by algorithm 3."""

    def __init__(self):
        self.kept = None

    def filter(self, x, weight):
        self.kept = x if self.kept is None else weight * x + (1 - weight) * self.kept
        return self.kept


def weight(rate, cutoff):
    tau = 1.0 / (2 * math.pi * cutoff)
    te = 1.0 / rate
    return 1.0 / (1.0 + tau / te)


class OneEuro:
    """The paper's algorithm 1, with a rate for each step."""

    def __init__(self, least):
        self.least, self.x, self.dx = least, LowPass(), LowPass()

    def filter(self, x, rate):
        dx = 0.0 if self.x.kept is None else (x - self.x.kept) * rate
        speed = self.dx.filter(dx, weight(rate, SPEED_HZ))
        return self.x.filter(x, weight(rate, self.least + BETA * abs(speed)))


@given(
    st.floats(0.1, 20),
    TRAVELS,
    st.lists(st.tuples(TRAVELS, GAPS_US), min_size=1, max_size=60),
)
def test_it_does_what_the_paper_does(least_hz, first, moves):
    paper, smooth = OneEuro(least_hz), began(first, 0)
    assert paper.filter(first, 1.0) == smooth.travel
    for travel, gap_us in moves:
        smooth = smoothed(smooth, travel, smooth.at_us + gap_us, least_hz)
        expected = paper.filter(travel, 1e6 / gap_us)
        assert smooth.travel == pytest.approx(expected, abs=1e-9)
        assert smooth.speed == pytest.approx(paper.dx.kept, rel=1e-9, abs=1e-9)


@given(st.floats(0.1, 20), TRAVELS, st.lists(st.tuples(TRAVELS, st.integers(-9, 99_999))))
def test_it_stays_within_what_was_sent_whatever_the_stamps(least_hz, first, moves):
    """Two messages at once, or stamped backwards, are no division by nothing."""
    smooth, sent = began(first, 0), [first]
    for travel, gap_us in moves:
        before_us = smooth.at_us
        smooth = smoothed(smooth, travel, smooth.at_us + gap_us, least_hz)
        sent.append(travel)
        assert min(sent) - 1e-12 <= smooth.travel <= max(sent) + 1e-12
        assert smooth.at_us > before_us
        assert math.isfinite(smooth.speed)


@pytest.mark.parametrize("speed", [0.1, 0.5, 1, 4, 20])
@pytest.mark.parametrize("gap_us", [1000, 5000, 20_000])
def test_a_steady_move_is_followed_at_the_distance_that_the_formulas_give(speed, gap_us):
    """Steady, ``L = s / (2 pi f)`` with ``f = least + beta (s + L / T)``: a quadratic in L."""
    gap_s, smooth = gap_us / 1e6, began(0.0, 0)
    for number in range(1, 40_000_000 // gap_us if speed < 1 else 20_000):
        smooth = smoothed(smooth, speed * gap_s * number, gap_us * number)
    behind = smooth.raw - smooth.travel
    a, b = BETA / gap_s, LEAST_HZ + BETA * speed
    root = (-b + math.sqrt(b * b + 4 * a * speed / math.tau)) / (2 * a)
    assert behind == pytest.approx(root, rel=1e-3)
    assert behind < 1 / (math.tau * BETA) < 2.1 * STEP_7


def test_a_trembling_control_is_steadied_to_a_fraction():
    """Two steps of 7 bits about a place, each 5 ms: what is left is less than a fifth of it."""
    dice = random.Random(5)  # noqa: S311 - the same tremble each time
    places = [0.5 + dice.uniform(-1, 1) * STEP_7 for _ in range(4000)]
    smooths = list(
        accumulate(
            enumerate(places, 1),
            lambda smooth, one: smoothed(smooth, one[1], one[0] * 5000),
            initial=began(0.5, 0),
        )
    )
    rest = [one.travel - 0.5 for one in smooths[1000:]]
    raw = [one - 0.5 for one in places[1000:]]
    power = sum(x * x for x in rest) / sum(x * x for x in raw)
    assert math.sqrt(power) < 0.2


@given(TRAVELS, st.lists(st.tuples(TRAVELS, GAPS_US), max_size=30), TRAVELS)
def test_a_control_that_has_stopped_is_where_it_truly_stands_and_at_rest(first, moves, last):
    smooth = began(first, 0)
    for travel, gap_us in [*moves, (last, 1000)]:
        smooth = smoothed(smooth, travel, smooth.at_us + gap_us)
    rest = settled(smooth)
    assert (rest.travel, rest.raw, rest.speed, rest.at_us) == (last, last, 0, smooth.at_us)
    assert smoothed(rest, last, rest.at_us + 1000).travel == pytest.approx(last, abs=1e-12)


def test_after_a_long_rest_a_control_is_heard_as_it_is():
    smooth = smoothed(began(0.2, 0), 0.9, 60_000_000)
    assert smooth.travel == pytest.approx(0.9, abs=0.002)
