"""Device files that are wrong: each mistake is told where it stands, all of them at once."""

from __future__ import annotations

import pytest
from device_texts import FILE, SERIAL, changed, complaints, read
from written import assert_refused

WRONG_CONTROLS = [
    ("", None, "what a control sends is such as fader cc 16"),
    (
        "fadr cc 1 from guide",
        "fadr",
        "fadr is no shape of a control and no message; did you mean f",
    ),
    ("fader", "fader", "nothing is no message of a control"),
    ("fader ccc 1 from guide", "ccc", "ccc is no message of a control; did you mean cc?"),
    ("fader cc from guide", "from", "cc is 0 to 127: write cc 5"),
    ("fader cc -1 from guide", "-1", "cc is 0 to 127"),
    ("fader cc 128 from guide", "128", "cc is 0 to 127"),
    ("note 128 from guide", "128", "note is 0 to 127"),
    ("fader cc14 32 from guide", "32", "cc14 is 0 to 31"),
    ("fader nrpn 16384 from guide", "16384", "nrpn is 0 to 16383"),
    ("fader rpn 16383 from guide", "16383", "rpn is 0 to 16382"),
    ("program 128 from guide", "128", "program is 0 to 127"),
    ("mmc 128 from guide", "128", "mmc is 0 to 127"),
    ("mmc 1 ch 2 from guide", "ch", "ch says nothing of a control"),
    (f"cc {'9' * 200} from guide", "9" * 200, "cc is 0 to 127"),
    (f"cc {'9' * 300} from guide", None, "a word of more than 250 letters"),
    ("fader cc 1 ch 17 from guide", "17", "a channel is 1 to 16: write ch 10"),
    ("fader cc 1 ch 0 from guide", "0", "a channel is 1 to 16"),
    ("fader cc 1 ch from guide", "from", "a channel is 1 to 16"),
    ("fader bend 3 from guide", "3", "3 says nothing of a control"),
    ("encoder cc 1 singn from guide", "singn", "did you mean sign?"),
    ("fader cc 1 sign from guide", None, "sign is a way an encoder tells turns"),
    ("encoder note 1 twos from guide", None, "twos is a way an encoder tells turns"),
    ("encoder cc 1 0..5 twos from guide", None, "what tells turns has no range"),
    ("fader cc 1 5..5 from guide", None, "a range runs from one value to another"),
    ("fader cc 1 0..128 from guide", None, "cc has values from 0 to 127"),
    ("fader cc14 1 16384..0 from guide", None, "cc14 has values from 0 to 16383"),
    ("program 1 0..64 from guide", None, "program has no value"),
    ("fader toggle cc 1 from guide", None, "toggle is of what is pressed"),
    ("button toggle program 1 from guide", None, "toggle is of what is pressed"),
    ("button note 5 touch note 4 from guide", None, "a touch is of a fader, knob or encoder"),
    ("fader cc 5 touch cc 4 from guide", "cc", "a touch is told by a note: write touch note 104"),
    ("fader cc 5 touch note 128 from guide", "128", "note is 0 to 127"),
    ("fader cc 5 touch note 1 from guide", "button note 1 from guide", "note 1 is also of a"),
    ("fader cc 1", "fader cc 1", "say which source this is from: write from guide"),
    ("fader cc 1 from", "fader cc 1 from", "from names a source, or none"),
    ("fader cc 1 from gide", "gide", "[source] has no gide; did you mean guide?"),
    ("fader cc 1 from guide none", "guide", "from none is what nobody says"),
    ("fader cc 1 from guide, cc 2 from mixxx", "cc", "where sources disagree write unsettled"),
    ("unsettled button note 4 from guide, ntoe 3 from mixxx", "ntoe", "did you mean note?"),
    ("unsettled button note 4, note 3 from mixxx", "unsettled button note 4", "say which source"),
    ("switch 0 from guide", "switch", "switches and pedals are of serial devices"),
    ("pedal 0 from guide", "pedal", "switches and pedals are of serial devices"),
    ("knob pedal 1 from guide", "pedal", "switches and pedals are of serial devices"),
    ("note 1 from guide", None, "a sends the same; each control sends something of its own"),
]


@pytest.mark.parametrize(("line", "under", "words"), WRONG_CONTROLS)
def test_a_control_that_is_wrong_is_told(line, under, words):
    found = complaints(changed('"fader cc 1 from guide"', f'"{line}"'))
    assert_refused(found, under, words)
    assert len(found) <= 2


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("fader cc14 1", "fader cc 1", "cc 1 is a part of what a sends"),
        ("fader cc14 1", "fader cc 33", "cc 33 is a part of what a sends"),
        ("fader cc 33 ch 2", "fader cc14 1 ch 2", "cc 33 ch 2 is a part of this, and a sends it"),
        ("knob nrpn 300", "knob cc 6", "cc 6 is a part of what a sends"),
        ("knob nrpn 300", "knob cc 99", "cc 99 is a part of what a sends"),
        ("knob rpn 1", "knob cc 38", "cc 38 is a part of what a sends"),
        ("knob rpn 1", "knob cc 97", "cc 97 is a part of what a sends"),
        ("knob rpn 1", "fader cc14 6", "cc 6 is a part of what a sends"),
        ("knob nrpn 300", "knob nrpn 300 0..5", "a sends the same"),
        ("fader bend touch note 4", "button note 4", "note 4 is also of a"),
        ("fader bend touch note 4", "fader bend ch 2 touch note 4", "note 4 is also of a"),
        ("pad pressure", "pad pressure", "a sends the same"),
    ],
)
def test_no_two_controls_are_one_on_the_wire(first, second, words):
    lines = f'a = "{first} from guide"\nb = "{second} from guide"'
    text = FILE.partition("[control]")[0] + f"[control]\n{lines}\n"
    found = complaints(text)
    assert_refused(found, f"{second} from guide", words)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("fader cc14 1", "fader cc 1 ch 2"),
        ("knob nrpn 300", "knob nrpn 301"),
        ("knob nrpn 300", "knob rpn 300"),
        ("knob nrpn 300", "knob cc 6 ch 2"),
        ("fader cc14 1", "fader cc14 2"),
        ("pad pressure", "pad pressure 0"),
        ("pad note 1", "pad pressure 1"),
        ("fader bend touch note 4", "button note 4 ch 2"),
        ("unsettled button note 1", "button note 1"),
    ],
)
def test_what_the_wire_tells_apart_may_stand_together(first, second):
    lines = f'a = "{first} from guide"\nb = "{second} from guide"'
    assert len(read(FILE.partition("[control]")[0] + f"[control]\n{lines}\n").controls) == 2


WRONG_BOX_LIGHTS = [
    ("led note 1", "note", "MIDI messages of MIDI ones"),
    (
        "led pedal 0",
        "pedal",
        "pedal is no message of a led; write led note 32 or led cc 32, of a s",
    ),
    ("led switch 6", "6", "switch is 0 to 5"),
    ("led switch", "led switch", "switch is 0 to 5"),
    ("led switch 0 on 127", "127", "a light is sent 0 to 1: write on 1"),
    ("led switch 0 off 0 on 0", None, "the same on and off: write off 0 on 1"),
    ("led switch 0 blink 1", "blink", "blink says nothing of this light"),
    ("led switch 0 ch 2", "ch", "ch says nothing of this light"),
    ("ring switch 0", "ring", "the lights of a serial device are on or off: write led switch 0"),
    ("motor pedal 0", "motor", "the lights of a serial device are on or off"),
    ("text 7 F0 * F7", "text", "the lights of a serial device are on or off"),
    ("lihgt switch 0", "lihgt", "lihgt is no kind of light"),
]


@pytest.mark.parametrize(("line", "under", "words"), WRONG_BOX_LIGHTS)
def test_a_light_of_a_pedal_box_that_is_wrong_is_told(line, under, words):
    found = complaints(changed("[control]", f"[light]\na = '{line}'\n[control]", SERIAL))
    assert_refused(found, under, words)
    assert len(found) == 1


def test_no_two_lights_of_a_pedal_box_are_one():
    lines = "[light]\na = 'led switch 0'\nb = 'led switch 0'\n[control]"
    assert_refused(complaints(changed("[control]", lines, SERIAL)), None, "a is lit by the same")


WRONG_LIGHTS = [
    ("", None, "a light is such as led note 32"),
    ("led note 1, led note 2", None, "a light is such as led note 32"),
    ("lde note 1 from guide", "lde", "lde is no kind of light; did you mean led?"),
    ("led", "led", "nothing is no message"),
    ("led program 1 from guide", "program", "program is no message of a led; write led note 32"),
    ("led switch 0 from guide", "switch", "switches and pedals are of serial devices"),
    ("ring bend from guide", "bend", "bend is no message of a ring; write ring cc 48"),
    ("motor note 3 from guide", "note", "note is no message of a motor"),
    ("led note 128 from guide", "128", "note is 0 to 127"),
    ("led note 1 on 128 from guide", "128", "a light is sent 0 to 127: write on 127"),
    ("led note 1 off 0 on 0 from guide", None, "the same on and off"),
    ("led note 1 blink 5 ch 17 from guide", "17", "a channel is 1 to 16"),
    ("led note 1 dim 3 from guide", "dim", "dim says nothing of this light"),
    ("led note 1", None, "say which source"),
    ("ring cc 48 0..128 from guide", "0..128", "values from 0 to 127"),
    ("ring cc 48 5..5 from guide", "5..5", "values from 0 to 127"),
    ("motor bend 0..5 from guide", "0..5", "0..5 says nothing of this light"),
    ("text F0 * F7 from guide", "F0", "a text has 1 to 120 letters"),
    ("text 0 F0 * F7 from guide", "0", "a text has 1 to 120 letters"),
    ("text 7 F0 00 F7 from guide", None, "a message with * for its letters"),
    ("text 7 F0 * * F7 from guide", None, "a message with * for its letters"),
    ("text 7 F0 * F7 * F7 from guide", None, "a message with * for its letters"),
    ("text 7 F0 * from guide", None, "a message with * for its letters"),
    ("text 7 90 * F7 from guide", None, "a message with * for its letters"),
    ("text 7 F0 80 * F7 from guide", None, "a message with * for its letters"),
    ("text 7 F0 G0 * F7 from guide", "G0", "in hexadecimal"),
    ("text 7 F0 0 * F7 from guide", "0", "in hexadecimal"),
    ("text 7 F0 * F7 from gide", "gide", "did you mean guide?"),
]


@pytest.mark.parametrize(("line", "under", "words"), WRONG_LIGHTS)
def test_a_light_that_is_wrong_is_told(line, under, words):
    found = complaints(changed('"ring cc 48 from guide"', f'"{line}"'))
    assert_refused(found, under, words)
    assert len(found) == 1


@pytest.mark.parametrize(
    ("before", "after", "under", "words"),
    [
        ('kind = "midi"\n', "", None, 'write kind = "midi" or kind = "serial"'),
        ('kind = "midi"', 'kind = "usb"', '"usb"', "one of two kinds"),
        ("port =", "prot =", '"a port"', "prot is not known here; did you mean port?"),
        ('port = "a port"', "port = 5", "5", "port is a text"),
        ('["B0 7F 00", "f07ef7"]', '"B0 7F 00"', '"B0 7F 00"', 'write init = ["B0 7F 00"]'),
        ('"B0 7F 00"', '"B0 7F"', None, "B0 7F is no MIDI message"),
        ('"B0 7F 00"', '"B0 7F 80"', None, "B0 7F 80 is no MIDI message"),
        ('"B0 7F 00"', '"F8"', None, "F8 is no MIDI message"),
        ('"B0 7F 00"', '"hello"', None, "hello is no MIDI message"),
        ('"B0 7F 00"', '""', None, "is no MIDI message"),
        ('"B0 7F 00"', "176", None, "176 is no MIDI message"),
        ('"f07ef7"', '"f07e"', None, "f07e is no MIDI message"),
        ('"maker: somebody, a guide"', '"a guide"', "a guide", 'a source is "maker: …"'),
        ('"maker: somebody, a guide"', '"maker: "', "maker: ", 'a source is "maker: …"'),
        ('"maker: somebody, a guide"', "5", "5", "guide is a text"),
        ("guide =", "none =", None, "none cannot be the name of a source"),
        ("guide =", '"the guide" =', None, "the guide cannot be the name of a source"),
        ("[control]", "[controls]", "controls]", "did you mean control?"),
        ('"button note 1 from guide"', "5", "5", "b is a text"),
        ("[light]", "[lihgt]", "lihgt]", "did you mean light?"),
        ('[light]\na = "', '[light]\na2 = "led cc 48 from guide"\na = "', None, "a2 is lit by the"),
    ],
)
def test_a_device_file_that_is_wrong_is_told(before, after, under, words):
    assert_refused(complaints(changed(before, after)), under, words)


@pytest.mark.parametrize(
    ("before", "after", "under", "words"),
    [
        ('source = "the box"', "", "", "say where this knowledge is from: write [source]"),
        ('source = "the box"', 'source = ""', '""', "say where this knowledge is from"),
        ('source = "the box"', "source = 5", "5", "source is a text"),
        ('kind = "serial"', 'kind = "midi"', "switch", "switches and pedals are of serial"),
        ('"pedal switch 1"', '"switch 0"', "switch 0", "left sends the same"),
        ('"pedal switch 1"', '"switch 6"', "6", "switch is 0 to 5"),
        ('"pedal switch 1"', '"swich 1"', "swich", "did you mean switch?"),
        ('"pedal switch 1"', '"cc 1"', "cc", "MIDI messages of MIDI ones"),
        ('"pedal switch 1"', '"pedal"', "pedal", "nothing is no message of a control"),
        ('"pedal switch 1"', '"pedal 2"', "2", "pedal is 0 to 1: write pedal 1"),
        ('"pedal switch 1"', '"pedal 0 ch 2"', "ch", "ch says nothing of a control"),
        ('"pedal switch 1"', '"pedal 0 0..1024"', None, "pedal has values from 0 to 1023"),
        ('"pedal switch 1"', '"pedal toggle pedal 0"', None, "toggle is of what is pressed"),
        ('"pedal switch 1"', '"encoder pedal 0 twos"', None, "twos is a way an encoder"),
        ('"pedal switch 1"', '"switch 1 0..1023"', None, "switch has no value"),
        ('"pedal switch 1"', '"fader pedal 0 touch note 1"', "note", "are of serial devices"),
        ("[control]", "init = ['F07EF7']\n[control]", None, "init is messages for a MIDI device"),
        (SERIAL[SERIAL.index("[control]") :], "", "", "no [control]"),
        (SERIAL[SERIAL.index("[control]") :], "control = 5", "5", "control is a table"),
    ],
)
def test_a_pedal_box_that_is_wrong_is_told(before, after, under, words):
    found = complaints(changed(before, after, SERIAL))
    assert_refused(found, under, words)


def test_everything_wrong_is_told_at_once():
    text = FILE.replace("fader cc 1 from guide", "fader cc 200").replace("note 1 ", "note 1 sgn ")
    text = text.replace("ring cc 48", "rnig cc 48").replace("B0 7F 00", "B0").replace("maker:", "")
    assert len(complaints(text)) == 5
