"""The judge of a rehearsal: whether music could have been with the picture, and the best guess."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nights import loaded

from rig.rehearsal.chances import JITTER_S, WANDER, WANDER_S, Kind, drawn, luck
from rig.rehearsal.smoother import guessed_s
from rig.rehearsal.ways import SLOPE_PER_S, Judge, longest_s, shortest_s
from rig.score.film import Bend
from rig.score.form import Spot

SHOW = loaded("""
[cue.1]
on = "screening: x"
[cue.2]
on = "title: y"
look = "59:00"
""").show
rates = st.floats(0.92, 1.08)


def run_through(music_s, rate, limit, step_s=0.001):
    """How long music takes when the rate goes to a limit by the slope: summed up step by step."""
    at_s = 0.0
    while music_s > 0:
        change = min(abs(limit - rate), SLOPE_PER_S * step_s)
        middle = rate + (change if limit > rate else -change) / 2
        rate += change if limit > rate else -change
        if middle * step_s >= music_s:
            return at_s + music_s / middle
        music_s -= middle * step_s
        at_s += step_s
    return at_s


@given(st.floats(0, 30), rates)
def test_the_shortest_and_the_longest_time_are_those_of_a_tempo_that_goes_to_its_limit(
    music_s, rate
):
    slow, fast = 0.92, 1.08
    assert shortest_s(music_s, rate, fast) == pytest.approx(
        run_through(music_s, rate, fast), abs=2e-4
    )
    assert longest_s(music_s, rate, slow) == pytest.approx(
        run_through(music_s, rate, slow), abs=2e-4
    )


def judge(play, *, bend=4, presses=None, base=1.0):
    cue = loaded(f'[cue.1]\non = "screening: x"\nplay = "{play}"\n').sheet.cues[0]
    return Judge(cue.passages, Bend(bend * 10_000, bend * 10_000), base, presses or {})


def lengths(play, end, begin=None, within_s=60.0, **more):
    ways = judge(play, **more).ways(begin or Spot(0, 0), end, within_s)
    return sorted(way.music_s for way in ways)


BEAT = 5_765_760


@pytest.mark.parametrize(
    ("play", "end", "expected"),
    [
        ("A 4 q=60", Spot(0, 8 * BEAT), [8]),
        ("A 4 q=60 | B 2", Spot(1, 0), [16]),
        ("A 2 q=60 | S 1 safety | B 2", Spot(2, 0), [12, 16]),
        ("A 2 q=60 | O 1 optional | B 2", Spot(2, 0), [8, 12]),
        ("A 2 q=60 | R 1 2-4x | B 1", Spot(2, 4 * BEAT), [20, 24, 28]),
        ("A 1 q=60 | X 2 or Y 4 | B 1", Spot(3, 0), [12, 20]),
        ("A 1 q=60 | X 2 or Y 4 | B 1", Spot(2, 0), [4]),
        ("A 1 q=60 | V 2 vamp out 1 2 | B 1", Spot(2, 0), [8, 12, 16, 20, 24, 28]),
        ("A 2 2/4 q=60>30 | B 1", Spot(1, 0), [4 * 0.6931471805599453 * 2]),
    ],
)
def test_there_is_a_way_for_every_form_the_music_may_take(play, end, expected):
    assert lengths(play, end, within_s=24.0)[: len(expected)] == pytest.approx(expected)


def test_a_vamp_goes_round_no_longer_than_there_is_time():
    found = lengths("A 1 q=60 | V 1 vamp | B 1", Spot(2, 0), within_s=10.0)
    assert found == [8, 12]


def test_a_way_that_begins_inside_a_passage_counts_from_there():
    play = "A 4 q=60 | V 2 vamp out 1 2 | B 1"
    assert lengths(play, Spot(0, 12 * BEAT), begin=Spot(0, 4 * BEAT)) == pytest.approx([8])
    first = lengths(play, Spot(2, 0), begin=Spot(1, 6 * BEAT))[0]
    assert first == pytest.approx(2)  # past the first exit, on to the second
    inside = lengths(play, Spot(2, 0), begin=Spot(1, 6 * BEAT), within_s=12.0)
    assert inside[:3] == pytest.approx([2, 6, 10])


def reached(play, end, in_s, *, rate=1.0, **more):
    asked = judge(play, **more)
    return any(asked.reaches(way, rate, in_s) for way in asked.ways(Spot(0, 0), end, in_s))


@pytest.mark.parametrize(
    ("in_s", "expected"),
    [(20, True), (19.3, True), (19.2, False), (20.75, True), (20.9, False), (0, False)],
)
def test_a_hit_is_within_reach_inside_the_bend(in_s, expected):
    assert reached("A 8 q=60", Spot(0, 20 * BEAT), in_s) is expected


def test_a_tempo_that_is_bent_the_other_way_needs_time_to_turn():
    assert reached("A 8 q=60", Spot(0, 8 * BEAT), 8 / 1.039, rate=1.04)
    assert not reached("A 8 q=60", Spot(0, 8 * BEAT), 8 / 1.039, rate=0.96)


def test_a_sheet_taken_faster_is_judged_from_there():
    assert not reached("A 8 q=60", Spot(0, 20 * BEAT), 18, bend=4)
    assert reached("A 8 q=60", Spot(0, 20 * BEAT), 18, bend=4, base=1.1, rate=1.1)
    assert not reached("A 8 q=60", Spot(0, 20 * BEAT), 20, bend=4, base=1.1, rate=1.1)


def test_a_sheet_taken_faster_goes_round_more_often():
    play = "A 1 q=60 | V 1 vamp | B 1"
    assert reached(play, Spot(2, 0), 16.0, base=1.5, rate=1.5)


def test_a_fermata_and_a_silence_wait_for_a_hit():
    assert reached("A 2 q=60 fermata 1.4 max 6s | B 1", Spot(1, 0), 13)
    assert not reached("A 2 q=60 fermata 1.4 max 6s | B 1", Spot(1, 0), 16)
    assert reached("A 2 q=60 | // | B 1", Spot(2, 0), 500)
    assert not reached("A 2 q=60 | // | B 1", Spot(2, 0), 7)


def test_what_a_press_leaves_is_not_left_before_it_nor_long_after():
    play, end, out_of_v = "A 1 q=60 | V 1 vamp | B 1", Spot(2, 0), (1, None)
    assert reached(play, end, 8.0)
    assert not reached(play, end, 8.0, presses={out_of_v: 9.0})
    assert reached(play, end, 8.0, presses={out_of_v: 7.0})
    assert reached(play, end, 12.0, presses={out_of_v: 9.0})
    assert not reached(play, end, 16.0, presses={out_of_v: 5.0})  # it was out at 8 already


@given(st.floats(5, 100), st.floats(-0.05, 0.05), st.integers(1, 8))
def test_more_bend_never_reaches_less(in_s, off, bend):
    music = Spot(0, round(in_s * (1 + off) * BEAT))
    assume(reached("A 50 q=60", music, in_s, bend=bend))
    assert reached("A 50 q=60", music, in_s, bend=bend + 1)


# the best guess


def kriged(known, at_s):
    """The same by another way: the trend by generalised least squares, then what is left."""
    x = np.array([place for place, _ in known])
    y = np.array([instant for _, instant in known])
    low = min(x.min(), at_s)

    def covariance(a, b):
        grid = (np.linspace(low, a, 200), np.linspace(low, b, 200))
        weights = [np.full(200, (g[-1] - g[0]) / 199) for g in grid]
        for one in weights:
            one[[0, -1]] /= 2
        apart = np.abs(grid[0][:, None] - grid[1][None, :])
        return float(weights[0] @ (WANDER**2 * np.exp(-apart / WANDER_S)) @ weights[1])

    k = np.array([[covariance(a, b) for b in x] for a in x]) + JITTER_S**2 * np.eye(len(x))
    h = np.stack([np.ones_like(x), x], axis=1)
    inverse = np.linalg.inv(k)
    trend = np.linalg.solve(h.T @ inverse @ h, h.T @ inverse @ y)
    near = np.array([covariance(at_s, b) for b in x])
    return float(trend @ [1.0, at_s] + near @ inverse @ (y - h @ trend))


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 12))
def test_the_best_guess_is_the_generalised_least_squares_one(seed, count):
    chance = luck(seed)
    at_s, known = 0.0, []
    for _ in range(count):
        at_s += chance.uniform(20, 120)
        known.append((at_s, at_s * 1.05 + chance.gauss(0, 0.1)))
    wanted = at_s + chance.uniform(1, 120)
    assert guessed_s(known, wanted) == pytest.approx(kriged(known, wanted), abs=0.005)


def test_without_noise_the_best_guess_of_a_steady_film_is_right():
    known = [(place, 3 + place * 1.2) for place in (0.0, 70.0, 150.0, 260.0)]
    assert guessed_s(known, 300.0) == pytest.approx(363, abs=1e-6)


def test_no_fit_of_straight_lines_is_better_on_films_that_wander():
    """Of all landmarks, or of the last few: the guess that is told the noise is off by less."""
    off = {"guess": [], "all": [], "three": []}
    for seed in range(60):
        chance = luck(seed)
        projector = drawn(Kind.WANDER, SHOW, chance)
        marks = [
            (place, instant(projector, place) + chance.gauss(0, JITTER_S))
            for place in (300.0 + 80 * number for number in range(12))
        ]
        wanted = marks[-1][0] + 60
        truth = instant(projector, wanted)
        off["guess"].append(guessed_s(marks, wanted) - truth)
        for name, used in (("all", marks), ("three", marks[-3:])):
            slope, begin = np.polyfit(*zip(*used, strict=True), 1)
            off[name].append(begin + slope * wanted - truth)
    rms = {name: float(np.sqrt(np.mean(np.square(one)))) for name, one in off.items()}
    assert rms["guess"] < min(rms["all"], rms["three"])


def instant(projector, promised_s):
    return projector.us_at(promised_s * 20) / 1e6


def test_infinite_waits_are_only_where_nothing_ends_them():
    waits = {way.wait_s for way in judge("A 2 q=60 | // | B 1").ways(Spot(0, 0), Spot(2, 0), 9)}
    assert waits == {inf}
