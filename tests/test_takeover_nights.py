"""What a knob moves in the course of a night, and how it takes it over."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapped import at, heard, last, mapped, pushed, rides, swept
from nights import go, play, us

from rig.conductor.events import PortFound, PortLost
from rig.score.sheet import level_of

LAYERED = """
[box]
slider1 = "strings"
slider2 = "strings"
a = "shift"
[layer.shift.box]
slider1 = "winds trim -24..+12 dB"
"""
DECIBELS = """
[box]
slider1 = "winds"
slider2 = "winds trim -6..+6 dB"
"""
VALUES = """
[box]
slider1 = "hall {}"
"""


def test_the_first_message_of_a_trim_moves_nothing_and_the_next_is_in_decibels():
    show = mapped(DECIBELS)
    assert heard(play(show, go(1), at(2, "slider1", 64), until_s=3), "/winds") == []
    night = play(show, go(1), at(2, "slider1", 64), at(2.5, "slider1", 127), until_s=3)
    assert heard(night, "/winds") == [(2.5, -16 + 6)]


@pytest.mark.parametrize(
    "anew",
    [
        [PortLost(us(3), "box"), PortFound(us(3.2), "box", "box")],
        pushed(3, "a"),
    ],
    ids=["found again", "a layer and back"],
)
def test_after_it_came_back_or_meant_something_else_a_knob_is_measured_anew(anew):
    """That it was moved meanwhile is not heard: 127 to 0 behind its back must move nothing."""
    show = mapped(LAYERED)
    before = [at(2, "slider1", 64), at(2.5, "slider1", 127)]
    after = at(4, "slider1", 0)
    assert len(heard(play(show, go(1), before, anew, after, until_s=4.9), "/strings")) == 1
    assert len(heard(play(show, go(1), before, after, until_s=4.9), "/strings")) == 2


def test_a_go_to_measures_anew():
    show = mapped('[box]\nslider1 = "strings"\na = "go to 2"')
    night = play(
        show, go(1), at(2, "slider1", 64), at(2.5, "slider1", 127), pushed(3, "a"), until_s=5
    )
    then = play(show, *night.events[1:], at(4, "slider1", 0), until_s=5)
    assert then.sent("/strings") == night.sent("/strings")


def test_what_a_slider_is_for_in_a_layer_it_is_only_there():
    show = mapped(LAYERED)
    moves = [at(2.1, "slider1", 64), at(2.2, "slider1", 127)]
    night = play(show, go(1), at(2, "a", 127), moves, at(2.5, "a", 0), until_s=4)
    assert heard(night, "/winds") == [(2.2, -16 + 12)]
    assert heard(night, "/strings") == []


def test_two_knobs_on_one_group_add_up_and_back_where_they_stood_leave_no_trim():
    moves = [at(2, "slider1", 64), at(2, "slider2", 64), at(2.5, "slider1", 0)]
    night = play(mapped(DECIBELS), go(1), moves, at(3, "slider2", 127), until_s=4)
    assert heard(night, "/winds") == [(2.5, -28), (3, -22)]
    home = [at(3.2, "slider1", 64), at(3.4, "slider2", 64)]
    night = play(mapped(DECIBELS), go(1), moves, at(3, "slider2", 127), home, until_s=4)
    assert heard(night, "/winds")[-1] == (3.4, -16)
    assert night.state.faders[1].trim_db == 0


def test_scale_never_jumps_and_reaches_both_ends():
    values = [30, *range(31, 128), *range(127, -1, -1)]
    night = rides("strings scale pp..ff", swept(2, "slider1", values), until_s=8)
    levels = [6, *(value for at_s, value in heard(night, "/strings") if at_s < 7)]
    low, high = 10 * level_of("pp"), 10 * level_of("ff")
    assert max(levels) == pytest.approx(high)
    assert levels[-1] == pytest.approx(low)
    assert max(abs(b - a) for a, b in pairwise(levels)) <= (6 - low) / 30 + 1e-6


def test_catch_waits_is_caught_by_crossing_and_waits_again_after_the_sheet_has_moved_it():
    line = "strings catch"
    early = rides(line, at(2, "slider1", 0), at(2.2, "slider1", 40), until_s=4)
    assert heard(early, "/strings") == []
    assert early.look().knobs, "the player sees which way to turn"
    caught = [at(2, "slider1", 0), at(2.2, "slider1", 100), at(2.4, "slider1", 127)]
    night = rides(line, *caught, until_s=4)
    assert heard(night, "/strings") == [
        (2.2, pytest.approx(10 * 100 / 127, abs=0.001)),
        (2.4, 10),
    ]
    # At 5.0 bars the sheet says f; the fader still stands at the top.
    stays = [at(18, "slider1", 126), at(18.1, "slider1", 110)]
    night = rides(line, *caught, *stays, until_s=20)
    assert heard(night, "/strings")[-1] == (17, 7)
    again = rides(line, *caught, *stays, at(18.3, "slider1", 60), until_s=20)
    assert heard(again, "/strings")[-1] == (18.3, pytest.approx(10 * 60 / 127, abs=0.001))


@given(st.lists(st.integers(1, 40), min_size=4, max_size=30), st.booleans())
def test_any_sweep_over_its_target_is_caught(strides, down):
    places = [0]
    for stride in strides:
        places.append(min(127, places[-1] + stride))
    places.append(127)
    if down:
        places.reverse()
    night = rides("strings catch", swept(2, "slider1", places), until_s=6)
    assert last(night, "/strings") == (0 if down else 10)
    assert len(heard(night, "/strings")) >= 1


def test_jump_is_there_with_its_first_message_and_relative_only_moves():
    assert heard(rides("strings jump", at(2, "slider1", 0)), "/strings") == [(2, 0)]
    night = rides("strings relative", at(2, "slider1", 0), at(2.2, "slider1", 12))
    assert heard(night, "/strings") == [(2.2, pytest.approx(6 + 10 * 12 / 127, abs=0.001))]


def test_a_range_may_run_backwards():
    night = rides("strings jump ff..pp", at(2, "slider1", 0), at(2.2, "slider1", 127))
    assert [value for _, value in heard(night, "/strings")] == [8, 3]


@pytest.mark.parametrize(
    ("words", "half"),
    [
        ("", 64 / 127),
        ("curve s", 3 * (64 / 127) ** 2 - 2 * (64 / 127) ** 3),
        ("curve exp", (81 ** (64 / 127) - 1) / 80),
        ("points 0:0 50:20 100:100", 0.2 + 0.8 * (64 / 127 - 0.5) / 0.5),
        ("steps 2", 1),
        ("steps 3", 0.5),
    ],
)
def test_a_curve_is_between_the_travel_and_the_range(words, half):
    night = rides(f"hall jump {words}", at(2, "slider1", 64))
    assert last(night, "/hall") == pytest.approx(half, abs=1e-4)


def test_a_gate_passes_trembling_over_and_hears_the_ends():
    trembling = [64, 65, 63, 64, 65, 66, 64]
    moves = [*swept(2, "slider1", trembling), at(3, "slider1", 70), at(3.2, "slider1", 71)]
    night = rides("hall jump gate 2 %", *moves, at(3.4, "slider1", 127))
    assert [round(value * 127) for _, value in heard(night, "/hall")] == [64, 70, 127]


def test_a_smoothed_knob_settles_where_it_stands_a_tenth_of_a_second_after_its_last_message():
    values = [0, 20, 40, 60, 80, 100]
    night = rides("hall jump smooth", *swept(2, "slider1", values))
    *way, (settled_s, value) = heard(night, "/hall")
    assert (settled_s, value) == (pytest.approx(2.2), pytest.approx(100 / 127, abs=1e-4))
    assert [value for _, value in way] == sorted(value for _, value in way)
    assert way[-1][1] < 100 / 127, "it was behind until then"


def test_gate_and_smooth_go_together_and_settle_where_it_was_last_heard():
    values = [0, 30, 60, 61, 60, 61]
    night = rides("hall jump gate 2 % smooth", *swept(2, "slider1", values))
    assert heard(night, "/hall")[-1] == (pytest.approx(2.14), pytest.approx(60 / 127, abs=1e-4))


def test_a_value_that_was_never_set_is_first_heard_when_its_knob_moves():
    show = mapped(VALUES.format("scale"))
    assert heard(play(show, at(1, "slider1", 64), until_s=2), "/hall") == []
    night = play(show, at(1, "slider1", 64), at(1.2, "slider1", 65), until_s=2)
    assert heard(night, "/hall") == [(1.2, pytest.approx(65 / 127, abs=1e-4))]


def test_a_value_that_the_sheet_sets_is_the_sheets_and_the_hand_goes_on_from_there():
    show = mapped(VALUES.format("scale"))
    moves = [at(2, "slider1", 0), at(2.2, "slider1", 127)]
    night = play(show, go(1), moves, at(18, "slider1", 126), until_s=19)
    assert heard(night, "/hall")[:2] == [(2.2, 1), (17, 0.25)]
    assert heard(night, "/hall")[2][1] == pytest.approx(0.25, abs=0.01)


def test_a_hand_that_goes_back_to_what_it_said_before_the_sheet_is_heard():
    show = mapped(VALUES.format("jump"))
    moves = [at(16.995, "slider1", 127), at(17.02, "slider1", 127)]
    night = play(show, go(1), moves, until_s=19)
    assert heard(night, "/hall") == [(16.995, 1), (17, 0.25), (17.02, 1)]


def test_a_line_may_name_an_output_and_a_message_with_its_type():
    line = "desk /reverb 2 <f> -40..0 dB jump"
    night = rides(line, at(2, "slider1", 0), at(2.2, "slider1", 127))
    assert [text for _, text in night.sent("/reverb")] == ["/reverb 2 -40", "/reverb 2 0"]
    show = mapped('[box]\na = "desk /lamp 3 on"')
    night = play(show, pushed(1, "a"), until_s=2)
    assert [due_us for due_us, text in night.sent() if text.startswith("/lamp 3")] == [us(1)]


def test_a_lean_leans_from_where_its_knob_stands():
    show = mapped('[box]\nslider1 = "lean -6..+6 %"')
    night = play(show, go(1), at(2, "slider1", 64), at(3, "slider1", 127), until_s=4)
    assert night.values("/tempo") == [60, pytest.approx(63.6)]


PLACES = st.integers(0, 127)
MOVES = st.lists(st.tuples(st.sampled_from(["slider1", "slider2", "slider3"]), PLACES), max_size=40)


@given(MOVES, st.sampled_from(["jump", "catch", "relative", "scale"]), PLACES)
def test_the_last_packet_of_a_group_is_where_the_takeover_says(moves, takeover, end):
    """After any moves: swept over all its travel, then to an end, each of these has it."""
    show = mapped(
        f'[box]\nslider1 = "organ {takeover}"\nslider2 = "hall {takeover}"\n'
        f'slider3 = "winds {takeover} pp..ff"'
    )
    played = [at(2 + n / 200, control, value) for n, (control, value) in enumerate(moves)]
    over = [0, 127, 0, 127, end, 127]
    sweeps = [one for n in (1, 2, 3) for one in swept(3, f"slider{n}", over)]
    night = play(show, go(1), played, sweeps, until_s=5)
    tops = (last(night, "/organ"), last(night, "/hall"), last(night, "/winds"))
    assert tops == (10, 1, pytest.approx(-40 + 40 * level_of("ff"), abs=1e-4))
    lights_off = [at(4, f"slider{n}", 0) for n in (1, 2, 3)]
    night = play(show, go(1), played, sweeps, lights_off, until_s=5)
    ends = (last(night, "/organ"), last(night, "/hall"), last(night, "/winds"))
    assert ends == (
        pytest.approx(0, abs=1e-4),
        pytest.approx(0, abs=1e-6),
        pytest.approx(-40 + 40 * level_of("pp"), abs=1e-4),
    )


@given(MOVES, MOVES)
def test_two_controllers_side_by_side_tell_each_group_what_they_would_alone(left, right):
    hands = (
        '[box]\nslider1 = "strings jump"\nslider2 = "hall"\nslider3 = "strings"\n'
        '[tray]\nslider1 = "winds jump"\nslider2 = "room"\nslider3 = "winds"'
    )
    boxes = [
        [at(2 + n / 300, control, value, port=port) for n, (control, value) in enumerate(moves)]
        for port, moves in (("box", left), ("tray", right))
    ]
    show = mapped(hands)
    both = play(show, go(1), *boxes, until_s=4)
    for moves, addresses in zip(boxes, (("/strings", "/hall"), ("/winds", "/room")), strict=True):
        alone = play(show, go(1), moves, until_s=4)
        assert both.sent(*addresses) == alone.sent(*addresses)
