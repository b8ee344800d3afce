"""How a knob takes a value over without catching it: never a jump, never dead, ends reached."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from sweeps import BESIDE, PLACES, RANGES, SHARES, share_of, swept, within

from rig.hands.takeover import AWAY, ITS_OWN, Takeover, gripped, moved, turned

SCALED = [Takeover.SCALE, Takeover.TRIM]


def steepest(grip, span, value):
    """How fast a value may move at most, for each side of where the knob was measured."""
    low, high = span
    up = abs(high - value) / (1 - grip.since_at) if grip.since_at < 1 else 0
    down = abs(value - low) / grip.since_at if grip.since_at > 0 else 0
    return max(up, down)


@pytest.mark.parametrize("takeover", SCALED)
@given(span=RANGES, share=SHARES, places=st.lists(PLACES, min_size=2, max_size=30))
def test_a_step_of_the_knob_moves_the_value_by_no_more_than_what_is_left(
    takeover, span, share, places
):
    grip, value = gripped(places[0], within(span, share)), within(span, share)
    size = abs(span[1] - span[0])
    for at in places[1:]:
        bound = steepest(grip, span, grip.since_value) * abs(at - grip.at)
        before = grip
        grip, new = moved(takeover, grip, at, value, *span)
        after = value if new is None else new
        assert abs(after - value) <= bound + size * 1e-9
        left = [one for one in (before.since_at, 1 - before.since_at) if one > 0]
        assert bound <= size / min(left) * abs(at - before.at) + size * 1e-9
        value = after


@pytest.mark.parametrize("takeover", SCALED)
@given(
    span=RANGES,
    share=st.floats(0.001, 0.999),
    places=st.lists(PLACES, min_size=1, max_size=20),
    cue=SHARES,
    onward=PLACES,
)
def test_when_something_else_moved_the_value_the_knob_goes_on_from_there(
    takeover, span, share, places, cue, onward
):
    """Continuous: a small step moves it a little from where the cue put it, not from elsewhere."""
    grip, _ = swept(takeover, span, within(span, share), places)
    value = within(span, cue)
    assume(abs(value - grip.value) > 2 * ITS_OWN * abs(span[1] - span[0]))
    _, new = moved(takeover, grip, onward, value, *span)
    _, anew = moved(takeover, gripped(grip.at, value), onward, value, *span)
    assert new == anew


@pytest.mark.parametrize("takeover", SCALED)
@given(
    span=RANGES,
    share=st.floats(0.01, 0.99),
    places=st.lists(PLACES, min_size=1, max_size=20),
    at=PLACES,
    onward=PLACES,
)
def test_every_move_of_the_knob_moves_the_value_its_way(takeover, span, share, places, at, onward):
    """Never dead, wherever it stands and whatever came before; only an end it began at is one."""
    assume(at != onward)
    grip, values = swept(takeover, span, within(span, share), [*places, at])
    _, new = moved(takeover, grip, onward, values[-1], *span)
    assert new is not None
    assert (share_of(span, new) - share_of(span, values[-1])) * (onward - at) > 0


@pytest.mark.parametrize("takeover", SCALED)
@given(span=RANGES, share=SHARES, places=st.lists(PLACES, min_size=2, max_size=30))
def test_a_knob_between_its_ends_reaches_both_ends_of_the_range(takeover, span, share, places):
    assume(0 < places[0] < 1)
    grip, values = swept(takeover, span, within(span, share), places)
    for at, end in ((1.0, span[1]), (0.0, span[0])):
        _, new = moved(takeover, grip, at, values[-1], *span)
        assert (values[-1] if new is None else new) == end


@given(RANGES, SHARES, st.sampled_from([0.0, 1.0]), st.floats(1.001 * AWAY, 1))
@example((0.0, 172.71769965360997), 1.0, 0.0, 0.2578125)
def test_a_knob_that_stood_at_an_end_has_it_again_after_a_quarter_of_its_travel(
    span, share, end, turn
):
    places = [end, abs(end - turn), end, 1 - end]
    _, values = swept(Takeover.SCALE, span, within(span, share), places)
    assert values[2:] == [within(span, end), within(span, 1 - end)]


@given(
    RANGES,
    SHARES,
    st.sampled_from([0.0, 1.0]),
    st.lists(st.floats(0, 0.99 * AWAY), min_size=1, max_size=30),
)
def test_noise_at_an_end_leaves_the_value_where_it_was(span, share, end, tremble):
    value = within(span, share)
    places = [end, *(abs(end - one) for one in tremble), end]
    assert swept(Takeover.SCALE, span, value, places)[1][-1] == value


@given(RANGES, BESIDE, st.lists(PLACES, min_size=1, max_size=40))
def test_a_trim_is_a_matter_of_the_place_alone_and_none_where_the_knob_stood(span, share, places):
    value = within(span, share)
    grip, values = swept(Takeover.TRIM, span, value, [*places, places[0]])
    assert values[-1] == value
    first = places[0]
    for at, found in zip(places, values, strict=False):
        # A second way: the straight lines between three points, an end that is passed left out.
        ends = [min(0.0, share), share, max(1.0, share)]
        side = ends[2] if at > first else ends[0]
        run = (at - first) / (1 - first) if at > first else (first - at) / (first or 1)
        expected = within(span, share + (side - share) * run)
        assert found == pytest.approx(expected, abs=abs(span[1] - span[0]) * 1e-9)
    assert grip.since_at == first


@given(RANGES, BESIDE, st.lists(PLACES, min_size=2, max_size=40))
def test_measured_between_its_ends_a_knob_scales_as_it_trims(span, share, places):
    assume(0 < places[0] < 1)
    scaled, trimmed = (swept(one, span, within(span, share), places) for one in SCALED)
    assert scaled == trimmed


@pytest.mark.parametrize("takeover", [*SCALED, Takeover.RELATIVE])
@given(span=RANGES, share=BESIDE, places=st.lists(PLACES, min_size=2, max_size=20))
def test_a_value_beside_the_range_is_never_left_further_nor_pulled_in(
    takeover, span, share, places
):
    low, high = min(0.0, share), max(1.0, share)
    _, values = swept(takeover, span, within(span, share), places)
    assert all(low - 1e-9 <= share_of(span, value) <= high + 1e-9 for value in values)
    beyond = 1.0 if share > 1 else 0.0
    if not 0 <= share <= 1 and places[0] != beyond:
        [_, stays] = swept(takeover, span, within(span, share), [places[0], beyond])[1]
        assert stays == pytest.approx(within(span, share), abs=1e-9)


@given(RANGES, SHARES, st.lists(PLACES, min_size=2, max_size=200))
def test_whoever_keeps_the_value_may_round_it(span, share, places):
    """Rounded, it is still the knob's own: nothing is measured anew, and nothing drifts."""
    grain = abs(span[1] - span[0]) * ITS_OWN
    grip, value = gripped(places[0], within(span, share)), within(span, share)
    for at in [*places, places[0]]:
        grip, new = moved(Takeover.TRIM, grip, at, value, *span)
        value = value if new is None else round(new / grain) * grain
    assert abs(value - within(span, share)) <= grain


@given(RANGES, st.lists(PLACES, min_size=2))
def test_a_jump_is_the_place_and_exact_at_both_ends(span, places):
    for at in places:
        _, new = moved(Takeover.JUMP, gripped(0.3, 5), at, 5, *span)
        assert new == pytest.approx(within(span, at), abs=1e-9)
    assert moved(Takeover.JUMP, gripped(1, 5), 1, 5, *span)[1] == span[1]
    assert moved(Takeover.JUMP, gripped(1, 5), 0, 5, *span)[1] == span[0]


@given(RANGES, st.floats(0.4, 0.6), st.lists(st.floats(0.25, 0.5), min_size=2, max_size=30))
def test_relative_moves_add_up_and_return(span, share, places):
    """As far as no end is met: the sum of all steps is how far the knob is from where it began."""
    _, values = swept(Takeover.RELATIVE, span, within(span, share), [*places, places[0]])
    size = abs(span[1] - span[0])
    for at, value in zip(places, values, strict=False):
        assert value == pytest.approx(within(span, share + at - places[0]), abs=size * 1e-9)
    assert values[-1] == pytest.approx(within(span, share), abs=size * 1e-9)


@given(RANGES, SHARES, st.lists(st.floats(-1, 1), max_size=30))
def test_an_encoder_moves_by_its_turn_and_ends_at_the_ends(span, share, turns):
    value = within(span, share)
    for turn in turns:
        share = min(1.0, max(0.0, share + turn))
        value = turned(turn, value, *span)
        assert share_of(span, value) == pytest.approx(share, abs=1e-9)
    assert (turned(-2, value, *span), turned(2, value, *span)) == span


@pytest.mark.parametrize("takeover", [*SCALED, Takeover.RELATIVE])
def test_a_message_that_is_no_move_sets_nothing(takeover):
    grip = gripped(0.5, 3.0)
    assert moved(takeover, grip, 0.5, 7.0, 0, 10) == (grip, None)
    _, new = moved(takeover, grip, 0.51, 7.0, 0, 10)
    assert new == pytest.approx(7.0, abs=0.11)
    assert new is not None
    assert new > 7
