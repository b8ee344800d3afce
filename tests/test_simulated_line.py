"""The simulated board at the pace of the clock on the wall, its line opened as a real one is."""

from __future__ import annotations

import termios
import time

import pytest
import serial
from parts import lack, wait_for
from simulated_board import SimulatedBoard, missing

from firmware_bridge.framing import Framer
from firmware_bridge.said import Beat, Event, Hello, Junk
from firmware_bridge.wire import HELLO_REQUEST, command, decode


@pytest.fixture(scope="module", autouse=True)
def _parts():
    if part := missing():
        lack(part)


class Host:
    """What opens the line and reads it."""

    def __init__(self, path):
        self.line = serial.Serial(str(path), 115_200, timeout=0.02, exclusive=True)
        self.heard = []
        self._framer = Framer()

    def hear(self, kind):
        """Everything of one kind so far."""
        self._framer, frames = self._framer.feed(self.line.read(self.line.in_waiting or 1))
        self.heard += map(decode, frames)
        return [one for one in self.heard if isinstance(one, kind)]


@pytest.fixture
def board(tmp_path):
    with SimulatedBoard(tmp_path / "box") as board:
        wait_for((tmp_path / "box").exists)
        yield board


@pytest.fixture
def host(board):
    host = Host(board.link)
    with host.line:
        yield host


def test_a_host_that_opens_the_line_is_told_hello_and_hears_the_beats(host):
    host.line.write(command(0, HELLO_REQUEST))
    wait_for(lambda: host.hear(Hello))
    begun_s, begun = time.monotonic(), len(host.hear(Beat))
    wait_for(lambda: len(host.hear(Beat)) >= begun + 10)
    assert time.monotonic() - begun_s == pytest.approx(1.0, abs=0.3)
    assert host.hear(Junk)[1:] == []  # it may have come in the midst of a frame


def test_a_foot_is_heard_while_time_goes_on(board, host):
    wait_for(lambda: host.hear(Beat))
    board.contact(
        2, (0, True), (400, False), (900, True), (80_000, False), (80_500, True), (81_000, False)
    )
    wait_for(lambda: len(host.hear(Event)) >= 2)
    assert [(one.pressed, one.presses) for one in host.hear(Event)] == [(True, 1), (False, 1)]


def test_noise_is_junk_and_the_frames_behind_it_are_heard(board, host):
    wait_for(lambda: host.hear(Beat))
    before = len(host.hear(Junk))
    board.noise(b"\0AT+noise\0\0\x05\0")
    beats = len(host.hear(Beat))
    wait_for(lambda: len(host.hear(Beat)) >= beats + 2)
    assert len(host.hear(Junk)) > before


def test_a_line_that_is_cut_ends_and_can_be_opened_again(board, host, tmp_path):
    wait_for(lambda: host.hear(Beat))
    board.cut()
    assert not (tmp_path / "box").is_symlink()
    with pytest.raises((OSError, termios.error)):
        wait_for(lambda: host.hear(Beat) and False)
    board.contact(0, (0, True))
    board.mend()
    again = Host(tmp_path / "box")
    with again.line:
        wait_for(lambda: again.hear(Beat))
        beat = again.hear(Beat)[-1]
        assert (beat.down, beat.presses[0]) == (1, 1)


def test_a_reset_under_an_open_line_is_a_new_boot(board, host):
    wait_for(lambda: len(host.hear(Beat)) >= 3)  # its settings are written by then
    boot = host.hear(Beat)[-1].boot
    board.reset()
    wait_for(lambda: [one for one in host.hear(Hello) if one.reset_cause == 2])
    assert host.hear(Hello)[-1].boot == (boot + 1) % 0x10000
