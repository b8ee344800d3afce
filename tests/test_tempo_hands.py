"""Hands on the tempo: who has it, how far it goes, and when the rig has it back."""

from __future__ import annotations

import pytest
from handed import bpm, handed, jumps, play, press, taps, woken
from nights import go, knob, us

PLAIN = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 16 4/4 q=120 | B 16 q=120>60"
[cue.2]
on = "title: Anna"
lead = "sheet"
play = "A 8 4/4 q=100"
"""
FILM = """
[cue.1]
on = "screening"
bend = "4%"
play = "A 16 4/4 q=120 | B 4"
hits = "0:31+10 B1 door"
fire = "B1 bell"
[cue.2]
on = "title: Anna"
play = "A 8"
"""


def tempi(night, from_s):
    """The tempi that were told from an instant on."""
    return [
        float(text.split(" ")[1]) for due_us, text in night.sent("/tempo") if due_us >= us(from_s)
    ]


@pytest.mark.parametrize(
    ("words", "reached"),
    [
        ("half", 60),
        ("double", 240),
        ("nudge +2 %", 122.4),
        ("nudge -2 %", 117.6),
        ("tempo q=90", 90),
    ],
)
def test_a_press_takes_the_tempo_at_once_and_the_next_cue_gives_it_back(words, reached):
    night = play(handed(PLAIN), woken(go(1), press(3.3, words)), until_s=5)
    assert bpm(night) == pytest.approx(reached, rel=1e-5)
    assert night.look().tempo_by == "hand"
    assert jumps(night) == []
    night = play(PLAIN, go(1), press(3.3, words), go(5), until_s=6)
    assert bpm(night) == 100
    assert night.look().tempo_by == ""


@pytest.mark.parametrize("words", ["half", "double", "nudge +2 %", "freeze", "tempo q=90"])
def test_where_nothing_plays_a_press_for_the_tempo_says_so(words):
    night = play(PLAIN, press(1, words), go(2), until_s=3)
    assert night.told == [f"{words.split(' ')[0]}: nothing plays"]
    assert bpm(night) == 120


def test_nudges_add_up_and_their_two_ways_do_not_refuse_each_other():
    night = play(PLAIN, go(1), *[press(2 + n, "nudge +2 %") for n in range(3)], until_s=5)
    assert bpm(night) == pytest.approx(120 * 1.06, rel=1e-5)
    night = play(PLAIN, go(1), press(2, "nudge +2 %"), press(2.1, "nudge -2 %"), until_s=5)
    assert bpm(night) == pytest.approx(120, rel=1e-5)
    night = play(PLAIN, go(1), press(2, "nudge +2 %"), press(2.1, "nudge +2 %"), until_s=5)
    assert any("NUDGE +2 % refused" in line for line in night.told)


def test_a_tempo_comes_evenly_over_its_beats_and_over_its_seconds():
    night = play(PLAIN, go(1), press(3, "tempo q=90 over 4 beats"), until_s=9)
    assert bpm(night) == pytest.approx(90, rel=1e-5)
    mean_us = 4 * 60e6 / 105
    last_us = night.sent("/tempo")[-1][0]
    assert last_us == pytest.approx(3_000_000 + mean_us, abs=120_000)
    night = play(PLAIN, go(1), press(3, "tempo q=90 over 3s"), until_s=4.5)
    assert night.look(4.5).bpm == pytest.approx(105, abs=0.2)
    assert tempi(night, 3) == sorted(tempi(night, 3), reverse=True)


def test_on_a_written_ramp_a_tempo_is_reached_at_the_end_of_its_beats():
    night = play(handed(PLAIN), woken(go(1), press(35, "tempo q=90 over 4 beats")), until_s=38)
    assert jumps(night) == []
    reached = [one for one in night.sent("/tempo") if one[0] >= us(35)]
    near = min(reached, key=lambda one: abs(one[0] - us(35 + 4 / 1.68)))
    assert float(near[1].split(" ")[1]) == pytest.approx(90, abs=0.6)


@pytest.mark.parametrize(
    "hand",
    [
        [press(3.5, "nudge +2 %")],
        [press(3.5, "half")],
        [press(3.5, "freeze")],
        taps(3.1, 0.5, 3),
        [knob(3.4, "knob1", 64), knob(3.5, "knob1", 80)],
    ],
)
def test_any_hand_interrupts_a_tempo_on_its_way(hand):
    night = play(handed(PLAIN), woken(go(1), press(3, "tempo q=90 over 3s"), hand), until_s=9)
    assert jumps(night) == []
    assert bpm(night) != pytest.approx(90, abs=1)
    assert all(due_us <= us(5) for due_us, _ in night.sent("/tempo"))


def test_home_gives_the_tempo_back_in_two_seconds():
    night = play(PLAIN, go(1), press(3, "half"), press(5, "home"), until_s=6)
    assert night.look().tempo_by == ""
    assert night.look(6).bpm == pytest.approx(90, abs=0.1)
    night = play(handed(PLAIN), woken(go(1), press(3, "half"), press(5, "home")), until_s=9)
    assert bpm(night) == pytest.approx(120, rel=1e-5)
    assert night.sent("/tempo")[-1][0] <= us(7.2)
    assert jumps(night) == []
    assert "the rig has the tempo back" in night.told


def test_while_the_hand_has_the_tempo_nothing_bends_it_and_home_lets_the_film_lead_again():
    night = play(FILM, go(1), press(3, "nudge +2 %"), until_s=30)
    assert len(set(tempi(night, 3))) == 1
    assert night.look().lead == "hand"
    night = play(FILM, go(1), press(3, "nudge -2 %"), press(6, "home"), until_s=40)
    assert night.sent("/bell")[0][0] == pytest.approx(us(32.5), abs=50_000)


def test_a_frozen_tempo_stays_and_may_bend_again_when_it_is_pressed_again():
    night = play(FILM, go(1), press(1.3, "freeze"), until_s=20)
    assert night.look().tempo_by == "frozen"
    assert len(set(tempi(night, 1.3))) <= 1
    night = play(handed(FILM), woken(go(1), press(1.3, "freeze"), press(6, "freeze")), until_s=40)
    assert night.look().tempo_by == ""
    assert night.sent("/bell")[0][0] == pytest.approx(us(32.5), abs=50_000)
    assert jumps(night) == []
    night = play(FILM, go(1), press(1.3, "freeze"), press(6, "nudge +2 %"), until_s=7)
    assert night.look().tempo_by == "hand", "a hand that moves it is not frozen out"


def test_lead_goes_to_the_hand_as_the_tempo_is_and_back_to_the_film():
    night = play(handed(FILM), woken(go(1), press(2.2, "lead hand/film")), until_s=30)
    assert night.look().lead == "hand"
    assert len(set(tempi(night, 2.2))) <= 1, "no bend ever"
    assert jumps(night) == []
    moves = [go(1), press(2.2, "lead hand/film"), press(5, "lead hand/film")]
    night = play(FILM, *moves, until_s=40)
    assert night.told[:2] == ["lead: hand", "lead: film"]
    assert night.sent("/bell")[0][0] == pytest.approx(us(32.5), abs=50_000)
    night = play(FILM, *moves[:2], go(6), until_s=7)
    assert night.look().lead == "film", "the next cue gives it back"


def test_lead_by_the_sheet_goes_home_to_what_is_written():
    presses = [press(2.2, "lead film/sheet/hand")]
    night = play(handed(FILM), woken(go(1), presses), until_s=10)
    assert night.look().lead == "sheet"
    assert night.look().bpm == 120
    assert jumps(night) == []


def test_before_the_first_cue_nobody_leads():
    night = play(PLAIN, press(1, "lead hand/film"), until_s=2)
    assert night.told == ["lead: no cue has begun"]


def test_a_press_that_says_who_leads_wins_over_triggers_only():
    moves = [go(1), press(2, "triggers only"), press(3, "lead hand/film")]
    assert play(FILM, *moves[:2], until_s=3).look().lead == "sheet"
    assert play(FILM, *moves, until_s=4).look().lead == "hand"
    assert play(FILM, *moves, press(4, "lead hand/film"), until_s=5).look().lead == "film"


def test_a_knob_that_is_touched_first_moves_nothing_and_takes_nothing():
    night = play(PLAIN, go(1), knob(3, "knob1", 20), until_s=5)
    assert tempi(night, 1) == [120]
    assert night.look().tempo_by == ""
    night = play(PLAIN, go(1), knob(3, "knob1", 20), knob(3.1, "knob1", 20), until_s=5)
    assert night.look().tempo_by == "", "it did not move"
    night = play(PLAIN, go(1), knob(3, "knob1", 20), knob(3.1, "knob1", 21), until_s=5)
    assert night.look().tempo_by == "hand"


@pytest.mark.parametrize(("place", "reached"), [(0, 0.94), (127, 1.06)])
@pytest.mark.parametrize("first", [1, 20, 126])
def test_at_the_ends_of_a_knob_the_tempo_is_at_the_ends_of_its_range(first, place, reached):
    moves = [knob(3, "knob1", first), *[knob(4 + n, "knob1", place) for n in range(3)]]
    night = play(handed(PLAIN), woken(go(1), moves), until_s=8)
    assert bpm(night) == pytest.approx(120 * reached, rel=1e-5)
    assert jumps(night) == []


def test_a_knob_that_another_hand_has_overtaken_begins_from_there():
    before = [knob(3, "knob1", 64), knob(3.1, "knob1", 96)]
    night = play(PLAIN, go(1), *before, press(5, "half"), knob(6, "knob1", 97), until_s=7)
    half = 1.0304 / 2
    assert bpm(night) == pytest.approx(120 * (half + (1.06 - half) / 31), rel=1e-3)
    turned = [knob(6, "knob1", 97), knob(6.1, "knob1", 98), knob(6.2, "knob1", 40)]
    night = play(PLAIN, go(1), *before, press(5, "double"), *turned, until_s=7)
    told = tempi(night, 5)
    assert told[0] == pytest.approx(247, rel=0.01)
    assert max(told) == told[0], "upwards it does not fall, and it rises no further either"
    assert told[-1] < told[0]


@pytest.mark.parametrize("moves", [[], [knob(5, "knob1", 99), knob(5.1, "knob1", 7)]])
def test_a_knob_back_where_it_stood_has_moved_nothing(moves):
    there = [knob(3, "knob1", 50), knob(4, "knob1", 90), *moves, knob(6, "knob1", 50)]
    assert bpm(play(PLAIN, go(1), *there, until_s=8)) == pytest.approx(120, rel=1e-5)


def test_taps_beside_the_range_of_the_knob_are_not_pulled_back_by_turning_it_up():
    moves = [*taps(3, 0.4, 6), knob(6, "knob1", 60), knob(6.5, "knob1", 127)]
    assert bpm(play(PLAIN, go(1), *moves, until_s=8)) == pytest.approx(150, rel=0.001)


@pytest.mark.parametrize(("words", "times", "rate"), [("half", 8, 0.2), ("double", 8, 5)])
def test_no_hand_goes_further_than_its_limits(words, times, rate):
    night = play(PLAIN, go(1), *[press(2 + n / 2, words) for n in range(times)], until_s=6.1)
    assert bpm(night) == pytest.approx(120 * rate, rel=1e-5)
