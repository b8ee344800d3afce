"""`rig monitor`, in a process of its own beside real devices; and the lines it writes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Self

import pytest
from ears import PATIENCE_S
from hypothesis import given
from hypothesis import strategies as st
from parts import JackDevice, PortProcess, ended, jack_server, wait_for

from rig.live.arrivals import LINES, WINDOW_US, Arrivals
from rig.ports.channel import FOUND, LOST

SYSEX = bytes((0xF0, 0x7D, *range(40), 0xF7))


class Monitor:
    """``rig monitor`` on a JACK server; a context that runs it."""

    def __init__(self, server):
        self._server = server
        self._cut = b""
        self.lines = []

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rig", "monitor"],
            env=os.environ | {"JACK_DEFAULT_SERVER": self._server},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_):
        ended(self.process)
        self.process.stderr.close()

    def told(self):
        """The lines so far, without their seconds where they have some."""
        with suppress(BlockingIOError):
            self._cut += os.read(self.process.stdout.fileno(), 65_536)
        *lines, self._cut = self._cut.split(b"\n")
        self.lines += [line.decode() for line in lines]
        return [
            " ".join(line[9:].split()) if line[:9].strip(" .0123456789") == "" else line
            for line in self.lines
        ]

    def wait(self, line):
        wait_for(lambda: line in self.told(), PATIENCE_S)

    def descriptors(self):
        """How many it has open."""
        return sum(1 for _ in Path(f"/proc/{self.process.pid}/fd").iterdir())

    def children(self):
        """The process numbers of its children."""
        number = self.process.pid
        return [
            int(word) for word in Path(f"/proc/{number}/task/{number}/children").read_text().split()
        ]


def test_what_arrives_is_told_in_hexadecimal_and_in_words(jack):
    with JackDevice(jack, "Desk") as desk, Monitor(jack) as monitor:
        monitor.wait("Desk:out is heard")
        desk.play(b"\xb0\x10\x40", b"\x99\x3c\x64", b"\xe0\x00\x40", SYSEX)
        monitor.wait("Desk:out B0 10 40 cc 16 ch 1 = 64")
        monitor.wait("Desk:out 99 3C 64 note 60 on ch 10 vel 100")
        monitor.wait("Desk:out E0 00 40 bend ch 1 = 8192")
        monitor.wait("Desk:out F0 7D 00 01 02 03 04 05 06 07 08 09 … sysex of 43 bytes")
        seconds = [float(line[:9]) for line in monitor.lines if "Desk:out" in line]
        assert seconds == sorted(seconds)
        assert 0 < seconds[0] < seconds[-1] < PATIENCE_S * 4


def test_ports_that_come_and_go_are_told_and_heard_again(jack):
    with Monitor(jack) as monitor:
        monitor.wait("no MIDI input is there yet; rig ports says what is plugged in")
        for value in (1, 2, 3):
            with JackDevice(jack, "Fickle") as desk:
                wait_for(
                    lambda value=value: monitor.told().count("Fickle:out is heard") == value,
                    PATIENCE_S,
                )
                desk.play(bytes((0xB0, 7, value)))
                monitor.wait(f"Fickle:out B0 07 0{value} cc 7 ch 1 = {value}")
            wait_for(
                lambda value=value: monitor.told().count("Fickle:out is gone") == value, PATIENCE_S
            )
        descriptors = monitor.descriptors()
        with JackDevice(jack, "Fickle"):
            wait_for(lambda: monitor.told().count("Fickle:out is heard") == 4, PATIENCE_S)
            assert len(monitor.children()) == 2
        wait_for(lambda: monitor.told().count("Fickle:out is gone") == 4, PATIENCE_S)
        assert monitor.descriptors() == descriptors


def test_a_flood_of_one_port_hides_no_other_and_is_counted(jack):
    with (
        JackDevice(jack, "Flood") as flood,
        JackDevice(jack, "Calm") as calm,
        Monitor(jack) as monitor,
    ):
        monitor.wait("Flood:out is heard")
        monitor.wait("Calm:out is heard")
        flood.play(*[bytes((0xB0, 7, value % 128)) for value in range(1500)], b"\xb0\x08\x05")
        calm.play(b"\x90\x3c\x40")
        monitor.wait("Calm:out 90 3C 40 note 60 on ch 1 vel 64")
        monitor.wait("Flood:out B0 08 05 cc 8 ch 1 = 5")
        flooded = [line for line in monitor.told() if line.startswith("Flood:out")][1:]
        counted = sum(int(line.split()[1]) for line in flooded if line.endswith("not shown"))
        shown = sum(" cc " in line for line in flooded)
        lost = sum(int(line.split()[-1]) for line in flooded if "dropped" in line)
        assert counted + shown + lost == 1501
        assert shown < 300


def test_what_came_before_a_port_went_is_told_as_its_own_however_late_it_is_read(jack):
    with Monitor(jack) as monitor:
        with JackDevice(jack, "Desk") as desk:
            monitor.wait("Desk:out is heard")
            monitor.process.send_signal(signal.SIGSTOP)
            desk.play(*[b"\xb0\x07\x01"] * 400)
            assert not Event().wait(0.4)  # so long its periods last
        wait_for(lambda: any(map(has_ended, monitor.children())), PATIENCE_S)
        assert not Event().wait(0.5)  # so that it is listed as gone too
        monitor.process.send_signal(signal.SIGCONT)
        monitor.wait("Desk:out is gone")
        arrived = [line for line in monitor.told() if "cc 7" in line or line.endswith("not shown")]
        assert {line.split()[0] for line in arrived} == {"Desk:out"}
        counted = sum(int(line.split()[1]) for line in arrived if line.endswith("not shown"))
        assert counted + sum("cc 7" in line for line in arrived) == 400


def has_ended(process):
    """Whether it is over, though its parent has not asked yet."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_and_all_its_processes(jack, number):
    with JackDevice(jack, "Desk"), Monitor(jack) as monitor:
        monitor.wait("Desk:out is heard")
        children = monitor.children()
        assert len(children) == 2
        monitor.process.send_signal(number)
        assert monitor.process.wait(PATIENCE_S) == 0
        assert monitor.process.stderr.read() == ""
        assert not any(Path(f"/proc/{child}").exists() for child in children)


def test_a_process_that_dies_is_begun_anew(jack):
    with JackDevice(jack, "Desk") as desk, Monitor(jack) as monitor:
        monitor.wait("Desk:out is heard")
        for child in monitor.children():
            os.kill(child, signal.SIGKILL)
        heard_again = "Desk:out B0 07 01 cc 7 ch 1 = 1"

        def again():
            desk.play(b"\xb0\x07\x01")
            Event().wait(0.1)
            return heard_again in monitor.told()

        wait_for(again, PATIENCE_S)


def test_a_server_that_ends_and_returns_brings_its_ports_back():
    name = f"rigmonitor{os.getpid()}"
    with Monitor(name) as monitor:
        for count in (1, 2):
            with jack_server(name), JackDevice(name, "Desk") as desk:
                wait_for(
                    lambda count=count: monitor.told().count("Desk:out is heard") == count,
                    PATIENCE_S,
                )
                desk.play(bytes((0xB0, 7, count)))
                monitor.wait(f"Desk:out B0 07 0{count} cc 7 ch 1 = {count}")
            wait_for(
                lambda count=count: monitor.told().count("Desk:out is gone") == count, PATIENCE_S
            )


def test_whoever_reads_no_longer_ends_it(jack):
    with JackDevice(jack, "Desk") as desk, Monitor(jack) as monitor:
        monitor.wait("Desk:out is heard")
        monitor.process.stdout.close()
        desk.play(b"\xb0\x07\x01")
        assert monitor.process.wait(PATIENCE_S) == 0


def test_the_inputs_are_listed_as_they_come_and_go(jack):
    with PortProcess("midi_list", "inputs", server=jack) as port, JackDevice(jack, "Pad") as _:
        port.wait_payloads(FOUND, timeout_s=PATIENCE_S)
        with JackDevice(jack, "Pad B"):
            wait_for(lambda: b"Pad B:out" in port.payloads(FOUND), PATIENCE_S)
        assert port.wait_payloads(LOST, timeout_s=PATIENCE_S) == [b"Pad B:out"]
        assert sorted(port.payloads(FOUND)) == [b"Pad B:out", b"Pad:out"]


def test_help_shows_an_example():
    told = subprocess.run(
        [sys.executable, "-m", "rig", "monitor", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "example:\n  rig monitor" in told.stdout


def test_within_a_window_the_first_lines_are_shown_and_the_last_when_it_is_over():
    arrivals = Arrivals(0)
    lines = [
        arrivals.lines("Desk", 1000 + place, bytes((0xB0, 7, place))) for place in range(LINES + 3)
    ]
    assert [len(one) for one in lines] == [1] * LINES + [0] * 3
    assert arrivals.due(1000 + WINDOW_US - 1) == []
    assert arrivals.due(1000 + WINDOW_US) == [
        "    0.001  Desk                      2 more, not shown",
        "    0.001  Desk                      B0 07 07  cc 7 ch 1 = 7",
    ]
    assert arrivals.due(10**9) == []


def test_what_was_left_out_comes_before_what_arrives_later():
    arrivals = Arrivals(0)
    for value in range(LINES + 1):
        arrivals.lines("Desk", value, bytes((0xB0, 7, value)))
    later = arrivals.lines("Desk", WINDOW_US, b"\xb0\x08\x00")
    assert [line.split("  ")[-1] for line in later] == ["cc 7 ch 1 = 5", "cc 8 ch 1 = 0"]


@given(st.lists(st.integers(0, WINDOW_US), max_size=200))
def test_every_message_is_shown_or_counted(gaps_us):
    arrivals, at_us, told = Arrivals(0), 0, []
    for gap_us in gaps_us:
        at_us += gap_us
        told += arrivals.lines("Desk", at_us, b"\xb0\x07\x00")
    told += arrivals.due(at_us + WINDOW_US)
    counted = sum(int(line.split()[2]) for line in told if line.endswith("more, not shown"))
    shown = sum(line.endswith("cc 7 ch 1 = 0") for line in told)
    assert shown + counted == len(gaps_us)
    assert shown <= (LINES + 1) * (at_us // WINDOW_US + 2)


def test_a_name_cannot_command_the_terminal():
    assert "\x1b" not in Arrivals(0).line("evil\x1b[2J\n", 0, "is heard")
