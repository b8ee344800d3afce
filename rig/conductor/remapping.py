"""Other hands in the middle of a show: the surface is exchanged, and the music does not notice.

Nothing is fired and no value is sent. Every knob is measured anew, so that none jumps. What hands
still owe an address is paid, and what is on its way back goes on. A pedal that is held down is held
on where it means the same as before, and else let go. Lights are begun anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from rig.conductor import follow
from rig.conductor.events import Wake
from rig.conductor.fingers import at_rest, nothing, put
from rig.conductor.lights import lit_anew, put_out
from rig.conductor.looping import route_of
from rig.conductor.notices import tell
from rig.conductor.step import step
from rig.conductor.touching import unplugged

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.events import Remapped
    from rig.conductor.fingers import Fingers, Held
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.conductor.surface import Surface


Down: TypeAlias = "tuple[tuple[Held, Held | None], ...]"


def remapped(show: Show, state: State, event: Remapped) -> tuple[Show, State, tuple[Action, ...]]:
    """The show with other hands, the state that fits it, and what is asked of the world.

    What was due before is done as the hands were then. Hands that were made for a show with other
    sounds are let go, and the old ones stay.
    """
    state, actions = step(show, state, Wake(event.at_us))
    out = [*actions]
    if event.sounds[: len(show.sounds)] == show.sounds:
        now = replace(show, surface=event.surface, sounds=event.sounds, ports=event.ports)
        down = _down(show.surface, now.surface, state.fingers)
        state = put_out(show, _let_go(show, state, down, out), out)
        fingers = _rested(show.surface, now.surface, state.fingers, down)
        state = lit_anew(now, _fitted(now, state, fingers), out)
        told = f"the hands are new: {counted(event.surface)}"
    else:
        now, told = show, "these hands were made for another show; the old ones stay"
    state = tell(state, event.at_us, told, out)
    # A pedal that was let go has moved the beat: what is due next is reckoned anew.
    state, actions = step(
        now, state._replace(music_us=follow.deadline(now, state)), Wake(event.at_us)
    )
    return now, state, (*out, *actions)


def counted(surface: Surface) -> str:
    """How many controls are mapped, in words."""
    count = len(surface.controls)
    return f"{count} control{'s' * (count != 1)}"


def _down(old: Surface, new: Surface, fingers: Fingers) -> Down:
    """What is held down, and by its new number; None where it is not mapped any more.

    A control that means something else is only down: what it does begins with its next press.
    """
    by_number = {one.number: one for one in old.controls.values()}
    down: list[tuple[Held, Held | None]] = []
    for held in fingers.held:
        was = by_number[held.control]
        now = new.controls.get((was.port, *was.signal.key))
        if now is None:
            down.append((held, None))
            continue
        still = held._replace(control=now.number)
        if replace(was, number=now.number) != now:
            still = still._replace(buttons=(), release=(), long=(), hold=(), hold_us=None)
        down.append((held, still))
    return tuple(down)


def _let_go(show: Show, state: State, down: Down, out: list[Action]) -> State:
    """What lasts as long as a control is down is over where that means something else."""
    over = tuple(held for held, now in down if now is None or now.buttons != held.buttons)
    state = state._replace(fingers=state.fingers._replace(held=over))
    for port in {held.port: None for held in over}:
        state = unplugged(show, state, port, out)
    return state


def _rested(old: Surface, new: Surface, fingers: Fingers, down: Down) -> Fingers:
    """What hangs on no meaning stays: what is owed, on its way, half said, and under a hand."""
    rested = at_rest(new)
    routes = rested.routes
    for held, now in down:
        if now is not None and (route := route_of(fingers, held.control)) is not None:
            routes = put(routes, now.control, route)
    touched = frozenset(
        new.sensors[source]
        for source, number in old.sensors.items()
        if number in fingers.lights.touched and source in new.sensors
    )
    return rested._replace(
        held=tuple(now for _, now in down if now is not None),
        paced=fingers.paced,
        glides=fingers.glides,
        routes=routes,
        memories=fingers.memories,
        lights=rested.lights._replace(touched=touched),
    )


def _fitted(show: Show, state: State, fingers: Fingers) -> State:
    """A state with room for every knob and sound of a show, and with these fingers."""
    undo = state.undo
    if undo is not None:
        state = state._replace(undo=replace(undo, before=_fitted(show, undo.before, fingers)))
    return state._replace(
        knobs=nothing(len(show.surface.knobs)),
        fingers=fingers,
        values=(*state.values, *(None,) * (len(show.sounds) - len(state.values))),
    )
