"""The plan: a sheet on the film's clock, every press as expected."""

from __future__ import annotations

import pytest
from written import cue, good_sheet

from rig.score.measure import SECOND_US
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.plan import plan
from rig.score.walk import STAND_US, TURNS_MAX


def planned(*cues):
    return plan(good_sheet(*cues))


def turns(one):
    """What is played: name, seconds of begin and end, quarters."""
    return [
        (
            one.cue.passages[turn.passage].name,
            turn.begin_us / SECOND_US,
            turn.end_us / SECOND_US,
            turn.ticks / BEAT,
        )
        for turn in one.turns
    ]


def only(play, **lines):
    """The turns of a cue that is alone and played at one quarter a second."""
    (one,) = planned(cue(play=play, **lines)).cues
    return turns(one)


# When a cue begins


def test_a_cue_begins_at_its_look_and_the_first_at_zero():
    cues = planned(cue("1"), cue("2", on="title: x", look="0:20 0:30 0:40")).cues
    assert [one.begin_us for one in cues] == [0, 30 * SECOND_US]


def test_the_first_cue_begins_at_its_look_when_it_has_one():
    assert planned(cue("1", look="0:05")).cues[0].begin_us == 5 * SECOND_US


@pytest.mark.parametrize("on", ["segue", "attacca"])
def test_what_follows_by_itself_begins_when_the_one_before_is_over(on):
    cues = planned(cue("1", play="A 4 q=60"), cue("2", on=on)).cues
    assert cues[1].begin_us == cues[0].end_us == 16 * SECOND_US


def test_a_cue_without_a_look_is_guessed_and_so_is_what_follows_it_by_itself():
    cues = planned(
        cue("1"),
        cue("2", on="title: x"),
        cue("3", on="segue"),
        cue("4", on="title: x", look="9:00"),
        cue("5", on="segue"),
    ).cues
    assert [one.guessed for one in cues] == [False, True, True, False, False]
    assert cues[1].begin_us == cues[0].end_us


def test_a_cue_on_time_begins_on_time_and_one_without_music_is_over_at_once():
    cues = planned(cue("1"), '[cue.2]\non = "time"\nlook = "0:07"\nfire = "bell"').cues
    assert (cues[1].begin_us, cues[1].end_us, cues[1].turns) == (7_000_000, 7_000_000, ())


@pytest.mark.parametrize(
    ("enter", "begin_s"), [("now", 9.5), ("beat", 10.0), ("bar", 12.0), ("exit", 16.0)]
)
def test_a_press_is_taken_as_enter_says(enter, begin_s):
    first = cue("1", play="A 4 4/4 q=60 | B 4")
    one, other = planned(first, cue("2", on="title: x", look="0:09+09", enter=enter)).cues
    assert other.begin_us == one.end_us == begin_s * SECOND_US
    assert one.cut


def test_a_press_for_the_next_exit_takes_that_of_a_vamp_on_the_way():
    first = cue("1", play="A 1 4/4 q=60 | V 4 vamp out 1 2 3 4 | B 1", press="V 1:00 x")
    cues = planned(first, cue("2", on="title: x", look="0:09", enter="exit")).cues
    assert cues[1].begin_us == 12 * SECOND_US


@pytest.mark.parametrize("enter", ["now", "beat", "bar", "exit"])
def test_a_press_in_silence_is_taken_at_once(enter):
    cues = planned(
        cue("1", play="A 1 4/4 q=60 | //"), cue("2", on="title: x", look="0:09+09", enter=enter)
    ).cues
    assert cues[1].begin_us == 9.5 * SECOND_US
    assert turns(cues[0])[-1] == ("//", 4.0, 9.5, 0)


def test_a_cue_never_begins_before_the_one_before_it():
    cues = planned(
        cue("1", look="1:00"), cue("2", on="title: x", look="0:30"), cue("3", on="title: y")
    ).cues
    assert [one.begin_us for one in cues] == [60_000_000, 60_000_000, 70_000_000]
    assert cues[0].turns == ()


# How long it waits


def test_a_vamp_is_left_at_the_first_exit_after_its_press():
    played = only("A 1 4/4 q=60 | V 4 vamp out 2 4 | B 1", press="V 0:21 now")
    assert played == [
        ("A", 0, 4, 4),
        ("V", 4, 20, 16),
        ("V", 20, 28, 8),
        ("B", 28, 32, 4),
    ]


def test_a_press_exactly_on_an_exit_takes_it():
    assert only("V 4 4/4 vamp out 2 4 q=60", press="V 0:08 x")[-1] == ("V", 0, 8, 8)


def test_a_vamp_without_a_press_lets_the_rest_end_when_the_next_cue_begins():
    cues = planned(
        cue("1", play="V 1 4/4 vamp q=60 | B 2"), cue("2", on="title: x", look="0:30")
    ).cues
    assert turns(cues[0])[-2:] == [("V", 16, 20, 4), ("B", 20, 28, 8)]
    assert not cues[0].cut


@pytest.mark.parametrize(
    ("play", "look", "left_s"),
    [
        ("V 1 4/4 vamp q=60 | B 2", "0:28", 20),
        ("V 2 4/4 vamp out 1 2 q=60 | B 2", "0:24", 16),
        ("V 1 4/4 vamp q=60 | B 1 2x", "0:30", 20),
        ("V 1 4/4 vamp q=60 | B 1 | // | C 1", "0:30", 20),
    ],
)
def test_a_vamp_knows_how_long_the_rest_is(play, look, left_s):
    first = cue("1", play=play)
    one = planned(first, cue("2", on="title: x", look=look)).cues[0]
    assert [end for name, _, end, _ in turns(one) if name == "V"][-1] == left_s


def test_a_vamp_goes_round_until_the_hit_behind_it_lands_as_nearly_as_it_can():
    played = only("V 1 4/4 vamp q=60 | B 2", hits="0:22+12 B2 x")
    assert played[-1] == ("B", 20, 28, 8)


def test_a_vamp_of_which_nothing_is_known_is_played_once():
    assert only("V 4 4/4 vamp out 1 3 q=60 | B 1") == [("V", 0, 12, 12), ("B", 12, 16, 4)]


def test_a_vamp_at_the_end_goes_round_until_the_next_cue_and_loses_nothing_by_it():
    cues = planned(cue("1", play="V 1 4/4 vamp q=60"), cue("2", on="title: x", look="0:10")).cues
    assert turns(cues[0]) == [("V", 0, 4, 4), ("V", 4, 8, 4), ("V", 8, 10, 2)]
    assert not cues[0].cut


def test_a_vamp_before_a_segue_is_left_by_its_own_press():
    cues = planned(cue("1", play="V 1 4/4 vamp q=60", press="V 0:10 x"), cue("2", on="segue")).cues
    assert cues[1].begin_us == 12 * SECOND_US


def test_a_vamp_goes_round_so_often_and_no_more():
    cues = planned(cue("1", play="V 1 1/16 vamp q=999"), cue("2", on="title: x", look="59:00")).cues
    assert len(cues[0].turns) == TURNS_MAX


@pytest.mark.parametrize(
    ("lines", "next_look", "held_s"),
    [
        ({"play": "A 1 4/4 q=60 fermata | B 1", "press": "A 0:09 x"}, None, 5),
        ({"play": "A 1 4/4 q=60 fermata max 3s | B 1", "press": "A 0:09 x"}, None, 3),
        ({"play": "A 1 4/4 q=60 fermata max 3s | B 1", "press": "A 0:02 x"}, None, 0),
        ({"play": "A 1 4/4 q=60 fermata max 3s | B 1"}, None, 3),
        ({"play": "A 1 4/4 q=60 fermata | B 1"}, None, STAND_US / SECOND_US),
        ({"play": "A 1 4/4 q=60 fermata | B 1", "hits": "0:09 B1 x"}, None, 5),
        ({"play": "A 1 4/4 q=60 fermata | B 1"}, "0:30", STAND_US / SECOND_US),
        ({"play": "A 1 4/4 q=60 fermata max 9s | B 1"}, "0:12", 4),
        ({"play": "A 1 4/4 q=60 fermata"}, "0:30", 26),
        ({"play": "A 1 4/4 q=60 fermata max 3s"}, "0:30", 3),
        ({"play": "A 1 4/4 q=60 | //"}, "0:30", 26),
        ({"play": "A 1 4/4 q=60 | // | B 1", "press": "// 0:20 x"}, "0:30", 16),
        ({"play": "A 1 4/4 q=60 | // | B 1", "hits": "0:04 // x | 0:10 B1 y"}, "0:30", 6),
        ({"play": "A 1 4/4 q=60 | // | B 1"}, None, STAND_US / SECOND_US),
    ],
)
def test_the_beat_stands_as_long_as_the_sheet_tells(lines, next_look, held_s):
    more = [cue("2", on="title: x", look=next_look)] if next_look else []
    one = planned(cue("1", **lines), *more).cues[0]
    assert [stand.us / SECOND_US for turn in one.turns for stand in turn.stands] == [held_s]


# The form as written


def test_the_form_is_played_as_written():
    played = only("A 1 4/4 q=60 3x | S 1 safety | O 1 optional | B 1 2-4x | X 1 or Y 2 | tacet 2")
    assert [name for name, *_ in played] == ["A", "A", "A", "S", "B", "B", "X", "tacet"]


def test_what_the_next_cue_cuts_off_is_counted():
    one = planned(cue("1", play="A 4 4/4 q=60"), cue("2", on="title: x", look="0:10")).cues[0]
    assert (one.end_us, one.lost_us) == (10 * SECOND_US, 6 * SECOND_US)
    assert turns(one) == [("A", 0, 10, 10)]


def test_a_fermata_at_the_end_is_not_lost_when_the_next_cue_ends_it():
    first = cue("1", play="A 1 4/4 q=60 fermata")
    assert planned(first, cue("2", on="title: x", look="0:08")).cues[0].lost_us == 0
    longer = cue("1", play="A 1 4/4 q=60 fermata max 9s | O 1 optional")
    assert planned(longer, cue("2", on="title: x", look="0:08")).cues[0].lost_us == 0
    hit = cue("1", play="A 1 4/4 q=60 fermata", hits="0:12 end x")
    assert planned(hit, cue("2", on="title: x", look="0:08")).cues[0].lost_us == 0
    gone = cue("1", play="A 3 4/4 q=60 fermata")
    assert planned(gone, cue("2", on="title: x", look="0:08")).cues[0].lost_us == 4 * SECOND_US


def test_a_cut_on_a_fermata_shortens_it():
    one = planned(
        cue("1", play="A 1 4/4 q=60 fermata 1.2 max 9s", press="A 0:08 x"),
        cue("2", on="title: x", look="0:05"),
    ).cues[0]
    assert [(stand.offset, stand.us) for stand in one.turns[0].stands] == [(2 * BEAT, 3_000_000)]
    assert one.turns[0].ticks == 2 * BEAT


def test_a_ramp_in_a_vamp_is_gone_through_once():
    """As the conductor plays it: later turns go on at the tempo the ramp ends with."""
    one = good_sheet(
        cue("1", play="A 4 4/4 q=120 | V 2 q=120>60 vamp | B 1", press="V 0:30 out"),
    )
    turns = [turn for turn in plan(one).cues[0].turns if turn.passage == 1]
    assert len(turns) > 2
    assert {float(turn.law.bpm_at(0)) for turn in turns[1:]} == {60.0}
    assert [turn.end_us - turn.begin_us for turn in turns[1:]] == [8_000_000] * len(turns[1:])
