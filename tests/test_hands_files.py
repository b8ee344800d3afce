"""What each control sends and what it is for: device and hands files, right and wrong."""

from __future__ import annotations

import pytest
from handlines import hands_of, patched, plain
from written import assert_refused, demo, document, told, words_told

from rig.hands.binding import Gesture, Lean, Levels, Ride, Trims, Value
from rig.hands.commands import Act, GiveBack, SetLevel, SetValue, Strike, Tacet, Verb
from rig.hands.read_device import read_device
from rig.hands.shaping import Law, Shaping
from rig.hands.takeover import Takeover

ALL = ("strings", "winds")
S = Shaping(Law.S)
TRIM, SCALE, CATCH, JUMP = Takeover.TRIM, Takeover.SCALE, Takeover.CATCH, Takeover.JUMP
STRAIGHT = Shaping()

RIGHT = [
    ("go", Act(Verb.GO)),
    ("back", Act(Verb.BACK)),
    ("skip", Act(Verb.SKIP)),
    ("panic", Act(Verb.PANIC, 2_000_000)),
    ("panic 0.5s", Act(Verb.PANIC, 500_000)),
    ("panic 0s", Act(Verb.PANIC, 0)),
    ("gull", Strike("gull")),
    ("note", Act(Verb.NOTE)),
    ("strings trim -12..+6 dB", Ride(Trims(("strings",)), -12.0, 6.0, TRIM, STRAIGHT)),
    ("all trim -40..40 dB", Ride(Trims(ALL), -40.0, 40.0, TRIM, STRAIGHT)),
    ("strings trim 6..-12 dB", Ride(Trims(("strings",)), 6.0, -12.0, TRIM, STRAIGHT)),
    ("winds", Ride(Levels(("winds",)), 0.0, 1.0, SCALE, STRAIGHT)),
    ("all", Ride(Levels(ALL), 0.0, 1.0, SCALE, STRAIGHT)),
    ("winds jump", Ride(Levels(("winds",)), 0.0, 1.0, JUMP, STRAIGHT)),
    ("winds jump pp..f", Ride(Levels(("winds",)), 0.3, 0.7, JUMP, STRAIGHT)),
    ("winds f..pp catch curve s", Ride(Levels(("winds",)), 0.7, 0.3, CATCH, S)),
    ("winds steps 5", Ride(Levels(("winds",)), 0.0, 1.0, SCALE, Shaping(steps=5))),
    (
        "winds gate 2 % smooth 1.5 Hz relative",
        Ride(Levels(("winds",)), 0.0, 1.0, Takeover.RELATIVE, STRAIGHT, 0.02, 1.5),
    ),
    (
        "winds points 0:0 50:20 100:100 smooth",
        Ride(
            Levels(("winds",)),
            *(0.0, 1.0, SCALE, Shaping(points=((0, 0), (50, 20), (100, 100))), 0.0, 1.0),
        ),
    ),
    ("lean -6..+6 %", Ride(Lean(), -60_000, 60_000, SCALE, STRAIGHT)),
    ("lean -50..0.5 %", Ride(Lean(), -500_000, 5_000, SCALE, STRAIGHT)),
    ("hall-level", Ride(Value("hall-level"), 0.0, 0.8, SCALE, STRAIGHT)),
    ("hall-level 0.5..0.1 jump", Ride(Value("hall-level"), 0.5, 0.1, JUMP, STRAIGHT)),
    (
        "hall /reverb <f> -40..0 dB catch curve s",
        Ride(Value("hall /reverb <f> -40..0 dB"), -40.0, 0.0, CATCH, S),
    ),
    ("hall /bell 67", Strike("hall /bell 67")),
    ("tacet strings", Tacet(("strings",))),
    ("sheet all", GiveBack(ALL)),
    ("strings ff", SetLevel(("strings",), 0.8)),
    ("hall-level=0.4", SetValue("hall-level", 0.4)),
]


def one_control(words, more="", known=None):
    one = document(f"rig = 1\n{more}\n[nano]\nknob = '{words}'\n")
    hands = hands_of(one, plain("knob"), known)
    assert not one.problems, told(one.problems)
    return hands


@pytest.mark.parametrize(("words", "command"), RIGHT)
def test_what_a_control_is_for(words, command):
    (found,) = one_control(words).bindings
    assert (found.plug, found.control, found.command) == ("nano", "knob", command)
    assert (found.gesture, found.layer, found.cue) == (Gesture.PRESS, "", "")


def test_a_group_that_the_sheet_drives_is_trimmed_where_nothing_is_said():
    known = patched(driven=("strings",))
    (found,) = one_control("strings", known=known).bindings
    assert found.command == Ride(Trims(("strings",)), -12.0, 6.0, TRIM, STRAIGHT)
    (found,) = one_control("strings catch", known=known).bindings
    assert found.command == Ride(Levels(("strings",)), 0.0, 1.0, CATCH, STRAIGHT)


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
    ("goo", "goo", "no verb, group, sound or value; did you mean go?"),
    ("", "'", "say what this control is for"),
    ("go now", "now", "nothing follows go"),
    ("gull now", "now", "nothing follows gull"),
    ("panic 100s", "panic 100s", "at most 99 seconds"),
    ("panic -1s", "panic -1s", "at most 99 seconds"),
    (f"panic {'9' * 200}s", None, "at most 99 seconds"),
    ("lean", "lean", "lean has a range in percent"),
    ("lean -51..0 %", "lean -51..0 %", "within 50 %"),
    ("lean 1..5 %", "lean 1..5 %", "from at most 0"),
    ("strings trim", "strings trim", "a trim has a range in dB: write trim -12..+6 dB"),
    ("strings trim pp..ff", "strings trim pp..ff", "a trim has a range in dB"),
    ("strings -6..+6 dB", "strings -6..+6 dB", "in dB it is a trim"),
    ("strings catch jump", "jump", "one takeover is enough"),
    ("strings pp..ff p..f", "p..f", "one range is enough"),
    ("strings p..p", "p..p", "these are the same"),
    ("strings curve bent", "bent", "a curve is one of linear, taper, exp, log, s"),
    ("strings curve", "curve", "a curve is one of"),
    ("strings steps 1", "1", "steps are 2 to 128"),
    ("strings gate 3 %", "3", "up to 2 % of the travel"),
    ("strings smooth 60 Hz", "60", "up to 50 Hz"),
    ("strings points 0:0 50:20", "points", "end at 100 % of the travel"),
    ("strings points 0:0 60:1 50:20 100:100", "50:20", "none back behind another"),
    ("tacet stirngs", "stirngs", "there is no group stirngs"),
    ("tacet", "tacet", "write tacet strings"),
    ("sheet", "sheet", "write sheet strings"),
    ("layer", "layer", "write layer solo"),
    ("layer nosuch", "layer nosuch", "there is no layer nosuch"),
    ("hold:", "hold:", "say what follows"),
    ("hodl: back", "hodl:", "hodl: is no gesture; did you mean hold:?"),
    ("hold: strings trim -6..6 dB", None, "a knob is turned and has no gestures"),
    ("with nosuch: back", None, "no control nosuch"),
    ("go | hold: panic 2s", None, "nothing else can be behind hold:"),
    ("back | double: go", None, "GO behind double: comes after what a plain press does"),
    ("strings trim -41..0 dB", "strings trim -41..0 dB", "within 40 dB"),
    ("strings trim 1..2 dB", "strings trim 1..2 dB", "from at most 0"),
    ("strings jump x..f", "x..f", "two marks: write pp..ff"),
    ("strings jmup", "jmup", "jmup is not understood here; did you mean jump?"),
    ("hall-verb", "hall-verb", "no verb, group, sound or value"),
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
        ("rew =", "rwe-led =", None, "nanoKONTROL2 has no light rwe; did you mean rew?"),
        ("rew =", "rew-led =", "back", "back is nothing a light can show"),
        ("[footswitch]", "[layer.x.footswitch]\nleft='go'\n[footswitch]", None, "holds this layer"),
        ("[footswitch]", "[cue.99.footswitch]\nleft='go'\n[footswitch]", None, "is no cue 99"),
        ("[footswitch]", "[cue.1.footswitch.a]\nleft='go'\n[footswitch]", None, "footswitch.a]"),
        ("[footswitch]", "[footswich]", "footswich]", "did you mean footswitch?"),
        ("[footswitch]", f"[{'a' * 300}]", None, "no device aaa"),
        ('left = "go"', 'left = "strings jump"', "strings jump", "a switch is pressed"),
    ],
)
def test_a_hands_file_that_is_wrong_is_told(before, after, under, words):
    assert_refused(words_told(hands=demo("hands", (before, after))), under, words)


KINDS = """rig = 1
kind = "midi"
port = "box"
[source]
chart = "maker: a chart"
[control]
turn = "encoder cc 1 twos from chart"
step = "pedal program 3 from chart"
latch = "button toggle cc 2 from chart"
other = "button cc 3 from chart"
"""
MISFITS = [
    ("turn", "strings catch", "only a range and steps are for it"),
    ("turn", "strings curve s", "only a range and steps are for it"),
    ("turn", "strings gate 1 %", "only a range and steps are for it"),
    ("step", "hold: go", "step never tells that it is let go"),
    ("step", "fermata", "step never tells that it is let go"),
    ("latch", "shift", "latch never tells that it is let go"),
    ("latch", "with latch: back", "a chord is two controls"),
]
FITS = [("turn", "strings pp..ff steps 5"), ("step", "go"), ("latch", "with other: back")]


LAYER = "[layer.shift.box]\nturn = 'winds'\n"


def problems_of(control, words):
    box = read_device("box", document(KINDS))
    one = document(f"rig = 1\n[box]\n{control} = '{words}'\nother = 'shift'\n{LAYER}")
    hands_of(one, box)
    return told(one.problems)


@pytest.mark.parametrize(("control", "words", "message"), MISFITS)
def test_what_a_control_cannot_do_is_told(control, words, message):
    assert message in problems_of(control, words)


def test_a_layer_may_stand_before_its_device():
    one = document("rig = 1\n[layer.shift.nano]\nknob = 'winds'\n[nano]\nbutton = 'shift'\n")
    hands = hands_of(one, plain("knob", "button"))
    assert told(one.problems) == ""
    assert [(found.control, found.layer) for found in hands.bindings] == [
        ("button", ""),
        ("knob", "shift"),
    ]


@pytest.mark.parametrize(("control", "words"), FITS)
def test_what_a_control_can_do_is_taken(control, words):
    assert problems_of(control, words) == ""
