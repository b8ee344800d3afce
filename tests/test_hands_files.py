"""What each control sends and what it is for: device and hands files, right and wrong."""

from __future__ import annotations

import pytest
from written import assert_refused, demo, told, words_told

from rig.hands.commands import Act, Jump, Lean, Strike, Trim, Verb
from rig.hands.device import read_device
from rig.hands.read import read_hands
from rig.notation.document import read

LATER = "not yet built"


RIGHT = [
    ("go", Act(Verb.GO)),
    ("back", Act(Verb.BACK)),
    ("skip", Act(Verb.SKIP)),
    ("panic", Act(Verb.PANIC, 2_000_000)),
    ("panic 0.5s", Act(Verb.PANIC, 500_000)),
    ("panic 0s", Act(Verb.PANIC, 0)),
    ("gull", Strike("gull")),
    ("strings trim -12..+6 dB", Trim(("strings",), -12.0, 6.0)),
    ("all trim -40..40 dB", Trim(("strings", "winds"), -40.0, 40.0)),
    ("winds jump", Jump(("winds",), 0.0, 1.0)),
    ("winds jump pp..f", Jump(("winds",), 0.3, 0.7)),
    ("lean -6..+6 %", Lean(-60_000, 60_000)),
    ("lean -50..0.5 %", Lean(-500_000, 5_000)),
]
DEVICE = b"""rig = 1
kind = "midi"
source = "a manual"
[control]
knob = "cc 16 ch 2"
"""


def one_control(words, more=""):
    device = read_device("nano", read("nano.toml", DEVICE))
    document = read("hands.toml", f"rig = 1\n{more}\n[nano]\nknob = '{words}'\n".encode())
    hands = read_hands(document, {"nano": device}, ("strings", "winds"), ("gull",), ("1", "3A"))
    assert not document.problems, told(document.problems)
    return hands


@pytest.mark.parametrize(("words", "command"), RIGHT)
def test_what_a_control_is_for(words, command):
    assert one_control(words).bindings == ((("nano", 0xB1, 16), command),)


@pytest.mark.parametrize(
    ("written", "us"), [("0 ms", 0), ("250 ms", 250_000), ("5000 ms", 5_000_000)]
)
def test_the_guard_is_as_said(written, us):
    assert one_control("go", f'guard = "{written}"').guard_us == us
    assert one_control("go").guard_us == 250_000


@pytest.mark.parametrize(("written", "us"), [("0 ms", 0), ("210 ms", 210_000), ("600 ms", 600_000)])
def test_the_reaction_is_as_said(written, us):
    assert one_control("go", f'reaction = "{written}"').reaction_us == us
    assert one_control("go").reaction_us == 0


WRONG = [
    ("goo", "goo", "no verb, group or sound; did you mean go?"),
    ("", "'", "nothing is no verb"),
    ("go now", "now", "nothing follows go"),
    ("gull now", "now", "nothing follows gull"),
    ("panic 100s", "panic 100s", "at most 99 seconds"),
    ("panic -1s", "panic -1s", "at most 99 seconds"),
    (f"panic {'9' * 400}s", None, "at most 99 seconds"),
    ("lean", "lean", "lean has a range in percent"),
    ("lean -51..0 %", "lean -51..0 %", "within 50 %"),
    ("lean 1..5 %", "lean 1..5 %", "from at most 0"),
    ("strings", "strings", f"takeover scale is {LATER}"),
    ("strings catch", "strings catch", f"takeover catch is {LATER}"),
    ("strings relative", "strings relative", f"takeover relative is {LATER}"),
    ("strings trim", "strings trim", "a takeover has a range"),
    ("strings trim -41..0 dB", "strings trim -41..0 dB", "within 40 dB"),
    ("strings trim 1..2 dB", "strings trim 1..2 dB", "from at most 0"),
    ("strings jump x..f", "strings jump x..f", "two marks: write jump pp..ff"),
    ("strings jmup", "strings jmup", "jmup is no takeover; did you mean jump?"),
    ("hall-reverb", "hall-reverb", "no verb, group or sound"),
    *((f"{verb} it", f"{verb} it", f"{verb} is {LATER}") for verb in ("note", "tacet", "catch")),
]


@pytest.mark.parametrize(("words", "under", "message"), WRONG)
def test_hands_that_are_wrong_are_told_where(words, under, message):
    text = demo("hands", ('rew = "back"', f"rew = '{words}'"))
    assert_refused(words_told(hands=text), under, message)


@pytest.mark.parametrize(
    ("before", "after", "under", "words"),
    [
        ("rig = 1", 'rig = 1\nguard = "6000 ms"', None, "guard is 0 to 5000"),
        ("rig = 1", 'rig = 1\nguard = "0.2 s"', None, "guard is 0 to 5000"),
        ("rig = 1", "rig = 1\nguard = 250", "250", 'write guard = "250 ms"'),
        ("rig = 1", 'rig = 1\nreaction = "601 ms"', None, "reaction is 0 to 600"),
        ("rig = 1", "rig = 1\nreaction = 210", "210", 'write reaction = "210 ms"'),
        ("rig = 1", "rig = 1\nguards = 1", "1", "guards is not known here"),
        ("rew =", "rwe =", None, "nanoKONTROL2 has no control rwe; did you mean rew?"),
        ("rew =", "rew-led =", "back", f"lights are {LATER}"),
        ("[footswitch]", "[nanoKONTROL2.left]\nrew = 'go'\n[footswitch]", None, LATER),
        ("[footswitch]", "[footswich]", "footswich]", "did you mean footswitch?"),
        ("[footswitch]", f"[{'a' * 300}]", None, "no device aaa"),
        ('left = "go"', 'left = "strings jump"', "strings jump", "a switch is pressed"),
    ],
)
def test_a_hands_file_that_is_wrong_is_told(before, after, under, words):
    assert_refused(words_told(hands=demo("hands", (before, after))), under, words)


DEVICES = [
    ('kind = "serial"', "", "", 'write kind = "midi" or kind = "serial"'),
    ('kind = "serial"', 'kind = "usb"', '"usb"', "one of two kinds"),
    ('kind = "serial"', 'kind = "midi"', "switch 0", "switches belong to serial devices"),
    ('source = "firmware_bridge/PROTOCOL.md"', "", "", "say where this knowledge is from"),
    ("[control]", "[controls]", "controls]", "did you mean control?"),
    ('"switch 1"', '"switch 0"', "switch 0", "left sends the same"),
    ('"switch 1"', '"switch 6"', "switch 6", "switch is 0 to 5"),
    ('"switch 1"', '"swich 1"', "swich 1", "did you mean switch?"),
    ('"switch 1"', '"cc 1"', "cc 1", "cc and note to MIDI ones"),
    ('"switch 1"', f'"switch {"9" * 3000}"', None, "what a control sends is such as"),
    ('"switch 1"', "5", "5", "middle is a text"),
]


@pytest.mark.parametrize(("before", "after", "under", "words"), DEVICES)
def test_a_device_file_that_is_wrong_is_told(before, after, under, words):
    text = demo("device:footswitch", (before, after))
    assert_refused(words_told(**{"device:footswitch": text}), under, words)


@pytest.mark.parametrize("words", ["cc 128", "note 128", "cc 1 ch 17", "cc 1 ch 0"])
def test_a_midi_control_is_within_what_midi_can_say(words):
    text = demo("device:nanoKONTROL2", ('"cc 16"', f'"{words}"'))
    found = words_told(**{"device:nanoKONTROL2": text})
    assert_refused(found, words, "0 to 127, and a channel 1 to 16")
    assert len(found) == 1
