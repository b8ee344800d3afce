"""The host's codec against vectors.txt, and the file against a second opinion on the wire."""

from __future__ import annotations

from collections import Counter

import pytest
from textbook import FRAME_MAX, crc, sealed, unsealed, vectors

from firmware_bridge.framing import Framer, seal, unseal
from firmware_bridge.said import Beat, Event, Foreign, Hello, Junk, Pedal, Unknown
from firmware_bridge.wire import command, decode, encode

VECTORS = {one.name: one for one in vectors()}
GOOD = [one for one in VECTORS.values() if one.body is not None]
BAD = [one for one in VECTORS.values() if one.body is None]
SAYS = {"hello": Hello, "event": Event, "pedal": Pedal, "beat": Beat, "unknown": Unknown}
HOST_KINDS = range(0x41, 0x46)


def named(*begun):
    return [
        pytest.param(one, id=one.name) for one in VECTORS.values() if one.name.startswith(begun)
    ]


def test_the_second_opinion_agrees_with_the_published_vectors():
    assert crc(b"123456789") == b"\xd6\x4e"
    assert sealed(b"\x11\x22\0\x33")[:4] == b"\x03\x11\x22\x04"
    assert sealed(b"\0\0")[:3] == b"\x01\x01\x03"


def test_the_file_has_every_kind_and_the_longest_frames():
    kinds = Counter(one.body[0] for one in GOOD)
    assert min(kinds[kind] for kind in (1, 2, 3, 4, *HOST_KINDS)) >= 2
    assert len(VECTORS) == len(vectors()) == len(GOOD) + len(BAD)
    assert {FRAME_MAX} < {len(one.frame) for one in VECTORS.values()}
    assert not any(0 in one.frame for one in VECTORS.values())
    assert {one.name.partition("-")[0] for one in GOOD} == {"host", "box"}
    assert {one.name.partition("-")[0] for one in BAD} == {"host", "box", "wire"}


@pytest.mark.parametrize("vector", [pytest.param(one, id=one.name) for one in GOOD])
def test_a_good_frame_and_its_body_are_each_other_by_both_opinions(vector):
    assert sealed(vector.body) == vector.frame
    assert seal(vector.body) == vector.frame + b"\0"
    assert unsealed(vector.frame) == unseal(vector.frame) == vector.body


@pytest.mark.parametrize("vector", [pytest.param(one, id=one.name) for one in BAD])
def test_a_bad_frame_unseals_only_where_its_name_says_so(vector):
    body = unseal(vector.frame)
    assert body == unsealed(vector.frame)
    assert (body is None) == vector.name.startswith("wire-")
    assert decode(vector.frame) == Junk() or vector.name.startswith("box-")


@pytest.mark.parametrize("vector", [one for one in named("host-") if one.values[0].body])
def test_the_host_reads_what_is_for_it_and_would_say_the_same(vector):
    said = decode(vector.frame)
    if "-of-protocol-" in vector.name:
        assert said == Foreign(vector.body[6], vector.body[7:15].decode())
        return
    assert isinstance(said, SAYS[vector.name.split("-")[1]])
    if isinstance(said, Unknown):
        assert said == Unknown(*vector.body[:2])
    else:
        assert encode(said) == vector.frame + b"\0"


@pytest.mark.parametrize("vector", named("box-"))
def test_what_is_for_the_box_the_host_passes_over_when_it_comes_back(vector):
    assert isinstance(decode(vector.frame), Unknown | Junk)


@pytest.mark.parametrize("vector", [one for one in named("box-") if one.values[0].body])
def test_the_host_writes_what_is_for_the_box(vector):
    kind, seq, *payload = vector.body
    assert command(seq, kind, bytes(payload)) == b"\0" + vector.frame + b"\0"


@pytest.mark.parametrize("vector", [pytest.param(one, id=one.name) for one in VECTORS.values()])
def test_whatever_comes_the_next_frame_is_heard(vector):
    press = VECTORS["host-event-press"].frame
    framer, frames = Framer().feed(vector.frame + b"\0" + press + b"\0")
    assert framer == Framer()
    assert frames == (vector.frame[: FRAME_MAX + 1], press)
    assert decode(frames[0]) == decode(vector.frame)
