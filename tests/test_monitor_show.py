"""`rig monitor SHOW.toml`: what arrives from a show's devices, what it becomes, and how soon."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Self

import pytest
from captured import bend, cc, pair
from ears import PATIENCE_S, Ears
from lessons import played
from parts import JackDevice, ended, wait_for
from stagehands import (
    GO_BUTTON,
    HANDS,
    RIG,
    SHOW,
    Pedal,
    children,
    complained,
    rig_command,
    write_show,
)

SPARE = """\
rig = 1
kind = "midi"
port = "Spare Box"
[source]
[control]
wide = "knob cc14 3 from none"
far = "knob nrpn 9 from none"
"""
MORE = """\
slider3 = "reverb catch"
M1 = "tacet strings"
cycle = "shift"
[layer.shift.nanoKONTROL2]
slider4 = "winds"
[spare]
wide = "strings trim -24..+12 dB"
far = "winds"
"""
SECONDS = re.compile(r" *\d+\.\d{3}  ")
TIME = re.compile(r"  (\d+\.\d\d) ms$")


class Monitor:
    """``rig monitor SHOW.toml``; a context that runs it."""

    def __init__(self, show, server):
        self._show, self._server = show, server
        self._heard = b""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [RIG, "monitor", str(self._show)],
            env=os.environ | {"JACK_DEFAULT_SERVER": self._server},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_):
        ended(self.process)
        self.process.stderr.close()

    def lines(self):
        """The lines so far without their seconds, spaces made one."""
        with suppress(BlockingIOError):
            while heard := os.read(self.process.stdout.fileno(), 65_536):
                self._heard += heard
        told = self._heard.decode().split("\n")[:-1]
        return [" ".join(SECONDS.sub("", line).split()) for line in told]

    def find(self, begin):
        return [line for line in self.lines() if line.startswith(begin)]

    def wait(self, begin):
        """Wait for a line that begins so; what follows there, its time taken off, and the time."""
        wait_for(lambda: self.find(begin), PATIENCE_S)
        line = self.find(begin)[0].removeprefix(begin)
        time = re.search(r" (\d+\.\d\d) ms$", line)
        return (line[: time.start()], float(time[1])) if time else (line, None)


@pytest.fixture
def watched(jack, tmp_path):
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "spare.toml").write_text(SPARE)
    hands = HANDS.replace("[footswitch]", f"{MORE}[footswitch]")
    with (
        Ears() as ears,
        JackDevice(jack, "Watched Desk") as desk,
        JackDevice(jack, "Spare Box") as spare,
        Pedal(tmp_path / "pedal") as pedal,
    ):
        show = SHOW.format(device="Watched Desk", port=ears.port)
        with Monitor(write_show(tmp_path, show, hands=hands), jack) as monitor:
            monitor.wait("the show nanoKONTROL2 is there")
            monitor.wait("the show spare is there")
            yield monitor, desk, spare, pedal, ears


def test_every_message_is_told_with_its_control_and_what_it_becomes(watched):
    monitor, desk, spare, _, ears = watched
    played(desk, cc(1, 40))
    assert monitor.wait("nanoKONTROL2 slider2 cc 1 = 40 ->") == (" nothing", None)
    played(desk, GO_BUTTON)
    became, took_ms = monitor.wait("nanoKONTROL2 play cc 41 = 127 ->")
    assert became == (
        " cue 1 begins; hall /tempo 120; hall /reverb 0.25; hall /river 1; 2 more packets"
    )
    assert 0 < took_ms < 1000 * PATIENCE_S
    played(desk, cc(1, 60))
    became, took_ms = monitor.wait("nanoKONTROL2 slider2 cc 1 = 60 ->")
    assert re.fullmatch(r" hall /winds -?\d+\.\d+", became)
    assert took_ms > 0
    played(desk, cc(2, 127))
    assert monitor.wait("nanoKONTROL2 slider3 cc 2 = 127 -> waits: turn it down to catch reverb")
    played(desk, bend(0, 3), cc(119, 1), b"\xf0\x7d\x01\xf7")
    assert monitor.wait("nanoKONTROL2 bend ch 4 = 0 ->") == (" not in the hands", None)
    assert monitor.wait("nanoKONTROL2 sysex of 4 bytes ->") == (" not in the hands", None)
    played(spare, *pair(3, 9000))

    def told_at_once(place: int) -> bool:
        """What comes within 10 ms of its address's last value is sent later, by no touch."""
        played(spare, *pair(3, place))
        became, _ = monitor.wait(f"spare wide cc14 3 = {place} ->")
        return became.startswith(" hall /strings")

    assert any(map(told_at_once, (12000, 11000, 12500)))
    played(spare, cc(99, 0))
    assert monitor.wait("spare cc 99 ch 1 = 0 ->") == (" a part of a control's message", None)
    assert ears.look() == []
    assert ears.probes == 0


def test_a_press_without_a_packet_is_told_by_what_the_hands_say(watched):
    monitor, desk, _, _, _ = watched
    played(desk, cc(46, 127), cc(46, 0), cc(48, 127), cc(48, 0), every_s=0.1)
    assert monitor.wait("nanoKONTROL2 cycle cc 46 = 127 ->") == (" pressed: shift", None)
    assert monitor.wait("nanoKONTROL2 cycle cc 46 = 0 ->") == (" nothing", None)
    became, took_ms = monitor.wait("nanoKONTROL2 M1 cc 48 = 127 ->")
    assert became == " hall /strings -40"
    assert took_ms > 0
    assert monitor.wait("nanoKONTROL2 M1 cc 48 = 0 ->") == (" nothing", None)


def test_a_pedal_box_is_shown_too(watched):
    monitor, _, _, pedal, _ = watched
    pedal.meet()
    pedal.tread()
    became, took_ms = monitor.wait("footswitch left switch 0 = 127 ->")
    assert "cue 1 begins" in became
    assert took_ms > 0


def test_at_the_end_the_times_of_all_are_told(watched):
    monitor, desk, _, _, _ = watched
    played(desk, GO_BUTTON)
    monitor.wait("nanoKONTROL2 play")
    played(desk, *[cc(1, value) for value in range(0, 127, 5)])
    wait_for(lambda: len(monitor.find("nanoKONTROL2 slider2")) > 5, PATIENCE_S)
    processes = children(monitor.process.pid)
    assert len(processes) == 3
    monitor.process.send_signal(signal.SIGINT)
    assert monitor.process.wait(PATIENCE_S) == 0
    assert monitor.process.stderr.read() == b""
    said = re.fullmatch(
        r"from port to packet, of (\d+) messages: p50 ([\d.]+) ms, p99 ([\d.]+) ms,"
        r" most ([\d.]+) ms",
        monitor.lines()[-1],
    )
    count, half, nearly_all, most = map(float, said.groups())
    shown = [line for line in monitor.lines() if re.search(r"-> .* \d+\.\d\d ms$", line)]
    assert count >= len(shown) > 1
    assert 0 < half <= nearly_all <= most
    times = [float(re.search(r"([\d.]+) ms$", line)[1]) for line in shown]
    assert max(times) <= most
    assert not any(Path(f"/proc/{child}").exists() for child in processes)


def test_a_flood_is_counted_and_hides_nothing_else(watched):
    monitor, desk, spare, _, _ = watched
    played(desk, GO_BUTTON)
    desk.play(*[cc(1, value % 128) for value in range(1500)])
    played(spare, *pair(3, 5000))
    assert monitor.wait("spare wide cc14 3 = 5000 ->")
    desk.play(cc(1, 77))
    wait_for(lambda: len(monitor.find("nanoKONTROL2 slider2")) > 5, PATIENCE_S)
    wait_for(lambda: any("cc 1 = 77" in one for one in monitor.lines()), PATIENCE_S)
    shown = monitor.find("nanoKONTROL2 slider2")
    left_out = sum(
        int(re.findall(r"(\d+) more, not shown", line)[0]) for line in shown if "not shown" in line
    )
    assert left_out > 500
    assert len(shown) < 300


def test_a_show_that_cannot_be_used_is_refused(tmp_path):
    assert complained(rig_command(tmp_path)("monitor", "none.toml"), "none.toml cannot be read")


def test_nothing_measured_is_said(jack, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody Here", port=9))
    with Monitor(show, jack) as monitor:
        monitor.wait("what the devices of")
        monitor.process.send_signal(signal.SIGTERM)
        assert monitor.process.wait(PATIENCE_S) == 0
        wait_for(lambda: monitor.lines()[-1] == "no message led to a packet")
