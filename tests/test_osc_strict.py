"""OSC from a network is read strictly, inside bounds, and by nobody who may not speak."""

from __future__ import annotations

import math
import struct
import sys
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from rig.ports.channel import FRAMES, SECONDS, unpack_film
from rig.ports.osc_in import BURST_US, MESSAGE_US, Budget, bind_problem, film
from rig.ports.osc_read import ARGUMENTS_MAX, ELEMENTS_MAX, PACKET_MAX, messages

FRAME, PLACE = "/rig/film/frame", "/rig/film/seconds"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - it is refused

numbers = st.one_of(
    st.tuples(st.just("i"), st.integers(-(2**31), 2**31 - 1)),
    st.tuples(st.just("h"), st.integers(-(2**63), 2**63 - 1)),
    st.tuples(st.just("f"), st.floats(width=32)),
    st.tuples(st.just("d"), st.floats()),
    st.tuples(st.just("s"), st.text("abc", max_size=9)),
)
plain = st.tuples(st.sampled_from([FRAME, PLACE, "/a"]), st.lists(numbers, max_size=4))


def built(address, arguments=()):
    """The message as python-osc builds it."""
    builder = OscMessageBuilder(address)
    for tag, value in arguments:
        builder.add_arg(value, tag)
    return builder.build()


def bundled(*contents):
    builder = OscBundleBuilder(IMMEDIATELY)
    for content in contents:
        builder.add_content(content)
    return builder.build()


def by_hand(*elements, size=None):
    """A bundle, whose elements may lie about their sizes; python-osc would not build it."""
    return (
        b"#bundle\0"
        + bytes(8)
        + b"".join(struct.pack(">i", len(one) if size is None else size) + one for one in elements)
    )


ONE = built(FRAME, [("f", 24.0)]).dgram
DEEP = bundled(built(FRAME, [("i", 1)]), bundled(built(PLACE, [("d", 0.5), ("f", 0.0)]))).dgram


def read_by(packet):
    """What is read, and how many calls of functions it took."""
    calls = 0

    def count(_frame, event, _called):
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        found = messages(packet)
    finally:
        sys.setprofile(before)
    return found, calls


@given(plain)
def test_a_message_is_read_as_it_was_built(message):
    address, arguments = message
    ((read, values),) = messages(built(address, arguments).dgram)
    assert read == address
    wanted = [
        struct.unpack(">f", struct.pack(">f", value))[0] if tag == "f" else value
        for tag, value in arguments
    ]
    assert repr(list(values)) == repr(wanted)


@given(st.lists(plain, max_size=4), st.lists(plain, max_size=4))
def test_bundles_are_opened_in_order_one_within_another(outer, inner):
    contents = [built(*one) for one in outer]
    packet = bundled(*contents, bundled(*(built(*one) for one in inner)), *contents).dgram
    separate = [*outer, *inner, *outer]
    wanted = [messages(built(*one).dgram)[0] for one in separate]
    assert repr(messages(packet)) == repr(tuple(wanted))


@given(
    st.binary(max_size=PACKET_MAX + 8)
    | st.binary(max_size=200).map(lambda rest: b"#bundle\0" + bytes(8) + rest)
    | st.binary(max_size=200).map(lambda rest: FRAME.encode() + b"\0," + rest)
)
@example(b"#bundle\0" + bytes(PACKET_MAX - 8))
@example(FRAME.encode() + b"\0," + b"s" * 700 + bytes(756))
@example(by_hand(*[by_hand(*[ONE] * ELEMENTS_MAX)] * 2))
def test_no_bytes_raise_and_none_take_longer_than_their_size(packet):
    found, calls = read_by(packet)
    assert found is None or all(address.startswith("/") for address, _ in found)
    assert calls < 100 + 8 * len(packet)


@given(
    st.sampled_from([ONE, DEEP, by_hand(*[ONE] * 5)]),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6),
    st.integers(0, 40),
)
def test_a_valid_packet_with_wrong_bytes_neither_raises_nor_loops(packet, wrong, lost):
    changed = bytearray(packet)
    for at, byte in wrong:
        changed[at % len(changed)] = byte
    found, calls = read_by(bytes(changed[: len(changed) - lost]))
    assert calls < 100 + 8 * len(packet)
    for message in found or ():
        payload = film(message)
        assert payload is None or unpack_film(payload)[0] in {FRAMES, SECONDS}


@pytest.mark.parametrize(
    "packet",
    [
        pytest.param(by_hand(ONE, size=-4), id="an element of -4 bytes, which python-osc circles"),
        pytest.param(by_hand(ONE, size=-(2**31)), id="an element of the least size"),
        pytest.param(by_hand(ONE, size=0), id="an element of no bytes"),
        pytest.param(by_hand(ONE, size=len(ONE) + 4), id="an element longer than the packet"),
        pytest.param(by_hand(ONE, size=len(ONE) - 4), id="an element shorter than its message"),
        pytest.param(by_hand(ONE, size=2**31 - 1), id="an element of two gigabytes"),
        pytest.param(by_hand(by_hand(by_hand(ONE))), id="bundles three deep"),
        pytest.param(by_hand(*[ONE] * (ELEMENTS_MAX + 1)), id="too many elements"),
        pytest.param(by_hand(ONE) + b"\0\0", id="bytes behind the last element"),
        pytest.param(by_hand(ONE)[:15], id="a bundle without its time"),
        pytest.param(by_hand(ONE, b"junk"), id="one element that is none"),
        pytest.param(ONE[:-4], id="a missing argument, which python-osc takes for 0"),
        pytest.param(b"/a\0\0,cf\0" + bytes(8), id="a tag whose argument python-osc leaves there"),
        pytest.param(b"/a\0\0,b\0\0\xff\xff\xff\xfc", id="a blob of -4 bytes"),
        pytest.param(b"/" + b"*" * 40 + b"\0\0\0,\0\0\0", id="forty stars"),
        pytest.param(built("/rig/film/*", [("i", 1)]).dgram, id="a star"),
        pytest.param(built("/rig/{film,a}/frame").dgram, id="a choice"),
        pytest.param(built("/rig/film/fram?").dgram, id="any letter"),
        pytest.param(built("/rig/[f]ilm/frame").dgram, id="a set of letters"),
        pytest.param(built("/a", [("i", 1)] * (ARGUMENTS_MAX + 1)).dgram, id="arguments"),
        pytest.param(built("/a", [("s", "x" * PACKET_MAX)]).dgram, id="a packet too long"),
    ],
)
def test_attacks_are_refused(packet):
    assert messages(packet) is None


def test_what_is_just_inside_the_bounds_is_read():
    full = built("/a", [("i", 1)] * ARGUMENTS_MAX).dgram
    assert messages(full) == (("/a", (1,) * ARGUMENTS_MAX),)
    assert len(messages(by_hand(*[ONE] * ELEMENTS_MAX))) == ELEMENTS_MAX
    assert messages(by_hand(by_hand(ONE))) == messages(ONE)
    assert messages(by_hand()) == ()
    longest = built("/a", [("s", "x" * (PACKET_MAX - 9))]).dgram
    assert len(longest) == PACKET_MAX
    assert messages(longest) == (("/a", ("x" * (PACKET_MAX - 9),)),)


@given(numbers, st.none() | numbers)
def test_a_film_message_is_its_number_in_millionths_or_nothing(place, rate):
    arguments = [place] if rate is None else [place, rate]
    payload = film(messages(built(PLACE, arguments).dgram)[0])
    values = messages(built("/a", arguments).dgram)[0][1]
    bounds = (10_000_000, 100)
    absurd = [
        isinstance(value, str) or not math.isfinite(value) or abs(value) > bound
        for value, bound in zip(values, bounds, strict=False)
    ]
    if any(absurd):
        assert payload is None
        return
    unit, position, rate_ppm = unpack_film(payload)
    assert unit == SECONDS
    assert abs(position - Fraction(values[0]) * 1_000_000) <= 1
    assert abs(rate_ppm - Fraction(values[1] if rate else 1) * 1_000_000) <= 1


@pytest.mark.parametrize(
    ("message", "reading"),
    [
        ((FRAME, (1234.25,)), (FRAMES, 1_234_250_000, 1_000_000)),
        ((FRAME, (7, 0)), (FRAMES, 7_000_000, 0)),
        ((PLACE, (-2.5, -0.5)), (SECONDS, -2_500_000, -500_000)),
        ((PLACE, (10_000_000, 100)), (SECONDS, 10_000_000_000_000, 100_000_000)),
    ],
)
def test_a_film_message_says_its_unit_its_place_and_its_rate(message, reading):
    assert unpack_film(film(message)) == reading


@pytest.mark.parametrize(
    "values",
    [(), (1, 1, 1), ("1",), (True,), (1, True), (None,), (math.nan,), (1, math.inf), (1, 100.1)],
)
def test_a_film_message_that_says_anything_else_is_none(values):
    assert film((FRAME, values)) is None


def test_other_addresses_are_no_film():
    assert film(("/rig/film/frames", (1,))) is None
    assert film(("/RIG/film/frame", (1,))) is None


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", ()),
        ("127.0.0.1", ("127.0.0.1",)),
        ("192.168.1.20", ("192.168.1.5",)),
        ("10.0.0.2", ("10.0.0.3", "10.0.0.4")),
    ],
)
def test_own_addresses_are_listened_at(host, allowed):
    assert bind_problem(host, allowed) == ""


@pytest.mark.parametrize(
    ("host", "allowed", "words"),
    [
        (EVERYWHERE, ("10.0.0.3",), "would listen to every network: write 127.0.0.1"),
        ("::", ("10.0.0.3",), "would listen to every network"),
        ("", (), "would listen to every network"),
        ("0", (), "would listen to every network"),
        ("00.0.0.0", ("10.0.0.3",), "no address of a machine"),
        ("localhost", (), "localhost is no address of a machine: write 127.0.0.1"),
        ("224.0.0.1", ("10.0.0.3",), "no address of a machine"),
        ("255.255.255.255", ("10.0.0.3",), "no address of a machine"),
        ("10.0.0.2", (), "10.0.0.2 is heard by a whole network: say who may speak"),
        ("10.0.0.2", (EVERYWHERE,), "0.0.0.0 is no address of a sender"),
        ("10.0.0.2", ("10.0.0.0/8",), "10.0.0.0/8 is no address of a sender"),
        ("10.0.0.2", ("10.0.0.3", "booth"), "booth is no address of a sender"),
    ],
)
def test_what_would_open_the_rig_to_a_network_is_refused_in_words(host, allowed, words):
    assert words in bind_problem(host, allowed)


class Bucket:
    """The second opinion: tokens that drip in, as textbooks have it, in exact numbers."""

    def __init__(self):
        self.tokens = self.most = Fraction(BURST_US, MESSAGE_US)
        self.at_us = 0

    def spend(self, at_us):
        dripped = Fraction(at_us - self.at_us, MESSAGE_US)
        self.tokens, self.at_us = min(self.most, self.tokens + dripped), at_us
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


@given(
    st.lists(
        st.tuples(st.integers(1, 400), st.sampled_from([0, 1, 4_999, 5_000, 5_001, 999_999])),
        max_size=12,
    )
)
def test_the_budget_is_a_bucket_of_tokens_of_each_peer(bursts):
    budget, bucket, at_us = Budget(), Bucket(), 1_000
    for count, pause_us in bursts:
        for _ in range(count):
            assert budget.spend("10.0.0.3", at_us) == bucket.spend(at_us)
        at_us += pause_us
    assert budget.spend("10.0.0.4", at_us)


def test_five_thousand_at_once_are_two_hundred():
    budget = Budget()
    assert sum(budget.spend("10.0.0.3", 50) for _ in range(5_000)) == 200
    assert sum(budget.spend("10.0.0.3", 1_000_050) for _ in range(5_000)) == 200
