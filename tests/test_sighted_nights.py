"""The film clock from landmarks over whole nights.

``python tests/projected.py 200`` prints the same for more of them.
"""

from __future__ import annotations

import pytest
from projected import errors_ms, night, part, rms, smoothed_errors_ms

from rig.conductor.sightings import estimate

FRAME_MS = 1000 / 24


def nights(kind, count, lost=0.0):
    return [night(seed, kind, lost=lost) for seed in range(count)]


def pooled(shown):
    return [error for one in shown for error in errors_ms(one)]


def test_a_steady_film_is_known_to_two_frames():
    errors = pooled(nights("steady", 12))
    assert part(errors, 0.95) < 2 * FRAME_MS
    assert part(errors, 0.99) < 3.5 * FRAME_MS


@pytest.mark.parametrize("lost", [200, 2880])
def test_frames_that_are_missing_cost_two_presses_and_no_more(lost):
    errors = pooled(nights("steady", 4, lost))
    assert part(errors, 0.95) < 2 * FRAME_MS
    assert part(errors, 0.99) < 3.5 * FRAME_MS


def test_a_film_that_drifts_by_a_hundredth_in_an_hour_is_followed():
    assert part(pooled(nights("drift", 8)), 0.95) < 4.5 * FRAME_MS


def test_a_film_that_wanders_is_followed_nearly_as_well_as_can_be():
    wandering = nights("wander", 10)
    best = rms([error for one in wandering for error in smoothed_errors_ms(one)])
    assert rms(pooled(wandering)) < 1.2 * best


@pytest.mark.parametrize(("kind", "seed"), [("drift", 237), ("wander", 286)])
def test_an_estimate_that_has_lost_its_way_does_not_cling_to_it(kind, seed):
    """Nights that begin with so many wrong presses that a wrong speed fits them best."""
    assert max(abs(error) for error in errors_ms(night(seed, kind))) < 1000


@pytest.mark.parametrize("kind", ["steady", "wander"])
def test_it_is_as_sure_as_it_may_be(kind):
    """The errors, each in standard deviations of its own prediction."""
    off_sd = []
    for one in nights(kind, 6):
        for number in range(4, len(one.sightings) - 1):
            film = estimate(one.booth, one.sightings[: number + 1])
            due_s = one.events_s[number]
            seen_us = film.us_at(round(float(one.frame_at(due_s) / one.promised) * 1e6))
            error_us = seen_us - (one.late_s + due_s) * 1e6
            off_sd.append(error_us / film.predicted_sd_us(seen_us))
    assert 0.45 < part(off_sd, 0.68) < 1.2
    assert part(off_sd, 0.95) < 2.3


def test_how_late_it_started_is_known_for_a_film_that_wanders_too():
    late_ms = []
    for one in nights("wander", 12):
        film = estimate(one.booth, one.sightings[:30])
        late_ms += [film.late_us / 1e3 - one.late_s * 1e3] * (0 in film.strays)
    assert len(late_ms) > 6
    assert rms(late_ms) < 250
