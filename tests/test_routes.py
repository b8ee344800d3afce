"""Which ways the music can still go: forms of every kind, by hand."""

from __future__ import annotations

from written import good_cue

from rig.conductor.routes import Here, routes
from rig.score.form import Spot
from rig.score.measure import TICKS_PER_BEAT

BEAT = TICKS_PER_BEAT
BAR = 4 * BEAT
BEGIN = Here(0, 0, 0, None)


def passages(form):
    return good_cue(play=form).passages


def ways(form, *spots, here=BEGIN, waits=(), most_s=3600.0):
    """Each route: its turns by name, the seconds to each spot, its changes."""
    found = passages(form) if isinstance(form, str) else form
    routed = routes(found, [Spot(*one) for one in spots], here, frozenset(waits), most_s * 1e6)
    return [
        (
            " ".join(said(found[part].name, turns, exit_at) for part, turns, exit_at in steps),
            [None if us is None else round(us / 1e6, 6) for us in music_us],
            changes,
        )
        for steps, music_us, changes in routed
    ]


def said(name, turns, exit_at):
    out = "" if exit_at is None else f"/{exit_at // BEAT}"
    return name + (f"*{turns}" if turns > 1 else "") + out


# As written


def test_a_form_without_choices_is_one_route():
    form = "A 2 4/4 q=60 | B 1 q=120 | C 1"
    assert ways(form, (0, BEAT), (1, 0), (2, BAR)) == [("A B C", [1, 8, 12], 0)]


def test_music_is_counted_from_here():
    form = "A 2 4/4 q=60 | B 1 q=120"
    here = Here(0, 0, 3 * BEAT, None)
    assert ways(form, (0, BEAT), (0, 3 * BEAT), (0, BAR), (1, BEAT), here=here) == [
        ("A B", [None, 0, 1, 5.5], 0)
    ]


def test_what_is_behind_or_not_asked_for_is_left_out():
    form = "A 1 4/4 q=60 | B 1 | C 1"
    assert ways(form, (0, 0), (1, 0), here=Here(1, 0, 0, None)) == [("B", [None, 0], 0)]
    assert ways(form, here=Here(1, 0, 0, None)) == [("B", [], 0)]


def test_a_ramp_takes_as_long_as_its_closed_form_says():
    # Linear in time, four beats at 90 on average take eight thirds of a second.
    form = "A 1 4/4 q=60>120 time | B 1"
    assert ways(form, (1, BEAT)) == [("A B", [round(8 / 3 + 0.5, 6)], 0)]


# Repeats, optional passages, endings


def test_a_safety_is_taken_once_or_twice():
    form = "A 1 4/4 q=60 | S 1 safety | B 1"
    assert ways(form, (1, BEAT), (2, 0)) == [("A S B", [5, 8], 0), ("A S*2 B", [5, 12], 1)]


def test_a_repeat_that_was_begun_counts_from_its_turn():
    form = "A 1 4/4 q=60 2-4x | B 1"
    spots = [(0, BEAT), (0, 3 * BEAT, True), (1, 0)]
    assert ways(form, *spots, here=Here(0, 0, 2 * BEAT, None)) == [
        ("A*2 B", [None, 5, 6], 0),
        ("A*3 B", [None, 9, 10], 1),
        ("A*4 B", [None, 13, 14], 1),
    ]
    assert ways(form, *spots, here=Here(0, 2, 2 * BEAT, None)) == [
        ("A B", [None, 1, 2], 0),
        ("A*2 B", [None, 5, 6], 1),
    ]


def test_a_later_turn_meets_no_hit_again():
    spots = [(0, 3 * BEAT), (1, 0)]
    here = Here(0, 1, 0, None)
    assert ways("A 1 4/4 q=60 2x | B 1", *spots, here=here) == [("A B", [None, 4], 0)]


def test_a_repeat_begins_its_ramp_anew():
    form = "A 1 4/4 q=60>120 time 2x | B 1"
    assert ways(form, (1, 0)) == [("A*2 B", [round(16 / 3, 6)], 0)]


def test_the_end_of_a_repeat_is_the_end_of_its_last_turn():
    form = "A 1 4/4 q=60 3x"
    assert ways(form, (0, BAR)) == [("A*3", [12], 0)]


def test_a_hit_in_an_optional_passage_exists_where_that_is_taken():
    form = "A 1 4/4 q=60 | O 1 optional | B 1"
    assert ways(form, (1, BEAT), (2, 0)) == [("A B", [None, 4], 0), ("A O B", [5, 8], 1)]


def test_one_ending_is_chosen():
    form = "A 1 4/4 q=60 | X 1 or Y 2 or Z 3 | B 1"
    assert ways(form, (2, 0), (4, 0)) == [
        ("A X B", [None, 8], 0),
        ("A Y B", [4, 12], 1),
        ("A Z B", [None, 16], 1),
    ]
    assert ways(form, (2, 0), (4, 0), here=Here(2, 0, BAR, None)) == [("Y B", [None, 4], 0)]


def test_the_end_of_the_form_is_behind_whatever_is_played_last():
    assert ways("A 1 4/4 q=60 | X 1 or Y 2", (2, 2 * BAR)) == [
        ("A X", [8], 0),
        ("A Y", [12], 1),
    ]
    assert ways("A 1 4/4 q=60 | O 1 optional", (1, BAR)) == [("A", [4], 0), ("A O", [8], 1)]
    # The end of another passage is no such place.
    assert ways("A 1 4/4 q=60 | O 1 optional | P 1 optional", (1, BAR))[0][1] == [None]


# Vamps


def test_a_vamp_is_left_at_any_exit_until_there_is_music_enough():
    form = "A 1 4/4 q=60 | V 4 vamp out 2 4 | B 1"
    assert ways(form, (2, 0), most_s=30) == [
        ("A V/8 B", [12], 0),
        ("A V/16 B", [20], 0),
        ("A V*2/8 B", [28], 0),
        ("A V*2/16 B", [36], 0),
    ]


def test_the_soonest_exit_is_there_however_far_it_is():
    assert ways("A 1 4/4 q=60 | V 4 vamp | B 1", (2, 0), most_s=1) == [("A V/16 B", [20], 0)]


def test_an_exit_on_the_beat_that_sounds_is_behind():
    form = "V 4 4/4 q=60 vamp out 2 4 | B 1"
    assert ways(form, (1, 0), here=Here(0, 5, 2 * BAR - 1, None), most_s=1)[0][1] == [0]
    assert ways(form, (1, 0), here=Here(0, 5, 2 * BAR, None), most_s=1) == [("V/16 B", [8], 0)]


def test_a_decided_exit_is_the_only_one():
    form = "V 4 4/4 q=60 vamp out 2 4 | B 1"
    here = Here(0, 1, BAR, 2 * BAR)
    assert ways(form, (1, 0), here=here) == [("V/8 B", [4], 0)]
    assert ways(form, (1, 0), here=here, waits={0}) == [("V/8 B", [4], 0)]
    assert ways(form, (1, 0), here=here._replace(leave_at=6 * BAR)) == [("V*2/8 B", [20], 0)]
    assert ways(form, (1, 0), here=here._replace(leave_at=4 * BAR)) == [("V/16 B", [12], 0)]
    assert ways(form, here=here) == [("V/8", [], 0)]


def test_a_vamp_goes_through_its_ramp_once():
    form = "V 1 4/4 q=60>120 time vamp | B 1"
    assert [us for _, us, _ in ways(form, (1, 0), most_s=5)] == [
        [round(8 / 3, 6)],
        [round(8 / 3 + 2, 6)],
        [round(8 / 3 + 4, 6)],
    ]
    assert ways(form, (1, 0), here=Here(0, 3, BEAT, None), most_s=1) == [("V/4 B", [1.5], 0)]


def test_a_hit_in_a_vamp_is_met_the_first_time_and_at_its_end_when_it_is_left():
    form = "V 4 4/4 q=60 vamp out 2 4 | B 1"
    spots = [(0, BAR), (0, 2 * BAR), (0, 4 * BAR), (1, 0)]
    assert ways(form, *spots, most_s=10) == [
        ("V/8 B", [4, None, 8, 8], 0),
        ("V/16 B", [4, 8, 16, 16], 0),
    ]
    assert ways(form, *spots, here=Here(0, 1, 0, None), most_s=1) == [
        ("V/8 B", [None, None, 8, 8], 0)
    ]


def test_a_vamp_is_not_left_for_nothing():
    form = "A 1 4/4 q=60 | V 4 vamp out 2 4 | // | B 1"
    assert ways(form, (1, 3 * BAR)) == [("A V", [16], 0)]
    # What lies behind the silence cannot be reached, so that it is no reason to leave.
    assert ways(form, (1, 3 * BAR), (3, 0)) == [("A V", [16, None], 0)]
    assert ways(form, (1, 3 * BAR), (2, 0), most_s=25) == [
        ("A V/8 //", [None, 12], 0),
        ("A V/16 //", [16, 20], 0),
        ("A V*2/8 //", [16, 28], 0),
    ]
    assert ways(form, (3, 0), here=Here(1, 2, 0, None)) == [("V", [None], 0)]
    assert ways(form, (1, BEAT), here=Here(1, 0, BEAT, None)) == [("V", [0], 0)]


def test_a_vamp_is_left_for_what_lies_at_its_end():
    form = "A 1 4/4 q=60 | V 4 vamp out 2 4"
    assert ways(form, (1, 4 * BAR), most_s=10) == [("A V/8", [12], 0)]


def test_a_hit_in_a_vamp_is_found_behind_an_exit_and_behind_what_is_of_interest():
    form = "A 1 4/4 q=60 | V 4 vamp out 1 4"
    assert ways(form, (1, 2 * BAR), most_s=1) == [("A V", [12], 0)]


# What the player ends


def test_no_route_gets_out_of_what_a_press_leaves():
    form = "A 1 4/4 q=60 | V 4 vamp out 2 4 | B 1"
    assert ways(form, (1, 3 * BAR), (1, 4 * BAR), (2, 0), waits={1}) == [
        ("A V", [16, None, None], 0)
    ]
    assert ways(form, (0, 0), (2, 0), waits={1}) == [("A", [0, None], 0)]
    # A section there is one whose fermata has its own press; past that it goes on.
    assert ways(form, (0, BAR), waits={0}) == [("A", [4], 0)]
    assert ways(form, (1, 0), waits={0}) == [("A V", [4], 0)]


def test_a_fermata_ends_a_route_where_the_beat_stands():
    form = "A 1 4/4 q=60 | B 2 fermata 1.2 fermata 2 | C 1"
    spots = [(1, BEAT), (1, 2 * BEAT), (1, 3 * BEAT), (1, 2 * BAR), (2, 0)]
    assert ways(form, *spots) == [("A B", [5, 6, None, None, None], 0)]
    assert ways(form, *spots, here=Here(1, 0, 2 * BEAT - 1, None)) == [
        ("B", [None, 0, None, None, None], 0)
    ]


def test_a_fermata_on_which_the_beat_stands_is_taken_as_over():
    form = "B 2 4/4 q=60 fermata 1.2 fermata 2 | C 1"
    spots = [(0, 2 * BEAT), (0, 3 * BEAT), (0, 2 * BAR), (1, 0)]
    for waits in ((), {0}):
        stood = Here(0, 0, 2 * BEAT, None)
        assert ways(form, *spots, here=stood, waits=waits) == [("B", [0, 1, 6, None], 0)]
        stood = Here(0, 0, 2 * BAR, None)
        assert ways(form, *spots, here=stood, waits=waits) == [("B C", [None, None, 0, 0], 0)]


def test_a_silence_ends_a_route_as_it_begins():
    form = "A 1 4/4 q=60 | // | B 1"
    assert ways(form, (0, BAR), (1, 0), (2, 0)) == [("A //", [4, 4, None], 0)]
    assert ways(form, (1, 0), (2, 0), here=Here(1, 0, 0, None)) == [("//", [0, None], 0)]


def test_a_fermata_in_one_ending_leaves_the_other_open():
    form = "A 1 4/4 q=60 | X 1 fermata 1.2 or Y 2 | B 1"
    assert ways(form, (0, 0), (3, 0)) == [("A X", [0, None], 0), ("A Y B", [0, 12], 1)]
    form = "A 1 4/4 q=60 | X 1 or Y 2 fermata 1.2 | B 1"
    assert ways(form, (0, 0), (3, 0)) == [("A X B", [0, 8], 0), ("A Y", [0, None], 1)]


# Forms of the notation


def test_the_lamp_is_behind_a_vamp():
    form = "A 16 3/4 q=96 | V 4 vamp out 2 4 | X 2 | F 1 fermata max 4s"
    lamp = (3, 0)
    assert ways(form, lamp, most_s=40) == [
        ("A V/6 X F", [37.5], 0),
        ("A V/12 X F", [41.25], 0),
        ("A V*2/6 X F", [45], 0),
    ]
    assert ways(form, lamp, waits={1}) == [("A", [None], 0)]


def test_the_rope_parts_behind_a_safety():
    form = "A 16 4/4 q=132 | B 11 | S 1 safety | C 16 q=132>152"
    door, rope = (1, 0), (3, 0)
    bar_s = 240 / 132
    assert ways(form, door, rope) == [
        ("A B S C", [round(16 * bar_s, 6), round(28 * bar_s, 6)], 0),
        ("A B S*2 C", [round(16 * bar_s, 6), round(29 * bar_s, 6)], 1),
    ]


def test_the_light_goes_out_behind_one_of_two_endings():
    form = "A 24 6/8 q.=100 | B 8 q.=100>80 | X 2 or Y 6 | //"
    # Linear in beats, sixteen beats from 100 to 80: their time is that of the logarithmic mean.
    ramp_s = 16 * 60 * 0.22314355131420976 / 20
    assert ways(form, (0, 0), (4, 0)) == [
        ("A B X //", [0, round(28.8 + ramp_s + 3, 6)], 0),
        ("A B Y //", [0, round(28.8 + ramp_s + 9, 6)], 1),
    ]


def test_the_end_of_the_form_is_where_its_last_beat_is_held():
    form = "A 8 3/4 q=96 | V 2 vamp out 2 | X 4 q=96>72 time | F 1 fermata max 8s"
    assert ways(form, (3, 3 * BEAT), most_s=18) == [
        ("A V/6 X F", [round(15 + 3.75 + 60 * 12 / 84 + 2.5, 6)], 0)
    ]
