"""GO, back and skip: what a foot in the dark can rely on."""

from __future__ import annotations

import pytest
from nights import back, button, go, key, knob, pedal, play, show, skip, us

TWO = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=120"
fire = "A1 bell"
[cue.2]
on = "title: Anna"
play = "A 4"
fire = "A1 gong"
"""
BARRED = TWO.replace('Anna"', 'Anna"\nenter = "bar"')
LONG = """
[cue.1]
on = "screening"
play = "A 1 4/4 q=120 | V 4 vamp out 2 | X 8"
fire = "A1 bell, V1 note, V3 gong, X1 bell"
[cue.2]
on = "title: Anna"
play = "A 4"
fire = "A1 gong"
[cue.3]
on = "title: Dawn"
play = "A 4"
"""


def test_a_press_sounds_at_the_instant_of_the_foot():
    """Not at that of the wake-up: the frame was 80 ms on its way."""
    night = play(TWO, go(1, heard_s=1.08), until_s=2)
    assert night.sent("/bell") == [(1_000_000, "/bell")]


def test_nothing_is_fired_before_the_first_press():
    night = play(TWO, until_s=30)
    assert night.began == []
    assert night.sent("/bell", "/gong") == []


@pytest.mark.parametrize(
    "presses",
    [
        [go(1), go(1.249)],
        pedal(1, 1.249),
        [button(1, "play"), button(1.249, "play")],
        [*pedal(1), button(1.249, "play")],
        [button(1, "play"), key("enter", 1.249)],
        [go(1, heard_s=1.2), go(0.9, heard_s=1.1)],
    ],
)
def test_a_double_press_is_refused_on_every_path_and_between_them(presses):
    night = play(TWO, presses, until_s=2)
    assert [cue for _, cue in night.began] == ["1"]
    assert any("GO refused" in line for line in night.told)
    assert any("GO refused" in line for line in night.look().notices)


def test_a_press_after_the_guard_is_taken():
    assert [cue for _, cue in play(TWO, go(1), go(1.25), until_s=2).began] == ["1", "2"]


def test_a_refused_press_does_not_lengthen_the_guard():
    night = play(TWO, go(1), go(1.2), go(1.3), until_s=2)
    assert [cue for _, cue in night.began] == ["1", "2"]


def test_another_verb_is_not_refused():
    night = play(TWO, go(1), back(1.1), go(2), until_s=3)
    assert [cue for _, cue in night.began] == ["1", "1"]


def test_a_press_heard_a_quarter_second_late_still_counts_and_a_later_one_is_told():
    assert play(TWO, go(1, heard_s=1.25), until_s=2).began == [(1_000_000, "1")]
    night = play(TWO, go(1, heard_s=1.251), until_s=2)
    assert night.began == []
    assert night.told == ["GO missed: it came 251 ms late"]


def test_a_missed_press_leaves_the_next_one_free():
    night = play(TWO, go(1, heard_s=1.3), go(1.2, heard_s=1.35), until_s=2)
    assert [cue for _, cue in night.began] == ["1"]


def test_go_beyond_the_last_press_is_told():
    night = play(TWO, go(1), go(2), go(3), until_s=4)
    assert night.told == ["GO: nothing stands by"]


@pytest.mark.parametrize(("enter", "due_us"), [("now", 2_300_000), ("beat", 2_500_000)])
def test_enter_says_how_a_press_is_taken(enter, due_us):
    cues = TWO.replace('Anna"', f'Anna"\nenter = "{enter}"')
    assert play(cues, go(1), go(2.3), until_s=6).sent("/gong") == [(due_us, "/gong")]


def test_a_press_for_the_bar_waits_for_the_bar_and_a_second_does_not():
    assert play(BARRED, go(1), go(2.3), until_s=6).sent("/gong") == [(3_000_000, "/gong")]
    assert play(BARRED, go(1), go(2.3), until_s=2.5).look().press == "GO: CUE 2 NOW"
    night = play(BARRED, go(1), go(2.3), go(2.6), until_s=6)
    assert night.sent("/gong") == [(2_600_000, "/gong")]
    assert [cue for _, cue in night.began] == ["1", "2"]


def test_beats_of_a_compound_meter_are_felt_in_threes():
    cues = TWO.replace("4/4 q=120", "6/8 q.=60").replace('Anna"', 'Anna"\nenter = "beat"')
    assert play(cues, go(1), go(2.4), until_s=6).sent("/gong") == [(3_000_000, "/gong")]


def test_a_press_for_the_bar_in_silence_is_taken_at_once():
    cues = BARRED.replace("q=120", "q=120 | // | B 1")
    night = play(cues, go(1), skip(9.5), go(10), until_s=11)
    assert night.sent("/gong") == [(10_000_000, "/gong")]


def test_back_takes_a_press_that_waits_for_its_bar_and_skip_passes_over_it():
    pending = [go(1), go(2.3)]
    night = play(BARRED, pending, back(2.5), until_s=6)
    assert night.sent("/gong") == []
    assert night.look().press == "GO: CUE 2"
    night = play(BARRED, pending, skip(2.5), until_s=6)
    assert night.sent("/gong") == []
    assert night.look().press == "GO: NOTHING"


def test_skip_passes_over_what_the_display_names_and_no_more():
    cues = BARRED + '[cue.3]\non = "title: Dawn"\nplay = "A 4"\n'
    assert play(cues, go(1), go(2.3), skip(2.5), until_s=6).look().press == "GO: CUE 3"


def test_a_bar_line_is_also_where_a_vamp_is_left():
    """Out of V after its second beat: X begins there, so the bar the press waits for is X1."""
    cues = LONG.replace("out 2", "out 1.2").replace('Anna"', 'Anna"\nenter = "bar"')
    night = play(cues, go(1), go(3.1), go(3.6), until_s=9)
    assert night.began == [(1_000_000, "1"), (4_000_000, "2")]


def test_a_vamp_is_left_at_its_exit_and_goes_round_until_then():
    night = play(LONG, go(1), go(12), until_s=18)
    notes = [due_us for due_us, text in night.sent() if text == "90 3c 64"]
    assert notes == [3_000_000, 11_000_000]
    assert night.sent("/bell") == [(1_000_000, "/bell"), (15_000_000, "/bell")]
    assert night.sent("/gong") == [(7_000_000, "/gong")], "V3 lies behind the exit"


def test_a_press_behind_the_last_exit_waits_for_the_next_turn_which_sounds_again():
    night = play(LONG, go(1), go(8), until_s=18)
    notes = [due_us for due_us, text in night.sent() if text == "90 3c 64"]
    assert notes == [3_000_000, 11_000_000]
    assert night.sent("/bell")[-1] == (15_000_000, "/bell")


def test_the_display_counts_on_in_the_turn_that_will_be_left():
    view = play(LONG, go(1), go(8), until_s=12).look()
    assert (view.section, view.turn, view.bar) == ("V", 2, 1)


def test_a_press_for_a_vamp_not_yet_reached_leaves_it_at_its_first_exit():
    night = play(LONG, go(1), go(2), until_s=18)
    assert night.sent("/bell")[-1] == (7_000_000, "/bell")


def test_back_takes_a_press_out_of_a_vamp_while_it_still_plays():
    """What GO will do next is leave V, so V must not leave of itself."""
    night = play(LONG, go(1), go(3.5), back(4), until_s=30)
    assert night.look().press == "GO: OUT OF V"
    assert night.look().section == "V"
    night = play(LONG, go(1), go(3.5), back(4), go(12), until_s=18)
    assert night.sent("/bell")[-1] == (15_000_000, "/bell")


def test_back_passes_over_a_press_out_of_a_vamp_that_is_behind():
    night = play(LONG, go(1), go(3.5), back(9), until_s=11)
    assert night.told[-1] == "stands by: cue 1"
    assert night.look().press == "GO: CUE 1"


def test_skip_passes_over_the_presses_of_a_cue_that_is_skipped():
    night = play(LONG, skip(0.5), go(1), until_s=2)
    assert night.began == [(1_000_000, "2")]


def test_skip_in_a_vamp_goes_round_until_the_next_cue():
    """Skipping the press out of a vamp, in it or before it, leaves the music where it is."""
    for at_s in (1.5, 5):
        night = play(LONG, go(1), skip(at_s), until_s=40)
        assert night.look().section == "V"
        assert night.look().press == "GO: CUE 2"


def test_a_press_made_ahead_of_time_is_told():
    night = play(LONG, go(1), go(1.5), until_s=2)
    assert night.told[-1] == "GO, ahead of time: out of V at its first exit"


def test_go_in_silence_comes_in_at_the_instant_of_the_foot():
    cues = TWO.replace("q=120", 'q=120 | // | B 1"\nfire = "A1 bell, B1 pad').replace(
        'fire = "A1 bell"\n', ""
    )
    night = play(cues, go(1), go(12.345, heard_s=12.4), until_s=20)
    assert night.sent("/pad")[0] == (12_345_000, "/pad 1")


def test_a_press_made_just_before_the_silence_and_heard_after_it_begins_there():
    """Nothing lies before what was already played: the music goes on without a gap."""
    cues = """
    [cue.1]
    on = "screening"
    play = "A 1 4/4 q=120 | // | B 1"
    fire = "// gong, B1 bell"
    """
    night = play(cues, go(1), go(2.99, heard_s=3.1), until_s=6)
    assert night.sent("/gong", "/bell") == [(3_000_000, "/gong"), (3_000_000, "/bell")]


def test_back_and_skip_sound_nothing_and_stop_nothing():
    quiet = play(LONG, go(1), until_s=20)
    night = play(LONG, go(1), back(2), skip(4), skip(5), back(6), skip(7), until_s=20)
    assert night.packets == quiet.packets


def test_back_then_go_begins_the_cue_anew():
    night = play(TWO, go(1), go(3), back(4), go(5), until_s=6)
    assert night.began == [(1_000_000, "1"), (3_000_000, "2"), (5_000_000, "2")]


def test_there_is_nothing_before_the_first_press_nor_behind_the_last():
    night = play(TWO, back(1), skip(2), skip(3), skip(4), until_s=5)
    assert night.told.count("there is no press there") == 2
    assert night.look().press == "GO: NOTHING"


def test_the_first_press_starts_the_film_where_its_cue_is_expected():
    cues = TWO.replace('Anna"', 'Anna"\nlook = "1:00"')
    assert play(cues, go(1)).look(3).film == "0:02"
    assert play(cues, skip(1), go(2)).look(5).film == "1:03"


def test_a_trim_is_measured_anew_after_back():
    cues = TWO.replace('fire = "A1 bell"', 'dyn = "strings f"')
    night = play(cues, go(1), knob(2, "slider1", 64), back(3), knob(4, "slider1", 127), until_s=5)
    assert night.values("/strings") == [7]


def test_a_show_whose_last_cue_is_a_vamp_ends_by_its_own_press():
    cues = '[cue.1]\non = "screening"\nplay = "V 2 4/4 q=120 vamp"\nfire = "V1 bell, end gong"\n'
    performed = show(cues)
    assert [one.part for one in performed.presses] == [None, 0]
    night = play(performed, go(1), go(6), until_s=60)
    assert [due_us for due_us, _ in night.sent("/bell")] == [1_000_000, 5_000_000]
    assert night.sent("/gong") == [(9_000_000, "/gong")], "the end is not the end of a turn"
    assert night.state.ended
    assert night.state.wake_us is None


def test_back_takes_back_a_press_made_ahead_of_time():
    night = play(LONG, go(1), go(1.5), back(2), until_s=30)
    assert night.look().section == "V"
    assert night.look().press == "GO: OUT OF V"


def test_a_press_in_time_for_the_bar_is_taken_there_however_late_it_is_heard():
    """The foot was 1 ms before the bar line, the wire took 20: no bar is lost for it."""
    night = play(BARRED, go(1), go(2.999, heard_s=3.019), until_s=5)
    assert night.began[-1] == (us(3), "2")
