"""The moving rate: the tables of a landing, and sums over small steps as a second opinion."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.conductor.curve import Curve

S = 1_000_000.0
NOW = 20 * S
"""32 beats of 96 bpm, as written."""


def thousandths(low, high):
    """Numbers spread evenly: of floats drawn as such, half are nearly nothing."""
    return st.integers(round(low * 1000), round(high * 1000)).map(lambda n: n / 1000)


rates = thousandths(0.3, 3.0)
lengths = st.sampled_from([1.0, 1e3, S, 60 * S, 7200 * S]) | thousandths(0.001, 7200).map(S.__mul__)
shares = thousandths(0, 1) | st.sampled_from([0.0, 1e-9, 1 - 1e-9, 1.0])
beyond = thousandths(0, 1) | thousandths(-1, 2)


@st.composite
def curves(draw):
    """Rates above 0.07: a line between two of them, and a hump of half as much again."""
    start, end, hump, us = draw(rates), draw(rates), draw(thousandths(-0.15, 0.15)), draw(lengths)
    return draw(
        st.sampled_from(
            [
                Curve.cubic(start, end, ((start + end) / 2 + hump) * us, us),
                Curve.flat_arrival(start, (start + hump) * us, us),
                Curve.toward(start, end, us),
                Curve.steady(start),
            ]
        )
    )


def summed(curve, us, steps=20_000):
    """The music gone: the rate in the middle of each small step, and what stays of it after."""
    inside = min(us, curve.length_us)
    at = (np.arange(steps) + 0.5) * inside / steps
    gone = float(np.mean(curve.start + curve.slope * at + curve.bow * at**2)) * inside
    stays = curve.start + curve.slope * curve.length_us + curve.bow * curve.length_us**2
    return gone + (us - inside) * stays


def restlessness(slopes, us):
    """The integral of ``(dr/dt)^2`` of slopes at even instants."""
    return float(np.mean(slopes**2)) * us


@pytest.mark.parametrize(
    ("moved_s", "linear", "flat"),
    [(-1, 106.11, 103.58), (-0.5, 100.92, 99.69), (0.5, 91.32, 92.49), (1, 86.86, 89.14)],
)
def test_32_beats_from_96_bpm_arrive_at_the_tempo_of_the_table(moved_s, linear, flat):
    us = NOW + moved_s * S
    curve = Curve.flat_arrival(1.0, NOW, us)
    assert 96 * curve.end == pytest.approx(flat, abs=0.005)
    assert summed(curve, us) == pytest.approx(NOW, rel=1e-8)
    straight = Curve.toward(1.0, 2 * NOW / us - 1, us)
    assert 96 * straight.end == pytest.approx(linear, abs=0.005)
    assert straight.written_at(us) == pytest.approx(NOW, rel=1e-12)


@pytest.mark.parametrize(
    ("peak", "linear_s", "flat_s"),
    [(1.04, 0.39, 0.52), (0.96, -0.41, -0.55), (1.08, 0.77, 1.01), (0.92, -0.83, -1.13)],
)
def test_twenty_seconds_absorb_what_the_table_says_for_a_peak(peak, linear_s, flat_s):
    """The time at which a curve that ends at the peak has gone 20 s, sought by halving."""

    def absorbed_s(made):
        near, far = NOW, NOW - 5 * S if peak > 1 else NOW + 5 * S
        while abs(far - near) > 1:
            us = (near + far) / 2
            near, far = (near, us) if abs(made(us).end - 1) > abs(peak - 1) else (us, far)
        return (NOW - near) / S

    def flat(us):
        return Curve.flat_arrival(1.0, NOW, us)

    def linear(us):
        return Curve.toward(1.0, 2 * NOW / us - 1, us)

    assert absorbed_s(flat) == pytest.approx(flat_s, abs=0.006)
    assert absorbed_s(linear) == pytest.approx(linear_s, abs=0.006)


@given(st.floats(0.5, 2.0), st.floats(-0.2, 0.2), lengths)
def test_back_at_the_old_rate_a_cubic_has_been_half_as_far_again_as_the_mean(start, gain, us):
    curve = Curve.cubic(start, start, (start + gain) * us, us)
    low, high = curve.extremes()
    assert (high if gain > 0 else low) == pytest.approx(start + 1.5 * gain, rel=1e-9)
    assert curve.rate_at(us / 2) == pytest.approx(start + 1.5 * gain, rel=1e-9)


@given(rates, rates, st.floats(0.3, 3.0), lengths)
def test_a_cubic_fills_its_time_and_ends_where_asked(start, end, mean, us):
    curve = Curve.cubic(start, end, mean * us, us)
    assert curve.written_at(us) == pytest.approx(mean * us, rel=1e-9)
    assert curve.end == pytest.approx(end, rel=1e-9)


@given(rates, st.floats(0.3, 3.0), lengths)
def test_a_flat_arrival_fills_its_time_level_and_is_the_cubic_to_its_own_end(start, mean, us):
    curve = Curve.flat_arrival(start, mean * us, us)
    assert curve.written_at(us) == pytest.approx(mean * us, rel=1e-9)
    assert curve.end == pytest.approx(start + 1.5 * (mean - start), rel=1e-9)
    assert (curve.slope + 2 * curve.bow * us) * us == pytest.approx(0, abs=1e-9)
    same = Curve.cubic(start, curve.end, mean * us, us)
    assert same.slope * us == pytest.approx(curve.slope * us, abs=1e-9)
    assert same.bow * us * us == pytest.approx(curve.bow * us * us, abs=1e-9)


@pytest.mark.parametrize("required", [None, 0.98, 1.07])
def test_no_other_rate_with_the_same_music_moves_less(required):
    """Cosines and sines that add no music, and at a required end nothing there, only cost."""
    us, steps = 19 * S, 4000
    curve = (
        Curve.flat_arrival(1.0, NOW, us)
        if required is None
        else Curve.cubic(1.0, required, NOW, us)
    )
    at = (np.arange(steps) + 0.5) / steps
    slopes = curve.slope + 2 * curve.bow * at * us
    least = restlessness(slopes, us)
    chance = np.random.default_rng(7)
    for _ in range(50):
        waves = np.arange(1, 9)
        if required is None:  # zero at the start: quarter waves; the mean is taken out below
            shapes = np.sin(np.outer(waves - 0.5, np.pi * at))
            turns = np.cos(np.outer(waves - 0.5, np.pi * at)) * (waves - 0.5)[:, None] * np.pi / us
        else:
            shapes = np.sin(np.outer(waves, np.pi * at))
            turns = np.cos(np.outer(waves, np.pi * at)) * waves[:, None] * np.pi / us
        sizes = chance.normal(0, 1e-3, 8)
        means = shapes.mean(axis=1)
        sizes -= means * (sizes @ means) / (means @ means)
        assert abs((sizes @ shapes).mean()) < 1e-12
        assert restlessness(slopes + sizes @ turns, us) > least


@given(curves(), beyond)
def test_the_music_gone_is_the_rate_summed_up(curve, share):
    us = abs(share) * max(curve.length_us, S)
    assert curve.written_at(us) == pytest.approx(summed(curve, us), rel=1e-7, abs=1e-9)


@given(curves(), beyond)
def test_music_and_clock_time_undo_each_other(curve, share):
    us = share * max(curve.length_us, S)
    assert curve.us_at(curve.written_at(us)) == pytest.approx(us, abs=1e-4)


@pytest.mark.parametrize("length_us", [10.0, 20 * S, 7200 * S])
@pytest.mark.parametrize(
    ("start", "middle", "end"), [(2, 0.01, 2), (0.01, 2, 0.01), (9, 2.3, 0.05)]
)
def test_the_clock_time_is_found_where_the_rate_nearly_stops(start, middle, end, length_us):
    bow = 2 * (start + end - 2 * middle)
    slope = end - start - bow
    curve = Curve(start, slope / length_us, bow / length_us**2, length_us)
    assert curve.rate_at(length_us / 2) == pytest.approx(middle)
    assert curve.extremes()[0] > 0
    for share in np.linspace(0, 1, 301):
        us = float(share) * length_us
        assert curve.us_at(curve.written_at(us)) == pytest.approx(us, abs=1e-3)


def test_before_its_instant_and_after_its_length_a_curve_is_steady():
    curve = Curve.toward(1.0, 1.2, 10 * S)
    assert curve.rate_at(-S) == 1.0
    assert curve.written_at(-S) == -S
    assert curve.us_at(-S) == -S
    assert curve.rate_at(20 * S) == 1.2
    assert curve.written_at(20 * S) == pytest.approx(11 * S + 12 * S)
    assert curve.us_at(23 * S) == pytest.approx(20 * S)


@given(curves(), shares, beyond)
def test_a_curve_seen_from_later_is_the_same_curve(curve, share, further):
    us = share * curve.length_us
    later, more_us = curve.after(us), abs(further) * max(curve.length_us, S)
    assert later.rate_at(more_us) == pytest.approx(curve.rate_at(us + more_us), rel=1e-9)
    together = curve.written_at(us) + later.written_at(more_us)
    assert together == pytest.approx(curve.written_at(us + more_us), rel=1e-9, abs=1e-6)
    assert later.length_us == pytest.approx(curve.length_us - us, abs=1e-3)


@given(curves())
def test_the_extremes_and_the_steepest_slope_are_those_seen(curve):
    us = np.linspace(0, curve.length_us, 4001)
    seen = np.array([curve.rate_at(float(one)) for one in us])
    low, high = curve.extremes()
    assert low <= seen.min() + 1e-12
    assert high >= seen.max() - 1e-12
    near = np.abs(curve.bow) * (curve.length_us / 4000) ** 2 + 1e-12
    assert low == pytest.approx(seen.min(), abs=near)
    assert high == pytest.approx(seen.max(), abs=near)
    if curve.length_us:
        step_s = curve.length_us / 4000 / S
        slopes = np.abs(np.diff(seen)) / step_s
        rough = np.abs(curve.bow) * curve.length_us * S / 1000 + 1e-12 / step_s
        assert curve.steepest == pytest.approx(slopes.max(), abs=rough)


@pytest.mark.parametrize("us", [0.0, -S])
def test_where_there_is_no_time_a_curve_is_steady(us):
    assert Curve.flat_arrival(1.01, 5.0, us) == Curve.steady(1.01)
    assert Curve.toward(1.01, 0.99, us) == Curve.steady(0.99)
    assert Curve.cubic(1.01, 0.99, 5.0, us) == Curve.steady(0.99)


def test_a_curve_has_no_past():
    with pytest.raises(AssertionError, match="was not there before its instant"):
        Curve.steady(1.0).after(-1.0)
