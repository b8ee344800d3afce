"""A noise gate: a control that trembles says nothing, one that is moved is heard."""

from __future__ import annotations

from typing import Final

WIDEST_TRAVEL: Final = 0.02
"""The widest gate, narrower than the window in which a knob catches its value."""


def passes(gate_travel: float, last_travel: float, travel: float) -> bool:
    """Whether a place is heard that comes after ``last_travel``, the last one that was.

    One nearer to it than the gate is not, but the two ends of the travel always are, so a fader
    pulled to its end is at its end.
    """
    return not 0 < travel < 1 or abs(travel - last_travel) >= gate_travel
