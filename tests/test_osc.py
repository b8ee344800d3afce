"""OSC packets: built by python-osc, patched by us, read strictly; liblo has the second opinion."""

from __future__ import annotations

import socket
import struct

import pyliblo3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.ports.osc import ADDRESS, Argument, Slot, message, template
from rig.ports.osc_read import decode, describe

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1

ints = st.sampled_from([INT_MIN, INT_MAX, -1, 0, 1]) | st.integers(INT_MIN, INT_MAX)
longs = st.sampled_from([LONG_MIN, LONG_MAX, INT_MIN - 1]) | st.integers(LONG_MIN, LONG_MAX)
floats = st.floats(width=32, allow_nan=False)
doubles = st.floats(allow_nan=False)
texts = st.text(st.characters(exclude_characters="\0\ufffd", exclude_categories=["Cs"]), max_size=9)
arguments = st.one_of(
    st.builds(Argument, st.just("i"), ints),
    st.builds(Argument, st.just("h"), longs),
    st.builds(Argument, st.just("f"), floats),
    st.builds(Argument, st.just("d"), doubles),
    st.builds(Argument, st.just("s"), texts),
    st.builds(Argument, st.sampled_from("TF"), st.just(0)),
)
many = st.lists(arguments, max_size=6).map(tuple)
addresses = st.from_regex(ADDRESS, fullmatch=True).filter(lambda address: len(address) < 60)


class Liblo:
    """Packets as liblo builds them, caught on a socket of this machine."""

    def __init__(self):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(2)
        self._address = pyliblo3.Address("127.0.0.1", self._socket.getsockname()[1])

    def build(self, address, values):
        pairs = [one.tag if one.tag in "TF" else (one.tag, one.value) for one in values]
        pairs = [(pair, None) if isinstance(pair, str) else pair for pair in pairs]
        pyliblo3.send(self._address, pyliblo3.Message(address, *pairs))
        return self._socket.recv(65_536)

    def close(self):
        self._socket.close()


@pytest.fixture(scope="module")
def liblo():
    one = Liblo()
    yield one
    one.close()


def test_a_packet_as_the_standard_writes_it():
    """The second example of OSC 1.0: every integer, text and float in its place."""
    values = (
        *(Argument("i", 1000), Argument("i", -1), Argument("s", "hello")),
        *(Argument("f", 1.234), Argument("f", 5.678)),
    )
    packet = message("/foo", values)
    assert packet == b"/foo\0\0\0\0,iisff\0\0\0\0\x03\xe8\xff\xff\xff\xffhello\0\0\0" + struct.pack(
        ">ff", 1.234, 5.678
    )


@given(address=addresses, values=many)
def test_a_packet_is_what_liblo_builds(liblo, address, values):
    assert message(address, values) == liblo.build(address, values)


@st.composite
def slotted(draw):
    """Arguments with a slot anywhere among them, and values at the limits of its kind."""
    before, after = draw(many), draw(many)
    tag = draw(st.sampled_from("ifd"))
    value = draw({"i": ints, "f": floats, "d": doubles}[tag])
    return before, Slot(tag), after, value


@given(address=addresses, parts=slotted())
def test_a_patched_template_is_what_liblo_builds(liblo, address, parts):
    before, slot, after, value = parts
    patched = template(address, (*before, slot, *after)).packet(value)
    assert patched == liblo.build(address, (*before, Argument(slot.tag, value), *after))


def test_a_whole_slot_takes_the_nearest():
    one = template("/a", (Slot("i"),))
    assert decode(one.packet(66.6)) == ("/a", (67,))
    assert decode(one.packet(-0.4)) == ("/a", (0,))


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("i", INT_MAX + 1),
        ("i", INT_MIN - 1),
        ("h", LONG_MAX + 1),
        ("f", 1e39),
        ("i", "one"),
        ("s", "a\0b"),
        ("s", "\ud800"),
    ],
)
def test_what_does_not_fit_its_tag_is_refused_when_it_is_built(tag, value):
    with pytest.raises(ValueError, match="/a cannot be sent"):
        message("/a", (Argument(tag, value),))
    with pytest.raises(ValueError, match="/a cannot be sent"):
        template("/a", (Argument(tag, value), Slot("f")))


@given(addresses, many)
def test_what_was_built_is_read_again(address, values):
    truths = {"T": True, "F": False}
    expected = tuple(
        struct.unpack(">f", struct.pack(">f", one.value))[0]
        if one.tag == "f"
        else truths.get(one.tag, one.value)
        for one in values
    )
    packet = message(address, values)
    assert decode(packet) == (address, expected)
    assert describe(packet).startswith(address)


@given(addresses, many, st.data())
def test_a_packet_with_missing_or_further_bytes_is_none(address, values, data):
    packet = message(address, values)
    assert decode(packet[: data.draw(st.integers(0, len(packet) - 1))]) is None
    assert decode(packet + data.draw(st.binary(min_size=1, max_size=8))) is None


@given(
    st.binary(max_size=64)
    | st.builds(lambda tags, rest: b"/a\0\0," + tags + rest, st.binary(max_size=7), st.binary())
)
def test_no_bytes_are_too_strange_to_read(packet):
    found = decode(packet)
    assert found is None or found[0].startswith("/")
    assert isinstance(describe(packet), str)


@given(addresses, many.filter(bool), st.data())
def test_a_packet_with_a_wrong_byte_is_none_or_another_message(address, values, data):
    packet = bytearray(message(address, values))
    packet[data.draw(st.integers(0, len(packet) - 1))] ^= data.draw(st.integers(1, 255))
    before, after = decode(message(address, values)), decode(bytes(packet))
    assert repr(after) != repr(before)


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        b"/a",
        b"/a\0\0",
        b"/a\0\0i\0\0\0",
        b"a\0\0\0,\0\0\0",
        b"/a\0x,\0\0\0",
        b"/a\0\0,i\0\0",
        b"/a\0\0,i\0\0\0\0\0",
        b"/a\0\0,s\0\0abcd",
        b"/a\0\0,s\0\0ab\0x",
        b"/a\0\0,x\0\0\0\0\0\0",
        b"#bundle\0" + bytes(8),
    ],
)
def test_what_is_not_exactly_a_message_is_none(packet):
    assert decode(packet) is None


def test_a_packet_is_described_in_one_line():
    values = (Argument("f", 0.4), Argument("s", "mist"), Argument("T", 0))
    assert describe(message("/hall", values)) == "/hall 0.4 mist True"
    assert describe(bytes((0x90, 38, 100))) == "90 26 64"


@pytest.mark.parametrize(
    "address",
    ["", "a", "/", "//a", "/a/", "/a b", "/a*", "/a?", "/{a}", "/[a]", "/a#", "/a,b", "/é"],
)
def test_addresses_hold_no_pattern(address):
    assert not ADDRESS.fullmatch(address)
