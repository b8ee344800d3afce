"""Undo: the last press is taken back, whatever it did."""

from __future__ import annotations

import pytest
from handed import bpm, handed, jumps, play, press, release, taps, woken
from nights import go, knob, panic, us

from rig.conductor.events import PortFound, PortLost, Restarted

CUES = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 4 4/4 q=120 | V 4 vamp out 2 4 | X 8"
dyn = "strings p <, V1 f, X1 ff | winds mf"
fire = "A1 pad, A1 hall=0.25, A2 bell, A3 bell, V1 bell, V3 bell, X1 note"
[cue.2]
on = "title: Anna"
look = "0:20"
lead = "sheet"
play = "A 16"
dyn = "strings pp | organ f"
fire = "A1 clip, A1 gong, A1 hall=0.75"
[cue.3]
on = "title: Dawn"
look = "0:50"
enter = "exit"
play = "A 4"
"""
FILM = """
[cue.1]
on = "screening"
play = "A 16 4/4 q=120 | B 4"
hits = "0:31+10 B1 door"
fire = "B1 bell"
"""
UNDO = "undo"
WRONG = [press(3.9, "skip"), go(4.2)]
"""Cue 2, long before its title."""


def test_a_go_that_is_taken_back_leaves_the_music_as_if_it_had_not_been_pressed():
    without = play(CUES, go(1), until_s=17)
    night = play(CUES, go(1), WRONG, press(4.7, UNDO), until_s=17)
    assert night.sent("/bell") == without.sent("/bell")
    assert night.look().bar == without.look().bar
    assert night.look().press == "GO: CUE 2"
    assert night.look(17).film == without.look(17).film
    assert "undone: go" in night.told


def test_what_it_started_stops_and_what_it_stopped_and_what_was_missed_is_told():
    night = play(CUES, go(1), WRONG, press(5.2, UNDO), until_s=8)
    assert night.sent("/clip") == [(us(4.2), "/clip 1"), (us(5.2), "/clip 0")]
    assert night.sent("/pad") == [(us(1), "/pad 1"), (us(4.2), "/pad 0")]
    assert night.sent("/bell") == [(us(3), "/bell")], "that of 5 s is not made up for"
    assert night.told[-2:] == ["was stopped by the press: pad", "passed over: bell"]


def test_levels_and_values_are_back_at_once_and_trims_stay():
    night = play(CUES, go(1), WRONG, press(5, UNDO), until_s=5)
    without = play(CUES, go(1), until_s=5)
    assert night.values("/strings")[-1] == pytest.approx(without.values("/strings")[-1], abs=0.01)
    assert night.values("/organ")[-1] == 0
    assert night.values("/hall") == [0.25, 0.75, 0.25]
    moves = [knob(4.5, "slider1", 64), knob(4.6, "slider1", 127)]
    night = play(CUES, go(1), WRONG, moves, press(5, UNDO), until_s=5)
    assert night.state.faders[0].trim_db == 6


def test_a_level_that_the_press_took_from_the_hand_is_the_hands_again():
    moves = [go(1), knob(2, "slider3", 127), *WRONG]
    assert play(CUES, moves, until_s=5).values("/strings")[-1] == 3
    assert play(CUES, moves, press(5, UNDO), until_s=5).values("/strings")[-1] == 10


def test_the_first_go_taken_back_leaves_the_film_waiting():
    night = play(CUES, go(1), press(1.6, UNDO), go(10), until_s=12)
    assert play(CUES, go(1), press(1.6, UNDO), until_s=3).state.film is None
    assert night.began == [(us(1), "1"), (us(10), "1")]
    assert night.look(12).film == "0:02"


def test_a_press_that_waits_is_taken_back_before_it_is_taken():
    night = play(CUES, go(1), go(9.5), go(21.3), go(24.2), press(25, UNDO), until_s=60)
    assert [cue for _, cue in night.began] == ["1", "2"]
    assert night.look().press == "GO: CUE 3"


def test_an_exit_that_is_taken_back_stays_a_vamp_whatever_the_hand_does_meanwhile():
    moves = [go(1), go(10.2), *taps(10.3, 0.55, 5), press(12.6, UNDO)]
    night = play(handed(CUES), woken(moves), until_s=40)
    assert night.sent("90") == []
    assert night.look().press == "GO: OUT OF V"
    assert jumps(night) == []
    assert bpm(night) == pytest.approx(60 / 0.55, rel=0.01), "and the hand keeps its tempo"


@pytest.mark.parametrize("words", ["skip", "back"])
def test_standing_by_elsewhere_is_taken_back_and_moves_no_beat(words):
    moves = [go(1), go(10.2), press(10.5, words), *taps(10.6, 0.55, 4), press(13, UNDO)]
    night = play(handed(CUES), woken(moves), until_s=13)
    assert night.look().press == "GO: CUE 2"
    assert jumps(night) == []
    assert play(CUES, moves, until_s=30).sent("90") != []


def test_a_hold_taken_back_is_a_film_that_never_stopped():
    moves = [go(1), press(4.5, "hold"), press(5.5, UNDO)]
    night = play(handed(CUES), woken(moves), until_s=16)
    assert night.look(16).film == "0:15"
    assert night.sent("/bell") == play(CUES, go(1), until_s=16).sent("/bell")
    later = play(CUES, moves[:2], press(9.5, UNDO), until_s=16)
    assert later.look(16).film == "0:15"
    assert later.look().section == "V", "out of silence, to where it would be"


def test_a_roll_taken_back_stands_again():
    moves = [go(1), press(14.5, "hold"), press(20, "hold"), press(21, UNDO)]
    night = play(CUES, moves, until_s=30)
    assert night.look(30).film == "0:13+10"
    assert night.look().film_stands


def test_a_go_to_taken_back_plays_on():
    night = play(CUES, go(1), press(4.2, "go to 2"), press(4.9, UNDO), until_s=16)
    assert night.sent("/bell") == play(CUES, go(1), until_s=16).sent("/bell")
    assert night.told[-2:] == ["undone: go to 2", "was stopped by the press: pad"]


def test_a_panic_taken_back_swells_at_once_and_loses_nothing_that_sounds():
    night = play(CUES, go(1), panic(4), press(5, UNDO), until_s=16)
    assert night.sent("/pad") == [(us(1), "/pad 1")]
    assert night.values("/winds")[-1] == -16
    assert night.look().now == "CUE 1  V"
    late = play(CUES, go(1), panic(4), press(9.5, UNDO), until_s=16)
    assert late.sent("/pad")[-1] == (us(6), "/pad 0")
    assert "was stopped by the press: pad" in late.told


def test_a_cue_that_was_counted_in_is_taken_back():
    night = play(CUES, taps(1, 0.5, 4, "count in"), press(3.6, UNDO), until_s=9)
    assert night.state.playing is None
    assert night.look().press == "GO: CUE 1"
    assert "undone: count in" in night.told


def test_a_landmark_taken_back_leaves_the_film_as_it_was_known_and_the_beat_alone():
    moves = [go(1), press(19.2, "seen")]
    assert play(CUES, moves, until_s=30).look(30).film != "0:29"
    night = play(handed(CUES), woken(moves, press(22, UNDO)), until_s=30)
    assert "undone: seen" in night.told
    assert night.look(30).film == "0:29"
    assert jumps(night) == []


@pytest.mark.parametrize(
    "words", ["half", "nudge +2 %", "tempo q=90", "tempo q=90 over 3s", "freeze", "home"]
)
def test_a_tempo_taken_back_is_that_of_before_and_moves_no_beat(words):
    moves = woken(go(1), press(2, "nudge -2 %"), press(6, words), press(8, UNDO))
    night = play(handed(CUES), moves, until_s=9)
    assert bpm(night) == pytest.approx(117.6, rel=1e-5)
    assert night.look().tempo_by == "hand"
    assert jumps(night) == []


def test_lead_taken_back_goes_on_with_the_bend_it_stopped():
    plain = play(FILM, go(1), until_s=20)
    moves = woken(go(1), press(2.2, "lead hand/film"), press(2.2, UNDO))
    night = play(handed(FILM), moves, until_s=20)
    assert night.look().lead == "film"
    assert bpm(night) == pytest.approx(bpm(plain), rel=1e-4)
    assert jumps(night) == []


def test_a_tempo_of_the_cue_before_is_nothing_to_give_back():
    cues = CUES.replace('on = "title: Dawn"\nlook = "0:50"\nenter = "exit"', 'on = "segue"')
    night = play(cues, go(1), go(3), go(20), press(50, "half"), press(59, UNDO), until_s=60)
    assert bpm(night) == bpm(play(cues, go(1), go(3), go(20), until_s=60))


def test_an_answer_taken_back_is_asked_for_again():
    night = play(FILM, go(1), press(2, "triggers only"), until_s=3)
    assert night.look().lead == "sheet"
    night = play(FILM, go(1), press(2, "triggers only"), press(3, UNDO), until_s=4)
    assert night.look().lead == "film"
    assert not night.state.watch.answered


def test_undo_twice_takes_back_one():
    night = play(CUES, go(1), WRONG, press(5, UNDO), press(6, UNDO), until_s=7)
    assert night.told[-1] == "undo: there is nothing to take back"
    assert night.state.cue == 0


def test_what_did_nothing_is_not_the_last_press():
    moves = [go(1), *WRONG, go(4.3), press(4.5, "freeze"), press(5.5, UNDO), press(6, UNDO)]
    night = play(CUES, moves, until_s=7)
    assert [line for line in night.told if "undone" in line] == ["undone: freeze"]
    night = play(CUES, go(1), WRONG, go(4.3), press(5.5, UNDO), until_s=7)
    assert night.state.cue == 0, "the GO that was refused did nothing"
    late = play(CUES, go(1), press(1.5, "seen"), press(2, UNDO), until_s=3)
    assert late.state.playing is None, "no landmark was near: the GO is taken back"


def test_a_press_of_more_than_a_minute_ago_stays():
    night = play(CUES, go(1), WRONG, press(64.3, UNDO), until_s=65)
    assert night.told[-1] == "undo: go was 60 s ago, too long"
    assert night.state.cue == 1
    assert play(CUES, go(1), WRONG, press(64.1, UNDO), until_s=65).state.cue == 0


def test_behind_a_dead_engine_there_is_nothing_to_take_back():
    night = play(CUES, go(1), Restarted(us(3)), press(4, UNDO), until_s=9)
    assert night.state.playing is None


def test_the_world_goes_on_under_it():
    lost = [PortLost(us(4.4), "footswitch"), PortFound(us(4.6), "nobody", "a port")]
    night = play(CUES, go(1), WRONG, lost, press(5, UNDO), until_s=6)
    assert "nobody" in night.state.present


def test_a_pedal_let_go_meanwhile_is_not_held_again():
    moves = [go(1), press(3.2, "fermata"), *WRONG, release(4.5, "fermata"), press(5, UNDO)]
    night = play(CUES, moves, until_s=20)
    assert night.sent("/bell")[:2] == [(us(3), "/bell"), (us(6.8), "/bell")]
