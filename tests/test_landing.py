"""Landing one hit: nothing leaves the limits, and what is in reach is reached."""

from __future__ import annotations

from math import copysign, isfinite

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from landed import FOUR, MS, S, between, hit, obeyed, performed, within

from rig.conductor.curve import Curve
from rig.conductor.landing import Limits, Target, land, offs, slack

limits = st.builds(
    Limits,
    st.sampled_from([0.5, 0.96, 1.0]) | st.floats(0.5, 1.0),
    st.sampled_from([1.0, 1.04, 1.5]) | st.floats(1.0, 1.5),
    st.sampled_from([0.001, 0.02, 10.0]) | st.floats(0.001, 1.0),
)
edges = st.sampled_from([0.001, 0.01, 0.02, 0.05, 0.1, 0.9, 0.95, 0.98, 0.99, 0.999])
"""Shares of what is in reach, near to its ends."""


@st.composite
def hits(draw, least_s=-5.0, far_s=300.0, most=4):
    """Hits in the order of the music, anywhere and nowhere near their pictures."""
    times = st.sampled_from([0.0, 1e-9, 1e-6, 1.0]) | st.floats(least_s, far_s)
    moved = st.sampled_from([0.0, 1e-6, 0.04, 3.0]) | st.floats(-10, 10)
    tolerated = st.sampled_from([0.0, 40.0, 1000.0])
    written = sorted(draw(st.lists(times, min_size=1, max_size=most)))
    return [
        hit(one, one + draw(moved), draw(st.integers(1, 3)), draw(tolerated)) for one in written
    ]


def soonest_s(rate, bounds, goal, written_s):
    """When music is over that goes to a limit as fast as it may: small steps, nothing closed."""
    step = 0.001
    at = gone = 0.0
    while gone < written_s:
        most = bounds.slope_per_s * step
        turned = rate + copysign(min(abs(goal - rate), most), goal - rate)
        gone += (rate + turned) / 2 * step
        rate, at = turned, at + step
    return at - (gone - written_s) / rate


@given(limits, within, hits())
def test_nothing_that_is_asked_takes_the_rate_out_of_its_limits(bounds, share, targets):
    rate = between(bounds.low, bounds.high, share)
    landing = land(rate, bounds, targets)
    assert landing.curve.start == pytest.approx(rate, abs=1e-9)
    assert obeyed(landing.curve, bounds, rate)
    assert all(isfinite(off) for off in landing.off_us)
    assert len(landing.off_us) == len(targets)


@given(limits, st.floats(0.3, 2.0), hits())
def test_a_rate_outside_goes_back_in_as_fast_as_it_may(bounds, rate, targets):
    assume(not bounds.low - 1e-6 <= rate <= bounds.high + 1e-6)
    edge = bounds.high if rate > bounds.high else bounds.low
    curve = land(rate, bounds, targets).curve
    back_us = abs(rate - edge) / bounds.slope_per_s * S
    assert curve.start == rate
    assert curve.rate_at(back_us) == pytest.approx(edge, abs=1e-9)
    assert curve.rate_at(back_us / 2) == pytest.approx((rate + edge) / 2, abs=1e-9)
    assert curve.rate_at(3 * back_us) == pytest.approx(edge, abs=1e-9)


@pytest.mark.parametrize("rate", [0.96, 1.0, 1.03, 1.04, 0.9, 1.1])
@pytest.mark.parametrize("bounds", [FOUR, Limits(0.97, 1.08, 0.004)])
@pytest.mark.parametrize("written_s", [0.3, 2.0, 17.0])
def test_slack_is_what_small_steps_at_the_limits_leave(rate, bounds, written_s):
    early_us, late_us = slack(rate, bounds, hit(written_s, 10))
    assert early_us / S == pytest.approx(
        10 - soonest_s(rate, bounds, bounds.high, written_s), abs=1e-6
    )
    assert late_us / S == pytest.approx(
        soonest_s(rate, bounds, bounds.low, written_s) - 10, abs=1e-6
    )


@given(limits, within, st.floats(0.01, 300), st.floats(-0.5, 1.5) | edges)
def test_a_hit_alone_is_landed_exactly_when_there_is_slack_on_both_sides(
    bounds, share, written_s, where
):
    """Its picture is anywhere between the soonest and the latest instant, at either, or beyond."""
    rate = between(bounds.low, bounds.high, share)
    soonest, latest = slack(rate, bounds, hit(written_s, 0))
    target = hit(written_s, between(-soonest, latest, where) / S)
    early_us, late_us = slack(rate, bounds, target)
    landing = land(rate, bounds, [target])
    if min(early_us, late_us) >= 0:
        assert landing.missed == ()
        assert landing.off_us[0] == pytest.approx(0, abs=1)
    else:
        least_us = -early_us if early_us < 0 else late_us
        assert landing.off_us[0] == pytest.approx(least_us, rel=1e-9, abs=1)
        assert landing.missed == (() if abs(least_us) <= 1 else (0,))
    assert offs(landing.curve, [target])[0] == pytest.approx(landing.off_us[0], abs=1e-3)


@given(limits, within, within | edges, st.floats(0.5, 120))
def test_every_reachable_hit_is_landed_by_plans_made_twice_a_second(
    bounds, share, where, written_s
):
    """At the very edges of what is in reach too."""
    rate = between(bounds.low, bounds.high, share)
    early_us, late_us = slack(rate, bounds, hit(written_s, 0))
    target = hit(written_s, between(-early_us, late_us, where) / S)
    assert performed(rate, bounds, [target], 0.5)[0] == pytest.approx(0, abs=MS)


@pytest.mark.parametrize("at_s", [19.0, 19.5, 19.75, 20.0, 20.5, 21.0])
def test_one_hit_with_room_is_a_flat_arrival(at_s):
    wide = Limits(0.9, 1.1, 0.05)
    got = land(1.0, wide, [hit(20, at_s)]).curve
    flat = Curve.flat_arrival(1.0, 20 * S, at_s * S)
    for us in (0, 5 * S, at_s * S):
        assert got.rate_at(us) == pytest.approx(flat.rate_at(us), rel=1e-12)


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("mean", "bounds", "end"),
    [
        (0.032, FOUR, 0.04),  # level at the limit, then along it
        (0.0378, FOUR, 0.04),  # the same, at the steepest from the start
        (0.038, Limits(0.9, 1.1, 0.0045), 0.069),  # steepest from the start, until the hit
    ],
)
def test_a_hit_too_far_for_a_flat_arrival_is_landed_by_a_gentler_end(side, mean, bounds, end):
    """20 s each: the means ask for more than ``1.5 mean`` or ``3 mean / 20 s`` gives."""
    target = hit(20 * (1 + side * mean), 20)
    curve = land(1.0, bounds, [target]).curve
    flat = Curve.flat_arrival(1.0, target.written_us, target.us)
    assert not obeyed(flat, bounds, 1.0)
    assert obeyed(curve, bounds, 1.0)
    assert curve.written_at(target.us) == pytest.approx(target.written_us, abs=1)
    assert curve.end == pytest.approx(1 + side * end, abs=1e-6)


@given(limits, within, st.floats(0.01, 60), st.floats(1e-5, 60))
def test_a_lost_hit_is_off_by_as_little_as_may_be(bounds, share, written_s, beyond_s):
    """The picture that much before the soonest, and after the latest, that music can come."""
    rate = between(bounds.low, bounds.high, share)
    early_us, late_us = slack(rate, bounds, hit(written_s, 0))
    for at_s, off_s in ((-early_us / S - beyond_s, beyond_s), (late_us / S + beyond_s, -beyond_s)):
        landing = land(rate, bounds, [hit(written_s, at_s)])
        assert landing.missed == (0,)
        assert landing.off_us[0] == pytest.approx(off_s * S, abs=1)


def test_without_hits_the_rate_stays_or_goes_back_in():
    assert land(1.02, FOUR, []).curve == Curve.steady(1.02)
    assert land(1.10, FOUR, []).curve == FOUR.quickest(1.10)
    assert land(0.90, FOUR, []).curve == FOUR.slowest(0.90)


@pytest.mark.parametrize("late_s", [0.0, 0.5, 40.0])
def test_a_hit_whose_picture_was_shown_is_hurried(late_s):
    landing = land(1.0, FOUR, [hit(5, -late_s)])
    assert landing.missed == (0,)
    assert landing.curve == FOUR.quickest(1.0)
    assert landing.off_us[0] == pytest.approx((soonest_s(1.0, FOUR, 1.04, 5) + late_s) * S, abs=5)


@pytest.mark.parametrize("written_s", [0.0, -3.0])
def test_a_hit_that_was_played_asks_for_nothing(written_s):
    landing = land(1.02, FOUR, [hit(written_s, 2.0)])
    assert landing.curve == Curve.steady(1.02)
    assert landing.off_us == (pytest.approx((written_s / 1.02 - 2) * S),)
    assert landing.missed == (0,)


@pytest.mark.parametrize("written_us", [0.0, 1e-300, 1e-6, 1.0, 1e6, 1e15])
@pytest.mark.parametrize("us", [-1e15, 0.0, 1e-300, 1e-6, 1.0, 1e6, 1e15])
def test_the_smallest_and_the_largest_numbers_have_an_effect_like_any_other(written_us, us):
    for bounds in (FOUR, Limits(1.0, 1.0, 0.02), Limits(1e-3, 1e3, 1e-9)):
        landing = land(1.0, bounds, [Target(written_us, us, 1, 0.0, 0.0)] * 2)
        assert all(isfinite(off) for off in landing.off_us)
        assert obeyed(landing.curve, bounds, 1.0)
        assert all(isfinite(one) for one in slack(1.0, bounds, Target(written_us, us, 1, 0.0, 0.0)))


@pytest.mark.parametrize("wrong", [(0.0, 1.0, 0.1), (1.1, 1.0, 0.1), (0.9, 1.1, 0.0)])
def test_limits_leave_the_music_a_way(wrong):
    with pytest.raises(AssertionError):
        Limits(*wrong)
