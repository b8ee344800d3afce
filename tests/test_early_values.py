"""Values that are sent sooner to outputs that take time to speak: marks and hairpins."""

from __future__ import annotations

from itertools import pairwise

import pytest
from early_nights import cue, early, fired, meant
from nights import button, go, knob, play


def test_a_lean_moves_what_is_early_and_the_tempo_itself_is_not_early():
    music = cue("A 4 4/4 q=60", "A2 gong")
    leans = [knob(1, "knob1", 64), knob(3, "knob1", 127)]
    done = play(early(music), go(0), leans)
    [due_s] = meant(done, "/gong")
    assert due_s == pytest.approx(3 + 1 / 1.06 - 0.1, abs=2e-6)
    plain = play(cue("A 2 4/4 q=60>90 | B 1 4/4 q=80", ""), go(0), leans)
    done = play(early(cue("A 2 4/4 q=60>90 | B 1 4/4 q=80", ""), desk=300), go(0), leans)
    assert done.sent("/tempo") == plain.sent("/tempo")


def test_a_mark_and_a_hairpin_run_ahead():
    """Of the same line of the level over the music, so much sooner."""
    more = 'dyn = "organ p, A2 <, A3 ff | strings p, A2 <, A3 ff, A4 pp"'
    done = play(early(cue("A 4 4/4 q=60", "", more=more), loft=90), go(1))
    ahead = [(due_s, float(text.split(" ")[1])) for due_s, _, text in fired(done, "/organ")]
    for due_s, value in ahead:
        assert value == pytest.approx(4 + due_s + 0.09 - 5, abs=0.001)
    assert (ahead[0][0], ahead[-1]) == (4.95, (8.91, 8))
    assert len(ahead) == len(fired(done, "/strings")) - 1


def test_a_hairpin_runs_ahead_over_a_change_of_tempo():
    """Two bars of 4 s and 2 s, and of a level from 4 to 8: at 1 a beat, then at 2."""
    more = 'dyn = "organ p, A1 <, B2 ff"'
    done = play(early(cue("A 1 4/4 q=60 | B 2 4/4 q=120", "", more=more), loft=500), go(1))
    for due_s, _, text in fired(done, "/organ"):
        sounds_s = due_s + 0.5 - 1
        beats = sounds_s if sounds_s < 4 else 4 + 2 * (sounds_s - 4)
        assert float(text.split(" ")[1]) == pytest.approx(min(4 + beats / 2, 8), abs=0.001)
    assert fired(done, "/organ")[-1][2] == "/organ 8"
    assert 6.5 <= fired(done, "/organ")[-1][0] < 6.54


def test_a_hairpin_at_the_begin_of_a_cue_that_begins_by_itself_never_goes_back():
    first = cue("A 1 4/4 q=120", "", more='dyn = "organ p"')
    second = cue("A 2 4/4 q=60", "", number=2, on="attacca", more='dyn = "organ p <, A2 ff"')
    done = play(early(first + second, loft=300), go(1))
    values = [(due_s, float(text.split(" ")[1])) for due_s, _, text in fired(done, "/organ")]
    assert values[0][0] == pytest.approx(2.74)
    for due_s, value in values:
        assert value == pytest.approx(min(4 + due_s + 0.3 - 3, 8), abs=0.001)
    assert all(later - one <= 0.040001 for (one, _), (later, _) in pairwise(values))
    assert values[-1] == (pytest.approx(6.7), 8)


def test_a_hairpin_stands_on_a_fermata_and_goes_on_behind_it():
    more = 'dyn = "organ p <, B1 ff"'
    music = cue("A 1 4/4 q=120 fermata 1.2 | B 1", "", more=more)
    done = play(early(music), go(1), go(6))
    values = [(due_s, float(text.split(" ")[1])) for due_s, _, text in fired(done, "/organ")]
    assert max(value for due_s, value in values if due_s < 6) == 6
    assert values[-1] == (6.9, 8)


def test_a_button_fires_at_once():
    done = play(early(cue("A 1 4/4 q=120", ""), desk=300), go(1), button(2, "M8"))
    assert fired(done, "/bell") == [(2, 2, "/bell")]
