"""The pedals of the box: they ride as any knob does, in ten bits, and are never pressed."""

from __future__ import annotations

import struct
from itertools import pairwise
from math import isclose

import pytest
from footboard import BOX, Foot, afoot, heard, stage
from hypothesis import example, given
from hypothesis import strategies as st
from nights import PEDAL, go, play
from written import caret

from rig.conductor.actions import Send
from rig.hands.midi import BOX_PEDAL, BOX_SWITCH, Touch
from rig.notation.problem import ProblemsError
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.script import Scripted, read_script

TOE = 1023
PLACES = st.integers(0, TOE)
OF_ITS_RANGE = 1e-6
"""An OSC float has 24 bits."""


def night(line, first, *places, until_s=30, device=BOX):
    """The pedal is left at a place; at 1 s `hall` is set to a quarter; at 2 s the pedal moves."""
    foot = Foot()
    moves = [*foot.meets(0.5, first), *foot.treads(1), *foot.slides(2, *places)]
    hands = f'left = "hall=0.25"\npedal = "{line}"'
    return play(stage(hands, device), go(0.2), *moves, until_s=until_s)


def hall(line, first, *places, device=BOX):
    """What `hall` is sent from 2 s on."""
    sent = heard(night(line, first, *places, device=device), "/hall")
    return [value for at_s, value in sent if at_s >= 2]


def near(*wanted):
    return [pytest.approx(one, abs=OF_ITS_RANGE) for one in wanted]


def told(hands):
    """What is wrong with hands of the box: under the caret, in words."""
    with pytest.raises(ProblemsError) as refused:
        afoot(hands)
    return [(caret(one), one.message) for one in refused.value.problems]


def test_where_a_pedal_was_left_moves_nothing_and_from_there_it_reaches_both_ends():
    """Scale: what is left of the travel on either side is spread over what is left of the range."""
    assert hall("hall", 512) == []
    assert hall("hall", 512, TOE) == near(1)
    assert hall("hall", 512, 0) == near(0)
    assert hall("hall", 512, 768) == near(0.25 + 0.75 * (768 - 512) / (TOE - 512))
    assert hall("hall", 512, 128) == near(0.25 * 128 / 512)


@given(first=st.integers(1, TOE - 1), places=st.lists(PLACES, min_size=1, max_size=12))
@example(first=1, places=[2, 1, 0, TOE])
@example(first=TOE - 1, places=[TOE, 0, TOE])
def test_a_pedal_that_scales_never_jumps(first, places):
    """No step of the value is steeper than what is left of the range over what is left to go."""
    values = [0.25, *hall("hall", first, *places)]
    moved = [first, *(one for before, one in pairwise([first, *places]) if one != before)]
    steepest = max(0.25 / first, 0.75 / (TOE - first))
    for (a, b), (left, right) in zip(pairwise(values), pairwise(moved), strict=True):
        assert 0 < abs(b - a) <= abs(right - left) * steepest + OF_ITS_RANGE


def test_a_pedal_that_catches_waits_until_it_comes_to_the_value():
    quarter = round(TOE / 4)
    assert hall("hall catch", TOE, 900, 700, 500, 300) == []
    assert hall("hall catch", TOE, 900, 500, quarter, 100) == near(quarter / TOE, 100 / TOE)
    assert hall("hall catch", TOE, 900, 100) == near(100 / TOE), "passed by, however fast"
    waits = night("hall catch", TOE, 900, until_s=2.5).look().knobs
    assert [(one.name, one.way) for one in waits] == [
        (f"{PEDAL} pedal", pytest.approx(0.25 - 900 / TOE))
    ]


def test_a_pedal_that_jumps_tells_every_one_of_its_ten_bits():
    values = hall("hall jump", 0, *range(1, TOE + 1))
    assert values == near(*(place / TOE for place in range(1, TOE + 1)))
    assert len(set(values)) == TOE


@given(place=st.integers(1, TOE))
def test_curves_and_ranges_are_of_all_ten_bits(place):
    at = place / TOE
    assert hall("hall jump curve s", 0, place) == near(at * at * (3 - 2 * at))
    assert hall("hall 0.8..0.2 jump", 0, place) == near(0.8 - 0.6 * at)
    assert hall("hall jump steps 3", 0, place) == near(min(int(at * 3), 2) / 2)


def test_a_pedal_whose_ends_are_calibrated_in_the_device_file_reaches_both_of_them():
    device = BOX.replace('"pedal 0"', '"pedal 0 1000..24"')
    assert hall("hall jump", 512, 1010, 1000, 24, 3, device=device) == near(0, 1)
    assert hall("hall jump", 512, 268, device=device) == near(0.75)


def test_a_trim_is_in_decibels_and_two_pedals_on_one_group_add_up():
    foot = Foot()
    moves = [
        *foot.meets(0.5, 512, 100),
        *foot.slides(2, TOE),
        *foot.slides(3, TOE, pedal=1),
        *foot.slides(4, 512),
    ]
    hands = 'pedal = "winds trim -6..+6 dB"\npedal2 = "winds trim -3..+3 dB"'
    sent = heard(play(stage(hands), go(0.2), *moves, until_s=5), "/winds")
    assert [(at_s, round(value, 3)) for at_s, value in sent if at_s >= 2] == [
        (2, -16 + 6),
        (3, -16 + 6 + 3),
        (4, -16 + 3),
    ]


def test_a_gate_lets_no_tremble_through_but_both_ends():
    trembles = [512 + wave for wave in (3, -4, 8, -9, 10, 0)]
    assert hall("hall jump", 512, *trembles) != []
    assert hall("hall jump gate 2 %", 512, *trembles) == []
    assert hall("hall jump gate 2 %", 512, 1013, TOE) == near(1013 / TOE, 1)


def test_a_pedal_that_flutters_is_no_loop_and_one_that_loops_is_muted():
    foot = Foot()
    flutter = foot.slides(2, *(512 + 15 * (place % 2) for place in range(200)), every_s=0.01)
    fine = play(stage('pedal = "hall jump"'), *foot.meets(0.5, 512), *flutter, until_s=5)
    assert not [line for line in fine.told if "loops" in line]
    foot = Foot()
    wild = foot.slides(2, *(TOE * (place % 2) for place in range(200)), every_s=0.01)
    muted = play(stage('pedal = "hall jump"'), *foot.meets(0.5, 512), *wild, until_s=5)
    assert [line for line in muted.told if line.startswith(f"{PEDAL} pedal loops")]


def test_a_box_that_comes_back_has_its_pedals_measured_anew():
    """That the pedal was moved meanwhile, from toe to heel, moves nothing."""
    foot = Foot()
    before = [*foot.meets(0.5, TOE), *foot.treads(1), *foot.slides(2, 900), *foot.goes(3)]
    after = [*foot.meets(4, 0), *foot.slides(5, 300)]
    show = stage('left = "hall=0.25"\npedal = "hall"')
    sent = [value for _, value in heard(play(show, *before, *after, until_s=6), "/hall")]
    assert sent == near(0.25, 0.25 * 900 / TOE, sent[1] + (1 - sent[1]) * 300 / TOE)


@given(place=PLACES)
def test_no_place_of_a_pedal_is_a_press(place):
    assert not Touch(BOX_PEDAL, 0, place).pressed
    assert Touch(BOX_SWITCH, 0, 127).pressed
    assert not Touch(BOX_SWITCH, 0, 0).pressed


PRESSES = ("go", "hall=0.4", "hold: hall=0.4", "release: go", "tap", "tacet strings", "sheet all")


@pytest.mark.parametrize("words", PRESSES)
def test_what_is_pressed_is_no_pedals(words):
    assert told(f'pedal = "{words}"') == [
        (words, "a pedal is moved and cannot be pressed; give it a value to ride on")
    ]


def test_what_rides_is_no_switchs_and_no_gesture_is_a_pedals():
    assert told('left = "hall"') == [
        ("hall", "a switch is pressed and cannot ride on a value; give it a verb")
    ]
    assert told('pedal = "release: hall"') == [
        ("release: hall", "a knob is turned and has no gestures; take this one out")
    ]
    assert told('left = "with pedal: back"') == [
        ("with pedal: back", "pedal is a pedal and never held down; name a switch")
    ]


def test_one_pedal_may_ride_on_two_things_and_on_others_in_a_layer():
    hands = 'pedal = "hall jump | room jump 1..0"\nleft = "shift"\n'
    hands += f'[layer.shift.{PEDAL}]\npedal = "winds jump"'
    foot = Foot()
    moves = [*foot.meets(0.5, 100), *foot.slides(1, 512, TOE)]
    done = play(stage(hands), *moves, until_s=2)
    assert heard(done, "/hall")[-1][1] == 1
    assert heard(done, "/room")[-1][1] == 0
    assert all(isclose(a + b, 1, abs_tol=OF_ITS_RANGE) for a, b in _both(done))


def _both(done):
    pairs = zip(heard(done, "/hall"), heard(done, "/room"), strict=True)
    return [(one[1], other[1]) for one, other in pairs]


def test_a_script_moves_a_pedal_over_the_wire_of_the_box(tmp_path):
    loaded = afoot('left = "hall=0.25"\npedal = "hall jump"')
    script = tmp_path / "player.toml"
    script.write_text(
        'rig = 1\nplay = "0:01 footswitch left | 0:02 footswitch pedal 300 |'
        ' 0:03 footswitch pedal 300>1023 in 1s"\n'
    )
    done = virtual_night(loaded, Scripted(read_script(str(script), loaded), loaded))
    sent = [one for one in done.actions if type(one) is Send and b"/hall" in one.packet]
    values = [round(TOE * struct.unpack(">f", one.packet[-4:])[0]) for one in sent if one.due_us]
    assert values[:2] == [round(TOE / 4), 300]
    assert values[-1] == TOE
    assert len(values) == 2 + 50
    assert sent[-1].due_us == 4_000_000
