"""What is fired: triggers, sounds that go on, values, and what a jump restores of them."""

from __future__ import annotations

import pytest
from nights import back, button, closing, go, key, play, skip

SOUNDS = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=120"
fire = "A1 pad, A1 bell, A2 note, hall=0.4"
leave = "LEAVE"
[cue.2]
on = "title: Anna"
play = "A 2"
fire = "A1 gong"
[cue.3]
on = "title: Dawn"
play = "A 2"
"""
CUT = SOUNDS.replace("LEAVE", "cut")
RING = SOUNDS.replace("LEAVE", "ring")
SEA = """
[cue.1]
on = "screening"
play = "A 2 4/4 q=120"
fire = "A1 sea~"
[cue.2]
on = "title: Anna"
play = "V 1 vamp"
fire = "V1 sea~, V1 pad"
[cue.3]
on = "title: Dawn"
play = "A 2"
fire = "A2 -sea"
"""
VALUES = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=120"
dyn = "strings p, A4 ff"
fire = "hall=0.25, A1 bell, A3 hall=0.5, A3 room=0.75, A3 sea~"
[cue.2]
on = "title: Anna"
play = "A 4"
fire = "A2 hall=1, A2 gong"
dyn = "winds f, A2 <, A4 ff"
[cue.3]
on = "title: Dawn"
play = "A 2"
fire = "A1 note"
"""


def test_a_cue_that_is_left_stops_its_own_sounds_before_the_next_ones_begin():
    night = play(CUT, go(1), go(4), until_s=5)
    assert night.sent("/pad", "/gong") == [
        (1_000_000, "/pad 1"),
        (4_000_000, "/pad 0"),
        (4_000_000, "/gong"),
    ]
    assert (4_000_000, "80 3c 00") in night.sent()


def test_a_cue_that_comes_to_its_end_stops_its_own_sounds():
    assert play(CUT, go(1)).sent("/pad")[-1] == (9_000_000, "/pad 0")


def test_a_cue_that_rings_stops_nothing_and_neither_does_the_one_behind_it():
    assert play(RING, go(1), go(4), go(5)).sent("/pad") == [(1_000_000, "/pad 1")]


@pytest.mark.parametrize(
    "ends", [[closing(6)], [key("escape", 5), key("escape", 6)], [key("escape", 4)]]
)
def test_what_rings_is_stopped_by_a_panic_and_at_the_end(ends):
    night = play(RING, go(1), go(3), ends, until_s=7)
    assert night.sent("/pad") == [(1_000_000, "/pad 1"), (6_000_000, "/pad 0")]


def test_what_rings_is_struck_again_without_being_stopped():
    night = play(RING, go(1), go(3), button(4, "M7"), go(5), until_s=6)
    assert night.sent("/pad") == [
        (1_000_000, "/pad 1"),
        (4_000_000, "/pad 1"),
        (5_000_000, "/pad 0"),
    ]


def test_a_sound_under_the_finger_before_the_first_cue_can_still_be_stopped():
    night = play(CUT, button(0.5, "M7"), go(1, heard_s=1), closing(20), until_s=21)
    assert [text for _, text in night.sent("/pad")] == ["/pad 1", "/pad 1", "/pad 0"]
    night = play(SEA, button(0.5, "M7"), go(1), closing(20), until_s=21)
    assert night.sent("/pad")[-1] == (20_000_000, "/pad 0")


def test_a_sound_under_the_finger_knows_no_guard():
    night = play(CUT, go(1), button(2, "M8"), button(2.05, "M8"), until_s=3)
    assert [due_us for due_us, _ in night.sent("/bell")] == [1_000_000, 2_000_000, 2_050_000]


def test_a_sound_that_lasts_goes_on_over_cues_and_is_not_begun_again():
    night = play(SEA, go(1), go(2), go(3.9), until_s=20)
    assert night.sent("/sea") == [(1_000_000, "/sea 1"), (5_900_000, "/sea 0")]


def test_a_sound_of_a_vamp_is_stopped_and_struck_again_at_each_turn():
    night = play(SEA, go(1), go(2), until_s=5)
    assert [text for _, text in night.sent("/pad")] == ["/pad 1", "/pad 0", "/pad 1"]
    assert {due_us for due_us, _ in night.sent("/pad")} == {2_000_000, 4_000_000}


def test_at_one_place_sounds_stop_first_then_values_then_sounds_begin():
    cues = CUT.replace('fire = "A1 gong"', 'fire = "A1 gong, -sea, hall=1"')
    night = play(cues, go(1), go(4), until_s=4)
    assert [text for due_us, text in night.sent() if due_us == 4_000_000][-3:] == [
        "/sea 0",
        "/hall 1",
        "/gong",
    ]


def test_values_hold_until_set_again_and_are_sent_once():
    night = play(VALUES, go(1), go(9), until_s=30)
    assert night.sent("/hall") == [
        (1_000_000, "/hall 0.25"),
        (5_000_000, "/hall 0.5"),
        (11_000_000, "/hall 1"),
    ]


def test_a_cue_come_to_early_has_the_values_of_what_was_left_out():
    """GO in bar 2: what A3 would have set is set, what it would have fired is not."""
    night = play(VALUES, go(1), go(4), until_s=5)
    assert [one for one in night.sent() if one[0] == 4_000_000] == [
        (4_000_000, "/strings 8"),
        (4_000_000, "/winds -12"),
        (4_000_000, "/hall 0.5"),
        (4_000_000, "/room 0.75"),
    ]


def test_skipping_to_a_cue_restores_values_and_levels_and_fires_only_the_cue():
    night = play(VALUES, skip(1), skip(2), go(3), until_s=3.5)
    assert [text for due_us, text in night.sent() if due_us] == [
        "/strings 8",
        "/winds -8",
        "/hall 1",
        "/room 0.75",
        "/tempo 120",
        "90 3c 64",
    ]


def test_going_back_to_a_cue_restores_its_values():
    night = play(VALUES, go(1), go(4), go(9), back(10), back(10.5), go(11), until_s=12)
    assert night.sent("/hall")[-1] == (11_000_000, "/hall 0.5")
    assert night.values("/strings")[-1] == 8
    assert night.sent("/bell") == [(1_000_000, "/bell")]
