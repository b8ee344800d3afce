"""The tempo search against one that looks at every beat, and what a score must keep to."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from looking import METERS, STARTS_S, TEMPI, oracle_chance, oracle_gain, search, searches, target

from rig.desk.asked import Beat
from rig.desk.beats import combs
from rig.desk.reading import judged, landing
from rig.desk.search import BLOCK, scan
from rig.score.form import Meter


@settings(max_examples=200, deadline=None)
@given(searches())
def test_the_first_pass_agrees_with_looking_at_every_beat(music):
    found = scan(music, TEMPI, STARTS_S)
    for v, score, start in zip(TEMPI, found.scores, found.starts, strict=True):
        gains = [oracle_gain(music, v, start_s) for start_s in STARTS_S]
        slack = 1e-4 * music.weights
        assert score + float(music.chance(np.array([v]))[0]) == pytest.approx(max(gains), abs=slack)
        assert gains[start] >= max(gains) - slack


@settings(max_examples=200, deadline=None)
@given(searches(), st.sampled_from(TEMPI), st.sampled_from(STARTS_S))
def test_what_is_judged_again_is_exactly_what_looking_at_every_beat_gives(music, v, start_s):
    reading = judged(music, 0, float(v), float(start_s))
    assert reading.gain == pytest.approx(oracle_gain(music, v, start_s), abs=1e-9)
    for one, hit in zip(music.targets, reading.landings, strict=True):
        sounds_s = start_s + (hit.beat + music.lead) / v
        assert sounds_s - one.at_s == pytest.approx(hit.off_s, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(searches(), st.sampled_from(TEMPI))
def test_chance_is_the_mean_of_the_score_over_a_bar(music, v):
    told = float(music.chance(np.array([v]))[0])
    assert told == pytest.approx(oracle_chance(music, v), abs=2e-3 * music.weights)


def test_chance_of_hits_two_frames_wide_is_the_share_of_each_beat_they_fill():
    """A marker meets a beat with 2k v / 24, half as much again since near counts half."""
    (comb,) = combs(Meter(1, 4), Beat.FELT)
    k_s = 2 / 24
    for bpm, share in ((60, 0.167), (80, 0.222), (100, 0.278), (120, 0.333)):
        chance = float(comb.chance(np.array([bpm / 60]), k_s, k_s)[0])
        assert chance == pytest.approx(1.5 * share, abs=2e-3)


def test_hits_at_random_score_nothing_at_any_tempo():
    chance = np.random.default_rng(1927)
    for meter, on in ((Meter(4, 4), Beat.FELT), (Meter(7, 8, (2, 2, 3)), Beat.UNIT)):
        targets = [target(at_s, meter, on=on) for at_s in chance.uniform(20, 620, 3000)]
        found = scan(search(targets, meter), np.arange(60, 200, 20) / 60, np.array([0.0]))
        assert np.abs(found.scores / 3000).max() < 0.03


def test_without_chance_taken_off_fast_tempi_would_win():
    at_s = np.random.default_rng(7).uniform(20, 620, 3000)
    found = scan(search(map(target, at_s)), np.array([1.0, 2.5]), np.array([0.0]))
    gains = found.scores + search(map(target, at_s)).chance(np.array([1.0, 2.5]))
    assert gains[1] > 1.5 * gains[0]


@given(searches(), st.integers(2, 5))
@settings(max_examples=50, deadline=None)
def test_weights_scale_scores(music, times):
    heavy = replace(
        music, targets=tuple(replace(one, weight=one.weight * times) for one in music.targets)
    )
    for v in TEMPI:
        light_gain = judged(music, 0, float(v), 0.3)
        heavy_gain = judged(heavy, 0, float(v), 0.3)
        assert heavy_gain.score == pytest.approx(times * light_gain.score, abs=1e-9)
        assert heavy_gain.off_s == pytest.approx(light_gain.off_s, abs=1e-9)


@given(searches(), st.sampled_from(TEMPI), st.integers(-50, 50))
@settings(max_examples=50, deadline=None)
def test_a_cue_that_comes_later_with_all_its_hits_scores_the_same(music, v, moved):
    late = replace(
        music, targets=tuple(replace(one, at_s=one.at_s + moved) for one in music.targets)
    )
    here, there = judged(music, 0, float(v), 0.1), judged(late, 0, float(v), 0.1 + moved)
    assert there.gain == pytest.approx(here.gain, abs=1e-6)


@given(st.floats(0.001, 0.2))
def test_early_costs_more_than_late(off_s):
    music = search([target(10.0)])
    early = landing(music, music.targets[0], 1.0, -off_s)
    late = landing(music, music.targets[0], 1.0, off_s)
    assert early.off_s == pytest.approx(-off_s)
    assert late.off_s == pytest.approx(off_s)
    assert early.gain <= late.gain
    assert early.misses > late.misses


def test_a_first_beat_is_worth_more_than_another_and_that_more_than_a_weak_one():
    music = search([target(0.0, Meter(6, 8), on=Beat.UNIT)], Meter(6, 8))
    gains = [
        landing(music, replace(music.targets[0], at_s=at_s), 1.0, 0.0).gain
        for at_s in (2.0, 3.0, 2 + 1 / 3)
    ]
    assert gains == [1.0, 0.75, 0.5]


@pytest.mark.parametrize("meter", METERS)
@pytest.mark.parametrize("on", Beat)
def test_the_combs_of_a_meter_share_a_hits_weight(meter, on):
    teeth = combs(meter, on)
    assert sum(comb.share for comb in teeth) == 1
    assert teeth[-1].period == meter.bar / meter.pulse or len(teeth) == 1
    for comb in teeth:
        assert comb.teeth[0] == 0
        assert all(tooth < comb.period for tooth in comb.teeth)


def test_a_meter_has_no_more_combs_than_it_needs():
    felt, bar = combs(Meter(4, 4), Beat.UNIT)
    assert (felt.teeth, felt.period, felt.share) == ((0,), 1, 0.75)
    assert (bar.teeth, bar.period, bar.share) == ((0,), 4, 0.25)
    assert [comb.share for comb in combs(Meter(1, 4), Beat.UNIT)] == [1]


def test_a_hit_falls_on_the_strongest_beat_that_it_meets():
    """Eighths 0.2 s apart, of which the one before the bar line is nearer."""
    one = target(1.2 - 0.12, Meter(6, 8), on=Beat.UNIT, early_s=0.15, late_s=0.15)
    music = search([one], Meter(6, 8))
    assert landing(music, one, 5 / 3, 0.0).beat == 2
    far = replace(one, at_s=1.2 - 0.16)
    assert landing(music, far, 5 / 3, 0.0).beat == pytest.approx(2 - 1 / 3)


def test_an_irregular_meter_is_felt_where_its_groups_begin():
    felt, bar = combs(Meter(7, 8, (2, 2, 3)), Beat.FELT)
    assert (felt.teeth, felt.period, bar.period) == ((0, 1, 2), 3.5, 3.5)


def test_a_hit_hours_away_is_scored_to_a_hair():
    """Four hours at 160: float32 alone would be off by a tenth of a beat's tolerance."""
    music = search([target(14_400 + 1 / 3)])
    found = scan(music, np.array([160 / 60]), np.array([0.0, 0.07]))
    truth = max(oracle_gain(music, 160 / 60, start_s) for start_s in (0.0, 0.07))
    assert found.scores[0] + music.chance(np.array([160 / 60]))[0] == pytest.approx(truth, abs=1e-5)


def test_the_working_arrays_stay_small_whatever_is_asked():
    music = search([target(float(at_s)) for at_s in range(3, 30)])
    for count, starts in ((40_000, 50), (200, 3_000)):
        tempi, starts_s = np.linspace(1, 3, count), np.linspace(-2, 2, starts)
        tracemalloc.start()
        scan(music, tempi, starts_s)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 64 * count + 128 * BLOCK


def test_a_tolerance_of_nothing_is_met_by_nothing_but_the_very_moment():
    music = search([target(10.0, early_s=1e-6, late_s=1e-6)])
    scores = scan(music, np.array([1.0, 1.01]), np.array([0.0])).scores
    assert scores == pytest.approx([0.75, 0.0], abs=1e-4)
