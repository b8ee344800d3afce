"""The display's process on a real pseudo-terminal: it shows, it hears, and it never stops."""

import contextlib
import dataclasses
import fcntl
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from displays import view

import rig
from rig.ports import channel

ROOT = Path(rig.__file__).parents[1]
PATIENCE_S = 10
LEFT = b"\x1b[?1049l"
VIEW = view(groups=(), devices=(("pedal", True),))


@dataclasses.dataclass
class Stage:
    """A display's process, and the other ends of all that it holds."""

    process: subprocess.Popen[bytes]
    views: socket.socket
    keys: socket.socket
    beats: socket.socket
    screen: int
    """The terminal's other side, or the reading end of the standard output."""

    def shows(self, **changes):
        self.tells(dataclasses.asdict(dataclasses.replace(VIEW, **changes)))

    def tells(self, fields):
        """Send one datagram, if the display has room for it."""
        with contextlib.suppress(BlockingIOError):
            self.views.send(json.dumps(fields).encode())

    def seen_until(self, wanted):
        """What was drawn, up to the first drawing that holds ``wanted``."""
        seen = b""
        end = time.monotonic() + PATIENCE_S
        while wanted not in seen:
            readable, _, _ = select.select([self.screen], [], [], max(end - time.monotonic(), 0))
            assert readable, f"{wanted!r} never came, only {seen[-400:]!r}"
            seen += os.read(self.screen, 65536)
        return seen

    def heard(self):
        """The next record of the keyboard."""
        assert select.select([self.keys], [], [], PATIENCE_S)[0], "no key was heard"
        kind, stamped_us, payload = channel.unpack(self.keys.recv(channel.RECORD_MAX))
        return kind, stamped_us, payload.decode()

    def beats_on(self):
        """Whether three beats come from now on, each within the second the guard allows."""
        with contextlib.suppress(BlockingIOError):
            while self.beats.recv(64):
                pass
        return all(
            select.select([self.beats], [], [], 1)[0] and self.beats.recv(1) for _ in range(3)
        )


@contextlib.contextmanager
def started(screen, stdout, *more, **environment):
    ends = [channel.pair() for _ in range(3)]
    views, keys, beats = (theirs.fileno() for _, theirs in ends)
    program = [sys.executable, "-m", "rig.stage.terminal", *more]
    process = subprocess.Popen(
        [*program, "--views", str(views), "--keys", str(keys), "--beats", str(beats)],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "", **environment},
        stdin=stdout,
        stdout=stdout,
        pass_fds=(views, keys, beats),
    )
    for _, theirs in ends:
        theirs.close()
    ours = [end for end, _ in ends]
    try:
        yield Stage(process, *ours, screen)
    finally:
        process.kill()
        process.wait()
        for end in ours:
            end.close()


@pytest.fixture
def terminal():
    """A pseudo-terminal of 80 x 24: the side that shows, and the side that programs see."""
    screen, program = pty.openpty()
    fcntl.ioctl(program, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    yield screen, program
    for descriptor in (screen, program):
        with contextlib.suppress(OSError):  # a test may have closed it
            os.close(descriptor)


@pytest.fixture
def stage(terminal):
    """A display on the terminal, with the view drawn."""
    with started(*terminal) as running:
        running.shows()
        running.seen_until(b"film 0:41:07")
        yield running


def test_only_the_rows_that_changed_are_drawn_again(stage):
    stage.shows(film="0:41:08")
    later = stage.seen_until(b"film 0:41:08")
    assert b"GO: CUE 4" not in later
    assert len(later) < 200


def test_the_newest_view_wins_and_frames_are_few(stage):
    begun_us = channel.now_us()
    for second in range(60):
        stage.shows(film=f"0:42:{second:02}")
        select.select([], [], [], 0.005)
    frames = stage.seen_until(b"film 0:42:59").count(b"film")
    assert frames <= 2 + (channel.now_us() - begun_us) // 50_000


def test_what_arrived_stands_in_the_rows_of_packets(stage):
    stage.tells({"arrived": "/strings 0.42"})
    stage.seen_until(b"arrived  /strings 0.42")


def test_datagrams_that_are_no_view_are_left_out(stage):
    for nonsense in ({}, [], 3, "view", {"now": 3}, {"packets": [["soon"]]}):
        stage.tells(nonsense)
    stage.shows(press="GO: CUE 5")
    stage.seen_until(b"GO: CUE 5")


def test_no_color_is_heeded(terminal):
    with started(*terminal, NO_COLOR="1") as stage:
        stage.shows(window="overdue", notices=("refused",))
        assert b"\x1b[0;9" not in stage.seen_until(b"refused")
    with started(*terminal) as stage:
        stage.shows(window="overdue", notices=("refused",))
        assert b"\x1b[0;91m" in stage.seen_until(b"refused")


def test_keys_are_heard_with_the_instant_they_were_read(stage):
    before_us = channel.now_us()
    os.write(stage.screen, b"q \x1b[A\r")
    heard = [stage.heard() for _ in range(4)]
    assert [(kind, name) for kind, _, name in heard] == [
        (channel.KEY, name) for name in ("q", "space", "up", "enter")
    ]
    assert all(before_us <= stamped_us <= channel.now_us() for _, stamped_us, _ in heard)


def test_a_lone_escape_is_heard_though_nothing_follows(stage):
    os.write(stage.screen, b"\x1b")
    assert stage.heard()[2] == "escape"


def test_control_s_stops_nothing(stage):
    os.write(stage.screen, b"\x13")
    stage.shows(press="GO: CUE 5")
    stage.seen_until(b"GO: CUE 5")


def test_a_stopped_terminal_costs_frames_and_shows_the_newest_when_it_goes_on(stage, terminal):
    termios.tcflow(terminal[1], termios.TCOOFF)
    for second in range(10):
        stage.shows(film=f"0:42:{second:02}")
    assert stage.beats_on()
    stage.shows(press="GO: CUE 5")
    termios.tcflow(terminal[1], termios.TCOON)
    assert b"\x1b[2J" in stage.seen_until(b"GO: CUE 5"), "not drawn whole"


def test_a_terminal_that_nobody_reads_delays_nothing(stage, terminal):
    end = time.monotonic() + PATIENCE_S
    number = 0
    while select.select([], [terminal[1]], [], 0.02)[1]:
        assert time.monotonic() < end, "the terminal never filled"
        number += 1
        stage.shows(now=f"CUE {number}", next=f"{number} X", press=f"{number % 7} GO")
    assert stage.beats_on()
    os.write(stage.screen, b"g")
    assert stage.heard()[2] == "g"
    stage.shows(press="GO: CUE 5")
    stage.seen_until(b"GO: CUE 5")


def test_a_closed_terminal_ends_the_drawing_and_not_the_beating(stage, terminal):
    for descriptor in terminal:
        os.close(descriptor)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU):
        stage.process.send_signal(number)
    stage.shows(press="GO: CUE 5")
    assert stage.beats_on()
    assert stage.process.poll() is None


def test_a_new_size_is_drawn_whole(stage, terminal):
    fcntl.ioctl(terminal[1], termios.TIOCSWINSZ, struct.pack("HHHH", 5, 20, 0, 0))
    assert b"CUE 3A  B" in stage.seen_until(b"\x1b[5;1H")


def test_a_signal_of_a_new_size_draws_everything_again(stage):
    stage.process.send_signal(signal.SIGWINCH)
    stage.seen_until(b"GO: CUE 4")


def test_the_end_gives_the_terminal_back(terminal):
    found = termios.tcgetattr(terminal[1])
    with started(*terminal) as stage:
        stage.shows()
        stage.seen_until(b"GO: CUE 4")
        assert termios.tcgetattr(terminal[1]) != found
        stage.process.terminate()
        assert stage.process.wait(PATIENCE_S) == 0
        assert b"\x1b[?25h" in stage.seen_until(LEFT)
        assert termios.tcgetattr(terminal[1]) == found


def test_the_display_ends_with_the_engine_and_gives_the_terminal_back(stage):
    stage.views.close()
    assert stage.process.wait(PATIENCE_S) == 0
    stage.seen_until(LEFT)


@pytest.fixture
def plain():
    """The display without a terminal: lines into a pipe."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 16384)
    with started(reading, writing, "--plain") as running:
        yield running, writing
    os.close(reading)
    os.close(writing)


def test_without_a_terminal_lines_tell_what_changed(plain):
    stage, _ = plain
    stage.shows()
    assert stage.seen_until(b"pedal").splitlines()[:2] == [
        b"now CUE 3A  B, film 0:41:07",
        b"next press: GO: CUE 4",
    ]
    stage.shows(devices=(("pedal", False),))
    assert stage.seen_until(b"\n") == b"pedal: absent\n"


def test_lines_that_nobody_reads_are_dropped_and_counted(plain):
    stage, writing = plain
    end = time.monotonic() + PATIENCE_S
    number = 0
    while select.select([], [writing], [], 0)[1]:
        assert time.monotonic() < end, "the pipe never filled"
        number += 1
        stage.shows(notices=(f"{number} {'x' * 300}",))
    stage.shows(notices=("lost",))
    assert stage.beats_on()
    os.read(stage.screen, 16384)
    stage.shows(notices=("heard",))
    assert b" lines dropped) heard" in stage.seen_until(b"heard\n")
