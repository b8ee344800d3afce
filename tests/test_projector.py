"""The projector of a rehearsal: where the film truly is, both ways, and what chance does to it."""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import ROOT

from rig.rehearsal.chances import START_US, Kind, drawn, end_of, luck, possible
from rig.rehearsal.projector import Motor, Projector, cut
from rig.venue.load import load

SHOW = load(str(ROOT / "examples" / "rehearsal" / "show.toml")).show
DEMO = load(str(ROOT / "examples" / "demo" / "show.toml")).show
HOUR_S = 3600.0

seeds = st.integers(0, 2**32)
kinds = st.sampled_from(Kind)
rates = st.floats(0.5, 1.5)
steps = st.lists(st.tuples(st.floats(0.5, 600), rates), max_size=6)


@st.composite
def motors(draw):
    at_s, knots = 0.0, [(0.0, draw(rates))]
    for step_s, rate in draw(steps):
        at_s += step_s
        knots.append((at_s, rate))
    return Motor(tuple(knots))


@given(motors(), st.floats(0, 8000))
def test_pulling_and_asking_when_are_each_others_inverse(motor, at_s):
    assert motor.time_s(motor.pulled_s(at_s)) == pytest.approx(at_s, abs=1e-6)


@given(motors(), st.floats(0.1, 4000))
def test_what_is_pulled_is_the_integral_of_the_rate(motor, at_s):
    borders = sorted({0.0, at_s, *(knot for knot, _ in motor.knots if knot < at_s)})
    summed = 0.0
    for begin_s, end_s in pairwise(borders):  # the midpoint rule is exact on a straight line
        summed += (end_s - begin_s) * motor.rate((begin_s + end_s) / 2)
    assert motor.pulled_s(at_s) == pytest.approx(summed, rel=1e-9)


@given(motors(), st.floats(0, 3000), st.floats(0.01, 10))
def test_the_rate_is_how_fast_it_pulls(motor, at_s, more_s):
    inside = [rate for knot, rate in motor.knots if at_s <= knot <= at_s + more_s]
    rates = [motor.rate(at_s), motor.rate(at_s + more_s), *inside]
    mean = (motor.pulled_s(at_s + more_s) - motor.pulled_s(at_s)) / more_s
    assert min(rates) - 1e-6 <= mean <= max(rates) + 1e-6


@given(kinds, seeds, st.floats(0, 0.999))
def test_every_frame_on_the_strip_comes_back_from_its_instant(kind, seed, share):
    projector = drawn(kind, SHOW, luck(seed))
    frame = share * end_of(SHOW)
    at_us = projector.us_at(frame)
    if at_us is None:
        assert kind is Kind.SPLICE
        return
    assert projector.frame_at(at_us + 1) == pytest.approx(frame, abs=0.01)


@given(st.sampled_from([Kind.STEADY, Kind.DRIFT, Kind.WANDER, Kind.SWAP]), seeds, st.floats(0, 1))
def test_every_instant_of_a_whole_film_comes_back_from_its_frame(kind, seed, share):
    projector = drawn(kind, SHOW, luck(seed))
    at_us = projector.rolls_us + share * (projector.over_us - projector.rolls_us - 1e5)
    assert projector.us_at(projector.frame_at(at_us)) == pytest.approx(at_us, abs=2)


@given(seeds)
def test_a_film_that_changes_speed_is_pulled_at_its_promised_speeds(seed):
    chance = luck(seed)
    rate, border = chance.uniform(0.8, 1.2), chance.uniform(100, 900)
    pieces = cut([(0.0, 18.0), (border, 22.0)], [(0.0, 1000.0)])
    projector = Projector(0, Motor(((0.0, rate),)), pieces)
    assert projector.us_at(border) == pytest.approx(border / 18 / rate * 1e6)
    assert projector.us_at(999) == pytest.approx((border / 18 + (999 - border) / 22) / rate * 1e6)
    assert projector.speed_at(1) == pytest.approx(18 * rate)
    assert projector.speed_at(projector.over_us - 1) == pytest.approx(22 * rate)
    assert projector.jumps_us == ()


def test_until_the_film_rolls_its_first_frame_stands():
    projector = drawn(Kind.STEADY, SHOW, luck(1))
    assert (projector.frame_at(0), projector.speed_at(0)) == (0, 0)
    assert projector.us_at(0) == projector.rolls_us


def nights(kind, count=400, show=SHOW):
    return [drawn(kind, show, luck(f"{kind.value} {number}")) for number in range(count)]


@pytest.mark.parametrize("kind", Kind)
def test_the_booth_is_late_by_up_to_a_minute_and_off_by_up_to_a_fifth(kind):
    found = nights(kind)
    late_s = [(one.rolls_us - START_US) / 1e6 for one in found]
    assert 0 <= min(late_s) < 5
    assert 55 < max(late_s) <= 60
    rates = [one.motor.rate(0) for one in found]
    assert 0.796 <= min(rates) < 0.84
    assert 1.16 < max(rates) <= 1.204


def test_half_of_the_speeds_are_some_machines():
    known = {20, 240 / 11, 22, 24000 / 1001, 24, 25}
    speeds = [one.speed_at(one.rolls_us + 1e6) for one in nights(Kind.STEADY)]
    share = fmean(any(abs(speed - one) < 1e-6 for one in known) for speed in speeds)
    assert 0.42 < share < 0.58


def test_a_steady_film_is_steady_and_a_drifting_one_drifts_by_one_percent_in_an_hour():
    for one in nights(Kind.STEADY, 20):
        assert one.motor.rate(HOUR_S) == one.motor.rate(0)
    drifts = [one.motor.rate(HOUR_S) / one.motor.rate(0) - 1 for one in nights(Kind.DRIFT, 60)]
    assert {round(drift, 9) for drift in drifts} == {-0.01, 0.01}


def test_a_wandering_film_wanders_within_minutes_and_never_far():
    off, before, after = [], [], []
    for one in nights(Kind.WANDER, 100):
        rates = [one.motor.rate(at_s) for at_s in range(0, 3600, 60)]
        middle = fmean([one.motor.rate(at_s) for at_s in range(0, 14_000, 20)])
        off += [rate / middle - 1 for rate in rates]
        before += [rate / middle - 1 for rate in rates[:-3]]
        after += [rate / middle - 1 for rate in rates[3:]]
    assert max(map(abs, off)) < 0.0045  # 0.3 % from a middle that is measured itself
    assert 0.0012 < pstdev(off) < 0.0016
    kept = fmean(a * b for a, b in zip(before, after, strict=True)) / fmean(a * a for a in off)
    assert 0.25 < kept < 0.45  # e^-1 after three minutes


def test_splices_take_frames_away_in_three_places_and_two_minutes_in_a_fourth():
    for one in nights(Kind.SPLICE, 50):
        lost = [after.begin - before.end for before, after in pairwise(one.pieces)]
        assert len(one.jumps_us) == len(lost) == 4
        *few, many = sorted(lost)
        assert many == 120 * 24
        assert all(1 <= loss <= 200 for loss in few)
        for before, after in pairwise(one.pieces):
            assert one.us_at(before.end) is None
            gap_us = one.us_at(after.begin) - one.us_at(before.end - 1)
            assert gap_us == pytest.approx(1e6 / one.speed_at(one.us_at(after.begin)), rel=1e-6)


def test_a_short_film_is_not_spliced_away():
    for one in nights(Kind.SPLICE, 50, DEMO):
        assert sum(piece.end - piece.begin for piece in one.pieces) > end_of(DEMO) / 3
        assert len(one.pieces) == 5


def test_a_swap_shows_every_frame_once_and_two_reels_out_of_order():
    found = set()
    begins = [reel.begin for reel in SHOW.film.reels]
    for one in nights(Kind.SWAP, 50):
        ordered = sorted(one.pieces, key=lambda piece: piece.begin)
        assert [piece.begin for piece in ordered] == begins
        assert all(before.end == after.begin for before, after in pairwise(ordered))
        order = [begins.index(piece.begin) for piece in one.pieces]
        at = next(place for place, reel in enumerate(order) if place != reel)
        order[at], order[at + 1] = order[at + 1], order[at]
        assert order == sorted(order)
        found.add(at)
    assert found == {0, 1, 2, 3}


def test_a_film_on_one_reel_has_none_to_swap():
    assert possible(Kind.SWAP, SHOW)
    assert not possible(Kind.SWAP, DEMO)
