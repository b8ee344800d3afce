"""The tempo map in arrays against the plain one, at every edge and over four hours."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.desk.curves import Curves
from rig.score.laws import Shape
from rig.score.measure import MINUTE_US, SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN, Ramp, Steady
from rig.score.tempo_map import Piece, Stretch, TempoMap, laid_out

BEAT = TICKS_PER_BEAT
NANOSECOND_US = 1e-3
FOUR_HOURS_US = 4 * 3600 * SECOND_US
PIECES = 10
PIECE_US = FOUR_HOURS_US // PIECES // 2

written = st.integers(BPM_MIN * 1000, BPM_MAX * 1000).map(lambda n: Fraction(n, 1000))
bpms = st.sampled_from([Fraction(BPM_MIN), Fraction(BPM_MAX), Fraction(60)]) | written


def lasting(us, start, end, shape):
    """The ramp that takes so long: for given tempi, beats and time are in proportion."""
    beat_us = Ramp(start, end, BEAT, shape).length_us
    return Ramp(start, end, max(round(BEAT * us / beat_us), 1), shape)


@st.composite
def maps(draw):
    """Pieces and silences of up to four hours, laws entered and left anywhere and outside too."""
    pieces, tick, end_us = [], 0, Fraction(0)
    for _ in range(draw(st.integers(1, PIECES))):
        us = draw(st.sampled_from([1, SECOND_US, PIECE_US]) | st.integers(1, PIECE_US))
        shape = draw(st.sampled_from([None, *Shape]))
        law = lasting(us, draw(bpms), draw(bpms), shape) if shape else Steady(draw(bpms))
        places = st.sampled_from([0, us]) | st.floats(-us / 8, us * 9 / 8)
        entry, leave = sorted(law.ticks_to(draw(places)) for _ in range(2))
        begin_us = end_us + draw(st.sampled_from([0, Fraction(1, 7), us]))
        pieces.append(Piece(begin_us, tick, max(leave - entry, 1), law, tick - entry))
        tick, end_us = pieces[-1].end, Fraction(pieces[-1].end_us)
    return TempoMap(tuple(pieces))


def edges(tempo_map):
    """The ticks at which one form gives way to another, their neighbours, and some between."""
    ticks = set()
    for piece in tempo_map.pieces:
        law = piece.law
        ends = [piece.law_start, piece.law_start + getattr(law, "length", 0)]
        inside = [piece.tick + piece.length * part // 16 for part in range(17)]
        ticks.update(tick + side for tick in (*ends, *inside) for side in (-1, 0, 1))
    return sorted(ticks)


def assert_agree(tempo_map, ticks):
    """Both maps at some ticks, and at the times of those and between them, to a nanosecond."""
    curves = Curves(tempo_map)
    us = [tempo_map.us_at(tick) for tick in ticks]
    assert curves.us_at(ticks) == pytest.approx(us, rel=0, abs=NANOSECOND_US)
    assert curves.bpm_at(ticks) == pytest.approx([*map(tempo_map.bpm_at, ticks)], rel=1e-12)
    times_us = [*us, *((before + after) / 2 for before, after in pairwise(us))]
    whole = np.array([*map(tempo_map.tick_at, times_us)])
    reached = curves.ticks_at(times_us)
    nanosecond = curves.bpm_at(whole) * BEAT / MINUTE_US * NANOSECOND_US
    assert np.all(np.abs(reached - whole) <= 0.5 + nanosecond)
    assert np.all(np.abs(curves.ticks_at(us) - ticks) <= nanosecond[: len(us)])


@given(maps())
def test_arrays_and_the_plain_map_agree_to_a_nanosecond(tempo_map):
    assert_agree(tempo_map, edges(tempo_map))


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(
    ("start", "end"), [(BPM_MIN, BPM_MAX), (BPM_MAX, BPM_MIN), (96, 96), (96, Fraction(961, 10))]
)
def test_they_agree_in_one_ramp_of_four_hours(start, end, shape):
    law = lasting(FOUR_HOURS_US, Fraction(start), Fraction(end), shape)
    tempo_map = laid_out([Stretch(law, law.length)])
    assert tempo_map.pieces[0].end_us == pytest.approx(FOUR_HOURS_US)
    assert_agree(tempo_map, [law.length * part // 500 for part in range(-9, 510)])


def film(pieces):
    """Four hours in so many pieces: every law, and a silence in front of every seventh."""
    chance = Random(1927)  # noqa: S311 - the same film every time, and no secret
    each_us = FOUR_HOURS_US * 7 // 8 // pieces
    tick, end_us, told = 0, Fraction(0), []
    for number in range(pieces):
        start, end = (Fraction(chance.randint(BPM_MIN, BPM_MAX)) for _ in range(2))
        law = lasting(each_us, start, end, [*Shape][number % 4]) if number % 5 else Steady(start)
        begin_us = end_us + (0 if number % 7 else each_us)
        told.append(Piece(begin_us, tick, law.ticks_to(each_us), law, tick))
        tick, end_us = told[-1].end, Fraction(told[-1].end_us)
    return TempoMap(tuple(told))


def test_they_agree_in_a_film_of_ten_thousand_pieces():
    tempo_map = film(10_000)
    assert tempo_map.pieces[-1].end_us == pytest.approx(FOUR_HOURS_US, rel=1e-2)
    assert_agree(tempo_map, [piece.tick + side for piece in tempo_map.pieces for side in (0, 1)])


def test_the_order_and_the_form_of_the_questions_do_not_matter():
    tempo_map = film(100)
    curves = Curves(tempo_map)
    ticks = np.linspace(-BEAT, tempo_map.pieces[-1].end + BEAT, 1000).round()
    us = curves.us_at(ticks)
    shuffled = np.random.default_rng(7).permutation(1000)
    for ask, asked, answers in (
        (curves.us_at, ticks, us),
        (curves.ticks_at, us, curves.ticks_at(us)),
        (curves.bpm_at, ticks, curves.bpm_at(ticks)),
    ):
        assert np.array_equal(ask(asked[shuffled]), answers[shuffled])
        assert np.array_equal(ask(asked.reshape(10, 100)), answers.reshape(10, 100))
        assert float(ask(asked[3])) == answers[3]
        assert ask([]).shape == (0,)


def test_in_a_silence_the_beat_stands():
    steady = Steady(Fraction(60))
    curves = Curves(
        laid_out([Stretch(steady, 60 * BEAT), Stretch(steady, BEAT, Fraction(90 * SECOND_US))])
    )
    reached = curves.ticks_at(np.array([59, 60, 75, 89.999, 90, 90.5]) * SECOND_US)
    assert reached / BEAT == pytest.approx([59, 60, 60, 60, 60, 60.5], abs=1e-9)
    assert curves.us_at(60 * BEAT) == 90 * SECOND_US


def test_asking_changes_nothing_of_the_questions():
    curves = Curves(film(10))
    asked = np.linspace(0, FOUR_HOURS_US, 50)
    before = asked.copy()
    for ask in (curves.us_at, curves.ticks_at, curves.bpm_at):
        ask(asked)
    assert np.array_equal(asked, before)
