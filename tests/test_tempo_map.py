"""The map of a film's beats: every place from its own anchor, the beat standing in the silence."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, pairwise
from math import fsum
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.score.laws import Shape
from rig.score.measure import MINUTE_US, SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import BPM_MAX, BPM_MIN, Ramp, Steady
from rig.score.tempo_map import OVERLAP_US, Piece, Stretch, TempoMap, laid_out

BEAT = TICKS_PER_BEAT
NANOSECOND_US = 1e-3
FOUR_HOURS_US = 4 * 3600 * SECOND_US

MINUTE_OF_60 = Stretch(Steady(Fraction(60)), 60 * BEAT)
RISING = Ramp(Fraction(60), Fraction(120), 32 * BEAT)

bpms = st.integers(BPM_MIN, BPM_MAX).map(Fraction)
lengths = st.sampled_from([1, BEAT, 64 * BEAT]) | st.integers(1, 256 * BEAT)
laws = bpms.map(Steady) | st.builds(Ramp, bpms, bpms, lengths, st.sampled_from(Shape))


@st.composite
def maps(draw):
    """Some pieces with silences between, entered and left anywhere in their laws."""
    pieces, tick, end_us = [], 0, Fraction(0)
    for _ in range(draw(st.integers(1, 8))):
        begin_us = end_us + draw(st.sampled_from([0, Fraction(1, 3), 10 * SECOND_US]))
        entry = draw(st.just(0) | st.integers(-8 * BEAT, 256 * BEAT))
        pieces.append(Piece(begin_us, tick, draw(lengths), draw(laws), tick - entry))
        tick, end_us = pieces[-1].end, Fraction(pieces[-1].end_us)
    return TempoMap(tuple(pieces))


@given(maps(), st.data())
def test_beats_and_time_undo_each_other(tempo_map, data):
    last = tempo_map.pieces[-1]
    edges = [piece.tick + side for piece in tempo_map.pieces for side in (-1, 0, 1)]
    tick = data.draw(st.sampled_from(edges) | st.integers(-BEAT, last.end + BEAT))
    assert tempo_map.tick_at(tempo_map.us_at(tick)) == tick


@given(maps(), st.data())
def test_a_place_is_where_its_own_piece_has_it(tempo_map, data):
    piece = data.draw(st.sampled_from(tempo_map.pieces))
    tick = data.draw(st.integers(piece.tick, piece.end - 1))
    law, start = piece.law, piece.law_start
    within_us = Fraction(law.us_to(tick - start)) - Fraction(law.us_to(piece.tick - start))
    assert abs(Fraction(tempo_map.us_at(tick)) - piece.begin_us - within_us) < NANOSECOND_US
    assert tempo_map.bpm_at(tick) == law.bpm_at(tick - start)


@given(maps())
def test_neither_beats_nor_time_go_backwards(tempo_map):
    ticks = sorted(
        piece.tick + offset
        for piece in tempo_map.pieces
        for offset in (-2, -1, 0, 1, piece.length // 2, piece.length, piece.length + 9)
    )
    times_us = [tempo_map.us_at(tick) for tick in ticks]
    assert all(before <= after + NANOSECOND_US for before, after in pairwise(times_us))
    reached = [tempo_map.tick_at(us) for us in sorted(times_us)]
    assert reached == sorted(reached)


def test_a_beat_stands_in_the_silence_between_two_cues():
    tempo_map = laid_out(
        [MINUTE_OF_60, Stretch(Steady(Fraction(120)), 8 * BEAT, Fraction(90 * SECOND_US))]
    )
    first, second = tempo_map.pieces
    assert first.end_us == 60 * SECOND_US
    for us in (60.0, 60.000001, 75.0, 89.999999, 90.0):
        assert tempo_map.tick_at(us * SECOND_US) == 60 * BEAT == second.tick
    assert tempo_map.tick_at(59.5 * SECOND_US) == 60 * BEAT - BEAT // 2
    assert tempo_map.tick_at(90.5 * SECOND_US) == 61 * BEAT


def test_the_tick_at_a_border_is_the_beginning_of_the_later_piece():
    later = Stretch(Steady(Fraction(120)), 8 * BEAT, Fraction(90 * SECOND_US))
    tempo_map = laid_out([MINUTE_OF_60, later])
    assert tempo_map.us_at(60 * BEAT) == 90 * SECOND_US
    assert tempo_map.us_at(60 * BEAT - 1) < 60 * SECOND_US
    assert tempo_map.bpm_at(60 * BEAT) == 120
    assert tempo_map.bpm_at(60 * BEAT - 1) == 60


@pytest.mark.parametrize("shape", Shape)
def test_a_hold_inside_a_ramp_takes_nothing_from_it(shape):
    """Behind a fermata the ramp goes on where it was."""
    law = Ramp(Fraction(140), Fraction(52), 32 * BEAT, shape)
    held_us = Fraction(law.us_to(20 * BEAT)) + 6 * SECOND_US
    entered = Stretch(law, 12 * BEAT, held_us, 20 * BEAT)
    tempo_map = laid_out([Stretch(law, 20 * BEAT), entered, MINUTE_OF_60])
    for tick in (20 * BEAT, 21 * BEAT, 32 * BEAT):
        later_us = law.us_to(tick) + 6 * SECOND_US
        assert tempo_map.us_at(tick) == pytest.approx(later_us, rel=0, abs=NANOSECOND_US)
    assert tempo_map.bpm_at(21 * BEAT) == law.bpm_at(21 * BEAT)
    assert tempo_map.tick_at(float(held_us) - 3 * SECOND_US) == 20 * BEAT


def test_before_the_first_piece_and_after_the_last_their_laws_go_on():
    tempo_map = laid_out([Stretch(RISING, 32 * BEAT, Fraction(10 * SECOND_US))])
    assert tempo_map.us_at(-4 * BEAT) == 6 * SECOND_US
    assert tempo_map.tick_at(6 * SECOND_US) == -4 * BEAT
    end_us = tempo_map.pieces[-1].end_us
    assert tempo_map.us_at(34 * BEAT) == pytest.approx(end_us + SECOND_US)
    assert tempo_map.tick_at(end_us + SECOND_US) == 34 * BEAT
    assert (tempo_map.bpm_at(-BEAT), tempo_map.bpm_at(99 * BEAT)) == (60, 120)


def test_ten_thousand_pieces_add_up_to_a_nanosecond():
    chance = Random(1927)  # noqa: S311 - the same film every time, and no secret
    tempi = [Fraction(chance.randint(BPM_MIN, BPM_MAX)) for _ in range(10_000)]
    # So many ticks that each lasts 1.44 s or so, and no whole number of microseconds.
    lengths = [int(bpm * BEAT * 24 / 1000) + chance.randint(0, 99) for bpm in tempi]
    tempo_map = laid_out(map(Stretch, map(Steady, tempi), lengths))
    ends = accumulate(
        Fraction(length * MINUTE_US, BEAT) / bpm for bpm, length in zip(tempi, lengths, strict=True)
    )
    ends_us = [*ends]
    assert ends_us[-1] > FOUR_HOURS_US * 0.999
    for piece, exact_us in zip(tempo_map.pieces, ends_us, strict=True):
        assert abs(Fraction(piece.end_us) - exact_us) < NANOSECOND_US


def test_ten_thousand_ramps_add_up_to_a_nanosecond():
    chance = Random(1895)  # noqa: S311 - the same film every time, and no secret
    ramps = [
        Ramp(
            Fraction(chance.randint(60, 180)),
            Fraction(chance.randint(60, 180)),
            3 * BEAT,
            chance.choice([*Shape]),
        )
        for _ in range(10_000)
    ]
    tempo_map = laid_out(Stretch(ramp, ramp.length) for ramp in ramps)
    at_us = tempo_map.us_at(30_000 * BEAT)
    assert at_us > FOUR_HOURS_US * 0.8
    assert at_us == pytest.approx(fsum(ramp.length_us for ramp in ramps), rel=0, abs=NANOSECOND_US)


def test_a_given_time_is_kept_exactly_and_wipes_out_what_came_before():
    third_us = Fraction(10**9, 3)
    tempo_map = laid_out([MINUTE_OF_60, Stretch(RISING, 32 * BEAT, third_us), MINUTE_OF_60])
    assert [piece.begin_us for piece in tempo_map.pieces][:2] == [0, third_us]
    assert tempo_map.pieces[2].begin_us == third_us + Fraction(RISING.length_us)
    assert [piece.tick for piece in tempo_map.pieces] == [0, 60 * BEAT, 92 * BEAT]


def piece(begin_us, tick, length=60 * BEAT):
    return Piece(Fraction(begin_us), tick, length, Steady(Fraction(60)), tick)


@pytest.mark.parametrize(
    ("pieces", "complaint"),
    [
        ((), "a map of nothing"),
        ((piece(0, 0, 0),), "a piece without a beat"),
        ((piece(0, 0), piece(60 * SECOND_US, 61 * BEAT)), "ticks run on"),
        ((piece(0, 0), piece(60 * SECOND_US - 1, 60 * BEAT)), "begins inside another"),
    ],
)
def test_what_is_no_line_of_pieces_is_refused(pieces, complaint):
    with pytest.raises(AssertionError, match=complaint):
        TempoMap(pieces)


def test_what_rounding_costs_is_no_overlap():
    early = piece(60 * SECOND_US - OVERLAP_US, 60 * BEAT)
    assert TempoMap((piece(0, 0), early)).us_at(60 * BEAT) == pytest.approx(60 * SECOND_US)
