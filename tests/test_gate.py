"""The noise gate: trembling is not heard, moves and ends are, and catching is not disturbed."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rig.hands.gate import WIDEST_TRAVEL, passes
from rig.hands.takeover import gripped, way


@given(st.floats(0.001, WIDEST_TRAVEL), st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_what_is_heard_is_a_gate_apart_but_for_the_ends(gate, travels):
    heard = [0.5]
    for travel in travels:
        if passes(gate, heard[-1], travel):
            heard.append(travel)
        else:
            assert abs(travel - heard[-1]) < gate
            assert 0 < travel < 1
    assert all(abs(b - a) >= gate or b in (0, 1) for a, b in pairwise(heard))


@given(st.floats(0, 1), st.lists(st.floats(-1, 1), max_size=60))
def test_a_control_that_trembles_says_nothing_and_one_at_an_end_is_at_it(rest, tremble):
    near = [rest + one * WIDEST_TRAVEL * 0.99 for one in tremble]
    assert not any(passes(WIDEST_TRAVEL, rest, one) for one in near if 0 < one < 1)
    assert passes(WIDEST_TRAVEL, 0.999, 1.0)
    assert passes(WIDEST_TRAVEL, 0.001, 0.0)


@given(st.sampled_from([(-40.0, 0.0), (10.0, -3.0)]), st.floats(0, 1), st.floats(-0.99, 0.99))
def test_a_value_that_the_gate_left_the_knob_beside_is_caught(span, heard, off):
    stands = min(1.0, max(0.0, heard + off * WIDEST_TRAVEL))
    assert way(gripped(heard, 0), span[0] + (span[1] - span[0]) * stands, *span) == 0
