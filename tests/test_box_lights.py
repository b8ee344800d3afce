"""The lights of the box: what they show, told by the exact bytes, over its own line."""

from __future__ import annotations

from itertools import pairwise

import pytest
from footboard import Foot, afoot, stage
from lit import DESK, DEVICE, told
from nights import PEDAL, closing, go, key, play, us
from sources import ROOT

from rig.conductor.actions import Light
from rig.conductor.events import PortFound, Restarted
from rig.conductor.lights import LIGHTS
from rig.live import journal
from rig.live.outlets import LightOutlet
from rig.live.perform import inputs, lights
from rig.ports.channel import pair
from rig.venue.load import DEVICE as DEVICE_FILE
from rig.venue.load import File, in_hands

LEFT_OFF, LEFT_ON = "00 00 00", "00 00 01"
RIGHT_OFF, RIGHT_ON = "00 02 00", "00 02 01"


def test_a_box_needs_no_second_port_and_is_dark_for_half_a_second():
    night = play(stage('left = "go"'), *Foot().meets(1), until_s=4)
    assert told(night) == [(1.0, LEFT_OFF), (1.5, LEFT_ON)]
    assert night.told == [f"{PEDAL} is there"]


def test_only_the_lights_that_show_something_are_told():
    night = play(stage('left = "go"\nright-led = "refused"'), *Foot().meets(1), until_s=4)
    assert told(night, until_s=1.4) == [(1.0, LEFT_OFF), (1.0, RIGHT_OFF)]
    assert [text for _, text in told(night, 1.4)] == [LEFT_ON]


@pytest.mark.parametrize("number", range(6))
def test_each_light_is_told_by_the_number_of_its_switch(number):
    name = ("left", "middle", "right", "switch4", "switch5", "switch6")[number]
    night = play(stage(f'{name}-led = "standby"'), *Foot().meets(1), until_s=4)
    assert told(night) == [(1.0, f"00 0{number} 00"), (1.5, f"00 0{number} 01")]


def test_what_stands_by_blinks_in_its_window_and_fast_when_it_is_overdue():
    """The box cannot blink one light by itself, so it is told each time."""
    night = play(stage('left-led = "standby"'), *Foot().meets(1), go(2), until_s=45)
    opens_s, ends_s = 2 + 300 / 20, 2 + 501 / 20
    changes = told(night, 1.6)
    assert {text for _, text in changes} == {LEFT_OFF, LEFT_ON}
    assert all(a != b for (_, a), (_, b) in pairwise(changes))
    slow = [at_s for at_s, _ in changes if opens_s < at_s < ends_s - 0.01]
    fast = [at_s for at_s, _ in changes if at_s > ends_s + 0.2]
    assert changes[0][0] >= opens_s
    assert {round(b - a, 3) for a, b in pairwise(slow)} == {0.5}
    assert {round(b - a, 3) for a, b in pairwise(fast)} == {0.2}


def test_a_refused_press_is_shown_for_a_second():
    presses = (key("left", 3), key("left", 3.1))
    night = play(stage('right-led = "refused"'), *Foot().meets(1), *presses, until_s=6)
    (on_s, on), (off_s, off) = told(night, 1.4)
    assert (on, off) == (RIGHT_ON, RIGHT_OFF)
    assert on_s == pytest.approx(3.13, abs=0.01)
    assert off_s == pytest.approx(4.1, abs=0.001)


def test_a_press_is_a_press_while_the_box_is_dark_and_while_its_light_is_told():
    """A MIDI device may send back what it is told; a box never does, so no press is doubted."""
    foot = Foot()
    met = foot.meets(1)
    presses = [one for at_s in (1.2, 1.55, 2) for one in foot.treads(at_s)]
    night = play(stage('left = "hall=0.4"'), *met, *presses, until_s=4)
    assert night.values("/hall") == [0.4, 0.4, 0.4]
    assert told(night, 1.1) == [(1.5, LEFT_ON)]


def test_a_box_that_comes_back_is_lit_again():
    foot = Foot()
    night = play(stage('left = "go"'), *foot.meets(1), *foot.goes(3), *foot.meets(5), until_s=8)
    assert told(night, 2) == [(5.0, LEFT_OFF), (5.5, LEFT_ON)]


def test_a_process_that_was_begun_anew_is_told_everything_again():
    """It finds the port without having lost it, and knows of no light."""
    again = PortFound(us(5), PEDAL, PEDAL)
    night = play(stage('left = "go"'), *Foot().meets(1), again, until_s=8)
    assert told(night, 2) == [(5.0, LEFT_OFF), (5.5, LEFT_ON)]
    night = play(stage('left = "go"'), *Foot().meets(1), Restarted(us(5)), until_s=8)
    assert told(night, 2) == [(5.0, LEFT_OFF), (5.5, LEFT_ON)]


def test_a_box_that_is_gone_is_told_nothing():
    foot = Foot()
    moves = [*foot.meets(1), *foot.goes(3), go(4)]
    assert told(play(stage('left = "hold"'), *moves, key("+", 5), until_s=8), 1.6) == []


def test_at_the_end_of_the_night_every_light_that_is_on_goes_out():
    hands = 'left = "go"\nright-led = "refused"'
    night = play(stage(hands), *Foot().meets(1), closing(4), until_s=6)
    assert told(night, 2) == [(4.0, LEFT_OFF)]
    assert night.state.fingers.lights.due_us is None


def test_new_hands_light_the_box_anew():
    loaded = afoot('left = "go"')
    other = File("hands.toml", f'rig = 1\n[{PEDAL}]\nright = "go"\n'.encode())
    box = File("box.toml", (ROOT / "mappings/devices/footswitch.toml").read_bytes())
    anew = in_hands(loaded, {"hands": other, DEVICE_FILE + PEDAL: box})
    night = play(loaded.show, *Foot().meets(1), journal.remapped(us(3), anew), until_s=6)
    assert told(night, 2) == [(3.0, LEFT_OFF), (3.0, RIGHT_OFF), (3.5, RIGHT_ON)]


def both():
    """A player with a box and a MIDI device that has lights."""
    hands = f'left = "go"\n[{DESK}]\none-led = "standby"'
    box = (ROOT / "mappings/devices/footswitch.toml").read_bytes()
    files = {
        "hands": File("hands.toml", f"rig = 1\n[{PEDAL}]\n{hands}\n".encode()),
        DEVICE_FILE + PEDAL: File("box.toml", box),
        DEVICE_FILE + DESK: File("desk.toml", DEVICE.encode()),
    }
    return in_hands(afoot('left = "go"'), files)


def test_a_midi_device_still_waits_for_the_port_that_lights_it():
    show = both().show
    assert show.surface.one_line == {PEDAL}
    desk = PortFound(us(1), DESK, DESK)
    night = play(show, *Foot().meets(1), desk, until_s=4)
    assert {one.port for one in night.actions if type(one) is Light} == {PEDAL}
    night = play(show, desk, PortFound(us(2), DESK + LIGHTS, DESK), until_s=4)
    assert {one.port for one in night.actions if type(one) is Light} == {DESK}


def test_a_box_has_one_process_and_a_midi_device_two():
    loaded = both()
    assert [port.name for port in inputs(loaded)] == [PEDAL, DESK]
    assert [port.name for port in lights(loaded)] == [DESK + LIGHTS]


def test_a_light_leaves_by_its_own_line_else_by_the_devices():
    ends = {name: pair() for name in (PEDAL, DESK, DESK + LIGHTS)}
    try:
        outlet = LightOutlet({name: near for name, (near, _) in ends.items()})
        for port in (PEDAL, DESK, "nobody"):
            outlet.send(Light(0, port, b"\0\2\1"))
        assert ends[PEDAL][1].recv(9) == b"\0\2\1"
        assert ends[DESK + LIGHTS][1].recv(9) == b"\0\2\1"
        with pytest.raises(BlockingIOError):
            ends[DESK][1].recv(9)
        assert outlet.tend(0) is None
        for _ in range(100_000):
            outlet.send(Light(0, PEDAL, b"\0\2\1"))
        told = outlet.tend(1)
        assert told is not None
        assert told.text == f"{PEDAL}: its lights do not keep up; some may be wrong"
    finally:
        for one in (end for both_ends in ends.values() for end in both_ends):
            one.close()
