"""Device files: what a control sends, how it is lit, who says so; right, wrong, written again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from any_device import boxes, device_text, devices
from device_texts import FILE, SERIAL, changed, control, light, read
from hypothesis import given
from test_schema import mistakes
from written import document, told

from rig.hands.device import Authority, Control, Label, Led, Motor, Ring, Shape
from rig.hands.read_device import read_device
from rig.hands.signal import Sense, Signal
from rig.hands.write_device import control_line


def test_a_device_is_all_that_its_file_says():
    device = read(FILE)
    assert (device.name, device.kind, device.port, device.mode) == (
        *("x", "midi", "a port", "as delivered"),
    )
    assert device.init == (b"\xb0\x7f\x00", b"\xf0\x7e\xf7")
    assert list(device.sources) == ["guide", "mixxx"]
    assert list(device.controls) == ["a", "b"]
    assert device.authority(("mixxx", "guide")) is Authority.MAKER
    assert device.authority(("mixxx",)) is Authority.PROGRAM
    assert device.authority(()) is Authority.NONE


@pytest.mark.parametrize(
    ("line", "shape", "signal"),
    [
        ("fader cc 9 ch 11", Shape.FADER, Signal(0xBA, 9)),
        ("encoder cc 16 sign", Shape.ENCODER, Signal(0xB0, 16, sense=Sense.SIGN)),
        ("encoder cc 16 ch 2 twos", Shape.ENCODER, Signal(0xB1, 16, sense=Sense.TWOS)),
        ("encoder cc 0 offset", Shape.ENCODER, Signal(0xB0, 0, sense=Sense.OFFSET)),
        ("encoder cc 1 sign-reversed", Shape.ENCODER, Signal(0xB0, 1, sense=Sense.SIGN_REVERSED)),
        ("button note 127 ch 16", Shape.BUTTON, Signal(0x9F, 127)),
        ("pedal cc14 11 0..16000", Shape.PEDAL, Signal(0x1B0, 11, 0, 16000)),
        ("pedal cc 4 127..0", Shape.PEDAL, Signal(0xB0, 4, 127, 0)),
        ("button toggle cc 48", Shape.BUTTON, Signal(0xB0, 48, toggle=True)),
        ("knob nrpn 16383 ch 3", Shape.KNOB, Signal(0x2B2, 16383, 0, 16383)),
        ("knob rpn 16382", Shape.KNOB, Signal(0x3B0, 16382, 0, 16383)),
        ("pad pressure 36 ch 10", Shape.PAD, Signal(0xA9, 36)),
        ("pad pressure", Shape.PAD, Signal(0xD0, 0)),
        ("pad pressure ch 2 0..100", Shape.PAD, Signal(0xD1, 0, 0, 100)),
        ("fader bend", Shape.FADER, Signal(0xE0, 0, 0, 16383)),
        ("switch program 5", Shape.SWITCH, Signal(0xC0, 5)),
        ("button mmc 2", Shape.BUTTON, Signal(0x1F0, 2)),
        ("button msc 1", Shape.BUTTON, Signal(0x2F0, 1)),
        ("cc 16", Shape.KNOB, Signal(0xB0, 16)),
        ("bend ch 4", Shape.KNOB, Signal(0xE3, 0, 0, 16383)),
        ("note 60", Shape.BUTTON, Signal(0x90, 60)),
        ("program 7 ch 2", Shape.BUTTON, Signal(0xC1, 7)),
        ("  fader   cc  9 \\t ch 1 ", Shape.FADER, Signal(0xB0, 9)),
    ],
)
def test_what_a_control_sends(line, shape, signal):
    line = line if line.endswith(" ") else f"{line} from guide"
    text = changed('mixxx = "program: somebody\'s"\n', "")
    assert control(line, text) == Control(shape, signal, None, ("guide",))


@pytest.mark.parametrize(
    ("line", "shape", "signal"),
    [
        ("switch 5", Shape.SWITCH, Signal(0, 5)),
        ("button switch 5", Shape.BUTTON, Signal(0, 5)),
        ("pedal switch 1", Shape.PEDAL, Signal(0, 1)),
        ("pedal 0", Shape.PEDAL, Signal(0x10, 0, 0, 1023)),
        ("pedal pedal 1", Shape.PEDAL, Signal(0x10, 1, 0, 1023)),
        ("pedal 1 1000..20", Shape.PEDAL, Signal(0x10, 1, 1000, 20)),
        ("fader pedal 0 0..1023", Shape.FADER, Signal(0x10, 0, 0, 1023)),
    ],
)
def test_what_a_control_of_a_pedal_box_sends(line, shape, signal):
    found = read(changed('"pedal switch 1"', f'"{line}"', SERIAL)).controls["right"]
    assert found == Control(shape, signal, None, ("source",))
    assert (
        read(changed('"pedal switch 1"', f'"{control_line(found)}"', SERIAL)).controls["right"]
        == found
    )


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("led switch 0", Led(0, 0, 0, 1)),
        ("led switch 5 off 1 on 0 from none", Led(0, 5, 1, 0)),
    ],
)
def test_how_the_switches_of_a_pedal_box_are_lit(line, wanted):
    text = changed("[control]", f"[light]\na = '{line}'\n[control]", SERIAL)
    assert replace(read(text).lights["a"], sources=()) == wanted


def test_a_touch_is_a_note_of_its_own():
    assert control("fader bend ch 8 touch note 111 from guide").touch == (0x90, 111)
    assert control("fader bend ch 8 touch note 111 ch 2 from guide").touch == (0x91, 111)


def test_who_says_so():
    assert control("knob cc 5 from mixxx guide mixxx").sources == ("mixxx", "guide")
    assert control("knob cc 5 from none").sources == ()
    alone = changed('mixxx = "program: somebody\'s"\n', "")
    assert control("knob cc 5", alone).sources == ("guide",)
    device = read(SERIAL)
    assert device.sources == {"source": "the box"}
    assert device.controls["left"] == Control(Shape.SWITCH, Signal(0, 0), None, ("source",))
    assert device.authority(("source",)) is Authority.NONE


def test_what_sources_disagree_about_is_unsettled():
    found = control("unsettled button note 5 from guide, toggle cc 3 ch 2 from mixxx guide")
    claims = ("note 5 from guide", "toggle cc 3 ch 2 from mixxx guide")
    assert found == Control(Shape.BUTTON, None, None, ("guide", "mixxx"), claims)
    assert control_line(found) == f"unsettled button {', '.join(claims)}"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("led note 32 off 0 on 127", Led(0x90, 32, 0, 127)),
        ("led cc 32 ch 3", Led(0xB2, 32, 0, 127)),
        ("led note 32 on 1 off 3 blink 2", Led(0x90, 32, 3, 1, 2)),
        ("led note 32 ch 2 on 9 blink 40 ch 15", Led(0x91, 32, 0, 9, 40, 0x9E)),
        ("ring cc 48 1..11", Ring(0xB0, 48, 1, 11)),
        ("ring cc 48 ch 16", Ring(0xBF, 48, 0, 127)),
        ("motor bend ch 2", Motor(0xE1, 0)),
        ("motor cc14 7", Motor(0x1B0, 7)),
        ("motor cc 81", Motor(0xB0, 81)),
        ("text 7 F0 00 12 * F7", Label(b"\xf0\x00\x12", 7, b"\xf7")),
        ("text 120 f001 * 0102f7", Label(b"\xf0\x01", 120, b"\x01\x02\xf7")),
    ],
)
def test_how_things_are_lit(line, wanted):
    assert light(f"{line} from none") == wanted
    assert light(f"{line} from mixxx").sources == ("mixxx",)


@given(devices() | boxes())
def test_any_device_written_out_reads_back_equal_and_an_editor_takes_it(device):
    text = device_text(device)
    one = document(text)
    found = read_device("any", one)
    assert not one.problems, f"{told(one.problems)}\n{text}"
    assert found == device
    assert mistakes("device", text) == []
