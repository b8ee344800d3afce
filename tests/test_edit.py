"""Texts put into a player's file, and every other byte of it kept."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.errors import FileError
from rig.notation.edit import edited

SHEET = """\
rig = 1
# The print.
[film]
speed = 20   # fps

[cue.1]       # the tower
  on    = "screening"   # breakers
  look  = "0:01"
  hits  = '''
0:10 ~ "lamp" !!!   # no comment
'''   # to be chosen

[cue."7.5"]
play = "A 4"
"""
HITS = ("cue", "1", "hits")
ORDER = ("on", "look", "play", "hits", "dyn")


def written(values: dict[tuple[str, ...], str], text: str = SHEET) -> str:
    return edited(text.encode(), values, ORDER).decode()


def test_a_value_is_replaced_and_its_comment_stays():
    text = written({("cue", "1", "look"): "0:02"})
    assert text == SHEET.replace('"0:01"', '"0:02"')


def test_a_text_of_several_lines_begins_on_its_own_line():
    text = written({HITS: "0:10 A5 lamp\n0:20 A9 door\n"})
    before, after = SHEET.split("'''\n0:10 ~ \"lamp\" !!!   # no comment\n'''")
    assert text == f'{before}"""\n0:10 A5 lamp\n0:20 A9 door\n"""{after}'


def test_a_value_that_is_no_text_becomes_one():
    assert 'speed = "18, R2 20"   # fps\n' in written({("film", "speed"): "18, R2 20"})


def test_a_new_key_stands_in_its_order_under_the_equals_sign_of_its_neighbour():
    text = written({("cue", "1", "dyn"): "me p", ("cue", "1", "play"): "A 8 q=96"})
    added = '  play  = "A 8 q=96"\n', '  dyn   = "me p"\n'
    assert added[0] + "  hits" in text
    assert "'''   # to be chosen\n" + added[1] in text
    assert text.replace(added[0], "").replace(added[1], "") == SHEET


def test_new_keys_behind_one_neighbour_stand_in_their_order():
    values = {("cue", "7.5", "dyn"): "me p", ("cue", "7.5", "hits"): "0:20 ~ x"}
    assert written(values) == SHEET + 'hits = "0:20 ~ x"\ndyn  = "me p"\n'
    assert written(values, SHEET.rstrip()) == SHEET + 'hits = "0:20 ~ x"\ndyn  = "me p"'


def test_a_key_before_all_others_stands_right_behind_the_name_of_its_table():
    text = written({("cue", "7.5", "on"): "segue"})
    assert text == SHEET.replace('["7.5"]', "").replace('"7.5"]\n', '"7.5"]\non = "segue"\n')


def test_a_key_of_no_order_comes_last():
    text = written({("film", "history"): "cut"}, SHEET.replace("# fps", "# fps\nbend = '4%'"))
    assert "speed = 20   # fps\nbend = '4%'\nhistory = \"cut\"\n" in text


def test_line_ends_and_byte_order_mark_stay_as_they_are():
    content = b"\xef\xbb\xbf" + SHEET.replace("\n", "\r\n").encode()
    new = edited(content, {HITS: "one\ntwo\n", ("cue", "1", "play"): "A 8"}, ORDER)
    assert new.startswith(b"\xef\xbb\xbfrig = 1\r\n")
    assert new.count(b"\n") == new.count(b"\r\n") == content.count(b"\n") + 2
    assert tomllib.loads(new.decode("utf-8-sig"))["cue"]["1"]["hits"] == "one\ntwo\n"


@pytest.mark.parametrize(
    "text",
    [
        'film = {speed = "20"}\n',
        'film.speed = "20"\n',
        "rig = 1\n",
        "[[film]]\nspeed = 20\n",
        "film = 7\n",
        "not TOML",
    ],
)
def test_a_file_without_a_place_for_it_is_refused_in_words(text):
    with pytest.raises(FileError, match=r"cannot write into \[film\]: give the table a line"):
        edited(text.encode(), {("film", "title"): "Skerry"})


def test_a_table_of_dotted_keys_takes_a_new_value_for_an_old_key():
    new = edited(b'film.speed = "20" # fps\n', {("film", "speed"): "18"})
    assert new == b'film.speed = "18" # fps\n'


KEYS = ("on", "look", "play", "hits", "dyn", "note")
LETTERS = st.text(
    st.sampled_from("A8 q=|~!#\n\t\"'\\éÜ[]{}=\x00\x7f\r\u2028") | st.characters(codec="utf-8"),
    max_size=30,
)
COMMENTS = st.sampled_from(["", " # said", '  # it\'s "so" = [x]', "\t# '''"])
GAPS = st.sampled_from(["", "\n", "# alone\n", "  # [cue.9]\n\n"])
PLAIN = st.sampled_from(
    ['"x"', "'x'", '"""\n[cue.1]\non = "a"\n"""', "'''a''b'''", "20", '"""a\\\n  b"""', '"a\\"#b"']
)


@st.composite
def files(draw):
    """A file of the rig, and some values for keys of its tables."""
    text, wanted = "rig = 1\n", {}
    for number in draw(st.lists(st.sampled_from(["1", "2", "3A", "7.5"]), min_size=1, unique=True)):
        text += draw(GAPS) + f'[cue."{number}"]{draw(COMMENTS)}\n'
        for key in draw(st.lists(st.sampled_from(KEYS), unique=True)):
            space = " " * draw(st.integers(0, 3))
            text += f"{space}{key}{space}={space}{draw(PLAIN)}{draw(COMMENTS)}\n{draw(GAPS)}"
        for key in draw(st.lists(st.sampled_from(KEYS), max_size=3, unique=True)):
            wanted["cue", number, key] = draw(LETTERS)
    return text, wanted


@given(files())
@example(("rig = 1\n[cue.1]\non = 'x'", {("cue", "1", "hits"): 'a\nb\\"""'}))
@example(("rig = 1\n[cue.1]\non = 'x'", {("cue", "1", "hits"): "a\nb\\c'"}))
@example(("rig = 1\n[cue.1]\non = 'x'", {("cue", "1", "hits"): 'a\nb""'}))
def test_what_is_written_is_read_and_all_else_is_kept(file):
    text, wanted = file
    new = edited(text.encode(), wanted, KEYS).decode()
    data = tomllib.loads(text)
    for (_, number, key), value in wanted.items():
        data["cue"][number][key] = value
    assert tomllib.loads(new) == data


@given(files())
def test_saying_what_was_said_before_gives_the_old_bytes_outside_the_values(file):
    """What was replaced is put back as it was written: the same file."""
    text, wanted = file
    there = tomllib.loads(text)["cue"]
    old = {path: there[path[1]][path[2]] for path in wanted if path[2] in there[path[1]]}
    marked = edited(text.encode(), dict.fromkeys(old, "@@"), KEYS).decode()
    assert marked.count('"@@"') == len(old)
    parts = marked.split('"@@"')
    here = 0
    for part in parts:
        found = text.find(part, here)
        assert found >= 0
        here = found + len(part)
    assert text.startswith(parts[0])
    assert text.endswith(parts[-1])


@given(files(), st.sampled_from(KEYS))
def test_a_new_key_adds_one_line_and_takes_none(file, key):
    text, _ = file
    there = tomllib.loads(text)["cue"]
    new_in = [number for number, cue in there.items() if key not in cue]
    new = edited(text.encode(), {("cue", one, key): "@@" for one in new_in}, KEYS).decode()
    kept = [line for line in new.split("\n") if '"@@"' not in line]
    assert kept == text.split("\n")
    assert tomllib.loads(new)["cue"].keys() == there.keys()
