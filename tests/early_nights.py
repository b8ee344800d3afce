"""Nights with outputs that take time to speak, and what was sent of them when."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from nights import HANDS, HOUSE, loaded

from rig.conductor.actions import Send
from rig.ports.osc_read import describe
from rig.venue.load import File, prepare

if TYPE_CHECKING:
    from nights import Night

    from rig.conductor.show import Show

LOFT = 'is = "osc 127.0.0.1:9001"\n'
DESK = 'is = "osc 127.0.0.1:9000"\n'


@cache
def early(cues: str, *, loft: int = 100, desk: int = 0) -> Show:
    """A show whose outputs answer so many milliseconds late; the loft has gong, organ and room."""
    house = HOUSE.replace(LOFT, f'{LOFT}early = "{loft} ms"\n')
    house = house.replace(DESK, f'{DESK}early = "{desk} ms"\n')
    hands = HANDS.replace('rew = "back"', 'rew = "half"')
    mine = {
        "show": File("show.toml", house.encode()),
        "hands": File("hands.toml", hands.encode()),
    }
    return prepare(loaded(cues).files | mine).show


def cue(music: str, fires: str, *, number: int = 1, on: str = "screening", more: str = "") -> str:
    """One cue; a quarter lasts half a second where the music says q=120."""
    return f'[cue.{number}]\non = "{on}"\nplay = "{music}"\nfire = "{fires}"\n{more}\n'


def fired(done: Night, *names: str) -> list[tuple[float, float, str]]:
    """What was sent of these addresses: when it was meant, when it was sent, what, in seconds.

    Of none, every trigger that has no stop.
    """
    names = names or ("/bell", "/gong", "90")
    found = []
    for event, actions in zip(done.events, done.steps, strict=True):
        for one in actions:
            text = describe(one.packet) if isinstance(one, Send) else ""
            if event.at_us and text.split(" ")[0] in names:
                found.append((one.due_us / 1e6, event.at_us / 1e6, text))
    return found


def meant(done: Night, *names: str) -> list[float]:
    """When these were meant to be sent, after each was sent on time."""
    assert all(due_s == at_s for due_s, at_s, _ in fired(done, *names))
    return [due_s for due_s, _, _ in fired(done, *names)]
