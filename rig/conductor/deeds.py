"""What the sheet asks for at a place in the music, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.dynamics import mark, set_value, swell
from rig.conductor.leaving import meet
from rig.conductor.show import Deed, Mark, Meet, Set, Start, Stop, Strike, Swell
from rig.conductor.sounds import stop, strike

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros, Ticks


def do(show: Show, state: State, deed: Deed, at: Ticks, due_us: Micros, out: list[Action]) -> State:
    """One deed, at a place in the cue as written."""
    match deed:
        case Strike() | Start():
            return strike(show, state, deed, due_us, out)
        case Stop():
            return stop(show, state, deed.sound, due_us, out)
        case Set():
            return set_value(show, state, deed, due_us, out)
        case Mark():
            return mark(show, state, deed, due_us, out)
        case Swell():
            return swell(state, deed, at, due_us)
        case Meet():
            meet(show, state, deed.hit, due_us, out)
    return state


def do_all(
    show: Show, state: State, deeds: tuple[Deed, ...], due_us: Micros, out: list[Action]
) -> State:
    """What is sent at an exit, at once; none of it is a hairpin."""
    for deed in deeds:
        state = do(show, state, deed, 0, due_us, out)
    return state
