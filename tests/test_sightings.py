"""The film clock from landmarks, press by press."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from projected import TWENTY, off_s, presses, shown

from rig.conductor.sightings import SPEEDS, Booth, Sighting, estimate
from rig.score.pace import Pace, Stretch


def test_after_the_start_press_the_film_runs_as_promised():
    film = estimate(TWENTY, [Sighting(5_000_000, 100)])
    assert (film.marks, film.strays, film.late_us, film.jumped) == (1, (), 0, False)
    assert off_s(film, TWENTY, [(100, 5.0), (300, 15.0)]) < 0.2
    assert film.predicted_sd_us(film.us_at(60_000_000)) > 1_000_000


def test_a_free_speed_is_the_line_of_least_squares():
    places = shown(19.2, range(0, 3000, 90))
    marks = presses(places, jitter_s=0.06)
    film = estimate(TWENTY, marks)
    film_s, at_s = np.array([(mark.frame / 20, mark.at_us / 1e6) for mark in marks]).T
    (slope, begin), covariance = np.polyfit(film_s, at_s, 1, cov="unscaled")
    for ahead_s in (2860, 2900, 2940):
        seen_us = film.us_at(ahead_s * 10**6)
        line_s = begin + slope * ahead_s
        line_sd_s = 0.06 * np.sqrt([ahead_s, 1] @ covariance @ [ahead_s, 1])
        assert seen_us / 1e6 == pytest.approx(line_s, abs=0.02)
        assert 0.9 < film.predicted_sd_us(seen_us) / 1e6 / line_sd_s < 1.6
    assert film.speed is None


def test_a_wrong_press_does_not_move_a_good_estimate():
    good = presses(shown(19.2, range(0, 1000, 90)), jitter_s=0.06)
    before = estimate(TWENTY, good)
    later = [(round(19.2 * 1100), 1100.0)]
    for wrong_s in (-300, -75, -8, -2, -0.7, 0.7, 2, 8, 75, 300):
        film = estimate(TWENTY, [*good, Sighting(1_080_000_000, round(19.2 * (1080 + wrong_s)))])
        assert film.strays == (len(good),)
        assert film.marks == before.marks
        assert not film.jumped
        moved_s = off_s(film, TWENTY, later) - off_s(before, TWENTY, later)
        assert abs(moved_s) < 0.06


@pytest.mark.parametrize(
    ("late_s", "strays"),
    [(-300, (1,)), (-75, (1,)), (0, ()), (35, (0,)), (75, (0,)), (110, (1,)), (300, (1,))],
)
def test_the_first_press_can_make_the_start_late_and_nothing_worse(late_s, strays):
    film = estimate(TWENTY, [Sighting(0, 0), Sighting(60_000_000, 20 * (60 - late_s))])
    assert film.strays == strays
    late_s = late_s if strays == (0,) else 0
    assert film.late_us == pytest.approx(late_s * 1e6, abs=1e5)
    assert off_s(film, TWENTY, shown(20, [70], late_s)) < 0.5


@pytest.mark.parametrize("lost", [200, -200, 2880, 20_000])
def test_two_presses_that_agree_are_a_splice(lost):
    before, after = range(0, 1000, 90), (1080, 1150)
    marks = presses(shown(24, before) + shown(24, after, lost=lost), jitter_s=0.04)
    assert not estimate(TWENTY, marks[:-1]).jumped
    film = estimate(TWENTY, marks)
    assert film.jumped
    assert film.strays == ()
    assert film.speed == 24
    assert off_s(film, TWENTY, shown(24, [1151, 1250], lost=lost)) < 0.1


def test_a_late_start_is_told_from_a_wrong_speed():
    def began(speed, late_s):
        seen = [(0, 0.0), *shown(speed, (80, 150, 230), late_s)]
        return estimate(TWENTY, presses(seen, jitter_s=0.04))

    late = began(20, 20)
    assert late.strays == (0,)
    assert late.late_us == pytest.approx(20e6, abs=0.1e6)
    assert late.speed == 20
    slow = began(16, 0)
    assert (slow.strays, slow.late_us, slow.speed) == ((), 0, 16)
    both = began(16, 20)
    assert both.late_us == pytest.approx(20e6, abs=0.3e6)
    assert both.speed == 16


@pytest.mark.parametrize("speed", [one for one in SPEEDS if one.denominator < 1000])
def test_a_speed_that_a_medium_can_have_is_found(speed):
    film = estimate(TWENTY, presses(shown(float(speed), range(0, 700, 80)), jitter_s=0.05))
    assert film.speed is not None
    assert abs(film.speed / speed - 1) < Fraction(1, 500)


@pytest.mark.parametrize("speed", [16.5, 19.2, 20.6, 23.4])
def test_no_other_speed_is_called_sure(speed):
    marks = presses(shown(speed, range(0, 1500, 80)), jitter_s=0.05)
    for number in range(3, len(marks)):
        film = estimate(TWENTY, marks[: number + 1])
        assert film.speed is None
    assert 20 * 1e9 / film.stretch_ppb == pytest.approx(speed, abs=0.02)


def test_two_presses_prove_no_speed():
    """They may be a late start at another one."""
    for speed in (18, 24):
        assert estimate(TWENTY, presses(shown(speed, (0, 60)))).speed is None


def test_speeds_that_nobody_can_tell_apart_yet_are_sure_together():
    """24 and 24000/1001: a thousandth."""
    assert estimate(TWENTY, presses(shown(24, (0, 60, 120)), jitter_s=0.05)).speed == 24


def test_no_film_runs_three_times_as_fast():
    film = estimate(TWENTY, presses(shown(60, range(0, 800, 80))))
    assert film.stretch_ppb >= 500_000_000
    assert len(film.strays) > 3


def test_how_sure_it_is_can_be_read():
    def told(speed, count):
        marks = presses(shown(speed, range(0, 60 * count, 60)), jitter_s=0.03)
        return estimate(TWENTY, marks).told(TWENTY.pace)

    assert told(20, 1) == "20 ± 2 fps, 1 mark"
    assert told(19.2, 5).startswith("19.2")
    assert told(19.2, 5).endswith(" fps, 5 marks")
    assert told(20, 8) == "20 fps, sure, 8 marks"
    assert told(24, 8) == "24, not 20, sure"


def test_speeds_that_change_on_purpose_stay_in_proportion():
    pace = Pace((Stretch(0, Fraction(18)), Stretch(9000, Fraction(24))))
    booth = Booth(pace)
    places = [(frame, 1.125 * float(pace.seconds_at(frame))) for frame in range(0, 30_000, 2000)]
    film = estimate(booth, presses(places, jitter_s=0.04))
    assert off_s(film, booth, places) < 0.1
    assert film.stretch_ppb == pytest.approx(1.125e9, rel=2e-4)
    assert film.speed is None


def test_a_film_that_goes_on_at_another_speed_is_found_again():
    """Three presses: one says where, one says how fast, one says that it is so."""
    before = [(0, 0.0), *shown(24, range(80, 1000, 80), late_s=20)]
    slower = [(23_520 + round(18 * (at - 1000)), at) for at in range(1080, 1500, 80)]
    marks = presses([*before, *slower], jitter_s=0.04)
    film = estimate(TWENTY, marks[: len(before) + 3])
    assert off_s(film, TWENTY, slower[2:4]) < 0.3
    film = estimate(TWENTY, marks)
    assert 20e9 / film.stretch_ppb == pytest.approx(18, abs=0.01)
    assert film.late_us == pytest.approx(20e6, abs=0.1e6)


def test_a_film_that_kept_its_speed_for_two_hours_may_begin_to_drift():
    places = shown(24, range(0, 7200, 90))
    frame = 24.0 * 7200
    for second in range(7200, 9000):
        if (second - 7200) % 90 == 0:
            places.append((round(frame), second))
        frame += 24 * (1 + 0.01 * (second - 7200) / 3600)
    marks = presses(places, jitter_s=0.05)
    for number in range(82, len(places) - 1):
        film = estimate(TWENTY, marks[: number + 1])
        assert off_s(film, TWENTY, places[number + 1 : number + 2]) < 0.3
