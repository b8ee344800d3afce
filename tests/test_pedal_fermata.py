"""A fermata by the foot: the beat stands while the pedal is down, whatever else happens."""

from __future__ import annotations

import pytest
from handed import handed, jumps, play, press, release, woken
from nights import KORG, PEDAL, go, knob, panic, pedal, us

from rig.conductor.events import PortLost

PLAIN = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 2 4/4 q=120 | V 2 vamp out 1 2 | X 2 | // | Y 2"
dyn = "strings p <, X1 f"
fire = "A1 pad, A2 bell, V1 gong, X1 note, Y1 bell"
[cue.2]
on = "title: Anna"
enter = "bar"
play = "A 2"
fire = "A1 gong"
"""
WRITTEN = """
[cue.1]
on = "screening"
lead = "sheet"
play = "A 2 4/4 q=120 fermata 1.4 max 2s | B 2"
fire = "A2 bell, B1 gong"
[cue.2]
on = "title: Anna"
play = "A 2"
"""
MIDDLE = 1
"""The switch of the box that is the fermata."""


def held(begin_s, end_s):
    """The pedal of the controller, down and up."""
    return [press(begin_s, "fermata"), release(end_s, "fermata")]


@pytest.mark.parametrize("down_s", [1.5, 2.9, 2.999999])
def test_what_comes_behind_a_held_pedal_comes_so_much_later(down_s):
    night = play(handed(PLAIN), woken(go(1), held(down_s, down_s + 3)), until_s=8)
    assert night.sent("/bell") == [(us(6), "/bell")]
    assert jumps(night) == []
    assert play(PLAIN, go(1), held(down_s, 30), until_s=20).sent("/bell") == []


def test_nothing_moves_while_it_is_held_and_what_sounds_goes_on():
    night = play(PLAIN, go(1), held(2, 12), until_s=12)
    assert [text for due_us, text in night.sent() if us(2) < due_us < us(12)] == []
    assert night.sent("/pad") == [(us(1), "/pad 1")]
    strings = [due_us for due_us, _ in night.sent("/strings")]
    later = play(PLAIN, go(1), held(2, 12), until_s=30)
    assert len(later.sent("/strings")) > len(strings), "the hairpin goes on behind it"
    assert later.values("/strings")[-1] == 7


def test_a_switch_of_the_box_is_held_and_let_go_likewise():
    night = play(PLAIN, go(1), pedal(2, switch=MIDDLE), until_s=8)
    assert night.sent("/bell") == [(us(3.08), "/bell")]


def test_a_tempo_asked_for_under_it_is_that_of_the_beat_that_goes_on():
    night = play(PLAIN, go(1), held(2, 4), press(3, "half"), until_s=8)
    assert night.sent("/bell") == [(us(6), "/bell")]
    night = play(PLAIN, go(1), knob(1.5, "knob1", 64), held(2, 4), knob(3, "knob1", 127))
    assert night.sent("/bell")[0][0] == pytest.approx(4_000_000 + 1_000_000 / 1.06, abs=1)


def test_a_press_out_of_a_vamp_under_it_takes_the_exit_that_comes_next():
    """Not the one that would have come, had the beat gone on for all these ten seconds."""
    night = play(PLAIN, go(1), held(5.5, 15.5), go(14), until_s=20)
    assert night.sent("90") == [(us(17), "90 3c 64")]


def test_a_press_for_a_cue_under_it_begins_the_cue_at_once():
    cues = PLAIN.replace("A 2 4/4 q=120 | V 2 vamp out 1 2 | X 2 | // | Y 2", "A 8 4/4 q=120")
    cues = cues.replace(", X1 f", ", end f").replace(", V1 gong, X1 note, Y1 bell", "")
    night = play(cues, go(1), held(2.2, 6), go(5), until_s=8)
    assert night.began == [(us(1), "1"), (us(5), "2")]
    assert [due_us for due_us, _ in night.sent("/gong")] == [us(5)]
    assert night.look(8).bar == 2, "its beat goes, under the pedal and behind it"


def test_it_holds_a_written_fermata_and_its_release_is_the_press_that_ends_it():
    free = play(WRITTEN, go(1), until_s=12)
    assert free.sent("/bell") == [(us(5), "/bell")], "after its longest"
    night = play(WRITTEN, go(1), held(3.5, 9), until_s=20)
    assert night.sent("/bell") == [(us(9), "/bell")]
    assert night.look().press == "GO: CUE 2"
    early = play(WRITTEN, go(1), held(3.5, 4), until_s=20)
    assert early.sent("/bell") == [(us(4), "/bell")]
    both = play(WRITTEN, go(1), held(3.5, 9), go(9.1), until_s=20)
    assert [cue for _, cue in both.began] == ["1"], "a GO with the release is not the next cue's"


def test_go_under_it_leaves_a_written_fermata_and_the_release_does_nothing_more():
    night = play(WRITTEN, go(1), held(3.5, 9), go(5), until_s=20)
    assert night.sent("/bell") == [(us(5), "/bell")]
    assert night.sent("/gong") == [(us(7), "/gong")]


def test_go_under_it_before_a_written_fermata_is_decided_ahead_of_it():
    night = play(WRITTEN, go(1), held(2, 4), go(3), until_s=20)
    assert night.sent("/bell") == [(us(5), "/bell")], "the beat went on at 4 s, and never stood"


def test_in_silence_it_does_nothing():
    moves = [go(1), go(5.9), *held(12, 13)]
    night = play(PLAIN, *moves, until_s=20)
    assert "fermata: nothing plays" in night.told
    assert night.look().press == "GO: IN AGAIN"
    assert play(PLAIN, *moves, go(16), until_s=20).sent("/bell")[-1] == (us(16), "/bell")
    assert play(PLAIN, *held(1, 2), go(3), until_s=8).sent("/bell") == [(us(5), "/bell")]


def test_a_pedal_that_is_lost_is_let_go_and_another_port_is_none_of_its_business():
    night = play(PLAIN, go(1), press(2, "fermata"), PortLost(us(6), KORG), until_s=20)
    assert night.sent("/bell")[:1] == [(us(7), "/bell")]
    night = play(PLAIN, go(1), press(2, "fermata"), PortLost(us(6), PEDAL), until_s=20)
    assert night.sent("/bell") == []


def test_panic_while_it_is_held_fades_and_its_release_plays_nothing():
    night = play(PLAIN, go(1), held(2, 9), panic(3), until_s=20)
    assert night.state.playing is None
    assert night.sent("/bell") == []
    assert night.sent("/pad")[-1] == (us(5), "/pad 0")
    assert play(PLAIN, go(1), held(2, 9), panic(3), go(12), until_s=14).began[-1] == (us(12), "2")


def test_the_display_says_where_the_beat_stands():
    night = play(PLAIN, go(1), held(3.7, 9), until_s=8)
    assert (night.look().bar, night.look().beat) == (2, 2)
