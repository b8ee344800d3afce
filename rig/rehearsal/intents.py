"""What the foot of a rehearsal means to do in a night, drawn by lot from what the film shows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.show import frame_of
from rig.rehearsal.chances import JITTER_S, START_US
from rig.rehearsal.player import planned_us
from rig.score.form import Kind
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from rig.conductor.show import Go, Show
    from rig.rehearsal.projector import Projector
    from rig.score.measure import Micros

GO: Final = "space"
SEEN: Final = "s"
UNDO: Final = "u"
TAP: Final = "t"
BACK: Final = "left"
SKIP: Final = "right"
SCALE: Final = "1"
"""Keys of the computer, which are built in."""

_GAP_S: Final = (60.0, 120.0)
"""After so long without a press the foot marks what it sees, or whatever comes nearest to that."""
_SOON_US: Final = 20 * SECOND_US
"""Nothing is marked so soon before or after another press."""
_WRONG: Final = 0.1
"""The share of presses that are wrong."""
_MISTAKEN_S: Final = (2.0, 8.0)
"""How far from the right instant a wrong press is."""
_UNDONE_S: Final = (0.7, 1.4)
_READY_US: Final = 2 * SECOND_US
"""So long before a press the player looks at what GO will do."""
_PATIENCE_US: Final = 8 * SECOND_US
"""So long the rig may stay in what it should leave by itself before the foot helps."""


class Sight(NamedTuple):
    """Something on the screen that a player knows again."""

    us: float
    frame: float
    press: int | None
    """The press that the sheet asks for then; None for what is only seen."""


class Intent(NamedTuple):
    """What the foot means to do."""

    at_us: Micros
    key: str
    """Empty only looks at what GO will do, and gets it to the press."""
    press: int | None = None
    right_frame: float | None = None
    """What the press tells truly: this frame is on the screen; None where it tells nothing."""
    backward: bool = False
    """Whether the film has gone back to what was passed over."""


def meant(show: Show, projector: Projector, chance: Random) -> Iterator[Intent]:
    """Everything the foot means to do in a night."""
    if not show.presses:
        return
    yield Intent(START_US, GO, 0)
    sights = sorted(_asked_for(show, projector))
    yield from _gone_to(sights)
    for before, sight in pairwise([Sight(START_US, 0, 0), *sights]):
        yield from _go(show, before, sight, chance)
    last_us = float(START_US)
    others = sorted(_seen(show, projector))
    for sight in [*sights, Sight(projector.over_us, 0, None)]:
        while sight.us - last_us > _GAP_S[1] * SECOND_US:
            wanted_us = last_us + chance.uniform(*_GAP_S) * SECOND_US
            seen = [one for one in others if last_us + _SOON_US < one.us < sight.us - _SOON_US]
            if not seen:
                break
            other = min(seen, key=lambda one: abs(one.us - wanted_us))
            last_us = other.us
            yield _marked(show, other, chance)
        last_us = sight.us


def _asked_for(show: Show, projector: Projector) -> Iterator[Sight]:
    """When what is seen for each press but the first comes."""
    planned = planned_us(show)
    for number, go in enumerate(show.presses[1:], 1):
        frame = frame_of(go.look)
        unwritten_us = planned[number]
        if frame is None and unwritten_us is not None:
            frame = show.pace.frame_at(unwritten_us)
        us = None if frame is None else projector.us_at(float(frame))
        if us is not None and frame is not None:
            late_us = _PATIENCE_US if go.look is None and _left_to_the_rig(show, go) else 0
            yield Sight(us + late_us, float(frame), number)


def _left_to_the_rig(show: Show, go: Go) -> bool:
    """Whether a press is out of a vamp that the rig leaves by itself, for a hit behind it."""
    programme = show.programmes[go.cue]
    if go.part is None or programme.cue.lead is not Lead.FILM:
        return False
    vamp = programme.parts[go.part].passage.kind is Kind.VAMP
    spots = (hit.spot for hit in programme.cue.hits)
    return vamp and any(spot is not None and spot.passage > go.part for spot in spots)


def _gone_to(sights: list[Sight]) -> Iterator[Intent]:
    """A while before each press, a look at what GO will do; where the film jumps, sooner."""
    before = Sight(START_US, 0, 0)
    for sight in sights:
        assert sight.press is not None, "the sheet asks for it"
        assert before.press is not None, "and for the one before"
        moves = sight.press - before.press - 1
        ready_us = sight.us - _READY_US - abs(moves) * SECOND_US // 2
        at_us = round(max(ready_us, before.us + SECOND_US))
        if at_us < sight.us:
            yield Intent(at_us, "", sight.press, backward=moves < 0)
        before = sight


def _go(show: Show, before: Sight, sight: Sight, chance: Random) -> Iterator[Intent]:
    """The press on what is seen; now and then a wrong one before it, which is taken back."""
    wrong, early_s = chance.random() < _WRONG, chance.uniform(*_MISTAKEN_S)
    undone_us = round(chance.uniform(*_UNDONE_S) * SECOND_US)
    at_us = _pressed_us(show, sight, chance)
    early_us = round(at_us - early_s * SECOND_US)
    if wrong and early_us > before.us + 2 * SECOND_US:
        yield Intent(early_us, GO, sight.press)
        yield Intent(early_us + undone_us, UNDO)
    assert sight.press is not None, "the sheet asks for it"
    written = show.presses[sight.press].look is not None
    yield Intent(at_us, GO, sight.press, sight.frame if written else None)


def _marked(show: Show, sight: Sight, chance: Random) -> Intent:
    """A landmark; now and then at something else."""
    wrong = chance.random() < _WRONG
    off_s = chance.choice((-1, 1)) * chance.uniform(*_MISTAKEN_S)
    at_us = _pressed_us(show, sight, chance)
    if wrong:
        return Intent(at_us + round(off_s * SECOND_US), SEEN)
    return Intent(at_us, SEEN, None, sight.frame)


def _pressed_us(show: Show, sight: Sight, chance: Random) -> Micros:
    return round(sight.us + show.surface.reaction_us + chance.gauss(0, JITTER_S) * SECOND_US)


def _seen(show: Show, projector: Projector) -> Iterator[Sight]:
    """What else a player knows again: hits, and where reels begin."""
    frames = {float(hit.frame) for one in show.programmes for hit in one.cue.hits}
    frames |= {float(reel.begin) for reel in show.film.reels[1:]}
    for frame in frames:
        us = projector.us_at(frame)
        if us is not None and us > START_US:
            yield Sight(us, frame, None)
