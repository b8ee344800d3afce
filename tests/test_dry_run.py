"""The dry run: whole nights in virtual time, and the display's word against what GO then does."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from any_night import FORMS, MOVES, night, sheets
from any_night import show as known
from hypothesis import given, settings
from hypothesis import strategies as st
from nights import KORG, go, loaded, play, show, us
from sources import ROOT

from rig.conductor.actions import Began, Ended, Passed, Send, Tell
from rig.conductor.events import Closing, Opened, Wake
from rig.conductor.look import view
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.notation.problem import ProblemsError
from rig.rehearsal.dry_run import dry_run, virtual_night
from rig.rehearsal.player import NIGHT_MAX_US, IdealPlayer
from rig.rehearsal.script import Scripted, read_script
from rig.score.sheet import On
from rig.venue.load import load

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State

DEMO = str(ROOT / "examples" / "demo" / "show.toml")


class Patient:
    """An ideal player who is watched: a night that goes round for ever is a failure."""

    def __init__(self, performed: Show) -> None:
        self._player = IdealPlayer(performed)
        self._events = 0

    def next(self, state: State) -> Event | None:
        self._events += 1
        assert self._events < 10_000, "the night does not end"
        return self._player.next(state)


def ideal(cues: str):
    """What an ideal player's night leads to."""
    performance = loaded(cues)
    return virtual_night(performance, Patient(performance.show))


def began(performed: Show, actions) -> list[tuple[float, str]]:
    cues = performed.programmes
    return [
        (one.due_us / 1e6, cues[one.cue].cue.number) for one in actions if isinstance(one, Began)
    ]


def test_an_ideal_player_brings_the_demo_to_its_end():
    performance = load(DEMO)
    done = virtual_night(performance, IdealPlayer(performance.show))
    assert [cue for _, cue in began(performance.show, done.actions)] == ["1", "2", "3", "4"]
    assert sum(isinstance(one, Ended) for one in done.actions) == 1
    assert not [one.text for one in done.actions if isinstance(one, Tell)]
    hits = sum(len(one.cue.hits) for one in performance.show.programmes)
    assert sum(isinstance(one, Passed) for one in done.actions) == hits
    due = [one.due_us for one in done.actions if isinstance(one, Send)]
    assert due == sorted(due)


def test_two_dry_runs_of_the_demo_are_the_same():
    nights = [virtual_night(one, IdealPlayer(one.show)) for one in (load(DEMO), load(DEMO))]
    assert nights[0].actions == nights[1].actions


def test_the_dry_run_of_the_demo_is_text_and_data(capsys):
    assert dry_run(DEMO, None, as_data=False) == 0
    text = capsys.readouterr().out
    assert "cues fired    4 of 4" in text
    assert "cue 1 out of V" in text
    assert dry_run(DEMO, None, as_data=True) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["press"] for one in data["presses"]] == [
        *("cue 1", "cue 1 out of V", "cue 2", "cue 2 in after //", "cue 3")
    ]
    assert all(isinstance(one["due_us"], int) for one in data["actions"])


def test_an_ideal_player_presses_when_the_sheet_expects_it_and_else_when_the_music_waits():
    done = ideal("""
    [cue.1]
    on = "screening"
    play = "V 1 4/4 q=120 vamp | // | A 1"
    press = "V 0:07 the oar"
    fire = "// bell, A1 gong"
    [cue.2]
    on = "title: Anna"
    look = "0:30"
    play = "A 1"
    [cue.3]
    on = "attacca"
    play = "V 1 vamp | A 1"
    """)
    starts = [one.due_us / 1e6 for one in done.actions if isinstance(one, Began)]
    assert starts == pytest.approx([1, 31, 33], abs=0.005)
    sends = [one.due_us / 1e6 for one in done.actions if isinstance(one, Send)]
    assert sends[-2:] == pytest.approx([9, 11], abs=0.005)
    assert isinstance(done.actions[-1], Ended)


@settings(deadline=None, max_examples=60)
@given(sheets())
def test_an_ideal_player_comes_to_the_end_of_any_sheet(sheet):
    """Every cue that a press starts is begun, unless a cue on time was there before it."""
    performance = loaded(sheet[1])
    done = ideal(sheet[1])
    cues = [one.cue for one in done.actions if isinstance(one, Began)]
    assert cues == sorted(set(cues))
    programmes = performance.show.programmes
    timed = [number for number, one in enumerate(programmes) if one.cue.on is On.TIME]
    for number, one in enumerate(programmes):
        later = any(number < other for other in timed)
        assert number in cues or one.press is None or later


def scripted(tmp_path, text: str):
    path = tmp_path / "player.toml"
    path.write_text(text)
    return read_script(str(path), load(DEMO))


def test_a_script_moves_hands_feet_keys_and_plugs(tmp_path):
    moves = scripted(
        tmp_path,
        """rig = 1
play = '''
0:01     footswitch left
0:02     nanoKONTROL2 slider1 64
0:03.5   nanoKONTROL2 slider1 64>127 in 1s
0:05     nanoKONTROL2 gone
0:06     nanoKONTROL2 back
0:07     nanoKONTROL2 slider1 0
0:08     key right
'''
""",
    )
    performance = load(DEMO)
    done = virtual_night(performance, Scripted(moves, performance))
    assert began(performance.show, done.actions) == [(1.0, "1")]
    told = [one.text for one in done.actions if isinstance(one, Tell)]
    assert told[-3:] == [
        "nanoKONTROL2 is gone; the show goes on",
        "nanoKONTROL2 is there",
        "stands by: cue 2",
    ]
    slides = [move.at_us for move in moves if move.device == KORG and move.data[:2] == b"\xb0\x00"]
    assert slides[1] == us(3.5)
    assert slides[-2] == us(4.5)
    assert all(b - a >= 16_000 for a, b in pairwise(slides))


def test_a_script_whose_player_never_leaves_a_vamp_still_ends(tmp_path):
    moves = scripted(tmp_path, 'rig = 1\nplay = "0:01 key space"\n')
    performance = load(DEMO)
    done = virtual_night(performance, Scripted(moves, performance))
    assert began(performance.show, done.actions) == [(1.0, "1")]
    river = [one for one in done.actions if isinstance(one, Send) and b"/river" in one.packet]
    assert len(river) == 2, "started, and stopped at the end"


@pytest.mark.parametrize(
    ("play_line", "said"),
    [
        ("0:01 footswich left", "footswitch"),
        ("0:01 footswitch lef", "left"),
        ("soon key space", "a move is a time"),
        ("0:01 nanoKONTROL2 slider1 128", "0 to 127"),
    ],
)
def test_a_script_with_a_slip_says_what_would_be_right(tmp_path, play_line, said):
    with pytest.raises(ProblemsError) as raised:
        scripted(tmp_path, f'rig = 1\nplay = "{play_line}"\n')
    assert said in str(raised.value)


def after_go(performed: Show, state: State) -> tuple[State, list]:
    """What GO does, a guard's time later."""
    at_us = state.now_us + performed.surface.guard_us
    state, _ = step(performed, state, Wake(at_us))
    before = view(performed, state, at_us).press
    after, actions = step(performed, state, go(at_us / 1e6))
    return state, [before, after, actions]


def check_word(performed: Show, before: State, word: str, after: State, actions) -> None:
    """The display's word against what then happened."""
    starts = [performed.programmes[one.cue].cue.number for one in actions if isinstance(one, Began)]
    told = [one.text for one in actions if isinstance(one, Tell)]
    if word == "GO: NOTHING":
        assert told == ["GO: nothing stands by"]
        assert not starts
    elif word.startswith("GO: CUE") and word.endswith("NOW"):
        assert starts[0] == word.split()[2]
    elif word.startswith("GO: CUE"):
        waits = after.pending and performed.programmes[after.pending[0]].cue.number
        assert word.split()[2] in (*starts[:1], waits)
    elif word == "GO: IN AGAIN" and before.playing and before.playing.stands:
        assert not (after.playing and after.playing.stands and after.playing == before.playing)
    elif word == "GO: OFF THE FERMATA":
        go_, one, two = performed.presses[before.next_press], before.playing, after.playing
        place = one and (one.cue, one.part, one.next_hold)
        if one and one.stands and place == (go_.cue, go_.part, go_.hold):
            assert two != one or starts
        else:
            assert any("ahead of time: no fermata" in line for line in told)
    else:
        go_ = performed.presses[before.next_press]
        playing = after.playing
        assert after.next_press > before.next_press or starts
        behind = any("is behind already" in one for one in told)
        here = before.playing and (before.playing.cue, before.playing.part) == (go_.cue, go_.part)
        if here and playing and not playing.stands:
            assert playing.leave_at is not None or playing.part != before.playing.part or starts
        elif not behind:
            assert (go_.cue, go_.part) > (before.cue, before.playing.part if before.playing else -1)


@settings(deadline=None, max_examples=120)
@given(sheets(), MOVES, st.integers(0, 999))
def test_the_display_says_what_the_next_press_then_does(sheet, moves, place):
    performed = known(sheet[1])
    states = night(performed, moves).states
    state = states[place % len(states)]
    before, (word, after, actions) = after_go(performed, state)
    check_word(performed, before, word, after, actions)


@settings(deadline=None, max_examples=40)
@given(sheets(), MOVES)
def test_the_display_can_be_drawn_at_every_instant_of_a_night(sheet, moves):
    performed = known(sheet[1])
    for state in night(performed, moves).states:
        for later_us in (0, 1, 40_000, 5_000_000):
            seen = view(performed, state, state.now_us + later_us)
            assert 0 <= seen.beat <= seen.beats
            assert all(0 <= one.level <= 1 for one in seen.groups)


def test_the_display_through_the_first_minute_of_a_cue():
    cues = """
    [cue.1]
    on = "screening"
    play = "A 2 4/4 q=120 'x' | V 2 3/4 vamp | //"
    note = "listen"
    dyn = "strings p <, A2 f"
    [cue.2]
    on = "title: Anna"
    look = "0:20 0:25 0:30"
    play = "A 1 q=60"
    """.replace("'x'", "")
    before = play(cues).look(1)
    assert (before.now, before.press, before.film) == ("STANDING BY", "GO: CUE 1", "")
    assert before.next == "1 screening"
    seen = play(cues, go(1), until_s=3.6).look(3.6)
    assert (seen.now, seen.section, seen.bar, seen.beat, seen.beats) == ("CUE 1  A", "A", 2, 2, 4)
    assert (seen.film, seen.press, seen.next) == ("0:02+12", "GO: OUT OF V", "2 title: Anna")
    assert (seen.bpm, seen.note, seen.window) == (120, "listen", "early")
    assert seen.countdown_s == pytest.approx(22.4)
    silent = play(cues, go(1), go(2), until_s=20).look(22)
    assert (silent.bar, silent.beat, silent.bpm, silent.window) == (0, 0, None, "open")
    assert silent.press == "GO: CUE 2"
    assert play(cues, go(1), go(2), until_s=20).look(32).window == "overdue"


def test_the_forms_of_the_random_nights_are_themselves_playable():
    for music, dynamics, fires, _ in FORMS:
        play_line = f'play = "{music}"\n' if music else ""
        cues = f'[cue.1]\non = "screening"\n{play_line}dyn = "{dynamics}"\nfire = "{fires}"\n'
        assert len(show(cues).programmes) == 1


def test_a_dry_run_of_a_form_that_never_ends_is_left_after_a_day():
    """A player who never presses, in a vamp: the night is bounded, not the sheet."""
    performed = show('[cue.1]\non = "screening"\nplay = "V 4 4/4 q=60 vamp | X 1"')
    player = IdealPlayer(performed)
    state = begin(performed)._replace(now_us=NIGHT_MAX_US + 1)
    assert isinstance(player.next(state), Opened)
    assert isinstance(player.next(state), Closing)
    assert player.next(state) is None
