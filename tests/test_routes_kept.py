"""Which ways the music can still go: what is of no interest is left out, or too far away."""

from __future__ import annotations

from itertools import product

from written import good_cue

from rig.conductor.routes import Here, routes
from rig.score.form import Spot
from rig.score.measure import SECOND_US, TICKS_PER_BEAT

BEGIN = Here(0, 0, 0, None)


def found(form, *spots, here=BEGIN, most_s=1e6):
    """The routes on through a form."""
    passages = good_cue(play=form).passages
    return routes(passages, spots, here, frozenset(), most_s * SECOND_US)


def test_another_turn_is_of_interest_if_it_begins_in_time():
    form, end = "A 1 4/4 q=60 | S 1 safety | B 1", Spot(2, 0)
    assert len(found(form, end, most_s=8)) == 2
    assert len(found(form, end, most_s=7.9)) == 1
    here = Here(1, 0, TICKS_PER_BEAT, None)
    assert len(found(form, end, here=here, most_s=3)) == 2
    assert len(found(form, end, here=here, most_s=2.9)) == 1


def test_of_too_many_ways_the_nearest_are_kept():
    bars, times = (1, 9, 81), range(1, 10)
    repeats = " | ".join(f"{name} {bar} 1-9x" for name, bar in zip("BCD", bars, strict=True))
    form = f"A 1 4/4 q=240 | {repeats} | X 1000 or Y 2 | G 1"
    every = []
    for way in product(*[times] * len(bars), (0, -998)):
        longer = sum(bar * (turns - 1) for bar, turns in zip(bars, way[:3], strict=True))
        changes = sum(turns > 1 for turns in way[:3]) + bool(way[3])
        every.append((changes, longer - way[3], 1092 + longer + way[3]))
    kept = [(route.changes, route.music_us[0] / SECOND_US) for route in found(form, Spot(6, 0))]
    assert kept == [(changes, music_s) for changes, _, music_s in sorted(every)[:64]]


def test_of_two_vamps_the_shorter_takes_all_that_can_be_kept():
    for form, first in (("V 999 vamp | W 1 vamp", 999), ("V 1 vamp | W 999 vamp", 999)):
        kept = found(f"A 1 4/4 q=240 | {form} | B 1", Spot(3, 0))
        assert [one.music_us[0] / SECOND_US for one in kept] == [first + 2 + n for n in range(64)]


def test_what_ends_early_counts_among_those_that_are_kept():
    form = "V 10 4/4 q=60 vamp | X 1 fermata or Y 2 | W 1 q=77 vamp | B 1"
    kept = found(form, Spot(1, 0), Spot(4, 0), most_s=780)
    assert [len(one.steps) for one in kept] == [2] * 20 + [4] * 44
