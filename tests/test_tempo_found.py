"""The tempo that is found: none is better, and among equals it is the one a musician would take."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from looking import oracle_gain, search, searches, target

from rig.desk.reading import judged
from rig.desk.search import EQUAL, best_readings, scan
from rig.score.form import Meter


@settings(max_examples=60, deadline=None)
@given(searches())
def test_no_tempo_and_start_is_better_than_the_one_that_is_found(music):
    tempi, starts_s = np.arange(60, 140, 2.5) / 60, np.linspace(-1, 1, 9)
    found = best_readings([music], [tempi], starts_s, [tempi * 0], 3)
    best = max(
        oracle_gain(music, v, start_s) - float(music.chance(np.array([v]))[0])
        for v in tempi
        for start_s in starts_s
    )
    # Where nothing does better than chance, nothing need be found.
    assert found or best <= 0
    if best > 0:
        assert best - found[0].score <= (2 * EQUAL + 1e-3) * music.weights


def planted(meter, bpm, start_s, beats):
    return search([target(start_s + beat / (bpm / 60), meter) for beat in beats], meter)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([Meter(3, 4), Meter(4, 4)]),
    st.integers(240, 640).map(lambda quarter: quarter / 4),
    st.integers(-20, 20).map(lambda frame: frame / 20),
    st.sets(st.integers(5, 60), min_size=8, max_size=12),
)
@example(Meter(4, 4), 131.25, 0.35, {8, 11, 19, 26, 31, 40, 47, 58})
def test_a_planted_tempo_is_among_the_best(meter, bpm, start_s, bars_and_beats):
    """Every hit is met at it; another may be as good, since pictures fall where they like."""
    music = planted(meter, bpm, start_s, sorted(bars_and_beats))
    tempi, starts_s = np.arange(60, 160.25, 0.25) / 60, np.arange(-20, 21) / 20
    truth = judged(music, 0, bpm / 60, start_s)
    assert all(hit.misses < 1e-6 for hit in truth.landings)
    found = best_readings([music], [tempi], starts_s, [tempi * 0], 5)
    assert found[0].score >= truth.score - EQUAL * music.weights


def test_a_planted_tempo_meter_and_start_are_found():
    beats = [6, 13, 27, 32, 33, 43, 51, 56, 69]
    music = planted(Meter(3, 4), 103.75, 0.4, beats)
    others = search([target(one.at_s) for one in music.targets])
    tempi, starts_s = (
        np.arange(60, 160.25, 0.25) / 60,
        np.array(sorted(range(-40, 41), key=abs)) / 20,
    )
    found = best_readings([others, music], [tempi, tempi], starts_s, [tempi * 0] * 2, 5)
    assert (found[0].search, found[0].pulses_per_s * 60) == (music, pytest.approx(103.75))
    assert [beat for _, beat in found[0].met] == beats
    assert found[0].off_s < 0.01


def test_tempi_that_give_every_hit_the_same_beat_are_told_once():
    music = planted(Meter(4, 4), 120.0, 0.0, [8, 13, 26, 31, 44])
    tempi, starts_s = np.arange(110, 130, 0.01) / 60, np.arange(-20, 21) / 20
    found = best_readings([music], [tempi], starts_s, [tempi * 0], 9)
    assert len(found) > 3
    for number, one in enumerate(found):
        for other in found[:number]:
            assert not set(one.met) <= set(other.met)
            assert not set(other.met) <= set(one.met)


def test_hits_on_one_frame_may_fall_on_two_beats():
    """Each has the beat its own tolerance asks for; no tempo makes those one."""
    late, early = target(0.5, early_s=0.01, late_s=0.6), target(0.5, early_s=0.6, late_s=0.01)
    music = search([late, early])
    found = best_readings([music], [np.array([1.0, 1.5])], np.array([0.0]), [np.zeros(2)], 5)
    assert {beat for _, beat in found[0].met} == {0, 1}


@pytest.mark.parametrize("count", [1, 7])
def test_hits_on_one_frame_are_met_together(count):
    music = search([target(12.0)] * count)
    tempi = np.arange(60, 160, 0.5) / 60
    (best, *_) = best_readings([music], [tempi], np.array([0.0, 0.5]), [tempi * 0], 5)
    assert {hit.misses <= 1 for hit in best.landings} == {True}
    assert len({hit.beat for hit in best.landings}) == 1


def test_the_meant_tempo_decides_between_equals():
    music = search([target(10.0, combs=(), beat=20.0)])
    tempi, starts_s = np.arange(60, 160.25, 0.25) / 60, np.arange(-40, 41) / 20
    for meant in (116.0, 121.5, 125.0):
        far = np.abs(np.log(tempi * 60 / meant))
        (best,) = best_readings([music], [tempi], starts_s, [far], 5)
        assert best.pulses_per_s * 60 == pytest.approx(meant)
        assert best.gain == 1


def test_hits_lie_in_the_middle_of_their_tolerance_not_at_its_edge():
    beats = [8, 16, 24, 32, 40]
    music = planted(Meter(4, 4), 120.0, 0.0, beats)
    tempi, starts_s = np.arange(110, 130.25, 0.25) / 60, np.arange(-20, 21) / 20
    best = best_readings([music], [tempi], starts_s, [tempi * 0], 1)[0]
    assert (best.pulses_per_s * 60, best.start_s) == (pytest.approx(120), 0.0)


def test_so_many_bars_shall_reach_the_end():
    music = search([target(8.0)], least_bars=8, most_bars=9, end_s=20.0)
    tempi = np.arange(60, 160, 1.0) / 60
    scores = scan(music, tempi, np.array([0.0])).scores
    bars = 20 * tempi / 4
    assert list(scores > -inf) == list((bars >= 7.5) & (bars <= 9.5))


def test_a_hit_after_the_last_bar_or_before_the_first_beat_is_not_met():
    music = search([target(12.0), target(-4.0)], most_bars=2)
    ends = [hit.beat for hit in judged(music, 0, 1.0, 0.0).landings]
    assert ends == [8, 0]
    assert judged(music, 0, 1.0, 0.0).gain == 0
    assert best_readings([music], [np.array([1.0])], np.array([0.0]), [np.zeros(1)], 1) == ()


def test_no_hit_is_given_up_so_that_others_lie_nearer():
    """The middle of these five is half a millisecond beyond the tolerance of one of them."""
    errors_s = (0.0131, 0.0131, -0.05, 0.0131, 0.0131)
    beats = (8, 16, 24, 32, 40)
    hits = [
        target(beat / 2 + error_s, early_s=0.05, late_s=0.05)
        for beat, error_s in zip(beats, errors_s, strict=True)
    ]
    starts_s = np.array(sorted(range(-40, 41), key=abs)) / 2000
    best = best_readings([search(hits)], [np.array([2.0])], starts_s, [np.zeros(1)], 1)[0]
    assert [hit.misses <= 1 + 1e-9 for hit in best.landings] == [True] * 5
