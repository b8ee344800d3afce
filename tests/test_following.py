"""What begins by itself: passages, vamps, cues that follow, and cues on the film's time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from nights import back, closing, go, knob, play, show, skip

from rig.conductor.actions import Passed
from rig.conductor.compile import Patch, make_ready
from rig.hands.binding import Hands
from rig.score.film import Film
from rig.score.pace import Pace
from rig.score.sheet import Sheet

TIMED = """
[cue.1]
on = "screening"
play = "A 2 4/4 q=120"
fire = "A1 bell"
[cue.2]
on = "title: Anna"
play = "A 40"
enter = "bar"
fire = "A1 gong"
[cue.3]
on = "time"
look = "0:20"
play = "A 2"
fire = "A1 sea~"
[cue.4]
on = "title: Dawn"
play = "A 2"
fire = "A1 pad"
"""


def test_passages_follow_each_other_on_the_beat():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 1 4/4 q=120 | B 1 3/4 q=60 | C 1 6/8 q.=60"
    fire = "A1.4 bell, B1 bell, B1.2 bell, C1 bell, C1.4 bell, end bell"
    """
    due = [due_us for due_us, _ in play(cues, go(1)).sent("/bell")]
    assert due == [2_500_000, 3_000_000, 4_000_000, 6_000_000, 7_000_000, 8_000_000]


def test_beats_before_a_place_reach_into_the_section_before():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 2 4/4 q=60 | B 1"
    fire = "B1-1.5b bell"
    """
    assert play(cues, go(0)).sent("/bell") == [(6_500_000, "/bell")]


@pytest.mark.parametrize("on", ["segue", "attacca"])
def test_a_cue_that_follows_begins_when_the_one_before_ends(on):
    cues = f"""
    [cue.1]
    on = "screening"
    play = "A 1 4/4 q=120 | V 1 vamp"
    fire = "end bell"
    [cue.2]
    on = "{on}"
    play = "A 1"
    fire = "A1 gong"
    """
    night = play(cues, go(1), go(6), until_s=30)
    assert night.began == [(1_000_000, "1"), (7_000_000, "2")]
    assert night.sent("/bell", "/gong") == [(7_000_000, "/bell"), (7_000_000, "/gong")]
    assert night.state.ended


def test_a_cue_that_would_follow_does_not_when_go_came_first():
    cues = TIMED.replace('"title: Anna"', '"segue"').replace('enter = "bar"\n', "")
    night = play(cues, go(1), go(2), until_s=10)
    assert night.began == [(1_000_000, "1"), (2_000_000, "4")]


def test_a_cue_on_time_begins_when_the_film_reaches_its_look():
    night = play(TIMED, go(1, heard_s=1.1), go(9), until_s=30)
    assert night.sent("/sea") == [(21_000_000, "/sea 1")]
    assert night.look().press == "GO: CUE 4"


def test_a_cue_on_time_follows_the_booth_and_not_the_sheet():
    """At 25 frames a second, frame 400 of a film written at 20 comes after 16 seconds."""
    performed = replace(show(TIMED), pace=Pace.steady(Fraction(25)))
    assert play(performed, go(1), until_s=30).sent("/sea") == [(17_000_000, "/sea 1")]


def test_a_cue_on_time_does_not_begin_after_its_time():
    night = play(TIMED, go(1), go(2), go(3), back(25), back(26), until_s=60)
    assert night.sent("/sea") == []
    assert [cue for _, cue in night.began] == ["1", "2", "4"]


def test_a_press_that_waits_for_its_bar_is_not_lost_to_a_cue_on_time_before_it():
    cues = TIMED.replace("[cue.4]", '[cue.4]\nenter = "bar"').replace('"A 2 4/4', '"A 40 4/4')
    cues = cues.replace("0:20", "0:19+10")
    night = play(cues, go(1), skip(15), go(20), until_s=40)
    assert night.began == [(1_000_000, "1"), (21_000_000, "4")]


def test_skip_leaves_a_cue_on_time_ahead():
    """The title that will not come is passed over; the film still comes to 0:20."""
    night = play(TIMED, go(1), skip(5), until_s=30)
    assert night.sent("/sea") == [(21_000_000, "/sea 1")]
    night = play(TIMED, go(1), skip(5), skip(6), until_s=30)
    assert night.sent("/sea") == [], "and it is passed over with the press behind it"


def test_back_over_a_press_made_too_soon_leaves_a_cue_on_time_ahead():
    night = play(TIMED, go(1), go(4), go(10), back(12), until_s=30)
    assert night.began[2:] == [(10_000_000, "4"), (21_000_000, "3")]


def test_no_cue_begins_again_by_the_time_alone():
    night = play(TIMED, go(1), go(9), back(24), back(25), until_s=60)
    assert [cue for _, cue in night.began] == ["1", "2", "3"]


def test_a_cue_without_music_fires_at_once_and_waits():
    cues = TIMED.replace('play = "A 2 4/4 q=120"\n', "").replace("A 40", "A 40 4/4 q=120")
    night = play(cues.replace("A1 bell", "bell"), go(1), until_s=5)
    assert night.sent("/bell") == [(1_000_000, "/bell")]
    assert night.look().now == "CUE 1"


def test_a_ramp_is_linear_in_beats():
    """From 60 to 120 over 8 beats takes 8 ln 2 s; the fifth beat comes after 8 ln 1.5 s."""
    cues = """
    [cue.1]
    on = "screening"
    play = "A 2 4/4 q=60>120 | B 1"
    fire = "A2 bell, B1 bell, B1.2 bell"
    """
    night = play(cues, go(0), until_s=12)
    assert night.sent("/bell") == [
        (3_243_721, "/bell"),
        (5_545_177, "/bell"),
        (6_045_177, "/bell"),
    ]
    tempi = night.values("/tempo")
    assert tempi == sorted(tempi)
    assert (tempi[0], tempi[-1]) == (60, 120)
    due = [due_us for due_us, _ in night.sent("/tempo")]
    assert {b - a for a, b in pairwise(due[:-1])} == {40_000}


def test_a_lean_speeds_a_ramp_up_without_a_jump():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 4 4/4 q=60>120"
    fire = "A3 bell"
    """
    leaning = [knob(1, "knob1", 64), knob(3, "knob1", 127)]
    [(plain_us, _)] = play(cues, go(0)).sent("/bell")
    [(leant_us, _)] = play(cues, go(0), leaning).sent("/bell")
    assert leant_us == pytest.approx(3_000_000 + (plain_us - 3_000_000) / 1.06, abs=2)


def test_hits_are_told_with_how_late_the_music_was():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 2 4/4 q=120"
    hits = "0:02 A2 door !! | #80 end last frame"
    """
    passed = [one for one in play(cues, go(1)).actions if isinstance(one, Passed)]
    assert [(one.due_us, one.late_us) for one in passed] == [(3_000_000, 0), (5_000_000, 0)]
    lean = [knob(0, "knob1", 64), knob(1, "knob1", 0)]
    passed = [one for one in play(cues, go(1), lean).actions if isinstance(one, Passed)]
    assert [one.late_us for one in passed] == [0, 0], "a lean before the cue went home with it"


def test_a_hit_in_a_vamp_is_met_the_first_time_only():
    cues = """
    [cue.1]
    on = "screening"
    play = "V 1 4/4 q=120 vamp"
    hits = "0:00 V1 flash"
    """
    passed = [one for one in play(cues, go(1), until_s=9).actions if isinstance(one, Passed)]
    assert len(passed) == 1


@pytest.mark.parametrize("form", ["V 2 4/4 q=120 vamp out 1 | A 1", "// | A 1 4/4 q=120"])
def test_a_cue_may_begin_with_what_waits(form):
    cues = f'[cue.1]\non = "screening"\nplay = "{form}"\nfire = "A1 bell"\n'
    assert play(cues, go(1), until_s=20).sent("/bell") == []
    night = play(cues, go(1), go(1.5), until_s=20)
    assert night.sent("/bell") == [(3_000_000 if form[0] == "V" else 1_500_000, "/bell")]


def test_a_silence_decided_in_advance_is_no_silence():
    cues = '[cue.1]\non = "screening"\nplay = "A 1 4/4 q=120 | // | B 1"\nfire = "B1 bell"\n'
    assert play(cues, go(1), go(2), until_s=9).sent("/bell") == [(3_000_000, "/bell")]


def test_the_end_of_a_cue_that_ends_with_a_vamp_comes_when_it_is_left():
    """At whatever exit, and not when it goes round."""
    cues = """
    [cue.1]
    on = "screening"
    play = "V 4 4/4 q=120 vamp out 1"
    dyn = "strings f, end n"
    hits = "0:04 end dark"
    """
    night = play(cues, go(0), go(13), until_s=30)
    assert night.sent("/strings") == [(0, "/strings 7"), (18_000_000, "/strings 0")]
    [passed] = [one for one in night.actions if isinstance(one, Passed)]
    assert passed.due_us == 18_000_000


def test_the_last_vamp_goes_round_until_the_next_cue():
    cues = TIMED.replace("A 2 4/4 q=120", "A 2 4/4 q=120 | V 1 vamp")
    night = play(cues, go(1), go(12.1), until_s=30)
    assert night.began[:2] == [(1_000_000, "1"), (13_000_000, "2")]


def test_what_still_sounds_is_stopped_when_the_night_closes():
    night = play(TIMED, go(1), go(9), closing(22), until_s=23)
    assert night.sent("/sea")[-1] == (22_000_000, "/sea 0")


def test_a_show_without_cues_waits_and_says_so():
    sheet = Sheet(Film("", "", "", show(TIMED).pace), (), ())
    performed = show(TIMED)
    patch = Patch(None, performed.outputs, performed.groups, performed.sounds, (), performed.house)
    ready = make_ready(sheet, patch, Hands((), (), (), 250_000))
    night = play(ready, go(1), skip(2), back(3), until_s=4)
    assert night.began == []
    assert night.told[0] == "GO: nothing stands by"
    assert night.look().press == "GO: NOTHING"
