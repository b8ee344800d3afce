"""MIDI time code, chased: what it tells of each thing a machine can do, in virtual time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timecodes import DROP, FILM, KINDS, PAL, THIRTY, Machine, heard, millionths

from rig.ports.mtc import Chase, Reading

HOUR_ONE = (1, 0, 0, 0)
NAMES = pytest.mark.parametrize("kind", KINDS, ids=["24", "25", "29.97 drop", "30"])
PEOPLES_LABELS = {
    FILM: [(0, 0, 59, 22), (0, 59, 59, 22), (19, 44, 2, 6)],
    PAL: [(0, 0, 0, 0), (23, 59, 59, 23), (10, 9, 8, 6)],
    DROP: [(0, 0, 59, 28), (0, 1, 0, 2), (0, 9, 59, 28), (0, 10, 0, 0), (23, 59, 59, 28)],
    THIRTY: [(0, 0, 59, 28), (22, 41, 37, 20)],
}


@NAMES
def test_a_start_is_told_with_the_first_whole_time_and_the_instant_it_was_true(kind):
    for label in PEOPLES_LABELS[kind]:
        (reading,) = heard(Machine(kind, label, at_us=5_000_000).forwards(1), Chase())
        assert reading == Reading(5_000_000, millionths(kind, label), 1_000_000)


@NAMES
def test_every_reading_of_a_run_stands_on_the_line_of_the_machine(kind):
    """Through a minute, which drop-frame numbers begin late, and through midnight."""
    machine = Machine(kind, (23, 59, 57, 0), at_us=1_000_000, speed=1.001)
    told = heard(machine.forwards(150), Chase())
    true = {millionths(kind, label): at_us for label, at_us in machine.begun.values()}
    assert len(told) > 50
    for reading in told:
        assert abs(reading.stamped_us - true[reading.position_millionths]) <= 1
    assert all(abs(reading.rate_ppm - 1_001_000) <= 20 for reading in told[3:])
    gaps_us = [later.stamped_us - one.stamped_us for one, later in pairwise(told)]
    assert min(gaps_us) >= 125_000
    assert max(gaps_us) < 180_000


@pytest.mark.parametrize(
    ("label", "following"), [((0, 0, 59, 28), (0, 1, 0, 2)), ((0, 9, 59, 28), (0, 10, 0, 0))]
)
def test_drop_frame_goes_on_by_a_frame_where_its_numbers_leap(label, following):
    machine = Machine(DROP, label)
    first, last = heard(machine.forwards(3), Chase())
    assert machine.begun[1][0] == following
    assert abs(last.position_millionths - first.position_millionths - 4e6 / DROP.real) < 1


@NAMES
def test_backwards_it_is_told_with_a_negative_rate(kind):
    machine = Machine(kind, (0, 10, 1, 0), at_us=3_000_000)
    told = heard(machine.backwards(60), Chase())
    assert {reading.rate_ppm // 10_000 for reading in told} <= {-100, -101}
    labels = {millionths(kind, label): at_us for label, at_us in machine.begun.values()}
    for reading in told:
        piece_7 = reading.position_millionths - 7 * 250_000 / kind.real
        position = min(labels, key=lambda position: abs(position - piece_7))
        assert abs(position - piece_7) <= 1
        assert abs(labels[position] - 7 * machine.quarter_us - reading.stamped_us) <= 1


def test_a_reversal_is_told_as_soon_as_eight_pieces_came_down():
    machine = Machine(PAL, HOUR_ONE)
    chase = Chase()
    forwards = heard(machine.forwards(30), chase)
    (turn,) = heard(machine.backwards(1), chase)
    assert forwards[-1].rate_ppm == 1_000_000
    assert turn.rate_ppm == -1_000_000
    assert turn.position_millionths == millionths(PAL, machine.label) + 70_000


@NAMES
def test_a_full_frame_is_a_place_to_stand_at(kind):
    label = PEOPLES_LABELS[kind][0]
    for device in (0, 1, 0x7F):
        assert heard([(77, kind.full_frame(label, device))], Chase()) == [
            Reading(77, millionths(kind, label), 0)
        ]


def test_a_full_frame_stops_the_run_and_the_next_group_starts_it_anew():
    machine = Machine(FILM, HOUR_ONE)
    chase = Chase()
    heard(machine.forwards(31), chase)
    (stop,) = heard([machine.locates((2, 0, 0, 0))], chase)
    assert (stop.position_millionths, stop.rate_ppm) == (7_200_000_000, 0)
    (start,) = heard(machine.pauses(20_000).forwards(1), chase)
    assert (start.position_millionths, start.rate_ppm) == (7_200_000_000, 1_000_000)


def test_a_full_frame_amid_a_run_stands_until_the_very_next_group():
    """Where it agrees with the run, too: whoever was told of a stop is told of the start."""
    machine = Machine(FILM, HOUR_ONE)
    chase = Chase()
    heard(machine.forwards(32), chase)
    (stop,) = heard([machine.locates(machine.label)], chase)
    (start,) = heard(machine.forwards(1), chase)
    assert (stop.rate_ppm, start.rate_ppm) == (0, 1_000_000)
    assert stop.position_millionths == start.position_millionths
    (stop,) = heard([machine.locates(machine.begun[32][0])], chase)
    (start,) = heard(machine.forwards(1), chase)
    assert (stop.rate_ppm, start.rate_ppm) == (0, 1_000_000)


def test_pieces_before_and_after_a_full_frame_make_no_time():
    run = list(Machine(PAL, HOUR_ONE).forwards(1))
    locate = Machine(PAL, HOUR_ONE).locates((2, 0, 0, 0))
    assert [reading.rate_ppm for reading in heard([*run[:4], locate, *run[4:]], Chase())] == [0]


def test_a_place_that_is_repeated_is_told_eight_times_a_second_and_each_new_one_at_once():
    message = FILM.full_frame(HOUR_ONE)
    told = heard(((at_us, message) for at_us in range(0, 2_000_000, 10_000)), Chase())
    assert [one.stamped_us for one in told] == list(range(0, 2_000_000, 130_000))
    jog = [(second * 1000, FILM.full_frame((1, 0, second, 0))) for second in range(60)]
    assert len(heard(jog, Chase())) == 60


@pytest.mark.parametrize("label", [(1, 0, 3, 0), (0, 59, 0, 0), (23, 0, 0, 0), (1, 0, 1, 7)])
def test_a_jump_is_told_at_once_and_so_is_the_way_back(label):
    machine = Machine(PAL, HOUR_ONE)
    chase = Chase()
    heard(machine.forwards(10), chase)
    back, machine.label = machine.label, label
    (jump,) = heard(machine.forwards(1), chase)
    assert jump.position_millionths == millionths(PAL, label)
    assert jump.stamped_us == round(machine.begun[10][1])
    machine.label = back
    (again,) = heard(machine.forwards(1), chase)
    assert again.position_millionths == millionths(PAL, back)


def test_a_time_that_repeats_stands():
    machine = Machine(PAL, HOUR_ONE)
    chase = Chase()
    told = heard(machine.forwards(1), chase)
    for _ in range(50):
        machine.label = HOUR_ONE
        told += heard(machine.forwards(1), chase)
    assert [reading.rate_ppm for reading in told[:2]] == [1_000_000, 0]
    assert {reading.rate_ppm for reading in told[1:]} == {0}
    assert {reading.position_millionths for reading in told} == {3_600_000_000}
    (onwards,) = heard(machine.forwards(1), chase)
    assert onwards.rate_ppm == 1_000_000


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (THIRTY.full_frame((1, 0, 0, 31)), "it claims frame 31, and frames end at 29"),
        (FILM.full_frame((1, 0, 0, 24)), "it claims frame 24, and frames end at 23"),
        (PAL.full_frame((1, 75, 0, 0)), "it claims minute 75, and minutes end at 59"),
        (PAL.full_frame((1, 0, 60, 0)), "it claims second 60, and seconds end at 59"),
        (PAL.full_frame((24, 0, 0, 0)), "it claims hour 24, and hours end at 23"),
        (
            DROP.full_frame((0, 1, 0, 0)),
            "00:01:00;00 does not exist in drop-frame; this minute begins with 00:01:00;02",
        ),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_told_once(message, told):
    assert heard([(0, message), (10, message)], Chase()) == [told]


def test_a_refused_time_in_pieces_leaves_the_run_alone():
    machine = Machine(THIRTY, HOUR_ONE)
    chase = Chase()
    heard(machine.forwards(31), chase)
    good, machine.label = machine.label, (1, 0, 2, 31)
    wrong = THIRTY.pieces(machine.label)
    sent = [(round(machine.at_us + 8333 * number), one) for number, one in enumerate(wrong)]
    assert heard(sent, chase) == ["it claims frame 31, and frames end at 29"]
    machine.label = THIRTY.following(THIRTY.following(good))
    told = heard(machine.pauses(8 * machine.quarter_us).forwards(40), chase)
    assert all(isinstance(reading, Reading) for reading in told)
    assert all(
        abs(reading.position_millionths - 3_600_000_000 - reading.stamped_us) < 5
        for reading in told
    )


def test_reserved_bits_are_ignored():
    sent = list(Machine(PAL, (1, 2, 3, 4)).forwards(1))
    reserved = {1: 0xE, 3: 0xC, 5: 0xC, 7: 0x8}
    dirty = [(at_us, bytes([0xF1, one[1] | reserved.get(one[1] >> 4, 0)])) for at_us, one in sent]
    assert heard(dirty, Chase()) == heard(sent, Chase())


wire_bytes = st.one_of(
    st.binary(max_size=12),
    st.integers(0, 255).map(lambda data: bytes([0xF1, data])),
    st.binary(min_size=4, max_size=4).map(lambda time: b"\xf0\x7f\x7f\x01\x01" + time + b"\xf7"),
    st.tuples(st.sampled_from(KINDS), st.tuples(*[st.integers(0, 31)] * 4)).map(
        lambda given: given[0].pieces(given[1])
    ),
)


@given(st.lists(st.tuples(wire_bytes, st.integers(0, 30_000))))
def test_whatever_comes_is_data(messages):
    at_us, chase, refused = 0, Chase(), []
    for wire, step_us in messages:
        for message in [wire] if isinstance(wire, bytes) else wire:
            at_us += step_us
            told = chase.hear(message, at_us)
            if isinstance(told, Reading):
                assert 0 <= told.position_millionths < 86_400_000_000
                assert abs(told.rate_ppm) <= 5_000_000
                assert told.stamped_us <= at_us
            elif told is not None:
                refused.append(told)
    assert len(refused) <= 5
