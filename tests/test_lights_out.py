"""The process that lights a device: all of it, in order, no faster than a cable, and no more."""

from __future__ import annotations

from collections import deque
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from parts import JackDevice, PortProcess, wait_for

from rig.ports.channel import FOUND, LOST, RECORD_MAX, TROUBLE, now_us
from rig.ports.lights_out import BYTE_US, PIECE_BYTES, WAITING_BYTES, piece

SET_UP = [b"\xf0\x7e\x7f\x06\x01\xf7", b"\xb0\x7f\x00"]
ROUND = [bytes((0x90, note, 127)) for note in range(128)]
LABELS = [bytes((0xF0, 0, 0, 0x66, 0x14, 0x12, line, *[65] * 242, 0xF7)) for line in range(6)]


def test_a_byte_takes_as_long_as_on_a_cable():
    """Ten bits at 31,250 a second; a thousand lights of three bytes a second."""
    assert BYTE_US == 10 * 1_000_000 / 31_250
    assert 1_000_000 // (3 * BYTE_US) == 1041


@given(
    lengths=st.lists(
        st.sampled_from([1, 2, 3, 85, 127, 128, 129, 253, 254, 255, 256, 257, RECORD_MAX]),
        min_size=1,
    )
)
def test_pieces_hold_whole_messages_in_order_and_as_many_as_there_is_room_for(lengths):
    messages = [bytes([number % 128]) * length for number, length in enumerate(lengths)]
    waiting = deque(messages)
    pieces = []
    while waiting:
        pieces.append(piece(waiting))
    assert [message for one in pieces for message in one] == messages
    for one, following in zip(pieces, [*pieces[1:], None], strict=True):
        size = sum(map(len, one))
        assert size <= PIECE_BYTES or len(one) == 1
        assert following is None or size + len(following[0]) > PIECE_BYTES


def test_a_device_is_set_up_and_lit_in_order_no_faster_than_a_cable_carries_it(jack):
    with (
        JackDevice(jack, "Surface") as surface,
        PortProcess("lights_out", "Surface", server=jack) as port,
    ):
        assert port.wait_payloads(FOUND) == [b"Surface:in"]
        messages = [*SET_UP, *LABELS, *ROUND, bytes((0xF0, *[1] * (RECORD_MAX - 2), 0xF7))]
        begun_us = now_us()
        for message in messages:
            port.end.send(message)
        assert surface.wait_heard(len(messages)) == messages
        at_least_us = BYTE_US * (sum(map(len, messages)) - RECORD_MAX)
        assert at_least_us > 600_000
        assert at_least_us < now_us() - begun_us < 2 * at_least_us + 1_000_000
        port.process.terminate()
        assert port.process.wait(1) == 0
        assert surface.wait_heard(len(messages)) == messages  # no notes are silenced
        assert port.payloads(TROUBLE) == []


def test_lights_that_go_out_at_the_end_still_arrive_and_nothing_else_does(jack):
    out = [bytes((0x90 | channel, note, 0)) for channel in range(2) for note in range(125)]
    with (
        JackDevice(jack, "Stage") as stage,
        PortProcess("lights_out", "Stage", server=jack) as port,
    ):
        port.wait_payloads(FOUND)
        for message in out:
            port.end.send(message)
        port.process.terminate()
        assert port.process.wait(1) == 0
        assert stage.wait_heard(len(out)) == out


def test_what_is_sent_while_no_device_is_there_is_let_go_untold(jack):
    with PortProcess("lights_out", "Dark", server=jack) as port:
        for message in ROUND:
            port.end.send(message)
        wait_for(lambda: port.look() or port.beats >= 2)
        with JackDevice(jack, "Dark") as dark:
            port.wait_payloads(FOUND)
            port.end.send(SET_UP[1])
            assert dark.wait_heard(1) == [SET_UP[1]]
            port.beats = 0
            wait_for(lambda: port.look() or port.beats >= 5)
        port.wait_payloads(LOST)
        assert port.process.wait(1) == 0
        assert port.payloads(TROUBLE) == []


@pytest.mark.parametrize("message", [LABELS[0], ROUND[0]])
def test_a_device_that_is_told_more_than_it_can_take_is_begun_anew(jack, message):
    with (
        JackDevice(jack, "Slow") as slow,
        PortProcess("lights_out", "Slow", server=jack) as port,
    ):
        port.wait_payloads(FOUND)
        sent = []
        wait_for(lambda: sent.append(accepted(port.end, [message] * 64)) or port.payloads(LOST))
        told = b"Slow: its lights do not keep up; they are set anew"
        assert port.payloads(TROUBLE) == [told]
        assert port.process.wait(1) == 0
        assert sum(sent) > WAITING_BYTES
        assert 0 < len(slow.wait_heard(1)) < WAITING_BYTES // len(message)


def accepted(end, messages):
    """How many bytes of these the line has taken; it may be full, or its far end gone."""
    taken = 0
    with suppress(OSError):
        for message in messages:
            taken += end.send(message)
    return taken
