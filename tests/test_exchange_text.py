"""Foreign files as text and as tables: encodings, line ends, what is refused, what points where."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.exchange.spotting import MARKERS_MAX, SIZE_MAX
from rig.exchange.table import guarded, read_table, unguarded, write_table
from rig.exchange.text import LINE_MAX, NOT_TEXT, PROBLEMS_MAX, read_text
from rig.notation.problem import ProblemsError

WORDS = "Möwe “surf”…\tend"
plain = st.text().map(lambda text: NOT_TEXT.sub("", text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "mac_roman"])
def test_every_encoding_of_the_trade_is_read(encoding):
    assert read_text("a", WORDS.encode(encoding)).text == WORDS


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_read_behind_its_mark_in_either_order(mark):
    assert read_text("a", ("\ufeff" + WORDS).encode(mark)).text == WORDS


def test_mac_roman_is_a_guess_that_is_told_and_utf_8_is_none():
    assert "Mac Roman" in read_text("a", "é…".encode("mac_roman")).guesses[0]
    assert read_text("a", "é…".encode()).guesses == []


def test_lines_end_in_any_way_and_only_there():
    assert read_text("a", "a\rb\r\nc\nd\u2028e\vf\x85g".encode()).lines == [
        *"abc",
        "d\u2028e\vf\x85g",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "control code"),
        ("ab".encode("utf-16-le"), "control code"),
        (b"abc\x01", "place 4 is a control code (0x01)"),
        (bytes(range(256)), "control code"),
        ("é".encode()[:1], "cut short"),
        ("é".encode("utf-16")[:-1], "cut short"),
        (b"\xff\xfe" + b"\x00\xdc" * 3, "damaged"),
        (b"a" * (SIZE_MAX + 1), "more than 20 MB"),
        (b"a\n" + b"b" * (LINE_MAX + 1), "line 2 has more than 100000 letters"),
    ],
)
def test_what_is_no_text_is_refused_in_words(content, words):
    with pytest.raises(ProblemsError, match=words.replace("(", r"\(").replace(")", r"\)")):
        read_text("a", content)


def test_a_hundred_megabytes_are_refused_at_once():
    content = bytes(100_000_000)
    began = time.perf_counter()
    with pytest.raises(ProblemsError):
        read_text("a", content)
    assert time.perf_counter() - began < 0.05


def test_mistakes_are_told_up_to_a_bound():
    source = read_text("a", b"x\n" * 1000)
    for line in range(1, PROBLEMS_MAX):
        source.complain(line, "wrong")
    with pytest.raises(ProblemsError) as told:
        source.complain(PROBLEMS_MAX, "wrong")
    assert len(told.value.problems) == PROBLEMS_MAX + 1
    assert "after line 50 is not read" in str(told.value)


def test_a_list_of_a_million_markers_is_refused():
    source = read_text("a", b"")
    source.bound(range(MARKERS_MAX))
    with pytest.raises(ProblemsError, match="200000 markers"):
        source.bound(range(1_000_000))


@given(st.lists(st.lists(plain, min_size=2, max_size=4), max_size=5))
def test_python_reads_a_written_table_as_we_do(cells):
    rows = [row for row in cells if any(row)]
    content, dropped = write_table([["cue", "b", "c", "d"], *rows])
    assert dropped == 0
    read = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert list(read)[1:] == rows
    assert [list(row.cells) for row in read_table(read_text("a", content), ("cue",))] == rows


@given(st.text(alphabet="'=+-@\t\r\nab1", max_size=6))
def test_a_formula_is_kept_from_reckoning_and_comes_back_the_same(cell):
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("begin", ["", "sep=;\r\n", "\r\n"])
def test_a_table_as_excel_writes_it_in_many_countries(begin):
    content = (begin + 'Cue ;"Name"\r\n1;"a; ""b"""\r\n\r\n;;\r\n2;c\r\n').encode("utf-8-sig")
    rows = list(read_table(read_text("a", content), ("cue", "name")))
    assert [(row["cue"], row["name"]) for row in rows] == [("1", 'a; "b"'), ("2", "c")]
    assert [row.source.lines[row.line - 1][0] for row in rows] == ["1", "2"]


def test_a_problem_points_at_its_cell_even_behind_an_equal_one():
    source = read_text("a.csv", b"cue,name,tempo\n7,7,7\n")
    (row,) = read_table(source, ("cue",))
    row.complain("tempo", "no")
    assert (source.problems[0].line, source.problems[0].column, source.problems[0].width) == (
        (2, 5, 1)
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "there are no headings: cue, name"),
        (b"nick,cue\n", "there is no heading name"),
        (b"cue,colour\n", "there is no heading name"),
        (b"cue,name,Name\n", "the heading name is there twice"),
        (b'cue,name\n1,"open\n2,b\n', "a.csv:2:1: a cell from here on opens a quote"),
        (b"cue,name\n1,b,c\n", "3 cells under 2 headings"),
        (b'cue,name\n1,"' + b"x\n" * 100_000, "a.csv:2:1: a cell from here on is too long"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, words):
    source = read_text("a.csv", content)
    with pytest.raises(ProblemsError, match=words):
        source_closed(source, *read_table(source, ("cue", "name")))


def source_closed(source, *_rows):
    source.close()
