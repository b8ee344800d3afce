"""Layers: what the controls do while one is held down, or until a press ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.knobs import without

if TYPE_CHECKING:
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import LayerButton


def layered(show: Show, state: State, button: LayerButton) -> State:
    """A layer goes on, and is the newest; or off, by the press that ends it."""
    on = state.fingers.layers
    others = tuple(layer for layer in on if layer != button.layer)
    if button.layer in on and not button.held:
        return _with(show, state, others)
    return _with(show, state, (*others, button.layer))


def unlayered(show: Show, state: State, button: LayerButton) -> State:
    """The button of a layer was let go; another that is down may hold it still."""
    if not button.held or any(button in one.buttons for one in state.fingers.held):
        return state
    on = state.fingers.layers
    return _with(show, state, tuple(layer for layer in on if layer != button.layer))


def _with(show: Show, state: State, layers: tuple[int, ...]) -> State:
    """Knobs that do something else now are measured anew: they may have been moved meanwhile."""
    knobs = without(state.knobs, show.surface.layered)
    return state._replace(knobs=knobs, fingers=state.fingers._replace(layers=layers))
