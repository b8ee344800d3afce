"""The footswitch's wire from the host's side: the codec and the framing."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import firmware_bridge
from firmware_bridge.framing import FRAME_MAX, Framer, seal, unseal
from firmware_bridge.link import Junked, Link, receive
from firmware_bridge.wire import (
    Beat,
    Event,
    Foreign,
    Hello,
    Junk,
    Unknown,
    decode,
    encode,
    hello_request,
)

HELLO = Hello(0, 12, "FS-00017", (1, 0), 3, 1, 263, 0, (0,) * 6)
PRESS = Event(5, 61_234, 1, pressed=True, down=0b010, presses=7)
BEAT = Beat(7, 61_400, 263, 0, (3, 7, 0, 0, 0, 0), 0)

u8, u16, u32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))
counters = st.tuples(u16, u16, u16, u16, u16, u16)


@st.composite
def hellos(draw):
    switches = draw(st.integers(1, 6))
    serial = draw(
        st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=8)
    )
    down = draw(st.integers(0, 2**switches - 1))
    version = draw(st.tuples(u8, u8))
    return Hello(
        draw(u8), draw(u32), serial, version, switches, draw(u8), draw(u16), down, draw(counters)
    )


@st.composite
def events(draw):
    switch, down = draw(st.integers(0, 5)), draw(st.integers(0, 63))
    return Event(draw(u8), draw(u32), switch, bool(down >> switch & 1), down, draw(u16))


beats = st.builds(Beat, u8, u32, u16, st.integers(0, 63), counters, u16)
said = st.one_of(hellos(), events(), beats)


def crc_bit_by_bit(data):
    """A second opinion on the checksum, from its definition."""
    crc = 0xFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            carry = (crc >> 15) ^ (byte >> bit & 1)
            crc = (crc << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return crc ^ 0xFFFF


def stuffed_byte_by_byte(data):
    """A second opinion on COBS: write, and go back to mend the distance to the next zero."""
    out, code_at = bytearray(1), 0
    for byte in data:
        if byte:
            out.append(byte)
        else:
            out[code_at] = len(out) - code_at
            code_at = len(out)
            out.append(0)
    out[code_at] = len(out) - code_at
    return bytes(out)


def spoken(stream):
    """Every frame of a byte stream, decoded."""
    return [decode(frame) for frame in Framer().feed(stream)[1]]


def test_the_second_opinion_agrees_with_the_published_vectors():
    assert crc_bit_by_bit(b"123456789") == 0xD64E
    assert stuffed_byte_by_byte(bytes.fromhex("11220033")) == bytes.fromhex("0311220233")
    assert stuffed_byte_by_byte(b"\0\0") == b"\1\1\1"


@given(st.binary(min_size=1, max_size=61))
@example(b"\0" * 61)
@example(b"x" * 61)
def test_a_sealed_body_is_what_the_second_opinion_says_and_opens_again(body):
    checked = body + crc_bit_by_bit(body).to_bytes(2, "big")
    assert seal(body) == stuffed_byte_by_byte(checked) + b"\0"
    assert len(seal(body)) == len(body) + 4 <= FRAME_MAX + 1
    assert unseal(seal(body)[:-1]) == body


def test_the_specification_s_worked_examples_are_what_is_spoken():
    page = (Path(firmware_bridge.__file__).parent / "PROTOCOL.md").read_text("utf-8")
    worked = page.partition("## Worked examples")[2].splitlines()
    shown = [bytes.fromhex(line) for line in worked if line.startswith("    ")]
    assert shown == [encode(HELLO), encode(PRESS), encode(BEAT), hello_request(0)]


@given(said)
def test_what_a_box_says_is_what_is_heard(noun):
    assert decode(encode(noun)[:-1]) == noun


@given(st.sampled_from([1, 2, 4]), st.binary(min_size=10, max_size=10), st.binary(max_size=50))
@example(2, bytes(5) + b"\x01\x01\x02\x07\x00", b"")
@example(2, bytes(5) + b"\x06\x01\x7f\x07\x00", b"")
@example(2, bytes(5) + b"\x01\x01\x00\x07\x00", b"")
@example(2, bytes(5) + b"\x01\x02\x04\x07\x00", b"")
@example(4, bytes(5) + b"\x01\x01\x40\x07\x00", bytes(12))
def test_a_sound_checksum_admits_only_what_a_box_could_say(kind, start, rest):
    """Whatever passes says the same when said again: wrong lengths and values are junk."""
    frame = seal(bytes((kind,)) + start + rest)
    heard = decode(frame[:-1])
    assert isinstance(heard, Junk | Foreign) or encode(heard) == frame


@pytest.mark.parametrize(
    "wrong",
    [
        replace(HELLO, switches=0),
        replace(HELLO, switches=7),
        replace(HELLO, down=0b1000),
        replace(HELLO, serial="FS 00017"),
        replace(HELLO, serial="FS\x0700017"),
        replace(PRESS, switch=6, pressed=False),
        replace(PRESS, down=0b101),
        replace(PRESS, down=0b1000010),
        replace(BEAT, down=64),
    ],
)
def test_a_frame_that_says_what_cannot_be_is_junk(wrong):
    assert decode(encode(wrong)[:-1]) == Junk()


@pytest.mark.parametrize("noun", [HELLO, PRESS, BEAT])
def test_a_body_one_byte_too_long_or_too_short_is_junk(noun):
    body = unseal(encode(noun)[:-1])
    for wrong in (body + b"\0", body[:-1], body[:10], body[:2], body[:1]):
        assert decode(seal(wrong)[:-1]) == Junk()


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\0",
        bytes.fromhex("07 05 00 01 01 e4 6a"),  # its zero was not stuffed
        bytes.fromhex("07 05 09 07 12 ec"),  # promises one byte more than came
        seal(b"x" * 62)[:-1],
    ],
)
def test_bytes_that_no_sender_stuffed_are_junk(frame):
    assert decode(frame) == Junk()


@pytest.mark.parametrize("kind", [0x03, 0x05, 0x3F, 0x41, 0x7F, 0xFF])
def test_a_sound_frame_of_an_unknown_kind_is_no_junk(kind):
    assert decode(seal(bytes((kind, 9, 1, 2)))[:-1]) == Unknown(kind, 9)


@given(st.lists(said, min_size=1, max_size=5), st.data())
def test_one_damaged_byte_costs_no_more_than_its_frame_and_a_neighbour(nouns, data):
    """A flipped bit, a lost byte or one too many: nothing is misheard, and the line goes on."""
    stream = b"".join(encode(noun) for noun in nouns)
    at = data.draw(st.integers(0, len(stream) - 1))
    bit = data.draw(st.integers(0, 7))
    flipped = bytes((stream[at] ^ 1 << bit,))
    instead = data.draw(st.sampled_from([flipped, b"", bytes((stream[at], bit))]))
    heard = [noun for noun in spoken(stream[:at] + instead + stream[at + 1 :]) if noun != Junk()]
    left = iter(nouns)
    assert all(noun in left for noun in heard)
    assert len(heard) >= len(nouns) - 2


def test_every_single_bit_flip_of_a_short_line_is_refused():
    stream = encode(HELLO) + encode(PRESS) + encode(BEAT)
    for bit in range(8 * len(stream)):
        damaged = bytearray(stream)
        damaged[bit // 8] ^= 1 << bit % 8
        assert set(spoken(bytes(damaged))) - {Junk()} < {HELLO, PRESS, BEAT}


@given(st.lists(said, max_size=4), st.lists(st.integers(1, 40), min_size=1))
def test_frames_come_out_alike_however_the_port_cuts_the_stream(nouns, cuts):
    stream = b"\0AT\r\0" + b"".join(encode(noun) for noun in nouns)
    framer, frames, left, steps = Framer(), [], stream, cycle(cuts)
    while left:
        step = next(steps)
        framer, ended = framer.feed(left[:step])
        frames += ended
        left = left[step:]
    assert [decode(frame) for frame in frames] == [Junk(), *nouns]


@pytest.mark.parametrize("piece", [1, FRAME_MAX - 1, FRAME_MAX, FRAME_MAX + 1, 1000])
def test_a_line_one_byte_too_long_never_becomes_a_frame(piece):
    """The longest frame is sound; the same with garbage before or after it must stay junk."""
    longest = seal(bytes((0x05, 9)) + b"x" * 59)[:-1]
    assert len(longest) == FRAME_MAX
    for line in (longest + b"A", b"A" + longest, longest * 2, longest + b"A" * 900):
        framer, frames = Framer(), []
        for at in range(0, len(line), piece):
            framer, ended = framer.feed(line[at : at + piece])
            assert len(framer.begun) <= FRAME_MAX + 1
            frames += ended
        framer, ended = framer.feed(b"\0" + longest + b"\0")
        assert [decode(frame) for frame in (*frames, *ended)] == [Junk(), Unknown(0x05, 9)]


@pytest.mark.parametrize("garbage", [b"AT\r", b"\xff", b"\x01"])
def test_garbage_of_any_length_around_a_press_makes_no_phantom(garbage):
    press = encode(PRESS)[:-1]
    for times in range(1, 2 * FRAME_MAX):
        noise = garbage * times
        assert spoken(noise + press + b"\0" + press + noise + b"\0" + press + b"\0") == [
            Junk(),
            Junk(),
            PRESS,
        ]


@given(
    st.lists(st.one_of(st.binary(max_size=80), st.binary(max_size=61).map(seal), said.map(encode)))
)
def test_nothing_that_arrives_raises_or_grows(pieces):
    framer, link = Framer(), Link()
    for piece in pieces:
        framer, frames = framer.feed(piece)
        assert len(framer.begun) <= FRAME_MAX + 1
        for frame in frames:
            link, _ = receive(link, frame)
    link, heard = receive(link, b"")
    assert heard == (Junked(),)
