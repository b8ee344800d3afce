"""The core of the firmware: what a box says, when it says it, and what it makes of its line.

Time is virtual, the core is the real one compiled for this machine.
"""

from __future__ import annotations

import pytest
from core_built import SAMPLE_US, WRAP_US, Board, CoreBox
from hypothesis import example, given
from hypothesis import strategies as st

from firmware_bridge.framing import seal
from firmware_bridge.said import Beat, Event, Hello
from firmware_bridge.wire import (
    CALIBRATE,
    HELLO_REQUEST,
    LIGHTS_COMMAND,
    NAME,
    SETUP,
    calibration,
    decode,
)

ALL = 0b111111


def framed(kind: int, payload: bytes) -> bytes:
    return seal(bytes((kind, 7)) + payload)


def test_a_box_begins_with_a_hello_and_a_beat():
    box = CoreBox(now_us=WRAP_US - 100, board=Board(2, 5, 1, 3, 0b01111), reset_cause=4)
    box.advance(50_000)
    hello, beat = box.heard()
    assert (hello.seq, hello.t_us, hello.version, hello.reset_cause) == (0, 241, (1, 0), 4)
    assert (hello.board, hello.switches, hello.pedals, hello.lights) == (2, 5, 1, 3)
    assert (hello.closable, hello.closed, hello.slow) == (0b01111, 0, 0)
    assert beat == Beat(
        1, 241 + SAMPLE_US, hello.boot, 0, 0, 0, 0, (0,) * 6, (65_535,) * 6, (0, 0), (0, 0)
    )


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (HELLO_REQUEST, b""),
        (SETUP, bytes((0b1, 0b10))),
        (CALIBRATE, calibration(1, 20, 900)),
        (NAME, b"pedal-01"),
    ],
)
def test_hello_and_a_beat_answer_whoever_asks_or_sets(kind, payload):
    box = CoreBox()
    box.advance(10_000)
    box.heard()
    for _ in range(2):
        box.tell(kind, payload)
        box.advance(10_000)
        assert [type(said) for said in box.heard()] == [Hello, Beat]


def test_who_asks_again_and_again_is_answered_once_a_sample():
    box = CoreBox()
    box.advance(10_000)
    box.heard()
    for _ in range(100):
        box.tell(HELLO_REQUEST)
    box.advance(2 * SAMPLE_US)
    assert [type(said) for said in box.heard()] == [Hello, Beat]


def test_lights_are_not_answered():
    box = CoreBox()
    box.advance(10_000)
    box.heard()
    box.tell(LIGHTS_COMMAND, b"\x05")
    box.advance(10_000)
    assert not box.heard()
    assert box.beat().lights == 0b101


@pytest.mark.parametrize("begun_us", [0, WRAP_US - 1_500_000])
def test_the_heartbeat_does_not_drift_over_the_wrap_either(begun_us):
    box = CoreBox(now_us=begun_us)
    box.advance(50_000)
    box.heard()
    box.advance(3_000_000)
    since_us = [(beat.t_us - begun_us) % WRAP_US for beat in box.beats()]
    assert len(since_us) == 30
    for count, told_us in enumerate(since_us, 1):
        assert 0 <= told_us - count * 100_000 <= SAMPLE_US


def test_after_a_pause_beats_begin_anew_and_none_is_made_up_for():
    box = CoreBox()
    box.advance(50_000)
    box.heard()
    box.sample(730_000)
    box.advance(210_000)
    assert [beat.t_us // 1_000 for beat in box.beats()] == [780, 880, 980]


def test_every_frame_counts_in_the_sequence_and_waits_whole_or_not_at_all():
    box = CoreBox()
    box.open = False
    box.advance(40_000_000, step_us=5_000)
    waiting = box.bytes_out()
    assert 255 - 49 < len(waiting) <= 255
    frames = [decode(frame) for frame in waiting.split(b"\0")[:-1]]
    assert [said.seq for said in frames] == list(range(len(frames)))
    assert [type(said) for said in frames] == [Hello, *[Beat] * (len(frames) - 1)]
    box.advance(100_000)
    (beat,) = box.heard()
    assert beat.seq == (2 + 400) % 256


def test_all_that_a_box_can_say_at_once_finds_room():
    box = CoreBox()
    for pedal in (0, 1):
        box.tell(CALIBRATE, calibration(pedal, 0, 1023))
    box.advance(50_000)
    box.heard()
    box.press(*range(6))
    box.pedals = [1000, 1000]
    box.tell(HELLO_REQUEST)
    box.advance(60_000)
    seqs = [said.seq for said in box.heard()]
    assert len(seqs) > 10
    assert seqs == [seqs[0] + count for count in range(len(seqs))]


def test_an_event_comes_before_any_beat_that_counts_it():
    for wait_us in range(0, 100_000, 1_000):
        box = CoreBox()
        box.advance(wait_us)
        box.press(0)
        box.advance(120_000)
        told = box.heard()
        counted = [
            isinstance(said, Event) or (isinstance(said, Beat) and said.down) for said in told
        ]
        assert isinstance(told[counted.index(True)], Event)


@given(st.binary(max_size=300), st.integers(0, 63))
@example(b"AT\r\nAT+CGMI\r\n", 5)
@example(b"\x05" * 64, 5)
@example(b"\x05" * 65, 5)
def test_any_junk_is_over_with_the_next_frame(junk, mask):
    box = CoreBox()
    box.receive(junk)
    box.tell(LIGHTS_COMMAND, bytes((mask,)))
    assert box.lights() == mask


@given(st.integers(0, 300), st.integers(1, 255))
@example(0, 1)
@example(1, 1)
def test_a_frame_of_more_than_64_bytes_is_junk_to_its_end(more, filler):
    longest = seal(bytes((0x7F, 0)) + bytes(59))[:-1]
    assert len(longest) == 64
    box = CoreBox()
    box.receive(longest + bytes((filler,)) * more + b"\0")
    assert box.beat().bad_frames == (more > 0)
    box.receive(longest + bytes((filler,)) * more + seal(bytes((LIGHTS_COMMAND, 0, ALL))))
    assert box.lights() == 0


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (HELLO_REQUEST, b"\x01"),
        (LIGHTS_COMMAND, b""),
        (LIGHTS_COMMAND, b"\x01\x01"),
        (SETUP, b"\x01"),
        (SETUP, b"\x01\x01\x01"),
        (CALIBRATE, calibration(0, 1, 900)[:-1]),
        (CALIBRATE, calibration(0, 1, 900) + b"\0"),
        (CALIBRATE, calibration(2, 1, 900)),
        (CALIBRATE, calibration(0, 1024, 900)),
        (CALIBRATE, calibration(0, 1, 1024)),
        (NAME, b"pedal-0"),
        (NAME, b"pedal-012"),
        (NAME, b"pedal 01"),
        (NAME, b"pedal-0\x7f"),
    ],
)
def test_a_frame_of_a_wrong_length_or_value_is_junk_and_changes_nothing(kind, payload):
    box = CoreBox()
    before = box.hello()
    box.write()
    box.advance(2_000_000)
    box.receive(framed(kind, payload))
    assert box.write() == 0
    assert {box.lights() for _ in range(40) if box.advance(20_000) is None} == {0, ALL}, "silent"
    beat, after = box.beat(), box.hello()
    assert (beat.bad_frames, beat.lights) == (1, 0)
    assert (after.serial, after.closed, after.slow, after.calibration) == (
        before.serial, 0, 0, ((0, 0), (0, 0))
    )  # fmt: skip


def test_a_pedal_that_the_box_does_not_have_cannot_be_calibrated():
    box = CoreBox(board=Board(pedals=1))
    box.tell(CALIBRATE, calibration(1, 0, 1023))
    assert box.beat().bad_frames == 1
    box.tell(CALIBRATE, calibration(0, 0, 1023))
    assert box.beat().bad_frames == 1


def test_a_body_without_a_sequence_number_is_junk():
    box = CoreBox()
    box.receive(seal(bytes((HELLO_REQUEST,))))
    assert box.beat().bad_frames == 1


def test_a_sound_frame_of_an_unknown_kind_is_passed_over_and_breaks_the_silence():
    box = CoreBox()
    for kind in (0x00, 0x01, 0x3F, 0x40, 0x46, 0x7F, 0xFF):
        box.advance(2_000_000, step_us=5_000)
        box.receive(seal(bytes((kind, 0)) + bytes(59)))
        assert box.lights() == 0
        assert box.beat().bad_frames == 0


def test_damaged_frames_are_counted_up_to_their_limit_and_empty_ones_are_not():
    box = CoreBox()
    box.receive(b"\0" * 100)
    assert box.beat().bad_frames == 0
    box.receive(b"\xff\0" * 65_534)
    assert box.beat().bad_frames == 65_534
    box.receive(b"\x02\x02\0" * 3)
    assert box.beat().bad_frames == 65_535


@given(st.integers(0, 255), st.integers(0, 255))
def test_one_flipped_bit_and_the_box_does_not_obey(seq, mask):
    frame = seal(bytes((LIGHTS_COMMAND, seq, mask | 1)))[:-1]
    for bit in range(8 * len(frame)):
        damaged = bytearray(frame)
        damaged[bit // 8] ^= 1 << bit % 8
        box = CoreBox()
        box.receive(bytes(damaged) + b"\0")
        assert box.lights() == 0


def test_a_box_that_hears_itself_passes_it_over():
    box = CoreBox()
    box.advance(1_000)
    box.receive(box.bytes_out())
    assert box.beat().bad_frames == 0
