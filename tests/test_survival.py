"""The show goes on: what happens when the core itself fails, or sleeps too long."""

from __future__ import annotations

from dataclasses import replace

from nights import CONTROLS, KORG, go, knob, show, us

from rig.conductor.actions import Began, Send, Tell
from rig.conductor.events import Opened, Wake
from rig.conductor.look import view
from rig.conductor.show import Due, Set
from rig.conductor.state import begin
from rig.conductor.surface import Jobs
from rig.live.loop import survive
from rig.ports.osc_read import describe
from rig.score.measure import TICKS_PER_BEAT

VAMP = """
[cue.1]
on = "screening"
play = "V 1 4/4 q=120 vamp | X 1"
fire = "V1 bell"
[cue.2]
on = "title: x"
play = "A 1"
fire = "A1 gong"
"""


def broken(at_ticks: int):
    """A show with a deed in its vamp that no sound can do: a programmer's error."""
    sound = show(VAMP)
    first = sound.programmes[0]
    deed = Due(at_ticks, Set(0, 0.5))
    vamp = first.parts[0]
    dues = tuple(sorted((*vamp.dues, deed), key=lambda due: due.offset))
    part = replace(vamp, dues=dues)
    programme = replace(first, parts=(part, *first.parts[1:]))
    return replace(sound, programmes=(programme, *sound.programmes[1:]))


class Slept:
    """A night whose loop was asleep between its events: the core is not woken in between."""

    def __init__(self, performed, *events):
        self.state, self.sent, self.told = begin(performed), [], []
        self.began = []
        for event in (Opened(0), *events):
            _, self.state, actions = survive(performed, self.state, event)
            self.told += [one.text for one in actions if isinstance(one, Tell)]
            self.began += [(one.due_us, one.cue) for one in actions if isinstance(one, Began)]
            self.sent += [
                (one.due_us, describe(one.packet)) for one in actions if isinstance(one, Send)
            ]
        self.press = view(performed, self.state, self.state.now_us).press

    def times(self, packet):
        return [due_us for due_us, text in self.sent if text == packet]


def test_an_event_the_core_fails_on_is_dropped_and_told_and_the_music_plays_on():
    sound = show(VAMP)
    key = (KORG, 0xB0, CONTROLS["slider1"])
    slider = sound.surface.controls[key]
    (knob_of,) = slider.base.knobs
    lost = replace(slider, base=Jobs(knobs=(replace(knob_of, number=99_999),)))
    controls = {**sound.surface.controls, key: lost}
    bad = replace(sound, surface=replace(sound.surface, controls=controls))
    night = Slept(bad, go(1), knob(1.5, "slider1", 3), Wake(us(7)))
    assert [text[:31] for text in night.told] == ["the rig failed (IndexError: tup"]
    assert night.times("/bell") == [us(1), us(3), us(5), us(7)]


def test_music_that_fails_is_let_go_and_the_next_cue_can_be_started():
    night = Slept(broken(TICKS_PER_BEAT), go(1), Wake(us(2)))
    assert night.told[-1].startswith("the rig failed (AssertionError: only what has a dial")
    assert night.press == "GO: CUE 2"
    night = Slept(broken(TICKS_PER_BEAT), go(1), Wake(us(2)), go(3))
    assert night.began[-1] == (us(3), 1)
    assert night.times("/gong") == [us(3)]


def test_a_week_asleep_in_a_vamp_ends_its_music_and_leaves_go():
    """What would have sounded meanwhile is not sent all at once when the lid is opened."""
    week_s = 7 * 24 * 3600
    night = Slept(show(VAMP), go(1), Wake(us(week_s)), go(week_s + 1))
    assert night.told[-1].startswith("the rig failed (AssertionError: what is due has no end")
    assert night.times("/bell") == [us(1)]
    assert night.times("/gong") == [us(week_s + 1)]


def test_an_hour_asleep_in_a_vamp_is_caught_up_with():
    night = Slept(show(VAMP), go(1), Wake(us(3601)))
    assert night.told == []
    assert len(night.times("/bell")) == 1801
