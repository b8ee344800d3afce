"""Pro Tools' session text: every counter, both layouts of columns, and what it leaves unsaid."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.exchange import pro_tools
from rig.exchange.asked import Asked
from rig.exchange.spotting import MarkerKind
from rig.notation.problem import ProblemsError

OLD = ("#", "LOCATION", "TIME REFERENCE", "UNITS", "NAME", "COMMENTS")
DROP = {"rate": "29.97 Drop"}
NEW = (*OLD[:-1], "TRACK NAME", "TRACK TYPE", "COMMENTS")


def session(*rows, rate="24", start="01:00:00:00", columns=OLD, samples="48000.000000", extra=""):
    widths = [max(len(cell) for cell in column) + 3 for column in zip(columns, *rows, strict=True)]
    padded = [
        "\t".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in (columns, *rows)
    ]
    return "\n".join(
        [
            "SESSION NAME:\tSkerry R3",
            f"SAMPLE RATE:\t{samples}",
            "BIT DEPTH:\t24-bit",
            f"SESSION START TIMECODE:\t{start}",
            f"TIMECODE FORMAT:\t{rate} Frame",
            "# OF AUDIO TRACKS:\t1",
            "",
            "",
            "P L U G - I N S  L I S T I N G",
            "MANUFACTURER  \tPLUG-IN NAME",
            *([extra, "a\tb"] if extra else []),
            "",
            "T R A C K  L I S T I N G",
            "TRACK NAME:\tAudio 1",
            "1   \t1    \tClip  \t 00:00:05:00\t 00:00:06:00\tUnmuted",
            "",
            "M A R K E R S  L I S T I N G",
            *padded,
            "",
        ]
    )


def read(text):
    return pro_tools.read("session.txt", text.encode(), Asked())


def one(location, reference, units, **said):
    (marker,) = read(session(("1", location, reference, units, "a", ""), **said)).markers
    return marker.at


def test_markers_are_put_in_order_with_their_comments():
    found = read(
        session(
            ("3", "01:00:20:00", "960000", "Samples", "HIT the door", "bang"),
            ("1", "01:00:10:12", "504000", "Samples", "CUE 2 Ellen", ""),
        )
    )
    assert (found.title, found.rate, found.zero) == ("Skerry R3", 24, 3600)
    assert [(m.at, m.kind, m.name, m.note) for m in found.markers] == [
        (Fraction(21, 2), MarkerKind.CUE, "Ellen", ""),
        (20, MarkerKind.HIT, "the door", "bang"),
    ]
    assert (found.guesses, found.lost) == ((), ())


def test_the_columns_of_2023_say_a_ruler_that_no_sheet_has():
    row = ("1", "01:00:10:00", "480000", "Samples", "a", "Cues", "Ruler", "a comment")
    found = read(session(row, columns=NEW))
    assert found.markers[0].note == "a comment"
    assert found.lost == ("on which ruler or track a marker is: Cues",)


@pytest.mark.parametrize(
    "location", ["84+03.58", "84+03", "0:56.149", "58|4| 735", "rubbish", "2695168", "99:00:00:00"]
)
def test_samples_are_exact_and_preferred_whatever_the_counter_shows(location):
    at = one(location, "2695168", "Samples", rate="23.976", start="23:57:00:00")
    assert at == Fraction(2695168, 48000)


@pytest.mark.parametrize(
    ("location", "said", "at"),
    [
        ("01:00:05:12", {}, Fraction(132, 24)),
        ("01:00:05:12.25", {}, Fraction(13225, 2400)),
        ("01:00:10:00", {"rate": "23.976"}, 240 * Fraction(1001, 24000)),
        ("01:01:00;02", DROP | {"start": "01:00:00;00"}, 1800 * Fraction(1001, 30000)),
        ("00:01:00;02", DROP | {"start": "23:59:00;02"}, (1798 + 1800) * Fraction(1001, 30000)),
        ("00:01:00:00", {"start": "23:59:00:00"}, Fraction(120)),
        ("84+03", {}, Fraction(1347, 24)),
        ("84+03.58", {"rate": "23.976"}, Fraction(134758, 2400)),
        ("1:55", {}, Fraction(115)),
        ("1:55.883", {}, Fraction(115883, 1000)),
        ("2695168", {}, Fraction(2695168, 48000)),
        ("96000", {"samples": "96000"}, Fraction(1)),
    ],
)
def test_where_there_are_only_ticks_the_counter_is_read(location, said, at):
    assert one(location, "58|4", "Ticks", **said) == at


def test_a_place_that_was_guessed_is_told():
    found = read(session(("1", "01:00:05:12", "58|4", "Ticks", "a", "")))
    (told,) = found.guesses
    assert told.startswith("a (0:05.500) is at 58|4 of a tempo map that is not in the file")
    assert told.endswith("it is placed at 01:00:05:12, which is cut to its last digit")


def test_a_place_in_bars_alone_is_told_as_lost_with_its_cure():
    found = read(
        session(
            ("1", "29|1| 287", "29|1| 287", "Ticks", "nowhere", ""),
            ("2", "29|1| 287", "48000", "Samples", "here", ""),
        )
    )
    assert [(marker.at, marker.name) for marker in found.markers] == [(1, "here")]
    assert "nowhere at bar 29|1| 287: the file has no tempo" in found.lost[0]


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(24000, 1001), Fraction(25)])
def test_feet_and_frames_have_a_clock_of_their_own_that_a_marker_in_samples_tells(rate):
    """In a session of 23.976 timecode, feet may count 24: the marker with both shows which."""
    at = Fraction(2695168, 48000)
    count = int(at * rate)
    feet = f"{count // 16}+{count % 16:02}"
    found = read(
        session(
            ("1", feet, "2695168", "Samples", "a", ""),
            ("2", "100+00", "58|4", "Ticks", "b", ""),
            rate="23.976",
        )
    )
    assert found.markers[1].at == 1600 / rate
    assert not [told for told in found.guesses if "feet and frames" in told]


def test_feet_that_nothing_tells_the_rate_of_are_a_guess():
    found = read(session(("1", "100+00", "58|4", "Ticks", "a", "")))
    assert "feet and frames are counted at 24 frames a second" in found.guesses


@given(st.integers(0, 10**9), st.sampled_from([0, 2, 100]))
def test_feet_are_placed_within_their_last_digit(reference, fine):
    at = Fraction(reference, 48000)
    count = int(at * 24)
    shown = f"{count // 16}+{count % 16:02}"
    if fine:
        shown += f".{int(at * 2400) % 100:02}"
    placed = one(shown, "1|1", "Ticks", rate="23.976")
    assert 0 <= at - placed < Fraction(1, 2400 if fine else 24)


@pytest.mark.parametrize(
    ("said", "rate"),
    [
        ("23.976", Fraction(24000, 1001)),
        ("24", Fraction(24)),
        ("25", Fraction(25)),
        ("29.97", Fraction(30000, 1001)),
        ("29.97 Drop", Fraction(30000, 1001)),
        ("30", Fraction(30)),
        ("47.952", Fraction(48000, 1001)),
        ("59.94", Fraction(60000, 1001)),
        ("60", Fraction(60)),
    ],
)
def test_the_rate_is_the_exact_one_behind_its_decimals(said, rate):
    assert read(session(("1", "x", "1", "Samples", "a", ""), rate=said)).rate == rate


def test_a_section_nobody_knows_is_told_and_known_ones_are_not():
    found = read(session(("1", "x", "0", "Samples", "a", ""), extra="V I D E O  W A L L"))
    assert found.lost == ("the section VIDEO WALL, which is not known",)


def test_a_comment_may_go_on_on_its_next_line():
    text = session(("1", "x", "0", "Samples", "a", "first")) + "second\nthird\n"
    assert read(text).markers[0].note == "first\nsecond\nthird"


def test_the_encoding_of_textedit_is_read_and_told():
    text = session(("1", "x", "0", "Samples", "Ellen — “fin”…", ""))
    found = pro_tools.read("a", text.encode("mac_roman"), Asked())
    assert found.markers[0].name == "Ellen — “fin”…"
    assert "Mac Roman" in found.guesses[0]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("24 Frame", "23 Kilo", "TIMECODE FORMAT is missing"),
        ("48000.000000", "nan", "SAMPLE RATE is missing"),
        ("48000.000000", "-48000", "SAMPLE RATE is missing"),
        ("48000.000000", "0", "SAMPLE RATE is missing"),
        ("E:\t01:00:00:00", "E:\t01:00:00", "SESSION START TIMECODE: 01:00:00 is no timecode"),
        ("UNITS", "ONIONS", "the listing has no column UNITS"),
        ("Samples", "Simples", "in Samples or in Ticks"),
        ("Ticks", "Samples", "in Samples or in Ticks"),
        ("0:05 ", "0:0x ", "is no place on any counter"),
        ("M A R K", "M A S K", "there are no markers in it"),
    ],
)
def test_a_damaged_session_is_told_with_its_cure(old, new, words):
    text = session(
        ("1", "0:01", "48000", "Samples", "a", "c"), ("2", "0:05", "2|1", "Ticks", "b", "c")
    )
    assert old in text
    with pytest.raises(ProblemsError, match=words):
        read(text.replace(old, new, 1))
