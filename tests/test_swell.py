"""A swell by hand, in what the strings are sent; and its picture in the documents is that swell."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from sources import ROOT
from swelled import EVERY_S, FROM, TO, levels, moves, picture

from rig.score.sheet import level_of

P, F = level_of("p"), level_of("f")


def s_curve(place):
    travel = place / 127
    return travel * travel * (3 - 2 * travel)


def test_a_swell_by_hand_is_the_curve_from_where_the_slider_stood_to_the_top():
    """A second opinion: what is left of the curve is spread over what is left of the range."""
    start = s_curve(FROM)
    wanted = [P]
    for _, place in moves():
        level = P + (F - P) * (s_curve(place) - start) / (1 - start)
        if level != wanted[-1]:
            wanted.append(level)
    assert [level for _, level in levels("curve s p..f")] == pytest.approx(wanted, abs=1e-6)


def test_no_step_of_it_is_larger_than_the_curves_own():
    told = levels("curve s p..f")
    assert (told[0][1], told[-1][1]) == (pytest.approx(P), pytest.approx(F))
    widest = max(abs(s_curve(b) - s_curve(a)) for (_, a), (_, b) in pairwise(moves()))
    steps = [b - a for (_, a), (_, b) in pairwise(told)]
    assert min(steps) > 0
    assert max(steps) <= widest * (F - P) / (1 - s_curve(FROM)) + 1e-6
    assert max(steps) < 0.01, "a hundredth of all that there is"


def test_each_of_its_values_leaves_with_the_message_that_asks_for_it():
    asked = {round(at_s, 6) for at_s, _ in moves()}
    told = [round(at_s, 6) for at_s, _ in levels("curve s p..f") if at_s]
    assert set(told) <= asked
    assert len(told) > TO - FROM - 40, "only a message that says nothing new is left out"
    assert min(b - a for a, b in pairwise(told)) >= EVERY_S - 1e-6


def test_a_jump_leaps_as_it_is_touched():
    """Why a swell is not ridden so: the picture shows both."""
    told = levels("jump p..f")
    assert told[1][1] - told[0][1] == pytest.approx((F - P) * FROM / 127, abs=1e-6)


def test_the_picture_in_the_documents_is_this_swell():
    """Its lines and words; redrawn by the command at the head of ``swelled``."""
    kept = (ROOT / "docs/swell.svg").read_text("utf-8")
    now = picture("svg").decode()
    for what in (r' d="([^"]*)"', r">([^<>]*\w[^<>]*)</text>"):
        assert re.findall(what, kept) == re.findall(what, now) != []
