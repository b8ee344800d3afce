"""Who says where the film is: the order of trust, hand-over, silence, and how each is read."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from statistics import pstdev

import pytest
from booths import MPV, MTC, ONE_CUE, OSC, TITLES, film_s, lines, merged, runs, says, show, stands
from nights import go, key, play, us

from rig.conductor.actions import Roll
from rig.conductor.events import PortLost
from rig.conductor.watching import ANSWERS

HOUSE = show(TITLES)
HIT = ONE_CUE + 'hits = "1:00 A31 door !!"\n'
COPY = 'copy = "v 25 fps 10:00:00:00 = 0:00, 10:10:00:00 = #15000"'


def by(night, at_s):
    """Who led at an instant."""
    return [one for one in night.states if one.now_us <= us(at_s)][-1].watch.leader


def spoken(night):
    """The lines that say who leads."""
    return lines(night, "film time by", "silent")


# Whom to trust


def test_the_first_machine_that_is_heard_leads_whoever_spoke_first():
    several = merged(runs(OSC, 1, 30, 3), runs(MPV, 5, 30, 4.5), runs(MTC, 10, 30, 9.2))
    night = play(HOUSE, go(1), several, until_s=30)
    assert [by(night, at) for at in (4, 6, 7, 11, 12, 29)] == [OSC, OSC, MPV, MPV, MTC, MTC]
    assert spoken(night) == [f"film time by {port}" for port in (OSC, MPV, MTC)]
    assert [film_s(night, at) for at in (4, 9, 20)] == pytest.approx([6, 8.5, 19.2], abs=1e-3)


def test_one_that_falls_silent_hands_over_and_takes_the_film_back_when_it_is_steady_again():
    several = merged(runs(MTC, 1, 10, 0), runs(MPV, 1, 40, 0.3), runs(MTC, 20, 40, 19))
    night = play(HOUSE, go(1), several, until_s=39)
    assert spoken(night) == [
        f"film time by {MTC}",
        f"{MTC} is silent: film time by {MPV}",
        f"film time by {MTC}",
    ]
    last_s = 9.75
    assert [by(night, at) for at in (last_s + 1.45, last_s + 1.55)] == [MTC, MPV]
    assert [by(night, at) for at in (20.5, 21.3, 21.8)] == [MPV, MPV, MTC]
    assert film_s(night, 15) == pytest.approx(14.3, abs=1e-3)


def test_one_that_comes_and_goes_does_not_take_the_film_to_and_fro():
    bursts = [runs(MTC, at, at + 1, at - 1) for at in range(5, 60, 3)]
    night = play(HOUSE, go(1), merged(runs(MPV, 1, 60, 0), *bursts), until_s=59)
    assert spoken(night) == [f"film time by {MPV}"]


@pytest.mark.parametrize("rate", [1, 0.96])
def test_when_nobody_is_heard_any_more_the_film_goes_on_as_it_went(rate):
    night = play(HOUSE, go(1), runs(MTC, 1, 20, 0, rate), until_s=40)
    assert spoken(night)[1:] == [f"{MTC} is silent: the film by landmarks, it goes on as it went"]
    assert film_s(night, 40) == pytest.approx(39 * rate, abs=2e-3)
    assert night.look().film_by == "landmarks"


def test_a_port_that_is_gone_is_silent_at_once():
    several = merged(runs(MPV, 1, 20, 0), runs(OSC, 1, 40, 0.2))
    night = play(HOUSE, go(1), several, PortLost(us(20), MPV), until_s=30)
    assert spoken(night)[-1] == f"{MPV} is silent: film time by {OSC}"
    assert by(night, 20) == OSC
    several = merged(runs(MPV, 1, 20, 0), runs(OSC, 1, 19, 0.2))
    night = play(HOUSE, go(1), several, PortLost(us(19), OSC), until_s=21)
    assert spoken(night) == [f"film time by {MPV}"], "who does not lead is not missed"


def test_a_player_that_is_killed_in_a_pause_leaves_a_film_that_stands_until_a_landmark():
    killed = PortLost(us(30), MPV)
    night = play(HOUSE, go(1), runs(MPV, 1, 21, 0), stands(MPV, 21, 30, 20), killed, until_s=60)
    assert spoken(night)[-1] == f"{MPV} is silent: the film by landmarks, it stands"
    assert film_s(night, 60) == 20
    night = play(HOUSE, go(1), runs(MPV, 1, 21, 0), stands(MPV, 21, 30, 20), killed, go(70))
    assert film_s(night, 70) == pytest.approx(50, abs=1e-3)


def test_timecode_that_was_stopped_may_be_silent_and_a_player_may_not():
    for port, leads in ((MTC, MTC), (MPV, "")):
        stopped = [says(port, at_s, 20, 0) for at_s in (21, 21.25)]
        night = play(HOUSE, go(1), runs(port, 1, 21, 0), stopped, until_s=60)
        assert by(night, 60) == leads
        assert film_s(night, 60) == 20


@pytest.mark.parametrize(("others", "missed"), [([], 1), (runs(MPV, 1, 90, 0.02), 0)])
def test_who_speaks_now_and_then_is_missed_once_and_then_known(others, missed):
    now_and_then = [says(OSC, at, at - 1) for at in range(2, 90, 7)]
    night = play(show(TITLES, "clock = 'osc, mpv m.sock'"), go(1), merged(now_and_then, others))
    assert len(lines(night, "is silent")) == missed
    assert by(night, 30) == by(night, 60) == OSC


def test_a_single_word_sets_the_film_and_leaves_it_to_the_others():
    night = play(HOUSE, go(1), says(OSC, 2, 7), until_s=50)
    assert film_s(night, 50) == 55
    assert spoken(night)[1:] == [f"{OSC} is silent: the film by landmarks, it goes on as it went"]


def test_the_last_place_of_a_machine_outweighs_one_wrong_landmark():
    """A landmark that is six seconds off alone is wrong; one that is right mends what is small."""
    silent = runs(MTC, 1, 20, 0, 0.97)
    night = play(HOUSE, go(1), silent, go(1 + 50 / 0.97 + 6), until_s=60)
    assert film_s(night, 60) == pytest.approx(59 * 0.97, abs=0.02)
    night = play(HOUSE, go(1), silent, go(1 + 50 / 0.97 + 0.1), until_s=60)
    assert 59 * 0.97 - 0.1 < film_s(night, 60) < 59 * 0.97 - 0.02


# The start


def test_a_film_begins_by_the_machine_that_begins_to_run():
    night = play(HOUSE, stands(MPV, 0, 10, 0), runs(MPV, 10, 20, 0), until_s=20)
    assert [one.film for one in night.states if one.now_us < us(10)] == [None] * 41
    assert film_s(night, 20) == pytest.approx(10)
    assert night.told == []


def test_the_first_go_lets_the_player_roll_and_what_it_said_before_stops_nothing():
    """mpv is still told to stand when the foot came down: its next word is a moment old."""
    performed = show(TITLES, "clock = 'mpv \"m.sock\" go'")
    rolls = merged(stands(MPV, 0, 10.5, 0), runs(MPV, 10.6, 30, 0))
    night = play(performed, rolls, go(10.2), until_s=29)
    assert [one for one in night.actions if isinstance(one, Roll)] == [Roll(us(10.2), MPV)]
    assert night.told == [f"film time by {MPV}"]
    assert film_s(night, 10.5) == pytest.approx(0.3)
    assert film_s(night, 20) == pytest.approx(9.4, abs=1e-3)


def test_a_player_that_does_not_roll_after_all_says_so():
    performed = show(TITLES, "clock = 'mpv \"m.sock\" go'")
    night = play(performed, stands(MPV, 0, 20, 0), go(10.2), until_s=20)
    assert night.told[:2] == [f"film time by {MPV}", "film stands at 0:00; tacet from the next bar"]


# How a word is read


def test_a_late_screen_corrects_machines_and_never_a_press():
    performed = show(TITLES, "clock = 'osc'\npicture = '60 ms late'")
    night = play(performed, go(1), runs(OSC, 2, 20, 1), until_s=20)
    assert film_s(night, 1.5) == pytest.approx(0.5)
    assert film_s(night, 20) == pytest.approx(18.94)
    landmark = play(performed, go(1), go(51), until_s=60)
    assert film_s(landmark, 60) == pytest.approx(59, abs=1e-3)


def test_the_clock_of_a_copy_is_mapped_to_the_print():
    """Fifteen thousand frames in its ten minutes: 25 a second, where the booth promises 20."""
    performed = show(TITLES, "clock = 'mpv \"m.sock\" v'", film=COPY)
    night = play(performed, go(1), runs(MPV, 1, 30, 36_000), until_s=25)
    assert night.state.film.frame_at(us(25)) == 24 * 25
    assert night.state.film.us_at(25 * 40) == pytest.approx(us(41), abs=5)


def test_frames_are_frames_of_the_print_and_seconds_the_clocks_own():
    performed = show(TITLES, "clock = 'osc v'", film=COPY)
    words = [says(OSC, at / 4, 25 * (at / 4 - 1), unit="f") for at in range(4, 100)]
    night = play(performed, go(1), words, until_s=24)
    assert night.state.film.frame_at(us(24)) == 23 * 25
    assert film_s(night, 24) == pytest.approx(23 * 25 / 20, abs=1e-3)


@pytest.mark.parametrize(("every_s", "part"), [(1 / 4, 0.4), (1 / 8, 0.4), (1 / 25, 0.25)])
def test_jitter_does_not_reach_the_film(every_s, part):
    random = Random(3)  # noqa: S311 - noise, no secret
    words = [
        replace(one, position_millionths=one.position_millionths + random.randint(-2000, 2000))
        for one in runs(MPV, 1, 120, 0, every_s=every_s)
    ]
    night = play(HOUSE, go(1), words, until_s=120)
    late = [one for one in night.states if one.now_us > us(10)]
    off_us = [one.film.promised_at(one.now_us) - (one.now_us - us(1)) for one in late]
    jitter_us = 4000 / 12**0.5
    assert 0 < pstdev(off_us) < part * jitter_us
    assert abs(night.state.film.us_at(20 * 160) - us(161)) < 25_000, "nor what is planned by it"


def test_jitter_moves_no_plan():
    """The music and the film agree: whatever the noise, no tempo is sent but the first."""
    random = Random(5)  # noqa: S311 - noise, no secret
    words = [
        replace(one, position_millionths=one.position_millionths + random.randint(-2000, 2000))
        for one in runs(MPV, 1, 70, 0)
    ]
    night = play(show(HIT), go(1), words, until_s=65)
    assert len(night.sent("/tempo")) == 1


@pytest.mark.parametrize("rate", [0.96, 1.04])
def test_a_rate_that_a_machine_does_not_tell_is_found(rate):
    words = [replace(one, rate_ppm=10**6) for one in runs(OSC, 1, 60, 0, rate, every_s=0.04)]
    night = play(HOUSE, go(1), words, until_s=60)
    assert max(abs(film_s(night, at) - rate * (at - 1)) for at in range(2, 60)) < 0.06
    assert film_s(night, 30) == pytest.approx(29 * rate, abs=2e-3)
    assert night.state.film.us_at(2000) == pytest.approx(us(1 + 100 / rate), abs=10_000)


def test_a_rate_and_a_place_that_change_are_followed_at_once():
    words = [*runs(MPV, 1, 20, 0), *runs(MPV, 20, 30, 19, 1.5), *runs(MPV, 30, 40, 34.4, 1.5)]
    night = play(HOUSE, go(1), words, until_s=40)
    for at, place in ((19.9, 18.9), (20.1, 19.15), (29.9, 33.85), (30.1, 34.55)):
        assert film_s(night, at) == pytest.approx(place, abs=2e-3)


def test_a_speed_of_a_machine_that_no_bend_can_carry_is_asked_about_once_when_it_stays():
    performed = show(TITLES, "clock = 'mpv \"m.sock\" v'", film=COPY)
    night = play(performed, go(1), runs(MPV, 1, 70, 36_000), key("1", 30), go(42), until_s=60)
    assert lines(night, "the film runs") == [f"the film runs at 25.00 fps, not 20: {ANSWERS}"]
    assert night.values("/tempo") == [120, 150], "cue 2 goes as the film does"
    tried = [*runs(MPV, 1, 20, 0), *runs(MPV, 20, 23, 19, 2), *runs(MPV, 23, 60, 25)]
    assert lines(play(HOUSE, go(1), tried, until_s=50), "the film runs") == []


# What cannot be


@pytest.mark.parametrize(
    "word",
    [
        replace(says(MPV, 10.1, 0), position_millionths=10**13 + 1),
        replace(says(MPV, 10.1, 3), stamped_us=us(9.5)),
        replace(says(MPV, 10.1, 3), stamped_us=us(10)),
        replace(says(MPV, 10.1, 3), port="mpv elsewhere"),
    ],
    ids=["absurd", "out of order", "of one instant", "unknown"],
)
def test_a_word_that_cannot_be_is_passed_over(word):
    words = [*runs(MPV, 1, 10.25, 0), word, *runs(MPV, 10.25, 12, 9.25)]
    night = play(HOUSE, go(1), words, until_s=12)
    assert film_s(night, 12) == pytest.approx(11)
    assert night.told == [f"film time by {MPV}"]


def test_a_clock_that_says_the_same_place_again_and_again_keeps_the_film_there():
    stuck = [says(MPV, 10 + step / 4, 9) for step in range(40)]
    night = play(HOUSE, go(1), runs(MPV, 1, 10, 0), stuck, until_s=19.75)
    assert film_s(night, 19.75) == pytest.approx(9, abs=0.05)
    assert night.told == [f"film time by {MPV}"]


@pytest.mark.parametrize("rate", [-1, 0.04, 8, -20])
def test_a_machine_that_winds_stands_where_it_is(rate):
    words = [*runs(MTC, 1, 30, 0), *runs(MTC, 30, 33, 29, rate)]
    night = play(HOUSE, go(1), words, key("s", 50), until_s=33)
    assert night.state.film.held_us is not None
    assert film_s(night, 33) == pytest.approx(29 + 2.75 * rate, abs=0.051)
    assert lines(night, "stands") == ["film stands at 0:29; tacet from the next bar"]
