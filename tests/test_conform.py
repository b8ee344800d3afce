"""``rig conform`` as a player types it: a sheet goes to another print, and comes back."""

from __future__ import annotations

import re
from fractions import Fraction
from random import Random

import pytest
from films import steady
from prints import TEXTS, Prints, Scene
from stagehands import complained, rig_command

from rig.desk.conform import conform
from rig.desk.conform_align import align
from rig.desk.conform_map import Kind
from rig.desk.conform_stretches import mapped
from rig.desk.sheet_file import open_sheet
from rig.score.pace import Pace
from rig.score.positions import write_position

TODAY = "2027-05-14"
SHEET = """\
rig = 1
[film]
print = "the green print"
speed = 18
[cue.1]
on = "screening"
play = "A 8 q=96 | V 4 vamp"
hits = "0:10+05 A5 the lamp is lit !!!"
[cue.2]
on = "title: Ellen, his daughter"
look = "0:50 0:58 1:10"       # watch for it
play = "B 16 q=84"
hits = '''
1:10     B5   boat drops
1:20+03  B11  rope parts  !!
'''
[cue.3]
on = "title: Dawn"
look = "2:00"
"""
LANDMARKS = """\
kind,number,time,name
mark,,0:10.2778,THE LAMP IS LIT
mark,,0:48,"Ellen, his dauhgter!"
mark,,1:00,boat drops
mark,,1:45,Dawn
"""
EDL = """\
TITLE: Amber
001  OLD  V  C  01:00:00:00 01:00:30:00 10:00:00:00 10:00:30:00
002  OLD  V  C  01:00:40:00 01:03:00:00 10:00:30:00 10:02:50:00
"""


@pytest.fixture
def rig(tmp_path):
    for name, text in (("sheet.toml", SHEET), ("new.csv", LANDMARKS), ("new.edl", EDL)):
        (tmp_path / name).write_text(text)
    return rig_command(tmp_path)


def hits(path):
    return [hit.frame for cue in open_sheet(str(path)).sheet.cues for hit in cue.hits]


def test_landmarks_move_a_sheet_and_the_report_says_how(rig, tmp_path):
    run = rig("conform", "sheet.toml", "--to", "new.csv", "--print", "amber print")
    assert (run.returncode, run.stderr) == (0, "")
    written = (tmp_path / "sheet-conformed.toml").read_text()
    assert (tmp_path / "sheet.toml").read_text() == SHEET
    assert 'print = "amber print"' in written
    assert re.search(
        r'  "\d{4}-\d\d-\d\d: from the green print to amber print by new.csv: ', written
    )
    assert 'look = "0:40 0:48 1:00"       # watch for it' in written
    assert "\n1:00     B5   boat drops\n1:10+03  B11  rope parts  !!\n" in written
    assert (
        "cue 2, 1:20+03: rope parts may have been cut; now where the cut is, 1:10+03" in run.stdout
    )
    assert 'look = "1:45"' in written
    for told in (
        "landmarks: 4 in both, 1 only in the old print, 0 only in the new one",
        "100%  sure    boat drops",
        "cue 2  1:10       1:00       -180    boat drops",
        "0:48 - 0:58        -               cut, its place a guess  180",
        "cut in 2 places: 270 frames, 15.0 s",
        "cue 2, rope parts to cue 3: 5 s less (7.0 beats, 1.8 bars at q=84): no remedy",
    ):
        assert told in run.stdout, told


def test_an_edit_list_moves_it_by_its_events(rig, tmp_path):
    run = rig("conform", "sheet.toml", "--to", "new.edl", "--rate", "25", "-o", "amber.toml")
    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.startswith("amber.toml: ")
    assert "0:30 - 0:40  -            cut   180" in run.stdout
    assert hits(tmp_path / "amber.toml") == [185, 18 * 60, 18 * 70 + 3]
    assert 'print = "Amber"' in (tmp_path / "amber.toml").read_text()


def test_the_same_print_changes_only_name_and_history(rig, tmp_path):
    assert rig("export", "sheet.toml", "--to", "csv", "-o", "own.csv").returncode == 0
    run = rig("conform", "sheet.toml", "--to", "own.csv", "-o", "same.toml", "--print", "again")
    assert "every form fits as before\n" in run.stdout
    written = (tmp_path / "same.toml").read_text()
    written = re.sub(r'history = \[\n  ".*",\n\]\n', "", written)
    assert written == SHEET.replace("the green print", "again")


def test_there_and_back_by_two_lists(rig, tmp_path):
    """Each frame of the old print is in the new one: it was only made longer."""
    (tmp_path / "old.csv").write_text(
        "kind,number,time,name\nmark,,0:10,lamp\nmark,,0:58,Ellen\nmark,,2:00,Dawn\n"
    )
    (tmp_path / "long.csv").write_text(
        "kind,number,time,name\nmark,,0:12,lamp\nmark,,1:05,Ellen\nmark,,2:20,Dawn\n"
    )
    there = rig("conform", "sheet.toml", "--from", "old.csv", "--to", "long.csv", "-o", "long.toml")
    back = rig("conform", "long.toml", "--from", "long.csv", "--to", "old.csv", "-o", "back.toml")
    assert (there.returncode, back.returncode) == (0, 0)
    assert hits(tmp_path / "long.toml") != hits(tmp_path / "sheet.toml")
    assert hits(tmp_path / "back.toml") == hits(tmp_path / "sheet.toml")
    assert len(open_sheet(str(tmp_path / "back.toml")).sheet.film.history) == 2


def test_another_speed_is_written_and_the_frames_are_found_by_it(rig, tmp_path):
    run = rig("conform", "sheet.toml", "--to", "new.csv", "--speed", "20")
    assert run.returncode == 0
    film = open_sheet(str(tmp_path / "sheet-conformed.toml")).sheet.film
    assert film.pace == Pace.steady(Fraction(20))
    assert hits(tmp_path / "sheet-conformed.toml")[1] == 60 * 20
    assert "speed = 20\n" in (tmp_path / "sheet-conformed.toml").read_text()


def test_a_list_of_speeds_is_for_the_new_print_to_say(rig, tmp_path):
    sheet = tmp_path / "sheet.toml"
    sheet.write_text(SHEET.replace("speed = 18", 'speed = "18, 1:05 20"'))
    words = ("conform", "sheet.toml", "--to", "new.csv")
    assert complained(rig(*words), "the sheet's speed changes inside the film", "give --speed")
    assert complained(rig(*words, "--speed", "90"), "--speed: a speed is 8 to 60")
    run = rig(*words, "--speed", "18, 0:55 20")
    assert run.returncode == 0
    assert 'speed = "18, 0:55 20"\n' in (tmp_path / "sheet-conformed.toml").read_text()


def test_nothing_is_overwritten_unless_it_is_named(rig, tmp_path):
    words = ("conform", "sheet.toml", "--to", "new.csv")
    assert rig(*words).returncode == 0
    assert complained(rig(*words), "sheet-conformed.toml is there already; name another file")
    assert rig(*words, "-o", "sheet.toml").returncode == 0
    assert "history" in (tmp_path / "sheet.toml").read_text()


BAD = {
    "an empty list": ("kind,number,time,name\n", "has no landmark with words"),
    "no match": (
        "kind,number,time,name\nmark,,0:10,quite\nmark,,0:20,other\n",
        "has none of the 5 landmarks",
    ),
    "one match": (
        "kind,number,time,name\nmark,,0:10,Dawn\nmark,,0:20,other\n",
        "has only one of the 5",
    ),
    "no words": ("kind,number,time,name\nmark,,0:10,?\n", "has no landmark with words"),
    "backwards": (
        "kind,number,time,name\nmark,,0:01,Dawn\nmark,,0:02,boat drops\nmark,,0:03,the lamp lit\n",
        "in another order; only a print in the same order can be followed",
    ),
    "no list": ("Dear diary", "is none of the formats that are read"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_list_that_tells_nothing_is_refused_in_words(rig, tmp_path, bad):
    text, words = BAD[bad]
    (tmp_path / "bad.txt").write_text(text)
    run = rig("conform", "sheet.toml", "--to", "bad.txt")
    assert complained(run, words)
    assert not (tmp_path / "sheet-conformed.toml").exists()


def test_a_rate_is_asked_for_and_a_wrong_one_refused(rig):
    words = ("conform", "sheet.toml", "--to", "new.edl")
    assert complained(rig(*words), "nothing says how many frames a second it counts; say --rate")
    assert complained(rig(*words, "--rate", "fast"), "--rate fast is no number")


def test_a_list_of_another_film_is_refused(rig, tmp_path):
    (tmp_path / "other.edl").write_text(EDL.splitlines()[1].replace("00:30:00 10", "00:05:00 10"))
    run = rig("conform", "sheet.toml", "--to", "other.edl", "--rate", "25")
    assert complained(run, "other.edl has nothing of what sheet.toml looks for")


def test_a_sheet_with_problems_and_files_that_are_not_there_are_told(rig, tmp_path):
    (tmp_path / "bad.toml").write_text(SHEET.replace("2:00", "2:77"))
    assert complained(
        rig("conform", "bad.toml", "--to", "new.csv"), "2:77 has more than 59 seconds"
    )
    assert complained(rig("conform", "sheet.toml", "--to", "none.csv"), "none.csv cannot be read")
    assert complained(rig("conform", "none.toml", "--to", "new.csv"), "none.toml cannot be read")


SHORT, LONG, TITLES = 31, 2, 21
"""Scenes that are shorter or missing, scenes that are longer, titles that are missing."""
MISSING_S, LONGER_S, TITLES_S = Fraction("322.2"), Fraction(7), Fraction("104.7")
"""As counted between two prints of a film of 94 minutes at 18 fps."""


def shares(total, count, random):
    """A whole number in so many parts, none of which is small."""
    parts = [
        total // count + random.randint(-total // count // 3, total // count // 3)
        for _ in range(count)
    ]
    return [*parts[:-1], total - sum(parts[:-1])]


def vampire():
    """A restoration of 600 scenes and titles, and the print with what is missing of it."""
    random = Random(1922)  # noqa: S311 - the same film every time
    missing = shares(round(MISSING_S * 18), SHORT, random) + shares(
        round(TITLES_S * 18), TITLES, random
    )
    longer = shares(round(LONGER_S * 18), LONG, random)
    odd = random.sample(range(1, 199), SHORT + TITLES + LONG)
    fates = dict(
        zip(odd, [*(("cut", n) for n in missing), *(("insert", n) for n in longer)], strict=True)
    )
    scenes = []
    for number in range(200):
        fate, frames = fates.get(number, ("keep", 0))
        if frames:
            scenes.append(Scene(f"{TEXTS[number % 60]} {number} gone", frames, fate))
        scenes.append(Scene(f"{TEXTS[number % 60]} {number}", random.randint(200, 700)))
    return Prints(tuple(scenes))


def test_the_vampires_two_prints_are_told_apart_to_the_frame():
    """31 scenes and 21 titles gone, 2 longer; each print in its own time, at 18 and at 20."""
    film = vampire()
    frames = mapped(align(film.old, film.new))
    cut = [one.old_end - one.old for one in frames.told() if one.kind is Kind.CUT]
    more = [one.new_end - one.new for one in frames.told() if one.kind is Kind.INSERTED]
    assert (len(cut), len(more)) == (SHORT + TITLES, LONG)
    assert (sum(cut), sum(more)) == (
        round(MISSING_S * 18) + round(TITLES_S * 18),
        round(LONGER_S * 18),
    )


def test_the_vampires_sheet_goes_from_one_speed_to_the_other(tmp_path, capsys):
    film = vampire()
    kept = [(old, new) for one, old, _, new, _ in film.spans() if one.fate == "keep"]
    text = 'rig = 1\n[film]\nspeed = 18\n[cue.1]\non = "screening"\nhits = """\n'
    old = [f"{write_position(one.frame, steady(18))} ~ {one.text}" for one in film.old]
    (tmp_path / "sheet.toml").write_text(text + "\n".join([*old, '"""', ""]))
    new = [f"mark,,{one.frame}/20 s,{one.text.upper()}" for one in film.new]
    (tmp_path / "new.csv").write_text("\n".join(["kind,number,exact,name", *new, ""]))
    out = tmp_path / "new.toml"
    names = str(tmp_path / "sheet.toml"), str(tmp_path / "new.csv")
    assert conform(*names, out=str(out), speed="20", today=TODAY) == 0
    assert hits(out) == [there for _, there in kept]
    assert out.read_text().count("\n# cut: ") == SHORT + TITLES
    told = capsys.readouterr().out
    assert "cut in 52 places: 7685 frames, 426.9 s" in told
    assert "inserted in 2 places: 126 frames, 6.3 s" in told
    assert f"{TODAY}: from a print without a name to new by new.csv: 52 cut (7685 frames)" in told
