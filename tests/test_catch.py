"""A knob that catches: by any sweep across the value, by being near it, and never before."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sweeps import PLACES, RANGES, SHARES, rising_shapings, share_of, swept, within

from rig.hands.shaping import Shaping, shaped
from rig.hands.takeover import WINDOW, Takeover, gripped, moved, way


@given(
    span=RANGES,
    share=SHARES,
    travels=st.lists(st.floats(0, 1), min_size=2, max_size=30),
    shaping=rising_shapings(),
    down=st.booleans(),
)
@example(span=(0.0, 1.0), share=0.5, travels=[0.0, 1.0], shaping=Shaping(), down=False)
@example(span=(0.0, 1.0), share=0.5, travels=[0.0, 1.0], shaping=Shaping(), down=True)
def test_any_monotone_sweep_across_a_value_catches_it(span, share, travels, shaping, down):
    travels = sorted(travels, reverse=down)
    places = [shaped(shaping, travel) for travel in travels]
    assume(min(places) <= share <= max(places))
    grip, values = swept(Takeover.CATCH, span, within(span, share), places)
    assert values[-1] == pytest.approx(within(span, places[-1]), abs=1e-9)
    assert way(grip, values[-1], *span) == 0


@given(RANGES, st.floats(0.05, 0.95), st.booleans(), st.lists(PLACES, min_size=2, max_size=30))
def test_a_knob_that_has_not_come_to_the_value_moves_nothing(span, share, above, places):
    """All its places are on one side of the value, and none is within the window."""
    value, beside = within(span, share), WINDOW + 1e-8
    low, high = (share + beside, 1.0) if above else (0.0, share - beside)
    places = [low + (high - low) * place for place in places]
    grip, values = swept(Takeover.CATCH, span, value, places)
    assert set(values) == {value}
    assert way(grip, value, *span) == pytest.approx(share - places[-1], abs=1e-9)


@given(RANGES, SHARES, st.lists(PLACES, min_size=2, max_size=30))
def test_a_value_once_caught_is_at_the_knob_until_the_end(span, share, places):
    """It is caught at the first message that comes to it or passes it, and by no earlier one."""
    value = within(span, share)
    _, values = swept(Takeover.CATCH, span, value, places)
    near = [
        min(a, b) - WINDOW <= share_of(span, value) <= max(a, b) + WINDOW
        for a, b in pairwise(places)
    ]
    caught = list(accumulate(near, lambda before, now: before or now))
    for place, had, found in zip(places[1:], caught, values[1:], strict=True):
        assert found == (pytest.approx(within(span, place), abs=1e-9) if had else value)


@given(RANGES, PLACES, SHARES, PLACES)
def test_after_a_cue_changes_the_value_a_knob_waits_until_it_comes_to_it(span, at, share, onward):
    assume(abs(at - share) > WINDOW + 1e-9)
    assume((onward < share) == (at < share))
    assume(abs(onward - share) > WINDOW + 1e-9)
    grip, values = swept(Takeover.CATCH, span, within(span, at), [at, 1 - at, at])
    assert values[-1] == pytest.approx(within(span, at), abs=1e-9), "it had the value"
    cue = within(span, share)
    grip, new = moved(Takeover.CATCH, grip, onward, cue, *span)
    assert new is None
    assert way(grip, cue, *span) == pytest.approx(share - onward, abs=1e-9)
    beyond = 1.0 if share > onward else 0.0
    assert moved(Takeover.CATCH, grip, beyond, cue, *span)[1] == within(span, beyond)


@pytest.mark.parametrize("span", [(0, 10), (10, 0)])
def test_which_way_to_turn_follows_the_knob_not_the_number(span):
    assert way(gripped(0.2, 0), within(span, 0.7), *span) == pytest.approx(0.5)
    assert way(gripped(0.9, 0), within(span, 0.7), *span) == pytest.approx(-0.2)
    assert way(gripped(0.68, 0), within(span, 0.7), *span) == 0


@given(RANGES, st.floats(0.1, 3), st.booleans(), PLACES)
def test_a_value_beside_the_range_is_caught_at_the_end_nearest_to_it(span, beside, above, at):
    value = within(span, 1 + beside if above else -beside)
    end = 1.0 if above else 0.0
    assume(abs(at - end) > WINDOW + 1e-9)
    assert way(gripped(at, value), value, *span) == pytest.approx(end - at)
    away = 1 - end
    grip, new = moved(Takeover.CATCH, gripped(at, value), (at + away) / 2, value, *span)
    assert new is None
    assert moved(Takeover.CATCH, grip, end, value, *span)[1] == within(span, end)


@given(RANGES, PLACES, st.floats(-WINDOW, WINDOW), PLACES)
def test_a_knob_that_stands_at_the_value_has_it_at_once(span, at, off, onward):
    value = within(span, min(1.0, max(0.0, at + off * 0.999)))
    assert way(gripped(at, value), value, *span) == 0
    [_, new] = swept(Takeover.CATCH, span, value, [at, onward])[1]
    assert new == pytest.approx(within(span, onward), abs=1e-9)
