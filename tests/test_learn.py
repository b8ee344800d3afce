"""`rig learn` through its front door, controls moved on a device that nobody knows."""

from __future__ import annotations

import subprocess
import tomllib

import pytest
from captured import bend, cc, note, off, pair, parameter
from lessons import MOVE, Learning, controls_of, device_of, knob_swept, played
from parts import JackDevice
from stagehands import SHOW, complained, rig_command, write_show

AGAIN = "the other way too"


@pytest.fixture
def box(jack):
    with JackDevice(jack, "Odd Box") as device:
        yield device


WIDE = (*range(0, 16384, 800), 16383, *range(16000, 0, -800), 0)
KINDS = {
    "knob": (knob_swept(20), "knob1", "knob cc 20 from none"),
    "knob of 14 bits": (
        [data for value in WIDE for data in pair(3, value)],
        "knob1",
        "knob cc14 3 from none",
    ),
    "nrpn": (
        [data for value in WIDE for data in parameter((99, 98), 300, value)],
        "knob1",
        "knob nrpn 300 from none",
    ),
    "fader that feels the finger": (
        [note(104, 127), *map(bend, WIDE), off(104)],
        "fader1",
        "fader bend touch note 104 from none",
    ),
    "encoder": (
        [cc(16, value) for value in (1, 1, 2, 1, 1, 1, 127, 127, 126, 127)],
        "encoder1",
        "encoder cc 16 twos from none",
    ),
    "encoder of one bit": (
        [cc(16, value) for value in (1, 1, 2, 1, 1, 1, 65, 65, 66, 65)],
        "encoder1",
        "encoder cc 16 sign from none",
    ),
    "button": ([cc(48, 127), cc(48, 0)], "button1", "button cc 48 from none"),
    "button that latches": ([cc(48, 127)], "button1", "button toggle cc 48 from none"),
    "pad": (
        [note(36, 90, 9), *(bytes((0xD9, value)) for value in (20, 60, 90, 40)), off(36, 64, 9)],
        "pad1",
        "pad note 36 ch 10 from none",
    ),
    "program": ([bytes((0xC0, 5))], "button1", "button program 5 from none"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_offered_is_right_for_each_kind_of_control(jack, box, tmp_path, kind):
    messages, name, line = KINDS[kind]
    with Learning(tmp_path, "--yes", server=jack, stdin=subprocess.DEVNULL) as lesson:
        lesson.wait(MOVE)
        played(box, *messages, every_s=0.012)
        assert lesson.ends() == (0, "")
        assert f'{name} = "…"' in lesson.said
    assert controls_of(tmp_path) == {name: line}
    assert device_of(tmp_path).port == "Odd Box"


def test_what_the_capture_cannot_tell_is_asked(jack, box, tmp_path):
    with Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *[cc(16, 1)] * 12)
        lesson.wait(AGAIN)
        played(box, *[cc(16, 127)] * 12)
        lesson.answer("", "", "")
        assert lesson.ends() == (0, "")
    assert controls_of(tmp_path) == {"encoder1": "encoder cc 16 twos from none"}


def test_the_player_knows_better_which_shape_sense_and_names(jack, box, tmp_path):
    with Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *[cc(16, 1)] * 12, *[cc(16, 65)] * 12)
        lesson.wait("2: encoder cc 16 sign-reversed")
        lesson.answer("banana", "2", "two words", "usb", "tempo-led", "tempo", "cue", "a b", "Desk")
        assert lesson.ends() == (0, "")
        said = lesson.said
    assert "a shape is one of fader, knob, encoder, button, pad, pedal, switch" in said
    assert said.count("take another") == 3
    assert said.count("take letters, digits, - and _") == 2
    assert controls_of(tmp_path, "Desk") == {"tempo": "encoder cc 16 sign-reversed from none"}


def test_moved_again_it_is_the_last_move_that_counts(jack, box, tmp_path):
    with Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        lesson.wait("right?")
        lesson.answer("n")
        lesson.wait(MOVE, 2)
        played(box, *knob_swept(21))
        lesson.wait("right?", 2)
        lesson.answer("fader", "", "")
        assert lesson.ends() == (0, "")
    assert controls_of(tmp_path) == {"fader1": "fader cc 21 from none"}


def test_two_moved_at_once_are_asked_for_one(jack, box, tmp_path):
    with JackDevice(jack, "Other Box") as other, Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        for one, two in zip(knob_swept(20), knob_swept(33), strict=True):
            played(box, one)
            played(other, two)
        lesson.wait("were both moved: move one of them alone")
        played(other, *knob_swept(33))
        lesson.answer("", "", "")
        assert lesson.ends() == (0, "")
    assert controls_of(tmp_path, "Other-Box") == {"knob1": "knob cc 33 from none"}


def test_a_pot_that_trembles_elsewhere_neither_ends_nor_lengthens_a_move(jack, box, tmp_path):
    with JackDevice(jack, "Old Desk") as old, Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(old, *[cc(7, 63), cc(7, 64)] * 60)  # longer than a rest
        assert "right?" not in lesson.said
        played(box, *knob_swept(20))
        played(old, *[cc(7, 63), cc(7, 64)] * 60)
        assert "knob cc 20" in lesson.said
        lesson.answer("", "", "")
        assert lesson.ends() == (0, "")
    assert controls_of(tmp_path) == {"knob1": "knob cc 20 from none"}


def test_a_known_device_is_extended_and_its_words_stay(jack, box, tmp_path):
    (tmp_path / "devices").mkdir()
    path = tmp_path / "devices" / "mine.toml"
    text = (
        'rig = 1\n# my box\nkind = "midi"\nport = "odd box"\n\n[source]\nbook = "maker: a book"\n\n'
        "[control]\n"
        'knob1 = "knob cc 19 from book"  # the left one\n'
        'stop  = "unsettled button note 5 from book, cc 48 from book"\n'
    )
    path.write_text(text)
    with Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        lesson.answer("", "knob1", "")
        assert lesson.ends() == (0, "")
        assert "knob1 is knob cc 19 from book; take another name" in lesson.said
    assert "knob2" in controls_of(tmp_path, "mine")
    kept = [line for line in path.read_text().splitlines() if not line.startswith("knob2")]
    assert kept == text.splitlines()
    with Learning(tmp_path, "--yes", server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, cc(48, 127), cc(48, 0))
        assert lesson.ends() == (0, "")
    assert controls_of(tmp_path, "mine")["stop"] == "button cc 48 from book"


def test_what_is_known_is_not_written_again_unless_the_player_says_so(jack, box, tmp_path):
    (tmp_path / "devices").mkdir()
    path = tmp_path / "devices" / "mine.toml"
    text = 'rig = 1\nkind = "midi"\nport = "Odd Box"\n[source]\n[control]\nk = "{}"\n'
    path.write_text(text.format("knob cc 20 from none"))
    with Learning(tmp_path, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        assert lesson.ends() == (0, "")
        assert 'k = "…"' in lesson.said
    assert path.read_text() == text.format("knob cc 20 from none")
    for answer, line in (("n", "knob cc 20 from none"), ("y", "encoder cc 20 twos from none")):
        with Learning(tmp_path, server=jack) as lesson:
            lesson.wait(MOVE)
            played(box, *[cc(20, value) for value in (1, 1, 1, 2, 1, 127, 127, 127)])
            lesson.wait("say in the file what was heard?")
            lesson.answer(answer, "")
            assert lesson.ends() == (0, "")
        assert controls_of(tmp_path, "mine") == {"k": line}


def test_an_answer_for_the_show_is_read_as_the_show_reads_it(jack, box, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    before = (tmp_path / "hands.toml").read_text()
    with Learning(tmp_path, show, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        lesson.answer("", "", "", "strinsg", "strings catch pp..xx", "strings catch pp..ff")
        assert lesson.ends() == (0, "")
        assert lesson.said.count("what is it for?") == 3
        assert "strings?" in lesson.said
    after = (tmp_path / "hands.toml").read_text()
    assert after.startswith(before)
    assert after[len(before) :] == '\n[Odd-Box]\nknob1 = "strings catch pp..ff"\n'
    assert rig_command(tmp_path)("check", show).returncode == 0


def test_without_a_purpose_only_the_device_is_written(jack, box, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    before = (tmp_path / "hands.toml").read_bytes()
    with Learning(tmp_path, show, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, *knob_swept(20))
        lesson.answer("", "", "", "")
        assert lesson.ends() == (0, "")
    assert (tmp_path / "hands.toml").read_bytes() == before
    assert controls_of(tmp_path) == {"knob1": "knob cc 20 from none"}


def test_what_sources_leave_open_is_settled_though_the_show_does_not_load(jack, box, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Odd Box", port=9))
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "mine.toml").write_text(
        'rig = 1\nkind = "midi"\nport = "Odd Box"\n[source]\na = "maker: a"\nb = "program: b"\n'
        '[control]\nmute = "unsettled button note 1 from a, note 3 from b"\n'
    )
    with (tmp_path / "hands.toml").open("a") as hands:
        hands.write('[mine]\nnever = "hum"\nmute = "hum"  # mine\n')
    assert complained(rig_command(tmp_path)("check", show), "find out by rig learn")
    with Learning(tmp_path, show, server=jack) as lesson:
        lesson.wait(MOVE)
        played(box, note(3, 100), off(3))
        lesson.answer("", "", "")
        assert lesson.ends() == (0, "")
    assert controls_of(tmp_path, "mine") == {"mute": "button note 3 from b"}
    assert (tmp_path / "hands.toml").read_text().endswith('mute = "hum"  # mine\n')
    still = rig_command(tmp_path)("check", show)
    assert complained(still, "mine has no control never")
    assert still.stderr.endswith("\n1 problem\n")


def test_two_alike_are_told_apart_in_the_hands(jack, tmp_path):
    show = write_show(tmp_path, SHOW.format(device="Nobody", port=9))
    (tmp_path / "devices").mkdir()
    (tmp_path / "devices" / "twin.toml").write_text(
        'rig = 1\nkind = "midi"\nport = "Twin"\n[source]\n[control]\nk = "knob cc 20 from none"\n'
    )
    with (
        JackDevice(jack, "Twin A"),
        JackDevice(jack, "Twin B") as second,
        Learning(tmp_path, show, server=jack) as lesson,
    ):
        lesson.wait(MOVE)
        played(second, *knob_swept(20))
        lesson.answer("", "strings")
        assert lesson.ends() == (0, "")
        assert 'several fit twin; this one has port = "Twin B:out"' in lesson.said
    hands = tomllib.loads((tmp_path / "hands.toml").read_text())
    assert hands["twin"] == {"left": {"port": "Twin B:out", "k": "strings"}}
    assert rig_command(tmp_path)("check", show).returncode == 0
