"""Our own table of markers, and the cue sheets of the silent days typed into one."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.exchange import csv_list, cue_sheet_csv
from rig.exchange.asked import Asked
from rig.exchange.clock import read_clock, write_clock
from rig.exchange.spotting import Marker, MarkerKind, MeterChange, SpottingList, TempoChange
from rig.exchange.text import NOT_TEXT
from rig.notation.problem import ProblemsError

ASKED = Asked()
words = st.text(max_size=12).map(lambda text: NOT_TEXT.sub("", text))
seconds = st.fractions(-100_000, 100_000) | st.sampled_from([Fraction(1, 3), Fraction(-1, 2000)])
KEYS = ("on", "note", "play", "hits")


@st.composite
def lists(draw):
    """A list, each marker's lines in one order, as a sheet has them."""
    marker = st.builds(
        Marker,
        seconds,
        st.sampled_from(MarkerKind),
        words,
        words,
        st.fractions(0, 10**6),
        words,
        words,
        st.just(()),
    )
    facts = st.lists(st.sampled_from(KEYS), unique=True).map(
        lambda some: sorted(some, key=KEYS.index)
    )
    first = Marker(Fraction(0), MarkerKind.CUE, "", facts=tuple((key, key) for key in KEYS))
    markers = [first]
    for some in draw(st.lists(marker, max_size=4)):
        told = tuple((key, draw(words.filter(bool))) for key in draw(facts))
        markers.append(Marker(*(getattr(some, name) for name in Marker.__slots__[:-1]), told))
    tempo = st.builds(TempoChange, seconds, seconds, st.fractions(1, 10_000), words)
    meter = st.builds(MeterChange, seconds, st.integers(1, 256), st.integers(1, 256))
    return SpottingList(
        draw(words),
        draw(st.none() | st.sampled_from([Fraction(24000, 1001), Fraction(25)])),
        draw(seconds),
        tuple(markers),
        tuple(draw(st.lists(tempo, max_size=2))),
        tuple(draw(st.lists(meter, max_size=2))),
    )


@given(lists())
def test_a_list_comes_back_from_our_table_as_it_went(spotting):
    written = csv_list.write(spotting, ASKED)
    assert written.lost == ()
    assert csv_list.read("a", written.content, ASKED) == spotting


def test_the_table_is_what_a_spreadsheet_opens():
    facts = (("on", "title: Ellen"), ("play", "A 8 4/4 q=72"))
    cue = Marker(Fraction(125, 2), MarkerKind.CUE, "=1+1", "3A", colour="BLUE", facts=facts)
    hit = Marker(Fraction(1, 3), MarkerKind.HIT, "a, b", note="c")
    content = csv_list.write(SpottingList("S", None, Fraction(0), (cue, hit)), ASKED).content
    assert content.startswith(b"\xef\xbb\xbf")
    read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["kind"] for row in read] == ["list", "cue", "hit"]
    assert read[1] == {
        "kind": "cue",
        "number": "3A",
        "time": "1:02.500",
        "exact": "125/2 s",
        "name": "'=1+1",
        "length": "",
        "colour": "BLUE",
        "note": "",
        "on =": "title: Ellen",
        "play =": "A 8 4/4 q=72",
    }
    assert (read[2]["time"], read[2]["exact"], read[2]["name"]) == ("0:00.333", "1/3 s", "a, b")


def test_a_line_that_comes_twice_goes_on_in_its_cell():
    marker = Marker(Fraction(0), MarkerKind.CUE, "", facts=(("hits", "a"), ("hits", "b")))
    content = csv_list.write(SpottingList("", None, Fraction(0), (marker,)), ASKED).content
    assert csv_list.read("a", content, ASKED).markers[0].facts == (("hits", "a\nb"),)


def test_control_codes_are_left_out_and_told():
    marker = Marker(Fraction(0), MarkerKind.MARK, "a\0b\x1b")
    written = csv_list.write(SpottingList("", None, Fraction(0), (marker,)), ASKED)
    assert written.lost == ("control codes inside names and notes (2)",)
    assert csv_list.read("a", written.content, ASKED).markers[0].name == "ab"


@pytest.mark.parametrize(
    ("row", "at"),
    [
        ("hit,,1:02.500,,", Fraction(125, 2)),
        ("hit,,1:02,,", Fraction(62)),
        ("hit,,1:01:02.5,,", Fraction(7325, 2)),
        ('hit,,"62,5",,', Fraction(125, 2)),
        (",,,62.5,", Fraction(125, 2)),
        ("hit,,,125/2 s,", Fraction(125, 2)),
        ("hit,,0:00.333,1/3 s,", Fraction(1, 3)),
        ("hit,,0:00.3,1/3 s,", Fraction(1, 3)),
        ("hit,,00:00,1/3 s,", Fraction(1, 3)),
        ("hit,,,'-5/2 s,", Fraction(-5, 2)),
        ("hit,,-0:02.5,,", Fraction(-5, 2)),
    ],
)
def test_a_row_typed_by_hand_is_read(row, at):
    content = f"kind,number,time,exact,name\r\n{row}\r\n".encode()
    assert csv_list.read("a", content, ASKED).markers[0].at == at


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("hti,,1:00,,,", "hti is no kind of row; did you mean hit?"),
        ("hit,,,,,", "has no time: write it as m:ss"),
        ("hit,,1:03.000,125/2 s,,", "1:03.000 and 125/2 s are not the same time; empty the cell"),
        ("hit,,2:03.5,7325/2 s,,", "are not the same time"),
        ("hit,,nan,,,", "time is a time such as 1:02.500"),
        ("hit,,1:60,,,", "time is a time such as"),
        ("hit,,,1/0 s,,", "exact is a time such as"),
        ("hit,,,1e999,,", "exact is a time such as"),
        (f"hit,,,{'9' * 30} s,,", "exact is between"),
        ("hit,,0:00,,,-1 s", "length is between 0 and"),
        ("tempo,,,0 s,,", "beat is a time"),
    ],
)
def test_a_row_that_cannot_be_meant_is_told_with_its_cure(row, words):
    content = f"kind,number,time,exact,name,length\r\n{row}\r\n".encode()
    with pytest.raises(ProblemsError, match=words) as told:
        csv_list.read("a.csv", content, ASKED)
    assert told.value.problems[0].line == 2


@pytest.mark.parametrize("bpm", ["nan", "0 bpm", "-60 bpm", "1000000 bpm", "inf"])
def test_no_tempo_is_believed_that_nobody_plays(bpm):
    content = f"kind,number,exact,beat,bpm\ntempo,,0 s,0 beats,{bpm}\n".encode()
    with pytest.raises(ProblemsError, match="bpm is"):
        csv_list.read("a", content, ASKED)


@pytest.mark.parametrize("count", ["7/2", "0", "257", "-3"])
def test_no_meter_is_believed_that_nobody_counts(count):
    content = f"kind,beat,count,unit\nmeter,0 beats,{count},4\n".encode()
    with pytest.raises(ProblemsError, match="count is a whole number between 1 and 256"):
        csv_list.read("a", content, ASKED)


def test_a_clock_has_sixty_minutes_and_no_negative_zero():
    assert read_clock("75:00.5") == Fraction(9001, 2)
    assert read_clock("1:75:00.5") is None
    assert write_clock(Fraction(-1, 5000)) == "0:00.000"
    assert write_clock(Fraction(-1, 500)) == "-0:00.002"


@given(seconds)
def test_a_clock_reads_back_to_the_thousandth(at):
    read = read_clock(write_clock(at))
    assert read is not None
    assert abs(read - at) <= Fraction(1, 2000)
    assert read == read_clock(write_clock(read))


HEADINGS = (
    "cue,screen_cue,cue_type_inferred,piece,composer,theme_colour,repeat_of_cue,segue_to,tempo,"
    "duration_mmss\r\n"
)


def sheet(*rows):
    return cue_sheet_csv.read("old.csv", (HEADINGS + "\r\n".join(rows)).encode(), ASKED)


def test_a_historical_sheet_becomes_cues_with_their_lines():
    read = sheet(
        '1,At screening,screening,"Waves, Op. 3",Holm,BLUE,,,Andante,1:30',
        '2,"title: ""The Lamp.""",title,Night,,,,,,2:10',
        "3,(play once and segue),segue,Waves,Holm,BLUE,1,,,",
        "4,Door opens,action,Storm,,,,Calm (Holm),,0:55",
    )
    assert [dict(marker.facts) for marker in read.markers] == [
        {
            "on": "screening: At screening",
            "note": "Waves, Op. 3 / Holm; theme BLUE; Andante",
            "look": "0:00",
        },
        {"on": "title: The Lamp", "note": "Night", "look": "1:30"},
        {"on": "segue", "note": "Waves / Holm; theme BLUE; repeat of cue 1", "look": "3:40"},
        {"on": "action: Door opens", "note": "Storm; segue to Calm (Holm)"},
    ]
    assert [marker.number for marker in read.markers] == ["1", "2", "3", "4"]
    assert [marker.at for marker in read.markers] == [0, 90, 220, 220]
    assert [marker.length for marker in read.markers] == [90, 130, 0, 55]
    assert [marker.colour for marker in read.markers] == ["BLUE", "", "BLUE", ""]
    assert len(read.guesses) == 1
    assert "where 1 of 4 cues fall is not said" in read.guesses[0]


@pytest.mark.parametrize("repeat", ["9", "2", "3", "x"])
def test_a_repeat_of_what_did_not_come_yet_is_told(repeat):
    rows = ("1,a,action,,,,,,,0:10", f"2,b,title,,,,{repeat},,,0:10", "3,c,title,,,,,,,")
    (told,) = sheet(*rows).guesses
    assert told == f"cue 2 is said to repeat cue {repeat}, which does not come before it"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("1,b,title,,,,,,,", "cue 1 is there already, in line 2"),
        (",b,title,,,,,,,", "has no cue number"),
        ("2,b,titel,,,,,,,", "titel starts no cue; did you mean title?"),
        ("2,b,title,,,,,,,0:01:30", "0:01:30 is no duration; write m:ss"),
        ("2,b,title,,,,,,,-1:30", "no duration"),
    ],
)
def test_a_row_of_a_historical_sheet_that_cannot_be_meant(row, words):
    with pytest.raises(ProblemsError, match=words) as told:
        sheet("1,a,screening,,,,,,,1:00", row)
    assert told.value.problems[0].line == 3


def test_a_cue_that_nobody_says_how_it_starts_is_a_guess():
    read = sheet("1,Door opens,,,,,,,,1:00")
    assert read.markers[0].facts[0] == ("on", "action: Door opens")
    assert read.guesses == ("cue 1: what starts it is taken for an action",)
