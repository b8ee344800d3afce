"""A show performed on a real pseudo-terminal: it is read, played on, stopped, closed and left."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
from itertools import pairwise
from threading import Thread

import pytest
from ears import PATIENCE_S, Ears, longest_gap_us
from parts import wait_for
from stagehands import SHOW, Performance, write_show

from rig.live.journal import Reader
from rig.stage.blocks import block

PERIOD_US = 40_000
PATIENT_GAP_US = 250_000
PACKETS = 50
COLOUR = r"\x1b\[[\d;]*m"
ROW = rf"\x1b\[(\d+);1H\x1b\[K([^\x1b]*(?:{COLOUR}[^\x1b]*)*)"
LEFT = b"\x1b[?1049l"


class Screen:
    """The far side of a terminal of 80 x 24; a context that opens it, and may read it."""

    def __enter__(self):
        self.far, self.near = pty.openpty()
        fcntl.ioctl(self.near, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.found = termios.tcgetattr(self.near)
        self.shown = b""
        self.read_on()
        return self

    def __exit__(self, *_):
        self.leave_unread()
        for descriptor in (self.far, self.near):
            with contextlib.suppress(OSError):  # a test may have closed it
                os.close(descriptor)

    def read_on(self):
        self._read = True
        self._reader = Thread(target=self._reads)
        self._reader.start()

    def leave_unread(self):
        self._read = False
        self._reader.join()

    def fill(self):
        """Have it hold more than it can, so that whoever writes waits until it is read."""
        self.leave_unread()
        writer = os.open(os.ttyname(self.near), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while os.write(writer, b" " * 4096):
                pass
        os.close(writer)

    def close(self):
        self.leave_unread()
        os.close(self.near)
        os.close(self.far)

    def press(self, key):
        os.write(self.far, key)

    def _reads(self):
        while self._read:
            if select.select((self.far,), (), (), 0.02)[0]:
                self.shown += os.read(self.far, 65536)

    def rows(self):
        """The rows as they stand, without their colours."""
        rows = [""] * 24
        latest = self.shown.rpartition(b"\x1b[2J")[2].decode(errors="replace")
        for number, text in re.findall(ROW, latest):
            rows[int(number) - 1] = re.sub(COLOUR, "", text).rstrip()
        return rows


@pytest.fixture
def night(tmp_path):
    """A performance on a screen, standing by."""
    with Ears() as ears, Screen() as screen:
        show = write_show(tmp_path, SHOW.format(device="Nobody", port=ears.port))
        with Performance(show, terminal=screen.near) as running:
            wait_for(lambda: "GO: CUE 1" in screen.rows()[12], PATIENCE_S)
            yield running, ears, screen


def test_what_plays_what_comes_and_what_go_does_stand_in_block_letters(night):
    _, ears, screen = night

    def stand_there(*texts):
        rows = "\n".join(screen.rows())
        letters = [line.rstrip() for text in texts for line in block(text, 80)]
        return all(line in rows for line in letters)

    assert screen.rows()[6] == "NEXT      1 action: the first"
    wait_for(lambda: stand_there("STANDING BY", "1", "GO: CUE 1"), PATIENCE_S)
    screen.press(b" ")
    ears.wait("/bell")
    wait_for(lambda: stand_there("CUE 1", "2", "GO: CUE 2"), PATIENCE_S)
    screen.press(b" ")
    ears.wait("/clap")


def test_ctrl_c_gives_the_terminal_back_and_then_says_what_was(night):
    running, ears, screen = night
    assert termios.tcgetattr(screen.near) != screen.found
    screen.press(b"\x03")
    assert running.ends() == 0
    wait_for(lambda: b"journal " in screen.shown, PATIENCE_S)
    assert screen.shown.rindex(LEFT) < screen.shown.index(b"packets sent")
    assert b"Traceback" not in screen.shown
    assert termios.tcgetattr(screen.near) == screen.found
    assert ears.wait("/strings")


def stopped(screen, _):
    """As Ctrl-S does on a terminal that obeys it, or a connection that has died."""
    termios.tcflow(screen.near, termios.TCOOFF)


def unread(screen, _):
    screen.fill()


def hung_up(_, running):
    running.process.send_signal(signal.SIGHUP)


def closed(screen, _):
    screen.close()


def sent_away(screen, _):
    screen.press(b"\x13\x1a")  # Ctrl-S and Ctrl-Z


@pytest.mark.parametrize("happens", [stopped, unread, hung_up, closed, sent_away])
def test_a_hairpin_keeps_its_times_whatever_happens_to_the_terminal(night, happens):
    running, ears, screen = night
    screen.press(b" ")
    ears.wait("/strings", 5)
    happens(screen, running)
    ears.wait("/strings", PACKETS)
    assert longest_gap_us(ears.at("/strings")[1:]) < PATIENT_GAP_US
    if happens is unread:
        screen.read_on()
    assert running.ends(signal.SIGTERM) == 0
    sent = [one for record in Reader(str(running.journal)).records() for one in record.sent]
    dues = [one.due_us for one in sent if one.packet.startswith(b"/strings\0")][2:]
    assert {after - before for before, after in pairwise(dues)} == {PERIOD_US}


def test_without_a_terminal_it_tells_what_changes_in_lines(tmp_path):
    with Ears() as ears:
        show = write_show(tmp_path, SHOW.format(device="Nobody", port=ears.port))
        with Performance(show) as running:
            running.wait_said("footswitch: absent\n")
            assert running.ends(signal.SIGINT) == 0
            assert running.said.startswith("now STANDING BY\nnext press: GO: CUE 1\n")
            assert "\x1b" not in running.said
