"""Any curve, any range, any place of a knob; and what a knob sets on its way over places."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from rig.hands.shaping import Law, Shaping
from rig.hands.takeover import gripped, moved

RISING = st.lists(st.integers(1, 40), min_size=2, max_size=8)
# Places as controllers of 7 and of 14 bits send them.
PLACES = st.integers(0, 127).map(lambda data: data / 127) | st.integers(0, 16383).map(
    lambda data: data / 16383
)
RANGES = st.tuples(
    st.floats(-90, 90).map(lambda low: round(low, 2)), st.floats(0.5, 200), st.sampled_from([1, -1])
).map(lambda one: (one[0], one[0] + one[1] * one[2]))
SHARES = st.floats(0, 1)
BESIDE = st.floats(-2, 3)


@st.composite
def rising_shapings(draw):
    """Any law, or points from 0 to 100 percent that never fall, with steps or without."""
    steps = draw(st.sampled_from([0, 2, 3, 5, 12, 127]))
    if draw(st.booleans()):
        return Shaping(draw(st.sampled_from(Law)), steps=steps)
    widths, heights = draw(RISING), draw(RISING)
    count = min(len(widths), len(heights))
    travels = np.cumsum(widths[:count]) * 100 / sum(widths[:count])
    values = np.cumsum(heights[:count]) * 100 / sum(heights[:count])
    inner = zip(travels[:-1].tolist(), values[:-1].tolist(), strict=True)
    return Shaping(points=((0.0, 0.0), *inner, (100.0, 100.0)), steps=steps)


def within(span, share):
    low, high = span
    return high if share == 1 else low + (high - low) * share


def share_of(span, value):
    low, high = span
    return (value - low) / (high - low)


def swept(takeover, span, value, places):
    """The values a knob sets, place by place, the first of them only telling where it stands."""
    grip, values = gripped(places[0], value), [value]
    for at in places[1:]:
        grip, new = moved(takeover, grip, at, values[-1], *span)
        values.append(values[-1] if new is None else new)
    return grip, values
