"""The foot of a rehearsal: when it presses, how often wrongly, and what it makes of a torn film."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import fmean, pstdev

import pytest
from nights import loaded
from sources import ROOT

from rig.conductor.events import KeyIn
from rig.conductor.state import begin
from rig.live.loop import run
from rig.rehearsal.chances import START_US, Kind, drawn, luck
from rig.rehearsal.foot import Foot
from rig.rehearsal.intents import GO, SEEN, UNDO, meant
from rig.rehearsal.listener import Listener
from rig.rehearsal.projector import Motor, Projector, cut
from rig.venue.load import load

REHEARSAL = ROOT / "examples" / "rehearsal" / "show.toml"
SHOW = load(str(REHEARSAL)).show


def feet(kind=Kind.STEADY, count=100):
    for number in range(count):
        chance = luck(number)
        projector = drawn(kind, SHOW, chance)
        yield projector, sorted(meant(SHOW, projector, chance), key=lambda one: one.at_us)


def test_right_presses_are_on_the_picture_but_for_sixty_milliseconds():
    off_s = [
        (intent.at_us - projector.us_at(intent.right_frame)) / 1e6
        for projector, intents in feet()
        for intent in intents
        if intent.right_frame is not None
    ]
    assert len(off_s) > 3000
    assert abs(fmean(off_s)) < 0.005
    assert 0.057 < pstdev(off_s) < 0.063


def test_the_foot_has_the_reaction_that_the_hands_say():
    slow = replace(SHOW, surface=replace(SHOW.surface, reaction_us=200_000))
    projector = drawn(Kind.STEADY, SHOW, luck(1))
    quick = list(meant(SHOW, projector, luck(2)))
    late = list(meant(slow, projector, luck(2)))
    for one, other in zip(quick, late, strict=True):
        if one.right_frame is not None:
            assert other.at_us == pytest.approx(one.at_us + 200_000, abs=1)


def test_a_tenth_of_the_presses_is_wrong():
    right = wrong = 0
    for _, intents in feet():
        for intent in intents:
            right += intent.right_frame is not None
            wrong += intent.key == UNDO or (intent.key == SEEN and intent.right_frame is None)
    assert 0.08 < wrong / (right + wrong) < 0.12


def test_every_wrong_go_is_followed_by_undo_and_by_the_right_one():
    for _, intents in feet(count=30):
        presses = [one for one in intents if one.key in (GO, UNDO)]
        for early, undo, later in zip(presses, presses[1:], presses[2:], strict=False):
            if undo.key == UNDO:
                assert early.press == later.press
                assert 0.7e6 <= undo.at_us - early.at_us <= 1.4e6
                assert later.at_us > undo.at_us


def test_between_presses_there_are_one_to_two_minutes_wherever_something_is_seen():
    gaps_s = []
    for _, intents in feet(count=40):
        pressed = [one.at_us for one in intents if one.right_frame is not None or one.key == SEEN]
        gaps_s += [(after - before) / 1e6 for before, after in pairwise(pressed)]
    assert fmean(60 <= gap <= 130 for gap in gaps_s) > 0.6
    assert fmean(gap > 150 for gap in gaps_s) < 0.03


def heard_presses(cues, projector, seed=0):
    show = loaded(cues).show
    foot = Foot(show, projector, luck(seed), tells=False)
    listener = Heard(show)
    run(show, begin(show), foot, listener)
    return foot, listener


class Heard(Listener):
    """A listener that keeps the keys too, and what the rig stood by for after each."""

    def __init__(self, show):
        super().__init__(show)
        self.keys = []

    def take(self, event, state, actions):
        if isinstance(event, KeyIn):
            self.keys.append((event.key, state.next_press, event.stamped_us, event.at_us))
        super().take(event, state, actions)


THREE = "".join(
    f'[cue.{number}]\non = "title: t{number}"\nlook = "{number}:00"\nplay = "A 8 q=60 | V 2 vamp"\n'
    for number in range(1, 6)
)


def test_a_title_that_is_cut_out_is_skipped_before_the_next_one():
    pieces = cut([(0.0, 20.0)], [(0.0, 3500.0), (3700.0, 8000.0)])  # 3:00 is frame 3600
    foot, listener = heard_presses(THREE, Projector(START_US, Motor(((0.0, 1.0),)), pieces))
    done = [(key, number) for key, number, _, _ in listener.keys if key != UNDO]
    assert ("right", 3) in done
    assert listener.begun == {0, 1, 3, 4}
    assert 3600.0 not in [mark.frame for mark in foot.marks]


def test_reels_out_of_order_are_followed_there_and_back():
    stretches = [(0.0, 3000.0), (4500.0, 5500.0), (3000.0, 4500.0), (5500.0, 8000.0)]
    projector = Projector(START_US, Motor(((0.0, 1.0),)), cut([(0.0, 20.0)], stretches))
    _, listener = heard_presses(THREE, projector)
    assert listener.begun == {0, 1, 2, 3, 4}
    assert "left" in {key for key, _, _, _ in listener.keys}


def test_a_press_is_heard_milliseconds_after_the_foot():
    _, listener = heard_presses(
        THREE, Projector(START_US, Motor(((0.0, 1.0),)), cut([(0.0, 20.0)], [(0.0, 8000.0)]))
    )
    late_us = {at_us - stamped_us for _, _, stamped_us, at_us in listener.keys}
    assert len(late_us) == 1
    assert 1_000 <= late_us.pop() <= 4_000
