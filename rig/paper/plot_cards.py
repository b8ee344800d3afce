"""The cues of which nothing says when they come, as cards in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.ink import BLACK, WHITE, Words, box
from rig.paper.letters import Face, clipped, width_mm, wrapped
from rig.paper.plot_row import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.paper.ink import Mark
    from rig.paper.plot_picture import Picture
    from rig.score.plan import PlannedCue

_WIDE, _HIGH, _GAP = 74.0, 31.0, 4.0
_LINES: Final = 3


def cards(picture: Picture, left: float, right: float) -> Lane:
    """A card for each, with what is seen and what is played."""
    columns = int((right - left + _GAP) // (_WIDE + _GAP))
    wide = (right - left + _GAP) / columns - _GAP
    told_why = "in order; the sheet says neither when these come nor how long they are"
    marks: list[Mark] = [Words(left, 3.0, told_why, 9, Face.SLANT)]
    for number, planned in enumerate(picture.untimed):
        line, column = divmod(number, columns)
        marks += _card(planned, left + column * (wide + _GAP), 6.0 + line * (_HIGH + _GAP), wide)
    lines = -(-len(picture.untimed) // columns)
    return Lane(6.0 + lines * (_HIGH + _GAP), tuple(marks))


def _card(planned: PlannedCue, x: float, y: float, wide: float) -> Iterator[Mark]:
    cue = planned.cue
    yield box(x, y, wide, _HIGH, WHITE, 0.5)
    plate = width_mm(cue.number, 15, Face.BOLD) + 4
    yield box(x, y, plate, 8.0, BLACK)
    yield Words(x + 2, y + 6.0, cue.number, 15, Face.BOLD, WHITE)
    yield Words(x + plate + 2, y + 5.6, cue.on.value, 9.5, Face.SLANT)
    lines = wrapped(cue.seen, wide - 4, 11, Face.BOLD)
    for number, text in enumerate(_some(lines)):
        yield Words(x + 2, y + 13.0 + 4.8 * number, text, 11, Face.BOLD)
    fired = ", ".join(told.sent(fire) for fire in cue.fires)
    lower = [one for one in (cue.note, fired) if one]
    for number, text in enumerate(lower):
        yield Words(x + 2, y + _HIGH - 2.0 - 4.0 * number, clipped(text, wide - 4, 8.5), 8.5)


def _some(lines: list[str]) -> list[str]:
    return [*lines[: _LINES - 1], lines[_LINES - 1] + " …"] if len(lines) > _LINES else lines
