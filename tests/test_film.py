"""The film a sheet names: its reels with their marks, its copies, and the tables of the trade."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import pytest
from films import WHOLE, film
from hypothesis import given
from hypothesis import strategies as st

from rig.score.positions import Unit, parse_position, write_position
from rig.score.speeds import speed_of

# The tables of the trade


@pytest.mark.parametrize(
    ("speed", "thousand_feet_s", "feet_a_minute", "foot_16mm_s"),
    [
        ("16", 1000, 60, 2.5),
        ("18", 888.89, 67.5, 2.2222),
        ("200/11", 880, 68.18, 2.2),
        ("20", 800, 75, 2),
        ("240/11", 733.33, 81.82, 1.8333),
        ("22", 727.27, 82.5, 1.8182),
        ("24", 666.67, 90, 1.6667),
        ("25", 640, 93.75, 1.6),
    ],
)
def test_footage_lasts_as_long_as_the_projectionist_s_card_says(
    speed, thousand_feet_s, feet_a_minute, foot_16mm_s
):
    one = film(f'speed = "{speed}"')
    assert float(one.pace.seconds_at(parse_position("1000+00", one).frame)) == pytest.approx(
        thousand_feet_s, abs=0.005
    )
    minute = parse_position("1:00", one).frame
    assert minute / 16 == pytest.approx(feet_a_minute, abs=1 / 16)
    narrow = film(f'speed = "{speed}"', 'gauge = "16mm"')
    assert float(narrow.pace.seconds_at(parse_position("1+00", narrow).frame)) == pytest.approx(
        foot_16mm_s, abs=0.00005
    )


@pytest.mark.parametrize(
    ("minutes", "fps"),
    [(10, 26.67), (11, 24.24), (12, 22.22), (13, 20.51), (14, 19.05), (15, 17.78), (16, 16.67)],
)
def test_minutes_for_a_thousand_feet_are_a_speed(minutes, fps):
    one = film(f'speed = "{minutes} min/1000ft"')
    assert float(one.pace.speed_at(0)) == pytest.approx(fps, abs=0.005)
    assert one.pace.seconds_at(parse_position("1000+00", one).frame) == minutes * 60


@pytest.mark.parametrize("gauge", ["35mm", "16mm", "9.5mm", "8mm", "Super 8"])
def test_minutes_for_a_thousand_feet_hang_on_the_gauge(gauge):
    minutes = {"35mm": 15}.get(gauge, 50)
    one = film(f'speed = "{minutes}.5 min / 1000 ft"', f'gauge = "{gauge}"')
    end = parse_position("1000+00", one).frame
    assert one.pace.seconds_at(end) == minutes * 60 + 30
    assert speed_of(f"{minutes}.5min/1000ft", one.gauge) == Fraction(end, minutes * 60 + 30)


@pytest.mark.parametrize(("speed", "motor_s"), [(24, 8.25), (18, 11.0), (16, 12.375)])
def test_the_motor_cue_is_frames_and_not_seconds_before_the_end(speed, motor_s):
    one = film(f"speed = {speed}", 'reels = "R1 0+00 | R2 900+00"')
    end = one.pace.seconds_at(parse_position("R2", one).frame)
    assert end - one.pace.seconds_at(parse_position("R1 motor", one).frame) == Fraction(motor_s)
    marks = [parse_position(f"R1 {mark}", one).frame for mark in ("motor", "changeover", "end")]
    # Four frames of dots, 172 without, four of dots, 18 without.
    assert [marks[1] - marks[0], marks[2] - marks[1]] == [4 + 172, 4 + 18]


# Reels


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("R1", 0),
        ("R1 84+03", 1347),
        ("R2", 842 * 16 + 5),
        ("R2 12+00", 842 * 16 + 5),
        ("R2 84+03", 842 * 16 + 5 + 72 * 16 + 3),
        ("R2 84+03.5", 842 * 16 + 5 + 72 * 16 + Fraction(7, 2)),
        ("R2 end", 1690 * 16),
        ("R2 end-22", 1690 * 16 - 22),
        ("R2 end-0.5", 1690 * 16 - Fraction(1, 2)),
        ("R2 motor", 1690 * 16 - 198),
        ("R2 changeover", 1690 * 16 - 22),
        ("R3 motor", 2480 * 16 + 10 - 200),
        ("R3 changeover", 2480 * 16 + 10 - 28),
        ("R3 end", 2480 * 16 + 10),
    ],
)
def test_a_reel_has_its_own_footage_and_marks(text, frame):
    assert parse_position(text, WHOLE).frame == frame


@pytest.mark.parametrize(
    ("frame", "written"),
    [
        (0, "R1 0+00"),
        (842 * 16 + 4, "R1 842+04"),
        (842 * 16 + 5, "R2 12+00"),
        (1690 * 16, "R3 0+00"),
        (2480 * 16 + 10, "R3 790+10"),
    ],
)
def test_a_frame_is_written_in_the_reel_it_lies_in(frame, written):
    assert write_position(frame, WHOLE, Unit.REEL) == written


# Copies


@given(st.integers(0, 39_690))
def test_a_copy_in_the_film_s_own_time_shows_each_frame_when_it_comes(frame):
    dvd = WHOLE.copies[0]
    assert dvd.seconds_at(frame) == 36_000 + WHOLE.pace.seconds_at(frame)
    assert dvd.frame_at(dvd.seconds_at(frame)) == frame


@given(st.fractions(-(10**4), 10**4, max_denominator=10**6), st.sampled_from(WHOLE.copies))
def test_a_copy_s_clock_and_the_print_are_exact_both_ways(seconds, copy):
    assert copy.seconds_at(copy.frame_at(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("file 01:00:00:00", 0),
        ("file 01:20:10:05", 27_040),
        ("file 01:30:00:00", 39_690),
        ("dvd 10:00:00:00", 0),
        ("dvd 10:00:01:12", floor(18 * Fraction(37, 25))),
        ("dvd 600:01.5", 27),
        ("dvd 10:00:01.5", 27),
        ("dvd 600:01", 18),
        ("dvd 10:00:00:12.5", 9),
    ],
)
def test_a_copy_s_clock_names_the_frame_it_then_shows(text, frame):
    assert parse_position(text, WHOLE).frame == frame


def test_between_and_outside_its_landmarks_a_copy_runs_straight_on():
    """Against the plain rule of three between the two nearest landmarks."""
    file, rate = WHOLE.copies[1], Fraction(24000, 1001)
    clocks = [Fraction(count) / rate for count in (86400, 115445, 129600)]
    known = list(zip(clocks, (0, 27_040, 39_690), strict=True))
    for seconds in (3000, 3603, 3604, 4000, 4815, 4816, 5000, 5405, 5406, 9999):
        (left, begin), (right, end) = known[:2] if seconds < clocks[1] else known[1:]
        straight = begin + (end - begin) * (seconds - left) / (right - left)
        assert file.frame_at(Fraction(seconds)) == straight


def test_a_timecode_without_a_name_is_that_of_the_only_copy():
    one = film("speed = 18", 'copy = "dvd 25 fps 10:00:00:00 = 0:10"')
    assert parse_position("10:00:01:00", one).frame == 198
    assert parse_position("dvd 10:00:01:00", one).frame == 198
