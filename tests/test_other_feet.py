"""What players have instead of the rig's box, heard by its real processes.

Adapters with CTS and DSR, and keyboards, cannot be had here: their processes run with the answers
of their drivers put in between.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import contextmanager
from itertools import pairwise

import pytest
from driven import CLOCK, CLOSED, GRABBED, HELD, TAKEN
from parts import PortProcess, SerialBox, wait_for

from firmware_bridge.heard import Pressed, Rebooted, Released
from firmware_bridge.keys import PAGE_DOWN, PAGE_UP
from firmware_bridge.link import Link, receive
from firmware_bridge.said import Beat, Hello
from firmware_bridge.wire import decode
from rig.ports.channel import FOUND, FRAME, LOST, TROUBLE, now_us
from rig.ports.keys_in import file_of
from rig.ports.reopening import Unusable


class Event(ctypes.Structure):
    """A ``struct input_event`` of this machine."""

    _fields_ = (
        *(("seconds", ctypes.c_long), ("micros", ctypes.c_long)),
        *(("kind", ctypes.c_uint16), ("code", ctypes.c_uint16), ("value", ctypes.c_int32)),
    )


class Ear:
    """What the frames of a process come to, as the engine hears them."""

    def __init__(self, port):
        self.port = port
        self.link = Link()
        self.heard = []
        self._taken = 0

    def look(self):
        self.port.look()
        records = self.port.records[self._taken :]
        self._taken += len(records)
        for kind, stamped_us, payload in records:
            if kind == FRAME:
                self.link, some = receive(self.link, payload, stamped_us)
                self.heard += some
        return self.link.trusted

    def wait(self, *expected):
        """Wait until this has been heard, and nothing else; the instants of its presses."""
        wait_for(lambda: self.look() and len(self.heard) >= len(expected))
        told, self.heard = self.heard, []
        kinds = [(type(one), one.switch) for one in told]
        assert kinds == list(expected), told
        return [one.at_us for one in told if isinstance(one, Pressed)]


# A bare switch


def test_a_bare_switch_is_heard_where_its_line_is_put_out(device, tmp_path):
    with SerialBox(tmp_path / "usb") as usb, PortProcess("lines_in", str(tmp_path / "usb")) as port:
        assert port.wait_payloads(FOUND) == [os.fsencode(tmp_path / "usb")]
        ear = Ear(port)
        wait_for(ear.look)
        for switch in (0, 1):
            before_us = now_us()
            device[CLOSED] = 1 << switch
            (at_us,) = ear.wait((Pressed, switch))
            assert before_us <= at_us <= before_us + 30_000
            device[CLOSED] = 0
            ear.wait((Released, switch))
        assert port.payloads(TROUBLE) == []
        assert usb.hear() == b"", "no byte is ever sent"


def test_a_switch_that_is_held_as_its_port_is_found_is_no_press(device, tmp_path):
    device[CLOSED] = 2
    with SerialBox(tmp_path / "usb"), PortProcess("lines_in", str(tmp_path / "usb")) as port:
        ear = Ear(port)
        wait_for(ear.look)
        assert (ear.link.down, ear.heard) == (2, [])
        device[CLOSED] = 0
        ear.wait((Released, 1))


def test_an_adapter_that_is_pulled_is_missed_and_found_again(device, tmp_path):
    with PortProcess("lines_in", str(tmp_path / "usb")) as port:
        with SerialBox(tmp_path / "usb"):
            ear = Ear(port)
            wait_for(ear.look)
        port.wait_payloads(LOST)
        device[CLOSED] = 1
        with SerialBox(tmp_path / "usb"):
            port.wait_payloads(FOUND, 2)
            wait_for(lambda: ear.look() and Rebooted() in ear.heard)
            assert ear.heard == [Rebooted()], "held by now, but pressed unseen"
            ear.heard = []
            device[CLOSED] = 0
            ear.wait((Released, 0))


@pytest.mark.usefixtures("device")
def test_it_says_who_it_is_every_two_seconds_and_beats_ten_times_in_each(tmp_path):
    with SerialBox(tmp_path / "usb"), PortProcess("lines_in", str(tmp_path / "usb")) as port:

        def told(kind):
            said = [decode(payload) for payload in port.payloads(FRAME)]
            return [one for one in said if isinstance(one, kind)]

        wait_for(lambda: len(told(Hello)) == 2, 5)
        assert 18 <= len(told(Beat)) <= 21
        beats_us = [one.t_us for one in told(Beat)]
        assert all(b - a >= 99_000 for a, b in pairwise(beats_us))
        port.end.send(bytes((0, 0, 1)))  # a light, of which it has none
        port.beats = 0
        wait_for(lambda: port.look() or port.beats >= 2)


def test_a_port_without_such_lines_is_told_of_once(tmp_path):
    path = tmp_path / "usb"
    with SerialBox(path), PortProcess("lines_in", str(path)) as port:
        expected = f"{path} has no CTS and DSR; a bare switch needs an adapter that has them"
        assert port.wait_payloads(TROUBLE) == [expected.encode()]
        port.beats = 0
        wait_for(lambda: port.look() or port.beats >= 6)
        assert [kind for kind, _, _ in port.records] == [TROUBLE]


# A page turner


@contextmanager
def keyboard(path):
    """A keyboard's device file, and what types on it; pulled at the end."""
    os.mkfifo(path)
    with path.open("r+b", buffering=0) as file:

        def typed(*events, at_us=None):
            at_us = now_us() if at_us is None else at_us
            told = b"".join(bytes(Event(*divmod(at_us, 1_000_000), *event)) for event in events)
            file.write(told)

        yield typed
        path.unlink()


def test_a_page_turner_is_had_alone_and_its_presses_are_dated_by_the_system(device, tmp_path):
    path = tmp_path / "event7"
    with PortProcess("keys_in", str(path)) as port:
        ear = Ear(port)
        with keyboard(path) as typed:
            assert port.wait_payloads(FOUND) == [os.fsencode(path)]
            assert (device[GRABBED], device[CLOCK]) == (1, 1), "grabbed, and on the monotonic clock"
            wait_for(ear.look)
            stroke_us = now_us() - 40_000
            typed((1, PAGE_DOWN, 1), (0, 0, 0), at_us=stroke_us)
            assert ear.wait((Pressed, 0)) == [pytest.approx(stroke_us, abs=5000)]
            typed((1, PAGE_DOWN, 2), (0, 0, 1), (1, 30, 1), (0, 0, 0))
            typed((1, PAGE_UP, 1), (0, 0, 0), (1, PAGE_DOWN, 0), (1, PAGE_UP, 0), (0, 0, 0))
            ear.wait((Pressed, 1), (Released, 0), (Released, 1))
        port.wait_payloads(LOST)
        assert port.payloads(TROUBLE) == []
        with keyboard(path):
            port.wait_payloads(FOUND, 2)


def test_what_the_system_dropped_is_asked_for_and_a_press_that_may_be_old_is_dated_so(
    device, tmp_path
):
    path = tmp_path / "event7"
    with keyboard(path) as typed, PortProcess("keys_in", str(path)) as port:
        ear = Ear(port)
        wait_for(ear.look)
        known_us = now_us() - 400_000
        typed((1, 30, 1), (0, 0, 0), at_us=known_us)
        device[HELD + PAGE_UP // 8] |= 1 << PAGE_UP % 8
        typed((0, 3, 0), (1, PAGE_DOWN, 1), (0, 0, 0))
        (at_us,) = ear.wait((Pressed, 1))
        assert at_us == pytest.approx(known_us, abs=5000), "too old to be acted on"


def test_a_keyboard_that_another_program_has_is_told_of_and_taken_when_it_is_free(device, tmp_path):
    path = tmp_path / "event7"
    device[TAKEN] = 1
    with keyboard(path), PortProcess("keys_in", str(path)) as port:
        told = f"{path}: another program has this keyboard to itself; close it there".encode()
        assert port.wait_payloads(TROUBLE) == [told]
        device[TAKEN] = 0
        port.wait_payloads(FOUND)


TWO_KEYBOARDS = """\
N: Name="{}"
H: Handlers=kbd event4
B: KEY=212000000000 0

N: Name="{}"
H: Handlers=kbd event17
B: KEY=212000000000 0
"""


def test_a_keyboard_is_known_by_its_name_and_two_alike_by_their_files_only(tmp_path):
    assert file_of("airturn", tmp_path) is None, "nothing is listed"
    listed = tmp_path / "proc" / "bus" / "input" / "devices"
    listed.parent.mkdir(parents=True)
    listed.write_text(TWO_KEYBOARDS.format("AT Set 2 keyboard", "AirTurn BT-105"))
    assert file_of("airturn", tmp_path) == "/dev/input/event17"
    assert file_of("PageFlip", tmp_path) is None
    listed.write_text(TWO_KEYBOARDS.format("AirTurn BT-105", "AirTurn BT-105"))
    told = "fits 2 keyboards, write one: keys /dev/input/event4; keys /dev/input/event17"
    with pytest.raises(Unusable, match=told):
        file_of("AirTurn", tmp_path)
