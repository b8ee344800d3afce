"""What a rehearsal hears of a night, and what it holds against the rig."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nights import loaded

from rig.conductor.actions import Passed
from rig.conductor.events import KeyIn, Wake
from rig.conductor.state import begin
from rig.live.loop import run
from rig.rehearsal.chances import START_US
from rig.rehearsal.foot import Mark
from rig.rehearsal.intents import GO, UNDO
from rig.rehearsal.listener import Listener, Place, Reached
from rig.rehearsal.player import IdealPlayer
from rig.rehearsal.projector import Motor, Projector, cut
from rig.rehearsal.rehearse import as_written
from rig.rehearsal.verdict import Verdict, judged

HITS = """
[cue.1]
on = "screening: a clock"
play = "A 8 4/4 q=60 | B 8"
hits = "0:16 A5 the door | 0:33 B1 the window !!"
[cue.2]
on = "title: noon"
look = "1:10"
play = "A 8 4/4 q=60 | V 2 vamp"
hits = "1:27+04 A5 the bell"
"""


def promised(rate=1.0, late_s=0.0, frames=100_000.0):
    """A projector that keeps its word but for its rate and its start."""
    pieces = cut([(0.0, 20.0)], [(0.0, frames)])
    return Projector(round(START_US + late_s * 1e6), Motor(((0.0, rate),)), pieces)


def test_what_is_heard_on_a_film_that_keeps_its_word_is_what_the_rig_says_itself():
    """A second opinion: until a landmark sways it the rig is right, and tells how late a hit is."""
    told = {}

    class Both(Listener):
        def take(self, event, state, actions):
            super().take(event, state, actions)
            for one in actions:
                if isinstance(one, Passed):
                    told[one.cue, one.hit] = one.late_us

    show = as_written(loaded(HITS).show)
    listener = Both(show)
    run(show, begin(show), IdealPlayer(show), listener)
    projector = promised()
    falls = list(judged(show, projector, listener, None))
    assert len(falls) == len(told) == 3
    for fall in falls:
        sway = 0.2 if fall.cue else 1e-4
        assert fall.off == pytest.approx(told[fall.cue, fall.hit] * 20 / 1e6, abs=sway)
    assert [round(fall.off, 1) for fall in falls] == [0.0, -20.0, -24.0]
    assert listener.jumps == 0
    assert listener.bends.count == listener.bends.exceeded == 0


def test_the_way_to_a_hit_begins_at_the_one_before_it_in_its_cue():
    show = as_written(loaded(HITS).show)
    listener = Listener(show)
    run(show, begin(show), IdealPlayer(show), listener)
    first, second, third = (listener.reached[key] for key in ((0, 0), (0, 1), (1, 0)))
    assert (first.since.at_us, first.since.spot) == (START_US, (0, 0, False))
    assert (second.since.at_us, second.since.spot) == (
        first.at_us,
        show.programmes[0].cue.hits[0].spot,
    )
    assert second.since.rate == pytest.approx(1)
    assert third.since.cue == 1
    assert third.at_us - third.since.at_us == 16_000_000


def test_frames_off_are_of_the_film_at_its_true_speed():
    show = as_written(loaded(HITS).show)
    listener = Listener(show)
    run(show, begin(show), IdealPlayer(show), listener)
    fall = next(judged(show, promised(rate=1.25), listener, None))  # 16 s of film in 12.8 s
    assert fall.off == pytest.approx((16 - 12.8) * 25)


def playing_of(cues=HITS, at_s=5.0):
    show = loaded(cues).show
    state = begin(show)

    class Until:
        def next(self, state):
            if state.cue < 0:
                return KeyIn(START_US, START_US, GO)
            return Wake(round(at_s * 1e6)) if state.now_us < at_s * 1e6 else None

    return show, run(show, state, Until(), Listener(show))


@pytest.mark.parametrize(("by_us", "jumps"), [(0, 0), (3, 0), (40, 1), (-40, 1)])
def test_a_beat_that_jumps_is_heard(by_us, jumps):
    show, state = playing_of()
    timeline = state.playing.timeline
    moved = replace(state.playing, timeline=replace(timeline, anchor_us=timeline.anchor_us + by_us))
    listener = Listener(show)
    listener.take(Wake(state.now_us), state, ())
    listener.take(Wake(state.now_us), state._replace(playing=moved), ())
    assert listener.jumps == jumps


@pytest.mark.parametrize("key", ["left", "right", UNDO])
def test_a_player_who_goes_elsewhere_is_no_beat_that_jumps(key):
    show, state = playing_of()
    timeline = state.playing.timeline
    moved = replace(state.playing, timeline=replace(timeline, anchor_us=timeline.anchor_us + 99))
    listener = Listener(show)
    listener.take(Wake(state.now_us), state, ())
    listener.take(KeyIn(state.now_us, state.now_us, key), state._replace(playing=moved), ())
    assert listener.jumps == 0


@pytest.mark.parametrize(
    ("lean_ppm", "count", "exceeded"), [(0, 0, 0), (39_000, 1, 0), (-39_000, 1, 0), (41_000, 1, 1)]
)
def test_a_tempo_beyond_its_bend_is_heard(lean_ppm, count, exceeded):
    show, state = playing_of()
    leant = replace(state.playing, timeline=state.playing.timeline.leaning(state.now_us, lean_ppm))
    listener = Listener(show)
    listener.take(Wake(state.now_us), state._replace(playing=leant), ())
    assert listener.bends.largest == pytest.approx(abs(lean_ppm) / 1e6, abs=1e-5)
    assert (listener.bends.count, listener.bends.exceeded) == (count, exceeded)


def test_what_a_wrong_go_reached_is_forgotten_with_it():
    show, state = playing_of()
    listener = Listener(show)
    listener.take(Wake(state.now_us), state, ())
    listener.begun.add(0)
    listener.reached[0, 0] = Reached(1, Place(0, 0, None, 1.0, 1.0), 1.0)
    listener.take(KeyIn(state.now_us, state.now_us, UNDO), begin(show), ())
    assert not listener.reached
    assert not listener.begun


def verdicts(projector, *, marks=None, since=(0.0, 0), at_s=16.0, cues=HITS, lead="film"):
    """What becomes of the first hit of the first cue, reached from its beginning."""
    show = loaded(cues.replace("[cue.2]", f'lead = "{lead}"\n[cue.2]')).show
    listener = Listener(show)
    spot = show.programmes[0].cue.hits[0].spot._replace(offset=0)
    place = Place(START_US + round(since[0] * 1e6), since[1], spot, 1.0, 1.0)
    listener.begun.add(0)
    listener.reached[0, 0] = Reached(START_US + round(at_s * 1e6), place, 1.0)
    return next(judged(show, projector, listener, marks)).verdict


RIGHT = [Mark(START_US + number, 0.0) for number in (1, 2, 3)]


@pytest.mark.parametrize(
    ("projector", "expected"),
    [
        (promised(), Verdict.COUNTED),
        (promised(rate=1 / 1.02), Verdict.COUNTED),
        (promised(rate=1.07), Verdict.SPEED),
        (promised(rate=1 / 1.07), Verdict.SPEED),
        (promised(late_s=3), Verdict.LATE),
        (Projector(START_US, Motor(((0, 1.0),)), cut([(0, 20)], [(0, 99), (400, 900)])), "LOST"),
        (Projector(START_US, Motor(((0, 1.0),)), cut([(0, 20)], [(0, 99), (200, 900)])), "SPLICE"),
    ],
)
def test_a_hit_counts_where_the_bend_could_have_met_the_true_film(projector, expected):
    expected = expected if isinstance(expected, Verdict) else Verdict[expected]
    assert verdicts(projector, marks=RIGHT) is expected


def test_a_start_that_leaves_no_time_is_no_fault_of_the_rigs():
    projector = Projector(START_US, Motor(((0.0, 1.0),)), cut([(0.0, 20.0)], [(0.0, 900.0)]))
    assert verdicts(projector, since=(2.0, 0)) in (Verdict.NEAR, Verdict.LATE)


def test_hits_that_nothing_bends_to_are_no_fault_of_the_bend():
    assert verdicts(promised(), lead="sheet") is Verdict.LED


@pytest.mark.parametrize(
    ("pressed", "expected"),
    [
        ((1, 2), Verdict.LEARNING),
        ((1, 2, 3), Verdict.COUNTED),
        ((1, 2, 18_000_000), Verdict.LEARNING),
    ],
)
def test_landmarks_count_from_the_third_right_press(pressed, expected):
    marks = [Mark(START_US + at_us, 0.0) for at_us in pressed]
    assert verdicts(promised(), marks=marks) is expected


@pytest.mark.parametrize(
    ("behind", "expected"), [(0, Verdict.JUMPED), (1, Verdict.JUMPED), (2, Verdict.COUNTED)]
)
def test_behind_a_splice_they_count_from_the_second_press_after_it(behind, expected):
    # Ten frames are missing at 2 s, which the bend can make up for.
    pieces = cut([(0.0, 20.0)], [(0.0, 40.0), (50.0, 900.0)])
    projector = Projector(START_US, Motor(((0.0, 1.0),)), pieces)
    marks = RIGHT + [Mark(START_US + 5_000_000 + one, 0.0) for one in range(behind)]
    assert verdicts(projector, marks=marks) is expected
