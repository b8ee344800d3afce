"""A show as a whole: its tables and names, and every file wrong at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sources import ROOT
from written import DEMO, assert_refused, caret, demo, prepared, refused, told, words_told

from rig.errors import FileError
from rig.notation.document import SIZE_MAX
from rig.notation.problem import ProblemsError
from rig.venue.load import load

LATER = "not yet built"
HALL = 'is = "osc 127.0.0.1:57190"'


# The tables of a show

TABLES = [
    ('sheet = "ferry.toml"', "", None, "the show names its sheet: write sheet = "),
    ('sheet = "ferry.toml"', "sheet = 5", "5", "sheet is a text"),
    ('hands = "hands.toml"', 'hands = ""', None, "the show names its hands"),
    ('hands = "hands.toml"', 'hands = "hands.toml"\nhand = 1', "1", "did you mean hands?"),
    ("[group]", "[gruop]", "gruop]", "did you mean group?"),
    ("[group]", "[group.x]\na = 1\n[group]", "group.x]", "x is a text"),
    ("[sound]", "[sound]\nx = 5", "5", "x is a text"),
    ("[port]", "[port]\nx = 'midi P'", "'midi P'", "the hands name no device x"),
    ('"serial pedal"', '"serail pedal"', "serail pedal", "a port is such as"),
    ('"serial pedal"', "'midi \"\"'", 'midi ""', "a port is such as"),
    ('"serial pedal"', '"midi pedal"', None, "its port is one of serial, lines, keys"),
    ('"serial pedal"', '"stream pedal 31250"', None, "footswitch is a serial device"),
    ('"serial pedal"', '"lines"', "lines", "lines /dev/ttyUSB0"),
    ('"serial pedal"', '"keys a b"', "keys a b", "a port is such as"),
    ('"serial pedal"', '"stream"', "stream", "a port is such as"),
    ('"serial pedal"', '"stream x"', "stream x", "31250 or 115200: write stream x 31250"),
    ('"serial pedal"', '"stream x 9600"', "stream x 9600", "says its speed, 31250 or 115200"),
    ('"serial pedal"', '"stream x 31250 9"', "stream x 31250 9", "a port is such as"),
    ('footswitch = "serial pedal"', "", "", "no port for footswitch: write [port]"),
    ('clock = "press"', "speed = 5", None, "8 to 60 frames per second"),
    ('clock = "press"', "sped = 18", None, "did you mean speed?"),
    ("[out.hall]", "[[out.hall]]", "out.hall]]", "an output is a table: write [out.hall]"),
    ("[out.hall]", "[out]\nx = 1\n[out.hall]", "1", "an output is a table: write [out.x]"),
    ("[out.hall]", "[out.osc]", "out.osc]", "osc is a kind of output; give this one a name"),
    (HALL, "", "out.hall]", "an output says what it is"),
    (HALL, HALL + '\nearly = "0.1 s"', "0.1 s", "0 to 1000 ms: write 100 ms"),
    (HALL, HALL + '\nearly = "1001 ms"', "1001 ms", "0 to 1000 ms: write 100 ms"),
    (HALL, 'is = "ocs a:1"\nearly = "9"', "9", "0 to 1000 ms: write 100 ms"),
    (HALL, HALL + "\nearly = 100", "100", "early is a text"),
    (HALL, HALL + "\nealry = 1", "1", "did you mean early?"),
    (HALL, 'is = ""', '"', "an output is one of osc, supercollider, midi"),
    (HALL, 'is = "osc"', "osc", "osc has a host and a port"),
    (HALL, 'is = "osc 127.0.0.1"', "127.0.0.1", "osc has a host and a port"),
    (HALL, 'is = "osc 127.0.0.1:0"', "127.0.0.1:0", "osc has a host and a port"),
    (HALL, 'is = "osc 127.0.0.1:65536"', "127.0.0.1:65536", "osc has a host and a port"),
    (HALL, 'is = "osc 127.0.0.1:9000 udp"', "udp", "nothing follows the place"),
    (HALL, 'is = "midi"', "midi", "say which MIDI port"),
    (HALL, "is = 'midi \"\"'", "midi", "say which MIDI port"),
    (HALL, 'is = "ocs 127.0.0.1:1"', "ocs", "no kind of output; did you mean osc?"),
    *(
        (HALL, f'is = "{kind} 127.0.0.1"', kind, f"{kind} is {LATER}")
        for kind in ("ableton", "qlab", "reaper", "bitwig")
    ),
]


@pytest.mark.parametrize(("before", "after", "under", "words"), TABLES)
def test_a_mistake_in_a_show_is_told_where_it_stands(before, after, under, words):
    assert_refused(words_told(show=demo("show", (before, after))), under, words)


@pytest.mark.parametrize("wrong", ['is = "osc"', 'is = "qlab 10.0.0.1"', ""])
def test_an_output_that_is_wrong_is_one_mistake_not_one_for_each_line_that_uses_it(wrong):
    assert len(words_told(show=demo("show", (HALL, wrong)))) == 1


# Names of the sheet

NAMES = [
    (("strings pp, A3", "strnigs pp, A3"), "strnigs", "no group strnigs; did you mean strings?"),
    (("A1 mist", "A1 mits"), "mits", "no sound mits; did you mean mist?"),
    (("A1 mist", "A1 bell~"), "bell", "bell has no stop in"),
    (("A1 mist", "A1 -oar"), "oar", "oar has no stop in"),
    (("A1 mist", "A1 mist=1"), "mist", "is fired in"),
    (("A1 mist", "A1 hall-reverb"), "hall-reverb", "write hall-reverb=0.4"),
    (("A1 mist", "A1 hall-reverb=1.1"), "hall-reverb", "runs from 0 to 1"),
    (("A1 mist", "A1 hall-reverb=-0.1"), "hall-reverb", "runs from 0 to 1"),
    (("A1 mist", "A1 reverb-hall, A1 reverb"), "reverb", "no sound reverb"),
]


@pytest.mark.parametrize(("change", "under", "words"), NAMES)
def test_a_name_nothing_answers_to_is_told_where_it_stands(change, under, words):
    assert_refused(words_told(sheet=demo("sheet", change)), under, words)


@pytest.mark.parametrize("value", ["0", "1", "0.5"])
def test_a_value_may_be_anywhere_in_its_range(value):
    assert words_told(sheet=demo("sheet", ("A1 mist", f"A1 hall-reverb={value}"))) == []


def test_a_name_inside_a_longer_one_is_not_pointed_at():
    problems = refused(sheet=demo("sheet", ("A1 mist", "A1 oar-bell, A2 mist, A2 o")))
    by_name = {caret(one): one.source[: one.column - 1] for one in problems}
    assert by_name["o"].endswith("A2 mist, A2 ")


# All of it at once


def test_several_files_that_are_wrong_are_all_told_at_once():
    problems = refused(
        show=demo("show", ("[group]", "[gruop]"), ('clock = "press"', 'clock = "mtc"')),
        sheet=demo("sheet", ("vamp out 1 2", "vmap out 1 2")),
        hands=demo("hands", ("R8 =", "Q8 =")),
        **{"device:footswitch": demo("device:footswitch", ('"switch 5"', '"switch 9"'))},
    )
    under = {(Path(one.file).stem, caret(one)) for one in problems}
    assert {
        ("show", "gruop]"),
        ("show", "mtc"),
        ("ferry", "vmap"),
        ("footswitch", "9"),
    } <= under
    assert {one.file for one in problems} == {
        DEMO[key].name for key in ("show", "sheet", "hands", "device:footswitch")
    }


def test_a_file_that_is_no_toml_does_not_silence_the_others():
    problems = refused(sheet="rig = 1\n[film\n", hands="rig = 1\n[footswitch]\nleft = 'og'\n")
    assert {Path(one.file).stem for one in problems} == {"ferry", "hands", "show"}


def test_a_newer_file_is_refused_in_words_and_nothing_else_is_said_of_it():
    text = demo("sheet", ("rig = 1\n", "rig = 2\n"), ("vamp out 1 2", "swing 3"))
    assert [one.message for one in refused(sheet=text)] == [
        "written for a newer rig; this rig reads up to rig = 1: update it"
    ]


@pytest.fixture
def folder(tmp_path):
    """The demo in a folder of its own, to be spoilt."""
    for key in ("show", "sheet", "hands"):
        shutil.copy(ROOT / DEMO[key].name, tmp_path)
    return tmp_path


def test_files_that_cannot_be_read_are_told_where_the_show_names_them(folder):
    (folder / "ferry.toml").unlink()
    (folder / "hands.toml").unlink()
    with pytest.raises(ProblemsError) as caught:
        load(str(folder / "show.toml"))
    assert [caret(one) for one in caught.value.problems] == ['"ferry.toml"', '"hands.toml"']


@pytest.mark.parametrize("name", [".", "a\\u0000b", "n" * 300, "/dev/zero"])
def test_a_name_that_is_no_file_of_the_rig_is_told(folder, name):
    show = demo("show", ('"ferry.toml"', f'"{name}"'))
    (folder / "show.toml").write_text(show)
    with pytest.raises(ProblemsError):
        load(str(folder / "show.toml"))


def test_a_show_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(FileError, match="cannot be read: No such file"):
        load(str(tmp_path / "show.toml"))
    with pytest.raises(FileError, match="is no name of a file"):
        load("a\0b")
    (tmp_path / "show.toml").write_bytes(b"#" * (SIZE_MAX + 1))
    with pytest.raises(FileError, match="larger than 1000 kB"):
        load(str(tmp_path / "show.toml"))


def test_a_device_beside_the_show_comes_before_the_one_of_the_rig(folder):
    (folder / "devices").mkdir()
    lines = demo("device:footswitch").splitlines(keepends=True)
    device = "".join(line for line in lines if not line.startswith("switch4"))
    (folder / "devices" / "footswitch.toml").write_text(device.replace("switch 0", "switch 3"))
    assert ("footswitch", 0, 3) in load(str(folder / "show.toml")).show.surface.controls


NASTY = [
    *(
        "",
        "''",
        '""',
        '"""',
        "[",
        "]",
        "{",
        "=",
        "|",
        "//",
        "~",
        "-",
        "!",
        "<",
        ">",
        ",",
        "#",
        "\\",
    ),
    *("0", "-1", "1e999", "9" * 400, "9" * 5000, "inf", "nan", "true", "1979-05-27", "0:56:12"),
    *("A0", "A9999", "A1-0b", "end", "cutoff", "q=10>999", "vamp", "out", "stop", "<f>", "0..1"),
    *(
        "\x00",
        "\ufeff",
        "\u2028",
        "\r",
        "\t",
        "é",
        "\\u0000",
        "rig = 2",
        "[cue.1]",
        "x = 1",
        "#" * 251,
    ),
]


@given(st.sampled_from(sorted(DEMO)), st.data())
def test_no_file_however_spoilt_raises_anything_but_its_problems(key, data):
    """Words of the demo's files are taken out, doubled, moved, or made something nasty."""
    pieces = [piece for line in demo(key).split("\n") for piece in (*line.split(" "), "\n")]
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(pieces) - 1))
        other = pieces[data.draw(st.integers(0, len(pieces) - 1))]
        pieces[at] = data.draw(st.sampled_from([*NASTY, other, pieces[at] * 2]))
    text = " ".join(pieces).replace(" \n ", "\n")
    problems = refused(**{key: text})
    assert told(problems) or prepared(**{key: text}).show


def test_the_house_may_promise_speeds_that_change_with_the_sheet_s_reels():
    sheet = demo("sheet", ("speed = 18", 'speed = 18\nreels = "R1 0+00 | R2 10+00 | end 900+00"'))
    text = demo("show", ('clock = "press" ', 'speed = "20, R2 22"\nclock = "press" '))
    pace = prepared(sheet=sheet, show=text).show.pace
    assert [(one.begin, one.speed) for one in pace.stretches] == [(0, 20), (160, 22)]
    found = words_told(show=text)
    assert_refused(found, "R2", "R2: write where the reels begin")


def test_a_list_of_speeds_is_not_judged_by_a_sheet_that_cannot_be_read():
    text = demo("show", ('clock = "press" ', 'speed = "20, R2 22"\nclock = "press" '))
    found = words_told(show=text, sheet="rig = 1\n[")
    assert not any("reels" in words for _, words in found), found


def test_a_name_that_a_theme_or_a_hand_plays_is_patched_too():
    """Told where it is written: once, though every cue that recalls the theme plays it."""
    theme = '[theme.SEA]\nplay = "A 4 q=60"\nfire = "A1 hrp"\ndyn = "brass f"\n'
    cues = '[cue.1]\non = "screening"\nplay = "SEA | B 2"\nhits = "0:02 B1 bang hand crck"\n'
    found = words_told(sheet=f"rig = 1\n[film]\nspeed = 18\n{theme}{cues}")
    for name, what in (("hrp", "sound"), ("brass", "group"), ("crck", "sound")):
        assert_refused(found, name, f"has no {what} {name}")
    unused = f"rig = 1\n[film]\nspeed = 18\n{theme}" + cues.replace("SEA | B 2", "B 2 q=60")
    assert [name for name, _ in words_told(sheet=unused)] == ["crck"]
