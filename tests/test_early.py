"""Outputs that take time to speak: what they play is sent so much sooner, and sounds in time."""

from __future__ import annotations

import pytest
from early_nights import cue, early, fired, meant
from nights import back, button, go, key, panic, play


def test_what_an_early_output_plays_is_sent_sooner_and_the_rest_on_time():
    music = cue("A 2 4/4 q=120", "A1.2 gong, A1.2 bell, A2 gong, A2.2 room=0.5")
    done = play(early(music), go(1))
    assert meant(done, "/gong") == [1.4, 2.9]
    assert meant(done, "/bell") == [1.5]
    assert meant(done, "/room") == [3.4]


def test_two_outputs_of_different_earliness_keep_their_own_order():
    music = cue("A 2 4/4 q=120", "A1.2 bell, A1.3 gong, A1.3 note, A1.4 bell")
    done = play(early(music, loft=700, desk=100), go(1))
    assert [text for _, _, text in fired(done)] == [
        "/gong",
        "/bell",
        "90 3c 64",
        "/bell",
    ]
    assert (meant(done, "/gong"), meant(done, "/bell")) == ([1.3], [1.4, 2.4])


def test_half_the_tempo_turns_the_order_of_two_outputs_round():
    """Half a second apart the gong's 700 ms bring it before the bell; one second apart no more."""
    performed = early(cue("A 4 4/4 q=120", "A2.2 bell, A2.3 gong"), loft=700, desk=100)
    done = play(performed, go(1))
    assert (meant(done, "/gong"), meant(done, "/bell")) == ([3.3], [3.4])
    done = play(performed, go(1), button(3, "rew"))
    assert (meant(done, "/bell"), meant(done, "/gong")) == ([3.9], [4.3])


def test_the_begin_of_a_passage_is_sent_in_the_one_before():
    music = cue("A 1 4/4 q=120 | B 1 3/4 q=60", "B1 gong, B1 bell, B1.2 gong")
    done = play(early(music), go(1))
    assert meant(done, "/gong") == [2.9, 3.9]
    assert meant(done, "/bell") == [3]


def test_a_passage_shorter_than_an_output_is_early_is_reached_over():
    music = cue("A 1 4/4 q=120 | B 1 2/4 q=200 | C 1 4/4 q=60", "C1 gong, C1 bell")
    done = play(early(music, loft=900), go(1))
    assert (meant(done, "/gong"), meant(done, "/bell")) == ([2.7], [3.6])


def test_round_a_vamp_and_out_of_it():
    music = cue("V 1 4/4 q=120 vamp out 1 | B 1", "V1 gong, V1.2 gong, B1 gong, B1 bell")
    done = play(early(music), go(1), go(6))
    assert fired(done, "/gong")[0] == (0.9, 1, "/gong")
    assert [due_s for due_s, *_ in fired(done, "/gong")[1:]] == [1.4, 2.9, 3.4, 4.9, 5.4, 6.9]
    assert all(due_s == at_s for due_s, at_s, _ in fired(done, "/gong")[1:])
    assert meant(done, "/bell") == [7]


def test_over_a_repeat_and_at_the_end_of_its_last_turn():
    music = cue("A 1 4/4 q=120 2x | B 1", "A1 gong, B1-0.5b gong, end gong", more="")
    done = play(early(music), go(1))
    assert [due_s for due_s, *_ in fired(done, "/gong")] == [0.9, 2.9, 4.65, 6.9]


def test_out_of_a_vamp_that_was_left_just_before_its_end():
    """What its next turn begins with was sent; what follows is right, and sent at once."""
    music = cue("V 1 4/4 q=120 vamp out 1 | B 1", "V1 gong, B1 room=1, B1 bell")
    done = play(early(music), go(1), go(2.95))
    assert [due_s for due_s, *_ in fired(done, "/gong")] == [0.9, 2.9]
    assert fired(done, "/room") == [(2.9, 2.95, "/room 1")]
    assert meant(done, "/bell") == [3]


def test_the_second_turn_of_a_vamp_is_fired_once_when_a_press_comes_and_is_taken_back():
    music = cue("V 1 4/4 q=120 vamp out 1 | B 1", "V1 gong, V1.2 gong, B1 gong")
    done = play(early(music), go(1), go(2.95), back(2.97), until_s=4)
    assert [due_s for due_s, *_ in fired(done, "/gong")] == [0.9, 1.4, 2.9, 2.9, 3.4]


FOLLOWED = cue("A 1 4/4 q=120", "A1.2 pad, end gong", more='dyn = "organ p"')


@pytest.mark.parametrize("on", ["segue", "attacca"])
def test_into_a_cue_that_begins_by_itself(on):
    second = cue("A 1 4/4 q=60", "A1 gong, A1.2 bell", number=2, on=on, more='dyn = "organ f"')
    done = play(early(FOLLOWED + second), go(1))
    assert done.began == [(1_000_000, "1"), (3_000_000, "2")]
    assert meant(done, "/gong") == [2.9, 2.9]
    assert fired(done, "/organ") == [(2.9, 2.9, "/organ 7")]
    assert meant(done, "/bell") == [4]


@pytest.mark.parametrize("leave", ["cut", "ring", "bar", "fade 1s"])
def test_what_was_struck_ahead_of_a_cue_is_not_stopped_as_the_one_before_is_left(leave):
    first = cue("A 1 4/4 q=120", "A1 sea", more=f'leave = "{leave}"')
    second = cue("A 4", "A1 pad", number=2, on="attacca") + cue("A 1", "", number=3, on="title: x")
    done = play(early(first + second, desk=100), go(1), go(9))
    assert fired(done, "/pad")[:2] == [(2.9, 2.9, "/pad 1"), (9, 9, "/pad 0")]
    sea_s = {"cut": 3, "ring": 9, "bar": 3, "fade 1s": 4}[leave]
    assert leave == "ring" or fired(done, "/sea")[-1] == (sea_s, sea_s, "/sea 0")


def test_what_ends_with_a_cue_and_begins_with_the_next_keeps_its_order():
    first = cue("A 1 4/4 q=120", "A1 sea~, end -sea")
    second = cue("A 1", "A1 sea~", number=2, on="attacca")
    done = play(early(first + second, desk=100), go(1))
    assert [text for _, _, text in fired(done, "/sea")[:3]] == ["/sea 1", "/sea 0", "/sea 1"]
    assert [one.sound for one in done.state.sounding] == [
        number for number, one in enumerate(done.show.sounds) if one.name == "sea"
    ]


def test_values_set_ahead_of_a_cue_are_not_set_back_as_it_begins():
    """Where the second cue begins, the hall is 1 and the strings are p; 200 ms later no more."""
    first = cue("A 1 4/4 q=120", "A1 hall=1", more='dyn = "strings p"')
    second = cue(
        "B 1 4/4 q=300",
        "B1.2 hall=0",
        number=2,
        on="attacca",
        more='dyn = "strings p, B1.2 f"\nleave = "ring"',
    )
    done = play(early(first + second, desk=300), go(1), until_s=3.5)
    assert fired(done, "/hall") == [(0.7, 1, "/hall 1"), (2.9, 2.9, "/hall 0")]
    assert fired(done, "/strings") == [(2.9, 2.9, "/strings 7")]


def test_nothing_is_sent_for_a_cue_that_a_press_begins():
    second = cue("A 1", "A1 gong", number=2, on="title: x")
    done = play(early(cue("A 1 4/4 q=120", "A1 gong") + second), go(1), go(5))
    assert fired(done, "/gong") == [(0.9, 1, "/gong"), (4.9, 5, "/gong")]


def test_after_go_what_is_overdue_is_sent_at_once_and_keeps_its_instant():
    music = cue("A 1 4/4 q=300", "A1 gong, A1.2 gong, A1.3 gong")
    done = play(early(music, loft=300), go(1))
    assert fired(done, "/gong") == [
        (0.7, 1, "/gong"),
        (0.9, 1, "/gong"),
        (1.1, 1.1, "/gong"),
    ]


def test_a_silence_and_what_is_behind_it():
    music = cue("A 1 4/4 q=120 | // | B 1", "// gong, B1 gong, B1.2 gong, B1 bell")
    done = play(early(music), go(1), go(6))
    assert fired(done, "/gong") == [(2.9, 2.9, "/gong"), (5.9, 6, "/gong"), (6.4, 6.4, "/gong")]


def test_a_silence_decided_in_advance_is_reached_over():
    music = cue("A 1 4/4 q=120 | // | B 1", "B1 gong, B1 bell")
    assert meant(play(early(music), go(1), go(2)), "/gong") == [2.9]
    assert fired(play(early(music), go(1), go(2.95)), "/gong") == [(2.9, 2.95, "/gong")]
    done = play(early(music), go(1), go(2), back(2.5), go(6))
    assert fired(done, "/gong") == [(5.9, 6, "/gong")]


def test_a_fermata_and_what_is_behind_it():
    music = cue("A 1 4/4 q=120 fermata 1.2 | B 1", "A1.2 gong, A1.3 gong, A1.4 gong, B1 gong")
    done = play(early(music), go(1), go(6))
    assert fired(done, "/gong") == [
        (1.4, 1.4, "/gong"),
        (5.9, 6, "/gong"),
        (6.4, 6.4, "/gong"),
        (6.9, 6.9, "/gong"),
    ]


def test_a_fermata_at_the_end_of_a_passage_holds_what_is_behind_it():
    music = cue("A 1 4/4 q=120 fermata 1.4 | B 1", "B1 gong")
    assert fired(play(early(music), go(1), go(6)), "/gong") == [(5.9, 6, "/gong")]
    assert meant(play(early(music), go(1), go(2)), "/gong") == [2.9]


def test_a_press_that_waits_for_its_bar_ends_what_is_certain():
    first = cue("A 2 4/4 q=120 | B 1", "A1.3 gong, A2 gong, A2.2 gong, B1 gong")
    second = cue("A 1", "A1 room=1", number=2, on="title: x", more='enter = "bar"')
    done = play(early(first + second, loft=700), go(1), go(2.2))
    assert meant(done, "/gong") == [1.3, 2.3]
    assert fired(done, "/room") == [(2.3, 3, "/room 1")]
    done = play(early(first + second), go(1), go(4.2))
    assert meant(done, "/gong") == [1.9, 2.9, 3.4]


def test_a_press_that_waits_for_its_beat_in_a_vamp_comes_before_what_is_due_there():
    first = cue("V 1 4/4 q=120 vamp", "V1.2 gong, V1.3 gong")
    second = cue("A 1", "", number=2, on="title: x", more='enter = "beat"')
    assert meant(play(early(first + second), go(1), go(1.8)), "/gong") == [1.4]


def test_what_lies_behind_the_exit_of_a_vamp_is_not_sent():
    music = cue("V 2 4/4 q=120 vamp out 1 | B 1", "V1.2 gong, V2 gong, V2.2 gong, B1.3 gong")
    assert meant(play(early(music), go(1), go(1.7)), "/gong") == [1.4, 3.9]


def test_the_end_of_what_goes_round_is_sent_in_its_last_turn():
    repeated = cue("A 1 4/4 q=120 3x", "end gong")
    assert meant(play(early(repeated), go(1)), "/gong") == [6.9]
    vamp = cue("V 1 4/4 q=120 vamp out 1", "end gong")
    assert meant(play(early(vamp), go(1), go(6)), "/gong") == [6.9]
    assert fired(play(early(vamp), go(1), go(6.95)), "/gong") == [(6.9, 6.95, "/gong")]


def test_what_would_sound_behind_a_cue_on_time_or_a_panic_is_not_sent():
    first = cue("A 9 4/4 q=120", "A2.1 gong, A2.2 gong, A2.3 gong")
    second = cue("A 1", "", number=2, on="time", more='look = "0:02+13"')
    done = play(early(first + second, loft=500), go(1))
    assert done.began[1] == (3_650_000, "2")
    assert meant(done, "/gong") == [2.5, 3]
    done = play(early(first, loft=500), go(1), panic(1.55))
    assert meant(done, "/gong") == [2.5, 3], "2 seconds of fading end at 3.55"


def test_nothing_is_sent_for_a_cue_that_a_panic_keeps_from_beginning():
    music = FOLLOWED + cue("A 1 4/4 q=60", "A1 gong", number=2, on="attacca")
    done = play(early(music), go(1), panic(1.5))
    assert meant(done, "/gong") == [2.9], "that of the first cue's end"


def test_music_that_comes_in_again_at_a_place_fires_nothing_before_it():
    music = cue("A 14 4/4 q=120", "A9 gong, A10 gong, A11 gong, A11.2 gong")
    done = play(early(music), go(1), key("h", 20.2), key("h", 30), until_s=40)
    assert fired(done, "/gong") == [
        (16.9, 16.9, "/gong"),
        (18.9, 18.9, "/gong"),
        (20.9, 20.9, "/gong"),
        (29.9, 30, "/gong"),
        (30.4, 30.4, "/gong"),
    ]
