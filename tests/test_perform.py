"""A show performed as a process, on real parts that come, go, hang and come again."""

from __future__ import annotations

import os
import signal
import socket

import pytest
from ears import PATIENCE_S, Ears, longest_gap_us
from parts import JackDevice, wait_for
from stagehands import FIRED, GO_BUTTON, SHOW, Pedal, Performance, on_stage, replayed, write_show

from rig.conductor.events import PortFound
from rig.live.journal import Reader

PERIOD_US = 40_000
PATIENT_GAP_US = 6 * PERIOD_US
"""What a loaded machine may take; a show that waits for anything takes far longer."""


def slider(position: int) -> bytes:
    return bytes((0xB0, 1, position))


def found(journal):
    """The ports that were found, in order."""
    events = (record.event for record in Reader(str(journal)).records())
    return [event.port for event in events if isinstance(event, PortFound)]


def hairpin(ears):
    """The strings' packets, without the one that the opening of the show sends."""
    return ears.at("/strings")[1:]


def test_a_knob_and_a_go_of_another_process_arrive_as_osc(jack, tmp_path):
    with JackDevice(jack, "Plays A") as desk, on_stage(tmp_path, jack, "Plays A") as (night, ears):
        assert ears.wait("/winds")[0].values == pytest.approx((-22.0,))
        night.wait_said("nanoKONTROL2: found")
        assert ears.at(*FIRED) == []
        desk.play(slider(64), slider(127))
        assert ears.wait("/winds", 2)[1].values == pytest.approx((-16.0,))
        desk.play(GO_BUTTON)
        ears.wait("/bell")
        ears.wait("/strings", 20)
        order = [one.address for one in ears.at(*FIRED)]
        assert order == ["/river", "/hum", "/bell"]
        assert ears.at("/reverb")[0].values == pytest.approx((0.25,))
        assert ears.at("/tempo")[0].values == (120.0,)
        desk.play(GO_BUTTON)
        ears.wait("/clap")
        assert [(one.address, one.values) for one in ears.at(*FIRED)][3:] == [
            ("/hum", (0,)),
            ("/clap", ()),
        ]
        assert night.ends(signal.SIGINT) == 0
        assert "identical" in replayed(night.journal)


def test_it_begins_with_nothing_there_and_takes_each_device_as_it_comes(jack, tmp_path):
    with on_stage(tmp_path, jack, "Comes Late") as (night, ears):
        ears.wait("/strings")
        wait_for(lambda: night.said.count("absent") == 2, PATIENCE_S)
        with Pedal(tmp_path / "pedal") as pedal:
            night.wait_said("footswitch: found")
            pedal.meet()
            pedal.tread()
            ears.wait("/bell")
        with JackDevice(jack, "Comes Late") as desk:
            night.wait_said("nanoKONTROL2: found")
            desk.play(GO_BUTTON)
            ears.wait("/clap")


def test_a_pedal_that_is_pulled_out_and_plugged_in_mid_show_works_again(jack, tmp_path):
    with on_stage(tmp_path, jack, "Nobody") as (night, ears):
        with Pedal(tmp_path / "pedal") as pedal:
            night.wait_said("footswitch: found")
            pedal.meet()
            pedal.tread()
            ears.wait("/strings", 5)
        night.wait_said("footswitch is gone; the show goes on")
        ears.wait_more("/strings", 10)
        with Pedal(tmp_path / "pedal") as pedal:
            night.wait_said("footswitch: found", 2)
            pedal.meet()
            assert ears.at("/clap") == []
            pedal.tread()
            ears.wait("/clap")
        assert longest_gap_us(hairpin(ears)) < PATIENT_GAP_US


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_port_that_dies_or_hangs_is_begun_anew_and_the_show_goes_on(jack, tmp_path, number):
    with JackDevice(jack, "Falls") as desk, on_stage(tmp_path, jack, "Falls") as (night, ears):
        night.wait_said("nanoKONTROL2: found")
        desk.play(GO_BUTTON)
        ears.wait("/strings", 5)
        port = night.child("rig.ports.midi_in")
        os.kill(port, number)
        night.again("rig.ports.midi_in", port)
        night.wait_said("nanoKONTROL2: its process ended (SIGKILL) and is begun anew")
        wait_for(lambda: found(night.journal).count("nanoKONTROL2") == 2, PATIENCE_S)
        assert ears.at("/clap") == []
        desk.play(slider(64), slider(0))
        ears.wait("/winds", 2)
        desk.play(GO_BUTTON)
        ears.wait("/clap")
        assert longest_gap_us(hairpin(ears)) < PATIENT_GAP_US
        assert night.ends(signal.SIGINT) == 0


TWO_TARGETS = """
[out.dead]
is = "osc 127.0.0.1:{dead}"
[out.nowhere]
is = "osc no-such-host.invalid:9000"
"""
MORE = 'brass = "dead /brass <f> -40..-4 dB"\nchoir = "nowhere /choir <f> -40..-4 dB"\n[sound]\n'


def with_dead_targets(folder, port: int, dead: int):
    """The show with two more outputs, of which nobody answers one and the other has no address."""
    show = SHOW.format(device="Nobody", port=port).replace("[group]", TWO_TARGETS + "[group]")
    show = show.replace("[sound]\n", MORE).format(dead=dead)
    return write_show(folder, show.replace('bell = "hall', 'bell = "dead'))


def closed_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_targets_that_are_not_there_are_told_once_and_delay_no_other(tmp_path):
    dead = closed_port()
    with Ears() as ears, Performance(with_dead_targets(tmp_path, ears.port, dead)) as night:
        told = (
            f"dead does not answer at 127.0.0.1:{dead}; start it, and it gets every value",
            "nowhere: no-such-host.invalid is being looked up; nothing is sent there yet",
        )
        for line in told:
            night.wait_said(line)
        with Pedal(tmp_path / "pedal") as pedal:
            pedal.meet()
            pedal.tread()
            ears.wait("/strings", 60)
        assert longest_gap_us(hairpin(ears)) < PATIENT_GAP_US
        with Ears(dead) as late:
            late.wait("/brass")
            night.wait_said("dead answers again")
            ears.wait_more("/strings", 5)
            assert [one.address for one in late.look()] == ["/brass"]
            assert late.heard[0].values == pytest.approx((-40.0,))
            assert night.ends(signal.SIGINT) == 0
        records = list(Reader(str(night.journal)).records())
        texts = [getattr(record.event, "text", "") for record in records]
        assert [texts.count(line) for line in told] == [1, 1]


MIDI_OUT = """
[out.synth]
is = 'midi "Sings"'
"""


def test_a_midi_output_gets_its_values_when_it_comes_and_is_silenced_with_its_engine(
    jack, tmp_path
):
    show = SHOW.format(device="Nobody", port=closed_port()).replace("[group]", MIDI_OUT + "[group]")
    show = show.replace("[sound]\n", 'brass = "synth cc 7 ch 2 0..127"\n[sound]\n')
    show = write_show(tmp_path, show.replace('"hall /bell"', '"synth note 60 vel 90 ch 3"'))
    with Performance(show, server=jack) as night:
        night.wait_said("nanoKONTROL2: absent")
        night.child("rig.ports.midi_out")
        with JackDevice(jack, "Sings") as synth, Pedal(tmp_path / "pedal") as pedal:
            assert synth.wait_heard(1, PATIENCE_S)[0] == b"\xb1\x07\x00"
            pedal.meet()
            pedal.tread()
            wait_for(lambda: b"\x92\x3c\x5a" in synth.wait_heard(1), PATIENCE_S)
            known = len(synth.heard)
            os.kill(night.child("rig.live.engine"), signal.SIGKILL)
            wait_for(lambda: b"\xb2\x7b\x00" in synth.wait_heard(known)[known:], PATIENCE_S)
            assert night.ends(signal.SIGTERM) == 0
