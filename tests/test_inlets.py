"""What port processes tell becomes events; what is no record becomes a line for the player."""

from __future__ import annotations

import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import prepared

from rig.conductor.actions import Roll
from rig.conductor.events import BeatIn, FilmIn, PortFound, PortLost, Trouble, Wake
from rig.conductor.state import begin
from rig.live import journal
from rig.live.engine import Engine, Lines
from rig.live.inlets import Inlets
from rig.ports import channel

MPV = "mpv mpv.sock"
STATE = begin(prepared().show)
int64 = st.integers(-(2**63), 2**63 - 1)
int32 = st.integers(-(2**31), 2**31 - 1)


def heard(*records):
    """The events of some records on a player's line."""
    near, far = channel.pair()
    inlets = Inlets({near: MPV}, {}, lambda _: None)
    for record in records:
        far.send(record)
    events = [inlets.next(STATE) for _ in records]
    near.close()
    far.close()
    return events


@given(unit=st.sampled_from([channel.SECONDS, channel.FRAMES]), place=int64, rate=int32, us=int64)
def test_a_reading_of_film_time_is_heard_as_it_was_told(unit, place, rate, us):
    (event,) = heard(channel.pack(channel.FILM, us, channel.pack_film(unit, place, rate)))
    assert event == FilmIn(event.at_us, us, MPV, unit.decode(), place, rate)


@given(clocks=int64, beat_us=int64, running=st.booleans(), us=int64)
def test_a_leader_s_place_is_heard_as_it_was_told(clocks, beat_us, running, us):
    payload = channel.pack_beat(clocks, beat_us, running=running)
    (event,) = heard(channel.pack(channel.BEAT, us, payload))
    assert event == BeatIn(event.at_us, us, MPV, clocks, beat_us, running)


def test_a_machine_comes_and_goes_as_any_device_does():
    found, lost = heard(channel.pack(channel.FOUND, 1, b"/run/a"), channel.pack(channel.LOST, 2))
    assert found == PortFound(found.at_us, MPV, "/run/a")
    assert lost == PortLost(lost.at_us, MPV)


@given(
    floods=st.lists(st.integers(1, 30), min_size=1, max_size=4),
    before=st.integers(0, 40),
)
def test_a_foot_never_waits_behind_a_flood(floods, before):
    """However many messages are there, it waits for one of each port, and mostly for none."""
    ends = [channel.pair() for _ in (*floods, "foot")]
    ports = {near: f"desk{number}" for number, (near, _) in enumerate(ends)}
    foot = f"desk{len(floods)}"
    inlets = Inlets(ports, {}, lambda _: None)
    for _, far in ends:
        far.send(channel.pack(channel.FOUND, 0, b"it is there"))
    assert {inlets.next(STATE).port for _ in ends} == set(ports.values())
    for (_, far), count in zip(ends, floods, strict=False):
        for number in range(count):
            far.send(channel.pack(channel.MIDI, number, b"\xb0\x07\x40"))
    heard = min(before, sum(floods))
    for _ in range(heard):
        assert inlets.next(STATE).port != foot
    ends[-1][1].send(channel.pack(channel.MIDI, 0, b"\x90\x3c\x7f"))
    in_front = [*iter(lambda: inlets.next(STATE).port, foot)]
    assert len(set(in_front)) == len(in_front) == max(0, len(floods) - heard)
    for near, far in ends:
        near.close()
        far.close()


@given(floods=st.lists(st.integers(0, 30), min_size=1, max_size=4))
def test_ports_that_flood_are_heard_in_turn_and_each_in_its_own_order(floods):
    ends = [channel.pair() for _ in floods]
    inlets = Inlets({near: f"{n}" for n, (near, _) in enumerate(ends)}, {}, lambda _: None)
    for (_, far), count in zip(ends, floods, strict=True):
        for number in range(count):
            far.send(channel.pack(channel.MIDI, number, b"\xb0\x07\x40"))
    heard = [inlets.next(STATE) for _ in range(sum(floods))]
    rounds = [(n, f"{port}") for port, count in enumerate(floods) for n in range(count)]
    assert [(one.stamped_us, one.port) for one in heard] == sorted(rounds)
    for near, far in ends:
        near.close()
        far.close()


FILM_BYTES = struct.calcsize("<cqi")
BEAT_BYTES = struct.calcsize("<qq?")


@given(kind=st.sampled_from([channel.FILM, channel.BEAT]), payload=st.binary(max_size=40))
def test_a_payload_that_is_none_is_told_and_never_raises(kind, payload):
    (event,) = heard(channel.pack(kind, 1, payload))
    right = {
        channel.FILM: len(payload) == FILM_BYTES and payload[:1] in (b"s", b"f"),
        channel.BEAT: len(payload) == BEAT_BYTES,
    }
    assert isinstance(event, FilmIn | BeatIn if right[kind] else Trouble)


@pytest.mark.parametrize(
    ("kind", "payload", "words"),
    [
        (channel.FILM, b"", "a reading that is none"),
        (channel.FILM, b"s" + bytes(13), "a reading that is none"),
        (channel.FILM, b"m" + bytes(12), "a reading in a unit that is none"),
        (channel.FILM, b"\xff" + bytes(12), "a reading in a unit that is none"),
        (channel.BEAT, bytes(16), "a reading that is none"),
    ],
)
def test_the_player_is_told_whose_reading_is_none(kind, payload, words):
    (event,) = heard(channel.pack(kind, 1, payload))
    assert event == Trouble(event.at_us, f"{MPV}: {words}")


@pytest.fixture
def engine(tmp_path):
    """An engine with a player's line, and the far end of that line."""
    path = tmp_path / "night.journal"
    path.write_bytes(journal.head({}))
    near, far = channel.pair()
    views, shown = channel.pair()
    beats, beaten = channel.pair()
    inputs = ((MPV, near.detach()),)
    lines = Lines(str(path), inputs, (), muted=True, views=views.detach(), beats=beats.detach())
    one = Engine(lines, prepared())
    ours = (*one.inlets.ports, one._views)  # noqa: SLF001 - only its process's end closes them
    yield one, far
    for end in (far, shown, beaten, *ours):
        end.close()
    os.close(lines.beats)


def told(one):
    """What the player is told of a port; a slow disk is told of too."""
    texts = [event.text for event in one.inlets.waiting if isinstance(event, Trouble)]
    return [text for text in texts if text.startswith("mpv ")]


def test_a_player_is_told_to_roll(engine):
    one, far = engine
    one.take(Wake(1), STATE, (Roll(1, MPV),))
    assert far.recv(99) == channel.ROLL
    assert told(one) == []


def test_a_player_that_takes_nothing_is_for_the_hand_to_start(engine):
    one, far = engine
    words = f"{MPV} cannot be told to roll; start the film by hand"
    for _ in range(10_000):
        one.take(Wake(1), STATE, (Roll(1, MPV),))
        if told(one):
            break
    assert set(told(one)) == {words}
    one.inlets.waiting.clear()
    far.close()
    one.take(Wake(1), STATE, (Roll(1, MPV),))
    assert told(one) == [words]


def test_a_player_nobody_knows_does_not_end_the_night(engine):
    one, _ = engine
    one.take(Wake(1), STATE, (Roll(1, "mpv other"),))
    assert told(one) == ["mpv other cannot be told to roll; start the film by hand"]
