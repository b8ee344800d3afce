"""Sheets out to other programs and back, and sheets made of foreign lists."""

from __future__ import annotations

import io
from fractions import Fraction

import mido
import opentimelineio
import pytest
from written import caret, document, told

from rig.desk.bring import bring_in, bring_out
from rig.desk.from_list import from_list
from rig.desk.music_out import sequenced
from rig.desk.to_list import to_list
from rig.errors import RigError
from rig.exchange import formats
from rig.exchange.asked import Asked
from rig.exchange.spotting import Marker, MarkerKind, SpottingList
from rig.notation.document import read
from rig.notation.problem import ProblemsError
from rig.score.plan import plan
from rig.score.read import read_sheet

FERRY = '''rig = 1
[film]
title = "The Night Ferry"
zero = "first frame of the title"
speed = "18, 1:30 20"
reels = "R1 0+00 | end 400+00"
history = ["typed in by hand"]

[theme.BROWN]
play = "A 8 3/4 q=90 | B 4 q=90>60 time"
fire = "A1 water~"

[cue.1]
on = "screening: the landing stage"
play = "BROWN | V 2 vamp out 1 2 | X 1"
press = "V 0:50 he lets go the rope"
hits = "0:53+02 end he jumps !!!"
dyn = "strings pp, A5 <, B1 mf"

[cue.2]
on = "title: Ellen"
look = "0:48 0:54 1:00"
play = """
A 6  4/4 q=120 pickup 1 "with | 'quotes'"
B 2  7/8 2+2+3 fermata 2.3 max 3s
//
C 2  4/4
"""
hits = """
1:00     A3    "the mast | falls" !!
1:07+04  ~     oil
"""
fire = "A1 gull, hall=0.4"
enter = "bar"
note = "count; do not hurry"

[cue.4]
on = "attacca"
play = "A 4 6/8 q.=72"
hits = "1:49 A1 dark"
leave = "fade 2s"
'''


def opened(text):
    one = document(text)
    sheet = read_sheet(one)
    assert not one.problems, told(one.problems)
    return one, sheet


def listed(text=FERRY):
    one, sheet = opened(text)
    return to_list(one, plan(sheet))


def sheet_of(spotting, speed=None):
    draft = from_list(spotting, "list", speed)
    return read("back.toml", "\n".join(draft.blocks).encode()), draft


def mark(at, name, kind=MarkerKind.MARK, **more):
    return Marker(Fraction(at), kind, name, **more)


def bare(*markers, **more):
    return SpottingList("a list", None, Fraction(0), markers, **more)


# There and back


@pytest.mark.parametrize("word", ["csv", "otio"])
def test_what_holds_the_lines_of_a_sheet_gives_back_the_same_sheet(word):
    spotting = listed()
    written = formats.write(word, spotting, Asked())
    back, draft = sheet_of(formats.read(f"ferry.{word}", written.content, Asked()))
    assert read_sheet(back) == opened(FERRY)[1]
    assert back.problems == []
    assert (draft.guesses, draft.lost) == ([], [])


def test_a_sheet_comes_back_from_a_midi_file_as_far_as_that_can_tell():
    spotting = listed()
    content = formats.write("smf", spotting, Asked()).content
    back = formats.read("ferry.mid", content, Asked())
    cues = [one for one in spotting.markers if one.kind is MarkerKind.CUE]
    read_cues = [one for one in back.markers if one.kind is MarkerKind.CUE]
    assert [(one.number, one.name) for one in read_cues] == [(one.number, one.name) for one in cues]
    for one, two in zip(cues, read_cues, strict=True):
        assert abs(one.at - two.at) < Fraction(1, 1000)
    assert [(one.count, one.unit) for one in back.meters] == [
        (one.count, one.unit) for one in spotting.meters
    ]
    assert [one.beat for one in back.meters] == [one.beat for one in spotting.meters]


def test_the_clock_of_a_midi_file_is_the_films_wherever_the_beat_stood():
    """mido adds up the ticks by itself; every cue of the file is where the sheet has it."""
    spotting = listed()
    content = formats.write("smf", spotting, Asked()).content
    played = mido.MidiFile(file=io.BytesIO(content))
    seconds, heard = 0.0, {}
    for message in played:
        seconds += message.time
        if message.type == "marker":
            heard[message.text] = seconds
    for marker in spotting.markers:
        if marker.kind is MarkerKind.CUE:
            (at,) = (at for text, at in heard.items() if text.startswith(f"CUE {marker.number} "))
            assert at == pytest.approx(float(marker.at), abs=0.001)


def test_opentimelineio_reads_what_is_exported():
    content = formats.write("otio", listed(), Asked()).content
    timeline = opentimelineio.adapters.read_from_string(content.decode(), "otio_json")
    names = [marker.name for marker in timeline.tracks.markers]
    assert any("Ellen" in name for name in names), names


def test_the_bars_of_a_sequencer_add_up_to_the_music():
    """Every meter begins where the bars of the one before it end."""
    music = sequenced(plan(opened(FERRY)[1]))
    for one, two in zip(music.meters, music.meters[1:], strict=False):
        bar = Fraction(4 * one.count, one.unit)
        assert (two.beat - one.beat) % bar == 0, (one, two)


def test_a_hit_keeps_its_own_line_and_its_cue():
    (jump,) = (one for one in listed().markers if "jumps" in one.name)
    assert dict(jump.facts) == {"cue": "1", "hits": "0:53+02 end he jumps !!!", "order": "2"}
    assert jump.at == 53 + Fraction(2, 18)


# Lists of others


def test_hits_of_a_foreign_list_are_to_be_spotted():
    back, draft = sheet_of(bare(mark(1, "door"), mark("5/2", "rope !!")), Fraction(20))
    (cue,) = read_sheet(back).cues
    assert [(hit.frame, hit.spot, hit.text, hit.weight) for hit in cue.hits] == [
        (20, None, "door", 1),
        (50, None, "rope", 2),
    ]
    assert draft.guesses == ["nothing says which marker starts a cue: all are hits of one"]


def test_names_such_as_1m3_begin_cues_and_that_is_said():
    spotting = bare(mark(0, "1M1 main title"), mark(9, "bang"), mark(70, "1m2 - chase"))
    back, draft = sheet_of(spotting, Fraction(24))
    cues = read_sheet(back).cues
    assert [(cue.number, cue.seen, len(cue.hits)) for cue in cues] == [
        ("1M1", "main title", 1),
        ("1m2", "chase", 0),
    ]
    assert draft.guesses == ["taken for cues by their names: 1M1, 1m2"]
    assert cues[1].look.expected == 70 * 24


def test_how_fast_the_print_is_shown_is_asked_for():
    with pytest.raises(ValueError, match="give --speed 20, its frames per second"):
        from_list(bare(mark(1, "door")), "list.edl", None)
    with pytest.raises(ValueError, match="--speed is 8 to 60"):
        from_list(bare(mark(1, "door")), "list.edl", Fraction(100))


def test_a_list_without_markers_makes_no_sheet():
    with pytest.raises(ValueError, match="has no marker to make a sheet of"):
        from_list(bare(), "cut.edl", Fraction(20))


def test_what_lies_between_frames_or_before_the_film_is_told():
    spotting = bare(mark(-1, "slate"), mark("51/100", "door"), mark("1001/1000", "rope"))
    back, draft = sheet_of(spotting, Fraction(20))
    assert [hit.frame for hit in read_sheet(back).cues[0].hits] == [10, 20]
    assert draft.lost == ["slate lies before the film's 0:00"]
    assert "1 positions lie between two frames of the print at 20 fps" in draft.guesses[-1]


@pytest.mark.parametrize(
    "name",
    [
        'he says "no"',
        "one | two",
        "a\nb",
        "raised hand up",
        "-40+60ms",
        "wait !! there",
        "~",
        "A1",
        "",
        "x" * 500,
        "# = [x]",
        "'''",
        "R2",
    ],
)
def test_whatever_a_marker_is_called_it_is_read_back_as_text(name):
    back, _ = sheet_of(bare(mark(1, name)), Fraction(20))
    (cue,) = read_sheet(back).cues
    assert back.problems == [], told(back.problems)
    (hit,) = cue.hits
    assert (hit.text, hit.spot) == (" ".join(name.split()).replace('"', "'"), None)


def test_two_cues_of_one_number_are_told_apart():
    spotting = bare(
        *(mark(at, "title: x", MarkerKind.CUE, number="3") for at in (0, 10, 20)),
    )
    assert [cue.number for cue in read_sheet(sheet_of(spotting, Fraction(20))[0]).cues] == [
        "3",
        "3a",
        "3aa",
    ]


def test_a_cue_that_begins_by_itself_needs_music_before_it():
    spotting = bare(
        mark(0, "screening", MarkerKind.CUE, number="1"),
        mark(10, "attacca", MarkerKind.CUE, number="2"),
        mark(0, "", MarkerKind.CUE, number="3", facts=(("on", "segue"),)),
    )
    back, draft = sheet_of(spotting, Fraction(20))
    starts = {cue.number: (cue.on.value, cue.seen) for cue in read_sheet(back).cues}
    assert starts["2"] == ("time", "")
    assert starts["3"] == ("action", "the music before is over")
    assert back.problems == []
    assert sum("begins by itself" in guess for guess in draft.guesses) == 2


# The commands


def test_the_commands_write_files_and_say_what_is_lost(tmp_path, capsys):
    sheet = tmp_path / "ferry.toml"
    sheet.write_text(FERRY, "utf-8")
    assert bring_out(str(sheet), "reaper", None, None) == 0
    assert "left out: the lines of the sheet: play" in capsys.readouterr().err
    assert bring_in(str(tmp_path / "ferry.csv"), None, None, None, "20") == 0
    out, err = capsys.readouterr()
    assert "Ellen" in out
    assert "reaper, " in err
    with pytest.raises(RigError, match="is there already; name another file with -o"):
        bring_out(str(sheet), "reaper", None, None)
    with pytest.raises(RigError, match="is there already"):
        bring_in(str(tmp_path / "ferry.csv"), str(sheet), None, None, "20")
    assert sheet.read_text("utf-8") == FERRY


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("edl", None), "say --rate 24, 25"),
        (("edl", "x"), "--rate x is no rate"),
        (("edl", "1/0"), "--rate 1/0 is no rate"),
        (("docx", None), "docx is not written; write one of smf"),
    ],
)
def test_what_must_be_asked_is_asked(tmp_path, given, words):
    sheet = tmp_path / "ferry.toml"
    sheet.write_text(FERRY, "utf-8")
    with pytest.raises((RigError, ProblemsError), match=words):
        bring_out(str(sheet), given[0], None, given[1])


def test_a_fact_that_was_spoilt_in_a_spreadsheet_is_told_and_the_sheet_is_there_to_be_mended(
    tmp_path,
):
    content = formats.write("csv", listed(), Asked()).content
    (tmp_path / "x.csv").write_bytes(content.replace(b"V 2 vamp", b"V 2 vmap"))
    out = tmp_path / "x.toml"
    with pytest.raises(ProblemsError) as error:
        bring_in(str(tmp_path / "x.csv"), str(out), None, None, None)
    assert "vmap" in {caret(problem) for problem in error.value.problems}
    assert "vmap" in out.read_text("utf-8")
