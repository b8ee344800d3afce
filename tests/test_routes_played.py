"""Which ways the music can still go: where they say a hit lies, the engine meets it."""

from __future__ import annotations

from nights import go, play
from written import good_cue

from rig.conductor.actions import Passed
from rig.conductor.routes import Here, routes
from rig.score.form import Spot
from rig.score.measure import SECOND_US, TICKS_PER_BEAT

BEAT = TICKS_PER_BEAT
BEGIN = Here(0, 0, 0, None)


def passed(form, hits, *go_s):
    """When the hits of a cue are met, in microseconds from the first GO, at one second."""
    film = " | ".join(f"{minute}:00 {place}" for minute, place in enumerate(hits, 1))
    lines = ("[cue.1]", "on = 'screening'", "lead = 'sheet'", f"play = '{form}'")
    cue = "\n".join([*lines, f"hits = '{film}'", ""])
    night = play(cue, go(1), *map(go, go_s), until_s=60)
    return [one.due_us - SECOND_US for one in night.actions if isinstance(one, Passed)]


def test_the_engine_meets_the_hits_where_the_form_as_written_leads():
    form = "A 2 4/4 q=60 2x | B 3 q=60>120 | O 1 optional | S 1 safety | X 1 q=90 or Y 2 | C 1"
    spots = {
        "A2.3": (0, 6),
        "B2.2": (1, 5),
        "S1.2": (3, 1),
        "X1": (4, 0),
        "Y1": (5, 0),
        "C1": (6, 0),
    }
    asked = [Spot(part, beats * BEAT) for part, beats in spots.values()]
    first = routes(good_cue(play=form).passages, asked, BEGIN, frozenset(), 60e6)[0]
    assert passed(form, spots) == [round(us) for us in first.music_us if us is not None]
    assert first.music_us[4] is None


def test_the_engine_leaves_a_vamp_where_the_route_of_that_exit_leads():
    form = "A 1 4/4 q=60 | V 2 q=60>120 time vamp out 1 2 | C 1"
    asked = [Spot(1, BEAT), Spot(2, 0)]
    found = routes(good_cue(play=form).passages, asked, BEGIN, frozenset(), 20e6)
    for number, go_s in enumerate((6, 9, 11, 13)):
        met = passed(form, ("V1.2", "C1"), go_s)
        assert met == [round(us) for us in found[number].music_us]
