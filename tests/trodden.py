"""Feet on the simulated board: presses that bounce as contacts do, each pattern from a seed."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, NamedTuple

from simulated_board import said

from firmware_bridge.said import Beat, Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulated_board import Heard, SimulatedBoard

SWITCHES = 6
AT_ONCE = 8
"""Presses of each foot that the simulator is told together."""
MOST_BOUNCES = 12


def seeded(seed: int) -> Random:
    """Chance that can be had again."""
    return Random(seed)  # noqa: S311 - to be repeated, not to be secret


class Tread(NamedTuple):
    """How feet press; all in microseconds."""

    bounce: int
    """The contact is at rest so long after it was first touched, at most."""
    hold: int
    """From one touch to the release, at least."""
    rest: int
    """From a release to the next touch, at least."""
    apart: int
    """From one touch to the next, at least."""


def bounces(chance: Random, at_us: int, longest_us: int, *, closes: bool) -> Iterator[tuple]:
    """A contact's changes: it moves, moves back and forth, and is at rest in its new place."""
    chatter = 2 * chance.randrange(MOST_BOUNCES + 1)
    moments = sorted(chance.sample(range(1, longest_us), chatter))
    yield at_us, closes
    for number, moment in enumerate(moments):
        yield at_us + moment, closes == bool(number % 2)


def presses(chance: Random, tread: Tread, count: int) -> Iterator[tuple]:
    """The changes of so many presses of one foot, the first at some instant soon."""
    at_us = chance.randrange(tread.apart)
    for _ in range(count):
        apart = chance.randrange(tread.apart, 2 * tread.apart)
        hold = chance.randrange(tread.hold, apart - tread.rest + 1)
        yield from bounces(chance, at_us, tread.bounce, closes=True)
        yield from bounces(chance, at_us + hold, tread.bounce, closes=False)
        at_us += apart


def trodden(board: SimulatedBoard, chance: Random, tread: Tread, each: int) -> list[Heard]:
    """Six feet press so many times each, all at the same time; what the box says of it."""
    heard = []
    for done in range(0, each, AT_ONCE):
        count = min(AT_ONCE, each - done)
        last_us = 0
        for switch in range(SWITCHES):
            changes = list(presses(chance, tread, count))
            board.contact(switch, *changes)
            last_us = max(last_us, changes[-1][0])
        heard += board.run(last_us + 2 * tread.bounce + tread.apart)
    return [*heard, *board.run(110_000)]


def miscounted(heard: list[Heard], each: int) -> list[str]:
    """Every way in which the frames tell another number of presses than each foot made."""
    wrong = []
    for switch in range(SWITCHES):
        events = [event for event in said(heard, Event) if event.switch == switch]
        if [event.pressed for event in events] != [True, False] * each:
            wrong.append(f"switch {switch}: {len(events)} events of {2 * each}")
        if [event.presses for event in events if event.pressed] != list(range(1, each + 1)):
            wrong.append(f"switch {switch}: its presses are not counted one by one")
    last = said(heard, Beat)[-1]
    if (last.presses, last.down) != ((each,) * SWITCHES, 0):
        wrong.append(f"the last heartbeat tells {last.presses}")
    return wrong
