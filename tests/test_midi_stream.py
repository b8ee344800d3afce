"""Streams of MIDI bytes: whole messages out of whatever a line delivers, however it is split."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise

import mido
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.hands.stream import SYSEX_MAX, Parser

CLOCK = "F8"
REAL_TIME = (0xF8, 0xFA, 0xFB, 0xFC, 0xFE, 0xFF)

CAPTURED = {
    "one note": ("90 3C 40", ["90 3C 40"]),
    "running status": ("90 3C 40 3E 40 3C 00", ["90 3C 40", "90 3E 40", "90 3C 00"]),
    "running status of two bytes": ("C5 01 02 03", ["C5 01", "C5 02", "C5 03"]),
    "a clock inside a note": ("90 3C F8 40", [CLOCK, "90 3C 40"]),
    "a clock before the data": ("90 F8 3C 40", [CLOCK, "90 3C 40"]),
    "a clock within running status": (
        "B0 07 01 F8 07 F8 02",
        ["B0 07 01", CLOCK, CLOCK, "B0 07 02"],
    ),
    "sensing inside a sysex": ("F0 7D FE 01 F7", ["FE", "F0 7D 01 F7"]),
    "undefined real time inside a note": ("90 3C F9 40 FD", ["90 3C 40"]),
    "a sysex cut off by a note": ("F0 7D 01 90 3C 40", ["90 3C 40"]),
    "a sysex cut off by another": ("F0 7D 01 F0 7D 02 F7", ["F0 7D 02 F7"]),
    "a sysex cut off by a tune request": ("F0 7D 01 F6", ["F6"]),
    "a sysex ends running status": ("90 3C 40 F0 7D F7 3C 00", ["90 3C 40", "F0 7D F7"]),
    "a quarter frame ends running status": ("90 3C 40 F1 05 3C 00", ["90 3C 40", "F1 05"]),
    "a quarter frame does not run": ("F1 05 06 F1 07", ["F1 05", "F1 07"]),
    "a song position with a clock inside": ("F2 01 F8 02 03 04", [CLOCK, "F2 01 02"]),
    "an undefined common ends running status": ("90 3C 40 F4 3C 00 F5 3C 00", ["90 3C 40"]),
    "an end without its sysex": ("90 3C 40 F7 3C 00", ["90 3C 40"]),
    "a note cut off by a controller": ("90 3C B0 07 40 41 42", ["B0 07 40", "B0 41 42"]),
    "a note cut off by a common": ("90 3C F6 40", ["F6"]),
    "one status twice": ("90 90 3C 40", ["90 3C 40"]),
    "joined in the middle": ("40 3C 40 90 3C 40", ["90 3C 40"]),
    "an empty sysex": ("F0 F7", ["F0 F7"]),
    "14-bit pairs, one LSB before its MSB": (
        "B0 0B 40 2B 10 2B 70 0B 41",
        ["B0 0B 40", "B0 2B 10", "B0 2B 70", "B0 0B 41"],
    ),
    "an NRPN in running status with a clock": (
        "B0 63 01 62 02 06 F8 40 26 00",
        ["B0 63 01", "B0 62 02", CLOCK, "B0 06 40", "B0 26 00"],
    ),
}

whole = st.one_of(
    st.builds(
        lambda kind, channel, one, other: bytes((kind | channel, one, other)),
        st.sampled_from((0x80, 0x90, 0xA0, 0xB0, 0xE0)),
        st.integers(0, 2),
        *[st.integers(0, 127)] * 2,
    ),
    st.builds(
        lambda kind, one: bytes((kind, one)),
        st.sampled_from((0xC0, 0xD0, 0xF1, 0xF3)),
        st.integers(0, 127),
    ),
    st.lists(st.integers(0, 127), max_size=9).map(lambda data: bytes((0xF0, *data, 0xF7))),
    st.just(b"\xf2\x01\x02"),
    st.just(b"\xf6"),
)
# Mostly bytes that matter, so that all the ways from one state to another are taken.
wild = st.lists(
    st.integers(0, 255) | st.sampled_from((0x90, 0xC0, 0xF0, 0xF2, 0xF6, 0xF7, 0xF8, 0xF9, 1, 2))
).map(bytes)


def heard(data: bytes) -> tuple[bytes, ...]:
    return Parser().feed(data)[1]


def heard_by_mido(data: bytes) -> list[bytes]:
    parser = mido.Parser()
    parser.feed(data)
    return [bytes(message.bytes()) for message in parser]


@pytest.mark.parametrize(("stream", "messages"), CAPTURED.values(), ids=CAPTURED)
def test_captured_streams_are_heard_in_whole_messages(stream, messages):
    assert [message.hex(" ").upper() for message in heard(bytes.fromhex(stream))] == messages


@pytest.mark.parametrize(("stream", "messages"), CAPTURED.values(), ids=CAPTURED)
def test_captured_streams_are_heard_alike_byte_by_byte(stream, messages):
    parser, said = Parser(), []
    for byte in bytes.fromhex(stream):
        parser, whole_ones = parser.feed(bytes((byte,)))
        said += whole_ones
    assert [message.hex(" ").upper() for message in said] == messages


@given(wild, st.lists(st.integers(0, 60)))
def test_a_stream_split_at_any_places_gives_the_same_messages(data, places):
    edges = sorted({0, len(data), *(place for place in places if place < len(data))})
    parser, messages = Parser(), ()
    for start, end in pairwise(edges):
        parser, more = parser.feed(data[start:end])
        messages += more
    assert (parser, messages) == Parser().feed(data)


@given(wild)
def test_of_any_bytes_only_whole_messages_are_handed_on(data):
    for message in heard(data):
        assert bytes(mido.Message.from_bytes(message).bytes()) == message


@given(st.lists(whole | st.sampled_from(REAL_TIME).map(lambda byte: bytes((byte,)))))
def test_whole_messages_with_every_status_are_heard_as_mido_hears_them(messages):
    data = b"".join(messages)
    assert list(heard(data)) == heard_by_mido(data) == messages


@given(wild)
def test_whatever_mido_hears_is_heard_in_its_order(data):
    # It hears nothing of running status, goes on after an undefined status that cuts a message
    # off, and loses a message with a real-time byte inside.
    plain = bytes(byte for byte in data if byte < 0xF8 and byte not in (0xF4, 0xF5))
    ours = iter(heard(plain))
    assert all(message in ours for message in heard_by_mido(plain))


@given(
    st.lists(
        st.tuples(
            whole, st.booleans(), st.lists(st.tuples(st.sampled_from(REAL_TIME), st.integers(0, 9)))
        )
    )
)
@example([(b"\x90\x3c\x40", False, []), (b"\x90\x3c\x00", True, [(0xF8, 0), (0xFE, 1)])])
def test_running_status_and_real_time_anywhere_change_no_message(said):
    stream, expected, running = b"", [], 0
    for message, runs, interrupting in said:
        rest = message[1:] if runs and message[0] == running else message
        running = message[0] if message[0] < 0xF0 else 0
        for byte, place in interrupting:
            at = place % len(rest)
            rest = rest[:at] + bytes((byte,)) + rest[at:]
        stream += rest
        expected += [bytes((byte,)) for byte in rest if byte >= 0xF8]
        expected.append(message)
    assert list(heard(stream)) == expected


def test_the_longest_sysex_is_heard_and_one_byte_more_is_dropped_whole_and_counted():
    longest = b"\xf0" + bytes(SYSEX_MAX - 2) + b"\xf7"
    parser, messages = Parser().feed(longest + b"\x90\x3c\x40")
    assert (parser.dropped, messages) == (0, (longest, b"\x90\x3c\x40"))
    parser, messages = Parser().feed(longest[:-1] + b"\x00\xf7\x90\x3c\x40")
    assert (parser.dropped, messages) == (1, (b"\x90\x3c\x40",))


def test_a_sysex_without_end_holds_no_more_than_its_bound_and_lets_real_time_through():
    parser = reduce(lambda now, _: now.feed(bytes(1000))[0], range(50), Parser().feed(b"\xf0")[0])
    assert len(parser.begun) == SYSEX_MAX
    parser, messages = parser.feed(b"\x01\xf8\x02\xb0\x07\x05")
    assert (messages, parser.dropped) == ((b"\xf8", b"\xb0\x07\x05"), 1)


def test_every_sysex_that_was_cut_off_is_counted():
    parser, messages = Parser().feed(bytes.fromhex("F0 01 F0 02 90 3C 40 F0 F6 F0 F7 F7"))
    assert (parser.dropped, messages[-1]) == (3, b"\xf0\xf7")


@given(wild)
def test_what_is_held_back_is_no_more_than_one_message(data):
    parser, _ = Parser().feed(data)
    assert not parser.begun or parser.begun[0] == 0xF0 or len(parser.begun) < 3


def test_a_clock_inside_a_note_is_handed_on_before_the_note_has_come():
    parser, messages = Parser().feed(b"\x90\x3c\xf8")
    assert messages == (b"\xf8",)
    assert parser.feed(b"\x40")[1] == (b"\x90\x3c\x40",)
