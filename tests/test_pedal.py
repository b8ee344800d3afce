"""`rig pedal` shows a box, in a process of its own, with the box on a pseudo-terminal."""

from __future__ import annotations

import os
import pty
import signal
from contextlib import suppress
from dataclasses import replace

import pytest
from at_the_pedal import Looking
from box_at_work import NEW, BoxAtWork
from ears import PATIENCE_S
from parts import wait_for

from firmware_bridge.framing import seal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pedal"


def test_what_the_box_does_is_told_in_lines_until_it_is_enough(path):
    with BoxAtWork(path) as box, Looking(path) as looking:
        looking.wait("the box FS-00001: ATmega32U4, firmware 1.0; start 7 by power")
        box.tread(1, before_us=40_000)
        looking.wait("switch 2 pressed, its first edge 4", "switch 2 let go")
        box.level = replace(box.level, values=(700, 0), faults=0b100)
        looking.wait("pedal 1 700", "switch 3 its cable is out")
        box.level = replace(box.level, faults=0, presses=(0, 1, 0, 0, 2, 0), bad_frames=9)
        looking.wait("switch 3 its cable is whole again", "switch 5 2 presses missed, lost")
        box.say(b"\1\1\0" + seal(b"\x3f\x09") + b"\0")
        looking.wait("1 junk, 1 unknown; 9 damaged at the box")
        wait_for(lambda: box.kinds().count(0x41) > 3, PATIENCE_S)
        assert looking.over(signal.SIGTERM) == (0, "")
        told = looking.told()
        assert any(line.startswith("from edge 4") for line in told)
        assert any(line.startswith("to HELLO ") and "there and back" in line for line in told)


def test_a_box_that_goes_and_comes_is_told_and_shown_again(path):
    with Looking(path) as looking:
        looking.wait(f"{path} is not there yet; rig ports says what is plugged in")
        for boot in (7, 8):
            with BoxAtWork(path, replace(NEW, boot=boot, fresh=boot == 8)):
                looking.wait(f"start {boot} by power")
            looking.wait("the box is gone")
        looking.wait("the box has started anew, or is another one", "ITS SETTINGS ARE LOST")
        assert looking.over(signal.SIGINT) == (0, "")


def screen(data):
    """What stands on a terminal after these bytes, as far as ``rig pedal`` moves on it."""
    rows, at, text = [""], 0, data.decode().replace("\r\n", "\n")
    while text:
        head, _, rest = text.partition("\x1b[")
        for number, piece in enumerate(head.split("\n")):
            if number:
                at += 1
                rows += [""] * (at + 1 - len(rows))
            rows[at] = piece + rows[at][len(piece) :] if piece else rows[at]
        digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
        move, text = rest[len(digits) : len(digits) + 1], rest[len(digits) + 1 :]
        if move == "F":
            at -= int(digits)
        elif move == "K":
            rows[at] = rows[at][: len(head.rpartition("\n")[2])]
        elif move == "J":
            del rows[at + 1 :]
            rows[at] = ""
    return rows


def test_on_a_terminal_the_box_is_drawn_in_place(path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("LINES", "24")
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    seen = bytearray()

    def rows():
        with suppress(BlockingIOError):
            seen.extend(os.read(ours, 65_536))
        return screen(bytes(seen))

    def wait(row):
        wait_for(lambda: any(row in one for one in rows()), PATIENCE_S)

    box = BoxAtWork(path, replace(NEW, closed=1, slow=2, calibration=((0, 1023), (5, 5))))
    with box, Looking(path, "--lights", "101", out=theirs) as looking:
        wait("lights     1 0 1 0 0 0")
        box.tread(1)
        wait("switch 2   up         1 press, the last 0.")
        box.level = replace(
            box.level,
            down=1,
            faults=0b1000,
            values=(512, 0),
            raw=(500, 77),
            presses=(0, 1, 0, 0, 2, 0),
        )
        wait("switch 1   HELD       0 presses; normally closed")
        wait("switch 4   CABLE OUT  0 presses; normally open")
        wait(f"pedal 1    {'#' * 12}{'.' * 12}  512; its input reads  500, 0 to 1023")
        wait("pedal 2    silent; its input reads   77; rig pedal --calibrate 2 has it heard")
        wait("normally open, slow")
        wait("switch 5                  2 presses missed, lost on the wire")
        assert looking.over(signal.SIGINT) == (0, "")
        last = rows()
        assert [row[:8] for row in last if row.startswith("switch")] == [
            f"switch {number}" for number in range(1, 7)
        ]
        assert max(map(len, last[1:])) < 80  # the first line is the title
        assert len(last) <= 24
    os.close(ours)
    os.close(theirs)
