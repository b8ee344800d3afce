"""What `rig learn` writes: device files that read back, and lines that leave all others alone."""

from __future__ import annotations

import difflib
import tomllib
from pathlib import Path

import pytest
from captured import MS, cc, pair, spaced
from hypothesis import given
from hypothesis import strategies as st

from rig.desk.fmt import formatted
from rig.errors import FileError
from rig.hands import midi
from rig.hands.device import Control, Shape
from rig.hands.messages import BY_WORD, CHANNEL_PRESSURE
from rig.hands.proposal import Proposal
from rig.hands.read_device import read_device
from rig.hands.recognise import recognise
from rig.hands.signal import Sense, Signal
from rig.hands.writing import control_words, device_file, free_name, with_control, with_line
from rig.notation.document import read

DEVICES = sorted((Path(__file__).parents[1] / "mappings" / "devices").glob("*.toml"))
MIDI_DEVICES = [path for path in DEVICES if b'kind = "midi"' in path.read_bytes()]
KNOB = Control(Shape.KNOB, Signal(0xB0, 99))


def device_of(content, name="learned"):
    document = read(f"{name}.toml", content)
    device = read_device(name, document)
    assert [str(problem) for problem in document.problems] == []
    return device


def changed(before, after):
    """The lines that went and came."""
    lines = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in lines if line[0] in "-+"]


@st.composite
def controls(draw):
    """Any control a device file can say, of any message but a serial box's."""
    form = draw(
        st.sampled_from([one for one in (*BY_WORD.values(), CHANNEL_PRESSURE) if not one.of_a_box])
    )
    channel = draw(st.integers(0, 15)) if form.channels else 0
    number = draw(st.integers(0, form.numbers - 1)) if form.numbers else 0
    key = form.status | channel, number
    if form.status == midi.CONTROL_CHANGE and draw(st.booleans()):
        relative = draw(st.sampled_from([sense for sense in Sense if sense is not Sense.ABSOLUTE]))
        return Control(Shape.ENCODER, Signal(*key, sense=relative))
    if form.status in (midi.CONTROL_CHANGE, midi.NOTE_ON) and draw(st.booleans()):
        return Control(draw(st.sampled_from((Shape.BUTTON, Shape.PAD))), Signal(*key, toggle=True))
    low, high = 0, form.high
    if form.tells_value:
        low, high = draw(
            st.tuples(*[st.integers(0, form.high)] * 2).filter(lambda ends: ends[0] != ends[1])
        )
    shape = draw(st.sampled_from((Shape.KNOB, Shape.FADER)))
    notes = st.tuples(st.integers(0x90, 0x9F), st.integers(0, 127))
    touch = draw(st.none() | notes.filter(lambda note: note != key))
    return Control(shape, Signal(*key, low, high), touch)


@given(controls())
def test_any_learned_control_reads_back_as_it_was(control):
    content = device_file("box", "Box", {"it": control}, "2025-11-22")
    assert device_of(content).controls == {"it": control}
    assert content == formatted("box.toml", content)


def test_a_new_file_is_sorted_aligned_and_says_where_it_is_from():
    knobs = {
        name: Control(Shape.KNOB, Signal(0xB0, place))
        for place, name in enumerate(("knob10", "knob2"))
    }
    learned = {**knobs, "exp": Control(Shape.PEDAL, Signal(0x1B1, 11, 0, 16_000))}
    assert device_file("My Box", "Box:out", learned, "2025-11-22").decode() == (
        "rig = 1\n"
        "# My Box: each control was moved and heard, learned on 2025-11-22.\n"
        'kind = "midi"\n'
        'port = "Box:out"  # what its port\'s name holds\n'
        "\n"
        '[source]  # none yet: add such as guide = "maker: …", and name it behind from\n'
        "\n"
        "[control]\n"
        'exp    = "pedal cc14 11 ch 2 0..16000 from none"\n'
        'knob2  = "knob cc 1 from none"\n'
        'knob10 = "knob cc 0 from none"\n'
    )


@pytest.mark.parametrize("name", ["Bo\"x'", "a\nb\x1b[2J", "é — ñ", "\\"])
def test_whatever_a_port_is_called_the_file_reads_back(name):
    assert device_of(device_file(name, name, {"it": KNOB}, "2025-11-22")).port == name


def test_what_is_moved_is_written_and_read_back():
    captures = {
        "knob1": spaced(*[cc(20, value) for value in range(0, 128, 3)]),
        "knob2": spaced(*[data for value in range(0, 16_000, 333) for data in pair(3, value)]),
        "encoder1": spaced(*[cc(21, value, 4) for value in (65, 65, 66, 65, 63, 63, 62, 63)]),
        "button1": [(0, cc(22, 127)), (150 * MS, cc(22, 0))],
    }
    content = b""
    for name, capture in captures.items():
        moved = recognise(capture)
        assert isinstance(moved, Proposal)
        control = Control(moved.shape, moved.signal, moved.touch)
        if content:
            content = with_control(content, name, control, "2025-11-22")
        else:
            content = device_file("box", "Box", {name: control}, "2025-11-22")
    assert {name: one.signal for name, one in device_of(content).controls.items()} == {
        "knob1": Signal(0xB0, 20, 0, 126),
        "knob2": Signal(midi.CC14, 3, 0, 15_984),
        "encoder1": Signal(0xB4, 21, sense=Sense.OFFSET),
        "button1": Signal(0xB0, 22),
    }


@pytest.mark.parametrize("path", MIDI_DEVICES, ids=lambda path: path.stem)
def test_a_control_added_to_a_file_that_is_there_adds_one_line(path):
    before = path.read_bytes()
    device = device_of(before, path.stem)
    taken = {one.signal.key for one in device.controls.values() if one.signal}
    free = next(key for key in ((0xB0 | ch, 119) for ch in range(16)) if key not in taken)
    control = Control(Shape.KNOB, Signal(*free))
    after = with_control(before, "mine1", control, "2025-11-22")
    (line,) = changed(before, after)
    assert line.startswith("+ mine1 ")
    assert line.endswith(f'= "{control_words(control)}"  # learned on 2025-11-22')
    assert device_of(after, path.stem).controls == {**device.controls, "mine1": control}


FILE = b"""\
rig = 1
# Mine, from a flea market.
kind = "midi"
source = "its sticker"
port = 'Box'

  [control]   # left to right
  knob1    = 'cc 1'   # loose
  knob2    = "cc 2"

  slider1  = "cc 7"
"""


def test_a_file_that_is_extended_twice_keeps_its_comments_and_layout():
    once = with_control(FILE, "knob3", Control(Shape.KNOB, Signal(0xB0, 3)), "2025-11-22")
    twice = with_control(once, "slider2", Control(Shape.FADER, Signal(0xB0, 8)), "2025-11-23")
    assert changed(FILE, twice) == [
        '+   knob3    = "knob cc 3 from none"  # learned on 2025-11-22',
        '+   slider2  = "fader cc 8 from none"  # learned on 2025-11-23',
    ]
    lines = twice.decode().splitlines()
    assert lines[8:11] == ['  knob2    = "cc 2"', lines[9], ""]
    assert "knob3" in lines[9]
    assert "slider2" in lines[-1]
    assert list(device_of(twice).controls) == ["knob1", "knob2", "knob3", "slider1", "slider2"]


def test_a_control_that_is_learned_again_is_replaced_where_it_stands():
    knob = [Control(Shape.KNOB, Signal(0xB0, number)) for number in (50, 51)]
    assert changed(FILE, with_control(FILE, "knob1", knob[0], "2025-11-22")) == [
        "-   knob1    = 'cc 1'   # loose",
        '+   knob1    = "knob cc 50 from none"   # loose',
    ]
    once = with_control(FILE, "knob2", knob[0], "2025-11-22")
    assert changed(once, with_control(once, "knob2", knob[1], "2025-12-01")) == [
        '-   knob2    = "knob cc 50 from none"  # learned on 2025-11-22',
        '+   knob2    = "knob cc 51 from none"  # learned on 2025-12-01',
    ]


@pytest.mark.parametrize(
    "before", [FILE, FILE.rstrip(b"\n"), b"\xef\xbb\xbf" + FILE, FILE.replace(b"\n", b"\r\n")]
)
def test_line_ends_and_marks_stay_as_they_are(before):
    after = with_control(before, "slider2", KNOB, "2025-11-22")
    after = with_line(after, ("light", "it"), "led note 5 from none")
    assert after.startswith(before[:40])
    assert after.count(b"\r") == (after.count(b"\n") if b"\r" in before else 0)
    assert device_of(after).controls["slider2"] == KNOB


HANDS = b"""\
rig = 1
guard = "250 ms"
[nano]            # the small one
slider1 = "strings"
slider2 = "winds"  # flutes too
play    = "go"
[layer.shift.nano]
slider1 = "hall"
"""


@pytest.mark.parametrize(
    ("path", "value", "lines"),
    [
        (("nano", "slider3"), "brass", ['+ slider3 = "brass"']),
        (
            ("nano", "slider2"),
            "winds catch",
            ['- slider2 = "winds"  # flutes too', '+ slider2 = "winds catch"  # flutes too'],
        ),
        (("nano", "stop"), "hold", ['+ stop    = "hold"']),
        (("layer", "shift", "nano", "play"), "back", ['+ play    = "back"']),
        (("guard",), "100 ms", ['- guard = "250 ms"', '+ guard = "100 ms"']),
        (("APC40 mk2", "play"), "go", ["+ ", '+ ["APC40 mk2"]', '+ play = "go"']),
        (("cue", "3A", "nano", "play"), "skip", ["+ ", "+ [cue.3A.nano]", '+ play = "skip"']),
        (("nano", "left", "usb"), "1-4.2", ["+ ", "+ [nano.left]", '+ usb = "1-4.2"']),
    ],
)
def test_a_line_of_the_hands_is_added_or_replaced_and_no_other(path, value, lines):
    after = with_line(HANDS, path, value)
    assert changed(HANDS, after) == lines
    told = tomllib.loads(after.decode())
    for key in path:
        told = told[key]
    assert told == value


def test_a_first_line_makes_the_file():
    assert with_line(b"", ("nano", "play"), "go") == b'rig = 1\n\n[nano]\nplay = "go"\n'


@pytest.mark.parametrize(
    "before", [b'rig = 1\nnano = { play = "go" }\n', b'rig = 1\nnano = "a word"\n']
)
def test_where_there_is_no_place_for_a_line_it_is_said(before):
    with pytest.raises(FileError, match=r"cannot write into \[nano\]: give the table a line"):
        with_line(before, ("nano", "stop"), "hold")


@pytest.mark.parametrize("name", ["", "two words", "a.b", 'quo"te', "a\nb"])
def test_a_name_that_cannot_stand_in_a_file_is_refused(name):
    with pytest.raises(FileError, match="is no name for a control"):
        with_control(FILE, name, KNOB, "2025-11-22")
    with pytest.raises(FileError, match="is no name for a control"):
        device_file("box", "Box", {name: KNOB}, "2025-11-22")


def test_a_free_name_is_the_first_number_nobody_has():
    assert free_name(Shape.KNOB, ()) == "knob1"
    assert free_name(Shape.KNOB, ("knob1", "knob3", "fader2")) == "knob2"
