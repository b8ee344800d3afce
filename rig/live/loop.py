"""The loop of a night, live or not: events in, the core in the middle, actions out.

The live show, the dry run, the replay and the demo run this loop. They differ only in who brings
the next event and who takes the actions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from rig.conductor.cues import standing_by
from rig.conductor.events import Remapped, Wake
from rig.conductor.notices import tell
from rig.conductor.remapping import remapped
from rig.conductor.step import step

if TYPE_CHECKING:
    from collections.abc import Callable

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


def run(
    show: Show,
    state: State,
    source: Source,
    sink: Sink,
    on_hands: Callable[[Show], None] | None = None,
) -> State:
    """Run a night to its end; the state it ends in.

    ``on_hands`` is told the show whenever it has come into other hands, before the sink is.
    """
    while (event := source.next(state)) is not None:
        before = show
        show, state, actions = survive(show, state, event)
        if show is not before and on_hands is not None:
            on_hands(show)
        sink.take(event, state, actions)
    return state


def survive(show: Show, state: State, event: Event) -> tuple[Show, State, tuple[Action, ...]]:
    """One step that cannot end the show; the show is another one when its hands are.

    When the core fails, which is a programmer's error, the event is dropped and the last good
    state stands. When time itself fails, the music is let go, so that GO is left.
    """
    try:
        if type(event) is Remapped:
            return remapped(show, state, event)
        return show, *step(show, state, event)
    except Exception as error:  # noqa: BLE001 - whatever it is, the show goes on
        failed = f"the rig failed ({type(error).__name__}: {error}); it goes on"
    at_us = max(event.at_us, state.now_us)
    out: list[Action] = []
    try:
        state, actions = step(show, state, Wake(at_us))
        out += actions
    except Exception:  # noqa: BLE001 - the music's own time fails: let it go
        state = standing_by(show, state)._replace(
            now_us=at_us, stood_us=at_us, music_us=None, wake_us=None
        )
    return show, tell(state, at_us, failed, out), tuple(out)
