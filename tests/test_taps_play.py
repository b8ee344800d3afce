"""Taps: the foot that conducts, counts in, or only corrects a film that leads."""

from __future__ import annotations

import random

import pytest
from handed import bpm, handed, jumps, play, press, taps, woken
from nights import go, us

from rig.score.measure import TICKS_PER_BEAT

HAND = """
[cue.1]
on = "screening"
lead = "hand"
play = "A 16 4/4 q=120"
fire = "A1 bell, A3 bell, A4 bell, A5 bell, A6 bell, A7 bell, A8 bell"
[cue.2]
on = "title: Anna"
lead = "sheet"
play = "A 8 6/8 q.=80"
fire = "A1 gong"
[cue.3]
on = "title: Dawn"
play = "A 8 4/4 q=120"
"""
FILM = """
[cue.1]
on = "screening"
bend = "4%"
play = "A 16 4/4 q=120 | B 4"
hits = "0:32 B1 door"
fire = "B1 bell"
"""


def tempi(night, from_s):
    """The tempi that were told from an instant on."""
    return [
        float(text.split(" ")[1]) for due_us, text in night.sent("/tempo") if due_us >= us(from_s)
    ]


@pytest.mark.parametrize("lead", ["hand", "sheet"])
def test_from_the_third_tap_on_the_tempo_is_the_players_and_the_beat_under_the_foot(lead):
    cues = HAND.replace('"hand"', f'"{lead}"')
    two = play(cues, go(1), taps(3, 0.55, 2), until_s=12)
    assert tempi(two, 1) == [120]
    assert two.look().tempo_by == ""
    night = play(cues, go(1), taps(3, 0.55, 24), until_s=20)
    assert bpm(night) == pytest.approx(60 / 0.55, rel=1e-4)
    assert night.look().tempo_by == "hand"
    assert night.sent("/bell")[-4:] == [
        (us(3 + 0.55 * beat), "/bell") for beat in (12, 16, 20, 24)
    ], "bars 4 to 8 begin on taps"


def test_a_foot_between_two_beats_has_the_beat_under_it_a_few_taps_later():
    night = play(handed(HAND), woken(go(1), taps(3.25, 0.5, 20)), until_s=20)
    assert jumps(night) == []
    playing = night.state.playing
    assert playing is not None
    beats = [playing.timeline.us_at(beat * TICKS_PER_BEAT) for beat in range(30)]
    assert min(abs(one - us(12.75)) for one in beats) < 1000
    assert 120 / 2 <= min(tempi(night, 3)) <= max(tempi(night, 3)) <= 120 * 2


def test_a_missed_tap_and_a_doubled_one_are_not_heard():
    even = taps(3, 0.5, 24)
    night = play(HAND, go(1), even[:8], even[9:], press(9.71, "tap"), press(10.05, "tap"))
    assert tempi(night, 1) == [120] * len(tempi(night, 1))
    assert [due_us for due_us, _ in night.sent("/bell")][:5] == [
        us(one) for one in (1, 5, 7, 9, 11)
    ]


def test_a_pause_starts_anew_and_its_first_taps_change_nothing():
    first = taps(3, 0.5, 6)
    night = play(HAND, go(1), first, press(12.3, "tap"), press(12.9, "tap"), until_s=13.4)
    assert set(tempi(night, 1)) == {120}
    night = play(HAND, go(1), first, taps(12.3, 0.6, 5), until_s=20)
    assert bpm(night) == pytest.approx(100, rel=1e-4)


def test_taps_a_millisecond_apart_are_one():
    night = play(HAND, go(1), taps(3, 0.001, 500), until_s=8)
    assert tempi(night, 1) == [120]
    assert night.look().tempo_by == ""


@pytest.mark.parametrize(("period_s", "reached"), [(0.15, 400), (0.2, 300), (3.3, 20), (2.5, 24)])
def test_taps_are_believed_from_20_to_400(period_s, reached):
    night = play(HAND, go(1), taps(3, period_s, 40), until_s=3 + 38 * period_s)
    assert bpm(night) == pytest.approx(reached, rel=0.01)


def test_a_tap_is_a_felt_beat():
    night = play(HAND, go(1), go(1.5), taps(3, 0.8, 12), until_s=12)
    assert bpm(night) == pytest.approx(75 * 1.5, rel=1e-4), "dotted quarters, told in quarters"


def test_taps_are_followed_on_a_written_ramp():
    ramp = HAND.replace("A 16 4/4 q=120", "A 16 4/4 q=100>140")
    night = play(handed(ramp), woken(go(1), taps(3, 0.6, 12)), until_s=9.7)
    assert jumps(night) == []
    assert bpm(night) == pytest.approx(100, rel=0.02)


def test_taps_before_the_first_cue_move_nothing_and_the_next_ones_lead_at_once():
    night = play(HAND, taps(1, 0.6, 5), until_s=4)
    assert night.sent("/tempo") == []
    night = play(HAND, taps(1, 0.6, 5), go(4), [press(4, "tap"), press(4.6, "tap")], until_s=6)
    assert bpm(night) == pytest.approx(100, rel=0.01)


def test_a_bar_that_is_counted_in_begins_the_cue_on_the_next_beat_in_its_tempo():
    night = play(HAND, taps(1, 0.6, 4, "count in"), until_s=12)
    assert night.began == [(us(3.4), "1")]
    assert night.sent("/bell")[0] == (us(3.4), "/bell")
    assert bpm(night) == pytest.approx(100, rel=1e-4)
    assert night.look().tempo_by == "hand"
    assert night.told == [f"count in: {beat} of 4" for beat in (1, 2, 3)]
    assert night.state.film is not None
    assert night.state.film.frame_at(us(3.4)) == 0, "it was the press that starts the film"


def test_a_count_of_a_compound_bar_is_of_its_felt_beats():
    night = play(HAND, go(1), taps(3, 0.9, 2, "count in"), until_s=6)
    assert night.began[-1] == (us(4.8), "2")
    assert bpm(night) == pytest.approx(100, rel=1e-4)


def test_who_goes_on_tapping_behind_a_count_conducts_and_counts_in_nothing_more():
    night = play(HAND, taps(1, 0.6, 4, "count in"), taps(3.4, 0.5, 16, "count in"), until_s=14)
    assert [cue for _, cue in night.began] == ["1"]
    assert bpm(night) == pytest.approx(120, rel=0.001)


def test_a_go_with_the_last_beat_of_a_count_is_not_taken_for_the_next_cue():
    night = play(HAND, taps(1, 0.6, 4, "count in"), go(3.45), until_s=5)
    assert [cue for _, cue in night.began] == ["1"]
    assert any("GO refused" in line for line in night.told)


@pytest.mark.parametrize("words", ["panic 2s", "skip", "go to 2"])
def test_a_count_that_was_overtaken_begins_nothing(words):
    count = taps(3, 0.6, 4, "count in")
    night = play(HAND, go(1), [press(2, "skip"), *count], press(5.1, words), until_s=9)
    assert [cue for _, cue in night.began] == ["1"]


def test_a_count_with_nothing_to_begin_says_so():
    night = play(HAND, go(1), go(2), go(3), taps(4, 0.6, 4, "count in"), until_s=9)
    assert set(night.told) == {"count in: nothing stands by"}
    assert [cue for _, cue in night.began] == ["1", "2", "3"]


@pytest.mark.parametrize(("off_s", "period_s"), [(0.05, 0.5), (-0.1, 0.5), (0.2, 0.5), (0, 0.45)])
@pytest.mark.parametrize("noise_s", [0, 0.02])
def test_under_a_film_that_leads_taps_correct_the_beat_and_the_hit_lands(off_s, period_s, noise_s):
    chance = random.Random(7)  # noqa: S311 - the same taps every time, and no secret
    beats = [press(3 + off_s + period_s * n + chance.gauss(0, noise_s), "tap") for n in range(50)]
    night = play(handed(FILM), woken(go(1), beats), until_s=40)
    assert jumps(night) == []
    assert 120 * 0.96 <= min(tempi(night, 1)) <= max(tempi(night, 1)) <= 120 * 1.04
    assert night.sent("/bell")[0][0] == pytest.approx(us(33), abs=50_000), "within a frame"
    assert night.look().tempo_by == ""
    assert night.look().lead == "film"


def test_taps_on_the_beat_of_a_film_that_leads_leave_it_alone():
    night = play(FILM, go(1), taps(3, 0.5, 50), until_s=40)
    assert set(tempi(night, 1)) == {120}


def test_taps_bring_the_beat_of_a_film_that_leads_nearer_to_the_foot():
    """Without them it is 60 ms before it."""
    done = play(FILM, go(1), taps(3.06, 0.5, 24), until_s=15)
    assert done.state.playing is not None
    assert abs(done.state.playing.timeline.us_at(28 * TICKS_PER_BEAT) - us(15.06)) < 20_000


def test_where_no_plan_runs_taps_take_the_tempo_of_a_cue_that_the_film_leads():
    for cues in (FILM.replace("hits", "note"), FILM):
        frozen = [press(2, "freeze")] if cues is FILM else []
        night = play(cues, go(1), frozen, taps(3, 0.6, 8), until_s=9)
        assert bpm(night) == pytest.approx(100, rel=0.01)
        assert night.look().tempo_by == "hand"
