"""A long night's journal goes on in a next file; all of them are read as the one they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import DEMO

from rig.conductor import events
from rig.conductor.actions import Send
from rig.errors import FileError
from rig.live import parts
from rig.live.journal import Reader, Writer, ending, head, line
from rig.live.perform import ending_lines, open_journal
from rig.rehearsal.replay import replay

ROOM = 100
"""Bytes of a part in these tests: a line or two."""


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Parts that are soon full."""
    monkeypatch.setattr(parts, "PART_BYTES", ROOM)


def begun(path):
    """A journal in which nothing has happened yet."""
    for stale in parts.parts(str(path)):
        Path(stale).unlink(missing_ok=True)
    path.write_bytes(head(DEMO))
    return Writer(str(path))


def wakes(path):
    """What is read of a journal of wakes."""
    reader = Reader(str(path))
    told = [record.event.at_us for record in reader.records()]
    return told, reader.damage


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where this file's journals lie, one after the other."""
    return tmp_path_factory.mktemp("journals") / "night.journal"


@given(
    ends=st.lists(st.integers(0, 30), max_size=5),
    packet=st.binary(max_size=3 * ROOM),
)
def test_whatever_is_written_by_however_many_engines_is_read_in_its_order(place, ends, packet):
    writer, at_us = begun(place), 0
    for count in ends:
        for _ in range(count):
            at_us += 1
            writer.write(line(events.Wake(at_us), (Send(at_us, 0, packet),)))
        writer = Writer(str(place))
    assert wakes(place) == ([*range(1, at_us + 1)], "")
    whole = b"".join(Path(one).read_bytes() for one in parts.parts(str(place)))
    assert whole.count(b"\n") == 1 + at_us, "cat puts the parts together again"


def test_a_part_ends_with_the_line_that_fills_it(tmp_path):
    path = tmp_path / "night.journal"
    writer = begun(path)
    for at_us in range(10):
        writer.write(line(events.Wake(at_us), ()))
    first, *later = map(Path, parts.parts(str(path)))
    assert first.read_bytes() == head(DEMO), "the head alone is more than a part holds"
    assert [one.name for one in later] == [f"night.journal.{n + 2}" for n in range(len(later))]
    longest = len(line(events.Wake(9), ()))
    for one in later[:-1]:
        assert one.read_bytes().endswith(b"\n")
        assert ROOM <= one.stat().st_size < ROOM + longest


def test_nothing_is_begun_before_something_is_to_be_written(tmp_path):
    path = tmp_path / "night.journal"
    begun(path)
    assert parts.parts(str(path)) == [str(path)]


@given(data=st.data(), whole=st.integers(1, 8))
def test_a_line_cut_short_in_a_later_part_is_told_and_let_go_by_the_next_engine(place, data, whole):
    """Also the very first line of a part, behind which nothing is whole."""
    writer = begun(place)
    for at_us in range(whole):
        writer.write(line(events.Wake(at_us), ()))
    last = parts.parts(str(place))[-1]
    torn = line(events.Wake(whole), ())[:-1]
    cut = torn[: data.draw(st.integers(1, len(torn) - 1))]
    if data.draw(st.booleans()):
        last = parts.part(str(place), len(parts.parts(str(place))) + 1)
    with Path(last).open("ab") as file:
        file.write(cut)
    told, damage = wakes(place)
    assert told == [*range(whole)]
    lines = Path(last).read_bytes().count(b"\n") + 1
    assert damage.startswith(f"{last}:{lines}: no whole record")
    Writer(str(place)).write(line(events.Restarted(99), ()))
    assert wakes(place) == ([*range(whole), 99], "")


def test_a_part_that_cannot_be_read_ends_the_journal_there_and_is_told(tmp_path):
    path = tmp_path / "night.journal"
    writer = begun(path)
    for at_us in range(9):
        writer.write(line(events.Wake(at_us), ()))
    second = path.with_name("night.journal.2")
    in_second = second.read_bytes().count(b"\n")
    third = path.with_name("night.journal.3")
    third.unlink()
    third.mkdir()
    told, damage = wakes(path)
    assert told == [*range(in_second)]
    assert damage == f"{third} cannot be read (Is a directory); read up to here"


def test_a_later_part_alone_is_no_journal(tmp_path):
    path = tmp_path / "night.journal"
    begun(path).write(line(events.Wake(1), ()))
    with pytest.raises(FileError, match="is no journal of the rig"):
        Reader(f"{path}.2")


def test_a_next_part_that_cannot_be_begun_is_an_error_of_the_system(tmp_path):
    """As a full disk is; the engine says so and the show goes on."""
    path = tmp_path / "night.journal"
    writer = begun(path)
    path.with_name("night.journal.2").symlink_to(tmp_path / "nowhere" / "at all")
    with pytest.raises(OSError, match="File exists"):
        writer.write(line(events.Wake(1), ()))


def test_a_journal_written_over_has_none_of_the_parts_of_before(tmp_path):
    path = tmp_path / "night.journal"
    writer = begun(path)
    for at_us in range(9):
        writer.write(line(events.Wake(at_us), ()))
    log = path.with_name("night.journal.log")
    log.write_text("kept")
    assert open_journal("show.toml", str(path), DEMO) == str(path)
    assert wakes(path) == ([], "")
    assert sorted(one.name for one in tmp_path.iterdir()) == [path.name, log.name]


def test_the_end_of_a_night_is_told_from_its_last_part(tmp_path):
    path = tmp_path / "night.journal"
    writer = begun(path)
    for at_us in range(9):
        writer.write(line(events.Wake(at_us), ()))
    writer.write(ending({"packets": 3, "worst_late_us": 250, "lost": 0}))
    assert ending_lines(str(path)) == [
        "events        9",
        "packets sent  3",
        "worst late    0.25 ms",
        f"journal       {path}",
    ]


def test_a_night_in_parts_replays_as_one(tmp_path, capsys):
    path = tmp_path / "night.journal"
    writer = begun(path)
    for at_us in range(9):
        writer.write(line(events.Wake(at_us), ()))
    writer.write(line(events.Wake(10), (Send(10, 0, b"/nobody\0"),)))
    assert len(parts.parts(str(path))) > 2
    assert replay(str(path), None) == 1
    assert "1 difference in 1 packets:\n  line 11\n" in capsys.readouterr().out


def test_the_disk_holds_the_part_that_was_just_left_as_well(tmp_path, monkeypatch):
    path = tmp_path / "night.journal"
    writer = begun(path)
    for at_us in range(9):
        writer.write(line(events.Wake(at_us), ()))
    held, sync = [], os.fsync

    def noting(descriptor):
        held.append(os.fstat(descriptor).st_ino)
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", noting)
    parts.sync(str(path))
    assert held == [Path(one).stat().st_ino for one in parts.parts(str(path))[-2:]]
