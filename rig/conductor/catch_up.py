"""Everything that is due by an instant, done in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor import follow

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros

DUE_MAX: Final = 20_000
"""Things done in one event at most: an hour asleep in a vamp is caught up with, no more."""


def catch_up(
    show: Show, state: State, due_us: Micros | None, at_us: Micros, out: list[Action]
) -> tuple[State, Micros | None]:
    """Everything due by an instant, in order, and the next deadline; ``due_us`` is the first."""
    for _ in range(DUE_MAX):
        if due_us is None or due_us > at_us:
            return state, due_us
        state = follow.follow(show, state, due_us, out)
        due_us = follow.deadline(show, state)
    raise AssertionError("what is due has no end")
