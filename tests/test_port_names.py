"""Which ports a name in a show file means, over the names that drivers give."""

from __future__ import annotations

import pytest
import rtmidi

from rig.ports.identity import Identity
from rig.ports.listing import SerialPort, full_names, match, stable_name, usb_paths
from rig.ports.wanted import Listed, Wanted, fitting, missing, question

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


def device(usb, serial="", model=("0944", "0117"), address="5"):
    return Identity(usb, *model, serial, address)


LEFT = Listed("Twin:Twin MIDI 1 20:0", device("1-4.2", "A1"))
RIGHT = Listed("Twin:Twin MIDI 1 24:0", device("1-4.3", "B2"))
KEYS = (
    Listed("Keys:Keys MIDI 1 28:0", device("2-1")),
    Listed("Keys:Keys MIDI 2 28:1", device("2-1")),
)
NUMBERED = (
    Listed("Box:Box MIDI 1 32:0", device("3-1", "SAME", ("1235", "0061"))),
    Listed("Box:Box MIDI 1 36:0", device("3-2", "SAME", ("1235", "0061"))),
)
UNKNOWN = (Listed("Pad A:out", None), Listed("Pad B:out", None))
ALIKE = (Listed("Knobs:Knobs 1 128:0", None), Listed("Knobs:Knobs 1 129:0", None))
OF_ONE_NAME = (Listed("Knobs", None), Listed("Knobs", None))
THERE = (LEFT, RIGHT, *KEYS, *NUMBERED, *UNKNOWN)


@pytest.mark.parametrize(
    ("wanted", "meant"),
    [
        (Wanted("Twin"), [LEFT, RIGHT]),
        (Wanted("Twin", usb="1-4.2"), [LEFT]),
        (Wanted("Twin", usb="1-4.3"), [RIGHT]),
        (Wanted("Twin", usb="1-4"), []),
        (Wanted("Twin", serial="B2"), [RIGHT]),
        (Wanted("Twin", serial="b2"), []),
        (Wanted("Twin", usb="1-4.2", serial="B2"), []),
        (Wanted("Twin", usb="0944:0117"), [LEFT, RIGHT]),
        (Wanted("Twin", usb="0944:0117", serial="A1"), [LEFT]),
        (Wanted("Twin", usb="1235:0061"), []),
        (Wanted("i", usb="2-1"), list(KEYS)),
        (Wanted("Keys MIDI 2", usb="2-1"), [KEYS[1]]),
        (Wanted("Box", serial="SAME"), list(NUMBERED)),
        (Wanted("Pad A"), [UNKNOWN[0]]),
        (Wanted("Pad", usb="1-4.2"), []),
        (Wanted("Pad", serial="A1"), []),
    ],
)
def test_a_socket_a_model_or_a_serial_number_narrows_a_name(wanted, meant):
    assert fitting(wanted, THERE) == tuple(meant)


def test_the_name_most_like_is_sought_among_the_ports_of_the_wanted_device():
    named = Listed("Launch:Launch MIDI 1 20:0", device("1-1"))
    longer = Listed("Launch XL:Launch XL MIDI 1 24:0", device("1-2"))
    assert fitting(Wanted("Launch"), (named, longer)) == (named,)
    assert fitting(Wanted("Launch", usb="1-2"), (named, longer)) == (longer,)


def test_an_address_on_the_bus_which_changes_at_each_plug_does_not_matter():
    again = Listed("Twin:Twin MIDI 1 24:0", device("1-4.2", "A1", address="77"))
    assert fitting(Wanted("Twin", "1-4.2", "A1"), (again,)) == (again,)


@pytest.mark.parametrize(
    ("wanted", "fits", "asked"),
    [
        (
            Wanted("Twin"),
            (LEFT, RIGHT),
            (
                '"Twin" fits 2 MIDI ports, Twin:Twin MIDI 1: '
                'write serial = "A1" or serial = "B2" in the hands'
            ),
        ),
        (
            Wanted("Box", serial="SAME"),
            NUMBERED,
            (
                '"Box" with serial = "SAME" fits 2 MIDI ports, Box:Box MIDI 1: '
                'write usb = "3-1" or usb = "3-2" in the hands'
            ),
        ),
        (
            Wanted("Twin"),
            (LEFT, Listed("Twin:Twin MIDI 1 24:0", device("1-4.3"))),
            (
                '"Twin" fits 2 MIDI ports, Twin:Twin MIDI 1: '
                'write usb = "1-4.2" or usb = "1-4.3" in the hands'
            ),
        ),
        (
            Wanted("Keys"),
            KEYS,
            '"Keys" fits 2 MIDI ports, write one in full: Keys:Keys MIDI 1; Keys:Keys MIDI 2',
        ),
        (
            Wanted("Keys"),
            (*KEYS, *(Listed(f"{one.full_name[:-4]}40:0", device("2-2")) for one in KEYS)),
            (
                '"Keys" fits 4 MIDI ports, Keys:Keys MIDI 1; Keys:Keys MIDI 2: '
                'write usb = "2-1" or usb = "2-2" in the hands'
            ),
        ),
        (
            Wanted("Pad"),
            UNKNOWN,
            '"Pad" fits 2 MIDI ports, write one in full: Pad A:out; Pad B:out',
        ),
        (
            Wanted("Knobs"),
            ALIKE,
            (
                '"Knobs" fits 2 MIDI ports, write one in full: '
                "Knobs:Knobs 1 128:0; Knobs:Knobs 1 129:0"
            ),
        ),
        (
            Wanted("Twin"),
            (LEFT, Listed("Twin:Twin MIDI 1 24:0", None)),
            (
                '"Twin" fits 2 MIDI ports, write one in full: '
                "Twin:Twin MIDI 1 20:0; Twin:Twin MIDI 1 24:0"
            ),
        ),
        (
            Wanted("Knobs"),
            OF_ONE_NAME,
            (
                '"Knobs" fits 2 MIDI ports, all of one name, '
                "and nothing here tells them apart: unplug all but one"
            ),
        ),
    ],
)
def test_several_fitting_ports_are_asked_about_and_the_answer_is_named(wanted, fits, asked):
    assert fitting(wanted, fits) == fits
    assert question(wanted, fits) == asked


def test_what_the_question_offers_settles_it():
    for port in (LEFT, RIGHT):
        assert fitting(Wanted("Twin", serial=port.identity.serial), THERE) == (port,)
    for port in NUMBERED:
        assert fitting(Wanted("Box", port.identity.usb, "SAME"), THERE) == (port,)
    for port in (*KEYS, *UNKNOWN):
        assert fitting(Wanted(stable_name(port.full_name)), THERE) == (port,)
    for port in ALIKE:
        assert fitting(Wanted(port.full_name), ALIKE) == (port,)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (Wanted("nobody", usb="1-4.2"), ""),
        (
            Wanted("Twin", usb="1-9"),
            (
                '"Twin" with usb = "1-9" is not there; '
                'there is usb = "1-4.2" serial = "A1"; usb = "1-4.3" serial = "B2"'
            ),
        ),
        (
            Wanted("Keys", serial="7"),
            '"Keys" with serial = "7" is not there; there is usb = "2-1"',
        ),
        (
            Wanted("Pad", usb="1-4.2"),
            (
                '"Pad" with usb = "1-4.2" cannot be known here: '
                "write its port in full instead: Pad A:out; Pad B:out"
            ),
        ),
    ],
)
def test_a_device_that_is_plugged_in_elsewhere_or_cannot_be_known_is_told_of(wanted, told):
    assert fitting(wanted, THERE) == ()
    assert missing(wanted, THERE) == told


class Shrinking:
    """A driver's client that has counted a port which is gone when it asks for its name."""

    def __init__(self):
        self.looks = 0

    def get_ports(self):
        self.looks += 1
        if self.looks == 1:
            raise rtmidi.InvalidPortError("no port of this number")
        return ["Desk:out"]


def test_a_port_that_goes_while_the_list_is_read_is_not_in_it():
    assert full_names(Shrinking()) == ["Desk:out"]
