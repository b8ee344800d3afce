"""What ``rig spot --write`` puts into a sheet, and what it leaves as it is."""

from __future__ import annotations

import tomllib
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spotted import SHEET, spot_command
from written import cue, document, sheet_text

from rig.desk.asked import Beat, asked_for
from rig.desk.case import case_of
from rig.desk.search import best_readings
from rig.desk.settle import settled
from rig.desk.straight import straight
from rig.desk.tries import starts, tries
from rig.notation.document import read
from rig.score.form import Meter
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.plan import plan
from rig.score.read import read_sheet
from rig.score.sheet import Spot


@pytest.fixture
def rig(monkeypatch, capsys, tmp_path):
    return spot_command(monkeypatch, capsys, tmp_path)


WRITTEN_ELSEWHERE = (
    (
        sheet_text(
            cue(play="A 8 4/4 q=60", hits="0:05 ~ x !!!"),
            cue("2", on="action: x", look="0:40", play="A 4"),
        ),
        "cue 2 takes its tempo or meter from cue 1: write its own into it first",
    ),
    (
        sheet_text(cue(play="A 2 4/4 q=60 | B 8 q=60", hits="0:05 ~ x !!!")),
        "cue 1 says its tempo or meter again further on: change it by hand",
    ),
)


PLAYS = st.sampled_from(
    [None, "A 30 q=90", "A 8 4/4 q=90 | B 30 | V 2 vamp", "A 9 6/8 q.=70 pickup 2 | B 20 2x"]
)
FRAMES = st.lists(st.integers(40, 1200), min_size=1, max_size=6, unique=True)


def test_what_is_written_lands_as_it_was_told(rig):
    code, said, wrong, text = rig(SHEET, "--cue", "2", "--meter", "4/4", "--write")
    assert (code, wrong) == (0, "")
    sheet = read_sheet(read("sheet.toml", text.encode()))
    planned = plan(sheet).cues[1].hits
    told = [
        line.split()[1] for line in said.split("\n\n")[2].splitlines()[1:] if "missed" not in line
    ]
    landed = [round(hit.off_us / 1000) for hit in planned if hit.off_us is not None]
    assert [int(ms) for ms in told] == pytest.approx(landed, abs=1)
    assert len(told) == len(landed) > 1


def test_every_other_byte_stays(rig):
    _, said, _, text = rig(SHEET, "--cue", "2", "--write")
    (play,) = [line for line in text.splitlines() if line not in SHEET.splitlines()][:1]
    assert play.startswith('play  = "A ')
    kept = [line for line in text.splitlines() if line != play]
    assert len(kept) == len(SHEET.splitlines())
    for old, new in zip(SHEET.splitlines(), kept, strict=True):
        if "~" in old:
            before, behind = old.split("~  ")
            assert new.startswith(before)
            assert new.endswith(behind)
            assert len(new) - len(old) < 4
        else:
            assert new == old
    assert "now has play = 'A " in said


def test_columns_stay_where_there_is_room(rig):
    text = SHEET.replace("2:06    ~  door", "2:06 ~      door")
    text = text.replace("2:16    ~  rope", "2:16 ~ rope")
    _, said, _, new = rig(text, "--cue", "2", "--write", "--offset", "0")
    places = [line.split()[2] for line in said.split("\n\n")[2].splitlines()[1:3]]
    assert f"\n2:06 {places[0].ljust(6)} door slams" in new
    assert f"\n2:16 {places[1]} rope parts" in new


def test_tempo_and_places_go_into_the_music_that_is_there(rig):
    play = 'A 4 "wild" 4/4 q=100 pickup 1 | B 20'
    text = SHEET.replace("hits  =", f"play  = '{play}'\nhits  =").replace("~  rope", "B1 rope")
    _, said, wrong, new = rig(text, "--cue", "2", "--write", "--meter", "3/4")
    assert wrong == ""
    (line,) = [line for line in new.splitlines() if line.startswith("play  =")]
    tempo = said.split("\n\n")[1].splitlines()[1].split()[0]
    assert line == f"play  = 'A 4 \"wild\" 3/4 {tempo} pickup 1 | B 20'"


@pytest.mark.parametrize(
    ("play", "new"),
    [
        ("A 40 q=100", "A 40 q={}"),
        ("A 40 click 12-2", "A 40 q={}"),
        ("A 40 4/4 q=100 | B 4 vamp | C 8 q=60>80", "A 40 4/4 q={} | B 4 vamp | C 8 q=60>80"),
        (
            "A 8 count 4 q=100 | B 2 safety | tacet 4 | C 19",
            "A 8 count 4 q={} | B 2 safety | tacet 4 | C 19",
        ),
        ('A 40 "gone" q=100', 'A 40 "gone" q={}'),
        ("A 40 4/4 count 2", "A 40 4/4 q={} count 2"),
        ("BLUE 1-30", "BLUE 1-30 q={}"),
        ("BLUE q=80", "BLUE q={}"),
    ],
)
def test_the_tempo_goes_where_the_first_section_has_it(rig, play, new):
    theme = "[theme.BLUE]\nplay = 'A 40 4/4 q=96'\n"
    text = SHEET.replace("[cue.1]", f"{theme}[cue.1]").replace(
        "hits  =", f"play  = '{play}'\nhits  ="
    )
    code, _, wrong, after = rig(text, "--cue", "2", "--write", "--tempo", "90..130")
    assert (code, wrong) == (0, "")
    head, tail = new.split("{}")
    line = tomllib.loads(after)["cue"]["2"]["play"]
    assert line.startswith(head)
    assert line.endswith(tail)
    assert 90 <= Fraction(line.removeprefix(head).removesuffix(tail)) <= 130


def test_bars_are_chosen_where_there_is_one_section_and_they_are_asked_for(rig):
    text = SHEET.replace("hits  =", "play  = 'A 12 4/4 q=100'\nhits  =")
    _, said, _, new = rig(text, "--cue", "2", "--bars", "14..24", "--write")
    sheet = read_sheet(read("sheet.toml", new.encode()))
    (passage,) = sheet.cues[1].passages
    assert 14 <= passage.bars <= 24
    best = said.split("\n\n")[1].splitlines()[1].split()
    assert str(passage.bars) in best
    over_us = plan(sheet).cues[1].end_us + plan(sheet).cues[1].lost_us
    assert abs(over_us / 1e6 - 156) < 4 * 60 / 60


@pytest.mark.parametrize(("text", "told"), WRITTEN_ELSEWHERE)
def test_nothing_is_written_where_more_than_one_place_would_have_to_change(rig, text, told):
    code, _, wrong, after = rig(text, "--cue", "1", "--tempo", "100..110", "--write")
    assert (code, after) == (1, text)
    assert wrong == f"{told}; nothing was written\n"


def test_a_themes_meter_is_its_own(rig):
    text = SHEET.replace("[cue.1]", "[theme.BLUE]\nplay = 'A 40 4/4 q=96'\n[cue.1]")
    text = text.replace("hits  =", "play  = 'BLUE'\nhits  =")
    code, _, wrong, after = rig(text, "--cue", "2", "--meter", "3/4", "--write")
    assert (code, after) == (1, text)
    assert wrong == "the meter of BLUE is written in [theme.BLUE]; nothing was written\n"
    assert "hits = '2:06    BLUE:A" in rig(text, "--cue", "2", "--write")[1].replace("\\n", "")


@settings(max_examples=150, deadline=None)
@given(PLAYS, FRAMES, st.sampled_from(["4/4", "3/4", "7/8 2+2+3", "6/8"]), st.sampled_from(Beat))
@example("A 9 6/8 q.=70 pickup 2 | B 20 2x", [42, 929], "6/8", Beat.BAR)
def test_whatever_is_written_is_read_again_and_lands_as_it_was_judged(play, frames, meter, on):
    """The plan of the sheet, which knows nothing of the search, has each hit as far off."""
    hits = " | ".join(f"#{frame} ~ x !!" for frame in sorted(frames))
    lines = ["[cue.2]", "on = 'action: x'", "look = '0:01'", f"hits = '{hits}'"]
    lines += [f"play = '{play}'"] if play else []
    text = sheet_text(cue(), "\n".join(lines), speed="20")
    one = document(text)
    sheet = read_sheet(one)
    assert not one.problems
    asked = asked_for(
        "60..130", "0.5", "0", meter or ("" if play else "4/4") or None, None, on.value, "1"
    )
    case = case_of(sheet, "2", play or "", asked)
    (way,) = tries(case, asked)
    starts_s = np.array([case.seconds(case.begin_frame + frame) for frame in starts(case, asked)])
    found = best_readings([way.search], [way.pulses_per_s], starts_s, [way.far], 1)
    if not found:
        return
    content, _ = settled(text.encode(), one, case, way, found[0])
    planned = plan(read_sheet(read("sheet.toml", content))).cues[1].hits
    placed = 0
    for hit, landing in zip(planned, found[0].landings, strict=True):
        if hit.off_us is not None:
            placed += 1
            assert hit.off_us / 1e6 == pytest.approx(landing.off_s, abs=2e-6)
    assert placed <= len(found[0].met)


@pytest.mark.parametrize(
    ("play", "bars", "lead", "follows"),
    [
        ("A 8 4/4 q=60", 8, 0, "end"),
        ("A 8 4/4 q=60 count 4 pickup 1 | B 4", 12, 5, "end"),
        ("A 8 4/4 q=60 | B 4 3/4", 8, 0, "B1"),
        ("A 8 4/4 q=60 | B 4 q=61", 8, 0, "B1"),
        ("A 8 4/4 q=60 | B 4 pickup 1", 8, 0, ""),
        ("A 8 4/4 q=60 | O 4 optional | S 1 safety | tacet 2 | B 3 2x | //", 17, 0, "//"),
        ("A 8 4/4 q=60 | B 8 fermata 5.2 | C 4", 12, 0, "B5"),
        ("A 8 4/4 q=60 | B 8 fermata | C 4", 16, 0, ""),
        ("A 8 4/4 q=60 | X 2 or Y 6", 8, 0, "X1"),
    ],
)
def test_the_part_that_one_tempo_carries(play, bars, lead, follows):
    sheet = read_sheet(document(sheet_text(cue(play=play))))
    music = straight(sheet.cues[0].passages)
    assert (music.bars, music.lead(Meter(4, 4)), music.follows) == (bars, lead * BEAT, follows)


def test_places_have_the_names_a_sheet_reads():
    play = "A 3 4/4 q=60 pickup 1 | tacet 1 | B 2 2x | C 1"
    passages = read_sheet(document(sheet_text(cue(play=play)))).cues[0].passages
    music, meter = straight(passages), Meter(4, 4)
    beats = (-1, 0, 1, 11, 12, 16, 19, 24, 32, 33, 36)
    names = ("A0.4", "A1", "A1.2", "A3.4", "", "B1", "B1.4", "", "C1", "C1.2", "end")
    assert tuple(music.place(beat * BEAT, meter) for beat in beats) == names
    for beat, name in zip(beats, names, strict=True):
        text = sheet_text(cue(play=play, hits=f"0:01 {name or 'A1'} x"))
        (hit,) = read_sheet(document(text)).cues[0].hits
        assert music.ticks_of(hit.spot, meter) == (beat * BEAT if name else 0)
    assert music.ticks_of(Spot(0, 4 * BEAT), Meter(3, 4)) is None
    assert music.ticks_of(Spot(0, 5 * BEAT), Meter(3, 4)) == 3 * BEAT
