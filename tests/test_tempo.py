"""Both tempo laws: closed forms that undo each other, against integration step by step."""

from __future__ import annotations

from fractions import Fraction
from math import fsum

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rig.score.measure import MINUTE_US, TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN, Ramp, Steady

BAR = 4 * TICKS_PER_BEAT
LONGEST = 9999 * 128 * TICKS_PER_BEAT
"""9999 bars of the longest meter, 32/1."""

written = st.integers(BPM_MIN * 1000, BPM_MAX * 1000).map(lambda n: Fraction(n, 1000))
bpms = st.sampled_from([Fraction(BPM_MIN), Fraction(BPM_MAX), Fraction(60)]) | written
lengths = st.sampled_from([TICKS_PER_BEAT // 4, BAR, 9999 * BAR, LONGEST]) | st.integers(1, LONGEST)
hardly = st.integers(1, 250).map(lambda digits: Fraction(1, 10**digits))
"""Differences a file can spell: a word has at most 250 letters."""


@st.composite
def ramps(draw):
    start = draw(bpms)
    near = draw(st.sampled_from([-1, 1])) * draw(hardly)
    end = start + near if draw(st.booleans()) else draw(bpms)
    assume(start != end)
    return Ramp(start, end, draw(lengths))


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


def integrated_us(law, ticks):
    """Time to a place, summed over Gauss points of small steps; never the closed form."""
    steps, root = 2000, (3 / 5) ** 0.5
    start, rise = float(law.start_bpm), float(law.end_bpm - law.start_bpm)
    share = ticks / law.length
    points = (
        weight / (start + rise * share * (step + (1 + at) / 2) / steps)
        for step in range(steps)
        for at, weight in ((-root, 5 / 18), (0.0, 8 / 18), (root, 5 / 18))
    )
    return fsum(points) / steps * ticks / TICKS_PER_BEAT * MINUTE_US


@pytest.mark.parametrize("length", [TICKS_PER_BEAT, BAR, 9999 * BAR])
@pytest.mark.parametrize(
    ("start", "end"),
    [
        (Fraction(BPM_MIN), Fraction(BPM_MAX)),
        (Fraction(BPM_MAX), Fraction(BPM_MIN)),
        (Fraction(132), Fraction(152)),
        (Fraction(144), Fraction(76)),
        (Fraction(96), Fraction(96) + Fraction(1, 10**6)),
        (Fraction(96), Fraction(96) - Fraction(1, 10**12)),
        (Fraction(96), Fraction(96) + Fraction(1, 10**240)),
    ],
)
def test_a_ramp_takes_as_long_as_its_tempo_summed_up(start, end, length):
    """``t(b)`` is the integral of ``1 / v(b)`` with ``v`` linear in beats."""
    law = Ramp(start, end, length)
    for ticks in (length // 7, length // 2, length):
        assert law.us_to(ticks) == pytest.approx(integrated_us(law, ticks), rel=1e-9)


@given(bpms, hardly, lengths)
def test_a_ramp_that_hardly_moves_is_as_long_as_a_steady_tempo(bpm, little, length):
    end = bpm + little if bpm < BPM_MAX else bpm - little
    ramp_us, steady_us = Ramp(bpm, end, length).us_to(length), Steady(bpm).us_to(length)
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
