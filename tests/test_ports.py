"""The port processes, with real devices at their other ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from contextlib import ExitStack
from threading import Event

import pytest
from parts import JackDevice, PortProcess, jack_server, wait_for

from rig.ports.channel import FOUND, LOST, MIDI, RECORD_MAX, SILENCE, TROUBLE, now_us, pair

NOTES = [bytes((0x90 | channel, note, 100)) for channel in range(3) for note in range(128)]


def test_a_device_that_comes_late_is_heard_whole_and_in_order(jack):
    with PortProcess("midi_in", "late desk", server=jack) as port:
        wait_for(lambda: port.look() or port.beats >= 2)
        assert port.records == []
        with JackDevice(jack, "Late Desk") as desk:
            assert port.wait_payloads(FOUND) == [b"Late Desk:out"]
            before_us = now_us()
            desk.play(*NOTES)
            assert port.wait_payloads(MIDI, len(NOTES)) == NOTES
            stamps = [stamped_us for kind, stamped_us, _ in port.records if kind == MIDI]
            assert stamps == sorted(stamps)
            assert before_us < stamps[0] < stamps[-1] < now_us()
        assert port.wait_payloads(LOST) == [b""]
        assert port.process.wait(1) == 0


def test_a_device_that_returns_is_found_by_the_next_process(jack):
    for _ in range(2):
        with (
            PortProcess("midi_in", "Fickle", server=jack) as port,
            JackDevice(jack, "Fickle") as desk,
        ):
            port.wait_payloads(FOUND)
            desk.play(b"\x90\x3c\x40")
            assert port.wait_payloads(MIDI) == [b"\x90\x3c\x40"]


def test_clock_and_sensing_are_left_out_and_what_is_too_long_is_counted(jack):
    with (
        JackDevice(jack, "Chatter") as desk,
        PortProcess("midi_in", "Chatter", server=jack) as port,
    ):
        port.wait_payloads(FOUND)
        sysex = b"\xf0" + bytes(RECORD_MAX) + b"\xf7"
        desk.play(b"\xf8", b"\xfe", sysex, b"\xfa", b"\xf0\x7d\xf7")
        assert port.wait_payloads(MIDI, 2) == [b"\xfa", b"\xf0\x7d\xf7"]
        assert port.wait_payloads(TROUBLE) == [b"Chatter: messages dropped: 1"]


def test_what_an_engine_does_not_take_in_time_is_dropped_counted_and_told(jack):
    with JackDevice(jack, "Flood") as desk, PortProcess("midi_in", "Flood", server=jack) as port:
        port.wait_payloads(FOUND)
        desk.play(*[b"\xb0\x07\x40"] * 2000)
        assert not Event().wait(0.8)  # nothing is read while it plays
        told = port.wait_payloads(TROUBLE)[0]
        assert told.startswith(b"Flood: messages dropped: ")
        delivered = len(port.payloads(MIDI))
        assert 100 < delivered < 2000
        wait_for(
            lambda: (
                delivered + sum(int(line.split()[-1]) for line in port.payloads(TROUBLE)) == 2000
            )
        )


def test_a_name_that_fits_two_devices_is_refused_once_and_resolved_in_full(jack):
    with (
        JackDevice(jack, "Pad A"),
        PortProcess("midi_in", "pad", server=jack) as vague,
        PortProcess("midi_in", "Pad B:out", server=jack) as exact,
    ):
        assert vague.wait_payloads(FOUND) == [b"Pad A:out"]
        with JackDevice(jack, "Pad B"):
            assert exact.wait_payloads(FOUND) == [b"Pad B:out"]
            with PortProcess("midi_in", "pad", server=jack) as torn:
                told = b'"pad" fits 2 MIDI ports, write one in full: Pad A:out; Pad B:out'
                assert torn.wait_payloads(TROUBLE) == [told]
                torn.beats = 0
                wait_for(lambda: torn.look() or torn.beats >= 3)
                assert [kind for kind, _, _ in torn.records] == [TROUBLE]


@pytest.mark.parametrize("module", ["midi_in", "midi_out"])
def test_a_term_signal_ends_it_soon_and_the_keyboards_do_not(jack, module):
    with JackDevice(jack, "Steady"), PortProcess(module, "Steady", server=jack) as port:
        port.wait_payloads(FOUND)
        for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP):
            port.process.send_signal(ignored)
        port.beats = 0
        wait_for(lambda: port.look() or port.beats >= 2)
        port.process.terminate()
        assert port.process.wait(0.5) == 0


PARENT = """
import os, subprocess, sys
from rig.ports import channel
end, theirs = channel.pair()
beats_fd, their_beats_fd = os.pipe()
fds = (theirs.fileno(), their_beats_fd)
subprocess.Popen([sys.executable, "-m", "rig.ports." + sys.argv[1], "nobody",
                  f"--records={fds[0]}", f"--beats={fds[1]}"], pass_fds=fds)
theirs.close()
os.close(their_beats_fd)
os.read(beats_fd, 1)
print("beaten", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("module", ["midi_in", "midi_out", "serial_in", "lines_in", "keys_in"])
def test_it_does_not_outlive_a_killed_parent(module):
    """Its output is the parent's: the pipe's end tells that both are gone."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    environment = os.environ | {"JACK_DEFAULT_SERVER": "no server here"}
    with subprocess.Popen([sys.executable, "-c", PARENT, module], env=environment, **pipes) as run:
        assert run.stdout.readline() == "beaten\n"
        run.kill()
        assert select.select((run.stdout,), (), (), 1)[0], "the port process lives on"
        assert run.stdout.read() == ""


DEADLOCKED = """
import ctypes, os, sys
from rig.ports.child import Wire, run
beats_fd = os.pipe()[1]
held = ctypes.PyDLL(None).sleep  # keeps the interpreter's lock, as rtmidi does
run(Wire("stuck", int(sys.argv[1]), beats_fd), lambda: None, lambda: held(10))
"""


def test_a_driver_that_deadlocks_on_closing_does_not_keep_the_process():
    ends = pair()
    given = [sys.executable, "-c", DEADLOCKED, str(ends[1].fileno())]
    run = subprocess.run(given, pass_fds=(ends[1].fileno(),), check=False, timeout=2)
    assert run.returncode == -signal.SIGALRM
    for end in ends:
        end.close()


def test_a_server_may_come_late_and_its_end_is_noticed():
    name = f"rigfickle{os.getpid()}"
    with PortProcess("midi_in", "Desk", server=name) as port:
        wait_for(lambda: port.look() or port.beats >= 2)
        with ExitStack() as outliving:
            with jack_server(name):
                outliving.enter_context(JackDevice(name, "Desk"))
                assert port.wait_payloads(FOUND) == [b"Desk:out"]
            port.wait_payloads(LOST)
            assert port.process.wait(1) == 0


def test_a_virtual_port_can_be_played(jack):
    with (
        PortProcess("midi_in", "Rig Dry Run", "--virtual", server=jack) as dry_run,
        PortProcess("midi_out", "Rig Dry Run", server=jack) as player,
    ):
        dry_run.wait_payloads(FOUND)
        player.wait_payloads(FOUND)
        player.end.send(b"\x90\x3c\x40")
        assert dry_run.wait_payloads(MIDI) == [b"\x90\x3c\x40"]


def test_midi_out_delivers_in_order_and_falls_silent_on_request_and_lets_go_at_its_end(jack):
    silencing, letting_go = (
        [bytes((0xB0 | channel, control, 0)) for control in controls for channel in range(16)]
        for controls in ((64, 120, 123), (64, 123))
    )
    with JackDevice(jack, "Synth") as synth, PortProcess("midi_out", "Synth", server=jack) as port:
        assert port.wait_payloads(FOUND) == [b"Synth:in"]
        for note in NOTES[:200]:
            port.end.send(note)
        port.end.send(b"\x90\x3c\x40\x40")  # no message, and must harm none
        port.end.send(SILENCE)
        port.end.send(NOTES[0])
        expected = [*NOTES[:200], *silencing, NOTES[0]]
        assert synth.wait_heard(len(expected)) == expected
        assert port.wait_payloads(TROUBLE) == [b"Synth: messages dropped: 1"]
        port.process.terminate()
        assert synth.wait_heard(len(expected) + 32) == expected + letting_go


def test_midi_out_drops_and_counts_what_no_device_hears(jack):
    with PortProcess("midi_out", "Absent", server=jack) as port:
        for note in NOTES[:5]:
            port.end.send(note)
        assert port.wait_payloads(TROUBLE) == [b"Absent: messages dropped: 5"]
        with JackDevice(jack, "Absent") as synth:
            port.wait_payloads(FOUND)
            port.end.send(NOTES[9])
            assert synth.wait_heard(1) == [NOTES[9]]
        port.wait_payloads(LOST)
        assert port.process.wait(1) == 0


def test_the_listing_names_ports_as_a_show_file_does_and_keeps_quiet(jack):
    def listed(server):
        code = "from rig.ports.listing import *; print(*midi_ports(), sep='\\n')"
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"JACK_DEFAULT_SERVER": server},
            capture_output=True,
            text=True,
            check=True,
            timeout=5,
        )
        assert run.stderr == ""
        return run.stdout

    with JackDevice(jack, "Desk 9"), PortProcess("midi_in", "Desk 9", server=jack) as port:
        port.wait_payloads(FOUND)
        lines = listed(jack)
    assert "MidiPort(name='Desk 9:out', direction='in', api='JACK', identity=None)" in lines
    assert "MidiPort(name='Desk 9:in', direction='out', api='JACK', identity=None)" in lines
    assert "rig " not in lines
    assert "JACK" not in listed("no server here")
