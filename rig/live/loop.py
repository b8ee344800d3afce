"""The loop of a night, live or not: events in, the core in the middle, actions out.

The live show, the dry run, the replay and the demo run this loop. They differ only in who brings
the next event and who takes the actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rig.conductor.cues import standing_by
from rig.conductor.events import Wake
from rig.conductor.notices import tell
from rig.conductor.step import step

if TYPE_CHECKING:
    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State


class Source(Protocol):
    """Who brings the events."""

    def next(self, state: State) -> Event | None:
        """The next event, at the latest when the state asks to be woken; None ends the night."""


class Sink(Protocol):
    """Who takes what an event led to."""

    def take(self, event: Event, state: State, actions: tuple[Action, ...]) -> None:
        """Take the actions of an event, and the state after it."""


def run(show: Show, state: State, source: Source, sink: Sink) -> State:
    """Run a night to its end; the state it ends in."""
    while (event := source.next(state)) is not None:
        state, actions = survive(show, state, event)
        sink.take(event, state, actions)
    return state


def survive(show: Show, state: State, event: Event) -> tuple[State, tuple[Action, ...]]:
    """One step that cannot end the show.

    When the core fails, which is a programmer's error, the event is dropped and the last good
    state stands. When time itself fails, the music is let go, so that GO is left.
    """
    try:
        return step(show, state, event)
    except Exception as error:  # noqa: BLE001 - whatever it is, the show goes on
        failed = f"the rig failed ({type(error).__name__}: {error}); it goes on"
    at_us = max(event.at_us, state.now_us)
    out: list[Action] = []
    try:
        state, actions = step(show, state, Wake(at_us))
        out += actions
    except Exception:  # noqa: BLE001 - the music's own time fails: let it go
        state = standing_by(show, state)._replace(now_us=at_us, stood_us=at_us, wake_us=None)
    return tell(state, at_us, failed, out), tuple(out)
