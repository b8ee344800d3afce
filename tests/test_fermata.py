"""Fermatas: the beat stands until GO, or for as long as it may be held."""

from __future__ import annotations

import pytest
from nights import back, go, knob, loaded, panic, play, show, skip, us

from rig.conductor.actions import Began, Ended, Send, Tell
from rig.conductor.events import Restarted, TargetBack
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.player import IdealPlayer
from rig.rehearsal.report import press_lines

HELD = """
[cue.1]
on = "screening"
play = "A 2 4/4 q=120 fermata 1.3 | B 2"
fire = "A1 pad, A1.3 bell, A1.4 gong, B1 note"
[cue.2]
on = "title: Anna"
play = "A 2"
fire = "A1 clip"
"""
LIMITED = HELD.replace("fermata 1.3", "fermata 1.3 max 3s")
LAST = """
[cue.1]
on = "screening"
play = "A 1 4/4 q=120 | F 1 fermata MAX"
dyn = "strings f, end n"
fire = "A1 pad, end gong"
[cue.2]
on = "title: Anna"
play = "A 2"
fire = "A1 bell"
"""


def test_the_beat_stands_at_the_end_of_the_held_beat_until_go():
    night = play(HELD, go(1), until_s=60)
    assert night.sent("/gong") == []
    assert (night.look().section, night.look().bar, night.look().beat) == ("A", 1, 3)
    night = play(HELD, go(1), go(9.123, heard_s=9.2), until_s=60)
    assert night.sent("/bell", "/gong") == [(2_000_000, "/bell"), (9_123_000, "/gong")]
    assert (11_623_000, "90 3c 64") in night.sent()


def test_what_sounds_goes_on_and_the_display_says_how_to_go_on():
    night = play(HELD, go(1), until_s=5)
    assert night.sent("/pad") == [(1_000_000, "/pad 1")]
    assert night.look().press == "GO: OFF THE FERMATA"
    assert night.look().bpm == 120
    assert play(HELD, go(1), go(5), until_s=5.1).look().press == "GO: CUE 2"


def test_a_fermata_ends_by_itself_after_its_longest_and_its_press_is_gone():
    night = play(LIMITED, go(1), until_s=60)
    assert night.sent("/gong") == [(5_500_000, "/gong")]
    assert play(LIMITED, go(1), until_s=6).look().press == "GO: CUE 2"
    assert play(LIMITED, go(1), back(6), until_s=7).look().press == "GO: CUE 1"
    assert play(LIMITED, go(1), back(6), skip(6.5), until_s=7).look().press == "GO: CUE 2"


def test_go_ends_it_before_its_longest():
    assert play(LIMITED, go(1), go(3), until_s=60).sent("/gong") == [(3_000_000, "/gong")]


@pytest.mark.parametrize(("at_s", "heard_s"), [(5.4, 5.55), (5.6, 5.6), (5.74, 5.74)])
def test_a_press_in_the_instant_a_fermata_ends_by_itself_does_not_begin_the_next_cue(at_s, heard_s):
    night = play(LIMITED, go(1), go(at_s, heard_s=heard_s), until_s=60)
    assert [cue for _, cue in night.began] == ["1"]
    assert "GO refused" in night.told[-1]
    assert play(LIMITED, go(1), go(5.75), until_s=6).began[-1] == (5_750_000, "2")


def test_go_ahead_of_a_fermata_decides_that_it_is_not_held():
    night = play(HELD, go(1), go(2), until_s=60)
    assert night.told == ["GO, ahead of time: no fermata in A"]
    assert night.sent("/gong") == [(2_500_000, "/gong")]


def test_back_takes_back_a_press_ahead_of_a_fermata():
    night = play(HELD, go(1), go(1.5), back(2), until_s=60)
    assert night.sent("/gong") == []
    assert night.look().press == "GO: OFF THE FERMATA"
    assert night.told[-1] == "stands by: cue 1, off the fermata of A"


def test_a_press_made_just_before_the_hold_and_heard_in_it_holds_nothing():
    night = play(HELD, go(1), go(2.45, heard_s=2.6), until_s=60)
    assert night.sent("/gong") == [(2_500_000, "/gong")]


def test_a_skipped_fermata_is_held_and_go_is_the_next_cue():
    for at_s in (1.5, 5):
        night = play(HELD, go(1), skip(at_s), until_s=20)
        assert (night.look().section, night.look().beat) == ("A", 3)
        assert night.look().press == "GO: CUE 2"
        assert play(HELD, go(1), skip(at_s), go(8), until_s=9).began[-1] == (8_000_000, "2")


def test_a_skipped_fermata_still_ends_by_itself():
    assert play(LIMITED, go(1), skip(3), until_s=60).sent("/gong") == [(5_500_000, "/gong")]


@pytest.mark.parametrize("enter", ["beat", "bar", "exit"])
def test_a_press_for_a_cue_waits_for_no_beat_that_does_not_go(enter):
    cues = HELD.replace('Anna"', f'Anna"\nenter = "{enter}"')
    night = play(cues, go(1), skip(3), go(4), until_s=9)
    assert night.began[-1] == (4_000_000, "2")


@pytest.mark.parametrize("enter", ["bar", "exit"])
def test_a_press_that_waits_for_its_bar_is_taken_where_the_beat_would_stand(enter):
    """And what comes after the fermata is not played."""
    cues = HELD.replace('Anna"', f'Anna"\nenter = "{enter}"')
    night = play(cues, go(1), skip(1.3), go(1.6), until_s=9)
    assert night.began[-1] == (2_500_000, "2")
    assert night.sent("/gong") == []


def test_a_press_that_waits_for_its_bar_goes_by_a_fermata_that_is_not_held():
    cues = HELD.replace('Anna"', 'Anna"\nenter = "bar"')
    night = play(cues, go(1), go(1.3), go(1.6), until_s=9)
    assert night.began[-1] == (3_000_000, "2")


def test_the_last_fermata_is_left_by_the_next_cue():
    cues = LAST.replace(" MAX", "")
    performed = show(cues)
    assert [(one.cue, one.part, one.hold) for one in performed.presses] == [
        (0, None, None),
        (1, None, None),
    ]
    night = play(performed, go(1), until_s=20)
    assert night.look().press == "GO: CUE 2"
    night = play(performed, go(1), go(9), until_s=10)
    assert night.sent("/pad", "/gong", "/bell") == [
        (1_000_000, "/pad 1"),
        (9_000_000, "/pad 0"),
        (9_000_000, "/bell"),
    ]


def test_the_last_fermata_that_ends_by_itself_ends_its_cue():
    night = play(LAST.replace("MAX", "max 4s"), go(1), until_s=20)
    assert night.sent("/strings", "/gong", "/pad")[-3:] == [
        (9_000_000, "/strings 0"),
        (9_000_000, "/gong"),
        (9_000_000, "/pad 0"),
    ]
    assert night.look().now == "CUE 1  over"


def test_the_last_fermata_before_a_cue_that_follows_has_its_own_press():
    cues = LAST.replace(" MAX", "").replace("title: Anna", "segue")
    night = play(cues, go(1), go(9), until_s=10)
    assert night.began == [(1_000_000, "1"), (9_000_000, "2")]
    assert night.sent("/strings")[-1] == (9_000_000, "/strings 0")


def test_a_cue_on_time_comes_in_a_fermata():
    cues = HELD.replace('"title: Anna"', '"time"\nlook = "0:06"')
    night = play(cues, go(1), until_s=20)
    assert night.began[-1] == (7_000_000, "2")


def test_two_fermatas_of_a_section_have_a_press_each():
    cues = HELD.replace("fermata 1.3", "fermata 1.3 fermata 2")
    night = play(cues, go(1), go(4), until_s=60)
    assert night.look().press == "GO: OFF THE FERMATA"
    night = play(cues, go(1), go(4), go(9), until_s=60)
    assert (9_000_000, "90 3c 64") in night.sent()
    assert [line.split(maxsplit=1)[1] for line in press_lines(night.show)] == [
        "cue 1",
        "cue 1 off the fermata of A",
        "cue 1 off the fermata of A",
        "cue 2                    Anna",
    ]


def test_a_fermata_in_the_second_bar_is_held_though_the_first_was_not():
    cues = HELD.replace("fermata 1.3", "fermata 1.3 fermata 2")
    night = play(cues, go(1), go(2), until_s=60)
    assert (night.look().bar, night.look().beat) == (2, 4)


def test_a_hairpin_stands_with_the_beat_and_goes_on_with_it():
    """Eight beats at 120 are 4 s of music; the fermata lies after three of them."""
    cues = HELD.replace("fire", 'dyn = "strings n <, B1 ffff"\nfire', 1)
    night = play(cues, go(1), go(10), until_s=60)
    values = dict(night.sent("/strings"))
    assert values[2_500_000] == "/strings 3.75"
    assert not [at for at in values if 2_500_000 < at < 10_000_000]
    assert values[10_040_000] == "/strings 3.85"
    assert values[12_500_000] == "/strings 10"


def test_a_hairpin_to_the_fermata_is_at_its_mark_while_it_is_held():
    cues = HELD.replace("fire", 'dyn = "strings n <, A1.4 f"\nfire', 1)
    assert play(cues, go(1), until_s=60).sent("/strings")[-1] == (2_500_000, "/strings 7")


def test_a_ramp_goes_on_where_it_stood():
    cues = HELD.replace("q=120", "q=60>120")
    plain = play(cues.replace("fermata 1.3", ""), go(0), until_s=30)
    held = play(cues, go(0), go(10), until_s=30)
    [(reached_us, _)] = plain.sent("/gong")
    later_us = 10_000_000 - reached_us
    [(plain_us, _)] = [one for one in plain.sent() if one[1] == "90 3c 64"]
    [(held_us, _)] = [one for one in held.sent() if one[1] == "90 3c 64"]
    assert held_us == pytest.approx(plain_us + later_us, abs=2)
    told = [at for at, _ in held.sent("/tempo") if reached_us < at < 10_000_000]
    assert told == []


def test_a_lean_on_a_fermata_counts_when_the_beat_goes_on():
    lean = [knob(4, "knob1", 64), knob(5, "knob1", 127)]
    night = play(HELD, go(1), lean, go(10), until_s=20)
    [at_us] = [at for at, text in night.sent() if text == "90 3c 64"]
    assert at_us == pytest.approx(us(10 + 2.5 / 1.06), abs=2)
    assert [at for at, _ in night.sent("/tempo")] == [1_000_000, 10_000_000]


def test_a_panic_on_a_fermata_stops_what_sounds():
    night = play(HELD, go(1), panic(4), until_s=20)
    assert night.sent("/pad")[-1] == (6_000_000, "/pad 0")
    assert night.look().press == "GO: CUE 2"
    assert night.state.wake_us is None


def test_a_fermata_that_ends_in_a_panics_fade_plays_on_into_it():
    night = play(LIMITED, go(1), panic(5), until_s=20)
    assert night.sent("/gong") == [(5_500_000, "/gong")]
    assert night.sent("/pad")[-1] == (7_000_000, "/pad 0")


def test_an_engine_that_died_on_a_fermata_stands_by_the_next_cue():
    night = play(HELD, go(1), Restarted(us(4)), until_s=20)
    assert night.look().press == "GO: CUE 2"
    assert night.look().section == ""


def test_a_target_that_is_back_on_a_fermata_gets_the_level_that_is_held():
    cues = HELD.replace("fire", 'dyn = "strings n <, B1 ffff"\nfire', 1)
    night = play(cues, go(1), TargetBack(us(6), 0), until_s=6)
    assert (6_000_000, "/strings 3.75") in night.sent()


def test_back_to_the_cue_that_is_held_begins_it_anew_with_its_fermata():
    night = play(HELD, go(1), go(4), back(4.3), go(5), until_s=60)
    assert night.began == [(1_000_000, "1"), (5_000_000, "1")]
    assert night.look().press == "GO: OFF THE FERMATA"
    assert night.sent("/gong") == [(4_000_000, "/gong")]


PLAYED = """
[cue.1]
on = "screening"
play = "A 1 4/4 q=120 fermata 1.1 fermata 1.2 max 3s fermata 1.3 | B 1"
press = "A1.3 0:20 he turns"
fire = "A1.2 bell, A1.3 pad, A1.4 gong"
[cue.2]
on = "title: Anna"
play = "A 1 fermata"
"""


def test_the_ideal_player_holds_as_written_else_a_while_and_never_presses_what_went_by_itself():
    """Two seconds, the longest, until the look; then the cue's end and the last fermata."""
    performance = loaded(PLAYED)
    done = virtual_night(performance, IdealPlayer(performance.show)).actions
    fired = [one.due_us / 1e6 for one in done if isinstance(one, Send)]
    assert {3.5, 7.0, 21.0} <= set(fired)
    assert [one.due_us / 1e6 for one in done if isinstance(one, Began)] == [1, 23.5]
    assert [one.due_us / 1e6 for one in done if isinstance(one, Ended)] == [
        pytest.approx(27.5, abs=0.005)
    ]
    assert not [one.text for one in done if isinstance(one, Tell)]
