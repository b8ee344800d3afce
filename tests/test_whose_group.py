"""Who has a group or a value once a hand has been on it, and what undo makes of that."""

from __future__ import annotations

from itertools import pairwise

import pytest
from mapped import at, heard, last, mapped, pushed, sent
from nights import go, play

DECIBELS = """
[box]
slider1 = "winds"
slider2 = "winds trim -6..+6 dB"
a = "sheet winds"
b = "tacet winds"
c = "winds ff"
key = "undo"
"""
VALUES = """
[box]
slider1 = "hall jump"
a = "hall=0.4"
b = "undo"
"""


def test_a_group_under_an_absolute_hand_is_the_hands_until_the_sheets_next_mark():
    night = play(mapped('[box]\nslider1 = "strings jump"'), go(1), at(2, "slider1", 0), until_s=20)
    assert heard(night, "/strings") == [(2, 0), (17, 7)]
    assert not night.look().groups[0].hand


def test_given_back_a_group_glides_over_a_second_and_nothing_jumps():
    show = mapped(DECIBELS)
    moves = [at(2, "slider1", 64), at(2.5, "slider1", 0), *pushed(3, "a")]
    values = heard(play(show, go(1), moves, until_s=9), "/winds")
    assert values[0] == (2.5, -28)
    assert values[-1] == (4, -16)
    assert max(b - a for (_, a), (_, b) in pairwise(values)) <= 12 / 25 + 1e-5
    assert [value for _, value in values] == sorted(value for _, value in values)


def test_a_hand_that_takes_a_group_on_its_way_back_has_it():
    show = mapped('[box]\nslider1 = "strings jump"\na = "sheet strings"')
    moves = [at(2, "slider1", 0), *pushed(3, "a"), at(3.5, "slider1", 127)]
    assert heard(play(show, go(1), moves, until_s=9), "/strings")[-1] == (3.5, 10)


def test_the_sheets_mark_takes_a_group_on_its_way_and_its_trim_goes_on_to_nothing():
    cues = 'dyn = "strings mf, A5 f | winds mf, A5 p"'
    show = mapped(
        '[box]\nslider1 = "winds trim -12..+6 dB"\na = "winds ff"\nb = "sheet winds"',
        cues=_with_winds(cues),
    )
    moves = [at(2, "slider1", 64), at(2.5, "slider1", 0), *pushed(3, "a"), *pushed(16.5, "b")]
    night = play(show, go(1), moves, until_s=19)
    assert heard(night, "/winds")[-1] == (17.5, -24)
    assert night.state.faders[1][1:3] == (None, 0)
    assert night.state.fingers.glides == ()


def _with_winds(dyn):
    return f'\n[cue.1]\non = "screening"\nplay = "A 8 4/4 q=60"\n{dyn}\n'


def test_given_back_at_rest_nothing_is_sent():
    night = play(mapped(DECIBELS), go(1), pushed(3, "a"), until_s=9)
    assert heard(night, "/winds") == []


def test_tacet_is_silence_while_lit_whatever_the_sheet_says_and_the_next_press_ends_it():
    show = mapped('[box]\na = "tacet strings"')
    night = play(show, go(1), pushed(2, "a"), until_s=20)
    assert heard(night, "/strings") == [(2, 0)]
    night = play(show, go(1), pushed(2, "a"), pushed(18, "a"), until_s=20)
    assert heard(night, "/strings") == [(2, 0), (18, 7)]


def test_a_silent_group_that_is_given_back_comes_from_silence():
    night = play(mapped(DECIBELS), go(1), pushed(2, "b"), pushed(3, "a"), until_s=9)
    values = heard(night, "/winds")
    assert values[0] == (2, -40)
    assert values[-1] == (4, -16)
    assert max(b - a for (_, a), (_, b) in pairwise(values)) <= 24 / 25 + 1e-5
    assert not night.state.faders[1].tacet


def test_a_button_sets_a_mark_or_a_value_until_the_sheet_says_another():
    show = mapped('[box]\na = "strings ff"\nb = "hall=0.4"')
    night = play(show, go(1), pushed(2, "a"), pushed(2, "b"), until_s=20)
    assert heard(night, "/strings") == [(2, 8), (17, 7)]
    assert heard(night, "/hall") == [(2, pytest.approx(0.4)), (17, 0.25)]


@pytest.mark.parametrize("later_s", [0.01, 0.3, 0.96, 5])
@pytest.mark.parametrize("button", ["a", "b", "c"])
def test_each_press_on_a_group_is_undone(button, later_s):
    """Back where the hand had it: trimmed, and silent or not."""
    show = mapped(DECIBELS)
    before = [at(2, "slider1", 64), at(2.5, "slider1", 0)]
    presses = [at(3, button, 127), sent(3 + later_s, 0x90, 60, 100)]
    night = play(show, go(1), before, presses, until_s=12)
    alone = play(show, go(1), before, until_s=12)
    assert last(night, "/winds") == last(alone, "/winds") == -28
    assert night.state.faders == alone.state.faders
    assert night.state.fingers.glides == ()
    moved = [at(10, "slider1", 64)]
    night = play(show, go(1), before, presses, moved, until_s=12)
    assert last(night, "/winds") == -16, "and the knob is measured as it was"


def test_a_second_press_of_tacet_is_undone_into_silence():
    show = mapped(DECIBELS)
    night = play(show, go(1), pushed(2, "b"), pushed(3, "b"), sent(4, 0x90, 60, 100), until_s=9)
    assert heard(night, "/winds") == [(2, -40), (3, -16), (4, -40)]


def test_an_undone_press_leaves_what_a_hand_and_the_sheet_have_done_since():
    show = mapped('[box]\nslider1 = "strings jump"\na = "strings ff"\nb = "undo"')
    night = play(show, go(1), pushed(2, "a"), at(3, "slider1", 0), pushed(4, "b"), until_s=9)
    assert heard(night, "/strings") == [(2, 8), (3, 0)]
    night = play(show, go(1), pushed(16, "a"), pushed(18, "b"), until_s=20)
    assert heard(night, "/strings") == [(16, 8), (17, 7)]
    was = [at(2, "slider1", 0), *pushed(3, "a"), *pushed(4, "b")]
    night = play(show, go(1), was, until_s=9)
    assert heard(night, "/strings") == [(2, 0), (3, 8), (4, 0)]


def test_a_group_that_was_given_back_is_not_the_hands_again_behind_a_mark():
    show = mapped('[box]\nslider1 = "strings jump"\na = "sheet strings"\nb = "undo"')
    moves = [at(2, "slider1", 0), *pushed(15.5, "a"), *pushed(18, "b")]
    assert heard(play(show, go(1), moves, until_s=20), "/strings")[-1] == (17, 7)


def test_a_value_that_was_pressed_is_undone_unless_something_else_has_set_it_since():
    show = mapped(VALUES)
    night = play(show, at(1, "slider1", 127), pushed(2, "a"), pushed(3, "b"), until_s=4)
    assert heard(night, "/hall") == [(1, 1), (2, pytest.approx(0.4)), (3, 1)]
    moves = [at(1, "slider1", 127), *pushed(2, "a"), at(2.5, "slider1", 0), *pushed(3, "b")]
    assert heard(play(show, moves, until_s=4), "/hall")[-1] == (2.5, 0)
    night = play(show, pushed(2, "a"), pushed(3, "b"), until_s=4)
    assert heard(night, "/hall") == [(2, pytest.approx(0.4))], "nobody knows what it was"
