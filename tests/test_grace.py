"""Presses that are just late, just behind an exit, or twice by mistake."""

from __future__ import annotations

import pytest
from handed import CONTROLS, handed, jumps, play, press, release, taps, woken
from nights import go, us

BARRED = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 4 4/4 q=120 | B 4"
[cue.2]
on = "title: Anna"
enter = "{}"
lead = "sheet"
play = "A 4"
fire = "A1 gong, A2 bell"
"""
VAMP = """
[cue.1]
on = "screening"
lead = "sheet"
play = "V 8 4/4 q=120 vamp out 2 8 | X 8"
fire = "X1 gong, V.decided bell"
[cue.2]
on = "title: Anna"
look = "1:00 1:10 1:20"
enter = "exit"
lead = "sheet"
play = "A 4"
fire = "A1 note"
"""


@pytest.mark.parametrize("late_s", [0.001, 0.1, 0.15])
@pytest.mark.parametrize("enter", ["beat", "bar"])
def test_a_press_just_behind_its_line_is_taken_as_if_on_it(enter, late_s):
    """The cue begins at once, and its second bar where it would be, had the foot been in time."""
    night = play(BARRED.format(enter), go(1), go(5 + late_s), until_s=9)
    assert night.began[-1] == (us(5), "2")
    assert night.sent("/bell") == [(us(7), "/bell")]


@pytest.mark.parametrize(("enter", "at_s"), [("beat", 5.5), ("bar", 7)])
def test_a_press_that_is_later_waits_for_the_next_line(enter, at_s):
    night = play(BARRED.format(enter), go(1), go(5.151), until_s=9)
    assert night.began[-1] == (us(at_s), "2")


def test_a_press_is_late_by_the_foots_own_instant_and_not_by_the_way_it_took():
    night = play(BARRED.format("bar"), go(1), go(5.1, heard_s=5.3), until_s=9)
    assert night.began[-1] == (us(5), "2")


def test_the_begin_of_a_passage_is_a_line_too():
    night = play(BARRED.format("bar"), go(1), go(9.1), until_s=10)
    assert night.began[-1] == (us(9), "2")


@pytest.mark.parametrize(("pressed_s", "out_s"), [(5.1, 5), (17.1, 17), (5.2, 17), (17.2, 21)])
def test_a_press_just_behind_an_exit_still_takes_it_at_the_end_of_a_turn_too(pressed_s, out_s):
    night = play(handed(VAMP), woken(go(1), go(pressed_s)), until_s=30)
    assert night.sent("/gong") == [(us(out_s), "/gong")]
    assert night.sent("/bell") == [(us(pressed_s), "/bell")], "decided, whenever it is taken"
    assert jumps(night) == []


def test_a_press_behind_an_exit_says_where_the_next_one_is_and_a_second_cuts():
    night = play(VAMP, go(1), go(5.2), until_s=30)
    assert night.told == ["out of V in 6 bars"]
    assert play(VAMP, go(1), go(5.2), until_s=5.3).look().press == "GO: CUT"
    cut = play(VAMP, go(1), go(5.2), go(6.3), until_s=30)
    assert cut.told[-1] == "cut: out of V"
    assert cut.sent("/gong") == [(us(6.3), "/gong")]
    assert [cue for _, cue in cut.began] == ["1"]


def test_a_second_press_is_the_next_cues_where_that_is_looked_for_or_the_exit_is_near():
    near = play(VAMP, go(1), go(5.2), go(15.5), until_s=30)
    assert near.began[-1][1] == "2", "the exit is less than a bar away"
    looked_for = play(VAMP, go(1), press(2, "skip"), press(2.5, "back"), go(62), go(63.2))
    assert not any("cut" in line for line in looked_for.told)


def test_a_press_for_a_cue_at_an_exit_is_in_time_just_behind_it_and_says_where_the_next_is():
    moves = [go(1), press(2, "skip")]
    night = play(VAMP, moves, go(5.1), until_s=30)
    assert night.began[-1] == (us(5), "2")
    assert play(VAMP, moves, go(17.1), until_s=30).began[-1] == (us(17), "2")
    night = play(VAMP, moves, go(5.2), until_s=30)
    assert night.told[-1] == "cue 2 in 6 bars"
    assert night.began[-1] == (us(17), "2")
    assert play(VAMP, moves, go(5.2), go(7), until_s=30).began[-1] == (us(7), "2"), "or at once"


def shown(words: str) -> str:
    """A verb as the player is told of it: without how long it takes."""
    return words.partition(" over ")[0].removesuffix(" 2s").upper()


GUARDED = sorted(set(CONTROLS) - {"tap", "count in", "fermata", "pad"})


@pytest.mark.parametrize("words", [*GUARDED, "go to 2"])
def test_every_verb_is_guarded_against_a_foot_that_bounces_and_says_so(words):
    cues = BARRED.format("now")
    night = play(cues, go(1), press(3, words), press(3.249, words), until_s=3.3)
    refused = f"{shown(words)} refused: 249 ms after the last"
    assert refused in night.told
    assert refused in night.look().notices
    night = play(cues, go(1), press(3, words), press(3.25, words), until_s=3.3)
    assert not any("refused" in line for line in night.told)


def test_taps_and_pedals_are_not_guarded():
    moves = [press(3, "fermata"), release(3.05, "fermata"), press(3.1, "fermata")]
    night = play(BARRED.format("now"), go(1), taps(2, 0.2, 4), moves, until_s=20)
    assert not any("refused" in line for line in night.told)
    assert night.state.playing is not None
    assert night.state.playing.stands is not None


@pytest.mark.parametrize("words", [*GUARDED, "tap", "fermata"])
def test_a_press_that_is_learned_too_late_does_nothing_and_is_shown(words):
    early = press(3, words)
    late = type(early)(us(3.26), early.stamped_us, early.port, early.data)
    night = play(BARRED.format("now"), go(1), late, until_s=4)
    if words.startswith("panic"):
        assert night.look().now == "PANIC"
        return
    assert night.told == [f"{shown(words)} missed: it came 260 ms late"]
    assert night.look().bar == 2
    assert night.look().bpm == 120
