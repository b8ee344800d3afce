"""Film positions: frames of a print, in every unit a musician reads and writes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from films import DROP, MANY, WHOLE, film, steady
from hypothesis import given
from hypothesis import strategies as st

from rig.score.positions import (
    Unit,
    is_position,
    parse_position,
    write_position,
)

FOUR_HOURS_S = 4 * 3600
films = st.sampled_from(MANY)
units = st.sampled_from(Unit)


@st.composite
def places(draw):
    """A film and a frame of it, often beside a place where something changes."""
    one = draw(films)
    most = one.end if one.end is not None else int(one.pace.frame_at_seconds(FOUR_HOURS_S))
    edges = [0, most, *(reel.begin for reel in one.reels)]
    edges += [ceil(stretch.begin) for stretch in one.pace.stretches]
    edges += [one.pace.first_frame(second) for second in (1, 59, 60, 3599, 3600)]
    frame = draw(st.integers(0, most) | st.sampled_from(edges)) + draw(st.integers(-1, 1))
    return one, min(max(frame, 0), most)


# Every unit, both ways


@given(places(), units)
def test_every_frame_is_read_as_it_is_written(place, unit):
    one, frame = place
    position = parse_position(write_position(frame, one, unit), one)
    assert (position.frame, position.note) == (frame, "")


@given(places(), units, st.decimals(0, "0.999999999", places=9))
def test_every_sub_frame_is_read_as_it_is_written(place, unit, part):
    one, frame = place
    frame = max(0, frame - 1) + Fraction(part)
    written = write_position(frame, one, unit)
    assert parse_position(written, one).frame == frame
    assert is_position(written, one)


@given(places(), units)
def test_what_was_read_is_written_as_it_was(place, unit):
    one, frame = place
    written = write_position(frame, one, unit)
    assert write_position(parse_position(written, one).frame, one, unit) == written


@pytest.mark.parametrize("speed", [8, 16, 18, "200/11", 20, "240/11", "24000/1001", 24, 25, 60])
def test_every_frame_of_the_first_minute_and_of_the_change_of_the_hour_has_one_name(speed):
    one = steady(speed)
    begin = one.pace.first_frame(3590)
    for some in (range(one.pace.first_frame(61)), range(begin, begin + 600)):
        names = [write_position(frame, one) for frame in some]
        assert len(set(names)) == len(some)
        assert [parse_position(name, one).frame for name in names] == list(some)


def test_a_third_of_a_frame_is_written_to_the_ninth_digit():
    assert write_position(Fraction(100, 3), WHOLE, Unit.FEET) == "2+01.333333333"
    assert write_position(Fraction(2, 3), WHOLE, Unit.FRAME) == "#0.666666667"
    assert write_position(16 - Fraction(1, 10**10), WHOLE, Unit.FEET) == "1+00"


@pytest.mark.parametrize(
    ("frame", "speed", "written"),
    [
        (0, 18, "0:00"),
        (17, 18, "0:00+17"),
        (1127, 18, "1:02+11"),
        (3599 * 24 + 23, 24, "59:59+23"),
        (3600 * 24, 24, "1:00:00+00"),
        (-1, 18, "-0:00+01"),
        (19, "200/11", "0:01"),
        (Fraction(37, 2), "200/11", "0:00+18.5"),
    ],
)
def test_a_frame_is_written_short_and_never_two_ways(frame, speed, written):
    """Three colon fields never stand without frames: that could be read two ways."""
    assert write_position(frame, steady(speed)) == written


@pytest.mark.parametrize(
    ("unit", "written"),
    [
        (Unit.CLOCK, "-0:02+13"),
        (Unit.FRAME, "-#49"),
        (Unit.FEET, "-3+01"),
        (Unit.REEL, "-3+01"),
        (Unit.TIMECODE, "-00:00:02:13"),
    ],
)
def test_before_zero_a_position_has_a_minus(unit, written):
    assert write_position(-49, WHOLE, unit) == written


@pytest.mark.parametrize(
    ("one", "written"),
    [
        (steady(18), "00:00:55:10"),
        (steady("24000/1001"), "00:00:41:16"),
        (steady("200/11"), "0:55"),
        (film('speed = "18, 1:00 20"'), "0:55+10"),
        (film("speed = 18", DROP), "01:00:55;16"),
        (film("speed = 18", 'copy = "dvd 25 fps 10:00:00:00 = 0:00"'), "10:00:55:14"),
        (WHOLE, "dvd 10:00:55:14"),
        # No frame of this copy shows this one of the print.
        (film("speed = 18", 'copy = "slow 16 fps 10:00:00:00 = #2"'), "0:55+10"),
        # The day is over.
        (film("speed = 18", 'copy = "dvd 25 fps 23:59:59:24 = 0:00"'), "0:55+10"),
    ],
)
def test_timecode_is_the_first_copy_s_or_the_print_s_own_or_there_is_none(one, written):
    assert write_position(1000, one, Unit.TIMECODE) == written


# What each unit means


@pytest.mark.parametrize(
    ("text", "speed", "frame"),
    [
        ("0:00", 18, 0),
        ("0:01", 18, 18),
        ("1:02", 18, 1116),
        ("1:02+11", 18, 1127),
        ("1:02+5", 18, 1121),
        ("1:02+05.58", 18, Fraction(112158, 100)),
        ("0:05+17.5", 18, Fraction(215, 2)),
        ("75:10", 24, 4510 * 24),
        ("1:02:03+04", 24, 3723 * 24 + 4),
        ("0:01:02+11", 18, 1127),
        ("01:02", 18, 1116),
        ("#5321", 18, 5321),
        ("#5321.5", 18, Fraction(10643, 2)),
        ("#5321.0", 18, 5321),
        ("0:01", "200/11", 19),
        ("0:11", "200/11", 200),
        ("0:01", "24000/1001", 24),
        ("16:41", "24000/1001", 24000),
        ("84+03", 18, 84 * 16 + 3),
        ("84+3", 18, 84 * 16 + 3),
        ("84+03.58", 18, 84 * 16 + 3 + Fraction(29, 50)),
        ("00:01:02:11", 18, 1127),
        ("01:00:00:00", "24000/1001", 86400),
        ("01:00:00;00", "30000/1001", 107892),
        ("00:00:01:02.25", 24, Fraction(105, 4)),
        ("1:02.5", 18, 1125),
        ("1:01:02.5", 18, 65925),
    ],
)
def test_a_position_names_a_frame(text, speed, frame):
    position = parse_position(text, steady(speed))
    assert (position.frame, position.note) == (frame, "")
    assert isinstance(position.frame, int) == (frame == int(frame))


@pytest.mark.parametrize(
    ("gauge", "frames_per_foot"),
    [("35mm", 16), ("16mm", 40), ("9.5mm", 40), ("8mm", 80), ("Super 8", 72)],
)
def test_a_foot_has_the_frames_of_its_gauge(gauge, frames_per_foot):
    one = film("speed = 18", f'gauge = "{gauge}"')
    assert parse_position("84+03", one).frame == 84 * frames_per_foot + 3
    assert parse_position(f"0+{frames_per_foot - 1}", one).frame == frames_per_foot - 1
    with pytest.raises(ValueError, match=rf"a foot of {gauge} has frames \+0 to \+"):
        parse_position(f"0+{frames_per_foot}", one)


def test_decimals_are_the_nearest_frame_and_say_so():
    one = steady(18)
    position = parse_position("1:02.3", one)
    assert position.frame == 1121
    assert position.note == "1:02.3 lies between frames; 1:02+05 (#1121) is meant"
    assert (
        parse_position("0:00.97", one).note == "0:00.97 lies between frames; 0:00+17 (#17) is meant"
    )
    assert parse_position("0:00.98", one).frame == 18


@given(films, st.integers(0, 99_999))
def test_decimals_are_off_by_half_a_frame_at_most(one, hundredths):
    seconds = Fraction(hundredths, 100)
    position = parse_position(f"{hundredths // 6000}:{float(seconds % 60):05.2f}", one)
    exact = one.pace.frame_at_seconds(seconds)
    assert abs(position.frame - exact) <= Fraction(1, 2)
    assert bool(position.note) == (position.frame != exact)


def test_frames_count_from_the_first_that_begins_in_their_second():
    """At 200/11 the seconds have 18 or 19 frames, and ``+00`` is always the first of them."""
    one = steady("200/11")
    firsts = [parse_position(f"{n // 60}:{n % 60:02}", one).frame for n in range(100)]
    for second, first in enumerate(firsts):
        assert first / Fraction(200, 11) >= second > (first - 1) / Fraction(200, 11)
    assert {after - before for before, after in pairwise(firsts)} == {18, 19}


@given(films, st.integers(0, 1700))
def test_the_last_frame_of_a_second_is_read_and_one_more_is_not(one, second):
    if one.end is not None and one.pace.first_frame(second + 1) >= one.end:
        second = 0
    most = one.pace.first_frame(second + 1) - one.pace.first_frame(second) - 1
    clock = f"{second // 60}:{second % 60:02}"
    assert parse_position(f"{clock}+{most}", one).frame == one.pace.first_frame(second + 1) - 1
    with pytest.raises(ValueError, match=rf"has frames \+0 to \+{most} at \S+ fps"):
        parse_position(f"{clock}+{most + 1}", one)
