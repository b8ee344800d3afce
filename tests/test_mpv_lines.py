"""What mpv says through its socket: any bytes are taken, and sense is made of what has any."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.ports.channel import SECONDS, pack_film
from rig.ports.mpv import ANSWER_US, LEAD_US, LINE_MAX, OBSERVE, ROLL, Follower, Reading

AT_US = 5_000_000


def change(name, value):
    return {"event": "property-change", "id": 1, "name": name, "data": value}


def answers(place, apart=0.0):
    """What mpv answers to a question; nothing for what it does not have."""
    return [
        {"request_id": number, "error": "property unavailable"}
        if value is None
        else {"data": value, "request_id": number, "error": "success"}
        for number, value in ((1, apart), (2, place))
    ]


def said(*objects):
    return b"".join(json.dumps(one).encode() + b"\n" for one in objects)


def playing(speed=1.0):
    """A follower of an mpv that has told what it does, and has been asked."""
    follower = Follower()
    assert not follower.feed(said(change("speed", speed), change("core-idle", value=False)), AT_US)
    assert follower.ask(AT_US)
    return follower


def test_what_is_asked_is_one_object_a_line():
    lines = [json.loads(line) for line in (OBSERVE + ROLL + Follower().ask(0)).splitlines()]
    assert [line["command"] for line in lines] == [
        ["observe_property", 1, "speed"],
        ["observe_property", 2, "core-idle"],
        ["observe_property", 3, "time-pos"],
        ["set_property", "pause", False],
        ["get_property", "avsync"],
        ["get_property", "audio-pts"],
    ]


def test_the_picture_is_where_the_sound_is_less_what_they_are_apart():
    follower = playing(speed=1.125)
    heard = follower.feed(said(*answers(10.295152, 0.112019)), AT_US + 300)
    assert heard == [Reading(AT_US + 300, 10_183_133, 1_125_000)]


def test_without_sound_the_next_frame_tells_less_its_lead():
    follower = playing(speed=1.125)
    assert follower.feed(said(*answers(None, None)), AT_US) == []
    assert follower.feed(said(change("time-pos", 20.0)), AT_US + 7) == [
        Reading(AT_US + 7, 20_000_000 - LEAD_US * 1125 // 1000, 1_125_000)
    ]
    assert follower.feed(said(change("time-pos", 20.05)), AT_US + 9) == []


def test_with_sound_no_frame_tells():
    follower = playing()
    assert len(follower.feed(said(*answers(3.0)), AT_US)) == 1
    assert follower.feed(said(change("time-pos", 3.1)), AT_US) == []


def test_a_film_that_stands_is_where_its_last_frame_is():
    follower = playing()
    follower.feed(said(change("time-pos", 20.0), change("core-idle", value=True)), AT_US)
    assert follower.feed(said(*answers(None)), AT_US) == [Reading(AT_US, 20_000_000, 0)]


def test_a_film_that_is_taken_out_stands_once_and_then_nothing_is_told():
    follower = playing()
    follower.feed(said(change("time-pos", 20.0), change("time-pos", None)), AT_US)
    assert follower.changed
    assert follower.feed(said(*answers(None)), AT_US) == [Reading(AT_US, 20_000_000, 0)]
    assert follower.feed(said(*answers(None)), AT_US) == []
    assert follower.feed(said(change("time-pos", 0.5)), AT_US) == [
        Reading(AT_US, 500_000 - LEAD_US, 1_000_000)
    ]


def test_nothing_is_told_before_mpv_has_told_whether_it_plays():
    follower = Follower()
    assert follower.feed(said(change("speed", 1.0), *answers(3.0)), AT_US) == []


@pytest.mark.parametrize(
    "one",
    [
        change("core-idle", value=True),
        change("speed", 1.1),
        change("time-pos", None),
        {"event": "seek"},
        {"event": "playback-restart"},
    ],
)
def test_what_makes_a_jump_is_asked_about_at_once(one):
    follower = playing()
    assert not follower.changed
    follower.feed(said(one), AT_US)
    assert follower.changed


def test_it_asks_once_until_it_is_answered_or_a_second_has_gone():
    follower = playing()
    follower.feed(said({"event": "seek"}), AT_US)
    assert follower.ask(AT_US + ANSWER_US - 1) == b""
    assert follower.changed
    assert not follower.stalls(AT_US + ANSWER_US - 1)
    assert follower.stalls(AT_US + ANSWER_US)
    assert follower.ask(AT_US + ANSWER_US) != b""
    assert follower.ask(AT_US + ANSWER_US + 1) == b""
    follower.feed(said(*answers(3.0)), AT_US + ANSWER_US + 2)
    assert not follower.stalls(AT_US + 9 * ANSWER_US)
    assert follower.ask(AT_US + ANSWER_US + 3) != b""


@pytest.mark.parametrize(
    "line",
    [
        b'{"event":"property-change","name":"speed","data":NaN}',
        b'{"event":"property-change","name":"speed","data":-1}',
        b'{"event":"property-change","name":"speed","data":1e300}',
        b'{"event":"property-change","name":"speed","data":"2"}',
        b'{"event":"property-change","name":"speed","data":true}',
        b'{"event":"property-change","name":"speed"}',
        b'{"event":"property-change","name":"core-idle","data":1}',
        b'{"event":"property-change","name":"time-pos","data":"half past two"}',
        b'{"event":"property-change","name":"time-pos","data":-Infinity}',
        b'{"event":"property-change","name":["time-pos"],"data":2}',
        b'{"event":"property-change"}',
        b'{"event":7}',
        b'{"data":1e300,"request_id":2,"error":"success"}',
        b'{"data":1e999,"request_id":2,"error":"success"}',
        b'{"data":NaN,"request_id":2,"error":"success"}',
        b'{"data":' + b"9" * 5_000 + b',"request_id":2,"error":"success"}',
        b'{"data":' + b"9" * 400 + b',"request_id":2,"error":"success"}',
        b'{"data":[2],"request_id":2,"error":"success"}',
        b'{"data":2,"request_id":"2","error":"success"}',
        b"{}",
        b"",
        b"null",
        b'"seek"',
        b"HTTP/1.1 400 Bad Request",
        b"[" * LINE_MAX,
        b'{"a":' * 1_000,
        b"\xff\xfe\x00",
        b"\x00" * 64,
    ],
)
def test_what_makes_no_sense_is_passed_over_and_counted(line):
    follower = playing()
    assert follower.feed(line + b"\n", AT_US) == []
    assert follower.junk == 1
    assert follower.feed(said(*answers(3.0)), AT_US) == [Reading(AT_US, 3_000_000, 1_000_000)]
    assert follower.junk == 1


@pytest.mark.parametrize("length", [LINE_MAX + 1, 100_000, 1_000_000])
@pytest.mark.parametrize("piece", [1_000, 65_536])
def test_a_line_without_end_is_passed_over_up_to_its_end_and_counted_once(length, piece):
    follower = playing()
    stream = b"x" * length + b"\n" + said(*answers(3.0))
    heard = []
    for at in range(0, len(stream), piece):
        heard += follower.feed(stream[at : at + piece], AT_US)
        assert len(follower._rest) <= LINE_MAX  # noqa: SLF001 - the bound is what is tested
    assert heard == [Reading(AT_US, 3_000_000, 1_000_000)]
    assert follower.junk == 1


words = st.one_of(
    st.floats(),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.none(),
    st.text(max_size=4),
    st.sampled_from([0.0, 1e6, -1e6, 100, 1e300, 10**400]),
)
changes = st.builds(change, st.sampled_from(["speed", "core-idle", "time-pos", "pause"]), words)
events = st.sampled_from(["seek", "playback-restart", "end-file"]).map(lambda one: {"event": one})
pairs = st.builds(answers, words, words).map(lambda both: said(*both))
streams = st.lists(
    (changes | events).map(said) | pairs | st.binary(max_size=40) | st.just(b"\n"), max_size=20
).map(b"".join)


@given(streams, st.lists(st.integers(1, 60), max_size=20))
@example(said(change("core-idle", value=False), *answers(1e6, -1e6)), [])
def test_no_bytes_are_too_strange_and_pieces_tell_what_the_whole_tells(stream, cuts):
    whole, parted, heard, at = Follower(), Follower(), [], 0
    for cut in cuts:
        heard += parted.feed(stream[at : at + cut], AT_US)
        at += cut
    heard += parted.feed(stream[at:], AT_US)
    assert heard == whole.feed(stream, AT_US)
    assert parted == whole
    for one in heard:
        assert pack_film(SECONDS, one.position_millionths, one.rate_ppm)
        assert abs(one.position_millionths) <= 2 * 10**12
        assert 0 <= one.rate_ppm <= 100 * 10**6
