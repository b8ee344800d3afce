"""Knobs that wait to catch their value: which way each must be turned, and how far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.knobs import grip_of, in_force
from rig.conductor.surface import LeanOf, LevelOf, TrimOf, ValueOf
from rig.conductor.touching import jobs_of
from rig.conductor.view import KnobView
from rig.hands.takeover import Takeover, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Knob


def waiting(show: Show, state: State) -> Iterator[KnobView]:
    """Every knob that has been touched since it was measured, and waits where it stands."""
    for mapped in show.surface.catching:
        for knob in jobs_of(state, mapped).knobs:
            grip = grip_of(state.knobs, knob.number)
            now = in_force(state, knob)
            if knob.takeover is not Takeover.CATCH or grip is None or now is None:
                continue
            if turn := way(grip, now, knob.low, knob.high):
                yield KnobView(mapped.name, _moved(show, knob), turn)


def _moved(show: Show, knob: Knob) -> str:
    match knob.moves:
        case TrimOf():
            return ", ".join(show.groups[group].name for group in knob.moves.groups)
        case LevelOf():
            return show.groups[knob.moves.group].name
        case ValueOf():
            return show.sounds[knob.moves.sound].name
        case LeanOf():
            return "tempo"
