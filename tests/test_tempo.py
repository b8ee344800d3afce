"""The tempo laws: closed forms that undo each other, against integration step by step."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import fsum

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.polynomial.legendre import leggauss

from rig.score.laws import Shape, exponential, logarithm, parabola, root
from rig.score.measure import MINUTE_US, TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN, Ramp, Steady

BAR = 4 * TICKS_PER_BEAT
LONGEST = 9999 * 128 * TICKS_PER_BEAT
"""9999 bars of the longest meter, 32/1."""

written = st.integers(BPM_MIN * 1000, BPM_MAX * 1000).map(lambda n: Fraction(n, 1000))
bpms = st.sampled_from([Fraction(BPM_MIN), Fraction(BPM_MAX), Fraction(60)]) | written
lengths = st.sampled_from([TICKS_PER_BEAT // 4, BAR, 9999 * BAR, LONGEST]) | st.integers(1, LONGEST)
shapes = st.sampled_from(Shape)
hardly = st.integers(1, 250).map(lambda digits: Fraction(1, 10**digits))
"""Differences a file can spell: a word has at most 250 letters."""


@st.composite
def ramps(draw):
    start = draw(bpms)
    near = draw(st.sampled_from([-1, 1])) * draw(hardly)
    end = start + near if draw(st.booleans()) else draw(bpms)
    assume(start != end)
    return Ramp(start, end, draw(lengths), draw(shapes))


def places(law, draw):
    """A place in the music, aimed at the limits of a ramp and beyond them."""
    length = law.length if isinstance(law, Ramp) else LONGEST
    edges = [-BAR, -1, 0, 1, length // 2, length - 1, length, length + 1, length + BAR]
    return draw(st.sampled_from(edges) | st.integers(-length, 2 * length))


laws = ramps() | bpms.map(Steady)


@given(laws, st.data())
def test_beats_and_time_undo_each_other_to_a_tick(law, data):
    ticks = places(law, data.draw)
    assert abs(law.ticks_to(law.us_to(ticks)) - ticks) <= 1


@given(bpms, st.integers(-LONGEST, LONGEST))
def test_a_steady_tempo_is_exact(bpm, ticks):
    law = Steady(bpm)
    assert law.us_to(ticks) == Fraction(ticks, TICKS_PER_BEAT) * MINUTE_US / bpm
    assert law.ticks_to(law.us_to(ticks)) == ticks


def test_a_steady_tempo_is_rounded_to_the_nearest_tick():
    law = Steady(Fraction(120))
    tick_us = law.us_to(1)
    assert law.ticks_to(tick_us * Fraction(149, 100)) == 1
    assert law.ticks_to(tick_us * Fraction(3, 2)) == 2
    assert law.ticks_to(-tick_us * Fraction(149, 100)) == -1


BETWEEN = {
    Shape.BEATS: lambda v0, v1, share: v0 + (v1 - v0) * share,
    Shape.TIME: lambda v0, v1, share: np.sqrt(v0**2 + (v1**2 - v0**2) * share),
    Shape.EXPONENTIAL: lambda v0, v1, share: v0 ** (1 - share) * v1**share,
    Shape.PERIOD: lambda v0, v1, share: 1 / (1 / v0 + (1 / v1 - 1 / v0) * share),
}
"""The tempo at a share of the beats: what each shape means, and no closed form of a time."""


def integrated_us(law, ticks):
    """Time to a place, ``1 / v(b)`` summed over Gauss points; steps are smaller near both ends."""
    points, weights = leggauss(6)
    steps = 800
    angles = (np.arange(steps)[:, None] + (1 + points) / 2) / steps * np.pi
    shares = (1 - np.cos(angles)) / 2 * (ticks / law.length)
    bpm = BETWEEN[law.shape](float(law.start_bpm), float(law.end_bpm), shares)
    mean = fsum((weights * np.sin(angles) / bpm).ravel()) * np.pi / (4 * steps)
    return mean * ticks / TICKS_PER_BEAT * MINUTE_US


FAR = [
    (Fraction(BPM_MIN), Fraction(BPM_MAX)),
    (Fraction(BPM_MAX), Fraction(BPM_MIN)),
    (Fraction(132), Fraction(152)),
    (Fraction(144), Fraction(76)),
]
NEAR = [
    (Fraction(96), Fraction(96) + Fraction(1, 10**6)),
    (Fraction(96), Fraction(96) - Fraction(1, 10**12)),
    (Fraction(96), Fraction(96) + Fraction(1, 10**240)),
    (Fraction(96), Fraction(96) - Fraction(1, 10**318)),
    (Fraction(96), Fraction(96)),
]


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize("length", [TICKS_PER_BEAT, BAR, 9999 * BAR])
@pytest.mark.parametrize(("start", "end"), FAR + NEAR)
def test_a_ramp_takes_as_long_as_its_tempo_summed_up(start, end, length, shape):
    """``t(b)`` is the integral of ``1 / v(b)``, whatever ``v`` is between its tempi."""
    law = Ramp(start, end, length, shape)
    for ticks in (length // 7, length // 2, length):
        assert law.us_to(ticks) == pytest.approx(integrated_us(law, ticks), rel=1e-9, abs=0)
        share, bpms_there = ticks / length, (float(start), float(end))
        assert law.bpm_at(ticks) == pytest.approx(BETWEEN[shape](*bpms_there, share), rel=1e-12)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(("start", "end"), NEAR)
def test_a_ramp_of_nothing_is_a_steady_tempo(start, end, shape):
    """The nearer its tempi, the nearer it is to the mean of them, down to the last bit."""
    ramp_us = Ramp(start, end, 999 * BAR, shape).length_us
    steady_us = float(Steady((start + end) / 2).us_to(999 * BAR))
    assert ramp_us == pytest.approx(steady_us, rel=4e-15, abs=0)


@pytest.mark.parametrize("slope", [0.0, 5e-324, -5e-324, 1e-318, 1e-300, 1e-20, -1e-20])
def test_the_closed_forms_are_harmless_down_to_the_last_denormal(slope):
    rate, x = 9.2, 1000.3
    assert logarithm(rate, slope, x) == pytest.approx(x / rate, rel=4e-16, abs=0)
    assert root(rate, slope, x) == pytest.approx(x / rate, rel=4e-16, abs=0)
    assert exponential(rate, slope, x) == pytest.approx(x * rate, rel=4e-16, abs=0)
    assert parabola(rate, slope, x) == pytest.approx(x * rate, rel=4e-16, abs=0)


@pytest.mark.parametrize(("start", "end"), FAR)
def test_linear_in_time_is_faster_by_as_much_each_second(start, end):
    law = Ramp(start, end, 32 * BAR, Shape.TIME)
    bpm = [law.bpm_at(law.ticks_to(law.length_us * part / 8)) for part in range(9)]
    assert np.diff(bpm) == pytest.approx([float(end - start) / 8] * 8, rel=1e-6)


@pytest.mark.parametrize(("start", "end"), FAR)
def test_exponential_in_beats_is_faster_in_the_same_ratio_each_beat(start, end):
    law = Ramp(start, end, 32 * BAR, Shape.EXPONENTIAL)
    bpm = [law.bpm_at(bars * BAR) for bars in range(33)]
    ratio = float(end / start) ** (1 / 32)
    assert [after / before for before, after in pairwise(bpm)] == pytest.approx([ratio] * 32)


@pytest.mark.parametrize(("start", "end"), FAR)
def test_with_the_period_linear_each_beat_is_longer_by_as_much(start, end):
    law = Ramp(start, end, 32 * BAR, Shape.PERIOD)
    clicks_us = np.diff([law.us_to(beats * TICKS_PER_BEAT) for beats in range(129)])
    longer_us = float(MINUTE_US / end - MINUTE_US / start) / 128
    assert np.diff(clicks_us) == pytest.approx([longer_us] * 127, rel=1e-6)


@given(bpms, bpms, lengths)
def test_the_shapes_take_longer_one_after_the_other(start, end, length):
    quickest_first = (Shape.TIME, Shape.BEATS, Shape.EXPONENTIAL, Shape.PERIOD)
    lengths_us = [Ramp(start, end, length, shape).length_us for shape in quickest_first]
    assert all(after >= before * (1 - 1e-13) for before, after in pairwise(lengths_us))
    if max(start, end) > min(start, end) * Fraction(101, 100):
        assert all(after > before for before, after in pairwise(lengths_us))


def test_a_ramp_is_linear_in_beats_unless_it_says_more():
    start, end = Fraction(132), Fraction(152)
    assert Ramp(start, end, BAR) == Ramp(start, end, BAR, Shape.BEATS)
    assert Ramp(start, end, BAR) != Ramp(start, end, BAR, Shape.TIME)


@given(ramps())
def test_nothing_jumps_where_a_ramp_begins_and_ends(law):
    slowest_us = MINUTE_US / (BPM_MIN / 2) / TICKS_PER_BEAT
    for edge in (0, law.length):
        before_us, at_us, after_us = (law.us_to(edge + side) for side in (-1, 0, 1))
        assert at_us - before_us <= slowest_us + at_us * 1e-15
        assert after_us - at_us <= slowest_us + at_us * 1e-15
        assert law.ticks_to(before_us) <= law.ticks_to(at_us) <= law.ticks_to(after_us)
    assert law.us_to(law.length) == law.length_us


@given(bpms, hardly, lengths, shapes)
def test_a_ramp_that_hardly_moves_is_as_long_as_a_steady_tempo(bpm, little, length, shape):
    end = bpm + little if bpm < BPM_MAX else bpm - little
    ramp_us, steady_us = Ramp(bpm, end, length, shape).us_to(length), Steady(bpm).us_to(length)
    ratio = float(max(bpm, end) / min(bpm, end))
    assert (
        float(steady_us) / ratio * (1 - 1e-12) <= ramp_us <= float(steady_us) * ratio * (1 + 1e-12)
    )


@given(laws, st.data())
def test_time_goes_forward_with_the_beats(law, data):
    some = sorted(places(law, data.draw) for _ in range(6))
    times = [law.us_to(ticks) for ticks in some]
    assert times == sorted(times)
    assert all(law.us_to(ticks + 1000) > law.us_to(ticks) for ticks in some)
    reached = [law.ticks_to(us) for us in times]
    assert reached == sorted(reached)


@given(ramps())
def test_a_ramp_begins_and_ends_at_its_tempi_and_is_steady_outside(law):
    assert law.us_to(0) == 0
    assert law.ticks_to(0) == 0
    assert law.bpm_at(0) == law.bpm_at(-BAR) == float(law.start_bpm)
    assert law.bpm_at(law.length) == pytest.approx(float(law.end_bpm), rel=1e-12)
    assert law.bpm_at(law.length + BAR) == law.bpm_at(law.length)
    before = float(Steady(law.start_bpm).us_to(-BAR))
    after = float(Steady(law.end_bpm).us_to(BAR))
    assert law.us_to(-BAR) == pytest.approx(before, rel=1e-12)
    end = law.us_to(law.length)
    assert law.us_to(law.length + BAR) - end == pytest.approx(after, rel=1e-9, abs=end * 1e-15)


@given(ramps(), st.data())
def test_a_ramp_stays_between_its_tempi(law, data):
    low, high = sorted((float(law.start_bpm), float(law.end_bpm)))
    bpm = law.bpm_at(places(law, data.draw))
    assert low * (1 - 1e-12) <= bpm <= high * (1 + 1e-12)


@given(bpms, st.integers(-LONGEST, LONGEST))
def test_a_steady_tempo_is_the_same_everywhere(bpm, ticks):
    assert Steady(bpm).bpm_at(ticks) == float(bpm)
