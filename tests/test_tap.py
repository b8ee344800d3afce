"""The tap follower: steady and uneven hands, missed and doubled taps, pauses, nonsense."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from functools import cache, reduce
from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.hands.tap import NO_TAPS, Taps, tapped

LOW_US, HIGH_US = 60e6 / 400, 60e6 / 20
BEATS = 40


def burst(*stamps_us: int, taps: Taps = NO_TAPS, low_us=LOW_US, high_us=HIGH_US) -> Taps:
    return reduce(lambda now, at_us: tapped(now, at_us, low_us, high_us), stamps_us, taps)


def every(us: int, count: int, start_us: int = 10_000_000) -> list[int]:
    return [start_us + number * us for number in range(count)]


STEADY = every(500_000, 6)
LAST = STEADY[-1]


def test_from_the_third_tap_the_tempo_is_the_players():
    heard = [burst(*STEADY[:count]) for count in range(4)]
    assert [taps.trusted for taps in heard] == [False, False, False, True]
    assert [taps.count for taps in heard] == [0, 1, 2, 3]
    assert [taps.bpm for taps in heard] == [0, 0, 120, 120]
    assert heard[3].next_us == STEADY[3]


def test_a_late_tap_moves_the_beat_by_four_fifths_and_the_period_by_two_of_its_lateness():
    taps = burst(*STEADY, LAST + 520_000)
    assert (taps.error_us, taps.period_us, taps.beat_us) == (20_000, 508_000, LAST + 516_000)
    assert taps.next_us == LAST + 516_000 + 508_000
    assert burst(*STEADY, LAST + 480_000).error_us == -20_000


@pytest.mark.parametrize("bpm", [20, 30, 60, 90, 150, 240, 399, 400])
def test_every_tempo_from_20_to_400_is_followed_and_a_new_burst_is_as_right(bpm):
    us = round(60e6 / bpm)
    first = burst(*every(us, 8))
    assert first.trusted
    assert first.bpm == pytest.approx(bpm, rel=1e-4)
    other = burst(*every(round(us * 0.8), 8, 99_000_000), taps=first, low_us=1e5)
    assert other.bpm == pytest.approx(bpm / 0.8, rel=1e-4)


@pytest.mark.parametrize("early", [2_900_000, 3_000_000, 3_300_000])
def test_the_slowest_taps_may_be_uneven(early):
    assert burst(10_000_000, 10_000_000 + early, 13_000_000 + early).trusted


def test_a_missed_tap_changes_nothing_and_is_counted():
    before = burst(*STEADY)
    after = burst(LAST + 1_000_000, taps=before)
    assert (after.period_us, after.next_us) == (500_000, LAST + 1_500_000)
    assert after.count == before.count + 2
    uneven = burst(LAST + 1_050_000, taps=before)
    assert (uneven.period_us, uneven.error_us) == (500_000, 50_000)
    assert uneven.beat_us == LAST + 1_040_000


def test_a_tap_between_two_beats_changes_nothing_and_is_not_counted():
    before = burst(*STEADY)
    after = burst(LAST + 260_000, taps=before)
    assert (after.period_us, after.next_us, after.count) == (500_000, before.next_us, before.count)
    assert burst(LAST + 260_000, LAST + 500_000, taps=before).error_us == 0
    eighths = burst(*every(250_000, 9, LAST + 250_000), taps=before)
    assert (eighths.bpm, eighths.trusted) == (120, True)


@pytest.mark.parametrize("later_us", [1_000, 40_000, 119_999, 0, -3_000])
def test_a_doubled_tap_is_one(later_us):
    doubled = [one for at_us in STEADY for one in (at_us, at_us + later_us)]
    once, twice = burst(*STEADY), burst(*doubled)
    assert (twice.count, twice.beat_us, twice.period_us) == (6, once.beat_us, once.period_us)


def test_taps_a_thousandth_apart_are_one_tap():
    taps = burst(*every(1_000, 5_000))
    assert (taps.count, taps.period_us, taps.trusted) == (1, 0, False)
    held = burst(*STEADY, *every(1_000, 5_000, LAST + 500_000))
    assert (held.count, held.bpm) == (7, 120)


def test_one_stray_tap_changes_nothing():
    before = burst(*STEADY)
    for stray_us in (130_000, 740_000, 1_200_000):
        after = burst(LAST + stray_us, taps=before)
        assert (after.period_us, after.beat_us, after.trusted) == (500_000, LAST, True)
        assert after.outliers == 1
    missed = burst(LAST + 130_000, LAST + 1_000_000, LAST + 1_130_000, taps=before)
    assert (missed.bpm, missed.count, missed.outliers) == (120, 8, 1)
    healed = burst(LAST + 130_000, LAST + 500_000, LAST + 630_000, taps=before)
    assert (healed.bpm, healed.count) == (120, 7)


@pytest.mark.parametrize("bpm", [20, 32, 45, 50, 56, 69, 77, 100, 145, 180, 200, 290, 350, 400])
def test_another_tempo_is_taken_up_within_four_taps(bpm):
    us = round(60e6 / bpm)
    taps = burst(*STEADY, *every(us, 4, LAST + us))
    assert taps.trusted
    assert taps.bpm == pytest.approx(bpm, rel=0.08)


@pytest.mark.parametrize(("bpm", "folded"), [(60, 120), (240, 120), (57, 120), (225, 112.5)])
def test_half_and_double_the_tempo_are_beats_missed_and_beats_divided(bpm, folded):
    us = round(60e6 / bpm)
    taps = burst(*STEADY, *every(us, 16, LAST + us))
    assert taps.trusted
    assert taps.bpm == pytest.approx(folded, rel=0.005)


@pytest.mark.parametrize("bpm", [77, 350])
def test_two_strays_begin_a_burst_that_the_next_tap_must_bear_out(bpm):
    us = round(60e6 / bpm)
    taps = burst(*STEADY, *every(us, 2, LAST + us))
    assert (taps.count, taps.trusted) == (2, False)
    assert taps.bpm == pytest.approx(bpm, rel=1e-4)


def test_the_first_tap_after_a_pause_changes_no_tempo():
    before = burst(*STEADY)
    for pause_us in (1_250_001, 2_000_000, 900_000_000):
        after = burst(LAST + pause_us, taps=before)
        assert (after.bpm, after.count, after.trusted) == (120, 1, False)
        assert after.next_us == LAST + pause_us + 500_000
    assert burst(LAST + 1_250_000, taps=before).trusted


def test_the_first_interval_is_believed_only_when_the_third_tap_bears_it_out():
    taps = burst(0, 1_000_000, 1_500_000)
    assert (taps.count, taps.bpm) == (2, 120)
    assert burst(2_000_000, taps=taps).trusted
    assert (burst(0, 250_000, 750_000).count, burst(0, 250_000, 750_000).bpm) == (2, 120)


@pytest.mark.parametrize("gap_us", [326_000, 430_000, 500_000, 670_000, 674_000])
def test_a_tap_within_a_third_of_a_beat_is_the_next_beat(gap_us):
    taps = burst(LAST + gap_us, taps=burst(*STEADY))
    assert (taps.count, taps.error_us) == (7, gap_us - 500_000)
    assert taps.period_us == pytest.approx(500_000 + 0.4 * (gap_us - 500_000))


@pytest.mark.parametrize("gap_us", [324_000, 676_000])
def test_a_tap_further_off_is_none(gap_us):
    assert burst(LAST + gap_us, taps=burst(*STEADY)).outliers == 1


def test_the_period_stays_within_the_passage():
    band = {"low_us": 60e6 / 110, "high_us": 60e6 / 90}
    assert burst(*every(500_000, 6), **band).bpm == pytest.approx(110)
    assert burst(*every(760_000, 6), **band).bpm == pytest.approx(90)
    assert burst(*every(250_000, 9), **band).count == 1
    assert burst(*every(1_000_000, 9), **band).count == 1
    narrowed = burst(LAST + 500_000, taps=burst(*STEADY), **band)
    assert narrowed.bpm == pytest.approx(110)


def test_a_stamp_from_before_the_last_tap_does_nothing():
    before = burst(*STEADY)
    for at_us in (LAST - 3_000, 0, -(2**63)):
        assert burst(at_us, taps=before) == before
    assert burst(LAST - 3_000, LAST + 500_000, taps=before).error_us == 0


@pytest.mark.parametrize("ratio", [Fraction(97, 100), Fraction(103, 100)])
def test_a_change_that_goes_on_is_followed_two_and_a_half_beats_behind(ratio):
    """What the filter does to a ramp, worked out: the error comes to rest at r / beta."""
    step = 500_000 * (ratio - 1)
    stamps = [round(500_000 * n + step * n * (n - 1) / 2) for n in range(25)]
    taps = burst(*(10_000_000 + at_us for at_us in stamps))
    assert taps.error_us == pytest.approx(float(step) / 0.4, rel=0.01)


def hand(periods: list[float], chance: random.Random) -> list[int]:
    """Taps as a hand makes them: a clock uneven by 1.5 % and a motor delay by 0.7 % of the beat."""
    clock = accumulate((us * (1 + chance.gauss(0, 0.015)) for us in periods), initial=5e6)
    delays = (chance.gauss(0, 0.007) * periods[0] for _ in range(len(periods) + 1))
    return [round(at_us + late_us) for at_us, late_us in zip(clock, delays, strict=True)]


def steady(chance: random.Random) -> list[float]:
    return [60e6 / chance.uniform(50, 160)] * BEATS


def changing(chance: random.Random) -> list[float]:
    """An accelerando or a rallentando by a quarter within 40 beats."""
    start_us, ratio = 60e6 / chance.uniform(60, 120), chance.choice((1.25, 0.8))
    return [start_us * ratio ** (number / BEATS) for number in range(BEATS)]


@cache
def errors(made, ahead: int) -> dict[str, float]:
    """The root mean square error of three estimators, in % of the beat, so many beats ahead."""
    squares: dict[str, list[float]] = {"alpha-beta": [], "last": [], "mean of 4": []}
    for seed in range(100):
        chance = random.Random(seed)  # noqa: S311 - a test's hand, and no secret
        stamps, taps = hand(made(chance), chance), NO_TAPS
        for number, at_us in enumerate(stamps[:-ahead]):
            taps = tapped(taps, at_us, LOW_US, HIGH_US)
            if number < 4:
                continue
            gaps = [after - before for before, after in pairwise(stamps[number - 4 : number + 1])]
            guesses = {
                "alpha-beta": taps.beat_us + ahead * taps.period_us,
                "last": at_us + ahead * gaps[-1],
                "mean of 4": at_us + ahead * sum(gaps) / 4,
            }
            beat_us = stamps[number + 1] - at_us
            for name, guess_us in guesses.items():
                squares[name].append(((stamps[number + ahead] - guess_us) / beat_us * 100) ** 2)
    return {name: math.sqrt(sum(some) / len(some)) for name, some in squares.items()}


def test_a_steady_hand_is_met_better_than_by_its_last_interval():
    found = errors(steady, 1)
    assert found["alpha-beta"] < 2.1
    assert found["alpha-beta"] < 0.75 * found["last"]
    assert found["alpha-beta"] < found["mean of 4"]


def test_a_changing_hand_is_met_better_than_by_the_mean_of_four():
    one, four = errors(changing, 1), errors(changing, 4)
    assert one["alpha-beta"] < 2.6
    assert one["alpha-beta"] < one["mean of 4"]
    assert one["alpha-beta"] < 0.95 * one["last"]
    assert four["alpha-beta"] < 0.95 * four["mean of 4"]


STAMPS = st.one_of(
    st.integers(-(2**63), 2**63),
    st.integers(0, 10_000_000),
)


@given(st.lists(STAMPS, max_size=40), st.floats(1, 3e6), st.floats(1, 3e6))
def test_whatever_is_tapped_the_period_is_of_the_band_and_nothing_raises(stamps, one_us, other_us):
    low_us, high_us = sorted((one_us, other_us))
    taps = NO_TAPS
    for at_us in stamps:
        taps = tapped(taps, at_us, low_us, high_us)
        assert taps.period_us == 0 or low_us <= taps.period_us <= high_us
        assert taps.trusted <= (taps.period_us > 0)
        assert taps.outliers in (0, 1)
        assert math.isfinite(taps.bpm)


@given(
    st.lists(st.integers(-3_000, 3_000), min_size=8, max_size=40), st.integers(150_000, 3_000_000)
)
def test_a_hand_within_three_thousandths_stays_in_time(jitters, us):
    stamps = [10_000_000 + number * us + late for number, late in enumerate(jitters)]
    taps = burst(*stamps)
    assert taps.count == len(stamps)
    assert abs(taps.next_us - (10_000_000 + len(stamps) * us)) < 12_000


@given(st.lists(st.integers(-40, 40), min_size=8, max_size=30), st.integers(0, 29))
def test_one_tap_missed_in_a_sure_burst_leaves_the_beat_where_it_was(jitters, lost):
    stamps = [every(500_000, 99)[number] + 500 * late for number, late in enumerate(jitters)]
    lost = 4 + lost % (len(stamps) - 4)
    with_all = burst(*stamps)
    without = burst(*stamps[:lost], *stamps[lost + 1 :])
    if lost < len(stamps) - 1:
        assert without.count == with_all.count
        assert without.next_us == pytest.approx(with_all.next_us, abs=60_000)
