"""The way through a form: repeats, endings, what is played only if needed, pick-ups, counts."""

from __future__ import annotations

import pytest
from nights import go, knob, loaded, play, show

from rig.conductor.actions import Passed
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.script import Move, Scripted

REPEATED = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 1 4/4 q=120 3x | B 1"
dyn = "strings p, A1.3 f, B1 pp"
hits = "0:00 A1.2 door | 0:06 B1 wall"
fire = "A1 bell, A1.2 pad, B1 gong"
[cue.2]
on = "title: Anna"
play = "A 2"
fire = "A1 note"
"""
ENDINGS = """
[cue.1]
on = "screening"
lead = "sheet"
play = "O 1 4/4 q=120 optional | A 1 | X 1 or Y 2 | P 3 optional | S 1 safety"
dyn = "strings p, A1 mp <, X1 mf, Y1 ffff, S1 f"
hits = "0:00 Y1 other"
fire = "O1 bell, A1 gong, X1 pad, Y1 bell, P1 bell, S1 note, Y1 hall=0.25, X1 room=0.5"
[cue.2]
on = "title: Anna"
play = "A 2"
"""


def at(night, *addresses):
    """The seconds at which something was sent."""
    return [due_us / 1e6 for due_us, _ in night.sent(*addresses)]


def test_a_repeat_is_played_as_often_as_it_says_and_everything_comes_again():
    night = play(REPEATED, go(1), until_s=20)
    assert at(night, "/bell") == [1, 3, 5]
    assert at(night, "/gong") == [7]
    assert night.sent("/strings") == [
        (0, "/strings 4"),
        (2_000_000, "/strings 7"),
        (3_000_000, "/strings 4"),
        (4_000_000, "/strings 7"),
        (5_000_000, "/strings 4"),
        (6_000_000, "/strings 7"),
        (7_000_000, "/strings 3"),
    ]


def test_a_hit_in_a_repeat_is_met_the_first_time_only():
    night = play(REPEATED, go(1), until_s=20)
    passed = [one.due_us for one in night.actions if isinstance(one, Passed)]
    assert passed == [1_500_000, 7_000_000]


def test_a_place_counted_back_from_behind_a_repeat_comes_in_its_last_turn_alone():
    night = play(REPEATED.replace("B1 gong", "B1-1b gong"), go(1), until_s=20)
    assert at(night, "/gong") == [6.5]


def test_what_has_no_place_comes_with_the_first_bars_that_are_played():
    cues = REPEATED.replace("A 1 4/4 q=120 3x", "O 1 4/4 q=120 optional | A 1 3x")
    night = play(cues.replace("A1 bell", "bell"), go(1), until_s=20)
    assert at(night, "/bell") == [1, 3, 5]
    assert night.sent("/strings")[0] == (0, "/strings 4")


def test_the_display_counts_the_turns_of_a_repeat():
    assert play(REPEATED, go(1), until_s=2).look().turn == 1
    assert play(REPEATED, go(1), until_s=5.5).look().turn == 3
    assert play(REPEATED, go(1), until_s=7.5).look().turn == 0


def test_what_is_due_at_the_end_comes_after_the_last_turn_alone():
    cues = REPEATED.replace(" | B 1", "").replace(", B1 pp", ", end n")
    cues = cues.replace("0:06 B1 wall", "0:06 end wall").replace("B1 gong", "end gong")
    night = play(cues, go(1), until_s=20)
    assert at(night, "/gong") == [7]
    assert night.sent("/strings")[-1] == (7_000_000, "/strings 0")
    assert [one.late_us for one in night.actions if isinstance(one, Passed)][-1] == 0


def test_a_ramp_in_a_repeat_begins_anew_each_time():
    night = play(REPEATED.replace("q=120", "q=60>120"), go(0), until_s=20)
    turn_us = 2_772_589  # four beats from 60 to 120: 4 ln 2 s
    assert [due_us for due_us, _ in night.sent("/bell")] == [
        pytest.approx(turn * turn_us, abs=turn) for turn in range(3)
    ]
    assert night.values("/tempo").count(60) == 3


def test_a_hairpin_over_a_repeat_lies_over_every_turn():
    """Three turns of four beats: from niente, the fortissimo of B is reached evenly."""
    cues = REPEATED.replace("strings p, A1.3 f, B1 pp", "strings n, B1 ffff")
    cues = cues.replace('play = "A', 'play = "I 1 4/4 q=120 | A').replace("n, B1", "n <, B1")
    night = play(cues, go(1), until_s=20)
    values = dict(night.sent("/strings"))
    assert values[5_000_000] == "/strings 5"
    assert values[9_000_000] == "/strings 10"


def test_a_hairpin_inside_a_repeat_is_drawn_in_each_turn():
    cues = REPEATED.replace("strings p, A1.3 f, B1 pp", "strings p, A1.2 n <, A1.4 ffff")
    values = dict(play(cues, go(1), until_s=20).sent("/strings"))
    assert [values[at_us] for at_us in (1_900_000, 3_900_000, 5_900_000)] == ["/strings 4"] * 3
    assert [values[at_us] for at_us in (2_500_000, 4_500_000, 6_500_000)] == ["/strings 10"] * 3


def test_a_repeat_beside_a_vamp_and_a_hairpin_over_both():
    """A vamp counts once in a hairpin, however often it goes round; a repeat counts each time."""
    cues = """
    [cue.1]
    on = "screening"
    play = "I 1 4/4 q=120 | A 1 2x | V 1 vamp | B 1"
    dyn = "strings n <, end ffff"
    """
    night = play(cues, go(0), go(13.5), until_s=60)
    values = dict(night.sent("/strings"))
    assert [value for at_us, value in values.items() if 8e6 <= at_us <= 14e6] == ["/strings 8"]
    assert values[16_000_000] == "/strings 10"


@pytest.mark.parametrize(("enter", "due_s"), [("exit", 3), ("bar", 3), ("beat", 2.5)])
def test_a_press_in_a_repeat_may_be_taken_where_its_turn_ends(enter, due_s):
    cues = REPEATED.replace('Anna"', f'Anna"\nenter = "{enter}"')
    assert play(cues, go(1), go(2.3), until_s=9).began[-1][0] == due_s * 1_000_000


def test_as_written_the_first_ending_is_played_and_nothing_that_is_only_if_needed():
    night = play(ENDINGS, go(1), until_s=20)
    assert at(night, "/bell") == []
    assert at(night, "/gong", "/pad") == [1, 3, 7]
    assert at(night, "90") == [5]
    assert [one for one in night.actions if isinstance(one, Passed)] == []
    assert night.look().now == "CUE 1  over"


def test_what_stands_in_bars_that_are_not_played_is_not_in_force():
    """The mark and the value of Y are those of another way; a jump to cue 2 knows that too."""
    straight = play(ENDINGS, go(1), go(8), until_s=9)
    jumped = play(ENDINGS, go(1), go(1.5), until_s=2)
    for night in (straight, jumped):
        assert night.values("/strings")[-1] == 7
        assert night.sent("/hall") == []
        assert night.values("/room") == [0.5]


def test_a_hairpin_to_an_ending_is_at_its_mark_there():
    values = play(ENDINGS, go(1), until_s=20).sent("/strings")
    assert (3_000_000, "/strings 6") in values
    assert max(value for _, value in values) == "/strings 7"


def test_the_end_of_a_cue_is_where_what_is_played_of_it_ends():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 1 4/4 q=120 | X 1 or Y 3"
    dyn = "strings n <, end ffff"
    fire = "end bell"
    """
    night = play(cues, go(0), until_s=20)
    assert night.sent("/bell") == [(4_000_000, "/bell")]
    assert night.sent("/strings")[-1] == (4_000_000, "/strings 10")
    assert night.state.ended


def test_no_press_is_asked_for_out_of_bars_that_are_not_played():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 1 4/4 q=120 | P 1 optional fermata | X 1 fermata or Y 2 fermata | B 1"
    """
    assert [(one.part, one.hold) for one in show(cues).presses] == [(None, None), (2, 0)]


def test_a_pick_up_comes_before_its_bar_line():
    """One beat before A: its bar 0; the bar line and the exit grid lie a beat later."""
    cues = """
    [cue.1]
    on = "screening"
    play = "A 2 3/4 q=60 pickup 1 | B 1"
    fire = "A0.3 pad, A1 bell, A2 bell, B1 gong"
    [cue.2]
    on = "title: Anna"
    enter = "bar"
    play = "A 1"
    """
    night = play(cues, go(0), until_s=20)
    assert at(night, "/pad", "/bell", "/gong")[:4] == [0, 1, 4, 7]
    first = play(cues, go(0), until_s=0.5).look(0.5)
    assert (first.bar, first.beat, first.beats) == (0, 3, 3)
    later = play(cues, go(0), until_s=1.5).look(1.5)
    assert (later.bar, later.beat) == (1, 1)
    assert play(cues, go(0), go(1.5), until_s=9).began[-1] == (4_000_000, "2")
    assert play(cues, go(0), go(0.5), until_s=9).began[-1] == (1_000_000, "2")


def test_a_pick_up_is_repeated_with_its_section():
    cues = '[cue.1]\non = "screening"\nplay = "A 1 3/4 q=60 pickup 1 2x"\nfire = "A1 bell"'
    assert at(play(cues, go(0), until_s=20), "/bell") == [1, 5]


def test_beats_of_an_irregular_meter_are_felt_in_their_groups():
    """7/8 as 2+2+3 at 240 eighths: the felt beats lie at 0, 0.5 and 1 s of a bar of 1.75."""
    cues = """
    [cue.1]
    on = "screening"
    play = "A 4 7/8 2+2+3 e=240"
    [cue.2]
    on = "title: Anna"
    enter = "beat"
    play = "A 1"
    """
    for pressed_s, due_s in ((0.3, 0.5), (0.7, 1), (1.2, 1.75), (1.95, 2.25)):
        assert play(cues, go(0), go(pressed_s), until_s=9).began[-1][0] == due_s * 1_000_000


def test_warning_clicks_are_counted_and_nothing_plays():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 2 4/4 q=60 count 2"
    dyn = "strings p, A1 f"
    fire = "A1 bell"
    """
    night = play(cues, go(0), until_s=20)
    assert night.sent("/bell") == [(2_000_000, "/bell")]
    assert night.sent("/strings")[-1] == (2_000_000, "/strings 7")
    seen = play(cues, go(0), until_s=1.5).look(1.5)
    assert (seen.now, seen.section, seen.bar, seen.beat) == ("CUE 1  COUNT", "COUNT", 0, 4)


def test_bars_of_silence_are_counted_and_shown():
    cues = '[cue.1]\non = "screening"\nplay = "A 1 4/4 q=60 | tacet 2 | B 1"\nfire = "B1 bell"'
    assert play(cues, go(0), until_s=20).sent("/bell") == [(12_000_000, "/bell")]
    seen = play(cues, go(0), until_s=9.5).look(9.5)
    assert (seen.now, seen.bar, seen.beat, seen.bpm) == ("CUE 1  TACET", 2, 2, 60)


def test_bars_of_a_recalled_theme_keep_their_numbers():
    cues = """
    [theme.WHITE]
    play = "A 8 4/4 q=60"
    [cue.1]
    on = "screening"
    play = "WHITE 3-5"
    """
    assert play(cues, go(0), until_s=4.5).look(4.5).bar == 4


def test_a_script_stays_for_a_repeat_and_leaves_a_vamp_that_nobody_will_leave():
    repeated = REPEATED.replace("3x", "9x")
    performance = loaded(repeated)
    done = virtual_night(performance, Scripted((Move(1_000_000, "", b"", "space"),), performance))
    assert sum(isinstance(one, Passed) for one in done.actions) == 2
    performance = loaded(REPEATED.replace("3x", "vamp"))
    done = virtual_night(performance, Scripted((Move(1_000_000, "", b"", "space"),), performance))
    assert max(one.due_us for one in done.actions) < 20_000_000


def test_a_lean_holds_over_the_turns_of_a_repeat():
    lean = [knob(1.1, "knob1", 64), knob(1.2, "knob1", 127)]
    [first, second, third] = at(play(REPEATED, go(1), lean, until_s=20), "/bell")
    assert third - second == pytest.approx(2 / 1.06, abs=2e-6)
    assert second - first == pytest.approx(0.2 + 1.8 / 1.06, abs=2e-6)
