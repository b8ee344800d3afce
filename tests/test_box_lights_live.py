"""The box in a real performance: lit over its own line, relit when it comes back, and ridden."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

import pytest
from box_at_work import LIGHTS, BoxAtWork
from ears import PATIENCE_S, Ears
from parts import wait_for
from stagehands import SHOW, Performance, write_show

HANDS = """\
rig = 1
guard = "0 ms"
[footswitch]
left = "go"
middle = "tacet strings"
pedal = "reverb jump"
"""
SHOWN = SHOW.replace("nanoKONTROL2 = 'midi \"{device}\"'\n", "")
STANDBY, TACET = 0b01, 0b10


@pytest.fixture
def night(tmp_path):
    """The box, the ears and the performance of a show whose player has nothing but the box."""
    with Ears() as ears, BoxAtWork(tmp_path / "pedal") as box:
        show = write_show(tmp_path, SHOWN.format(port=ears.port), hands=HANDS)
        with Performance(show) as performance:
            yield box, ears, performance


def shines(box, lights):
    wait_for(lambda: box.level.lights == lights, PATIENCE_S)


def test_a_box_shows_what_its_switches_do_and_is_relit_when_it_comes_back(night):
    box, ears, performance = night
    shines(box, STANDBY)
    box.tread(0)
    ears.wait("/bell")
    box.tread(1)
    shines(box, STANDBY | TACET)
    box.talks = False
    performance.wait_said("footswitch is gone; the show goes on")
    box.level = replace(box.level, lights=0)  # as after a start
    box.talks = True
    shines(box, STANDBY | TACET)


def test_a_box_is_relit_by_the_process_that_takes_over_from_a_dead_one(night):
    box, _, performance = night
    shines(box, STANDBY)
    died = performance.child("rig.ports.serial_in")
    box.told.clear()
    os.kill(died, signal.SIGKILL)
    performance.again("rig.ports.serial_in", died)
    wait_for(lambda: bytes((LIGHTS, 0)) in [one[:1] + one[2:] for one in box.told], PATIENCE_S)
    shines(box, STANDBY)


def test_a_pedal_of_the_box_is_heard_in_the_hall(night):
    box, ears, _ = night
    shines(box, STANDBY)
    for place, value in enumerate((200, 512, 1023)):
        box.level = replace(box.level, values=(value, 0))
        wait_for(lambda at=place: len(ears.at("/reverb")) > at + 1, PATIENCE_S)
    heard = [one.values[0] for one in ears.at("/reverb")]
    assert heard[-3:] == [pytest.approx(value / 1023, abs=1e-6) for value in (200, 512, 1023)]
