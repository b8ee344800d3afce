"""When things go wrong: panic, a dead engine, a target or a controller that comes back."""

from __future__ import annotations

import pytest
from nights import back, button, go, key, knob, panic, play, us

from rig.conductor.events import MidiIn, Restarted, TargetBack, Trouble

CUES = """
[cue.1]
on = "screening"
play = "A 2 4/4 q=120 | V 2 vamp | X 2"
dyn = "strings f | winds mf | organ ff"
fire = "A1 pad, A1 sea~, A1 hall=0.5, A1 room=0.25, X1 gong"
[cue.2]
on = "segue"
play = "A 2"
fire = "A1 bell"
[cue.3]
on = "title: Anna"
enter = "bar"
play = "A 2"
fire = "A1 note"
[cue.4]
on = "time"
look = "0:30"
play = "A 2"
fire = "A1 gong"
"""
TRIGGERS = ("/pad", "/sea", "/bell", "/gong", "90")


def triggers(night, from_s, to_s=1e9):
    """What was fired or stopped from an instant on."""
    return [text for due_us, text in night.sent(*TRIGGERS) if us(from_s) <= due_us < us(to_s)]


def test_a_panic_fades_every_group_to_its_lowest_and_then_stops_what_sounds():
    night = play(CUES, go(1), panic(2), until_s=10)
    fade = [one for one in night.sent("/strings") if one[0] >= 2_000_000]
    assert len(fade) == 51 - 1, "25 a second for 2 s, the first changes nothing"
    assert fade[-1] == (4_000_000, "/strings 0")
    assert night.values("/strings")[1:] == sorted(night.values("/strings")[1:], reverse=True)
    assert night.values("/winds")[-1] == -40
    assert triggers(night, 2) == ["/pad 0", "/sea 0"]
    assert night.look().now == "PANIC"
    assert night.state.playing is None


def test_a_second_panic_is_a_hard_stop():
    night = play(CUES, go(1), panic(2), panic(2.5), until_s=10)
    at_once = [text for due_us, text in night.sent() if due_us == 2_500_000]
    assert at_once[:2] == ["/pad 0", "/sea 0"]
    assert at_once.count("all notes off") == 1, "to the MIDI output"
    assert at_once[-3:] == ["/strings 0", "/winds -40", "/organ 0"]
    assert max(due_us for due_us, _ in night.sent()) == 2_500_000


@pytest.mark.parametrize("at_s", [3, 5])
def test_go_after_a_panic_plays_the_next_cue_at_its_full_level(at_s):
    """While it fades too; never the vamp of what was stopped, and never after a bar's wait."""
    night = play(CUES, go(1), panic(2), back(2.2), back(2.4), go(at_s), until_s=at_s + 1)
    assert night.began[-1] == (us(at_s), "1")
    assert night.values("/strings")[-1] == 7


def test_go_in_a_fade_does_not_wait_for_a_bar_that_will_not_come():
    night = play(CUES, go(1), go(2), panic(3), go(3.5), until_s=10)
    assert night.began == [(1_000_000, "1"), (3_500_000, "3")]


def test_after_a_panic_go_is_the_next_cue_and_not_the_way_out_of_silence():
    night = play(CUES, go(1), panic(2), until_s=10)
    assert night.look().press == "GO: CUE 3"
    assert play(CUES, go(1), panic(2), go(6), until_s=7).began[-1] == (6_000_000, "3")


def test_no_cue_begins_by_itself_in_a_panic_nor_after_it():
    """Neither what follows, nor what waits for its bar, nor what the film reaches."""
    night = play(CUES, go(1), go(2), panic(12), until_s=60)
    assert [cue for _, cue in night.began] == ["1"], "which ends at 13 s, while it fades"
    assert triggers(night, 12) == ["/pad 0", "/sea 0"]
    night = play(CUES, go(1), go(2), go(3.2), panic(3.3), until_s=60)
    assert [cue for _, cue in night.began] == ["1"]
    assert night.look().press == "GO: CUE 3", "the press that waited stands by again"
    night = play(CUES, go(1), panic(29.5), until_s=60)
    assert [cue for _, cue in night.began] == ["1"]


def test_a_panic_with_nothing_playing_silences_and_leaves_go():
    night = play(CUES, panic(1), panic(2), panic(3), go(4), until_s=4.1)
    assert night.told.count("PANIC: stopped") == 2
    assert night.began == [(4_000_000, "1")]
    *faded, last = night.values("/strings")
    assert (faded, last) == (sorted(faded, reverse=True), 7)


def test_a_panic_in_a_double_press_is_only_one():
    assert "PANIC refused: 100 ms after the last" in play(CUES, go(1), panic(2), panic(2.1)).told


def test_an_engine_that_died_stands_by_sends_values_and_fires_nothing():
    night = play(CUES, go(1), Restarted(us(3.3)), until_s=29)
    again = [text for due_us, text in night.sent() if due_us >= 3_300_000]
    assert again == [
        "/strings 7",
        "/winds -16",
        "/organ 8",
        "/hall 0.5",
        "/room 0.25",
        "/tempo 120",
    ]
    assert night.look().press == "GO: CUE 3"
    assert night.look().section == ""


def test_an_engine_that_died_stops_the_sounds_of_its_cue_when_the_next_begins():
    night = play(CUES, go(1), Restarted(us(3)), go(5), until_s=6)
    assert triggers(night, 3) == ["/pad 0", "90 3c 64"]


def test_a_press_that_waited_for_its_bar_when_the_engine_died_stands_by_again():
    night = play(CUES, go(1), go(2), go(3.2), Restarted(us(3.3)), go(4), until_s=5)
    assert night.began == [(1_000_000, "1"), (4_000_000, "3")]


def test_an_engine_that_died_does_not_catch_up_with_cues_on_time():
    night = play(CUES, go(1), Restarted(us(32)), until_s=60)
    assert [cue for _, cue in night.began][-1] == "4", "that came at its time"
    night = play(CUES, go(1), go(2), panic(3), Restarted(us(40)), until_s=60)
    assert [cue for _, cue in night.began] == ["1"]


@pytest.mark.parametrize(
    ("out", "values"),
    [
        (0, ["/strings 7", "/winds -16", "/hall 0.5", "/tempo 120"]),
        (1, ["/organ 8", "/room 0.25"]),
        (2, []),
    ],
)
def test_a_target_that_is_back_gets_its_own_values_and_no_trigger(out, values):
    night = play(CUES, go(1), TargetBack(us(2), out), until_s=2.5)
    assert [text for due_us, text in night.sent() if due_us == 2_000_000] == values
    assert any("answers again" in line for line in night.told)


def test_a_target_that_is_back_in_a_hairpin_gets_the_value_of_that_instant():
    cues = CUES.replace("strings f", "strings p <, V1 ff")
    night = play(cues, go(1), TargetBack(us(3), 0), until_s=3)
    assert (3_000_000, "/strings 6") in night.sent()


def test_a_vamp_left_in_advance_stays_so_when_the_controller_is_lost():
    night = play(CUES, go(1), go(2), MidiIn(us(2.5), us(2.5), "nobody", b"\xb0\x00\x00"))
    assert night.began[1] == (13_000_000, "2")


def test_bytes_that_mean_nothing_do_nothing():
    junk = [b"", b"\xb0", b"\xb0\x29", b"\xf8", b"\xb0\x29\xff", b"\x29\x7f", b"\xf0\x01\xf7"]
    events = [MidiIn(us(2), us(2), "nanoKONTROL2", data) for data in junk]
    night = play(CUES, go(1), events, until_s=2)
    assert night.packets == play(CUES, go(1), until_s=2).packets


def test_the_release_of_a_button_is_no_press():
    release = MidiIn(us(2), us(2), "nanoKONTROL2", b"\xb0\x29\x00")
    assert [cue for _, cue in play(CUES, button(1, "play"), release, until_s=2).began] == ["1"]


def test_trouble_is_told_and_few_lines_are_kept():
    night = play(CUES, [Trouble(us(number), f"line {number}") for number in range(9)])
    assert night.look().notices == ("line 5", "line 6", "line 7", "line 8")


def test_a_jump_in_a_panic_does_not_sound():
    night = play(CUES, go(1), panic(2), panic(3), knob(4, "slider3", 127), until_s=5)
    assert night.values("/strings")[-1] == 0


def test_a_key_nobody_bound_does_nothing():
    assert play(CUES, key("q", 1), until_s=2).told == []


def test_a_panic_that_comes_late_still_stops():
    night = play(CUES, go(1), key("escape", 2, heard_s=4), until_s=4)
    assert night.told[-1].startswith("PANIC: fading")


def test_an_engine_that_died_in_a_panics_fade_comes_back_silent():
    night = play(CUES, go(1), panic(2), Restarted(us(3)), until_s=3)
    assert night.values("/strings")[-1] == 0
    assert night.values("/winds")[-1] == -40
    assert night.look().now == "PANIC"
