"""Levels as they reach the target: marks, hairpins, hands and the range of the house."""

from __future__ import annotations

from itertools import pairwise
from struct import unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import back, found, go, gone, knob, play, show

from rig.conductor.outputs import Dial, Template

MARKED = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=60"
dyn = "strings p, A2 f, A3 tacet, A4 ffff | winds mf | piano f"
[cue.2]
on = "title: Anna"
play = "A 4"
dyn = "strings mp"
"""
SWELL = """
[cue.1]
on = "screening"
play = "A 4 4/4 q=60"
dyn = "strings p, A2 <, A3 ff | winds f, A2 >, A3 n"
"""
VAMPED = """
[cue.1]
on = "screening"
play = "A 1 4/4 q=60 | V 2 vamp out 1 | B 1"
dyn = "strings p, V1 <, V2 f, B1 pp | winds pp <, B1 ff"
"""
HELD = MARKED.replace(", A2 f, A3 tacet, A4 ffff", ", A3 f")


def heard(night, address):
    """The values of an address once the show was loaded, by seconds."""
    return [
        (due_us / 1e6, value)
        for (due_us, _), value in zip(night.sent(address), night.values(address), strict=True)
        if due_us
    ]


def test_marks_are_sent_where_they_stand_and_the_first_when_the_show_is_loaded():
    night = play(MARKED, go(1))
    assert night.sent("/strings") == [
        (0, "/strings 4"),
        (5_000_000, "/strings 7"),
        (9_000_000, "/strings 0"),
        (13_000_000, "/strings 10"),
    ]
    assert night.sent("/winds") == [(0, "/winds -16")]


def test_a_person_is_shown_and_never_sent():
    night = play(MARKED, go(1), until_s=2)
    assert [(one.name, one.mark) for one in night.look().groups][-1] == ("piano", "f")
    assert not [text for _, text in night.sent() if "piano" in text]


def test_a_hairpin_is_25_values_a_second_on_the_straight_line_and_ends_on_its_mark():
    values = heard(play(SWELL, go(1)), "/strings")
    assert len(values) == 100
    assert {round((b - a) * 1e6) for (a, _), (b, _) in pairwise(values)} == {40_000}
    for at_s, value in values:
        assert value == pytest.approx(4 + (at_s - 5), abs=0.001)
    assert values[-1] == (9, 8)


def test_two_hairpins_run_beside_each_other():
    night = play(SWELL, go(1))
    assert [at for at, _ in heard(night, "/winds")] == [at for at, _ in heard(night, "/strings")]
    assert heard(night, "/winds")[-1] == (9, -40)


def test_a_hairpin_lies_over_the_music_and_not_over_the_clock():
    """Leant on by 6 %, it is at its mark when the music is."""
    lean = [knob(2, "knob1", 64), knob(5, "knob1", 127)]
    at_s, value = heard(play(SWELL, go(1), lean), "/strings")[-1]
    assert (at_s, value) == (pytest.approx(5 + 4 / 1.06, abs=2e-6), 8)


def test_marks_and_hairpins_in_a_vamp_count_the_first_time_only():
    marks = VAMPED.replace("V1 <, V2 f", "V1 mf, V2 f")
    assert heard(play(marks, go(1), until_s=60), "/strings") == [(5, 6), (9, 7)]
    swells = VAMPED.replace("V1 <, V2 f", "V1 <, V2 f, V2.3 pp")
    assert heard(play(swells, go(1), until_s=60), "/strings")[-2:] == [(9, 7), (11, 3)]


def test_a_hairpin_across_a_vamp_is_at_its_mark_when_the_first_turn_is_over_and_holds():
    values = heard(play(VAMPED, go(1), go(20), until_s=60), "/winds")
    assert values[-1] == (13, -8)
    assert [value for _, value in values] == sorted(value for _, value in values)


def test_a_hairpin_whose_mark_was_passed_over_is_over():
    """Left after one bar, V never comes to its second: nothing may run on for ever."""
    cues = VAMPED.replace("B 1", "B 9").replace(", B1 pp | winds pp <, B1 ff", "")
    cues = cues.replace("V1 <, V2 f", "V1.2 <, V2.2 f")
    night = play(cues, go(1), go(2), until_s=30)
    assert night.state.moving == ()
    assert heard(night, "/strings")[-1][1] == 7


@pytest.mark.parametrize("trims", [(64, 127), (64, 0), (0, 127), (127, 0), (64, 80, 64)])
def test_a_trim_moves_from_where_the_knob_stands(trims):
    """The first message sends nothing; both ends of the range are reached from anywhere."""
    first, *rest = trims
    night = play(HELD, go(1), knob(2, "slider2", first), until_s=3)
    assert heard(night, "/winds") == []
    moves = [knob(3 + number, "slider2", one) for number, one in enumerate(rest)]
    night = play(HELD, go(1), knob(2, "slider2", first), moves, until_s=9)
    ends = {127: -16 + 6, 0: -16 - 12, 64: -16}
    assert heard(night, "/winds")[-1][1] == pytest.approx(ends[rest[-1]], abs=1e-5)


def test_a_trim_on_a_range_without_decibels_multiplies():
    night = play(HELD, go(1), knob(2, "slider1", 64), knob(3, "slider1", 127), until_s=4)
    assert night.values("/strings")[-1] == pytest.approx(4 * 10 ** (6 / 20), abs=0.01)


def test_a_trim_stays_on_what_is_written_next():
    night = play(HELD, go(1), knob(2, "slider1", 127), knob(3, "slider1", 0), until_s=20)
    assert heard(night, "/strings")[-1] == (9, pytest.approx(7 * 10 ** (-12 / 20), abs=0.001))


def test_a_trim_stays_over_a_new_cue_and_a_jump_does_not():
    trimmed = play(HELD, go(1), knob(2, "slider1", 127), knob(3, "slider1", 0), go(4), until_s=5)
    assert trimmed.values("/strings")[-1] == pytest.approx(5 * 10 ** (-12 / 20), abs=0.001)
    jumped = play(HELD, go(1), knob(2, "slider3", 127), go(4), until_s=5)
    assert jumped.values("/strings") == [4, 10, 5]


def test_a_group_jumped_to_is_the_hands_until_the_next_mark():
    """A cue without a mark for it leaves it where the hand put it."""
    night = play(HELD, go(1), knob(2, "slider3", 127), until_s=20)
    assert heard(night, "/strings") == [(2, 10), (9, 7)]
    unmarked = HELD.replace('dyn = "strings mp"', "")
    night = play(unmarked, go(1), knob(2, "slider3", 127), go(4), until_s=20)
    assert heard(night, "/strings") == [(2, 10)]


def test_a_hairpin_does_not_take_a_group_from_the_hand_but_its_mark_does():
    night = play(SWELL, go(1), knob(6, "slider3", 0), until_s=20)
    values = heard(night, "/strings")
    assert [at for at, _ in values if at > 6] == [9]
    assert values[-1] == (9, 8)


def test_two_knobs_on_one_group_add_up():
    night = play(
        HELD,
        go(1),
        *(knob(2, "slider4", 64), knob(2.1, "slider2", 64)),
        *(knob(3, "slider4", 127), knob(4, "slider2", 127), knob(5, "slider4", 64)),
        until_s=6,
    )
    assert heard(night, "/winds") == [(3, -10), (4, -4), (5, -10)]


def test_a_knob_back_where_it_stood_gives_the_group_back_to_the_sheet():
    positions = (*range(64, 128), *range(127, 63, -1))
    sweep = [knob(2 + number / 100, "slider2", one) for number, one in enumerate(positions)]
    night = play(HELD, go(1), sweep, until_s=4)
    assert heard(night, "/winds")[-1][1] == -16
    assert not next(one for one in night.look().groups if one.name == "winds").hand


def test_a_controller_that_comes_back_moves_nothing_until_it_is_moved_twice():
    trim = [knob(2, "slider2", 64), knob(3, "slider2", 96)]
    night = play(HELD, go(1), trim, gone(4), found(5), knob(6, "slider2", 3), until_s=7)
    assert len(heard(night, "/winds")) == 1
    assert "nanoKONTROL2 is gone; the show goes on" in night.told
    night = play(HELD, go(1), trim, gone(4), found(5), knob(6, "slider2", 3), knob(7, "slider2", 0))
    assert heard(night, "/winds")[-1] == (7, pytest.approx(-28, abs=1e-5))


def test_a_lean_goes_home_at_the_next_cue():
    cues = MARKED + 'fire = "A2 bell"\n'
    lean = [knob(2, "knob1", 64), knob(3, "knob1", 127)]
    night = play(cues, go(1), lean, go(5), until_s=20)
    assert night.values("/tempo")[-2:] == [pytest.approx(63.6), 60]
    assert night.sent("/bell") == [(9_000_000, "/bell")]
    night = play(cues, go(1), lean, go(5), knob(6, "knob1", 0), until_s=20)
    assert night.sent("/bell") == [(9_000_000, "/bell")], "its next message only says where it is"
    again = [knob(6, "knob1", 64), knob(6.5, "knob1", 64)]
    assert play(cues, go(1), lean, go(5), again).sent("/bell") == [(9_000_000, "/bell")]


def test_a_lean_in_silence_counts_when_the_music_comes_in():
    cues = MARKED.replace("A 4 4/4", "A 1 4/4 q=60 | // | B 2 4/4").replace(
        ", A2 f, A3 tacet, A4 ffff", ", B2 f"
    )
    lean = [knob(6, "knob1", 127), knob(7, "knob1", 0)]
    night = play(cues, go(1), lean, go(10), until_s=20)
    assert heard(night, "/strings") == [(pytest.approx(10 + 4 / 0.94, abs=2e-6), 7)]


def test_back_sends_nothing_and_the_cue_it_leads_to_restores_its_levels():
    night = play(MARKED, go(1), go(2), back(3), back(3.5), until_s=4)
    assert night.values("/strings") == [4, 5]
    night = play(MARKED, go(1), go(2), back(3), back(3.5), go(5), until_s=6)
    assert night.values("/strings") == [4, 5, 4]


LEVELS = st.floats(0, 1)
TRIMS = st.floats(-80, 80)
RANGES = st.tuples(st.floats(-90, 10), st.floats(0.5, 100)).map(lambda pair: (pair[0], sum(pair)))


@given(LEVELS, TRIMS, RANGES, st.booleans())
def test_no_level_and_no_trim_leaves_the_range_of_the_house(level, trim_db, span, decibels):
    low, high = span
    dial = Dial(0, Template(b"", "d", b""), low, high, decibels=decibels, amplitude=False)
    [value] = unpack(">d", dial.level(level, trim_db))
    assert low <= value <= high


@given(st.lists(st.integers(0, 127), min_size=2, max_size=40))
def test_whatever_a_knob_did_its_ends_are_the_ends_of_its_range(positions):
    moves = [knob(2 + number / 100, "slider2", one) for number, one in enumerate(positions)]
    performed = show(HELD)
    for end, value in ((127, -10), (0, -28)):
        night = play(performed, go(1), moves, knob(4, "slider2", end), until_s=5)
        if positions[0] != end:
            assert night.values("/winds")[-1] == pytest.approx(value, abs=1e-4)


@given(st.lists(st.integers(0, 127), min_size=1, max_size=40))
def test_a_knob_back_where_it_stood_leaves_no_trim_whatever_it_did_between(positions):
    moves = [knob(2 + number / 100, "slider2", one) for number, one in enumerate(positions)]
    night = play(show(HELD), go(1), moves, knob(4, "slider2", positions[0]), until_s=5)
    assert night.values("/winds")[-1] == -16
    assert not any(one.hand for one in night.look().groups)


def test_no_trim_lifts_niente_and_a_mark_above_it_is_lifted_whole():
    cues = MARKED.replace("winds mf", "winds n, A2 pppp")
    night = play(cues, knob(0.1, "slider2", 0), knob(0.2, "slider2", 127), go(1), until_s=6)
    assert night.values("/winds")[0] == -40
    assert set(night.values("/winds")[:-1]) == {-40}
    assert night.values("/winds")[-1] == pytest.approx(-36 + 6)
