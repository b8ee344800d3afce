"""A guard against loops: what goes round through the rig is muted, and the show goes on.

Two mappings that feed each other, or a device that sends back what it is sent, make a control move
to and fro faster than any hand: a trill on a pad turns round some 30 times a second. A value that
only runs to one end of its range stops there by itself, and needs no guard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.conductor.exchanged import with_fingers, with_routes
from rig.conductor.fingers import ROW, Route, put
from rig.conductor.notices import tell
from rig.hands.encoder import delta
from rig.hands.signal import Sense
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.fingers import Fingers
    from rig.conductor.state import State
    from rig.conductor.surface import Mapped
    from rig.score.measure import Micros

TURNS_MAX: Final = 60
"""How often a control may turn round in a second."""
_TREMBLES: Final = 32
"""Parts of the travel: a pot that trembles by less, three steps of 7 bits, is noisy and no loop."""


def route_of(fingers: Fingers, control: int) -> Route | None:
    """How a control has moved so far; None before its first message."""
    return fingers.routes[control // ROW][control % ROW]


def onward(
    before: Route | None, mapped: Mapped, value: int, stamped_us: Micros, *, again: bool
) -> Route:
    """How a control moves with its next message; ``again`` where that presses what is down.

    It was let go between, though that was not told: it has turned round twice.
    """
    signal = mapped.signal
    relative = signal.sense is not Sense.ABSOLUTE
    steps = delta(signal.sense, value) if relative else 0
    if before is None:
        return Route(stamped_us, value, value, steps >= 0, 0, stamped_us, muted=False)
    _, _, anchor, rises, turns, since_us, muted = before
    if not 0 <= stamped_us - since_us < SECOND_US:
        muted = muted and turns > TURNS_MAX and stamped_us - before.at_us < SECOND_US
        turns, since_us = 0, stamped_us
    moved = steps if relative else value - anchor
    if moved and (relative or abs(moved) * _TREMBLES >= abs(signal.high - signal.low)):
        anchor = value
        turns += rises is not (moved > 0)
        rises = moved > 0
    return Route(stamped_us, value, anchor, rises, turns + 2 * again, since_us, muted)


def heard(state: State, mapped: Mapped, now: Route, out: list[Action]) -> tuple[State, bool]:
    """A control's message is counted; whether it may do its work."""
    if now.turns > TURNS_MAX and not now.muted:
        now = now._replace(muted=True)
        text = f"{mapped.name} loops, {now.turns} turns in a second: muted until it has rested"
        state = tell(state, state.now_us, text, out)
    fingers = with_routes(state.fingers, put(state.fingers.routes, mapped.number, now))
    return with_fingers(state, fingers), not now.muted
