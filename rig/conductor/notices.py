"""Lines for the player: few, bounded, newest last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Action, Tell

if TYPE_CHECKING:
    from rig.conductor.state import State
    from rig.score.measure import Micros

NOTICES_MAX: Final = 4
"""The oldest line makes room for the newest."""


def refuse(state: State, due_us: Micros, text: str, out: list[Action]) -> State:
    """Say that a press has done nothing; lights show it for a moment."""
    lights = state.fingers.lights._replace(refused_us=due_us)
    state = state._replace(fingers=state.fingers._replace(lights=lights))
    return tell(state, due_us, text, out)


def tell(state: State, due_us: Micros, text: str, out: list[Action]) -> State:
    """Say a line, and keep it for the display."""
    out.append(Tell(due_us, text))
    return state._replace(notices=(*state.notices[-NOTICES_MAX + 1 :], (due_us, text)))
