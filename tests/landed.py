"""Hits to land, and whether a curve does as it is told."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from rig.conductor.landing import Limits, Target, land

S = 1_000_000.0
MS = 1_000.0
FOUR = Limits(0.96, 1.04, 0.02)
"""Four percent either way, reached in two seconds."""

within = st.sampled_from([0.0, 1.0]) | st.floats(0, 1)


def hit(written_s, at_s, weight=2, within_ms=0.0):
    return Target(written_s * S, at_s * S, weight, within_ms * MS, within_ms * MS)


def between(low, high, share):
    return low + (high - low) * share


def obeyed(curve, bounds, rate):
    """Whether a curve does as it is told, looked at from many points and not by its own word."""
    us = np.linspace(0, curve.length_us, 1001)
    seen = curve.start + (curve.slope + curve.bow * us) * us
    slopes = np.abs(curve.slope + 2 * curve.bow * us) * S
    low, high = min(bounds.low, rate) - 1e-9, max(bounds.high, rate) + 1e-9
    return (
        seen.min() >= low and seen.max() <= high and slopes.max() <= bounds.slope_per_s * (1 + 1e-6)
    )


def performed(rate, bounds, targets, every_s):
    """How late each hit comes when the plan is made anew every so often, and at every hit."""
    off, left, us, written = [], list(targets), 0.0, 0.0
    while left:
        ahead = [one._replace(written_us=one.written_us - written, us=one.us - us) for one in left]
        curve = land(rate, bounds, ahead).curve
        assert obeyed(curve, bounds, rate)
        arrival_us = curve.us_at(ahead[0].written_us)
        if arrival_us <= every_s * S:
            off.append(arrival_us - ahead[0].us)
            left.pop(0)
        step_us = min(max(arrival_us, 0.0), every_s * S)
        us, written = us + step_us, written + curve.written_at(step_us)
        rate = curve.rate_at(step_us)
    return off
