"""Film positions: frames of a print, read and written as a musician writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.score.film import (
    SPEED_MAX,
    SPEED_MIN,
    first_frame,
    frames_in,
    is_position,
    length_us,
    parse_position,
    write_position,
)

SPEEDS = [
    Fraction(16),
    Fraction(18),
    Fraction(200, 11),
    Fraction(20),
    Fraction(240, 11),
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
]
FOUR_HOURS_S = 4 * 3600
speeds = st.sampled_from([*SPEEDS, SPEED_MIN, SPEED_MAX])
frames = st.integers(0, FOUR_HOURS_S * 60) | st.sampled_from([0, 1, 3599 * 18, 3600 * 24])


@given(frames, speeds)
def test_every_frame_is_read_as_it_is_written(frame, speed):
    assert parse_position(write_position(frame, speed), speed) == frame


@pytest.mark.parametrize("speed", SPEEDS, ids=str)
def test_every_frame_of_the_first_minute_and_of_the_change_of_the_hour_has_one_name(speed):
    begin = first_frame(3590, speed)
    for some in (range(first_frame(61, speed)), range(begin, begin + 600)):
        names = [write_position(frame, speed) for frame in some]
        assert len(set(names)) == len(some)
        assert [parse_position(name, speed) for name in names] == list(some)


@pytest.mark.parametrize(
    ("written", "speed", "frame"),
    [
        ("0:00", 18, 0),
        ("0:01", 18, 18),
        ("1:02", 18, 1116),
        ("1:02+11", 18, 1127),
        ("1:02+5", 18, 1121),
        ("75:10", 24, 4510 * 24),
        ("1:02:03+04", 24, 3723 * 24 + 4),
        ("0:01:02+11", 18, 1127),
        ("01:02", 18, 1116),
        ("#5321", 18, 5321),
        ("0:01", Fraction(200, 11), 19),
        ("0:11", Fraction(200, 11), 200),
        ("0:01", Fraction(24000, 1001), 24),
        ("16:41", Fraction(24000, 1001), 24000),
    ],
)
def test_a_position_names_a_frame(written, speed, frame):
    assert parse_position(written, Fraction(speed)) == frame


def test_frames_count_from_the_first_that_begins_in_their_second():
    """At 200/11 the seconds have 18 or 19 frames, and ``+00`` is always the first of them."""
    speed = Fraction(200, 11)
    for second in range(100):
        first = parse_position(
            f"0:{second % 60:02}" if second < 60 else f"1:{second - 60:02}", speed
        )
        assert Fraction(first) / speed >= second > Fraction(first - 1) / speed
    assert {first_frame(n + 1, speed) - first_frame(n, speed) for n in range(100)} == {18, 19}


@given(st.integers(0, FOUR_HOURS_S), speeds)
def test_the_last_frame_of_a_second_is_read_and_one_more_is_not(second, speed):
    most = first_frame(second + 1, speed) - first_frame(second, speed) - 1
    clock = f"{second // 60}:{second % 60:02}"
    assert parse_position(f"{clock}+{most}", speed) == first_frame(second + 1, speed) - 1
    with pytest.raises(ValueError, match=rf"has frames \+0 to \+{most} at"):
        parse_position(f"{clock}+{most + 1}", speed)


@pytest.mark.parametrize(
    ("frame", "speed", "written"),
    [
        (0, 18, "0:00"),
        (17, 18, "0:00+17"),
        (1127, 18, "1:02+11"),
        (3599 * 24 + 23, 24, "59:59+23"),
        (3600 * 24, 24, "1:00:00+00"),
        (-1, 18, "-0:00+01"),
        (19, Fraction(200, 11), "0:01"),
    ],
)
def test_a_frame_is_written_short_and_never_two_ways(frame, speed, written):
    """Three colon fields never stand without frames: that could be read two ways."""
    assert write_position(frame, Fraction(speed)) == written


@pytest.mark.parametrize(
    "written",
    [
        *("", "0", "12", ":12", "0:5", "0:005", "1:60", "1:60:00+00", "0:56:12", "1:2:03", "-0:05"),
        *(
            "0:05+",
            "0:05+-1",
            "#",
            "#-1",
            "#1.5",
            "0:05 ",
            " 0:05",
            "0:05\n",
            "84+03",
            "R2",
            "1:02.5",
        ),
        *("00:56:12:04", "00:56:12;04", "+5", "0:05+18", "0:05+1.5", "1:00:00:00+00"),
    ],
)
def test_what_is_no_position_raises_one_kind_of_error(written):
    with pytest.raises(ValueError, match=r"\w"):
        parse_position(written, Fraction(18))


@given(st.text(max_size=20) | st.from_regex(r"#?[0-9]{1,3}[:+;.][0-9:+;.]{1,9}", fullmatch=True))
def test_any_word_is_a_frame_or_a_value_error(written):
    try:
        frame = parse_position(written, Fraction(20))
    except ValueError:
        frame = 0
    else:
        assert is_position(written)
    assert frame >= 0


def test_a_word_meant_as_a_position_is_known_before_it_is_read():
    meant = ["0:11", "1:2:3", "84+03", "#5", "R2", "1:02.5", "0:99"]
    other = ["the", "V", "12", "12th", "R2D2", "Reel", "+5", ":", "", "x0:11", "//"]
    assert [word for word in (*meant, *other) if is_position(word)] == meant


@given(st.integers(-(10**7), 10**7), speeds)
def test_frames_and_clock_time_agree_to_half_a_microsecond(count, speed):
    assert abs(length_us(count, speed) - Fraction(count * 1_000_000) / speed) <= Fraction(1, 2)


@given(frames, speeds)
def test_a_frame_has_begun_when_its_length_is_over_and_not_before(count, speed):
    """Rounding moves the edge by half a microsecond at most, and never adds up."""
    assert frames_in(length_us(count, speed) + 1, speed) == count
    assert frames_in(length_us(count, speed) - 1, speed) == count - 1


@pytest.mark.parametrize("speed", SPEEDS, ids=str)
def test_four_hours_of_frames_do_not_drift(speed):
    count = int(FOUR_HOURS_S * speed)
    whole = Fraction(count * 1_000_000) / speed
    assert abs(length_us(count, speed) - whole) <= Fraction(1, 2)
    half = length_us(count // 2, speed) + length_us(count - count // 2, speed)
    assert abs(half - whole) <= 1


@given(st.integers(-(10**12), 10**12), speeds)
def test_time_before_zero_is_in_frames_before_zero(us, speed):
    count = frames_in(us, speed)
    assert Fraction(count) / speed <= Fraction(us, 1_000_000) < Fraction(count + 1) / speed
