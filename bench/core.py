"""The core alone: a long night in virtual time, and what one event costs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Final

from shows import generated, played, touched

from rig.conductor.events import Wake
from rig.conductor.state import begin
from rig.conductor.step import step
from rig.live.loop import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.conductor.actions import Action
    from rig.conductor.events import Event
    from rig.conductor.show import Show
    from rig.conductor.state import State
    from rig.venue.load import Loaded

SIZES: Final = (10, 100, 1_000, 10_000)

_NIGHT_CUES: Final = 1_000
_NIGHT_MOVES: Final = 20_000
_NIGHT_CONTROLS: Final = 100
_PRESSES: Final = 8
_MOVES: Final = 2_000
_ROUNDS: Final = 15
_SEED: Final = 1927


@dataclass(slots=True)
class Player:
    """Brings a list of events, and every wake-up between them."""

    events: list[Event]
    heard: list[Event] = field(default_factory=list)
    _place: int = 0

    def next(self, state: State) -> Event | None:
        """The next event; none when the list is over."""
        if self._place == len(self.events):
            return None
        event = self.events[self._place]
        if state.wake_us is not None and state.wake_us < event.at_us:
            return Wake(state.wake_us)
        self._place += 1
        return event

    def take(self, event: Event, _state: State, _actions: tuple[Action, ...]) -> None:
        """Note what was heard."""
        self.heard.append(event)


def long_night() -> tuple[float, float, int]:
    """Seconds to make two hours ready and to run them, and how many events they have."""
    begun_s = time.perf_counter()
    loaded = generated(_NIGHT_CUES, _NIGHT_CONTROLS)
    ready_s = time.perf_counter()
    chance = _chance()
    moves = played(loaded, _NIGHT_CUES, _NIGHT_MOVES, chance)
    player = Player([*touched(loaded, chance), *moves])
    run(loaded.show, begin(loaded.show), player, player)
    return ready_s - begun_s, time.perf_counter() - ready_s, len(player.heard)


def _chance() -> Random:
    return Random(_SEED)  # noqa: S311 - the same night every time, and no secret


def by_cues() -> list[tuple[int, float]]:
    """Microseconds for one event, by the number of cues."""
    return _side_by_side(lambda size: generated(size, 100))


def by_controls() -> list[tuple[int, float]]:
    """Microseconds for one event, by the number of controls, all of which are moved."""
    return _side_by_side(lambda size: generated(100, size))


def _side_by_side(make: Callable[[int], Loaded]) -> list[tuple[int, float]]:
    """The same night with every size, a piece of each in turn, so that all meet the same weather.

    A state is frozen: a night can be begun again and again from the same one.
    """
    nights = []
    for size in SIZES:
        loaded = make(size)
        chance = _chance()
        before = Player(touched(loaded, chance))
        state = run(loaded.show, begin(loaded.show), before, before)
        player = Player(played(loaded, _PRESSES, _MOVES, chance))
        run(loaded.show, state, player, player)
        nights.append((loaded.show, state, player.heard))
    seconds: list[list[float]] = [[] for _ in SIZES]
    for _ in range(_ROUNDS):
        for (show, state, events), taken in zip(nights, seconds, strict=True):
            taken.append(_seconds(show, state, events))
    return [
        (size, min(taken) / len(events) * 1e6)
        for size, taken, (_, _, events) in zip(SIZES, seconds, nights, strict=True)
    ]


def _seconds(show: Show, state: State, events: list[Event]) -> float:
    begun_s = time.perf_counter()
    for event in events:
        state, _ = step(show, state, event)
    return time.perf_counter() - begun_s


def step_alone() -> dict[str, list[float]]:
    """Microseconds of single steps, by what they hear, in a show of 200 cues."""
    loaded, chance = generated(200, 100), _chance()
    events = [*touched(loaded, chance), *played(loaded, 200, 4_000, chance)]
    us: dict[str, list[float]] = {"a trim knob moves": [], "GO": []}
    for _ in range(5):
        player, state = Player(events), begin(loaded.show)
        while (event := player.next(state)) is not None:
            begun_ns = time.perf_counter_ns()
            state, _ = step(loaded.show, state, event)
            took_us = (time.perf_counter_ns() - begun_ns) / 1000
            name = {"MidiIn": "a trim knob moves", "KeyIn": "GO"}.get(type(event).__name__)
            if name:
                us[name].append(took_us)
    return us
