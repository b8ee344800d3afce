"""Which ports a name in a show file means, over the names that drivers give."""

from __future__ import annotations

import pytest

from rig.ports.listing import SerialPort, match, stable_name, usb_paths

STABLE_NAMES = {
    "ALSA": ("nanoKONTROL2:nanoKONTROL2 MIDI 1 20:0", "nanoKONTROL2:nanoKONTROL2 MIDI 1"),
    "ALSA, far client": ("VirMIDI 1-0:VirMIDI 1-0 128:15", "VirMIDI 1-0:VirMIDI 1-0"),
    "JACK": ("fluidsynth-midi:midi_00", "fluidsynth-midi:midi_00"),
    "a2jmidid": ("a2j:Pedal [24] (capture): Pedal MIDI 1", "a2j:Pedal (capture): Pedal MIDI 1"),
    "CoreMIDI": ("IAC Driver Bus 1", "IAC Driver Bus 1"),
    "WinMM": ("nanoKONTROL2 0", "nanoKONTROL2 0"),
    "brackets of its own": ("Desk [A]:port", "Desk [A]:port"),
}

LISTED = (
    "Midi Through:Midi Through Port-0 14:0",
    "Launch Control:Launch Control MIDI 1 20:0",
    "Launch Control XL:Launch Control XL MIDI 1 24:0",
    "Twin:Twin MIDI 1 28:0",
    "Twin:Twin MIDI 1 32:0",
    "Keys:Keys MIDI 1 36:0",
    "Keys:Keys MIDI 2 36:1",
    "IAC Driver Bus 1",
)


@pytest.mark.parametrize("name", STABLE_NAMES)
def test_a_stable_name_keeps_all_but_the_numbers_that_change(name):
    full, stable = STABLE_NAMES[name]
    assert stable_name(full) == stable


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Launch Control:Launch Control MIDI 1", [1]),
        ("launch control", [1]),
        ("Launch Control XL MIDI 1", [2]),
        ("LAUNCH", [1, 2]),
        ("through", [0]),
        ("Twin:Twin MIDI 1", [3, 4]),
        ("Twin:Twin MIDI 1 32:0", [4]),
        ("Keys", [5, 6]),
        ("Keys MIDI 2", [6]),
        ("bus 1", [7]),
        ("36:0", []),
        ("nanoKONTROL2", []),
    ],
)
def test_a_name_means_the_ports_most_like_it(name, places):
    assert match(name, LISTED) == tuple(LISTED[place] for place in places)


def test_a_usb_name_without_a_serial_means_every_box_of_its_kind():
    ports = (
        SerialPort("/dev/ttyACM0", "usb:2341:8036:A1", "Leonardo"),
        SerialPort("/dev/ttyACM1", "usb:2341:8036", "a clone without a serial"),
        SerialPort("/dev/ttyACM2", "usb:2341:80361", "another product"),
        SerialPort("/dev/ttyS0", "", "n/a"),
    )
    assert usb_paths("usb:2341:8036", ports) == ("/dev/ttyACM0", "/dev/ttyACM1")
    assert usb_paths("USB:2341:8036:a1", ports) == ("/dev/ttyACM0",)
    assert usb_paths("usb:", ports) == ()
