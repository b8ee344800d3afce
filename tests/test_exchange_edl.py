"""Edit lists: locators, Resolve's markers, speeds, drop-frame, and a second reader of both ways."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.exchange import edl
from rig.exchange.asked import Asked
from rig.exchange.colours import LOCATOR
from rig.exchange.edit_list import Edit, read_edit_list
from rig.exchange.spotting import Marker, MarkerKind, SpottingList, TempoChange
from rig.notation.problem import ProblemsError

ASKED = Asked(rate=Fraction(24))
RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(24000, 1001), Fraction(30000, 1001)]
CUT = """\
TITLE: Skerry reel 3
FCM: NON-DROP FRAME

001  SK_01    V     C        00:10:00:00 00:10:04:00 01:00:00:00 01:00:04:00
* FROM CLIP NAME:  breakers
* LOC: 01:00:01:14 RED     HIT the lamp
002  SK_02    V     C        00:20:00:00 00:20:01:00 01:00:04:00 01:00:06:00
M2   SK_02       012.0                00:20:00:00
FROM CLIP NAME: tower
*LOC: 01:00:05:01 GREEN
* * FREEZE FRAME
003  SK_03    V     C        00:30:00:00 00:30:00:00 01:00:06:00 01:00:06:00
003  SK_04    V     D    024 00:40:00:00 00:40:02:00 01:00:06:00 01:00:08:00
* LOC: 01:00:07:00 PINK  CUE 3A Ellen, his daughter
* LOC: 01:00:07:12 M12 begins here
* LOC: 01:00:03:00 blue late in the file
"""


def read(text, asked=ASKED):
    return edl.read("a.edl", text.encode(), asked)


def test_locators_stand_at_record_time_in_any_order():
    found = read(CUT)
    assert (found.title, found.rate, found.zero) == ("Skerry reel 3", 24, 3600)
    assert [(m.at * 24, m.kind, m.number, m.name, m.colour) for m in found.markers] == [
        (38, MarkerKind.HIT, "", "the lamp", "RED"),
        (72, MarkerKind.MARK, "", "late in the file", "blue"),
        (121, MarkerKind.MARK, "", "", "GREEN"),
        (168, MarkerKind.CUE, "3A", "Ellen, his daughter", "PINK"),
        (180, MarkerKind.MARK, "", "M12 begins here", ""),
    ]
    assert found.guesses == ("0:00 is taken for 01:00:00:00, where the first event begins",)


def test_edits_keep_their_source_speed_and_dissolve():
    edits = read_edit_list("a", CUT.encode(), Fraction(24)).edits
    hour, second = 3600 * 24, 24
    begin = 20 * 60 * second
    assert edits[1] == Edit(
        *("002", "SK_02", "V", "C", 0),
        *(begin, begin + second, hour + 4 * second, hour + 6 * second),
        speed=Fraction(12),
        clip="tower",
    )
    assert [edit.speed for edit in edits] == [None, 12, None, None]
    assert (edits[3].transition, edits[3].transition_frames) == ("D", 24)


@pytest.mark.parametrize("speed", ["-024.0", "047.6", "000.0", "24"])
def test_a_speed_may_be_backwards_or_none_at_all(speed):
    text = CUT.replace("012.0 ", speed)
    found = read_edit_list("a", text.encode(), Fraction(24)).edits[1].speed
    assert found == Fraction(speed)


def test_a_speed_names_the_reel_of_the_event_before_in_a_dissolve():
    text = CUT + "M2   SK_03  010.0  00:30:00:00\nM2   SK_04  011.0  00:40:00:00\n"
    edits = read_edit_list("a", text.encode(), Fraction(24)).edits
    assert [edit.speed for edit in edits] == [None, 12, 10, 11]


def test_the_second_reader_finds_the_same_markers_and_speeds():
    """OpenTimelineIO's reader, which wants a colour, and no speed of what is frozen."""
    agreeing = CUT.replace("* * FREEZE FRAME\n", "").replace("M12 begins", "WHITE M12 begins")
    timeline = otio.adapters.read_from_string(
        agreeing, "cmx_3600", rate=24, ignore_timecode_mismatch=True
    )
    theirs = sorted(
        (int(marker.marked_range.start_time.value), marker.name)
        for clip in timeline.find_clips()
        for marker in clip.markers
    )
    found = read(agreeing)
    ours = read_edit_list("a", agreeing.encode(), Fraction(24))
    assert theirs == sorted((locator.record, locator.name) for locator in ours.locators)
    assert len(theirs) == len(found.markers) == 5
    warps = [effect.time_scalar for clip in timeline.find_clips() for effect in clip.effects]
    assert warps == [edit.speed / 24 for edit in ours.edits if edit.speed]


@pytest.mark.parametrize("rate", [None, Fraction(200, 11)])
def test_the_rate_is_asked_for_and_never_assumed(rate):
    for reader in (read, lambda text, asked: edl.write(read(text), asked)):
        if rate is None and reader is not read:
            continue
        with pytest.raises(ProblemsError, match=r"say --rate 24, 25, 24000/1001, 30000/1001"):
            reader(CUT, Asked(rate))


def test_writing_asks_for_the_rate_too():
    with pytest.raises(ProblemsError, match="nothing says how many frames a second"):
        edl.write(SpottingList("", None, Fraction(0), ()), Asked())


def test_drop_frame_is_told_by_the_list_or_by_the_semicolon():
    ten = CUT.replace("NON-DROP", "DROP").replace("01:00:01:14", "01:10:00:00")
    asked = Asked(Fraction(30000, 1001))
    frame = 70 * 60 * 30 - 2 * (70 - 7) - (60 * 60 * 30 - 2 * 54)
    assert read(ten, asked).markers[-1].at == frame / asked.rate
    semicolon = CUT.replace("01:00:01:14", "01:10:00;00")
    since = 70 * 60 * 30 - 2 * (70 - 7) - 60 * 60 * 30
    assert read(semicolon, asked).markers[-1].at == since / asked.rate
    unsaid = read(CUT.replace("FCM: NON-DROP FRAME\n", ""), asked)
    assert "nothing says drop-frame: counted without" in unsaid.guesses


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("FCM: NON-DROP", "FCM: DROP", 2, "drop-frame is counted at 30000/1001 or 60000/1001"),
        ("01:00:01:14", "01:00:01:24", 6, "is --rate 24 right"),
        ("01:00:01:14", "01:00:01", 6, "a locator is:"),
        ("01:00:04:00\n* F", "01:00:04\n* F", 4, "an event is:"),
        ("01:00:04:00\n* F", "00:59:04:00\n* F", 4, "this event ends before it begins"),
        ("00:20:00:00\nF", "00:20\nF", 8, "a speed is:"),
        ("01:00:05:01 GREEN", "nan", 10, "a locator is:"),
    ],
)
def test_a_damaged_line_is_told_with_its_cure(old, new, line, words):
    assert old in CUT
    with pytest.raises(ProblemsError, match=words) as told:
        read(CUT.replace(old, new, 1))
    assert told.value.problems[0].line == line


def test_lines_that_mean_nothing_are_told_and_not_without_end():
    found = read(CUT + "what is this\n" * 1000)
    assert found.lost[0] == "a line that is not understood: what is this"
    assert found.lost[-2] == "more lines like these"
    assert len(found.lost) == 22


names = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@st.composite
def on_the_grid(draw):
    rate = draw(st.sampled_from(RATES))
    frames = sorted(draw(st.sets(st.integers(0, 80_000), max_size=5)))
    markers = [
        Marker(
            frame / rate,
            MarkerKind.CUE,
            draw(names),
            draw(names),
            colour=draw(st.sampled_from(list(LOCATOR))),
        )
        for frame in frames
    ]
    zero = 3600 * round(rate) / rate
    return SpottingList("T", rate, zero, tuple(markers))


@given(on_the_grid())
def test_locators_come_back_as_they_went_and_the_second_reader_agrees(spotting):
    written = edl.write(spotting, Asked())
    assert written.lost == ()
    back = edl.read("a", written.content, Asked(spotting.rate))
    assert (back.markers, back.zero) == (spotting.markers, spotting.zero)
    timeline = otio.adapters.read_from_string(
        written.content.decode(), "cmx_3600", rate=float(spotting.rate)
    )
    (clip,) = timeline.find_clips()
    assert [
        (round(marker.marked_range.start_time.value), marker.color) for marker in clip.markers
    ] == [((m.at + spotting.zero) * spotting.rate, m.colour) for m in spotting.markers]


def test_every_position_that_was_rounded_is_told():
    markers = (
        Marker(Fraction(1), MarkerKind.MARK, "exact"),
        Marker(Fraction(101, 100), MarkerKind.HIT, "odd", note="n", colour="#fe0000"),
        Marker(Fraction(119, 60), MarkerKind.MARK, "late"),
        Marker(Fraction(90_000), MarkerKind.MARK, "tomorrow"),
    )
    tempo = TempoChange(Fraction(0), Fraction(0), Fraction(120))
    spotting = SpottingList("T", None, Fraction(3600), markers, (tempo,))
    assert edl.write(spotting, ASKED).lost == (
        "HIT odd (0:01.010) is written as 01:00:01:00, 10 ms early",
        "late (0:01.983) is written as 01:00:02:00, 16.7 ms late",
        "tomorrow (25:00:00.000) lies outside the 24 hours of timecode: left out",
        "the note of HIT odd (0:01.010)",
        "the colour #fe0000 is written as RED",
        "the tempo map (1 tempi)",
    )
