"""DaVinci Resolve's markers in an edit list: in with every trap, and out."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.exchange import edl, resolve_edl
from rig.exchange.asked import Asked
from rig.exchange.colours import RESOLVE
from rig.exchange.edit_list import read_edit_list
from rig.exchange.spotting import Marker, MarkerKind, SpottingList
from rig.notation.problem import ProblemsError

ASKED = Asked(rate=Fraction(24))
RATES = [Fraction(24), Fraction(25), Fraction(30), Fraction(24000, 1001), Fraction(30000, 1001)]


def read(text):
    return edl.read("a.edl", text.encode(), ASKED)


def resolve(*markers, begin="TITLE: T\nFCM: NON-DROP FRAME\n"):
    return begin + "".join(
        f"\n{n:03}  001      V     C        {code} {code} {code} {code}  \n{lines}\n"
        for n, (code, lines) in enumerate(markers, 1)
    )


def test_resolve_markers_with_the_note_before_behind_and_missing():
    text = resolve(
        ("01:00:10:00", "a note |C:ResolveColorBlue |M:HIT door |D:1"),
        ("01:00:20:00", "3 knocks\n |C:ResolveColorRed |M:CUE 2 Ellen |D:48"),
        ("01:01:00:00", " |C:ResolveColorSand |M: |D:1"),
        ("01:02:00:00", " |C:ResolveColorMint |M:a |D:5 |D:2"),
    )
    found = read(text)
    assert found.markers == (
        Marker(Fraction(10), MarkerKind.HIT, "door", colour="Blue", note="a note"),
        Marker(Fraction(20), MarkerKind.CUE, "Ellen", "2", Fraction(2), "Red", "3 knocks"),
        Marker(Fraction(60), MarkerKind.MARK, "", colour="Sand"),
        Marker(Fraction(120), MarkerKind.MARK, "a |D:5", "", Fraction(1, 12), "Mint"),
    )
    assert found.zero == 3600
    assert found.guesses == (
        "0:00 is taken for 01:00:00:00, the full hour before the first marker",
    )
    assert found.lost == ()
    assert read_edit_list("a", text.encode(), Fraction(24)).edits == []


def test_a_length_that_is_the_frame_of_its_end_is_seen_and_told():
    """125,512 frames would be 87 minutes; from 01:27:06:16 it is 72 frames."""
    found = read(resolve(("01:27:06:16", " |C:ResolveColorBlue |M:long |D:125512")))
    assert found.markers[0].length * 24 == 72
    assert "taken for the frame it ends at" in found.guesses[0]


@pytest.mark.parametrize(
    ("code", "d"), [("01:27:06:16", 20_000), ("23:00:00:00", 125_512), ("00:00:01:00", 200)]
)
def test_a_length_that_may_be_one_is_left_alone(code, d):
    found = read(resolve((code, f" |C:ResolveColorBlue |M:long |D:{d}")))
    assert found.markers[0].length * 24 == d
    assert len(found.guesses) == 1


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (" |C:ResolveColorBlue |M:a", "a marker of Resolve is"),
        (" |C:ResolveColorBlue", "a marker of Resolve is"),
        (" |C:ResolveColorBlue |M:a |D:x", "a marker of Resolve is"),
    ],
)
def test_a_damaged_resolve_marker_is_told(lines, words):
    with pytest.raises(ProblemsError, match=words):
        read(resolve(("01:00:00:00", lines)))


def test_a_marker_or_a_speed_before_any_event_is_told():
    with pytest.raises(ProblemsError, match="behind the event it marks"):
        read(" |C:ResolveColorBlue |M:a |D:1\n")
    with pytest.raises(ProblemsError, match="behind the event that it belongs to"):
        read("M2  A  012.0  00:00:00:00\n")


letters = st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="|")
plain = st.text(letters, min_size=1, max_size=8)


@st.composite
def on_the_grid(draw):
    rate = draw(st.sampled_from(RATES))
    frames = sorted(draw(st.sets(st.integers(0, 80_000), max_size=5)))
    markers = [
        Marker(
            frame / rate,
            MarkerKind.CUE,
            draw(plain),
            draw(plain),
            draw(st.sampled_from([0, 2, 1000, 20_000])) / rate,
            draw(st.sampled_from(list(RESOLVE))),
            draw(plain),
        )
        for frame in frames
    ]
    zero = 3600 * round(rate) / rate
    return SpottingList("T", rate, zero, tuple(markers))


@given(on_the_grid())
def test_resolve_markers_come_back_as_they_went(spotting):
    written = resolve_edl.write(spotting, Asked())
    assert written.lost == ()
    back = edl.read("a", written.content, Asked(spotting.rate))
    assert (back.markers, back.guesses[:-1]) == (spotting.markers, ())


def test_the_second_reader_takes_the_events_of_resolve_markers():
    markers = tuple(Marker(Fraction(n), MarkerKind.MARK, f"m{n}") for n in (1, 5, 9))
    written = resolve_edl.write(SpottingList("T", None, Fraction(3600), markers), ASKED)
    assert written.content.count(b"|D:1\r\n") == 3
    timeline = otio.adapters.read_from_string(written.content.decode(), "cmx_3600", rate=24)
    (track,) = timeline.tracks
    begin = [track.range_of_child(clip).start_time.value for clip in timeline.find_clips()]
    assert [at - begin[0] for at in begin] == [0, 96, 192]


def test_what_resolve_would_drop_is_told():
    markers = (
        Marker(Fraction(1), MarkerKind.MARK, "a|b", colour="LT. BLUE"),
        Marker(Fraction(1), MarkerKind.MARK, "c", length=Fraction(1, 10)),
        Marker(Fraction(2), MarkerKind.MARK, "d", length=Fraction(1, 24)),
    )
    written = resolve_edl.write(SpottingList("T", None, Fraction(3600), markers), ASKED)
    assert written.lost == (
        "c (0:01.000) is written as 2 frames long, 16.7 ms early",
        "c (0:01.000) shares its frame with another: Resolve keeps one",
        "the length, one frame, of d (0:02.000)",
        "the | in the text of a|b (0:01.000)",
        "the colour LT. BLUE is written as Blue",
    )
