"""``rig reaction``: how long somebody takes from seeing to pressing, measured from a rehearsal."""

from __future__ import annotations

from random import Random

import pytest
from booths import MPV, files, runs, stands
from nights import go, key, play
from stagehands import complained, rig_command

from rig.live.journal import Writer, head, line
from rig.venue.load import prepare

PLACES = [30, 60, 90, 130, 160, 200, 240, 270, 300]
HITS = " | ".join(f"{at // 60}:{at % 60:02} A{at // 2 + 1} picture {at}" for at in PLACES)
SHEET = f'[cue.1]\non = "screening"\nplay = "A 200 4/4 q=120"\nhits = "{HITS}"\nlead = "sheet"\n'
CLOCK = "clock = 'mpv m.sock'\npicture = '60 ms late'"


def rehearsed(folder, moves, hands="", booth=CLOCK):
    """The journal of a rehearsal of seven minutes, in which a machine leads from 1 s on."""
    texts = files(SHEET, booth, "", hands, ("", ""))
    night = play(prepare(texts).show, go(1), moves, runs(MPV, 1, 420, 0), until_s=420)
    journal = folder / "night.journal"
    journal.write_bytes(head(texts))
    writer = Writer(str(journal))
    for event, actions in zip(night.events, night.steps, strict=True):
        writer.write(line(event, actions))
    return journal


def pressed(late_s, noise_s=0.0, places=PLACES):
    """``seen`` on the pictures of a screen that is 60 ms late, by somebody so slow."""
    random = Random(11)  # noqa: S311 - noise, no secret
    return [key("s", 1.06 + at + late_s + random.uniform(-noise_s, noise_s)) for at in places]


@pytest.mark.parametrize("hands", ["", 'reaction = "150 ms"'])
def test_the_true_reaction_is_found_whatever_was_written_before(tmp_path, hands):
    journal = rehearsed(tmp_path, pressed(0.23), hands)
    run = rig_command(tmp_path)("reaction", journal)
    assert (run.returncode, run.stderr) == (0, "")
    *marks, summary, advice = run.stdout.splitlines()
    assert [one.split() for one in marks] == [
        [f"{at // 60}:{at % 60:02}", "+230", "ms"] for at in PLACES
    ]
    assert summary == "9 landmarks, 230 ms late, half of them within 0 ms"
    assert advice == 'write into your hands file:  reaction = "230 ms"'


def test_an_uneven_foot_and_some_wrong_presses_still_tell(tmp_path):
    wrong = [key("s", 1.06 + 100 - 3), key("s", 1.06 + 300 + 4)]
    journal = rehearsed(tmp_path, [*pressed(0.2, 0.08), *wrong])
    *marks, summary, advice = rig_command(tmp_path)("reaction", journal).stdout.splitlines()
    late_ms = int(advice.split('"')[1].split()[0])
    assert abs(late_ms - 200) < 40
    assert sum("left out: too far off" in one for one in marks) == 2
    within_ms = int(summary.split()[-2])
    assert 5 < within_ms < 80


def test_what_was_taken_back_or_pressed_in_a_pause_does_not_count(tmp_path):
    undone = [key("s", 1.06 + 60.9), key("u", 63)]
    several = pressed(0.2, places=[one for one in PLACES if one != 60])
    journal = rehearsed(tmp_path, [*several, *undone, *stands(MPV, 420, 425, 419)])
    run = rig_command(tmp_path)("reaction", journal)
    assert "8 landmarks, 200 ms late" in run.stdout
    assert "1:00" not in run.stdout


def test_too_few_landmarks_are_listed_and_not_judged(tmp_path):
    journal = rehearsed(tmp_path, pressed(0.2, places=PLACES[:4]))
    run = rig_command(tmp_path)("reaction", journal)
    assert run.returncode == 1
    assert run.stdout.splitlines()[-1] == "4 landmarks; a reaction time takes at least 5"
    assert run.stdout.count("+200 ms") == 4


@pytest.mark.parametrize(("late_s", "listed"), [(-0.3, "-300 ms"), (0.7, "+700 ms")])
def test_presses_before_their_pictures_or_long_after_are_no_reaction(tmp_path, late_s, listed):
    run = rig_command(tmp_path)("reaction", rehearsed(tmp_path, pressed(late_s)))
    assert run.returncode == 1
    assert listed in run.stdout
    assert "that is no reaction time, which is 0 to 600 ms" in run.stdout
    assert "write into" not in run.stdout


def test_a_night_without_a_machine_measures_nothing(tmp_path):
    journal = rehearsed(tmp_path, pressed(0.2), booth="clock = 'press'")
    assert complained(rig_command(tmp_path)("reaction", journal), "no machine said where")
    nowhere = tmp_path / "nowhere.journal"
    assert complained(rig_command(tmp_path)("reaction", nowhere), "cannot be read")


def test_a_journal_cut_short_is_told_and_read_up_to_there(tmp_path):
    journal = rehearsed(tmp_path, pressed(0.2))
    journal.write_bytes(journal.read_bytes()[:-20])
    run = rig_command(tmp_path)("reaction", journal)
    assert "no whole record" in run.stderr
    assert "9 landmarks, 200 ms late" in run.stdout
