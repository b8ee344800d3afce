"""Landmarks: which one was seen, what it says of the film, what is kept, and what is put back."""

from __future__ import annotations

from random import Random

import pytest
from booths import TITLES, film_s, lines, show
from nights import button, go, key, play, us

PRESS = "clock = 'press'"
HOUSE = show(TITLES, PRESS)
SLOW = show(TITLES, PRESS, hands='reaction = "200 ms"')
BUSY = """
[cue.1]
on = "screening"
play = "A 400 4/4 q=120"
hits = "0:30 A16 door | 1:00 A31 fire | 1:04 A33 smoke | 1:30 A46 kiss | 2:00 A61 wave"
lead = "sheet"
[cue.2]
on = "title: Anna"
look = "4:00"
play = "B 200 4/4 q=120"
"""


def seen(at_s):
    return key("s", at_s)


def hold(at_s):
    return key("h", at_s)


def undo(at_s):
    return key("u", at_s)


def titles(late_s=0.0, stretch=1.0, *, upto=4):
    """GO when the film starts, and on the titles of such a film."""
    expected_s = (50, 150, 250)[: upto - 1]
    return [go(1), *(go(1 + late_s + at * stretch) for at in expected_s)]


# What was seen


def test_go_on_a_title_and_seen_on_a_hit_say_where_the_film_is():
    night = play(HOUSE, go(1), go(51.5), until_s=60)
    assert film_s(night, 51) == pytest.approx(50)
    assert film_s(night, 60) == pytest.approx(58.6, abs=0.15)
    night = play(show(BUSY, PRESS), go(1), seen(31.4), until_s=60)
    assert lines(night, "seen") == ["seen: door, 0:30"]
    assert film_s(night, 31.4) == pytest.approx(30, abs=0.1)


def test_the_player_s_reaction_is_taken_off_every_press_but_the_first():
    """That one says when the film starts; the others answer to a picture."""
    pressed = [go(at) for at in (1, 51.2, 151.2, 251.2)]
    night = play(SLOW, pressed, until_s=260)
    assert film_s(night, 50) == pytest.approx(49)
    assert film_s(night, 260) == pytest.approx(259, abs=5e-3)
    night = play(HOUSE, pressed, until_s=260)
    assert film_s(night, 260) == pytest.approx(258.8, abs=0.06)


@pytest.mark.parametrize("at_s", [46, 62.9, 80, 139])
def test_what_is_near_no_landmark_or_near_two_changes_nothing(at_s):
    night = play(show(BUSY, PRESS), go(1), seen(at_s), until_s=140)
    (said,) = lines(night, "seen")
    assert said.startswith("seen: ")
    assert night.state.watch.sightings == play(show(BUSY, PRESS), go(1)).state.watch.sightings
    assert film_s(night, 140) == pytest.approx(139)


def test_an_unsure_film_looks_farther_for_what_was_seen():
    """A speed known to some per cent is a place known to some seconds, minutes later."""
    night = play(show(BUSY, PRESS), go(1), seen(31), until_s=40)
    known = night.state.watch.estimate
    assert known.predicted_sd_us(us(31)) < 100_000 < known.predicted_sd_us(us(231))


@pytest.mark.parametrize("cues", [TITLES, '[cue.1]\non = "screening"\nplay = "A 9 4/4 q=60"\n'])
def test_seen_before_the_film_or_in_a_sheet_without_landmarks_is_answered_and_does_nothing(cues):
    performed = show(cues, PRESS)
    before = play(performed, seen(1), until_s=2)
    assert len(lines(before, "seen:")) == 1
    assert before.state.film is None
    if cues != TITLES:
        night = play(performed, go(1), seen(3), until_s=5)
        assert len(lines(night, "seen:")) == 1
        assert film_s(night, 5) == pytest.approx(4)


# What it says


def test_a_wrong_press_moves_no_good_estimate():
    performed = show(BUSY, PRESS)
    right = [go(1), seen(31.03), seen(60.96), seen(90.98), seen(121)]
    good = play(performed, right, until_s=200)
    for wrong_s in (5, -4):
        night = play(performed, right, go(241 + wrong_s), until_s=260)
        assert film_s(night, 260) == pytest.approx(film_s(good, 200) + 60, abs=0.1)


def test_a_go_delayed_for_the_music_moves_no_good_estimate():
    night = play(HOUSE, titles(), go(400), until_s=420)
    late = play(HOUSE, titles(upto=3), go(253.1), until_s=420)
    assert film_s(late, 420) == pytest.approx(film_s(night, 420), abs=0.1)


def test_landmarks_in_the_wrong_order_leave_the_film_where_it_was():
    """Two titles pressed in a row where the first came, and the last one in its time."""
    night = play(HOUSE, titles(upto=2), go(53), go(251), until_s=260)
    assert film_s(night, 60) == pytest.approx(59, abs=0.2)
    assert film_s(night, 260) == pytest.approx(259, abs=0.1)


@pytest.mark.parametrize("late_s", [4, 12, 40])
def test_a_late_start_is_told_apart_from_a_wrong_speed(late_s):
    night = play(HOUSE, titles(late_s), until_s=300)
    assert film_s(night, 300) == pytest.approx(299 - late_s, abs=0.1)
    assert lines(night, "started") == [f"the film started {late_s:.1f} s late"]
    assert lines(night, "the film runs") == []


@pytest.mark.parametrize(("fps", "said"), [(24, "24, not 20, sure"), (17.1, "17.1")])
def test_a_wrong_speed_is_put_to_the_player_once_when_it_is_sure(fps, said):
    night = play(HOUSE, titles(stretch=20 / fps), until_s=300)
    (asked,) = lines(night, "the film runs")
    assert said in asked
    assert asked.endswith(": 1 scale the tempi, 2 shorten the forms, 3 triggers only")
    assert "1 scale" in night.look().ask
    assert film_s(night, 300) == pytest.approx(299 * fps / 20, abs=0.2)
    early = play(HOUSE, titles(stretch=20 / fps, upto=2), until_s=140)
    assert lines(early, "the film runs") == [], "one landmark could be a late start"


def test_a_speed_that_the_bend_can_carry_is_not_asked_about():
    night = play(HOUSE, titles(stretch=20 / 20.4), until_s=300)
    assert lines(night, "the film runs") == []


def test_no_speed_is_asked_about_while_the_film_runs_as_promised():
    """Presses like those of a foot, films that start late: a hundred nights."""
    for seed in range(100):
        random = Random(seed)  # noqa: S311 - noise, no secret
        late_s = random.choice((0, random.uniform(0, 60)))
        pressed = [1 + late_s + at + random.gauss(0, 0.06) for at in (50, 150, 250)]
        night = play(HOUSE, go(1), [go(at) for at in pressed], until_s=320)
        assert lines(night, "the film runs") == []


@pytest.mark.parametrize(
    ("answer", "bpm", "said"),
    [
        ("1", 144, "tempi are scaled by +20.0 %"),
        ("2", 120, "tempi stay as written; the forms give"),
        ("3", 120, "nothing is bent: triggers only"),
    ],
)
def test_the_three_answers_do_what_they_say(answer, bpm, said):
    presses = titles(stretch=20 / 24)
    night = play(HOUSE, presses[:3], key(answer, 140), presses[3], until_s=260)
    assert said in night.told
    assert night.look().ask == ""
    assert night.values("/tempo")[-1] == pytest.approx(bpm, abs=0.1)
    assert night.state.hand.triggers == (answer == "3")


# What is put back, and what is kept


def test_undo_takes_a_landmark_back():
    performed = show(BUSY, PRESS)
    night = play(performed, go(1), seen(35), undo(37), until_s=60)
    assert film_s(night, 36) == pytest.approx(31.5, abs=0.6)
    assert film_s(night, 60) == pytest.approx(59)
    again = play(performed, go(1), seen(35), undo(37), seen(61.3), until_s=70)
    plain = play(performed, go(1), seen(61.3), until_s=70)
    assert film_s(again, 70) == film_s(plain, 70)


def test_after_a_break_one_landmark_says_where_the_film_is_at_the_speed_it_had():
    """Half a minute is missing; the film ran at 24, and still does."""
    stretch = 20 / 24
    presses = titles(stretch=stretch, upto=3)
    broke_s = 1 + 150 * stretch + 10
    lost_s = 30 * stretch
    noon_s = 1 + 250 * stretch + 60 - lost_s
    for moves in ([hold(broke_s)], [hold(broke_s), hold(broke_s + 60)]):
        night = play(HOUSE, presses, moves, go(noon_s), until_s=noon_s + 100)
        assert film_s(night, noon_s + 1) == pytest.approx(250 + 1 / stretch, abs=0.15)
        assert film_s(night, noon_s + 100) == pytest.approx(250 + 100 / stretch, abs=0.3)


def test_in_a_break_what_is_seen_is_the_next_landmark():
    night = play(show(BUSY, PRESS), go(1), hold(41), seen(141), until_s=150)
    assert lines(night, "seen") == ["seen: fire, 1:00"]
    assert film_s(night, 150) == pytest.approx(69, abs=0.1)


def test_after_a_go_to_one_landmark_says_where_the_film_is_at_the_speed_it_had():
    stretch = 20 / 24
    presses = titles(stretch=stretch, upto=3)
    to_dawn = 'M8 = "go to 4"'
    performed = show(TITLES, PRESS, keys=('M8 = "bell"', to_dawn))
    at_s = 1 + 150 * stretch + 30
    night = play(performed, presses, button(at_s, "M8"), go(at_s + 20), until_s=at_s + 120)
    assert film_s(night, at_s + 21) == pytest.approx(150 + 1 / stretch, abs=0.15)
    assert film_s(night, at_s + 120) == pytest.approx(150 + 100 / stretch, abs=0.3)


def test_each_reel_may_begin_at_its_own_time():
    """Two projectors: the second reel comes 1.2 s late, and its landmarks are all believed."""
    film = 'reels = "R1 0+00 | R2 175+00"'
    performed = show(TITLES, PRESS + "\nreels = 'two projectors'", film=film)
    night = play(performed, go(1), go(51), go(152.2), go(252.2), until_s=300)
    assert night.state.watch.estimate.marks == 4
    assert film_s(night, 300) == pytest.approx(297.8, abs=0.06)
