"""``rig show`` and ``rig check`` of a sheet: what a player reads at the desk."""

from __future__ import annotations

import re

import pytest
from sources import ROOT
from stagehands import complained, rig_command
from written import cue, document, good_sheet, sheet_text

from rig.desk.show import WIDTH
from rig.desk.tell_cue import tell_cue
from rig.score.plan import plan
from rig.score.positions import write_position
from rig.score.read import read_sheet

EXAMPLE = ROOT / "examples" / "winter-bridge" / "sheet.toml"


@pytest.fixture
def rig(tmp_path):
    return rig_command(tmp_path)


def told_of(*cues, number=0):
    return [*tell_cue(plan(good_sheet(*cues)), number)]


def rows(*cues, number=0):
    """The lines of a cue with a time or a passage, without the columns."""
    lines = told_of(*cues, number=number)
    return [re.sub(r" {2,}", "  ", line.strip()) for line in lines if line.startswith("   ")]


def test_a_cue_is_told_in_the_order_of_the_film():
    assert told_of(
        cue(
            "1",
            on="screening: a lamp",
            play='A 4 3/4 q=90 "soft" | V 2 vamp out 1 2 | X 1 fermata max 3s',
            press="V 0:11 it moves",
            hits="0:08+09 V1 it burns !! | 0:14 X1 -20+40ms",
            dyn="strings pp, A3 <, V1 mf | me tacet",
            fire="A1 sea~, A4-2b bell, hall=0.25, V.taken gong",
            note="look at the wick",
        )
    ) == [
        "CUE 1  screening: a lamp",
        "  * look at the wick",
        '       0:00  A 4       3/4 q=90 "soft"',
        "       0:08  V 2       vamp, out at the end of bar 1 or bar 2: here once",
        "    0:08+09  !!        V1: it burns; 9.0 frames early (-500 ms)",
        "       0:11  GO        out of V: it moves",
        "       0:12  X 1       fermata on beat 1.3, 3 s at most, here 3 s",
        "       0:14  !         X1; 36.0 frames early (-2000 ms)",
        "             GO        off the fermata X1.3",
        "       0:17  end",
        "  strings  pp, A3 <, V1 mf",
        "  me       n",
        "  sends    A1 sea~, A3.2 bell, A1 hall=0.25, V.taken gong",
    ]


@pytest.mark.parametrize(
    ("play", "row"),
    [
        ("A 4 7/8 2+2+3 q=120", "0:00  A 4  7/8 2+2+3 q=120"),
        ("A 4 6/8 q.=60", "0:00  A 4  6/8 q.=60"),
        ("A 4 2/2 h=60", "0:00  A 4  2/2 h=60"),
        ("A 4 click 12-2", "0:00  A 4  4/4 q=117.6"),
        ("A 4 q=90>120 time", "0:00  A 4  4/4 q=90>120 time"),
        ("A 4 q=60 3x", "0:00  A 4  4/4 q=60, 3 times"),
        ("A 4 q=60 2-4x", "0:00  A 4  4/4 q=60, twice, up to 4"),
        ("A 4 q=60 safety", "0:00  A 4  4/4 q=60, safety: again if needed"),
        ("A 4 q=60 pickup 2", "0:00  A 4  4/4 q=60, pick-up of 2 beats"),
        ("tacet 4 q=60", "0:00  tacet 4  4/4 q=60, silence, counted"),
        ("A 4 q=60 fermata 2.3", "0:00  A 4  4/4 q=60, fermata on beat 2.3, here 2 s"),
        ("A 4 q=60 | O 2 optional", "O 2  only if needed"),
        ("A 4 q=60 | X 2 or Y 6", "Y 6  ending, instead of X"),
        ("A 4 q=60 count 4", "0:00  count  4/4 q=60, 4 clicks"),
        ("A 1 4/4 q=60 | //", "0:04  //  silence until GO, here 2 s"),
    ],
)
def test_each_way_of_the_form_is_in_a_musicians_words(play, row):
    assert row in rows(cue(play=play))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ({"enter": "bar"}, "the press is taken at the next bar"),
        ({"lead": "hand"}, "your hand leads"),
        ({"lead": "sheet"}, "tempo as written"),
        ({"bend": "-2 +3 %"}, "bend -2 +3 %"),
        ({"leave": "ring"}, "its sounds ring on"),
        ({"leave": "bar"}, "its sounds end with the bar"),
        ({"leave": "fade 1.5s"}, "it fades in 1.5 s"),
        ({"hold": "A"}, "if the film stops: round in A"),
        ({"look": "0:05 0:10 0:20"}, "expected 0:10, look from 0:05, overdue at 0:20"),
        ({"look": "0:10"}, "expected 0:10"),
    ],
)
def test_what_holds_for_a_whole_cue_is_told_at_its_head(lines, words):
    assert told_of(cue("1"), cue("2", on="title: x", **lines), number=1)[1] == f"  {words}"


@pytest.mark.parametrize(
    ("after", "row"),
    [
        ({"on": "attacca"}, "0:04  end  in tempo into cue 2"),
        ({"on": "segue"}, "0:04  end  cue 2 follows at once"),
        ({"on": "title: x", "look": "0:04"}, "0:04  end  cue 2 begins"),
        ({"on": "title: x", "look": "0:07"}, "0:04  end  3 s of silence"),
        ({"on": "title: x", "look": "0:03"}, "0:03  cut  by cue 2, 1 s before it is over"),
        ({"on": "title: x"}, "0:04  end"),
    ],
)
def test_how_a_cue_is_over_is_told(after, row):
    assert rows(cue("1", play="A 1 4/4 q=60"), cue("2", **after))[-1] == row


@pytest.mark.parametrize(
    ("hits", "row"),
    [
        ("0:02 A1.3 x", "0:02  !  A1.3: x; on the frame"),
        ("0:02 ~ x !!", "0:02  !!  any strong beat: x; rig spot chooses the beat"),
        ("0:02 A1.3 x hand crack", "0:02  !  A1.3: x; your hand: crack; on the frame"),
        ("0:03 cutoff x", "0:03  !  cutoff: x; 90.0 frames late (+5000 ms)"),
        ("0:30 end x", "0:30  !  end: x; 22 s early"),
        ("0:02 Y1 x", "0:02  !  Y1: x; not played as written"),
    ],
)
def test_a_hit_is_told_with_how_far_off_it_falls(hits, row):
    assert row in rows(cue(play="A 1 4/4 q=60 | X 1 or Y 1", hits=hits))


def test_another_ending_that_helps_is_told():
    found = rows(cue(play="A 1 4/4 q=60 | X 1 or Y 3 | B 1", hits="0:16 B1 x"))
    assert "0:16  !  B1: x; 8 s early; with Y on the frame" in found


def test_an_ending_before_a_silence_changes_nothing_that_a_foot_does_not():
    found = rows(cue(play="A 1 4/4 q=60 | X 1 or Y 3 | // | B 1", hits="0:06 B1 x"))
    assert "0:06  !  B1: x; 36.0 frames late (+2000 ms)" in found


def test_a_press_stands_where_it_is_expected():
    found = rows(cue(play="V 4 4/4 q=60 vamp | B 1", press="V 0:09 now", hits="0:12 V4 x"))
    assert [row.split()[1] for row in found] == ["V", "GO", "!", "B", "end"]


@pytest.mark.parametrize("speed", ["18", "22", "'200/11'", "'18, #300 20, #350 22'"])
def test_music_begins_on_the_very_frame_it_is_expected_on(speed):
    for frame in range(290, 380):
        second = cue("2", on="action: a door", look=f"#{frame}", play="B 1")
        planned = plan(good_sheet(cue(play="A 1 q=60"), second, speed=speed))
        expected = write_position(frame, planned.sheet.film)
        _, head, music, *_ = tell_cue(planned, 1)
        assert head.split()[1] == music.split()[0] == expected


def test_a_theme_that_returns_twice_in_a_cue_is_told_twice(rig, tmp_path):
    path = tmp_path / "sheet.toml"
    theme = '[theme.RED]\nplay = "A 4 4/4 q=60 | B 4"\n[cue.'
    path.write_text(sheet_text(cue(play="RED | RED 1-2 | X 1 | RED 5-8")).replace("[cue.", theme))
    assert rig("show", path).stdout.partition("themes\n")[2].splitlines() == [
        "  RED: red",
        "         0:00  cue 1      A1 to B4, q=60",
        "         0:32  cue 1      A1 to A2, q=60",
        "         0:44  cue 1      B1 to B4, q=60",
    ]


def test_times_of_a_cue_that_nobody_placed_count_from_its_start():
    second = cue("2", on="title: x", play="A 20 4/4 q=60 | B 1")
    assert rows(cue("1"), second, number=1)[1] == "+1:20  B 1"


def test_a_whole_sheet_has_its_film_its_presses_and_its_themes(rig):
    run = rig("show", EXAMPLE)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("The Winter Bridge\n  none: invented for this example\n  35mm,")
    lines = run.stdout.splitlines()
    cues = [line.split()[1] for line in lines if line.startswith("CUE")]
    assert cues == [str(number) for number in range(1, 9)]
    presses = lines[lines.index("presses") + 1 : lines.index("themes") - 1]
    assert [line.split()[0] for line in presses] == [str(at) for at in range(1, 12)]
    assert presses[1].endswith("cue 1 off the fermata B8.3   the mail van stops")
    assert lines[lines.index("themes") + 1 :] == [
        "  GOLD: gold, the bridge",
        "         0:00  cue 1      A1 to B8, q=96",
        "         2:54  cue 5      A1 to B4, q=80, +3 semitones",
        "  GREEN: #3f8f4f, Marta",
        "      5:10+10  cue 8      A1 to A8, q.=60",
    ]
    assert max(map(len, lines)) <= WIDTH


def test_every_name_of_the_sheet_is_told(rig):
    """A second look at the same sheet: by its words, not by the plan."""
    text = EXAMPLE.read_text("utf-8")
    sheet = read_sheet(document(text))
    told = rig("show", EXAMPLE).stdout
    words = [*sheet.groups, *sheet.sounds, *(theme.name for theme in sheet.themes)]
    words += [hit.text for one in sheet.cues for hit in one.hits]
    words += [press.text for one in sheet.cues for press in one.presses]
    words += [passage.character for one in sheet.cues for passage in one.passages]
    assert [word for word in words if word not in told] == []


def test_one_cue_is_shown_alone(rig):
    run = rig("show", EXAMPLE, "--cue", "4")
    assert run.returncode == 0
    assert run.stdout.startswith("CUE 4  attacca\n")
    assert run.stdout.count("CUE ") == 1
    assert run.stdout in rig("show", EXAMPLE).stdout


def test_a_cue_that_is_none_is_refused_in_a_line(rig):
    run = rig("show", EXAMPLE, "--cue", "9")
    assert complained(run, f"{EXAMPLE} has no cue 9; known: 1, 2, 3, 4, 5, 6, 7, 8")
    assert run.stderr.count("\n") == 1


def test_check_counts_what_a_sheet_holds(rig):
    run = rig("check", EXAMPLE)
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"{EXAMPLE}: 8 cues, 11 presses, 9 hits; no problems\n"


def test_check_of_a_sheet_gives_its_advice_and_still_finds_no_problem(rig, tmp_path):
    path = tmp_path / "sheet.toml"
    path.write_text(sheet_text(cue(fire="A1 -sea", play="A 1 4/4 q=60 1x")))
    run = rig("check", path)
    assert (run.returncode, run.stderr) == (0, "")
    assert "1x repeats nothing" in run.stdout
    assert "nothing has started sea before" in run.stdout
    assert run.stdout.endswith(f"{path}: 1 cue, 1 press, 0 hits; no problems\n")


def test_check_says_every_problem_of_a_sheet(rig, tmp_path):
    path = tmp_path / "sheet.toml"
    path.write_text(sheet_text(cue(play="A 4 q=60 | B 4 q=nine", dyn="strings fz")))
    run = rig("check", path)
    assert complained(run, "q=nine is no tempo")
    assert run.stderr.endswith("\n2 problems\n")


def test_a_sheet_that_names_no_cue_is_still_no_show(rig, tmp_path):
    path = tmp_path / "sheet.toml"
    path.write_text('rig = 1\n[film]\nspeed = 18\n[theme.BLUE]\nplay = "A 4 q=60"\n')
    assert complained(rig("check", path), "no cue; write one, such as [cue.1]")


def test_check_of_a_show_gives_the_advice_on_its_sheet(rig, tmp_path):
    for file in (ROOT / "examples" / "demo").iterdir():
        (tmp_path / file.name).write_text(file.read_text("utf-8"))
    sheet = tmp_path / "ferry.toml"
    sheet.write_text(sheet.read_text("utf-8").replace("0:54+16 end", "0:59+16 end"))
    run = rig("check", tmp_path / "show.toml")
    assert (run.returncode, run.stderr) == (0, "")
    assert "the last frame" in run.stdout
    assert run.stdout.endswith("8 controls; no problems\n")
