"""Which format a file is, and what every text format does with files that are cut, huge or junk."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from rig.errors import RigError
from rig.exchange import formats
from rig.exchange.asked import Asked
from rig.exchange.spotting import MARKERS_MAX, Marker, MarkerKind, SpottingList
from rig.notation.problem import ProblemsError

ASKED = Asked(rate=Fraction(24))
PRO_TOOLS = (
    "SESSION NAME:\tT\nSAMPLE RATE:\t48000.000000\nSESSION START TIMECODE:\t01:00:00:00\n"
    "TIMECODE FORMAT:\t24 Frame\n\nM A R K E R S  L I S T I N G\n"
    "#   \tLOCATION  \tTIME REFERENCE  \tUNITS  \tNAME  \tCOMMENTS\n"
)
EDL = (
    "TITLE: T\nFCM: NON-DROP FRAME\n\n"
    "001  AX       V     C        00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n"
)
CUE_SHEET = (
    "cue,screen_cue,cue_type_inferred,piece,composer,theme_colour,repeat_of_cue,segue_to,tempo,"
    "duration_mmss\n"
)
ROWS = {
    "pro-tools": (PRO_TOOLS, "{n}  \t01:00:00:00  \t{n}000  \tSamples  \tname {n}  \tnote\n"),
    "edl": (
        EDL,
        "* LOC: {code} RED     name {n}\n",
    ),
    "premiere": (
        "Marker Name\tDescription\tIn\tOut\tDuration\tMarker Type\t\n",
        "name {n}\tnote\t{code}\t{code}\t00:00:00:00\tComment\t\n",
    ),
    "reaper": ("#,Name,Start,End,Length,Color\n", 'M{n},"name, {n}",{clock}.000,,,FF0000\n'),
    "cue-sheet": (
        CUE_SHEET,
        '{n},"seen, {n}",title,piece,composer,RED,,,,0:10\n',
    ),
    "csv": (
        "kind,number,time,exact,name,length,colour,note,on =\n",
        'cue,{n},{clock}.000,{n} s,"name, {n}",,,,title: Ellen\n',
    ),
}


def sample(word, count):
    head, row = ROWS[word]
    return head + "".join(
        row.format(
            n=n,
            code=f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}:00",
            clock=f"{n // 3600}:{n // 60 % 60:02}:{n % 60:02}",
        )
        for n in range(count)
    )


@pytest.mark.parametrize("word", ROWS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_text_format_is_known_by_its_content_whatever_its_name(word, end, encoding):
    content = sample(word, 3).replace("\n", end).encode(encoding)
    assert formats.detect("nameless", content) == word
    found = formats.read("nameless", content, ASKED)
    assert [marker.name[-1] for marker in found.markers] == ["0", "1", "2"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"MThd\0\0\0\6", "smf"),
        (b'{\n  "OTIO_SCHEMA": "Timeline.1"', "otio"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE fcpxml>\n<fcpxml version="1.9">', "fcpxml"),
        (b'<?xml version="1.0"?>\n<tracklist2>', "cubase"),
        (b'<REAPER_PROJECT 0.1 "6.0"', "rpp"),
    ],
)
def test_the_other_formats_are_known_too(content, word):
    assert formats.detect("a.txt", content) == word


def test_a_damaged_file_is_known_by_its_ending_alone():
    assert formats.detect("cut.EDL", b"* LOC") == "edl"
    with pytest.raises(ProblemsError, match="none of the formats that are read: smf, otio"):
        formats.detect("cut.csv", b"* LOC")


def test_a_format_nobody_writes_is_refused_with_those_that_are():
    nothing = SpottingList("", None, Fraction(0), ())
    with pytest.raises(RigError, match="pro-tools is not written; write one of smf, otio, reaper"):
        formats.write("pro-tools", nothing, ASKED)


def test_a_missing_library_is_asked_for_in_words(monkeypatch):
    monkeypatch.setattr(formats, "import_module", missing("mido"))
    with pytest.raises(
        RigError, match=r"smf needs the desk extra: pip install 'silent-rig\[desk\]'"
    ):
        formats.read("a.mid", b"MThd", ASKED)
    monkeypatch.setattr(formats, "import_module", missing("rig.exchange.smf"))
    with pytest.raises(ModuleNotFoundError):
        formats.read("a.mid", b"MThd", ASKED)


def missing(name):
    def load(_module):
        raise ModuleNotFoundError(name=name)

    return load


@pytest.mark.parametrize("word", ["csv", "reaper", "edl", "resolve"])
def test_what_is_written_is_known_again(word):
    marker = Marker(Fraction(1), MarkerKind.HIT, "door", colour="Red")
    spotting = SpottingList("T", Fraction(24), Fraction(0), (marker,))
    content = formats.write(word, spotting, ASKED).content
    assert formats.read("a", content, ASKED).markers[0].at == 1
    assert formats.read("a", content, ASKED).markers[0].name == "door"


@pytest.mark.parametrize("word", ROWS)
def test_a_file_cut_at_any_byte_is_read_or_refused_in_words(word):
    content = sample(word, 2).encode()
    refused = []
    for cut in range(len(content)):
        try:
            assert len(formats.read("a", content[:cut], ASKED).markers) <= 2
        except ProblemsError as error:
            refused.append(str(error))
    assert refused
    assert all(told.count("a:") >= 1 for told in refused)


@pytest.mark.parametrize("word", ROWS)
def test_a_cut_row_is_seen_where_its_time_is_gone(word):
    """Cut behind the first letters of the last row, before anything in it could be complete."""
    text = sample(word, 2)
    row = text.rstrip("\n").rfind("\n") + 1
    keep = {"edl": 8, "csv": 4, "cue-sheet": 5}.get(word, 6)
    with pytest.raises(ProblemsError):
        formats.read("a", text[: row + keep].encode(), ASKED)


@pytest.mark.parametrize("word", ROWS)
@pytest.mark.parametrize("junk", [b"\0", b"\x1b[2J", b"\xff\xfe\0", bytes(range(32))])
def test_binary_in_any_text_format_is_refused(word, junk):
    content = sample(word, 2).encode() + junk
    with pytest.raises(ProblemsError, match=r"control code|no text|damaged|cut short"):
        formats.read("a", content, ASKED)


@pytest.mark.parametrize("word", ROWS)
def test_a_hundred_megabytes_are_refused_at_once(word):
    content = sample(word, 1).encode() + b" " * 100_000_000
    began = time.perf_counter()
    with pytest.raises(ProblemsError, match="more than 20 MB"):
        formats.read("a", content, ASKED)
    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize("word", ["edl", "premiere"])
def test_a_missing_rate_is_asked_for(word):
    with pytest.raises(ProblemsError, match="how many frames a second it counts; say --rate 24"):
        formats.read("a", sample(word, 1).encode(), Asked())


def test_a_million_markers_are_refused():
    head, _ = ROWS["reaper"]
    content = (head + "M1,,0:00.000\n" * 1_000_000).encode()
    with pytest.raises(ProblemsError, match=f"more than {MARKERS_MAX} markers"):
        formats.read("a", content, ASKED)


@pytest.mark.parametrize("word", ROWS)
def test_five_thousand_markers_are_read_within_a_second(word):
    content = sample(word, 5000).encode()
    began = time.perf_counter()
    assert len(formats.read("a", content, ASKED).markers) == 5000
    assert time.perf_counter() - began < 1


def test_premiere_counts_drop_frame_behind_a_semicolon():
    rate = Fraction(30000, 1001)
    row = "CUE 3 Ellen\tnote\t00:01:00;02\t00:01:01;02\t00:00:01;00\tComment\t\n"
    content = (ROWS["premiere"][0] + row).encode("utf-16")
    found = formats.read("a.txt", content, Asked(rate))
    assert found.markers == (
        Marker(1800 / rate, MarkerKind.CUE, "Ellen", "3", 30 / rate, note="note"),
    )
    assert found.guesses == ("0:00 is taken for 00:00:00:00",)
    assert found.lost == ("the types of its markers (Comment)",)


@pytest.mark.parametrize(
    ("begin", "end", "words"),
    [
        ("00:00:02:00", "00:00:01:00", "ends before it begins"),
        ("00:00:00:24", "00:00:01:00", "is --rate 24 right"),
        ("", "", "is no timecode"),
        ("00:00:00;00", "00:00:01;00", "are counted drop-frame"),
    ],
)
def test_a_row_of_premiere_that_cannot_be_meant_is_refused(begin, end, words):
    row = f"a\tnote\t{begin}\t{end}\t\tComment\t\n"
    with pytest.raises(ProblemsError, match=words):
        formats.read("a.txt", (ROWS["premiere"][0] + row).encode(), ASKED)
