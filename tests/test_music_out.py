"""The music of a plan as a sequencer counts it: its beats and its clock, where the beat stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from written import cue, good_sheet

from rig.desk.music_out import sequenced
from rig.score.plan import plan

RESTLESS = (
    cue(look="0:05", play="A 4 q=60 | B 4 q=60>120 fermata 2 max 3s | // | C 2 3/4 q=90>60 time"),
    cue("2", on="attacca", play="V 4 6/8 q.=60 vamp out 1.4 | X 1 5/16 q=60"),
    cue("3", on="title: x", look="2:00", play="A 2 4/4 q=100>140 exp | B 1 q=140"),
    cue("4", on="title: y", look="2:06+03", play="A 1 q=140>90 period | B 1"),
)


def music(*cues):
    return sequenced(plan(good_sheet(*cues)))


def lasts(one, two):
    """Seconds from one tempo change to the next, summed over slices of the beats between them."""
    beats = float(two.beat - one.beat)
    low, high = float(one.bpm), float(two.bpm)
    part = {
        "": lambda x: low,  # noqa: ARG005 - steady
        "beats": lambda x: low + (high - low) * x,
        "time": lambda x: (low**2 + (high**2 - low**2) * x) ** 0.5,
        "exp": lambda x: low * (high / low) ** x,
        "period": lambda x: 1 / (1 / low + (1 / high - 1 / low) * x),
    }[one.ramp]
    slices = 1000
    return sum(60 / part((slice_ + 0.5) / slices) for slice_ in range(slices)) / slices * beats


def test_every_tempo_lasts_until_the_next():
    changes = music(*RESTLESS).tempi
    assert {one.ramp for one in changes} == {"", "beats", "time", "exp", "period"}
    for one, two in pairwise(changes):
        assert lasts(one, two) == pytest.approx(float(two.at - one.at), abs=2e-6), (one, two)


def test_it_is_over_when_the_plan_is():
    whole = plan(good_sheet(*RESTLESS))
    assert float(sequenced(whole).at) == pytest.approx(whole.cues[-1].turns[-1].end_us / 1e6)


def test_the_beat_goes_on_through_a_fermata_in_its_own_place():
    """Four beats at 60, two seconds of standing as two more, and four beats again."""
    one = music(cue(play="A 2 q=60 fermata 1 max 2s | B 1 q=90"))
    assert [(change.at, change.beat) for change in one.tempi] == [(0, 0), (4, 4), (10, 10)]
    assert [(bar.beat, bar.count) for bar in one.meters] == [(0, 4), (4, 2), (6, 4)]


def meters(*cues):
    return [(one.beat, one.count, one.unit) for one in music(*cues).meters]


def test_a_silence_is_bars_of_its_own():
    """Of 6, of 0.2 and of 21 quarters at 60, before what begins at 60."""
    for seconds, found in (
        ("0:06", [(0, 6, 4), (6, 4, 4)]),
        ("#3", [(0, 1, 4), (1, 4, 4)]),
        ("0:21", [(0, 4, 4)]),
    ):
        assert meters(cue(look=seconds, play="A 1 q=60")) == found
    one = music(cue(look="#3", play="A 1 q=60")).tempi[0]
    assert float(one.bpm) == pytest.approx(60 / (3 / 18), rel=1e-5)


def test_a_bar_that_is_left_is_a_shorter_one_in_its_own_unit():
    found = meters(cue(play="V 1 6/8 q.=60 vamp out 1.4 | X 1"), cue("2", on="segue", play="A 1"))
    assert found == [(0, 4, 8), (2, 6, 8)]
