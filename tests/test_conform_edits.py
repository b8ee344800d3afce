"""Edit lists as maps from print to print, and OpenTimelineIO's reading of the same lists."""

from __future__ import annotations

from fractions import Fraction

import opentimelineio as otio
import pytest
from films import film, steady
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.desk.conform_clock import clock_of
from rig.desk.conform_edits import from_edits
from rig.desk.conform_map import Kind
from rig.errors import FileError
from rig.exchange.edit_list import read_edit_list
from rig.score.timecode import label_of

RATE = Fraction(24)
HEAD = "TITLE: Restored\nFCM: NON-DROP FRAME\n\n"
HOUR = 3600 * 24


def event(number, reel, source, record, speed=None):
    """An event; ``source`` and ``record`` are frames from their hours, from and behind."""
    frames = [*(HOUR + at for at in source), *(10 * HOUR + at for at in record)]
    codes = [label_of(frame, RATE, drop=False) for frame in frames]
    line = f"{number:03}  {reel:8} V     C        {' '.join(codes)}"
    return line if speed is None else f"{line}\nM2   {reel}  {speed:05.1f}  {codes[0]}"


def read(text, old=None, last=0, rate=RATE):
    old = old or steady(24)
    clock, _ = clock_of(rate, old, old.pace)
    return from_edits(read_edit_list("new.edl", text.encode(), rate), clock, last)


@st.composite
def lists(draw):
    """Events of the old print in order, with cuts, inserts of other reels, and other speeds."""
    lines, old, new = [], draw(st.integers(0, 500)), 0
    for number in range(1, draw(st.integers(2, 12))):
        old += draw(st.sampled_from([0, 0, 1, 240]))
        if draw(st.integers(0, 4)) == 4 and lines:
            length = draw(st.integers(1, 20))
            lines.append(event(number, "CARD", (0, length), (new, new + length)))
            new += length
            continue
        length = 24 * draw(st.integers(2, 60))
        speed = draw(st.sampled_from([None, None, 12, 16, 36]))
        source = length if speed is None else length * speed // 24
        lines.append(event(number, "OLD", (old, old + source), (new, new + length), speed))
        old, new = old + source, new + length
    return HEAD + "\n".join(lines) + "\n"


@given(lists())
@settings(max_examples=60, deadline=None)
def test_the_second_reader_has_every_frame_in_the_same_place(text):
    frames, _ = read(text)
    timeline = otio.adapters.read_from_string(
        text, "cmx_3600", rate=24, ignore_timecode_mismatch=True
    )
    looked_at = 0
    for clip in timeline.find_clips():
        if clip.metadata["cmx_3600"]["reel"] != "OLD":
            continue
        scalar = next((effect.time_scalar for effect in clip.effects), 1)
        source = clip.source_range.start_time.value - HOUR
        there = clip.range_in_parent().start_time.value
        for at in {0, 1, 7, clip.source_range.duration.value // 2}:
            placed = frames.at(int(source + at * scalar))
            assert not placed.cut
            assert abs(placed.frame - there - at) <= 1 / scalar
            looked_at += 1
    assert looked_at


def test_every_frame_is_told():
    text = HEAD + "\n".join(
        [
            event(1, "OLD", (0, 480), (0, 480)),
            event(2, "OLD", (600, 840), (480, 720)),
            event(3, "CARD", (0, 100), (720, 820)),
            event(4, "OLD", (840, 960), (820, 1060), 12),
        ]
    )
    frames, told = read(text, last=1100)
    assert [(one.kind, one.old, one.old_end, one.new, one.new_end) for one in frames.segments] == [
        (Kind.SAME, 0, 480, 0, 480),
        (Kind.CUT, 480, 600, 480, 480),
        (Kind.SAME, 600, 840, 480, 720),
        (Kind.INSERTED, 840, 840, 720, 820),
        (Kind.RETIMED, 840, 960, 820, 1060),
        (Kind.CUT, 960, 1101, 1060, 1060),
    ]
    assert [frames.at(at).frame for at in (479, 480, 600, 840, 900)] == [479, 480, 480, 820, 940]
    assert told == [
        "the new print's 0:00 is 10:00:00:00, where the first event begins",
        "reel CARD: 100 frames that are not of the old print, which is OLD",
        "the old print's 0:00 is 01:00:00:00, a full hour",
        "what the old print has behind the last event is taken for cut",
    ]


def test_sound_and_black_are_no_picture():
    text = HEAD + "\n".join(
        [
            event(1, "OLD", (0, 48), (0, 48)),
            event(2, "BL", (0, 24), (48, 72)),
            event(3, "WAV", (0, 999), (0, 999)).replace(" V ", " A2"),
            event(4, "OLD", (48, 96), (72, 120)),
        ]
    )
    frames, told = read(text)
    assert [one.kind for one in frames.segments] == [Kind.SAME, Kind.INSERTED, Kind.SAME]
    assert not any("WAV" in one for one in told)


@pytest.mark.parametrize("speed", [0, -24])
def test_what_stands_still_or_runs_backwards_is_inserted(speed):
    lines = [
        event(1, "OLD", (0, 240), (0, 240)),
        event(2, "OLD", (239, 240), (240, 288), speed),
        event(3, "OLD", (240, 480), (288, 528)),
    ]
    frames, told = read(HEAD + "\n".join(lines))
    assert [one.kind for one in frames.segments] == [Kind.SAME, Kind.INSERTED, Kind.SAME]
    assert "event 002 stands still or runs backwards: taken for inserted" in told


def test_a_length_that_no_speed_explains_is_told():
    lines = [event(1, "OLD", (0, 240), (0, 240)), event(2, "OLD", (240, 480), (240, 400))]
    frames, told = read(HEAD + "\n".join(lines))
    assert frames.segments[-1].kind is Kind.RETIMED
    assert any(one.startswith("event 002 lasts otherwise than its source") for one in told)


def test_a_speed_says_how_much_of_the_source_is_shown_whatever_its_end():
    """Some programs write as much source as record."""
    lines = [event(1, "OLD", (0, 240), (0, 240), 12), event(2, "OLD", (120, 240), (240, 360))]
    frames, _ = read(HEAD + "\n".join(lines))
    kinds = [(one.kind, one.old, one.old_end) for one in frames.segments]
    assert kinds == [(Kind.RETIMED, 0, 120), (Kind.SAME, 120, 240)]


def test_what_lies_on_the_very_end_of_the_last_event_is_still_there():
    frames, _ = read(HEAD + event(1, "OLD", (0, 240), (0, 240)), last=240)
    assert (frames.at(240).frame, frames.at(240).cut) == (240, False)
    frames, _ = read(HEAD + event(1, "OLD", (0, 240), (0, 240)), last=241)
    assert frames.at(241).cut


def test_a_shot_used_twice_is_refused():
    lines = [event(1, "OLD", (0, 240), (0, 240)), event(2, "OLD", (200, 440), (240, 480))]
    with pytest.raises(FileError, match="event 002 begins earlier in the old print than event 001"):
        read(HEAD + "\n".join(lines))


def test_a_print_in_another_order_is_refused_with_every_such_event():
    lines = [
        event(1, "OLD", (480, 720), (0, 240)),
        event(2, "OLD", (240, 480), (240, 480)),
        event(3, "OLD", (0, 240), (480, 720)),
    ]
    with pytest.raises(FileError, match="event 002 begins earlier in the old print") as error:
        read(HEAD + "\n".join(lines))
    assert str(error.value).count("\n") == 1


def test_events_over_each_other_are_refused():
    lines = [event(1, "OLD", (0, 240), (0, 240)), event(2, "OLD", (240, 480), (200, 440))]
    with pytest.raises(FileError, match="events 001 and 002 lie over each other"):
        read(HEAD + "\n".join(lines))


@pytest.mark.parametrize("text", ["", HEAD, HEAD + event(1, "BL", (0, 24), (0, 24))])
def test_a_list_without_a_picture_is_refused(text):
    with pytest.raises(FileError, match=r"new\.edl has no event of a picture"):
        read(text)


def test_a_list_of_another_rate_is_in_seconds_of_the_show_and_says_so():
    old = steady(18)
    clock, told = clock_of(RATE, old, old.pace)
    assert (clock.old_frame(Fraction(10), Fraction(0)), clock.new_frame(Fraction(10))) == (180, 180)
    assert "if it counts frames of the print one by one, say so in [film]: copy = " in told[0]


def test_a_copy_of_the_lists_rate_says_what_its_clock_means():
    """A scan with one of its frames for each of the print's, as the message above advises."""
    scan = film("speed = 18", 'copy = "scan 24 fps 00:00:00:00 = #0, 01:00:00:00 = #86400"')
    text = HEAD + event(1, "OLD", (100, 340), (0, 240))
    frames, told = read(text, old=scan)
    (cut, same) = frames.segments
    assert (cut.old_end, same.old_end) == (86400 + 100, 86400 + 340)
    assert (same.new, same.new_end) == (0, 240)
    assert told[0].startswith("the new print's 0:00 is")
    assert len(told) == 1


def test_a_copys_own_clock_need_not_begin_where_the_list_does():
    dvd = film("speed = 18", 'copy = "dvd 25 fps 10:00:00:00 = 0:10"')
    clock, told = clock_of(Fraction(25), dvd, dvd.pace)
    assert clock.old_frame(Fraction(36_005), Fraction(36_000)) == 15 * 18
    assert clock.new_frame(Fraction(5)) == 5 * 18
    assert told == ["the list's clock is taken for that of the copy dvd"]


def test_a_copy_in_the_films_own_time_keeps_that_time():
    dvd = film("speed = 18", 'copy = "dvd 24 fps 01:00:00:00 = 0:00"')
    frames, _ = read(HEAD + event(1, "OLD", (0, 240), (0, 240)), old=dvd)
    assert [(one.old_end, one.new_end) for one in frames.segments] == [(180, 180)]
