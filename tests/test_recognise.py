"""What was moved is told from what came: each kind of control, by captures as devices send them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from captured import (
    MS,
    asked,
    bend,
    cc,
    mixed,
    pair,
    parameter,
    proposed,
    spaced,
    sweeps,
    trembles,
    turn,
)
from hypothesis import given
from hypothesis import strategies as st

from rig.hands import midi
from rig.hands.capture import CAPTURE_MAX
from rig.hands.device import Shape
from rig.hands.proposal import Proposal, Unclear
from rig.hands.recognise import recognise
from rig.hands.signal import Sense, Signal

RELATIVE = (Sense.TWOS, Sense.OFFSET, Sense.SIGN, Sense.SIGN_REVERSED)
SELECTS = {midi.NRPN: (99, 98), midi.RPN: (101, 100)}
CONTROLLERS = st.integers(0, 127)
CHANNELS = st.integers(0, 15)


def neighbour_of(*numbers):
    """Any other controller; half of them could be taken for the other half of a pair."""
    tempting = {(number + apart) % 128 for number in numbers for apart in (-32, -1, 1, 32)}
    others = [number for number in range(128) if number not in numbers]
    return st.sampled_from(sorted(tempting - set(numbers))) | st.sampled_from(others)


def ends(low, high, most):
    """The range as it is to be proposed: an end that was nearly reached is the control's own."""
    return low if low <= most / 16 else 0, high if high >= most - most / 16 else most


@given(st.data(), CONTROLLERS, CHANNELS, sweeps())
def test_any_knob_swept_any_way_is_itself_beside_a_noisy_neighbour(data, number, channel, places):
    noise = data.draw(trembles(data.draw(neighbour_of(number)), channel))
    sent = [[cc(number, place, channel)] for place in places]
    proposal = proposed(data.draw(mixed(sent, noise)))
    low, high = ends(min(places), max(places), 127)
    assert proposal.signal == Signal(0xB0 | channel, number, low, high)
    assert (proposal.shape, proposal.ask, proposal.alternatives) == (Shape.KNOB, "", ())


def is_rough(places):
    """Whether the LSB runs round: it does unless each step is just about one of the MSB."""
    steps = [abs((other & 127) - (one & 127)) for one, other in pairwise(places)]
    return sorted(steps)[len(steps) // 2] > 8


@given(st.data(), st.integers(0, 31), CHANNELS, sweeps(16_383).filter(is_rough))
def test_any_pair_of_14_bits_is_one_control_beside_a_noisy_neighbour(data, number, channel, places):
    noise = data.draw(trembles(data.draw(neighbour_of(number, number + 32)), channel))
    proposal = proposed(data.draw(mixed([pair(number, one, channel) for one in places], noise)))
    low, high = ends(min(places), max(places), 16_383)
    assert proposal.signal == Signal(midi.CC14 | channel, number, low, high)


@given(
    st.data(),
    st.sampled_from((midi.NRPN, midi.RPN)),
    st.integers(0, 16_382),
    CHANNELS,
    sweeps(16_383),
)
def test_any_parameter_is_one_control_beside_a_noisy_neighbour(data, kind, number, channel, places):
    parts = (6, 38, 96, 97, 98, 99, 100, 101)
    noise = data.draw(trembles(data.draw(neighbour_of(*parts)), channel))
    sent = [parameter(SELECTS[kind], number, place, channel) for place in places]
    if data.draw(st.booleans(), "chosen once"):
        sent = [sent[0], *(group[2:] for group in sent[1:])]
    proposal = proposed(data.draw(mixed(sent, noise)))
    low, high = ends(min(places), max(places), 16_383)
    assert proposal.signal == Signal(kind | channel, number, low, high)


@given(CHANNELS, sweeps())
def test_a_parameter_without_an_lsb_ends_where_the_joining_of_its_parts_has_it_end(channel, places):
    sent = [
        message for one in places for message in parameter((99, 98), 300, one << 7, channel)[:3]
    ]
    low, high = ends(min(places) << 7 | 127, max(places) << 7, 16_383)
    assert proposed(spaced(*sent)).signal == Signal(midi.NRPN | channel, 300, low, high)


@pytest.mark.parametrize(
    "before", [(cc(99, 2),), (cc(101, 127), cc(100, 127)), (cc(98, 2), cc(101, 2)), (cc(38, 9),)]
)
def test_where_no_parameter_is_chosen_its_value_is_a_control_of_its_own(before):
    swept = [cc(6, value) for value in range(128)]
    assert proposed(spaced(*before, *swept)).signal.key == (0xB0, 6)


def test_an_lsb_of_a_parameter_counts_early_late_and_alone():
    chosen = parameter((99, 98), 300, 0)[:2]
    apart = [cc(38, 5), *[cc(6, 0), cc(38, 64), cc(38, 127), cc(6, 127), cc(38, 120)]]
    proposal = proposed(spaced(*chosen, *apart, every_us=90 * MS))
    assert proposal.signal == Signal(midi.NRPN, 300, 0, 127 << 7 | 120)


@given(st.data(), CHANNELS, sweeps(16_383))
def test_any_bend_is_a_fader_beside_a_noisy_neighbour(data, channel, places):
    noise = data.draw(trembles(7, channel))
    proposal = proposed(data.draw(mixed([[bend(one, channel)] for one in places], noise)))
    low, high = ends(min(places), max(places), 16_383)
    assert proposal.signal == Signal(0xE0 | channel, 0, low, high)
    assert proposal.shape is Shape.FADER


def clicks(fewest):
    """Turns one way, mostly by one, as slow fingers make them."""
    slow = st.lists(st.sampled_from((1, 1, 1, 1, 2, 3)), min_size=fewest, max_size=40)
    return slow.map(lambda steps: [1, 1, 1, *steps, 1, 1, 1])


@given(st.data(), CONTROLLERS, CHANNELS, st.sampled_from(RELATIVE), clicks(2), clicks(2))
def test_any_encoding_is_told_by_a_turn_both_ways_beside_a_noisy_neighbour(
    data, number, channel, sense, up, down
):
    turns = [*up, *(-step for step in down)]
    sent = [[cc(number, turn(sense, steps), channel)] for steps in turns]
    noise = data.draw(trembles(data.draw(neighbour_of(number)), channel))
    proposal = proposed(data.draw(mixed(sent, noise)))
    assert proposal.signal == Signal(0xB0 | channel, number, sense=sense)
    assert (proposal.shape, proposal.ask) == (Shape.ENCODER, "")


@given(st.sampled_from(RELATIVE), st.sampled_from((1, -1)), clicks(0))
def test_a_turn_one_way_lists_what_is_left_and_asks_for_the_other(sense, way, steps):
    sent = [cc(16, turn(sense, way * step)) for step in steps]
    proposal = proposed(spaced(*sent))
    left = {proposal.signal.sense, *(signal.sense for signal in proposal.alternatives)}
    assert sense in left
    first = turn(sense, way)
    assert left == {other for other in RELATIVE if first in (turn(other, 1), turn(other, -1))}
    assert proposal.ask == ("turn it the other way too" if len(left) > 1 else "")


def test_a_fast_turn_is_an_encoder_still():
    fast = [1, 1, 2, 4, 9, 14, 14, 14, 9, 5, 2, 1, 1, 127, 127, 126, 120, 114, 114, 114, 127, 127]
    assert proposed(spaced(*[cc(16, value) for value in fast])).signal.sense is Sense.TWOS


def test_what_may_be_a_knob_just_moved_or_an_encoder_turned_fast_is_asked():
    ask = asked(spaced(*[cc(16, value) for value in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)]))
    assert ask.startswith("cc 16 is not clear yet: sweep it from end to end")


@given(st.data(), sweeps(), sweeps())
def test_two_that_moved_about_equally_are_told_and_asked_for_again(data, one, other):
    others = [cc(70, place) for place in other]
    capture = data.draw(mixed([[cc(50, place)] for place in one], [])) + spaced(*others)
    ask = asked(capture)
    assert ask.endswith("moved about equally: move one of them alone")
    assert "cc 50" in ask
    assert "cc 70" in ask


def test_two_that_may_be_one_of_14_bits_are_asked_for_with_that_in_mind():
    both = [data for place in range(20, 120) for data in (cc(2, place), cc(34, place - 15))]
    assert asked(spaced(*both)).endswith(
        "if they are one control of 14 bits, sweep it slower, and faster"
    )


def test_an_lsb_alone_is_a_control_of_its_own():
    assert proposed(spaced(*[cc(40, value) for value in range(128)])).signal.key == (0xB0, 40)


def test_an_lsb_that_comes_too_late_belongs_to_nobody():
    late = [(place * 200 * MS, cc(2, place)) for place in range(128)]
    late += [(place * 200 * MS + 90 * MS, cc(34, place * 37 % 128)) for place in range(128)]
    assert "cc 2 and cc 34 moved" in asked(sorted(late))
    soon = [(at_us - 20 * MS * (data[1] == 34), data) for at_us, data in late]
    assert proposed(sorted(soon)).signal.key == (midi.CC14, 2)


def test_a_pair_whose_lsb_never_changes_is_a_pair():
    coarse = [data for place in range(0, 128, 2) for data in pair(2, place << 7)]
    assert proposed(spaced(*coarse)).signal == Signal(midi.CC14, 2, 0, 126 << 7)


def test_a_knob_is_itself_beside_one_32_above_it_that_was_pushed_now_and_then():
    swept = [(place * 10 * MS, cc(2, place)) for place in range(128)]
    pushed = [(place * 300 * MS + 1, cc(34, value)) for place, value in enumerate((10, 50, 20, 40))]
    assert proposed(sorted(swept + pushed)).signal.key == (0xB0, 2)


def test_a_knob_that_says_all_twice_is_itself_beside_a_noisy_one_32_above_it():
    twice = [
        data for place in range(128) for data in (cc(2, place // 2 * 2), cc(34, 70 + place % 2))
    ]
    assert proposed(spaced(*twice)).signal.key == (0xB0, 2)


def test_a_pair_that_trembles_does_not_hide_what_is_moved():
    still = [pair(3, 8191 + place % 2) for place in range(60)]
    swept = [[cc(9, value)] for value in range(0, 120, 2)]
    messages = [data for both in zip(still, swept, strict=True) for group in both for data in group]
    assert proposed(spaced(*messages)).signal.key == (0xB0, 9)


@pytest.mark.parametrize("capture", [[], [(0, b"\xf8"), (9, b"\xfe")], [(0, b"\xf0\x7d\x01\xf7")]])
def test_where_nothing_is_moved_it_is_asked_for(capture):
    assert asked(capture) == "nothing came that a control sends: move it"


def test_noise_alone_is_no_move():
    assert asked(spaced(*[cc(5, 70 + place % 2) for place in range(50)])).startswith(
        "cc 5 hardly moved: sweep it from end to end"
    )


def test_of_a_capture_too_long_the_newest_messages_count():
    before = [cc(50, place % 128) for place in range(CAPTURE_MAX)]
    after = [cc(51, place % 128) for place in range(CAPTURE_MAX)]
    assert proposed(spaced(*before, *after)).signal.key == (0xB0, 51)
    assert "cc 51 and cc 50" in asked(spaced(*before, *after[:-100]))


STATUSES = st.sampled_from((0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0, 0xFF, 0x41))
NEAR = st.sampled_from((0, 1, 6, 31, 32, 38, 63, 64, 65, 96, 98, 99, 100, 101, 127, 128, 255))
ANYTHING = st.one_of(
    st.binary(max_size=6),
    st.tuples(STATUSES, NEAR, NEAR).map(bytes),
    st.tuples(STATUSES, NEAR).map(bytes),
)


@given(st.lists(st.tuples(st.integers(0, 10**7), ANYTHING), max_size=40))
def test_whatever_comes_there_is_an_answer(capture):
    answer = recognise(sorted(capture))
    assert isinstance(answer, Proposal | Unclear)
    assert answer.why if isinstance(answer, Proposal) else answer.ask
