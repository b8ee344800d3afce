"""How long the player takes from seeing to pressing: measured in a rehearsal, never guessed.

A rehearsal with a machine that knows where the film is leaves a journal. In it each landmark that
was pressed is compared with the instant at which its frame was on the screen.
"""

from __future__ import annotations

import sys
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.state import begin
from rig.errors import FileError
from rig.hands.read import REACTION_MAX_MS
from rig.live.journal import Reader
from rig.live.loop import survive
from rig.score.measure import nearest
from rig.score.positions import write_position
from rig.venue.load import prepare

if TYPE_CHECKING:
    from rig.conductor.show import Show
    from rig.conductor.sightings import Sighting
    from rig.score.measure import Frames, Micros

FAR_US: Final = 1_500_000
"""A press farther from its picture than this was meant for something else."""
MARKS_MIN: Final = 5
"""Landmarks from which a reaction time is worth writing down."""


class Pressed(NamedTuple):
    """One landmark, and how long after its picture it was pressed."""

    frame: Frames
    late_us: Micros


def reaction(path: str) -> int:
    """Print how late a journal's landmarks were pressed; the exit code, 1 when too few were.

    Raises ``FileError`` when the journal cannot be used.
    """
    reader = Reader(path)
    show = prepare(reader.header.files).show
    if not show.house.sources:
        raise FileError(f"{path}: no machine said where the film was; rehearse with mpv or mtc")
    pressed = _pressed(show, reader)
    if reader.damage:
        sys.stderr.write(f"{reader.damage}\n")
    near = [one.late_us for one in pressed if abs(one.late_us) <= FAR_US]
    lines = [_line(show, one) for one in pressed]
    if len(near) < MARKS_MIN:
        lines.append(f"{len(near)} landmarks; a reaction time takes at least {MARKS_MIN}")
        sys.stdout.write("\n".join([*lines, ""]))
        return 1
    middle_us = round(median(near))
    spread_us = round(median(abs(one - middle_us) for one in near))
    lines.append(
        f"{len(near)} landmarks, {_ms(middle_us)} late, half of them within {_ms(spread_us)}"
    )
    if 0 <= middle_us <= REACTION_MAX_MS * 1000:
        lines.append(f'write into your hands file:  reaction = "{_ms(middle_us)}"')
        code = 0
    else:
        lines.append(
            f"that is no reaction time, which is 0 to {REACTION_MAX_MS} ms; "
            "is the screen late, or the copy's zero another?"
        )
        code = 1
    sys.stdout.write("\n".join([*lines, ""]))
    return code


def _line(show: Show, one: Pressed) -> str:
    far = "  left out: too far off" if abs(one.late_us) > FAR_US else ""
    return f"{write_position(one.frame, show.film):>10}  {nearest(one.late_us, 1000):+5d} ms{far}"


def _ms(us: Micros) -> str:
    return f"{nearest(us, 1000)} ms"


def _pressed(show: Show, reader: Reader) -> list[Pressed]:
    """The landmarks of a night at which a machine led a film that ran, without those taken back."""
    state = begin(show)
    found: dict[Sighting, Pressed] = {}
    for record in reader.records():
        known = state.watch.sightings
        show, state, _ = survive(show, state, record.event)
        seen = state.watch.sightings
        if seen == known:
            continue
        if known and known[-1] not in seen:
            found.pop(known[-1], None)
        film = state.film
        if seen and seen[-1] not in known and state.watch.leader and film and film.held_us is None:
            last = seen[-1]
            late_us = last.at_us + show.surface.reaction_us - film.us_at(last.frame)
            found[last] = Pressed(last.frame, late_us)
    return list(found.values())
