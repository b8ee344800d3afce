"""What sounds: fired, going on beyond its cue, left to ring, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.actions import Action, Send
from rig.conductor.show import Start, Strike
from rig.conductor.state import Sounding
from rig.conductor.tails import without_sound

if TYPE_CHECKING:
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.score.measure import Micros


def strike(
    show: Show, state: State, deed: Strike | Start, due_us: Micros, out: list[Action]
) -> State:
    """Fire a sound. One that goes on beyond its cue and sounds already is not begun again."""
    sound = show.sounds[deed.sound]
    lasting = type(deed) is Start
    known = next((one for one in state.sounding if one.sound == deed.sound), None)
    if known is not None and lasting and known.lasting:
        return state
    if known is not None and not known.ringing:
        state = stop(show, state, deed.sound, due_us, out)
    out.extend(Send(due_us, sound.out, packet) for packet in sound.start)
    if not sound.stop:
        return state
    others = tuple(one for one in state.sounding if one.sound != deed.sound)
    return state._replace(
        sounding=(*others, Sounding(deed.sound, lasting)),
        tails=without_sound(state.tails, deed.sound),
    )


def stop(show: Show, state: State, sound: int, due_us: Micros, out: list[Action]) -> State:
    """Stop a sound; one that does not sound is stopped even so, which does no harm."""
    one = show.sounds[sound]
    out.extend(Send(due_us, one.out, packet) for packet in one.stop)
    return state._replace(
        sounding=tuple(other for other in state.sounding if other.sound != sound),
        tails=without_sound(state.tails, sound),
    )
