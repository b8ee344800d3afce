"""Go to: things are as they are where the cue begins, whatever way led there."""

from __future__ import annotations

from itertools import pairwise

import pytest
from any_night import sheets
from handed import handed, play, press
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nights import go, knob, panic, us

from rig.conductor.surface import Jumping

CUES = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 4 4/4 q=120 | B 4"
dyn = "strings p, B1 f <, end ff | winds mf"
fire = "A1 sea~, A1 hall=0.25, A1 pad, B1 bell"
leave = "fade 2s"
[cue.2]
on = "title: Anna"
look = "0:30"
play = "A 4"
dyn = "strings mp, A3 ppp | organ f"
fire = "A1 gong, A2 hall=0.75, A3 -sea"
[cue.3]
on = "title: Dawn"
look = "0:45"
play = "A 4"
fire = "A1 note"
[cue.4]
on = "attacca"
play = "A 4"
fire = "A1 bell"
"""
ADDRESSES = ("/strings", "/winds", "/organ", "/hall", "/room")


def in_force(night) -> dict[str, float]:
    """The last value of each group and dial, at the end of a night."""
    return {one: values[-1] for one in ADDRESSES if (values := night.values(one))}


def test_it_stands_by_with_what_holds_there_and_fires_nothing():
    night = play(CUES, press(1, "go to 3"), until_s=9)
    assert in_force(night) == {"/strings": 2, "/winds": -40, "/organ": 7, "/hall": 0.75}
    assert night.sent("/sea", "/gong", "/bell", "90") == []
    assert night.look().press == "GO: CUE 3"
    assert night.told == ["stands by: cue 3"]
    assert night.began == []


def test_the_music_stops_as_its_cue_says():
    night = play(CUES, go(1), press(6, "go to 3"), until_s=20)
    assert night.sent("/pad") == [(us(1), "/pad 1"), (us(8), "/pad 0")], "behind its fade"
    assert night.sent("/bell") == []
    assert in_force(night)["/strings"] == 2
    assert all(one >= two for one, two in pairwise(night.values("/strings")[1:]))


def test_what_should_not_be_sounding_stops_and_what_should_is_offered():
    assert play(CUES, go(1), press(6, "go to 3"), until_s=9).sent("/sea")[-1] == (us(6), "/sea 0")
    night = play(CUES, press(1, "go to 2"), until_s=9)
    assert "should be sounding: sea" in night.told
    assert night.sent("/sea") == []


def test_the_same_again_starts_what_should_be_sounding_and_no_more():
    again = [press(1, "go to 2"), press(2, "go to 2")]
    night = play(CUES, again, go(4), until_s=9)
    assert night.sent("/sea") == [(us(2), "/sea 1"), (us(8), "/sea 0")]
    assert night.told[-1] == "started: sea"
    assert night.began == [(us(4), "2")]
    third = play(CUES, again, press(3, "go to 2"), until_s=4)
    assert third.told[-1] == "all that should be sounding does"
    other = play(CUES, press(1, "go to 2"), press(2, "skip"), press(3, "go to 2"), until_s=4)
    assert other.sent("/sea") == [], "it is not the same press again"


def test_a_go_to_while_music_plays_is_never_the_second_of_two():
    night = play(CUES, press(1, "go to 2"), go(2), press(3, "go to 2"), until_s=4)
    assert night.state.playing is None
    assert night.look().press == "GO: CUE 2"


def test_the_hand_loses_what_the_sheet_says_anew_and_keeps_its_trims():
    moves = [knob(2, "slider3", 127), knob(2.1, "slider1", 64), knob(2.2, "slider1", 127)]
    night = play(CUES, go(1), moves, press(6, "go to 3"), until_s=20)
    assert night.state.faders[0].hand is None
    assert night.state.faders[0].trim_db == 6


def test_go_then_is_a_landmark_anew():
    night = play(CUES, go(1), press(6, "go to 2"), go(10), until_s=12)
    assert night.look(12).film == "0:32"
    back = play(CUES, go(1), go(31), press(40, "go to 2"), go(50), until_s=52)
    assert back.look(52).film in ("0:31+19", "0:32")
    assert [cue for _, cue in back.began] == ["1", "2", "2"], "it is a new pass"


def test_behind_it_the_press_that_began_the_night_begins_the_film_again():
    night = play(CUES, go(1), go(31), press(40, "go to 1"), go(60), until_s=70)
    assert night.look(70).film == "0:10"


def test_a_cue_that_begins_by_itself_begins_at_once():
    night = play(CUES, press(1, "go to 4"), until_s=9)
    assert night.began == [(us(1), "4")]
    assert night.sent("/bell") == [(us(1), "/bell")]


def test_behind_a_panic_everything_is_at_its_level():
    night = play(CUES, go(1), panic(2), press(6, "go to 2"), until_s=9)
    assert in_force(night)["/strings"] == pytest.approx(5)
    assert night.look().now != "PANIC"


def test_a_cue_that_is_not_in_the_sheet_is_no_button():
    pressed = [one.base.press for one in handed(CUES).surface.controls.values()]
    assert len([one for one in pressed if one and isinstance(one[0], Jumping)]) == 4


@settings(deadline=None, max_examples=150)
@given(sheets(), st.data())
def test_levels_and_values_are_the_same_whichever_way_led_there(sheet, data):
    """From the night's begin, and from wherever it had got to: the trims of the hand apart."""
    performed = handed(sheet[1].replace("fade 1s", "fade 0.001s"))
    starts = [n for n, one in enumerate(performed.programmes) if one.press is not None]
    assume(starts)
    place = data.draw(st.sampled_from(starts)) + 1
    straight = play(performed, press(0.5, f"go to {place}"), until_s=0.6)
    gaps = data.draw(st.lists(st.integers(3, 40), min_size=1, max_size=8))
    times = [1 + sum(gaps[: n + 1]) / 10 for n in range(len(gaps))]
    moves = [knob(1.05, "slider3", 99), *map(go, times), press(times[-1] + 1, f"go to {place}")]
    way = play(performed, moves, until_s=times[-1] + 1.1)
    assume(performed.timed[-1] < 0)  # the film that goes on may start one by itself
    assert in_force(straight).items() <= in_force(way).items()
    assert way.state.next_press == straight.state.next_press
    began = play(performed, moves, go(times[-1] + 2), until_s=times[-1] + 2)
    cue = performed.programmes[place - 1].cue.number
    assert began.began[-1][1] == cue
