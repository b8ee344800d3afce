"""The film clock from landmarks: at the end of a reel, and under presses that make no sense."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projected import TWENTY, off_s, presses, shown

from rig.conductor.sightings import (
    BOUNCE_US,
    SIGHTINGS_MAX,
    Booth,
    Estimate,
    Sighting,
    estimate,
)
from rig.conductor.sources import Changeover
from rig.score.film import Reel
from rig.score.pace import Pace


def reels(changeover):
    return Booth(
        Pace.steady(Fraction(20)), (Reel(1, 100, 15_000), Reel(2, 15_000, None)), changeover
    )


def across(late_s):
    """Presses on the first reel, and one on the second, which came late."""
    first = shown(20, range(0, 740, 80))
    return presses([*first, (16_000, 800 + late_s)]), [(16_400, 820 + late_s)]


@pytest.mark.parametrize(
    ("changeover", "late_s", "followed"),
    [
        (Changeover.NONE, 0.8, False),
        (Changeover.NONE, 40, False),
        (Changeover.TWO, 0.8, True),
        (Changeover.TWO, -1.2, True),
        (Changeover.TWO, 40, False),
        (Changeover.ONE, 0.8, True),
        (Changeover.ONE, 40, True),
        (Changeover.ONE, 200, True),
    ],
)
def test_behind_a_reel_s_end_the_film_is_where_the_house_lets_it_be(changeover, late_s, followed):
    marks, ahead = across(late_s)
    film = estimate(reels(changeover), marks)
    assert (off_s(film, TWENTY, ahead) < 0.1) is followed
    assert (film.strays == ()) is followed
    assert film.speed == 20


def test_a_changeover_does_not_move_a_film_that_is_on_time():
    marks, ahead = across(0.0)
    for changeover in Changeover:
        assert off_s(estimate(reels(changeover), marks), TWENTY, ahead) < 0.1


def test_within_a_reel_no_house_lets_it_jump():
    """Nor where the first reel begins."""
    marks = presses([*shown(20, range(0, 640, 80)), (13_000, 680.0)])
    early = presses([(0, 0.0), (6000, 60.0)])
    for changeover in Changeover:
        booth = reels(changeover)
        assert estimate(booth, marks).strays == (len(marks) - 1,)
        assert estimate(booth, early).strays == (1,)


# What nobody should press.


def test_a_bounce_is_no_second_sighting():
    good = presses(shown(19.2, range(0, 1000, 90)), jitter_s=0.06)
    bounced = Sighting(good[-1].at_us + BOUNCE_US - 1, good[-1].frame)
    film, before = estimate(TWENTY, [*good, bounced]), estimate(TWENTY, good)
    assert film.strays == (len(good),)
    assert (film.us_at(0), film.stretch_ppb) == (before.us_at(0), before.stretch_ppb)


@given(st.permutations(range(1, 9)))
def test_the_order_in_which_they_are_told_does_not_matter(order):
    marks = presses(shown(19.2, range(0, 720, 80)), jitter_s=0.05)
    marks[5] = Sighting(marks[5].at_us, marks[5].frame + 300)
    film, mixed = estimate(TWENTY, marks), estimate(TWENTY, [marks[0], *(marks[n] for n in order)])
    assert film.strays == (5,)
    assert mixed.strays == (order.index(5) + 1,)
    assert mixed.us_at(10**9) == film.us_at(10**9)


def test_of_too_many_the_oldest_are_left_aside():
    marks = presses(shown(19.2, range(0, 80 * (SIGHTINGS_MAX + 5), 80)), jitter_s=0.05)
    junk = [Sighting(mark.at_us, 10**6) for mark in marks[1:6]]
    film = estimate(TWENTY, [marks[0], *junk, *marks[6:]])
    assert film == estimate(TWENTY, marks)
    assert film.marks == SIGHTINGS_MAX
    assert film.strays == ()


wild = st.builds(
    Sighting,
    st.integers(-(10**16), 10**16) | st.integers(0, 10**9),
    st.sampled_from((-(10**400), 10**400)) | st.fractions(-(10**6), 10**6) | st.integers(0, 50_000),
)


@given(st.lists(wild, min_size=1, max_size=12), st.sampled_from(Changeover))
def test_whatever_is_pressed_an_answer_comes_back(marks, changeover):
    film = estimate(reels(changeover), marks)
    assert 500_000_000 <= film.stretch_ppb <= 2_000_000_000
    assert film.marks + len(film.strays) == len(marks)
    assert set(film.strays) < set(range(len(marks)))  # there is always one that counts
    assert min(film.offset_sd_us, film.speed_sd_ppm, film.wander_ppm) >= 0
    assert film.predicted_sd_us(film.anchor_us + 10**8) >= 0
    assert film.told(TWENTY.pace)


@given(st.integers(0, 10**10), st.integers(500_000_000, 2_000_000_000))
def test_places_and_instants_are_each_other_s_inverse(film_us, stretch_ppb):
    film = Estimate(7_000_000, 5_000_000, stretch_ppb, None, 0, 0, 0, 0, 1, (), 0, jumped=False)
    assert abs(film.film_us_at(film.us_at(film_us)) - film_us) <= 1
