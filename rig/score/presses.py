"""Every press of a night, in the order it asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.score.sheet import ends_cue
from rig.score.walk import way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.score.measure import Micros
    from rig.score.plan import PlannedCue
    from rig.score.sheet import Press, Sheet


def presses_of(sheet: Sheet) -> Iterator[tuple[int, Press | None]]:
    """The cue a press is for, by its number in the sheet, and what it ends there; None starts it.

    What waits at the very end of a cue has a press of its own only where no press for a next cue
    would end it: where that cue begins by itself, or where there is none. A cue on time is such a
    one: its time may be over already, and nobody shall be left in a vamp without a way out.
    """
    for number, cue in enumerate(sheet.cues):
        if cue.on.pressed:
            yield number, None
        after = sheet.cues[number + 1].on if number + 1 < len(sheet.cues) else None
        played = set(way(cue.passages)) if cue.presses else set()
        for press in cue.presses:
            ends = after is not None and after.pressed and ends_cue(cue, press)
            if press.passage in played and not ends:
                yield number, press


def left_us(planned: PlannedCue, press: Press) -> Micros | None:
    """When what waits is left, in film time as planned; None where its cue is over before."""
    turns = [turn for turn in planned.turns if turn.passage == press.passage]
    if not turns or press.hold is None:
        return turns[-1].end_us if turns else None
    return turns[-1].us_at(planned.cue.passages[press.passage].holds[press.hold].offset)
