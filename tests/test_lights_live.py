"""Lights on real ports: a device that is lit, one that comes again, and one that echoes."""

from __future__ import annotations

import os
import signal

from ears import PATIENCE_S, Ears
from parts import TESTS, JackDevice, wait_for
from stagehands import GO_BUTTON, SHOW, Performance, replayed, write_show

from rig.conductor.events import PortFound
from rig.live.journal import Reader

HANDS = """\
rig = 1
guard = "0 ms"
[nanoKONTROL2]
slider2 = "winds trim -12..+6 dB"
play = "go"
stop = "hold"
M1 = "tacet strings"
M2 = "tacet winds"
M3 = "hum"
[footswitch]
left = "go"
"""
PLAY, M1 = b"\xb0\x29", b"\xb0\x30"
ON, OFF = b"\x7f", b"\x00"
ECHOES = "nanoKONTROL2 sends back its lights: they are off until it is plugged in again"


class EchoDevice(JackDevice):
    """A device that sends back everything it is sent."""

    program = TESTS / "echo_device.py"


def stage(folder, device, ears):
    return write_show(folder, SHOW.format(device=device, port=ears.port), hands=HANDS)


def shows(device, light):
    """What a light of the device was last told."""
    device.wait_heard(0)
    return next((one[2:] for one in reversed(device.heard) if one[:2] == light), None)


def found(journal):
    """The ports that were found, in order."""
    events = (record.event for record in Reader(str(journal)).records())
    return [event.port for event in events if isinstance(event, PortFound)]


def test_a_device_on_jack_is_lit_and_again_when_it_comes_back(jack, tmp_path):
    with Ears() as ears, Performance(stage(tmp_path, "Glows", ears), server=jack) as night:
        with JackDevice(jack, "Glows") as desk:
            wait_for(lambda: shows(desk, PLAY) == ON, PATIENCE_S)
            assert desk.heard.index(PLAY + OFF) < desk.heard.index(PLAY + ON)
            desk.play(M1 + ON, M1 + OFF)
            wait_for(lambda: shows(desk, M1) == ON, PATIENCE_S)
            assert ears.wait("/strings", 2)
            desk.play(GO_BUTTON, PLAY + OFF)
            ears.wait("/bell")
        night.wait_said("nanoKONTROL2 is gone; the show goes on")
        with JackDevice(jack, "Glows") as desk:
            wait_for(lambda: (shows(desk, M1), shows(desk, PLAY)) == (ON, ON), PATIENCE_S)
            assert night.ends(signal.SIGINT) == 0
            wait_for(lambda: (shows(desk, M1), shows(desk, PLAY)) == (OFF, OFF), PATIENCE_S)
        assert sorted(found(night.journal)) == ["nanoKONTROL2"] * 2 + ["nanoKONTROL2 lights"] * 2
        assert "lights" not in night.said
        assert "identical" in replayed(night.journal)


def test_a_device_that_echoes_on_jack_presses_nothing_and_the_show_goes_on(jack, tmp_path):
    with (
        Ears() as ears,
        EchoDevice(jack, "Echoes") as desk,
        Performance(stage(tmp_path, "Echoes", ears), server=jack) as night,
    ):
        night.wait_said(ECHOES)
        assert ears.at("/bell", "/hum") == []
        desk.play(GO_BUTTON)
        ears.wait("/bell")
        desk.play(GO_BUTTON)
        ears.wait("/clap")
        assert len(ears.at("/bell")) == len(ears.at("/clap")) == 1
        assert shows(desk, PLAY) == OFF
        assert night.ends(signal.SIGINT) == 0
        assert night.said.count(ECHOES) >= 1


def test_an_engine_that_dies_is_back_with_all_its_lights(jack, tmp_path):
    with (
        Ears() as ears,
        JackDevice(jack, "Stays") as desk,
        Performance(stage(tmp_path, "Stays", ears), server=jack) as night,
    ):
        wait_for(lambda: shows(desk, PLAY) == ON, PATIENCE_S)
        desk.play(M1 + ON, M1 + OFF)
        wait_for(lambda: shows(desk, M1) == ON, PATIENCE_S)
        known = len(desk.heard)
        os.kill(night.child("rig.live.engine"), signal.SIGKILL)
        wait_for(lambda: PLAY + ON in desk.heard[known:] or not desk.wait_heard(0), PATIENCE_S)
        wait_for(lambda: shows(desk, M1) == ON, PATIENCE_S)


def test_a_device_that_cannot_be_lit_says_nothing_and_plays(jack, tmp_path):
    with Ears() as ears, Performance(stage(tmp_path, "Nobody", ears), server=jack) as night:
        ears.wait("/strings")
        night.child("rig.ports.lights_out")
        wait_for(lambda: night.said.count("absent") >= 1, PATIENCE_S)
        assert "lights" not in night.said
