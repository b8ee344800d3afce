"""How often a value under a hand is told: the first at once, later ones at a rate, the last always.

A fast hand sends a thousand messages a second and more, which nobody hears and a target may choke
on. An address is therefore told at most a hundred values a second by hands; the newest waits, and
the ones before it are let go. What is fired is never held back, nor what the sheet moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Action, Send
from rig.conductor.dynamics import move, told
from rig.conductor.exchanged import with_faders, with_fingers, with_paced, with_values
from rig.conductor.fingers import Paced

if TYPE_CHECKING:
    from rig.conductor.fingers import Fingers
    from rig.conductor.show import Show
    from rig.conductor.state import Fader, State
    from rig.score.measure import Micros

PACE_US: Final = 10_000
"""From one value of an address to the next."""


def ride_group(
    show: Show, state: State, group: int, fader: Fader, due_us: Micros, out: list[Action]
) -> State:
    """A hand has moved a group's dynamics: told now, or as soon as it may be."""
    last = _last(state.fingers, group)
    if last is not None and due_us < last.next_us:
        now = last._replace(owed=True)
    else:
        fader = told(show, state.gain, group, fader, due_us, out)
        now = Paced(group, due_us + PACE_US, owed=False, value=None)
    faders = (*state.faders[:group], fader, *state.faders[group + 1 :])
    return with_fingers(with_faders(state, faders), _with(state.fingers, now, due_us))


def ride_value(
    show: Show, state: State, sound: int, value: float, due_us: Micros, out: list[Action]
) -> State:
    """A hand has moved a value: told now, or as soon as it may be."""
    last, before = _last(state.fingers, ~sound), state.values[sound]
    if last is not None and due_us < last.next_us:
        now = last._replace(owed=True, value=value)
    else:
        packet = _packet(show, sound, value)
        owed = last is not None and last.owed
        if owed or before is None or packet != _packet(show, sound, before):
            out.append(Send(due_us, show.sounds[sound].out, packet))
        now = Paced(~sound, due_us + PACE_US, owed=False, value=value)
    values = (*state.values[:sound], value, *state.values[sound + 1 :])
    return with_fingers(with_values(state, values), _with(state.fingers, now, due_us))


def pay(show: Show, state: State, due_us: Micros, out: list[Action]) -> State:
    """Every value that has waited long enough is told, unless the sheet has set another since."""
    for one in state.fingers.paced:
        if not one.owed or one.next_us > due_us:
            continue
        if one.value is None:
            state = move(show, state, one.address, state.faders[one.address], due_us, out)
        elif state.values[~one.address] == one.value:
            packet = _packet(show, ~one.address, one.value)
            out.append(Send(due_us, show.sounds[~one.address].out, packet))
        paid = one._replace(next_us=due_us + PACE_US, owed=False)
        state = with_fingers(state, _with(state.fingers, paid, due_us))
    return state


def _last(fingers: Fingers, address: int) -> Paced | None:
    for one in fingers.paced:
        if one.address == address:
            return one
    return None


def _with(fingers: Fingers, now: Paced, due_us: Micros) -> Fingers:
    """What was told of an address; what is over and owes nothing is forgotten."""
    kept = [
        one
        for one in fingers.paced
        if one.address != now.address and (one.owed or one.next_us > due_us)
    ]
    return with_paced(fingers, (*kept, now))


def _packet(show: Show, sound: int, value: float) -> bytes:
    dial = show.sounds[sound].dial
    assert dial is not None, "only what has a dial is set"
    return dial.value(value)
