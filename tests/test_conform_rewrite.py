"""A sheet for another print: each position in its own unit, every other byte as it was."""

from __future__ import annotations

import tomllib

import pytest
from films import steady
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.desk.conform_history import with_history
from rig.desk.conform_letters import Change, changed, letters_of
from rig.desk.conform_map import FrameMap, Kind, Segment
from rig.desk.conform_rewrite import Target, moves_of, rewrite
from rig.desk.sheet_file import as_sheet
from rig.errors import FileError
from rig.notation.document import read
from rig.score.positions import Unit, write_position

SHEET = """\
rig = 1
[film]                                  # the tower
print = "green"                         # for now
speed = 18      # fps
reels = "R1 0+00 | R2 20+00"            # cans
copy  = "dvd 25 fps 10:00:00:00 = 0:00"

[cue.1]
on    = "screening"
look  = "0:10 #200 0:12+05"             # from, expected, overdue
play  = "A 8 q=96 | V 4 vamp | B 8"
press = "V dvd 10:00:20:00 the long card"      # out
hits  = '''
0:30+06   B1  "the lamp" is lit   !!!
R2 5+03   B3  door slams
#603      B5  the end             !!
'''   # the last line
[cue.2]
on = "time"
look = "45+00"
hits = "0:50 ~ one \\u00e9! | 50+00 ~ two | 0:58+02 ~ three"
"""
HISTORY = "2027-05-14: moved"
NEW = '# reels = "R1 0+00 | R2 20+00"            # cans\n# copy  = "dvd 25 fps'


def shifted(*cuts, by=0):
    """Everything from frame 0 on moved by so much, but for what was cut."""
    segments, old, new = [], 0, by
    for begin, end in cuts:
        segments += [
            Segment(Kind.SAME, old, begin, new, new + begin - old),
            Segment(Kind.CUT, begin, end, new + begin - old, new + begin - old),
        ]
        old, new = end, new + begin - old
    segments.append(Segment(Kind.SAME, old, 9999, new, new + 9999 - old))
    return FrameMap(
        tuple(one for one in segments if (one.old, one.new) != (one.old_end, one.new_end))
    )


def moved(text, frames, pace=None, speed="", name="amber"):
    content = text if isinstance(text, bytes) else text.encode()
    old = as_sheet(read("sheet.toml", content))
    moves = tuple(moves_of(old, frames))
    target = Target(name, speed, pace or old.sheet.film.pace, frames)
    return rewrite(content, old, moves, target, HISTORY)


def lines(text, frames, **known):
    return moved(text, frames, **known).content.decode().split("\n")


def test_the_same_print_changes_nothing_but_its_name_and_history():
    written = moved(SHEET, shifted())
    assert written.notices == ()
    added = 'history = [\n  "2027-05-14: moved",\n]\n'
    assert written.content.decode().replace(added, "") == SHEET.replace('"green"', '"amber"')


def test_every_unit_stays_what_it_was_where_it_can():
    """Reels and copies are not those of the new print: feet and the clock take their place."""
    written = moved(SHEET, shifted(by=18))
    text = written.content.decode()
    assert 'look  = "0:11 #218 0:13+05"             # from, expected, overdue\n' in text
    assert 'press = "V 0:21 the long card"      # out\n' in text
    assert '0:31+06   B1  "the lamp" is lit   !!!\n26+05     B3  door slams\n#621      B5' in text
    assert 'look = "46+02"\nhits = "0:51 ~ one \\u00e9! | 51+02 ~ two | 0:59+02 ~ three"' in text
    assert NEW in text
    assert written.notices == (
        "reels: of the old print, now a comment",
        "copy: of the old print, now a comment",
    )


def test_another_speed_writes_the_same_frames_on_another_clock():
    """Reels are frames, and stay; the copy ran in the film's old time."""
    written = moved(SHEET, shifted(), pace=steady(20).pace, speed="20")
    text = written.content.decode()
    assert "\nspeed = 20      # fps\n" in text
    assert 'look  = "0:09 #200 0:11+01"' in text
    assert "0:27+06   B1" in text
    assert "R2 5+03   B3" in text
    assert written.notices == ("copy: of the old print, now a comment",)


LAMP, SLAM, END = (
    '0:30+06   B1  "the lamp" is lit   !!!',
    "25+03     B3  door slams",
    "#603      B5",
)
CUTS = {
    "the first": ((546, 549), '# cut: 0:30+06 B1 "the lamp" is lit !!!\n', (SLAM, "#600      B5")),
    "one between": ((403, 404), "# cut: R2 5+03 B3 door slams\n", ("0:30+05", "#602      B5")),
    "the last": ((603, 604), "# cut: #603 B5 the end !!\n", (LAMP, SLAM + "\n'''   # the")),
}


@pytest.mark.parametrize("which", CUTS)
def test_a_hit_that_was_cut_stands_below_as_a_comment(which):
    cut, comment, kept = CUTS[which]
    body, last, below = moved(SHEET, shifted(cut)).content.decode().partition("# the last line\n")
    assert below.startswith(f"{comment}[cue.2]\n")
    assert all(one in body + last for one in kept)
    assert body.count("\n") == SHEET.partition("# the last line\n")[0].count("\n") + 3 - 1


@pytest.mark.parametrize(
    ("cut", "kept", "dead"),
    [
        ((900, 901), '"50+00 ~ two | 0:58+01 ~ three"', ["0:50 ~ one é!"]),
        ((800, 801), '"0:49+17 ~ one \\u00e9! | 0:58+01 ~ three"', ["50+00 ~ two"]),
        ((1046, 1047), '"0:50 ~ one \\u00e9! | 50+00 ~ two"', ["0:58+02 ~ three"]),
        ((801, 1100), '"50+00 ~ two"', ["0:50 ~ one é!", "0:58+02 ~ three"]),
        ((750, 1100), '""', ["0:50 ~ one é!", "50+00 ~ two", "0:58+02 ~ three"]),
    ],
)
def test_in_one_line_the_separator_goes_with_the_hit(cut, kept, dead):
    found = lines(SHEET, shifted(cut))
    at = found.index(f"hits = {kept}")
    assert found[at + 1 :] == [*(f"# cut: {one}" for one in dead), ""]


def test_a_cue_whose_start_was_cut_is_expected_where_the_cut_is():
    found = moved(SHEET, shifted((190, 400))).content.decode()
    assert 'look  = "0:09+08 #190 0:11+13"' in found


def test_what_lies_before_the_new_zero_is_expected_there_and_a_hit_dies():
    written = moved(SHEET, shifted(by=-560))
    assert 'look  = "0:00 #0 0:01+03" ' in written.content.decode()
    assert '# cut: 0:30+06 B1 "the lamp" is lit !!!\n# cut: R2 5+03 B3' in written.content.decode()


def test_line_ends_and_the_byte_order_mark_stay():
    content = b"\xef\xbb\xbf" + SHEET.replace("\n", "\r\n").encode()
    written = moved(content, shifted((403, 404))).content
    assert written.startswith(b"\xef\xbb\xbfrig = 1\r\n")
    assert written.count(b"\n") == written.count(b"\r\n")
    plain = moved(SHEET, shifted((403, 404))).content
    assert written[3:].replace(b"\r\n", b"\n") == plain


@pytest.mark.parametrize("by", [1, 18, 1234])
def test_there_and_back_is_the_same_sheet(by):
    """Clock, frames and feet; reels and copies are gone by then."""
    text = "".join(one + "\n" for one in SHEET.splitlines() if one[:4] not in ("reel", "copy"))
    text = text.replace("R2 5+03", "25+03  ").replace("dvd 10:00:20:00", "0:20")
    there = moved(text, shifted(by=by)).content
    back = moved(there, FrameMap((Segment(Kind.SAME, by, 9999, 0, 9999 - by),)), name="green")
    found = back.content.decode()
    history = f'history = [\n  "{HISTORY}",\n  "{HISTORY}",\n]\n'
    assert found.replace(history, "") == text


UNITS = (Unit.CLOCK, Unit.FRAME, Unit.FEET, Unit.TIMECODE)
frames = st.integers(0, 200_000)


@given(st.lists(st.tuples(frames, st.sampled_from(UNITS)), min_size=1, max_size=8), frames)
@settings(max_examples=60, deadline=None)
def test_every_position_lands_on_its_frame_in_its_unit(written, by):
    film = steady(24)
    hits = [f"{write_position(frame, film, unit)} ~ {n}" for n, (frame, unit) in enumerate(written)]
    text = f"rig = 1\n[film]\nspeed = 24\n[cue.1]\non = 'screening'\nhits = '{' | '.join(hits)}'\n"
    found = moved(text, FrameMap((Segment(Kind.SAME, 0, 9, by, by + 9),)))
    moves = [f"{write_position(at + by, film, unit)} ~ {n}" for n, (at, unit) in enumerate(written)]
    assert f"hits = '{' | '.join(moves)}'\n" in found.content.decode()
    assert [hit.frame for hit in found.file.sheet.cues[0].hits] == [at + by for at, _ in written]


@pytest.mark.parametrize(
    "text",
    [
        'rig = 1\nfilm = {speed = 18}\n[cue.1]\non = "screening"\nhits = "0:01 ~"\n',
        'rig = 1\n[film]\nspeed = 18\n[cue]\n1 = {on = "screening", hits = "0:01 ~"}\n',
    ],
)
def test_tables_in_braces_are_refused_in_words(text):
    with pytest.raises(
        FileError, match=r"cannot write into \[.*: give the table a line of its own"
    ):
        moved(text, shifted(by=5))


@pytest.mark.parametrize(
    "before",
    [
        "",
        "history = []",
        "history = ['a']",
        "history = [\n 'a', # b\n 'c' # d\n] # e",
        "history = ['a', ]",
    ],
)
def test_history_grows_at_its_end_and_keeps_its_comments(before):
    text = f"rig = 1\n[film]\nspeed = 18\n{before}\n[cue.1]\n"
    once = with_history(text.encode(), 'one "two"')
    twice = with_history(once, "three")
    old = tomllib.loads(text)["film"].get("history", [])
    assert tomllib.loads(twice.decode())["film"]["history"] == [*old, 'one "two"', "three"]
    for comment in ("# b", "# d", "# e"):
        assert (comment in before) == (comment in twice.decode())
    assert max(map(len, twice.decode().split("\n"))) < 40


STRINGS = ('"a\\"b\\u00e9"', "'a\\b'", '"""\na\\\n   b\\tc"""', "'''\na\n'b''''", '""')


@pytest.mark.parametrize("written", STRINGS)
def test_every_letter_of_a_string_is_found_where_it_is_written(written):
    """Each letter's own source, read as a string, is that letter."""
    value = tomllib.loads(f"x = {written}")["x"]
    places = letters_of(written)
    assert len(places) == len(value) + 1
    quote = '"""' if written[0] == '"' else "'''"
    for letter, begin, end in zip(value, places, places[1:], strict=False):
        piece = written[begin:end]
        if letter != "'":
            assert tomllib.loads(f"x = {quote}\n{piece}{quote}")["x"] == letter


def test_changes_in_lines_of_either_end():
    changes = [Change(2, 3, "X\nY"), Change(0, 1, ""), Change(5, 5, "!")]
    assert changed(b"a\nb\ncd", changes) == b"\nX\nY\nc!d"
    assert changed(b"a\r\nb\r\ncd", changes) == b"\r\nX\r\nY\r\nc!d"
