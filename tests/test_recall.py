"""Parts of themes, and places before an end: what is played, what is silent, what may be named."""

from __future__ import annotations

from fractions import Fraction

import pytest
from written import caret, cue, line, read_text, sheet_text

from rig.score.form import Spot
from rig.score.measure import TICKS_PER_BEAT as BEAT
from rig.score.tempo import Steady


def read_with(theme, **lines):
    themes = [
        f"[theme.{name}]\n" + "\n".join(line(key, value) for key, value in said.items())
        for name, said in theme.items()
    ]
    sheet, problems = read_text(sheet_text(*themes, cue(**lines)))
    return sheet.cues[0], [(caret(problem), problem.message) for problem in problems]


def recalled(theme, **lines):
    one, problems = read_with(theme, **lines)
    assert not problems, problems
    return one


RESTS = {"BLUE": {"play": "A 2 q=60 count 2 | // | B 2 count 1 | //"}}


@pytest.mark.parametrize(
    ("play", "kinds"),
    [
        ("BLUE", ["count", "A", "//", "count", "B", "//"]),
        ("BLUE 1-4", ["count", "A", "//", "count", "B", "//"]),
        ("BLUE 1-2", ["count", "A", "//"]),
        ("BLUE 3-4", ["count", "B", "//"]),
        ("BLUE 2-3", ["A", "//", "count", "B"]),
    ],
)
def test_clicks_go_with_the_bar_behind_them_and_a_silence_with_the_bar_before_it(play, kinds):
    assert [one.name for one in recalled(RESTS, play=play).passages] == kinds


def test_what_stands_on_the_bar_line_behind_a_part_is_not_in_it():
    theme = {"BLUE": {"play": "A 16 q=96", "fire": "A9 bell, end gong"}}
    one = recalled(theme, play="BLUE 1-8 | BLUE 9-16")
    assert [(fire.name, fire.spot) for fire in one.fires] == [
        ("bell", Spot(1, 0)),
        ("gong", Spot(1, 32 * BEAT)),
    ]
    assert recalled(theme, play="BLUE 1-8 | V 4").fires == ()


def test_the_tempo_written_is_that_of_the_first_bar_recalled():
    slower = {"BLUE": {"play": "A 8 q=96 | B 8 q=48"}}
    (one,) = recalled(slower, play="BLUE 9-16 q=48").passages
    assert one.law == Steady(Fraction(48))
    (one,) = recalled({"BLUE": {"play": "A 16 q=96>72"}}, play="BLUE 9-16 q=84").passages
    assert (one.law.start_bpm, one.law.end_bpm) == (84, 72)


def test_a_frame_click_is_a_felt_beat_of_the_theme():
    form = recalled({"BLUE": {"play": "A 4 6/8 q.=100"}}, play="C 1 4/4 q=60 | BLUE click 12-0")
    assert form.passages[1].law == Steady(Fraction(180))


def test_a_press_names_a_vamp_by_its_theme_and_each_return_by_turns():
    themes = {name: {"play": "V 2 q=60 vamp"} for name in ("BLUE", "RED")}
    one = recalled(themes, play="BLUE | RED | C 1", press="RED:V b | BLUE:V a")
    assert [press.text for press in one.presses] == ["a", "b"]
    one = recalled(themes, play="BLUE | C 1 | BLUE | D 1", press="V a | V b")
    assert [press.text for press in one.presses] == ["a", "b"]
    problems = read_with(themes, play="BLUE | C 1", press="V a | V b")[1]
    assert ("V", "there is no other V in this cue's play for a press to leave") in problems


def test_a_fermata_on_the_first_beat_of_a_bar_is_named_by_the_bar():
    one = recalled({}, play="A 4 q=60 fermata 3.1", press="A3 x")
    assert one.presses[0].text == "x"


@pytest.mark.parametrize(
    "twice", ["fermata fermata max 9s", "fermata 4 fermata", "fermata 2 fermata 2"]
)
def test_a_beat_has_one_fermata(twice):
    problems = read_with({}, play=f"A 4 q=60 {twice}")[1]
    assert [words for _, words in problems] == ["this beat has its fermata already"]


@pytest.mark.parametrize("name", ["count", "tacet", "//"])
def test_the_film_is_held_in_music(name):
    problems = read_with({}, play="A 4 q=60 count 2 | tacet 2 | // | B 1", hold=name)[1]
    assert [under for under, _ in problems] == [name]


@pytest.mark.parametrize(
    ("play", "spot"),
    [
        ("A 4 q=60 | X 2 or Y 6", Spot(1, 6 * BEAT, last=False)),
        ("A 4 q=60 | O 2 optional", Spot(0, 14 * BEAT, last=False)),
        ("A 4 q=60 3x", Spot(0, 14 * BEAT, last=True)),
        ("A 4 q=60", Spot(0, 14 * BEAT, last=False)),
    ],
)
def test_before_the_end_is_in_what_is_played_last(play, spot):
    assert recalled({}, play=play, fire="end-2b bell").fires[0].spot == spot
    assert recalled({}, play=play, fire="cutoff-2s bell").fires[0].spot == spot


@pytest.mark.parametrize("play", ["A 1 q=60 | V 4 vamp", "A 4 q=60 | //"])
def test_nobody_knows_when_a_cue_that_waits_at_its_end_is_over(play):
    problems = read_with({}, play=play, fire="end-2b bell")[1]
    assert ["nobody knows when" in words for _, words in problems] == [True]
