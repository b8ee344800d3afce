"""The film is late: music before it rolls, and the press that says where it begins."""

from __future__ import annotations

import pytest
from handed import handed, play, press
from nights import go, loaded, us

from rig.conductor.actions import Began, Roll
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.player import IdealPlayer

CUE = """
[cue.0]
on = "screening: the house is dark"
play = "T 4 4/4 q=120 vamp"
fire = "T1 bell"
[cue.1]
on = "title: the main title"
look = "0:00"
lead = "sheet"
enter = "bar"
play = "A 8"
fire = "A1 gong"
[cue.2]
on = "title: Anna"
look = "0:20"
play = "A 8"
"""
VAMP = """
[cue.1]
on = "screening: the house is dark"
lead = "sheet"
play = "T 4 4/4 q=120 vamp out 1 2 3 4 | A 8"
press = "T 0:00 the main title"
fire = "T1 bell, A1 gong"
[cue.2]
on = "title: Anna"
look = "0:20"
play = "A 8"
"""
PLAIN = """
[cue.1]
on = "screening"
lead = "sheet"
hold = "A"
play = "A 4 4/4 q=120 | B 8"
fire = "A1 bell, B1 gong"
[cue.2]
on = "title: Anna"
look = "0:20"
play = "A 8"
"""


@pytest.mark.parametrize("cues", [CUE, VAMP])
def test_what_plays_before_the_press_at_the_films_begin_waits_for_the_film(cues):
    waiting = play(cues, go(1), until_s=90)
    assert waiting.state.film is None
    assert len(waiting.sent("/bell")) == 12
    night = play(cues, go(1), go(92.5), until_s=100)
    assert night.sent("/gong") == [(us(93), "/gong")], "in on the bar"
    assert night.look(100).film == "0:07+10", "the film begins with the press, not with its bar"


@pytest.mark.parametrize("cues", [CUE, VAMP])
def test_it_is_that_press_that_starts_the_player_program(cues):
    night = play(handed(cues, 'clock = "mpv mpv.sock go"'), go(1), go(92.5), until_s=100)
    assert [one.due_us for one in night.actions if type(one) is Roll] == [us(92.5)]


def test_a_house_that_is_in_time_skips_to_the_film():
    night = play(CUE, press(1, "skip"), go(2), until_s=9)
    assert night.look(9).film == "0:07"


@pytest.mark.parametrize("cues", [CUE, VAMP])
def test_a_dry_run_goes_through_it(cues):
    files = loaded(cues)
    done = virtual_night(files, IdealPlayer(files.show)).actions
    began = [files.show.programmes[one.cue].cue.number for one in done if isinstance(one, Began)]
    assert began[-1] == "2"


def test_without_such_a_press_the_first_one_starts_the_film():
    assert play(PLAIN, go(1), until_s=9).look(9).film == "0:08"


def test_a_film_that_was_started_in_vain_begins_when_hold_is_pressed_again():
    """The first bars go round until the film comes, and then it all begins."""
    night = play(PLAIN, go(1), press(5.3, "hold"), press(40.2, "hold"), until_s=60)
    assert night.told[1:] == ["film begins at 0:00", "in at cue 1, A bar 1"]
    assert night.look(50.2).film == "0:10"
    assert night.sent("/bell")[-1] == (us(41), "/bell")
    assert night.sent("/gong") == [(us(49), "/gong")]


def test_a_film_that_breaks_later_rolls_on_from_where_it_stood():
    night = play(PLAIN, go(1), press(11.3, "hold"), press(40.2, "hold"), until_s=60)
    assert night.told[1] == "film rolls at 0:10+06"


def test_a_film_that_was_started_in_vain_begins_with_its_first_title_too():
    night = play(PLAIN, go(1), press(5.3, "hold"), go(60), until_s=61)
    assert night.began[-1] == (us(60), "2")
    assert night.look(61).film == "0:21"
