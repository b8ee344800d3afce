"""REAPER's region and marker table: every notation of its ruler, and back."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.exchange import reaper_csv
from rig.exchange.asked import Asked
from rig.exchange.spotting import Marker, MarkerKind, SpottingList, TempoChange
from rig.notation.problem import ProblemsError

FRAMES_24 = Asked(rate=Fraction(24))
DROP = Asked(rate=Fraction(30000, 1001))
SAMPLES = Asked(samples=Fraction(48000))


def read(*rows, asked=None, headings="#,Name,Start,End,Length,Color"):
    text = "\n".join([headings, *rows])
    return reaper_csv.read("regions.csv", text.encode(), asked or Asked())


@pytest.mark.parametrize(
    ("start", "asked", "at"),
    [
        ("1:02.500", None, Fraction(125, 2)),
        ("0:00.000", None, Fraction(0)),
        ("1:02:03.500", None, Fraction(7447, 2)),
        ("00:01:00", None, Fraction(60)),
        ("62.500", None, Fraction(125, 2)),
        ("-0:01.250", None, Fraction(-5, 4)),
        ("-1.250", None, Fraction(-5, 4)),
        ("00:01:02:12", FRAMES_24, Fraction(125, 2)),
        ("1:00:00:00", FRAMES_24, Fraction(3600)),
        ("00:01:00;02", DROP, Fraction(1800 * 1001, 30000)),
        ("00:01:00:00", DROP, Fraction(1800 * 1001, 30000)),
        ("1500", FRAMES_24, Fraction(125, 2)),
        ("3000000", SAMPLES, Fraction(125, 2)),
    ],
)
def test_every_ruler_is_told_by_its_shape(start, asked, at):
    assert read(f"M1,a,{start},,", asked=asked).markers[0].at == at


@pytest.mark.parametrize(
    ("start", "asked", "words"),
    [
        ("1500", None, "could be a frame or a sample: say --rate 24 or --samples 48000"),
        ("1500", Asked(Fraction(24), Fraction(48000)), "could be a frame or a sample"),
        ("144.2.00", None, "is a bar and beat, which says no time"),
        ("144.2", None, "is a bar and beat, which says no time"),
        ("00:01:02:12", None, "counts frames of a rate that is not in the file: say --rate 24"),
        ("00:01:02:24", FRAMES_24, "ends at 23:59:59:23; is --rate 24 right?"),
        ("00:01:00;00", DROP, "does not exist in drop-frame"),
        ("nan", None, "no time; REAPER writes"),
        ("", None, "no time; REAPER writes"),
        ("9" * 5000, None, "no time; REAPER writes"),
        ("1:60.000", None, "no time; REAPER writes"),
    ],
)
def test_what_a_ruler_leaves_open_is_asked_and_nonsense_refused(start, asked, words):
    with pytest.raises(ProblemsError, match=words.replace("?", r"\?")) as told:
        read(f"M1,a,{start},,", asked=asked)
    assert (told.value.problems[0].line, told.value.problems[0].column) == (2, 6)


def test_a_question_is_asked_once_and_not_for_every_row():
    with pytest.raises(ProblemsError) as told:
        read("M1,a,1,,", "M2,b,2,,", "M3,c,3,,")
    assert len(told.value.problems) == 1


def test_bare_numbers_are_a_guess_that_is_told():
    assert "frames at 24" in read("M1,a,1500,,", asked=FRAMES_24).guesses[0]
    assert "samples at 48000" in read("M1,a,1500,,", asked=SAMPLES).guesses[0]
    assert read("M1,a,0:01.000,,").guesses == ()


def test_regions_colours_and_markers_out_of_order():
    found = read(
        'M2,"HIT the door, slams !!!",0:09.000,,,FF8000',
        "R1,CUE 3A Ellen,0:05.000,0:07.500,0:02.500,00ff00",
        "R2,storm,0:06.000,,0:01.500,",
    )
    assert found.markers == (
        Marker(Fraction(5), MarkerKind.CUE, "Ellen", "3A", Fraction(5, 2), "#00ff00"),
        Marker(Fraction(6), MarkerKind.MARK, "storm", length=Fraction(3, 2)),
        Marker(Fraction(9), MarkerKind.HIT, "the door, slams !!!", colour="#ff8000"),
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,a,0:01.000,,", "begins with M and a number"),
        ("R1,a,0:05.000,0:04.000,", "ends before it begins"),
        ("R1,a,0:05.000,,", "has an end or a length"),
        ("M1,a,0:05.000,,,red", "red is no colour"),
    ],
)
def test_a_row_that_reaper_does_not_write_is_refused(row, words):
    with pytest.raises(ProblemsError, match=words):
        read(row)


ms = st.integers(-10_000_000, 10_000_000).map(lambda number: Fraction(number, 1000))
names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)
markers = st.builds(
    Marker,
    ms,
    st.just(MarkerKind.CUE),
    names,
    names,
    st.integers(0, 10**6).map(lambda number: Fraction(number, 1000)),
    st.sampled_from(["", "#ff0080"]),
)


@given(st.lists(markers, max_size=5))
def test_markers_come_back_from_reaper_as_they_went(some):
    some.sort(key=lambda marker: marker.at)
    written = reaper_csv.write(SpottingList("", None, Fraction(0), tuple(some)), Asked())
    assert written.lost == ()
    assert list(reaper_csv.read("a", written.content, Asked()).markers) == some
    read = list(csv.DictReader(io.StringIO(written.content.decode("utf-8-sig"), newline="")))
    assert [row["#"][0] for row in read] == ["R" if marker.length else "M" for marker in some]
    assert len({row["#"] for row in read}) == len(some)


def test_what_reaper_has_no_room_for_is_told():
    tempo = TempoChange(Fraction(0), Fraction(0), Fraction(120))
    many = [Marker(Fraction(n), MarkerKind.MARK, f"m{n}", note="n") for n in range(5)]
    odd = Marker(Fraction(1, 3), MarkerKind.CUE, "", "1", colour="LT. BLUE", facts=(("on", "x"),))
    spotting = SpottingList("", None, Fraction(0), (*many, odd), (tempo,))
    assert reaper_csv.write(spotting, Asked()).lost == (
        "the note of m0 (0:00.000), m1 (0:01.000), m2 (0:02.000) and 2 more",
        "the colour of CUE 1 (0:00.333)",
        "what lies below a thousandth of a second of CUE 1 (0:00.333)",
        "the lines of the sheet of CUE 1 (0:00.333)",
        "the tempo map (1 tempi)",
    )
