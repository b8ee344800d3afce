"""``rig book``: what is printed, in order, and that a cue stays on its page."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights_on_paper import FAR_NORTH, planned
from stagehands import rig_command
from written import cue, prepared, sheet_text

from rig.errors import RigError
from rig.paper import told
from rig.paper.book import book
from rig.paper.book_flow import BOTTOM, HEIGHT, TOP, WIDTH, Block, Strip, leaves, paragraph
from rig.paper.book_form import form
from rig.paper.book_pages import pages
from rig.paper.draw_pdf import printed
from rig.paper.ink import Words
from rig.paper.levels import levels
from rig.paper.presses import presses
from rig.rehearsal.report import press_name
from rig.score.plan import plan as plan_of
from rig.score.positions import Unit, parse_position, write_position

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def plan():
    return planned()


def texts(plan, unit=Unit.CLOCK):
    """The text of each page as another library reads it, on one line."""
    content = printed(pages(plan, unit), WIDTH, HEIGHT, plan.sheet.film.title)
    read = pypdf.PdfReader(io.BytesIO(content))
    return [" ".join(page.extract_text().split()) for page in read.pages]


@pytest.fixture(scope="module")
def read(plan):
    return texts(plan)


def stand_in_order(text, words):
    at = 0
    for word in words:
        found = text.find(word, at)
        assert found >= 0, f"{word} does not stand behind {text[max(at - 40, 0) : at]}"
        at = found + len(word)


def test_every_cue_stands_in_the_book_in_order_with_all_that_is_seen(plan, read):
    words = []
    for one in plan.cues:
        words += [one.cue.number, one.cue.on.value.upper(), one.cue.seen.replace("日本", "□□")]
        words += [hit.hit.text for hit in one.hits]
    stand_in_order(" ".join(read), words)


def test_the_card_of_a_cue_says_what_a_player_needs(read):
    stand_in_order(
        " ".join(read),
        [
            *("the Neva, <ice> & smoke", "to the next cue 2:10"),
            *("count", "4/4 ♩=72 (click 20-0)", "4 warning clicks"),
            *("A", "6 bars", "“con moto”", "pick-up of 1 beat", "RED A +3", "4 bars"),
            *("♩=60 (click 24-0)", "tacet", "silence, counted", "B", "1 bar", "3 times"),
            *("only if needed", "once, and again if needed"),
            *("X 4 bars", "Y 6 if that fits better", "7/8 2+2+3"),
            *("silence; GO = in again", "press 2, 1:50: a hand -- and $x_1$"),
            *("fermata at the end of bar 1, at most 3 s, until cue 2", "HIT !! 1:00 the first gun"),
            *("B1; as written 69.0 frames early", "any strong beat; nobody has chosen yet"),
            *("X1; by hand: crack", "strings", "pp, B1 <, S1 ff", "brass", "tacet, B1 mp"),
            *("sounds", "hall=0.4, A1 sea~, B1 bell, Q1 -sea", "NEXT 2:10 TITLE □□ Корабль"),
            *("2:10", "look from 2:05, expected 2:10, overdue 2:25", "do not look up"),
            *(
                f"round and round (2{told.TIMES}); GO = out at the end of bar 2 or 4",
                "press 4, 2:40: he goes",
            ),
            *("♩=90>60 exp (click 16-0>24-0)", "RED:A1 mf", "taken at the next bar"),
            *("fade 3 s", "NEXT 3:00 ACTION cut short", "cut short by 60.0 s", "NEXT 3:20 TIME"),
            *("NEXT ACTION nobody knows when", "NEXT the end"),
        ],
    )


def test_the_list_of_presses_stands_on_a_page_of_its_own(plan, read):
    (page,) = [text for text in read if "Presses of the night" in text]
    assert "NEXT" not in page
    words = [word for one in presses(plan) for word in (str(one.number), one.does, one.seen[:2])]
    stand_in_order(page.replace("□□", "日本"), words)


def test_the_map_of_themes_and_reels_is_there(read):
    (page,) = [text for text in read if "Themes, and where they return" in text]
    stand_in_order(page, ["RED", "cue 1", "♩=60, +3 semitones, A 1-4", "cue 2", "A 1-2"])
    stand_in_order(page, ["Ice", "cold", "2:10", "♩=90, A 1-4, B 1-4"])
    stand_in_order(page, ["Reels", "R1", "motor 1:35", "changeover 1:45", "R2", "ends 5:30"])


def test_every_page_says_its_number_its_film_and_its_cues(read):
    for number, text in enumerate(read, 1):
        assert text.endswith(f"{number} of {len(read)}")
        assert text.startswith("Far North <silent> & tinted -- cut")
        assert "print: Москва, 1926; 0:00 is first frame; 18, 20 frames a second" in text
    assert "cue 1" in read[0].partition("print:")[0]


@pytest.mark.parametrize("unit", Unit)
def test_times_are_in_the_unit_asked_for_and_mean_the_same_frame(plan, unit):
    text = " ".join(texts(plan, unit))
    film = plan.sheet.film
    for one in plan.cues:
        if one.cue.look is None:
            continue
        for frame in (one.cue.look.begin, one.cue.look.expected, one.cue.look.overdue):
            if frame is not None:
                written = write_position(frame, film, unit)
                assert written in text
                assert parse_position(written, film).frame == frame
                assert f"({told.clock(film.pace.us_at(frame))})" in text or unit in (
                    Unit.CLOCK,
                    Unit.TIMECODE,
                )


def test_a_reel_ends_on_its_own_counter(plan):
    assert "ends R1 120+00" in " ".join(texts(plan, Unit.REEL))


def test_the_same_sheet_is_the_same_bytes(plan, tmp_path):
    (tmp_path / "sheet.toml").write_text(FAR_NORTH, encoding="utf-8")
    assert book(str(tmp_path / "sheet.toml"), str(tmp_path / "one.pdf"), "clock") == 0
    once = printed(pages(plan, Unit.CLOCK), WIDTH, HEIGHT, plan.sheet.film.title)
    assert (tmp_path / "one.pdf").read_bytes() == once


def test_another_kind_of_file_is_refused(tmp_path):
    with pytest.raises(RigError, match=r"film\.txt: a book is printed as \.pdf"):
        book("sheet.toml", str(tmp_path / "film.txt"), "clock")


@pytest.mark.parametrize("command", ["plot", "book"])
def test_the_commands_do_it(tmp_path, command):
    (tmp_path / "sheet.toml").write_text(FAR_NORTH, encoding="utf-8")
    name = {"plot": "film.svg", "book": "film.pdf"}[command]
    run = rig_command(tmp_path)(command, "sheet.toml", "-o", name)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")
    assert (tmp_path / name).stat().st_size > 10_000
    example = rig_command(tmp_path)(command, "--help").stdout.partition("\nexample:")[2]
    assert f"\n  rig {command} sheet.toml -o film." in example


def test_the_presses_are_those_of_the_night():
    """A second opinion: the list that the engine makes of the same sheet."""
    loaded = prepared()
    ours = [*presses(plan_of(loaded.sheet))]
    theirs = loaded.show.presses
    assert len(ours) == len(theirs)
    for one, go in zip(ours, theirs, strict=True):
        assert (one.cue, one.seen) == (go.cue, go.text)
        assert press_name(loaded.show, go).endswith(one.does)


@pytest.mark.parametrize("click", ["12-2", "8-0", "23-7", "10-3"])
def test_a_frame_click_comes_back_as_it_was_written(click):
    (one,) = planned(sheet_text(cue(play=f"A 4 6/8 click {click}"))).cues
    assert told.clicks(one.cue.passages[0]) == click


@pytest.mark.parametrize(
    ("play", "words"),
    [
        ("A 4 q=96 | V 2 vamp", f"round and round (1{told.TIMES}); GO = out at the end of bar 2"),
        (
            "A 4 q=96 | V 2 vamp out 1.3 2",
            f"round and round (1{told.TIMES}); GO = out at the end of beat 1.3 or bar 2",
        ),
        ("A 4 q=96 fermata 2.4", "fermata at the end of bar 2; GO = on"),
        ("A 4 q=96 fermata 2.3 max 5s", "fermata at the end of beat 2.3, at most 5 s; GO = on"),
        ("A 4 q=96 2-4x", "2 to 4 times"),
        ("A 4 q=96 | X 2 or Y 6 or Z 1", "ending; Y 6 or Z 1 if that fits better"),
        ("A 4 q=96 | // | B 1", "silence; GO = in again"),
    ],
)
def test_the_form_is_told_in_words(play, words):
    plan = planned(sheet_text(cue(play=play)))
    own = {one.leaves: one for one in presses(plan) if one.leaves}
    lines = [text for line in form(plan.cues[0], own, "the end") for text in line.words]
    assert words in lines


def test_what_waits_at_the_end_waits_for_the_next_cue():
    text = sheet_text(cue(play="A 1 q=96 | V 2 vamp"), cue("7", on="title: a"))
    plan = planned(text)
    lines = [text for line in form(plan.cues[0], {}, "cue 7") for text in line.words]
    assert lines[-1] == f"round and round (1{told.TIMES}) until cue 7; out at the end of bar 2"


def test_what_no_font_has_and_no_end_of_a_word_are_printed_all_the_same():
    note = "x" * 3900
    text = sheet_text(cue("long-number-9", note=note, on=f"action: {'日' * 300}"))
    read = texts(planned(text))
    assert len(read) > 2
    assert "".join(read).count("x") >= len(note)
    assert "".join(read).count("□") >= 300


def test_a_cue_without_anything_is_a_card_all_the_same():
    text = sheet_text('[cue.1]\non = "screening"')
    (first, second) = texts(planned(text))
    stand_in_order(first, ["1", "SCREENING", "NEXT the end", "1 of 2"])
    stand_in_order(second, ["Presses of the night", "cue 1"])


@pytest.mark.parametrize(
    "name", ["demo/ferry.toml", "the-crowd/the-crowd.toml"], ids=["ferry", "crowd"]
)
def test_the_examples_are_printed(name):
    plan = planned((EXAMPLES / name).read_text(encoding="utf-8"))
    text = " ".join(texts(plan))
    stand_in_order(text, [one.cue.seen for one in plan.cues])
    assert all(levels(plan, group) for group in plan.sheet.groups)


@given(st.lists(st.lists(st.floats(1, 120), min_size=1, max_size=6), max_size=12))
def test_a_cue_stays_on_one_page_where_one_can_hold_it(some):
    blocks = [
        Block(tuple(Strip(high, (Words(0, 0, f"{n}.{m}", 9),)) for m, high in enumerate(heights)))
        for n, heights in enumerate(some)
    ]
    found = leaves(blocks)
    where = {mark.text: number for number, leaf in enumerate(found) for mark in leaf.marks}
    assert [mark.text for leaf in found for mark in leaf.marks] == [
        f"{n}.{m}" for n, heights in enumerate(some) for m in range(len(heights))
    ]
    for n, block in enumerate(blocks):
        numbers = {where[f"{n}.{m}"] for m in range(len(block.strips))}
        assert len(numbers) == 1 or block.height > BOTTOM - TOP
    for leaf in found:
        assert leaf.marks, "no page is empty"
        assert leaf.y <= BOTTOM + 1e-6
        assert all(one.y <= after.y for one, after in pairwise(leaf.marks))


def test_a_list_begins_a_page_of_its_own():
    strip = Strip(10.0, (Words(0, 0, "a", 9),))
    assert len(leaves([Block((strip,)), Block((strip,))])) == 1
    assert len(leaves([Block((strip,)), Block((strip,), opens=True)])) == 2
    assert len(leaves([Block((strip,), opens=True)])) == 1


def test_a_paragraph_of_nothing_is_nothing():
    assert [*paragraph("  ", 12)] == []
    assert [strip.marks[0].text for strip in paragraph("a\n b", 12)] == ["a b"]


def test_every_text_of_the_book_lies_on_its_page(plan):
    for marks in pages(plan, Unit.REEL):
        words = [one for one in marks if isinstance(one, Words)]
        assert all(one.left > 0 and 0 < one.y < HEIGHT for one in words)
        assert words
