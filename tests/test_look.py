"""What the display shows that no other test looks at."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from nights import go, play, show
from sources import ROOT

from rig.conductor.look import view
from rig.conductor.state import begin
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
    night = play(replace(show(cues), speed=Fraction(10)), go(1), until_s=1)
    assert night.look().countdown_s == 20
