"""The firmware that a player uploads, on the chip it is uploaded to, in simulated time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from parts import lack
from simulated_board import POWER, SimulatedBoard, built, missing, said, symbol
from trodden import Tread, bounces, miscounted, seeded, trodden

from firmware_bridge.said import Beat, Event, Hello
from firmware_bridge.wire import (
    HELLO_REQUEST,
    LIGHTS_COMMAND,
    SETUP,
)
from rig.desk.boards import BOARDS
from rig.desk.firmware import SKETCH, build

SWITCHES = range(6)
EAGER = Tread(bounce=10_000, hold=12_000, rest=31_000, apart=60_000)
SLOW = Tread(bounce=20_000, hold=25_000, rest=45_000, apart=70_000)
ALL = 0b111111


@pytest.fixture(scope="module", autouse=True)
def _parts():
    if part := missing():
        lack(part)


@pytest.fixture
def board():
    """A box that has just come up, and has been told nothing."""
    with SimulatedBoard() as board:
        board.run(50_000)
        yield board


def test_it_says_hello_at_boot_and_when_it_is_asked(board):
    assert [type(one.said) for one in board.heard] == [Hello, Beat]
    hello = board.heard[0].said
    assert (hello.board, hello.reset_cause, hello.fresh) == (1, POWER, True)
    assert (hello.switches, hello.pedals, hello.lights, hello.closable) == (6, 2, 6, 0b001111)
    board.command(HELLO_REQUEST)
    again = board.run(20_000)
    assert [type(one.said) for one in again] == [Hello, Beat]
    assert again[0].said.serial == hello.serial
    board.run(1_000_000)
    assert [one.said.seq for one in board.heard] == list(range(len(board.heard)))


@pytest.mark.parametrize("switch", SWITCHES)
def test_each_switch_and_each_light_is_on_the_pin_that_rig_firmware_tells(board, switch):
    board.contact(switch, (0, True), (50_000, False))
    assert [(one.switch, one.down) for one in said(board.run(100_000), Event)] == [
        (switch, 1 << switch),
        (switch, 0),
    ]
    board.command(LIGHTS_COMMAND, bytes((1 << switch,)))
    board.run(20_000)
    assert board.lights() == 1 << switch


@pytest.mark.parametrize("seed", range(4))
def test_a_press_that_bounces_for_ten_milliseconds_is_one_press(board, seed):
    each = 84  # with six feet and four seeds, 2,016 presses
    assert miscounted(trodden(board, seeded(seed), EAGER, each), each) == []


def test_with_the_integrator_a_press_may_bounce_for_twenty(board):
    board.command(SETUP, bytes((0, ALL)))
    board.run(20_000)
    assert miscounted(trodden(board, seeded(20), SLOW, 40), 40) == []


def test_a_spike_shorter_than_a_sample_is_no_press(board):
    spikes = [
        (at_us + after_us, after_us == 0)
        for at_us in range(0, 90_000, 900)
        for after_us in (0, 330)
    ]
    for switch in SWITCHES:
        board.contact(switch, *spikes)
    assert said(board.run(200_000), Event) == []


def test_a_touch_of_three_milliseconds_is_a_press_whatever_else_the_box_does(board):
    """Each one meets the ten heartbeats a second at another point."""
    touches = [
        (at_us + after_us, after_us == 0)
        for at_us in range(0, 6_100_000, 61_000)
        for after_us in (0, 3000)
    ]
    board.contact(0, *touches)
    assert [one.pressed for one in said(board.run(6_200_000), Event)] == [True, False] * 100


def test_two_feet_at_the_same_instant_are_two_presses(board):
    for switch in (1, 4):
        board.contact(switch, (5000, True), (100_000, False))
    down = said(board.run(50_000), Event)
    assert [(one.switch, one.down, one.presses) for one in down] == [(1, 0b10, 1), (4, 0b10010, 1)]
    assert down[0].t_us == down[1].t_us
    assert [one.down for one in said(board.run(100_000), Event)] == [0b10000, 0]


def test_a_foot_that_stays_is_one_press_and_every_beat_says_that_it_is_there(board):
    board.contact(3, *bounces(seeded(3), 0, 10_000, closes=True))
    heard = board.run(3_000_000)
    assert [one.presses for one in said(heard, Event)] == [1]
    assert {one.down for one in said(heard, Beat)[1:]} == {0b001000}
    ages_ms = [one.ages_ms[3] for one in said(heard, Beat)[1:]]
    assert {later - age for age, later in pairwise(ages_ms)} <= {99, 100, 101}


def test_a_switch_that_is_held_while_power_comes_is_a_state_and_no_press():
    with SimulatedBoard() as board:
        board.contact(2, (0, True))
        heard = board.run(200_000)
        assert said(heard, Event) == []
        assert {(one.down, one.presses[2]) for one in said(heard, Beat)} == {(0b000100, 0)}
        board.contact(2, (0, False), (60_000, True))
        assert [(one.down, one.presses) for one in said(board.run(200_000), Event)] == [
            (0, 0),
            (0b000100, 1),
        ]


def test_without_its_pull_ups_the_box_would_not_see_a_press(tmp_path):
    """The simulator has pull-ups only where the sketch asks for them."""
    sketch = tmp_path / SKETCH.name
    sketch.mkdir()
    for file in SKETCH.iterdir():
        text = file.read_text("utf-8")
        (sketch / file.name).write_text(text.replace("INPUT_PULLUP", "INPUT"), "utf-8")
    elf = build("uno", tmp_path, sketch).elf
    with SimulatedBoard(elf=elf) as board:
        board.contact(0, (100_000, True), (200_000, False))
        heard = board.run(400_000)
    assert said(heard, Event) == []
    assert said(heard, Beat)[-1].down == ALL


def test_the_clock_that_wraps_in_mid_show_costs_no_press():
    """Its count stands shortly before the wrap when the program begins."""
    overflow_us, wrap_us = 1024, 1 << 32
    before_us = 2_000_000
    with SimulatedBoard() as board:
        board.run(1000)
        overflows = (wrap_us - before_us) // overflow_us
        board.poke(symbol("timer0_overflow_count"), overflows.to_bytes(4, "little"))
        board.run(100_000)
        heard = trodden(board, seeded(71), EAGER, 32)
        assert miscounted(heard, 32) == []
        told_us = [one.t_us for one in said(heard, Beat)]
        assert max(told_us) > wrap_us - 200_000
        assert min(told_us) < 200_000
        gaps_us = {(two - one) % wrap_us for one, two in pairwise(told_us)}
        assert max(gaps_us) < 102_000
        ages_ms = said(heard, Beat)[-1].ages_ms
        assert max(ages_ms) < 5_000


def test_its_clock_is_the_one_on_the_wall(board):
    heard = [one for one in board.run(10_000_000) if isinstance(one.said, Beat)]
    assert len(heard) == 100
    told_us = heard[-1].said.t_us - heard[0].said.t_us
    assert abs(told_us - (heard[-1].ended_us - heard[0].ended_us)) < 500
    gaps = (two.ended_us - one.ended_us for one, two in pairwise(heard))
    assert all(abs(gap - 100_000) < 1000 for gap in gaps)


def zero_us(board):
    """When the clock of the box stood at zero, to four microseconds."""
    count = symbol("timer0_overflow_count")
    overflows = board.peek(count, 4)
    while board.peek(count, 4) == overflows:
        board.run(4)
    return board.now_us - int.from_bytes(board.peek(count, 4), "little") * 1024


def test_the_first_edge_is_told_within_two_samples(board):
    chance, began_us = seeded(11), zero_us(board)
    for _ in range(40):
        edge_us = board.now_us + chance.randrange(100_000)
        board.contact(0, (edge_us - board.now_us, True), (edge_us - board.now_us + 60_000, False))
        told_us = said(board.run(220_000), Event)[0].t_us + began_us
        assert -20 <= told_us - edge_us <= 700


def test_half_of_the_chip_is_enough_with_the_deepest_stack():
    with SimulatedBoard() as board:
        board.paint_stack()
        board.run(50_000)
        board.hear(seeded(9).randbytes(300))
        board.command(SETUP, bytes((0b1111, 0)))
        trodden(board, seeded(9), EAGER, 8)
        peak = board.stack_peak()
    firmware, chip = built().firmware, BOARDS["uno"]
    assert peak > 50
    assert firmware.ram + peak < chip.ram / 2
    assert firmware.flash < chip.flash / 2


def test_a_press_is_on_the_host_in_two_and_a_half_milliseconds(board, record_property):
    chance, took_us = seeded(2), []
    for _ in range(200):
        edge_us = board.now_us + chance.randrange(1, 20_000)
        board.contact(0, (edge_us - board.now_us, True), (60_000, False))
        heard = board.run(100_000)
        press = next(one for one in heard if isinstance(one.said, Event))
        took_us.append(press.ended_us - edge_us)
    took_us.sort()
    record_property("p50_us", took_us[100])
    record_property("p99_us", took_us[197])
    assert took_us[100] < 2_500
    assert took_us[-1] < 7_000  # behind a whole heartbeat
