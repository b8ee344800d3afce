"""What the footswitch's line makes of a night: presses that fire, that come late, that are lost."""

from __future__ import annotations

import pytest
from nights import PEDAL, play, us
from wired_box import WiredBox

from rig.conductor.events import FrameIn, PortFound, PortLost

CUES = """
[cue.1]
on = "action: one"
play = "A 200 4/4 q=120"
[cue.2]
on = "action: two"
play = "B 200 4/4 q=90"
[cue.3]
on = "action: three"
play = "C 200 4/4 q=90"
"""


class Line:
    """A box, and its frames as events of a night: made at one instant, heard at another."""

    def __init__(self, **state):
        self.box = WiredBox(**state)
        self.events = []
        self.hear(0, self.box.hello(0), self.box.beat(0))

    def hear(self, at_s, *frames, acted_s=None):
        at_us = us(at_s)
        acted_us = at_us if acted_s is None else us(acted_s)
        self.events += [FrameIn(acted_us, at_us, PEDAL, frame) for frame in frames]

    def press(self, at_s, *, lost=False, heard_s=None, acted_s=None):
        """A tread of 80 ms; of what is lost nothing is heard."""
        frame = self.box.toggle(0, at_s * 1000)
        if not lost:
            self.hear(at_s if heard_s is None else heard_s, frame, acted_s=acted_s)
        frame = self.box.toggle(0, at_s * 1000 + 80)
        if not lost:
            self.hear(at_s + 0.08 if heard_s is None else heard_s, frame, acted_s=acted_s)

    def beat(self, at_s):
        self.hear(at_s, self.box.beat(at_s * 1000))


def began(night):
    return [number for _, number in night.began]


def test_a_press_whose_frames_were_lost_still_fires_and_counts_from_the_foot_s_instant():
    line = Line()
    line.press(2.0, lost=True)
    line.beat(2.1)
    night = play(CUES, line.events)
    assert night.began == [(us(2.0), "1")]
    assert night.told == []


@pytest.mark.parametrize(("learned_s", "fired"), [(2.25, ["1"]), (2.26, [])])
def test_a_press_is_fired_a_quarter_of_a_second_long_and_shown_from_then_on(learned_s, fired):
    line = Line()
    line.press(2.0, lost=True)
    line.beat(learned_s)
    night = play(CUES, line.events)
    assert began(night) == fired
    shown = [] if fired else ["GO missed: it came 260 ms late"]
    assert night.told == shown


def test_frames_that_waited_on_their_way_are_as_late_as_they_waited():
    line = Line()
    line.beat(1.9)
    line.press(2.0, heard_s=2.4)
    night = play(CUES, line.events)
    assert (began(night), night.told) == ([], ["GO missed: it came 400 ms late"])


def test_a_press_that_waited_for_the_engine_is_late_too():
    line = Line()
    line.press(2.0, acted_s=3.0)
    night = play(CUES, line.events)
    assert (began(night), night.told) == ([], ["GO missed: it came 1000 ms late"])


def test_a_press_too_soon_after_another_is_refused_whichever_frame_tells_of_it():
    line = Line()
    line.press(2.0)
    line.press(2.15, lost=True)
    line.beat(2.25)
    night = play(CUES, line.events)
    assert (began(night), night.told) == (["1"], ["GO refused: 150 ms after the last"])


def test_presses_that_nobody_can_date_are_shown():
    line = Line()
    line.press(2.0, lost=True)
    line.press(2.1, lost=True)
    line.press(2.2, lost=True)
    line.beat(2.3)
    night = play(CUES, line.events)
    assert began(night) == ["1"]
    assert night.told == ["footswitch left: 2 presses missed, lost on the wire"]


def test_a_line_that_was_lost_and_is_back_tells_of_every_press_meanwhile():
    line = Line()
    line.press(1.0)
    away = [PortLost(us(1.5), PEDAL), PortFound(us(5.0), PEDAL, PEDAL)]
    line.press(2.0, lost=True)
    line.press(3.0, lost=True)
    line.hear(5.0, line.box.hello(5000), line.box.beat(5001))
    line.press(6.0)
    night = play(CUES, [*away, *line.events])
    assert night.began == [(us(1.0), "1"), (us(6.0), "2")]
    assert night.told[-2:] == [
        "footswitch left: a press missed, lost on the wire",
        "GO missed: it came 2001 ms late",
    ]


def test_a_cable_that_is_out_is_told_by_the_control_s_name():
    line = Line()
    line.box.faults = 0b1001
    line.beat(2.0)
    line.box.faults = 0b1000
    line.beat(3.0)
    assert play(CUES, line.events).told == [
        "footswitch left: its cable is out",
        "footswitch switch 4: its cable is out",
        "footswitch left: its cable is whole again",
    ]


def test_a_box_that_was_reset_goes_on_and_is_told():
    line = Line()
    line.press(1.0)
    line.box = WiredBox(boot=2)
    line.hear(3.0, line.box.hello(0), line.box.beat(0))
    line.hear(4.0, line.box.toggle(0, 1000))
    night = play(CUES, line.events)
    assert night.began == [(us(1.0), "1"), (us(4.0), "2")]
    assert night.told == ["footswitch has started anew"]
