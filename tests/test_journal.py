"""The journal: what is written is read again, and damage is told, never guessed at."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import DEMO

from rig import __version__
from rig.conductor import events
from rig.conductor.actions import Send, Tell
from rig.errors import FileError
from rig.live.journal import Reader, Writer, ending, head, line, remapped
from rig.venue.load import prepare

instants = st.sampled_from([0, 1, 2**63 - 1]) | st.integers(0, 10**13)
stamps = instants | st.integers(-(10**7), 0)
texts = st.text(max_size=12) | st.sampled_from(
    ['"', "\\", "\n", "\x00", "\ud800", "é\u2028", "end"]
)
blobs = st.binary(max_size=12)
M = 2**31 - 1
places = st.integers(-(2**63), 2**63 - 1)
every_event = st.one_of(
    st.builds(events.Wake, instants),
    st.builds(events.Opened, instants),
    st.builds(events.Restarted, instants),
    st.builds(events.Closing, instants),
    st.builds(events.MidiIn, instants, stamps, texts, blobs),
    st.builds(events.FrameIn, instants, stamps, texts, blobs),
    st.builds(events.KeyIn, instants, stamps, texts),
    st.builds(
        events.FilmIn, instants, stamps, texts, st.sampled_from("sf"), places, st.integers(-M, M)
    ),
    st.builds(events.BeatIn, instants, stamps, texts, places, instants, st.booleans()),
    st.builds(events.PortFound, instants, texts, texts),
    st.builds(events.PortLost, instants, texts),
    st.builds(events.TargetBack, instants, st.integers(0, 9)),
    st.builds(events.Trouble, instants, texts),
)
sends = st.lists(st.builds(Send, instants, st.integers(0, 9), blobs), max_size=3).map(tuple)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where this file's journals lie, one after the other."""
    return tmp_path_factory.mktemp("journals") / "night.journal"


def reader(place, *records, first=None):
    """A journal with these lines behind its first, as it is read."""
    place.write_bytes((head(DEMO) if first is None else first) + b"".join(records))
    return Reader(str(place))


def test_every_kind_of_event_is_tried_here():
    kinds = set(events.Event.__args__)
    assert kinds == {type(example) for example in EXAMPLES}


EXAMPLES = (
    events.Wake(1),
    events.Opened(2),
    events.Restarted(3),
    events.Closing(4),
    events.MidiIn(5, 4, "nano", b"\xb0\x07\x40"),
    events.FrameIn(6, 5, "pedal", b"\x01\x02"),
    events.KeyIn(7, 6, "space"),
    events.FilmIn(7, 6, "mpv mpv.sock", "s", -2_500_000, 1_000_000),
    events.BeatIn(7, 6, "beat IAC", 96, 500_000, running=True),
    events.PortFound(8, "nano", "nano:0"),
    events.PortLost(9, "nano"),
    events.TargetBack(10, 1),
    events.Trouble(11, "a disk is slow"),
    remapped(12, prepare(DEMO)),
)


@given(record=st.tuples(every_event, sends))
def test_an_event_is_read_as_it_was_written(place, record):
    one = reader(place, line(*record))
    assert [(read.event, read.sent) for read in one.records()] == [record]
    assert one.damage == ""


def test_events_are_read_in_their_order_and_only_what_was_sent_stands_behind_them(place):
    sent = (Send(1, 0, b"/a"), Send(2, 1, b""))
    lines = [line(event, (Tell(1, "not sent"), *sent)) for event in EXAMPLES]
    one = reader(place, *lines)
    records = list(one.records())
    assert [record.event for record in records] == list(EXAMPLES)
    assert {record.sent for record in records} == {sent}


def test_each_record_is_one_line_of_json():
    for event in EXAMPLES:
        written = line(event, (Send(1, 0, b"/a"),))
        assert written.count(b"\n") == 1
        assert json.loads(written)["at"] == event.at_us


def test_the_header_holds_all_a_replay_needs(place):
    one = reader(place)
    assert one.header.version == __version__
    assert one.header.begun.endswith("+00:00")
    assert dict(one.header.files) == dict(DEMO)
    assert prepare(one.header.files).show == prepare(DEMO).show
    assert list(one.records()) == []


def test_the_ending_is_told_when_the_night_was_closed(place):
    facts = {"packets": 3, "worst_late_us": 250, "lost": 0}
    one = reader(place, line(events.Wake(1), ()), ending(facts))
    assert one.ending == {}
    assert [record.event for record in one.records()] == [events.Wake(1)]
    assert one.ending == facts


@given(data=st.data())
def test_a_line_cut_short_ends_the_journal_and_is_told(place, data):
    """Whatever the power failure left of it, every line before it counts."""
    event = data.draw(st.sampled_from(EXAMPLES))
    last = line(event, (Send(1, 0, b"/bell"),)).rstrip(b"\n")
    torn = last[: data.draw(st.integers(1, len(last) - 1))]
    one = reader(place, line(events.Wake(1), ()), torn)
    assert [record.event for record in one.records()] == [events.Wake(1)]
    assert one.damage.startswith(f"{place}:3: no whole record")


@pytest.mark.parametrize(
    "damaged",
    [
        b"nonsense",
        b"\x00\xff",
        b"5",
        b"[]",
        b'"end"',
        b"null",
        b"{}",
        b'{"at":1}',
        b'{"at":1,"event":"nonsense"}',
        b'{"at":1,"event":[]}',
        b'{"at":"1","event":"wake"}',
        b'{"at":1.5,"event":"wake"}',
        b'{"at":true,"event":"lost","port":"a"}',
        b'{"at":null,"event":"wake"}',
        b'{"at":"1","event":"lost","port":"a"}',
        b'{"at":1,"event":"lost","port":5}',
        b'{"at":1,"event":"back","out":"0"}',
        b'{"at":1,"event":"key","stamped":"1","port":"a"}',
        b'{"at":1,"event":"midi","stamped":1,"port":"a","data":"9"}',
        b'{"at":1,"event":"midi","stamped":1,"port":"a","data":9}',
        b'{"at":1,"event":"film","stamped":1,"port":"a","unit":"s","position":1.5,"rate":1}',
        b'{"at":1,"event":"film","stamped":1,"port":"a","unit":1,"position":1,"rate":1}',
        b'{"at":1,"event":"film","stamped":1,"port":"a","position":1,"rate":1}',
        b'{"at":1,"event":"beat","stamped":1,"port":"a","clocks":1,"lasts":1,"running":1}',
        b'{"at":1,"event":"beat","stamped":1,"port":"a","clocks":true,"lasts":1,"running":true}',
        b'{"at":1,"event":"wake","sent":[[1,0]]}',
        b'{"at":1,"event":"wake","sent":5}',
        b'{"end":5}',
        b"[" * 100_000,
        b'{"at":' + b"9" * 5000 + b',"event":"wake"}',
    ],
    ids=lambda damaged: damaged[:40].decode("latin-1"),
)
def test_what_is_no_record_ends_the_journal_there(place, damaged):
    one = reader(place, line(events.Wake(1), ()), damaged + b"\n", line(events.Wake(2), ()))
    assert [record.event for record in one.records()] == [events.Wake(1)]
    assert one.damage.startswith(f"{place}:3: no whole record")
    assert one.ending == {}


@pytest.mark.parametrize(
    "first",
    [
        b"",
        b"\n",
        b"nonsense\n",
        b"[]\n",
        b"{}\n",
        b"\xff\xfe\n",
        b"[" * 100_000,
        b'{"rig":"1","version":"1","begun":"x","files":{}}\n',
        b'{"rig":null,"version":"1","begun":"x","files":{}}\n',
        b'{"rig":1,"version":"1","begun":"x","files":[]}\n',
        b'{"rig":1,"version":"1","begun":"x","files":{"show":"x"}}\n',
        b'{"rig":1,"version":"1","begun":"x","files":{"show":["a",5]}}\n',
        b'{"rig":1,"version":"1","begun":"x","files":{"show":["a","\\ud800"]}}\n',
        b'{"rig":1,"version":"1","files":{}}\n',
    ],
    ids=lambda first: first[:60].decode("latin-1"),
)
def test_a_damaged_header_is_refused(place, first):
    with pytest.raises(FileError, match=r"is no journal of the rig: its first line is none"):
        reader(place, first=first)


@given(event=every_event, data=st.data())
def test_what_is_written_behind_a_line_cut_short_is_whole(place, event, data):
    """A full disk cut the last line; the engine that goes on is not glued to it."""
    last = line(event, ())
    torn = last[: data.draw(st.integers(1, len(last) - 1))]
    reader(place, line(events.Opened(1), ()), torn)
    Writer(str(place)).write(line(events.Restarted(2), ()))
    one = Reader(str(place))
    assert [record.event for record in one.records()] == [events.Opened(1), events.Restarted(2)]
    assert one.damage == ""


@given(cut=st.integers(0, len(head(DEMO)) - 3))
def test_a_header_cut_short_is_refused(place, cut):
    with pytest.raises(FileError, match="is no journal of the rig"):
        reader(place, first=head(DEMO)[:cut])


@pytest.mark.parametrize("rest", ["", ',"files":[],"new":{"a":1}'])
def test_a_newer_journal_is_refused_in_words_whatever_else_it_holds(place, rest):
    with pytest.raises(FileError, match="was written by a newer rig; update this one"):
        reader(place, first=f'{{"rig":2{rest}}}\n'.encode())


@pytest.mark.parametrize("name", ["nowhere.journal", ".", "a\0b", "n" * 300])
def test_a_journal_that_cannot_be_opened_is_told(tmp_path, name):
    with pytest.raises(FileError, match=r"cannot be read|is no journal"):
        Reader(f"{tmp_path}/{name}")


def test_a_writer_goes_on_behind_what_is_there(place):
    place.write_bytes(head(DEMO) + line(events.Wake(1), ()))
    writer = Writer(str(place))
    writer.write(line(events.Wake(2), ()))
    writer.sync()
    assert [record.event.at_us for record in Reader(str(place)).records()] == [1, 2]


def test_a_writer_needs_the_journal_that_was_begun(tmp_path):
    with pytest.raises(FileNotFoundError):
        Writer(str(tmp_path / "nowhere.journal"))


def test_a_full_disk_is_an_error_of_the_system():
    """What it does not take whole is told, so that the engine can say so."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError, match="No space left") as caught:
        Writer("/dev/full").write(b"x")
    assert caught.value.errno == errno.ENOSPC
