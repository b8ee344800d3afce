"""What the display shows that no other test looks at."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

from nights import go, play, show
from sources import ROOT

from rig.conductor.look import view
from rig.conductor.state import begin
from rig.rehearsal.report import Night, as_json
from rig.score.pace import Pace, Stretch
from rig.venue.load import load

DEMO = str(ROOT / "examples" / "demo" / "show.toml")


def test_before_the_first_press_the_display_says_which_film_and_what_its_zero_is():
    note = view(load(DEMO).show, begin(load(DEMO).show), 0).note
    assert (
        note
        == "The Last Ferry; none: invented for this demo; 0:00 is the first frame of the main title"
    )


def test_the_countdown_is_in_the_seconds_of_the_booth_not_of_the_sheet():
    """Film 0:10 at 20 fps is frame 200, which a booth at 10 fps shows after 20 s."""
    cues = '[cue.1]\non = "screening"\n[cue.2]\non = "title: x"\nlook = "0:10"'
    night = play(replace(show(cues), pace=Pace.steady(Fraction(10))), go(1), until_s=1)
    assert night.look().countdown_s == 20


def test_the_countdown_and_a_cue_on_time_go_through_every_speed_of_the_booth():
    """Film 0:10 at 20 fps is frame 200: 10 s for 100 frames at 10 fps, then 5 s at 20."""
    cues = '[cue.1]\non = "screening"\n[cue.2]\non = "time"\nlook = "0:10"'
    pace = Pace((Stretch(0, Fraction(10)), Stretch(100, Fraction(20))))
    performed = replace(show(cues), pace=pace)
    night = play(performed, go(1), until_s=7)
    assert [(night.look(at).film, night.look(at).countdown_s) for at in (1, 7, 13.5)] == [
        ("0:00", 15),
        ("0:03", 9),
        ("0:07+10", 2.5),
    ]
    assert play(performed, go(1), until_s=20).began == [(1_000_000, "1"), (16_000_000, "2")]


def test_a_press_expected_between_two_frames_is_told_to_tools_as_a_number():
    night = play('[cue.1]\non = "screening"\nlook = "0:10+00.5"', go(1), until_s=2)
    told = json.dumps(as_json(night.show, Night(list(night.actions))))
    assert '"expected_frame": 200.5' in told
