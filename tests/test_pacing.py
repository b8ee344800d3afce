"""How often an address is told what a hand does: at once, then at a rate, and the last always."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mapped import at, mapped, sent, swept
from nights import go, midi, play, show, us

from rig.conductor.pacing import PACE_US

HANDS = """
[box]
slider1 = "strings jump"
slider2 = "hall jump"
slider3 = "winds jump"
key = "bell"
c = "go"
"""
SWELLS = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=60"
dyn = "strings p <, A4 ff | winds mf"
fire = "A2 hall=0.25"
"""


def times(night, address):
    return [due_us for due_us, _ in night.sent(address) if due_us]


def test_the_first_is_told_at_once_then_one_every_10_ms_and_the_last_always():
    flood = swept(1, "slider1", range(100), every_s=0.001)
    night = play(mapped(HANDS), flood, until_s=2)
    assert times(night, "/strings") == [us(1 + n / 100) for n in range(11)]
    assert night.values("/strings")[-1] == pytest.approx(10 * 99 / 127, abs=0.001)
    assert night.values("/strings")[1:3] == [0, pytest.approx(10 * 9 / 127, abs=0.001)], (
        "the newest, and those before it are let go"
    )


def test_a_hand_that_rests_for_10_ms_is_told_at_once_again():
    moves = [at(1, "slider1", 5), at(1.01, "slider1", 6), at(1.5, "slider1", 7)]
    assert times(play(mapped(HANDS), moves, until_s=2), "/strings") == [us(1), us(1.01), us(1.5)]


def test_each_address_has_its_own_pace():
    moves = [
        one
        for control in ("slider1", "slider2", "slider3")
        for one in swept(1, control, range(10), every_s=0.001)
    ]
    night = play(mapped(HANDS), moves, until_s=2)
    for address in ("/strings", "/hall", "/winds"):
        assert times(night, address) == [us(1), us(1.01)]


def test_triggers_in_a_flood_leave_at_their_own_instants_in_their_order():
    flood = [*swept(1, "slider1", [n % 128 for n in range(2000)], every_s=0.0005)]
    keys = [sent(1.00025 + n / 25, 0x90, 60, 100) for n in range(24)]
    night = play(mapped(HANDS), flood, keys, until_s=3)
    assert times(night, "/bell") == [one.at_us for one in keys]
    assert len(times(night, "/strings")) == 101


def test_a_go_in_a_flood_leaves_at_its_own_instant():
    flood = [
        one
        for control in ("slider1", "slider2", "slider3")
        for one in swept(1, control, [n % 128 for n in range(1000)], every_s=0.0005)
    ]
    night = play(mapped(HANDS), flood, at(1.3003, "c", 127), until_s=3)
    assert night.began == [(us(1.3003), "1")]


def test_the_sheets_own_hairpin_is_not_held_back():
    """Leant on by a trim meanwhile: its values leave where they would without the hand."""
    alone = play(show(SWELLS), go(1), until_s=20)
    trims = [midi(2.5 + n / 1000, 0xB0, 0, 60 + n % 8) for n in range(500)]
    night = play(show(SWELLS), go(1), trims, until_s=20)
    assert set(times(alone, "/strings")) <= set(times(night, "/strings"))


def test_what_the_sheet_has_set_meanwhile_is_not_overtaken_by_what_the_hand_set_before():
    """The cue sets hall at 5 s: a value of the hand still waits until 5.005 s then."""
    moves = [at(4.995, "slider2", 100), at(4.998, "slider2", 110)]
    night = play(mapped(HANDS, cues=SWELLS), go(1), moves, until_s=8)
    assert night.sent("/hall") == [(us(4.995), "/hall 0.7874"), (us(5), "/hall 0.25")]


def test_a_mark_takes_a_group_whose_level_still_waits():
    cues = SWELLS.replace("p <, A4 ff", "p, A2 ff")
    moves = [at(4.995, "slider1", 100), at(4.998, "slider1", 110)]
    night = play(mapped(HANDS, cues=cues), go(1), moves, until_s=8)
    assert night.sent("/strings")[1:] == [(us(4.995), "/strings 7.874"), (us(5), "/strings 8")]


def test_what_waits_is_told_though_the_device_is_gone():
    lost = [at(1, "slider1", 5), at(1.001, "slider1", 90)]
    night = play(mapped(HANDS), lost, until_s=2)
    assert night.values("/strings")[-1] == pytest.approx(10 * 90 / 127, abs=0.001)


def test_a_hand_that_says_the_same_again_tells_nothing():
    show = mapped('[box]\nfine = "hall jump"')
    moves = [sent(1 + n / 50, 0xB1, 39 if n else 7, 64) for n in range(6)]
    night = play(show, moves, until_s=3)
    assert len(times(night, "/hall")) == 2


@given(
    st.lists(
        st.tuples(st.sampled_from(["slider1", "slider2"]), st.integers(0, 127), st.integers(0, 15)),
        max_size=60,
    )
)
def test_whatever_comes_no_address_is_told_faster_and_each_ends_where_its_hand_is(moves):
    events, at_us = [], us(1)
    for control, value, gap_ms in moves:
        at_us += gap_ms * 1000
        events.append(at(at_us / 1e6, control, value))
    night = play(mapped(HANDS), events, until_s=4)
    for control, address, span in (("slider1", "/strings", 10), ("slider2", "/hall", 1)):
        told = times(night, address)
        assert all(b - a >= PACE_US for a, b in pairwise(told))
        ends = [value for name, value, _ in moves if name == control]
        if told:
            assert night.values(address)[-1] == pytest.approx(span * ends[-1] / 127, abs=0.001)
    assert all(not one.owed for one in night.state.fingers.paced)
