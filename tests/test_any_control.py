"""A control of every kind the wire knows moves what it is for, through the whole core."""

from __future__ import annotations

import pytest
from mapped import at, heard, last, mapped, rides, sent
from nights import play, us

from rig.ports.osc_read import decode


@pytest.mark.parametrize(
    ("control", "up", "down"),
    [("twos", 1, 127), ("offset", 65, 63), ("sign", 1, 65), ("reversed", 65, 1)],
)
def test_an_encoder_turns_both_ways_and_each_of_its_messages_is_a_turn(control, up, down):
    slow = [at(2 + n / 10, control, up) for n in range(5)]
    night = rides("strings", *slow, control=control)
    assert night.state.faders[0].trim_db == pytest.approx(5 * 18 / 127, abs=0.01)
    back = [at(3 + n / 10, control, down) for n in range(5)]
    night = rides("strings", *slow, *back, control=control)
    assert night.state.faders[0].trim_db == pytest.approx(0, abs=0.001)


def test_an_encoder_that_is_turned_fast_goes_further():
    slow = rides("winds", *(at(2 + n / 10, "twos", 1) for n in range(4)), control="twos")
    fast = rides("winds", *(at(2 + n / 100, "twos", 1) for n in range(4)), control="twos")
    assert fast.state.faders[1].trim_db == pytest.approx(
        slow.state.faders[1].trim_db * 13 / 4, abs=0.01
    ), "the first as it is, the three behind it four times"
    turned = [*(at(2 + n / 100, "twos", 1) for n in range(4)), at(2.04, "twos", 127)]
    night = rides("winds", *turned, control="twos")
    assert night.state.faders[1].trim_db == pytest.approx(12 * 18 / 127, abs=0.01), (
        "one that turns round is slow"
    )


def test_a_pair_of_14_bits_is_finer_than_7_and_may_be_calibrated():
    """Its top is 16256 here: the MSB alone reaches it."""
    ends = [sent(2, 0xB1, 7, 0), sent(2.2, 0xB1, 7, 127)]
    assert last(rides("strings jump", *ends, control="fine"), "/strings") == 10
    fine = [sent(2, 0xB1, 7, 64), sent(2.1, 0xB1, 39, 0), sent(2.2, 0xB1, 39, 1)]
    night = rides("strings jump", *fine, control="fine")
    values = [decode(packet)[1][0] for _, _, packet in night.packets if b"/strings" in packet]
    assert values[-2:] == [
        pytest.approx(10 * 8192 / 16256, rel=1e-6),
        pytest.approx(10 * 8193 / 16256, rel=1e-6),
    ]


def test_a_pair_that_is_calibrated_to_few_steps_takes_any_value():
    moves = [sent(2, 0xB1, 8, 0), sent(2.2, 0xB1, 40, 50), sent(2.4, 0xB1, 8, 127)]
    night = rides("strings jump", *moves, control="narrow")
    assert [value for _, value in heard(night, "/strings")] == [0, 5, 10]


def test_a_parameter_number_and_a_bend_wheel_are_knobs():
    number = [sent(2, 0xB2, 99, 2), sent(2, 0xB2, 98, 44), sent(2.1, 0xB2, 6, 127)]
    night = rides("strings jump", *number, sent(2.2, 0xB2, 38, 127), control="param")
    assert last(night, "/strings") == 10
    night = rides("strings jump", sent(2, 0xE0, 127, 127), control="wheel")
    assert heard(night, "/strings") == [(2, 10)]


@pytest.mark.parametrize(
    ("control", "data"),
    [("patch", (0xC0, 5)), ("locate", (0xF0, 0x7F, 0, 6, 2, 0xF7))],
)
def test_a_program_change_and_a_machine_command_are_presses_each_time(control, data):
    show = mapped(f'[box]\n{control} = "bell"')
    night = play(show, sent(1, *data), sent(2, *data), until_s=3)
    assert [due_us for due_us, _ in night.sent("/bell")] == [us(1), us(2)]
