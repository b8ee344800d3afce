"""A sheet's own lines in a list: in their order, and where another program has put them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from test_bring import bare, listed, mark, opened, sheet_of
from written import cue, document, sheet_text, told

from rig.desk.bring import bring_in, bring_out
from rig.exchange import formats
from rig.exchange.asked import Asked
from rig.exchange.spotting import MarkerKind
from rig.score.read import read_sheet

CUE = MarkerKind.CUE
HIT = MarkerKind.HIT

RESTLESS = sheet_text(
    cue(play="A 4 q=60", hits="0:12 A4 second\n0:08 A3 first"),
    cue("2", on="title: late", look="0:40 0:44 0:50", play="A 2", hits="0:45 A1 a | 0:44 ~ b"),
    cue("3", on="action: early", look="0:30", play="A 2"),
    "[cue.4]\non = 'title: no music'\nlook = '1:00'\nfire = 'bell'",
    cue("5", on="title: end", look="1:10", play="A 2"),
)
"""Neither its cues nor its hits go forward, and one of them has no music."""


def moved(spotting, part, seconds):
    """A list in which another program has moved the marker whose name has this part."""
    return replace(
        spotting,
        markers=tuple(
            replace(one, at=one.at + Fraction(seconds)) if part in one.name else one
            for one in spotting.markers
        ),
    )


@pytest.mark.parametrize("word", ["csv", "otio"])
def test_a_sheet_that_does_not_go_forward_comes_back_as_it_was(word):
    content = formats.write(word, listed(RESTLESS), Asked()).content
    back, draft = sheet_of(formats.read(f"x.{word}", content, Asked()))
    assert read_sheet(back) == opened(RESTLESS)[1]
    assert (draft.guesses, draft.lost) == ([], [])


def test_a_marker_written_into_the_list_goes_to_the_cue_that_plays_then():
    spotting = listed()
    late = mark(62, "new", HIT)
    back, _ = sheet_of(replace(spotting, markers=(*spotting.markers, late)))
    found = {one.number: [hit.text for hit in one.hits] for one in read_sheet(back).cues}
    assert found == {"1": ["he jumps"], "2": ["the mast | falls", "new", "oil"], "4": ["dark"]}


@pytest.mark.parametrize("order", ["0", "x", "9" * 5000, "-1", "²"])
def test_an_order_that_was_spoilt_is_none(order):
    facts = (("on", "title: x"), ("order", order))
    spotting = bare(*(mark(at, "", CUE, number=str(at), facts=facts) for at in (9, 3)))
    back, _ = sheet_of(spotting, Fraction(20))
    assert [one.number for one in read_sheet(back).cues] == ["3", "9"]


def test_a_cue_of_a_sheet_that_has_no_play_is_given_none():
    content = formats.write("csv", listed(RESTLESS), Asked()).content
    back, _ = sheet_of(formats.read("x.csv", content, Asked()))
    assert read_sheet(back).cues[3].passages == ()


@pytest.mark.parametrize("word", ["csv", "otio"])
def test_what_another_program_moved_is_written_where_it_is_now(word):
    spotting = moved(moved(listed(RESTLESS), "second !", "1/2"), "title: late", -2)
    content = formats.write(word, spotting, Asked()).content
    back, draft = sheet_of(formats.read(f"x.{word}", content, Asked()))
    sheet = read_sheet(back)
    assert [(hit.frame, hit.text) for hit in sheet.cues[0].hits] == [
        (12 * 18 + 9, "second"),
        (8 * 18, "first"),
    ]
    look = sheet.cues[1].look
    assert (look.begin, look.expected, look.overdue) == (38 * 18, 42 * 18, 48 * 18)
    assert draft.guesses == [
        "second ! was moved: 0:12 A4 second is now 0:12+09 A4 second",
        "title: late was moved: 0:40 0:44 0:50 is now 0:38 0:42 0:48",
    ]


@pytest.mark.parametrize("shift", ["1/37", "-1/37", "1/36"])
def test_what_was_rounded_to_frames_of_a_time_line_was_not_moved(shift):
    """Half a frame of 18 a second is 1/36 second."""
    text = sheet_text(cue(play="A 4 q=60", hits="#217.5 A4 one | 0:02+05 A1 two"))
    back, draft = sheet_of(moved(listed(text), "!", shift))
    assert read_sheet(back).cues[0].hits == opened(text)[1].cues[0].hits
    assert draft.guesses == []


def test_half_a_frame_and_more_is_a_move():
    text = sheet_text(cue(play="A 4 q=60", hits="0:12 A4 one"))
    back, _ = sheet_of(moved(listed(text), "one !", "5/144"))
    assert read_sheet(back).cues[0].hits[0].frame == 12 * 18 + 1


def test_when_to_look_for_a_cue_that_was_moved_is_never_before_the_film():
    text = sheet_text(cue(play="A 4 q=60"), cue("2", on="title: x", look="0:05 0:09 0:20"))
    back, _ = sheet_of(moved(listed(text), "title: x", -8))
    look = read_sheet(back).cues[1].look
    assert (look.begin, look.expected, look.overdue) == (0, 18, 12 * 18)


def test_a_position_of_two_words_moves_as_one():
    text = sheet_text(cue(play="A 4 q=60", hits="R2 1+04 A4 two words")).replace(
        "speed", "reels = 'R1 0+00 | R2 10+00'\nspeed"
    )
    back, _ = sheet_of(moved(listed(text), "two words", 1))
    (hit,) = read_sheet(back).cues[0].hits
    assert (hit.frame, hit.text) == (11 * 16 + 4 + 18, "two words")


@pytest.mark.parametrize("line", ["soon A1 x", "", "R9 84+03 A1 x"])
def test_a_line_whose_place_cannot_be_read_is_left_for_the_reader_to_tell(line):
    facts = (("cue", "1"), ("hits", line))
    start = mark(0, "screening", CUE, number="1")
    back, draft = sheet_of(bare(start, mark(3, "x", HIT, facts=facts)), Fraction(20))
    read_sheet(back)
    assert bool(back.problems) == bool(line), told(back.problems)
    assert draft.guesses == []


def test_markers_before_the_first_cue_are_hits_of_it_and_that_is_said():
    spotting = bare(mark(1, "bang"), mark(2, "title: x", CUE, number="1"), mark(5, "door"))
    back, draft = sheet_of(spotting, Fraction(20))
    (one,) = read_sheet(back).cues
    assert (one.number, [hit.text for hit in one.hits]) == ("1", ["bang", "door"])
    assert draft.guesses == ["1 markers before the first cue are written as hits of it"]


def test_a_hit_before_its_own_cue_is_no_marker_that_nobody_knows():
    spotting = listed(sheet_text(cue(look="0:10", play="A 4 q=60", hits="0:08 ~ early")))
    loose = tuple(
        replace(one, facts=tuple(fact for fact in one.facts if fact[0] != "order"))
        for one in spotting.markers
    )
    back, draft = sheet_of(replace(spotting, markers=loose))
    assert [hit.text for hit in read_sheet(back).cues[0].hits] == ["early"]
    assert draft.guesses == []


def test_a_hit_whose_text_looks_like_a_table_is_exported(tmp_path):
    sheet = tmp_path / "x.toml"
    text = sheet_text(cue(play="A 4 q=60", hits="0:04 A2 [film] burns"))
    assert document(text).readable
    sheet.write_text(text, "utf-8")
    assert bring_out(str(sheet), "reaper", None, None) == 0
    rows = (tmp_path / "x.csv").read_text("utf-8").splitlines()[1:]
    assert len(rows) == 2, "the cue and the hit, and no table of the sheet"
    assert sum("[film] burns" in row for row in rows) == 1


def test_a_marker_has_its_weight_and_a_cue_its_length():
    hit, plain = (one for one in listed().markers if one.name[:2] in ("he", "oi"))
    assert (hit.name, plain.name) == ("he jumps !!!", "oil !")
    one = listed(sheet_text(cue(look="0:10", play="A 4 q=60"))).markers[-1]
    assert (one.at, one.length) == (10, 16)


def test_only_the_first_cue_at_zero_needs_no_look():
    spotting = bare(*(mark(0, "title: x", CUE, number=number) for number in "12"))
    first, second = read_sheet(sheet_of(spotting, Fraction(20))[0]).cues
    assert (first.look, second.look.expected) == (None, 0)
    late = bare(mark(3, "screening", CUE, number="1"))
    assert read_sheet(sheet_of(late, Fraction(20))[0]).cues[0].look.expected == 60


def test_what_a_cue_without_music_before_it_becomes_is_said():
    starts = (mark(0, "screening", CUE, number="1"), mark(9, "segue", CUE, number="2"))
    bare_segue = mark(9, "", CUE, number="3", facts=(("on", "segue"),))
    guesses = sheet_of(bare(*starts, bare_segue), Fraction(20))[1].guesses
    assert [guess.rpartition(" it is ")[2] for guess in guesses] == ["on time", "pressed"]


def test_every_hit_goes_back_to_the_cue_it_stood_in():
    """The last two lie beyond the cue they belong to, behind the next one's start."""
    text = sheet_text(
        cue(play="A 4 q=60", hits="0:04 A2 a | 0:12 end b | 0:20 ~ c"),
        cue("2", on="title: x", look="0:10", play="A 4", hits="0:10 A1 d"),
    )
    loose = tuple(
        replace(one, facts=tuple(fact for fact in one.facts if fact[0] != "order"))
        for one in listed(text).markers
    )
    back, _ = sheet_of(replace(listed(text), markers=loose))
    assert [[hit.text for hit in one.hits] for one in read_sheet(back).cues] == [
        ["a", "b", "c"],
        ["d"],
    ]


def test_the_commands_say_once_each_what_is_left_out(tmp_path, capsys):
    sheet = tmp_path / "x.toml"
    guessed = cue("2", on="title: x", play="A 1")
    sheet.write_text(sheet_text(cue(play="A 4 q=60"), guessed), "utf-8")
    bring_out(str(sheet), "reaper", None, None)
    assert "left out: when cue 2 begins is not said" in capsys.readouterr().err
    early = bare(*(mark(-1, "slate") for _ in "ab"), mark(1, "door"))
    (tmp_path / "early.csv").write_bytes(formats.write("csv", early, Asked()).content)
    bring_in(str(tmp_path / "early.csv"), None, None, None, "20")
    assert capsys.readouterr().err.count("left out: slate lies before the film's 0:00") == 1


def test_a_cue_is_where_it_is_expected_and_not_where_its_press_is_taken():
    text = sheet_text(
        "[theme.BLUE]\nplay = 'A 4 q=60'",
        cue(play="C 8 q=60 | BLUE", note="softly"),
        cue("2", on="title: x", look="0:10", enter="bar", play="A 1"),
    )
    spotting = listed(text)
    one, two = (marker for marker in spotting.markers if marker.kind is CUE)
    assert (two.at, one.colour) == (10, "#2f5fb3")
    assert (one.note, dict(one.facts).keys()) == ("softly", {"on", "play", "order"})


def test_where_a_foreign_lists_clock_begins_is_written():
    spotting = replace(bare(mark(1, "door")), zero=Fraction(3723) + Fraction(1, 2))
    assert read_sheet(sheet_of(spotting, Fraction(20))[0]).film.zero == (
        "01:02:03.500 of the list this came from"
    )
