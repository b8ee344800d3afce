"""The footswitch's wire from the host's side: the codec and the framing."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware_bridge.framing import FRAME_MAX, Framer, seal, unseal
from firmware_bridge.heard import Junked
from firmware_bridge.link import Link, receive
from firmware_bridge.said import Beat, Event, Foreign, Hello, Junk, Pedal, Unknown
from firmware_bridge.wire import (
    HELLO_REQUEST,
    LIGHTS_COMMAND,
    calibration,
    command,
    decode,
    encode,
    is_serial,
)

HELLO = Hello(
    seq=0, t_us=12_000, serial="FS-00017", version=(1, 0), board=1, reset_cause=1, boot=263,
    switches=3, pedals=2, lights=6, closable=0b011, closed=0b010, slow=0b100, fresh=False,
    calibration=((20, 1000), (0, 0)),
)  # fmt: skip
PRESS = Event(5, 61_234_000, 263, 1, down=0b010, presses=7)
PEDAL = Pedal(6, 61_300_000, 1, 1023)
BEAT = Beat(
    seq=7, t_us=61_400_000, boot=263, down=0b010, faults=0b001, lights=0b111111, bad_frames=3,
    presses=(3, 7, 0, 0, 0, 0), ages_ms=(5000, 166, *[0xFFFF] * 4), values=(1023, 0),
    raw=(1000, 512),
)  # fmt: skip

u8, u16, u32 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32))
ends = st.integers(0, 1023)
pairs = st.tuples(ends, ends)
counters = st.tuples(u16, u16, u16, u16, u16, u16)
serials = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=8, max_size=8)


@st.composite
def hellos(draw):
    switches = draw(st.integers(1, 6))
    masks = st.integers(0, 2**switches - 1)
    closable = draw(masks)
    return Hello(
        draw(u8), draw(u32), draw(serials), (draw(u8), draw(u8)), draw(u8), draw(u8), draw(u16),
        switches, draw(st.integers(0, 2)), draw(st.integers(0, 6)), closable,
        draw(masks) & closable, draw(masks), draw(st.booleans()), (draw(pairs), draw(pairs)),
    )  # fmt: skip


@st.composite
def beats(draw):
    down = draw(st.integers(0, 63))
    return Beat(
        draw(u8), draw(u32), draw(u16), down, draw(st.integers(0, 63)) & ~down,
        draw(st.integers(0, 63)), draw(u16), draw(counters), draw(counters), draw(pairs),
        draw(pairs),
    )  # fmt: skip


events = st.builds(Event, u8, u32, u16, st.integers(0, 5), st.integers(0, 63), u16)
pedals = st.builds(Pedal, u8, u32, st.integers(0, 1), ends)
said = st.one_of(hellos(), events, pedals, beats())


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


@pytest.mark.parametrize(("noun", "length"), [(HELLO, 36), (PRESS, 12), (PEDAL, 9), (BEAT, 45)])
def test_each_kind_has_the_specification_s_length(noun, length):
    assert len(unseal(encode(noun)[:-1])) == length


def test_fields_stand_where_the_specification_says():
    assert unseal(encode(PRESS)[:-1]).hex(" ") == "02 05 50 5b a6 03 07 01 01 02 07 00"
    assert unseal(encode(PEDAL)[:-1]).hex(" ") == "03 06 20 5d a7 03 01 ff 03"
    hello = unseal(encode(HELLO)[:-1])
    assert (hello[6], hello[7:15], hello[17], hello[24:28]) == (1, b"FS-00017", 1, b"\3\2\4\0")
    beat = unseal(encode(BEAT)[:-1])
    assert (beat[6:13].hex(), beat[13:17].hex()) == ("07010201" + "3f0300", "03000700")
    assert (beat[27:29].hex(), beat[37:].hex()) == ("a600", "ff030000" + "e8030002")


def test_the_host_s_words_begin_with_the_zero_that_ends_a_prober_s():
    assert command(0, HELLO_REQUEST) == bytes.fromhex("00 02 41 03 dc 0d 00")
    assert unseal(command(9, LIGHTS_COMMAND, b"\x15")[1:-1]) == b"\x42\x09\x15"
    assert calibration(1, 20, 1000) == bytes.fromhex("01 1400 e803")


@given(st.binary(max_size=12))
def test_a_serial_is_eight_printable_characters(name):
    alike = len(name) == 8 and name.isascii() and not set(name) - set(range(0x21, 0x7F))
    assert is_serial(name) == alike


@given(said)
def test_what_a_box_says_is_what_is_heard(noun):
    assert decode(encode(noun)[:-1]) == noun


@given(st.sampled_from([HELLO, PRESS, PEDAL, BEAT]), st.data())
def test_a_sound_checksum_admits_only_what_a_box_could_say(noun, data):
    """Whatever passes says the same when said again: wrong lengths and values are junk."""
    body = bytearray(unseal(encode(noun)[:-1]))
    for _ in range(data.draw(st.integers(1, 3))):
        body[data.draw(st.integers(1, len(body) - 1))] = data.draw(u8)
    frame = seal(bytes(body))
    heard = decode(frame[:-1])
    assert isinstance(heard, Junk | Foreign) or encode(heard) == frame


@pytest.mark.parametrize(
    "wrong",
    [
        replace(HELLO, switches=0, closable=0, closed=0, slow=0),
        replace(HELLO, switches=7),
        replace(HELLO, pedals=3),
        replace(HELLO, lights=7),
        replace(HELLO, closable=0b1011),
        replace(HELLO, closed=0b100),
        replace(HELLO, slow=0b1000),
        replace(HELLO, fresh=2),
        replace(HELLO, calibration=((0, 1024), (0, 0))),
        replace(HELLO, serial="FS 00017"),
        replace(HELLO, serial="FS\x0700017"),
        replace(PRESS, switch=6),
        replace(PRESS, down=0b1000010),
        replace(PEDAL, pedal=2),
        replace(PEDAL, value=1024),
        replace(BEAT, down=64),
        replace(BEAT, faults=64),
        replace(BEAT, faults=0b010),
        replace(BEAT, lights=64),
        replace(BEAT, values=(0, 1024)),
        replace(BEAT, raw=(1024, 0)),
    ],
)
def test_a_frame_that_says_what_cannot_be_is_junk(wrong):
    assert decode(encode(wrong)[:-1]) == Junk()


@pytest.mark.parametrize("noun", [HELLO, PRESS, PEDAL, BEAT])
def test_a_body_one_byte_too_long_or_too_short_is_junk(noun):
    body = unseal(encode(noun)[:-1])
    for wrong in (body + b"\0", body[:-1], body[:8], body[:2], body[:1]):
        assert decode(seal(wrong)[:-1]) == Junk()


def test_another_protocol_is_known_by_what_every_version_begins_with():
    foreign = seal(bytes((0x01, 0)) + bytes(4) + b"\x02FS-00017and more")[:-1]
    assert decode(foreign) == Foreign(2, "FS-00017")


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


@pytest.mark.parametrize("kind", [0x05, 0x3F, 0x41, 0x7F, 0xFF])
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
    nouns = (HELLO, PRESS, PEDAL, BEAT)
    stream = b"".join(map(encode, nouns))
    for bit in range(8 * len(stream)):
        damaged = bytearray(stream)
        damaged[bit // 8] ^= 1 << bit % 8
        assert set(spoken(bytes(damaged))) - {Junk()} < set(nouns)


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
    for came_us, piece in enumerate(pieces):
        framer, frames = framer.feed(piece)
        assert len(framer.begun) <= FRAME_MAX + 1
        for frame in frames:
            link, _ = receive(link, frame, came_us)
    link, heard = receive(link, b"", len(pieces))
    assert heard == (Junked(),)
