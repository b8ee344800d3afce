"""A show with a bell on every bar, performed to a machine's film; where the rig had the film."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.conductor.state import begin
from rig.live.journal import Reader
from rig.live.loop import survive
from rig.venue.load import prepare

if TYPE_CHECKING:
    from pathlib import Path

    from rig.conductor.clock import FilmClock

BARS = 60
SHEET = f"""\
rig = 1
[film]
title = "A Test"
speed = 18
[cue.1]
on = "action: the first"
play = "A {BARS} 2/4 q=120"
hold = "A"
fire = "{", ".join(f"A{bar} bell" for bar in range(1, BARS + 1))}"
"""


def films(journal: Path) -> list[tuple[int, FilmClock]]:
    """The film as the rig had it from each event of the night on."""
    reader = Reader(str(journal))
    show = prepare(reader.header.files).show
    state, found = begin(show), []
    for record in reader.records():
        show, state, _ = survive(show, state, record.event)
        if state.film is not None:
            found.append((record.event.at_us, state.film))
    return found


def place_s(known: list[tuple[int, FilmClock]], at_us: int) -> float:
    """Where it had the film at an instant, in seconds of the machine's own."""
    return [film for since_us, film in known if since_us <= at_us][-1].promised_at(at_us) / 1e6
