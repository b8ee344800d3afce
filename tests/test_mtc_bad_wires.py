"""MIDI time code, chased over bad wires: jitter, losses, delays, other speeds, in virtual time."""

from __future__ import annotations

from itertools import pairwise
from statistics import pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timecodes import FILM, KINDS, PAL, THIRTY, Machine, delivered, heard, jittered, millionths

from rig.ports.mtc import Chase

HOUR_ONE = (1, 0, 0, 0)
NAMES = pytest.mark.parametrize("kind", KINDS, ids=["24", "25", "29.97 drop", "30"])


@NAMES
@pytest.mark.parametrize("jitter_us", [1000, 2000, 3000])
def test_jitter_is_smoothed(kind, jitter_us):
    """What the house asks for: position within 1 ms (sd), rate within 0.2 %, after two seconds."""
    for seed in range(5):
        machine = Machine(kind, HOUR_ONE, at_us=10_000_000)
        told = heard(jittered(machine.forwards(250), jitter_us, seed), Chase())
        late_us = [
            reading.stamped_us
            - 10_000_000
            - (reading.position_millionths - millionths(kind, HOUR_ONE))
            for reading in told
            if reading.stamped_us > 12_000_000
        ]
        assert len(late_us) > 60
        assert pstdev(late_us) < 300
        assert max(map(abs, late_us)) < 1000
        rates = [reading.rate_ppm for reading in told if reading.stamped_us > 12_000_000]
        assert max(abs(rate - 1_000_000) for rate in rates) < 2000


@pytest.mark.parametrize("speed", [1000 / 1001, 0.96, 1.04, 1.25, 0.5, 2])
def test_the_rate_is_measured_and_not_believed(speed):
    told = heard(jittered(Machine(FILM, HOUR_ONE, speed=speed).forwards(150), 200), Chase())
    assert abs(told[-1].rate_ppm / 1_000_000 / speed - 1) < 0.0002


@pytest.mark.parametrize("speed", [0.5, 0.9, 1.1, 2])
def test_a_change_of_speed_is_followed(speed):
    machine = Machine(THIRTY, HOUR_ONE)
    chase = Chase()
    heard(machine.forwards(100), chase)
    machine.speed = speed
    begun_us = machine.at_us
    told = heard(machine.forwards(150), chase)
    assert told[-1].rate_ppm == pytest.approx(speed * 1_000_000, rel=0.001)
    assert max(later.stamped_us - one.stamped_us for one, later in pairwise(told)) < 280_000
    for reading in told:
        elapsed_us = (reading.position_millionths - 3_600_000_000 - begun_us) / speed
        assert abs(begun_us + elapsed_us - reading.stamped_us) < 25_000


def test_silence_tells_nothing_and_what_comes_after_is_told_within_four_frames():
    machine = Machine(FILM, HOUR_ONE)
    chase = Chase()
    before = heard(machine.forwards(20), chase)[-1]
    *cut, _ = machine.forwards(1)
    assert heard(cut[:5], chase) == []
    resumed = list(machine.pauses(3_000_000).forwards(2))[3:]
    (after,) = heard(resumed, chase)
    assert after.position_millionths == millionths(FILM, machine.begun[22][0])
    assert after.position_millionths - before.position_millionths < 500_000


def test_what_was_held_up_on_its_way_and_comes_at_once_moves_nothing():
    """The machine's own line runs on through a stall of the receiver."""
    machine = Machine(FILM, HOUR_ONE)
    stall = range(4_000_000, 4_400_000)
    sent = [(stall.stop if at_us in stall else at_us, one) for at_us, one in machine.forwards(120)]
    told = heard(sent, Chase())
    for reading in told:
        assert abs(reading.position_millionths - 3_600_000_000 - reading.stamped_us) < 2000


@NAMES
def test_a_sound_servers_long_periods_are_smoothed(kind):
    """Whatever comes within 21 ms is delivered at their end."""
    period_us, start = 1_000_000 * 1024 / 48000, millionths(kind, HOUR_ONE)
    sent = Machine(kind, HOUR_ONE, at_us=10_000_000).forwards(300)
    told = heard(delivered(sent, period_us), Chase())
    assert {reading.rate_ppm for reading in told[:2]} == {1_000_000}
    for reading in told:
        late_us = reading.stamped_us - 10_000_000 - (reading.position_millionths - start)
        assert 0 < late_us < period_us
        if reading.stamped_us > 12_000_000:
            assert abs(late_us - period_us / 2) < 2500
            assert abs(reading.rate_ppm - 1_000_000) < 2500


@given(
    st.sampled_from(KINDS),
    st.sampled_from([(0, 0, 59, 20), (0, 9, 58, 0), (9, 59, 59, 10), (23, 59, 59, 0)]),
    st.sets(st.integers(0, 239)),
    st.booleans(),
)
def test_lost_pieces_never_make_a_wrong_time(kind, label, lost, down):
    machine = Machine(kind, label, at_us=1_000_000)
    run = list(machine.backwards(30) if down else machine.forwards(30))
    kept = [one for number, one in enumerate(run) if number not in lost]
    day = 24 * 3_600_000_000 if not kind.drop else 86_399_913_600
    for reading in heard(kept, Chase()):
        elapsed_us = (-1 if down else 1) * (reading.stamped_us - 1_000_000)
        off = (reading.position_millionths - millionths(kind, label) - elapsed_us) % day
        assert min(off, day - off) < 10


def test_eight_lost_pieces_at_the_turn_of_a_minute_make_no_time():
    """The rest would fit, and be a minute wrong: frames of one minute, hours of another."""
    run = list(Machine(PAL, (0, 0, 59, 22)).forwards(4))
    assert heard(run[:4] + run[12:16], Chase()) == []
