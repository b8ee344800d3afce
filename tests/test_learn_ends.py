"""`rig learn` cut short, refused or in a terminal: what it says then, and what it leaves behind."""

from __future__ import annotations

import os
import pty
import signal

import pytest
from ears import PATIENCE_S
from lessons import MOVE, Learning, controls_of, knob_swept, played, unwritten
from parts import JackDevice
from stagehands import SHOW, begun_with, complained, rig_command, write_show


@pytest.fixture
def box(jack):
    with JackDevice(jack, "Odd Box") as device:
        yield device


def test_whatever_ends_it_early_leaves_everything_unwritten(jack, box, tmp_path):
    ends = {
        "no more answers came; nothing is written": lambda lesson: lesson.process.stdin.close(),
        "": lambda lesson: lesson.process.send_signal(signal.SIGINT),
    }
    for complaint, end in ends.items():
        with Learning(tmp_path, server=jack) as lesson:
            lesson.wait(MOVE)
            played(box, *knob_swept(20))
            lesson.wait("right?")
            end(lesson)
            assert lesson.process.wait(PATIENCE_S) == 1
            assert lesson.process.stderr.read().decode().strip() == complaint
            assert complaint or "nothing more is written" in lesson.said
        assert unwritten(tmp_path)
    assert not begun_with(tmp_path / "state")


def test_a_port_that_goes_in_the_midst_is_told(jack, tmp_path):
    with JackDevice(jack, "Odd Box") as box, Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20)[:6])
        box.__exit__()
        code, complaint = lesson.ends()
        assert (code, complaint) == (1, "Odd Box:out is gone; nothing is written\n")
    assert unwritten(tmp_path)


def test_where_no_file_can_be_written_it_is_said(jack, box, tmp_path):
    (tmp_path / "devices").write_text("no folder")
    with Learning(tmp_path, "--yes", server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        code, complaint = lesson.ends()
    assert (code, complaint.count("\n")) == (1, 1)
    assert "devices/Odd-Box.toml cannot be written" in complaint


def test_hands_that_have_changed_meanwhile_are_not_written_over(jack, box, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    with Learning(tmp_path, show, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        lesson.wait("right?")
        (tmp_path / "hands.toml").write_text("rig = 1\n# mine\n")
        lesson.answer("", "", "", "strings")
        code, complaint = lesson.ends()
    assert code == 1
    assert "hands.toml has changed meanwhile; learn it once more" in complaint
    assert (tmp_path / "hands.toml").read_text() == "rig = 1\n# mine\n"
    assert unwritten(tmp_path)


def test_without_any_input_it_says_so_and_ctrl_c_ends_it(tmp_path):
    with Learning(tmp_path) as lesson:
        lesson.wait("no MIDI input is there yet; rig ports says what is plugged in")
        lesson.wait(MOVE)
        lesson.process.send_signal(signal.SIGINT)
        assert lesson.ends() == (1, "")


def test_in_a_terminal_enter_ends_a_move_at_once(jack, box, tmp_path):
    keys, terminal = pty.openpty()
    with Learning(tmp_path, server=jack, stdin=terminal) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        os.write(keys, b"\n")
        lesson.wait("right?")
        os.write(keys, b"pedal\nswell\n\n")
        assert lesson.ends() == (0, "")
        assert float(lesson.said.split()[-2]) < PATIENCE_S
    os.close(keys)
    os.close(terminal)
    assert controls_of(tmp_path) == {"swell": "pedal cc 20 from none"}


def test_a_control_that_does_nothing_cannot_be_dead(tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    run = rig_command(tmp_path)
    for named, near in (
        ("nanoKONTROL2.slidr2", "did you mean nanoKONTROL2.slider2?"),
        ("slider2", "has no line for slider2"),
    ):
        assert complained(run("learn", show, named), near)
    assert complained(run("learn", "nothing.toml"), "nothing.toml cannot be read")
