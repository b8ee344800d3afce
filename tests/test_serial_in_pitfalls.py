"""What goes wrong with serial ports, provoked at the process that serves a footswitch.

The numbers are those of the project's list of what others have met: 4.1 unplugging, 4.4 writes that
block, 4.5 ports that are shared, 4.7 resets on opening, 4.8 presses lost while closed, 4.10 other
programs' junk, 4.11 names that swap. What an FTDI chip holds back, 4.9, is in test_rivals.py.
"""

from __future__ import annotations

import os
import termios
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from box_at_work import LEVEL, BoxAtWork
from parts import PortProcess, SerialBox, wait_for
from plugged import plug_in
from served import BEAT, HELLO, PATIENCE_S, found, rest, told

from firmware_bridge.heard import Missed
from firmware_bridge.wire import encode
from rig.ports.channel import FOUND, FRAME, LOST, TROUBLE, now_us

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def path(tmp_path):
    return tmp_path / "pedal"


@pytest.fixture
def port(path) -> Iterator[PortProcess]:
    with PortProcess("serial_in", str(path)) as port:
        yield port


def test_4_10_at_lines_and_noise_are_handed_on_cut_and_harm_nothing(path, port):
    with SerialBox(path) as box:
        wait_for(box.hear, PATIENCE_S)
        box.say(b"AT\r\r\nAT+CGMI\r" + b"x" * 5000 + b"\0\0" + HELLO + BEAT + BEAT[:5])
        frames = port.wait_payloads(FRAME, 3)
        assert frames[0][:3] == b"AT\r"
        assert [len(frame) <= 65 for frame in frames] == [True] * 3
        assert frames[1:] == [HELLO[:-1], BEAT[:-1]]
        found(port)


def test_4_1_a_box_is_unplugged_and_plugged_in_again_and_the_process_stays(path, port):
    for times in (1, 2, 3):
        with BoxAtWork(path):
            found(port, times)
        port.wait_payloads(LOST, times)
    assert port.process.poll() is None
    assert port.payloads(TROUBLE) == []


def test_4_1_a_port_that_goes_amid_writing_is_lost_too(path, port):
    """What the host sends all the while finds no reader, then no line."""
    with BoxAtWork(path) as box:
        found(port)
        box.talks = False
        for _ in range(400):
            port.end.send(bytes((0, 1, 127)))
    port.wait_payloads(LOST)
    with BoxAtWork(path) as box:
        found(port, 2)
        wait_for(lambda: box.level.lights == 0b10)
    assert port.payloads(TROUBLE) == []


def test_4_8_a_press_made_while_the_port_was_closed_is_known_by_its_counter(path, port):
    with BoxAtWork(path):
        found(port)
    port.wait_payloads(LOST)
    with BoxAtWork(path) as box:
        box.level = replace(box.level, presses=(0, 0, 1, 0, 0, 0))
        found(port, 2)
        wait_for(lambda: Missed(2, 1) in told(port.records) or port.look())


def test_4_5_a_port_in_use_is_told_once_with_who_has_it_and_taken_when_it_is_free(path, port):
    with BoxAtWork(path):
        found(port)
        with PortProcess("serial_in", str(path)) as second:
            who = f"another rig (process {port.process.pid})"
            said = f"{path} is open in {who}; close it there".encode()
            assert second.wait_payloads(TROUBLE, 1, PATIENCE_S) == [said]
            rest(1.2)
            port.process.terminate()
            assert port.process.wait(0.5) == 0
            found(second)
            assert second.payloads(TROUBLE) == [said]


def test_4_5_who_shares_the_port_without_asking_is_told(path):
    with BoxAtWork(path):
        theirs = os.open(path, os.O_RDWR | os.O_NOCTTY)
        with PortProcess("serial_in", str(path)) as port:
            (said,) = port.wait_payloads(TROUBLE, 1, PATIENCE_S)
            assert f"(process {os.getpid()}) too, which takes bytes away" in said.decode()
            found(port)
        os.close(theirs)


def test_4_4_a_box_that_does_not_read_is_heard_and_left_at_once(path, port):
    with SerialBox(path) as box:
        wait_for(box.hear, PATIENCE_S)
        box.say(HELLO + BEAT)
        found(port)
        begun_us = now_us()
        for seq in range(2, 102):
            box.say(encode(replace(LEVEL, seq=seq)))
            for _ in range(30):
                port.end.send(bytes((0x7F, *range(59))))
            wait_for(lambda seq=seq: len(port.payloads(FRAME)) == seq + 1)
        assert now_us() - begun_us < 5_000_000
        assert port.payloads(LOST) == []
        port.process.terminate()
        assert port.process.wait(0.5) == 0
        before = 0
        while len(box.hear()) > before:
            before = len(box.heard)
        assert before < 100 * 30 * 60  # the line was full, and the rest was let go


def test_4_7_the_line_stays_up_when_the_port_is_closed(path, port):
    with BoxAtWork(path):
        found(port)
        ours = os.open(path, os.O_RDWR | os.O_NOCTTY)
        assert not termios.tcgetattr(ours)[2] & termios.HUPCL
        os.close(ours)


def test_4_11_a_box_is_known_by_what_it_is_and_not_by_its_name(tmp_path, monkeypatch):
    one, other = tmp_path / "ttyACM0", tmp_path / "ttyACM1"
    plug_in(monkeypatch, tmp_path, f"{one} 2341 8036 AAA", f"{other} 2341 8036 BBB")
    with (
        PortProcess("serial_in", "usb:2341:8036:BBB") as port,
        PortProcess("serial_in", "usb:2341:8036") as torn,
    ):
        with BoxAtWork(one), BoxAtWork(other):
            assert port.wait_payloads(FOUND, 1, PATIENCE_S) == [os.fsencode(other)]
            told = f"usb:2341:8036 fits 2 serial ports, write one: {one}; {other}".encode()
            assert torn.wait_payloads(TROUBLE, 1, PATIENCE_S) == [told]
        port.wait_payloads(LOST)
        plug_in(monkeypatch, tmp_path, f"{one} 2341 8036 BBB", f"{other} 2341 8036 AAA")
        with BoxAtWork(one), BoxAtWork(other):
            assert port.wait_payloads(FOUND, 2) == [os.fsencode(other), os.fsencode(one)]
