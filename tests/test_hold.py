"""The film stops and rolls again: what goes round meanwhile, and where the music comes in."""

from __future__ import annotations

import pytest
from handed import handed, jumps, play, press, release, woken
from nights import back, go, panic, us

from rig.conductor.actions import Passed
from rig.conductor.events import Restarted

NAMED = """
[cue.1]
on = "screening"
lead = "sheet"
hold = "B"
play = "A 8 4/4 q=120 | B 2 | C 8"
dyn = "strings p, B1 pp, C1 ff"
fire = "A1 bell, A5 note, B1 gong, C1 pad, C5 note"
hits = "0:16 B1 a door | 0:17 B1.3 a shot | 0:20 C1 a lamp"
[cue.2]
on = "title: Anna"
look = "0:40"
lead = "sheet"
play = "A 16"
fire = "A1 bell, A3 bell, A5 bell"
[cue.3]
on = "time"
look = "1:20"
play = "A 4"
fire = "A1 gong"
"""
TACET = NAMED.replace('hold = "B"\n', "")
VAMP = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 4 4/4 q=120 | V 4 vamp out 2 4 | X 4 | // | Y 4"
press = "V 0:30 the card leaves, // 0:42 the lamp"
fire = "A1 bell, V1 gong, X1 note, Y1 bell"
[cue.2]
on = "title: Anna"
look = "1:00"
play = "A 8"
"""


def holding(*at_s):
    """The film stops, and rolls, and stops."""
    return [press(one, "hold") for one in at_s]


def sounds(night, address, from_s=0):
    """When something was fired, in seconds."""
    fired = (due_us for due_us, text in night.sent(address) if not text.endswith(" 0"))
    return [due_us / 1e6 for due_us in fired if due_us >= us(from_s)]


def test_what_the_cue_names_goes_round_from_the_next_bar_line_with_its_sounds():
    night = play(NAMED, go(1), holding(12.3), until_s=28)
    assert sounds(night, "/gong") == [13, 17, 21, 25], "A's bar 7 begins at 13 s"
    assert night.look().film == "0:11+06"
    assert night.look(200).film == "0:11+06"
    assert night.told == ["film stands at 0:11+06; B goes round"]


def test_its_levels_are_those_of_its_begin_and_a_hand_keeps_what_it_has():
    night = play(NAMED, go(1), holding(30.3), until_s=33)
    assert night.values("/strings")[-2:] == [8, 3], "from the C of the cue into B"


def test_a_cue_that_names_nothing_is_tacet_from_the_next_bar_line():
    night = play(TACET, go(1), holding(23.3), until_s=60)
    assert night.sent("/pad") == [(us(21), "/pad 1"), (us(25), "/pad 0")]
    assert night.state.playing is None
    assert "tacet from the next bar" in night.told[-1]


@pytest.mark.parametrize("cues", [NAMED, TACET])
def test_when_it_rolls_on_the_music_comes_in_at_the_bar_line_nearest_to_the_film(cues):
    """The film stood at 0:11+06, in the sixth bar; that bar is nearest when it is come back to."""
    night = play(handed(cues), woken(go(1), holding(12.3, 30.1)), until_s=60)
    in_s = 31 if cues is NAMED else 30.1
    film_s = 11.3 + in_s - 30.1
    bar_s = round(film_s / 2) * 2
    assert sounds(night, "/pad") == [in_s + 20 - bar_s]
    assert jumps(night) == []
    assert any(f"in at cue 1, A bar {bar_s // 2 + 1}" in line for line in night.told)


def test_a_film_held_for_less_than_a_bar_leaves_the_music_as_it_goes():
    moved = play(NAMED, go(1), holding(13.1, 13.4), until_s=40)
    assert sounds(moved, "/gong") == [17]
    assert sounds(moved, "/pad") == [21]
    assert not any("in at" in line for line in moved.told)


def test_in_the_named_passage_itself_it_goes_round_from_where_it_is():
    night = play(handed(NAMED), woken(go(1), holding(18.3, 40)), until_s=60)
    assert sounds(night, "/gong") == [17, 21, 25, 29, 33, 37]
    assert sounds(night, "/pad") == [43], "the film is in B's bar 2 when it is come to at 41 s"
    assert jumps(night) == []


def test_inside_a_vamp_it_just_goes_round_and_the_press_out_of_it_says_that_the_film_rolls():
    moves = [go(1), *holding(12)]
    night = play(VAMP, moves, go(40.2), until_s=55)
    assert sounds(night, "/gong") == [9, 17, 25, 33]
    assert sounds(night, "90") == [41], "no second press is asked for"
    assert night.look().press == "GO: IN AGAIN"


def test_rolling_on_in_a_vamp_goes_on_with_it():
    night = play(VAMP, go(1), holding(12, 40), go(50.2), until_s=60)
    assert sounds(night, "/gong") == [9, 17, 25, 33, 41, 49]
    assert sounds(night, "90") == [53]


def test_an_exit_that_was_asked_for_need_not_be_asked_for_again():
    night = play(VAMP, go(1), go(30.6), holding(30.8, 50), until_s=70)
    assert sounds(night, "90") == [51]
    assert night.look().press == "GO: IN AGAIN"


UNSEEN = VAMP.replace('press = "V 0:30 the card leaves, // 0:42 the lamp"\n', "").replace(
    "A 4", "A 8"
)


def test_an_exit_that_was_asked_for_is_taken_when_the_film_rolls_on_in_the_vamp():
    night = play(UNSEEN, go(1), go(19.3), holding(19.6, 28.1), until_s=60)
    assert sounds(night, "/gong") == [17, 25]
    assert sounds(night, "90") == [29]


def test_an_exit_that_is_asked_for_while_the_film_stands_is_taken_when_it_rolls():
    """In the vamp, or in one that is yet to come."""
    night = play(UNSEEN, go(1), holding(19.2), go(28.1), holding(29.2), until_s=60)
    assert sounds(night, "/gong") == [17, 25]
    assert sounds(night, "90") == [33]
    cues = UNSEEN.replace("lead", 'hold = "A"\nlead')
    night = play(cues, go(1), holding(14.2), go(28.1), holding(30), until_s=60)
    assert sounds(night, "/gong") == [33], "the film is in A's bar 8 at 31 s"
    assert sounds(night, "90") == [37], "at its first exit"
    night = play(cues, go(1), holding(16.2), go(28.1), holding(30), until_s=60)
    assert sounds(night, "/gong") == [31], "the film is in V's bar 1"
    assert sounds(night, "90") == [35]
    assert night.look().press == "GO: IN AGAIN"


def test_in_silence_it_leaves_the_silence():
    night = play(VAMP, go(1), go(31), holding(45, 60), until_s=70)
    assert night.look().press == "GO: IN AGAIN"
    assert not any("in at" in line for line in night.told)
    assert sounds(play(VAMP, go(1), go(31), holding(45), go(60), until_s=70), "/bell") == [1, 60]


def test_on_a_fermata_and_under_a_pedal_it_begins_when_the_beat_goes_on():
    cues = NAMED.replace("A 8 4/4 q=120", "A 8 4/4 q=120 fermata 6.4 max 4s")
    night = play(cues, go(1), holding(14), until_s=24)
    assert sounds(night, "/gong") == [17, 21], "off it at 17 s, which is a bar line"
    pedal = [press(12.3, "fermata"), release(20, "fermata")]
    night = play(NAMED, go(1), pedal, holding(14), until_s=27)
    assert sounds(night, "/gong") == [20.7, 24.7]


def test_hits_are_not_met_while_the_film_stands():
    night = play(NAMED, go(1), holding(12.3, 40.1), until_s=59)
    met = [(one.due_us / 1e6, one.hit) for one in night.actions if isinstance(one, Passed)]
    assert met == [(45, 0), (46, 1), (49, 2)]


def test_a_title_rolls_the_film_on_and_begins_its_cue():
    night = play(NAMED, go(1), holding(12.3), go(30.1), until_s=35)
    assert night.began[-1] == (us(30.1), "2")
    assert night.look(30.1).film == "0:40"
    assert night.state.detour is None
    later = play(NAMED, go(1), holding(12.3), go(30.1), until_s=80)
    assert later.began[-1][0] == pytest.approx(us(70.1), abs=500_000), "by the film as it rolls"


def test_a_landmark_that_is_seen_rolls_it_on_from_there():
    night = play(NAMED, go(1), holding(12.3), press(30.1, "seen"), until_s=45)
    assert "seen: a door, 0:16" in night.told
    assert any("in at cue 1, B bar 1" in line for line in night.told)
    assert sounds(night, "/pad", 30) == [35]


def test_the_print_comes_back_shorter_and_what_is_passed_over_is_shown_and_not_fired():
    cues = NAMED.replace('hits = "0:16 B1 a door | 0:17 B1.3 a shot | 0:20', 'hits = "0:30')
    night = play(cues, go(1), holding(12.3), press(28, "seen"), until_s=40)
    assert sounds(night, "90") == [9]
    assert sounds(night, "/pad") == []
    assert night.told[-1] == "in at cue 1, C bar 6; passed over: gong"
    assert "should be sounding: pad" in night.told


def test_two_minutes_earlier_the_cue_of_then_stands_by_and_its_title_begins_it():
    moves = [go(1), go(41), *holding(60.2), back(63)]
    night = play(NAMED, moves, go(70), until_s=90)
    assert night.began[-1] == (us(70), "2")
    assert sounds(night, "/bell", 69) == [70, 74, 78]
    assert night.look(70).film in ("0:39+19", "0:40")


def test_cues_on_time_wait_for_the_film():
    night = play(NAMED, go(1), go(41), holding(60, 100), until_s=140)
    assert [cue for _, cue in night.began] == ["1", "2", "3"]
    assert night.began[-1][0] == pytest.approx(us(121), abs=50_000)


def test_a_press_that_waits_for_its_bar_is_not_lost():
    cues = TACET.replace('look = "0:40"\nlead', 'enter = "exit"\nlead')
    night = play(cues, go(1), go(12.2), holding(12.5), until_s=60)
    assert night.began[-1] == (us(17), "2")
    night = play(cues, go(1), holding(12.2), go(12.5), until_s=60)
    assert night.began[-1] == (us(17), "2")
    night = play(TACET.replace("lead", 'enter = "exit"\nlead'), go(1), holding(12.2), go(12.5))
    assert night.began[1] == (us(17), "2"), "and a landmark says that the film rolls"


def test_nothing_comes_in_by_itself_behind_a_panic_or_a_dead_engine():
    for stop in (panic(20), Restarted(us(20))):
        for cues in (NAMED, TACET):
            night = play(cues, go(1), holding(12.3), stop, holding(30.1), until_s=60)
            assert night.state.playing is None
            fired = night.sent("/bell", "/gong", "/pad", "90")
            assert [text for due_us, text in fired if due_us > us(25)] == []


def test_before_the_film_begins_there_is_nothing_to_hold():
    assert play(NAMED, holding(1), until_s=2).told == ["hold: the film has not begun"]
