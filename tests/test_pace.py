"""Projection speeds against seconds: exact both ways, and no drift however long the night."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.score.film import SPEED_MAX, SPEED_MIN
from rig.score.pace import Pace, Stretch

FOUR_HOURS_S = 4 * 3600
SECOND_US = 1_000_000
SPEEDS = [
    Fraction(16),
    Fraction(160, 9),
    Fraction(18),
    Fraction(200, 11),
    Fraction(20),
    Fraction(240, 11),
    Fraction(22),
    Fraction(24000, 1001),
    Fraction(24),
    Fraction(25),
    SPEED_MIN,
    SPEED_MAX,
]
speeds = st.sampled_from(SPEEDS) | st.fractions(SPEED_MIN, SPEED_MAX, max_denominator=10_000)
frames = st.integers(-(10**7), 10**7)
sub_frames = frames | st.fractions(-(10**6), 10**6, max_denominator=1000)


@st.composite
def paces(draw, longest=200_000, most=8):
    """One speed or several, in stretches that may begin between frames or be a frame long."""
    lengths = st.integers(1, longest) | st.fractions(Fraction(1, 9), longest, max_denominator=9)
    begins = [0, *accumulate(draw(st.lists(lengths, max_size=most - 1)))]
    return Pace(tuple(Stretch(begin, draw(speeds)) for begin in begins))


def summed(pace: Pace, frame: int | Fraction) -> Fraction:
    """Seconds to a place after zero, by adding up what each stretch takes."""
    ends = [*(stretch.begin for stretch in pace.stretches[1:]), frame]
    return sum(
        (
            Fraction(min(end, frame) - stretch.begin) / stretch.speed
            for stretch, end in zip(pace.stretches, ends, strict=True)
            if stretch.begin < frame
        ),
        Fraction(0),
    )


@given(paces(longest=30, most=5), st.integers(0, 150))
def test_seconds_are_the_sum_of_every_frame_s_own_length(pace, count):
    """Frame by frame, where no speed changes inside one."""
    pace = Pace(
        tuple(
            {int(one.begin): Stretch(int(one.begin), one.speed) for one in pace.stretches}.values()
        )
    )
    shown = [pace.stretches[0].speed] * count
    for stretch in pace.stretches:
        shown[int(stretch.begin) :] = [stretch.speed] * max(0, count - int(stretch.begin))
    assert pace.seconds_at(count) == sum((1 / speed for speed in shown), Fraction(0))
    assert [pace.speed_at(frame) for frame in range(count)] == shown


@given(paces(), sub_frames.filter(lambda frame: frame >= 0))
def test_seconds_are_the_sum_of_the_stretches(pace, frame):
    assert pace.seconds_at(frame) == summed(pace, frame)


@given(paces(), sub_frames)
def test_a_place_is_found_again_by_its_second_exactly(pace, frame):
    assert pace.frame_at_seconds(pace.seconds_at(frame)) == frame


@given(paces(), st.fractions(-FOUR_HOURS_S, FOUR_HOURS_S, max_denominator=10**7))
def test_a_second_is_found_again_by_its_place_exactly(pace, seconds):
    assert pace.seconds_at(pace.frame_at_seconds(seconds)) == seconds


@given(paces(), st.integers(0, 7), st.integers(-2, 2), st.sampled_from([10**9, 200]))
def test_the_edges_of_stretches_are_exact(pace, number, aside, part):
    """At the begin of a speed, and before and behind it: by a hair, and by less than a frame."""
    begin = pace.stretches[number % len(pace.stretches)].begin
    seconds = summed(pace, begin) + Fraction(aside, part)
    place = pace.frame_at_seconds(seconds)
    assert pace.seconds_at(place) == seconds
    assert (place > begin) - (place < begin) == (aside > 0) - (aside < 0)
    assert abs(pace.us_at(place) - seconds * SECOND_US) <= Fraction(1, 2)


@given(paces(), sub_frames)
def test_an_instant_is_the_nearest_microsecond(pace, frame):
    exact = pace.seconds_at(frame) * SECOND_US
    assert abs(pace.us_at(frame) - exact) <= Fraction(1, 2)


@given(paces(), st.integers(-(10**10), 2 * 10**10))
def test_the_frame_on_the_screen_is_the_last_that_has_begun(pace, us):
    frame = pace.frame_at(us)
    assert pace.seconds_at(frame) * SECOND_US <= us < pace.seconds_at(frame + 1) * SECOND_US


@given(paces(), frames)
def test_a_frame_is_on_the_screen_when_it_has_begun_and_not_before(pace, frame):
    """Rounding moves the edge by half a microsecond at most, and never adds up."""
    assert pace.frame_at(pace.us_at(frame) + 1) == frame
    assert pace.frame_at(pace.us_at(frame) - 1) == frame - 1


@given(paces(), st.integers(-100, FOUR_HOURS_S))
def test_a_second_has_a_first_frame(pace, second):
    first = pace.first_frame(second)
    assert pace.seconds_at(first) >= second > pace.seconds_at(first - 1)


@given(speeds, sub_frames)
def test_one_speed_is_a_division(speed, frame):
    pace = Pace.steady(speed)
    assert pace.constant
    assert pace.seconds_at(frame) == frame / speed
    assert pace.speed_at(frame) == speed


@given(paces(), st.fractions(-(10**6), 0, max_denominator=1000))
def test_before_zero_the_first_speed_holds(pace, frame):
    speed = pace.stretches[0].speed
    assert pace.seconds_at(frame) == frame / speed
    assert pace.speed_at(frame) == speed


@pytest.mark.parametrize("speed", SPEEDS, ids=str)
def test_four_hours_at_one_speed_do_not_drift(speed):
    pace, count = Pace.steady(speed), int(FOUR_HOURS_S * speed)
    assert pace.us_at(count) == round(Fraction(count * SECOND_US) / speed)
    assert pace.frame_at(pace.us_at(count) + 1) == count


def test_four_hours_in_a_hundred_speeds_do_not_drift():
    """Each stretch is long enough to be off by a microsecond if anything were rounded on."""
    pace = Pace(tuple(Stretch(n * 2700 + n // 7, SPEEDS[n % 10]) for n in range(100)))
    last = pace.stretches[-1].begin + 2700
    assert FOUR_HOURS_S * 0.8 < pace.seconds_at(last) < FOUR_HOURS_S * 1.2
    assert pace.seconds_at(last) == summed(pace, last)
    assert abs(pace.us_at(last) - summed(pace, last) * SECOND_US) <= Fraction(1, 2)
    assert pace.frame_at_seconds(pace.seconds_at(last)) == last


@pytest.mark.parametrize("begins", [(1,), (-1,), (0, 0), (0, 5, 4)])
def test_stretches_begin_at_zero_and_ascend(begins):
    with pytest.raises(AssertionError):
        Pace(tuple(Stretch(begin, Fraction(20)) for begin in begins))
