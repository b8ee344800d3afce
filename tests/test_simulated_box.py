"""What goes wrong round the box, and what it is told: the real firmware on a simulated chip."""

from __future__ import annotations

from itertools import pairwise

import pytest
from parts import lack
from simulated_board import BROWN_OUT, POWER, SimulatedBoard, missing, said
from trodden import seeded

from firmware_bridge.said import Beat, Event, Hello, Pedal
from firmware_bridge.wire import CALIBRATE, LIGHTS_COMMAND, NAME, SETUP, calibration

PRESSED_MV, CUT_MV = 3800, 5000
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


@pytest.fixture
def closed(board):
    """A box whose switch 0 is a normally-closed one, at rest."""
    board.contact(0, (0, True))
    board.command(SETUP, bytes((1, 0)))
    board.run(200_000)
    return board


def test_a_cut_cable_of_a_closed_switch_is_a_fault_and_no_press(closed):
    closed.voltage(2, PRESSED_MV)
    closed.contact(0, (0, False), (100_000, True))
    heard = closed.run(300_000)
    assert [one.pressed for one in said(heard, Event)] == [True, False]
    pressed = said(heard, Beat)[-1].presses
    closed.voltage(2, CUT_MV)
    closed.contact(0, (0, False))
    heard = closed.run(15_000)
    assert [(one.faults, one.down) for one in said(heard, Beat)][:1] == [(1, 0)]
    heard += closed.run(1_000_000)
    closed.contact(0, (0, True))
    heard += closed.run(500_000)
    assert said(heard, Event) == []
    last = said(heard, Beat)[-1]
    assert (last.faults, last.down, last.presses) == (0, 0, pressed)


def test_a_cable_that_is_cut_under_the_foot_releases_the_switch(closed):
    closed.voltage(2, PRESSED_MV)
    closed.contact(0, (0, False))
    assert [one.pressed for one in said(closed.run(100_000), Event)] == [True]
    closed.voltage(2, CUT_MV)
    heard = closed.run(100_000)
    assert [one.pressed for one in said(heard, Event)] == [False]
    assert said(heard, Beat)[-1].faults == 1


@pytest.mark.parametrize("pressed_mv", [3300, 4200])
def test_with_every_pull_up_a_chip_can_have_a_foot_is_no_cut_cable(closed, pressed_mv):
    closed.voltage(2, pressed_mv)
    closed.contact(0, (0, False))
    heard = closed.run(300_000)
    assert [one.pressed for one in said(heard, Event)] == [True]
    assert said(heard, Beat)[-1].faults == 0


@pytest.mark.parametrize(("cause", "told"), [(POWER, 1), (2, 2), (BROWN_OUT, 3)])
def test_a_reset_in_mid_show_is_told_and_what_was_set_up_is_kept(board, cause, told):
    board.command(NAME, b"CELLAR-7")
    board.command(CALIBRATE, calibration(1, 900, 100))
    board.command(SETUP, bytes((0b0101, 0b1010)))
    board.run(400_000)
    before = said(board.heard, Hello)[-1]
    board.contact(5, (0, True))
    board.run(50_000)
    board.reset(cause)
    heard = board.run(200_000)
    hello = said(heard, Hello)[0]
    assert (hello.reset_cause, hello.boot, hello.seq) == (told, (before.boot + 1) % 0x10000, 0)
    assert (hello.serial, hello.fresh) == ("CELLAR-7", False)
    assert (hello.closed, hello.slow, hello.calibration) == (0b0101, 0b1010, ((0, 0), (900, 100)))
    assert [one.pressed for one in said(heard, Event) if one.switch == 5] == []
    assert said(heard, Beat)[-1].down == 0b100101  # a closed one whose contact is open is held


def test_settings_that_were_damaged_are_made_anew_and_the_box_says_so(board):
    board.command(NAME, b"CELLAR-7")
    board.run(400_000)
    board.poke_eeprom(6, b"\xaa")
    board.reset()
    hello = said(board.run(50_000), Hello)[0]
    assert hello.fresh
    assert hello.serial != "CELLAR-7"


def test_a_program_that_hangs_is_started_again_by_the_watchdog(board):
    hung_us = board.now_us
    board.hang()
    heard = board.run(400_000)
    hello = next(one for one in heard if isinstance(one.said, Hello))
    assert hello.said.reset_cause == 4
    assert 200_000 < hello.ended_us - hung_us < 300_000
    board.contact(0, (0, True))
    assert [one.presses for one in said(board.run(400_000), Event)] == [1]


@pytest.mark.parametrize(
    "noise",
    [b"AT\r\nATZ\r\nAT+GCAP\r\n" * 8, bytes(range(256)), seeded(5).randbytes(2000), b"\x02" * 500],
)
def test_noise_on_the_line_changes_nothing_and_the_next_command_is_heard(board, noise):
    board.hear(noise)
    board.contact(2, (3000, True), (63_000, False))
    heard = board.run(300_000)
    assert [one.pressed for one in said(heard, Event)] == [True, False]
    assert said(heard, Hello) == []
    board.command(LIGHTS_COMMAND, b"\x2a")
    beat = said(board.run(200_000), Beat)[-1]
    assert (board.lights(), beat.lights) == (0x2A, 0x2A)
    assert beat.bad_frames > 0


def test_the_lights_follow_the_host_and_blink_when_it_is_silent(board):
    for lights in (0b000001, 0b101010, 0, ALL):
        board.command(LIGHTS_COMMAND, bytes((lights,)))
        heard = board.run(250_000)
        assert (board.lights(), said(heard, Beat)[-1].lights) == (lights, lights)
    board.run(1_000_000)
    seen = []
    for _ in range(40):
        board.run(50_000)
        seen.append(board.lights())
    assert set(seen) == {0, ALL}
    changes = sum(one != next_ for one, next_ in pairwise(seen))
    assert 7 <= changes <= 8  # two seconds of two blinks each
    board.command(LIGHTS_COMMAND, b"\x04")
    board.run(20_000)
    assert board.lights() == 0b000100


def test_a_pedal_goes_from_its_heel_to_its_toe(board):
    board.voltage(0, 2500)
    assert said(board.run(500_000), Pedal) == []
    assert said(board.heard, Beat)[-1].raw[0] == pytest.approx(511, abs=2)
    board.command(CALIBRATE, calibration(0, 100, 900))
    board.voltage(0, 300)
    board.run(300_000)
    values = []
    for millivolts in range(400, 4600, 20):
        board.voltage(0, millivolts)
        values += [one.value for one in said(board.run(5_000), Pedal)]
    values += [one.value for one in said(board.run(100_000), Pedal)]
    assert values == sorted(values)
    assert values[-1] == 1023
    assert len(values) <= 115  # 1.15 s of at most 100 a second
    board.voltage(0, 300)
    assert said(board.run(200_000), Pedal)[-1].value == 0
    assert said(board.run(2_000_000), Pedal) == []
    assert said(board.heard, Beat)[-1].values == (0, 0)


def test_the_other_pedal_may_lie_the_other_way_round(board):
    board.command(CALIBRATE, calibration(1, 900, 100))
    board.voltage(1, 4800)
    board.run(300_000)
    board.voltage(1, 2444)
    moved = said(board.run(300_000), Pedal)
    assert {one.pedal for one in moved} == {1}
    assert moved[-1].value == pytest.approx(512, abs=4)
