"""What became of every hit of a night, judged from the film's true future."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from rig.rehearsal.chances import START_US
from rig.rehearsal.ways import Judge
from rig.score.form import Spot, beginning
from rig.score.measure import SECOND_US
from rig.score.sheet import Lead, On

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.conductor.show import Show
    from rig.rehearsal.foot import Mark
    from rig.rehearsal.listener import Listener, Reached
    from rig.rehearsal.projector import Projector
    from rig.score.sheet import Hit

LEARNING: Final = 3
"""The right presses after which landmarks are held to what they teach."""

AGAIN: Final = 2
"""The right presses behind a splice after which they are again."""


class Verdict(Enum):
    """What a hit counts as, in words that follow its count."""

    COUNTED = "counted"
    LEARNING = "before the third right press"
    JUMPED = "behind a splice, before the second right press"
    LOST = "not on the screen: cut out"
    UNPLAYED = "not played: the cue was passed over or left before"
    LED = "led by the sheet or the hand"
    PRESSED = "on the beat that GO starts"
    AGREED = "while the tempi were being scaled"
    LATE = "before the film rolled or just after"
    SPLICE = "just behind a splice or a wrong reel"
    SPEED = "the film goes faster or slower than the bend carries"
    NEAR = "no time since the press or the hit before to make up for it"

    @property
    def reachable(self) -> bool:
        """Whether the music could have been there with the picture."""
        return self in (Verdict.COUNTED, Verdict.LEARNING, Verdict.JUMPED)


@dataclass(frozen=True, slots=True)
class Fall:
    """A hit of a night."""

    cue: int
    hit: int
    verdict: Verdict
    off: float | None
    """In frames of the film at its true speed; + is music late. None when one of them is not."""
    due_us: float | None
    """When its frame came; None when it never did."""


def judged(
    show: Show,
    projector: Projector,
    listener: Listener,
    marks: Sequence[Mark] | None,
) -> Iterator[Fall]:
    """Every hit of a night; ``marks`` are its right presses, None where a machine led."""
    jumps_us = projector.jumps_us
    for number, programme in enumerate(show.programmes):
        for place, hit in enumerate(programme.cue.hits):
            if hit.spot is None and not hit.cutoff:
                continue
            due_us = projector.us_at(float(hit.frame))
            reached = listener.reached.get((number, place))
            off = None
            if due_us is None:
                verdict = Verdict.LOST
            elif reached is None:
                verdict = Verdict.UNPLAYED
            else:
                off = (reached.at_us - due_us) / SECOND_US * projector.speed_at(due_us)
                verdict = _within_reach(show, projector, hit, number, reached, due_us)
                if verdict is Verdict.COUNTED and marks is not None:
                    verdict = _known(marks, jumps_us, due_us)
            yield Fall(number, place, verdict, off, due_us)


def _known(marks: Sequence[Mark], jumps_us: Sequence[float], due_us: float) -> Verdict:
    """Whether the landmarks before a hit can have told where the film is."""
    pressed_us = [mark.pressed_us for mark in marks if mark.pressed_us < due_us]
    jump_us = max((one for one in jumps_us if one < due_us), default=None)
    if jump_us is not None and sum(one > jump_us for one in pressed_us) < AGAIN:
        return Verdict.JUMPED
    return Verdict.COUNTED if len(pressed_us) >= LEARNING else Verdict.LEARNING


def _within_reach(
    show: Show, projector: Projector, hit: Hit, number: int, reached: Reached, due_us: float
) -> Verdict:
    """Whether the music could get to a hit in the film's true time, and else why not."""
    since = reached.since
    cue = show.programmes[since.cue].cue
    if cue.lead is not Lead.FILM:
        return Verdict.LED
    if reached.base != since.base:
        return Verdict.AGREED
    end = hit.spot
    if since.cue != number or end is None:
        # On the first beat of an attacca, or where the sound is over: the end of the form.
        last = len(cue.passages) - 1
        end = Spot(last, cue.passages[last].length) if cue.passages else None
    if end is None or (since.spot == end == beginning(cue.passages) and cue.on is not On.ATTACCA):
        return Verdict.PRESSED
    in_s = (due_us - since.at_us) / SECOND_US
    presses_s = {
        (press.passage, press.hold): (us - since.at_us) / SECOND_US
        for press in cue.presses
        if press.look is not None
        and (us := projector.us_at(float(press.look.expected))) is not None
    }
    judge = Judge(cue.passages, cue.bend, since.base, presses_s)
    if any(judge.reaches(way, since.rate, in_s) for way in judge.ways(since.spot, end, in_s)):
        return Verdict.COUNTED
    if any(since.at_us < jump_us < due_us for jump_us in projector.jumps_us):
        return Verdict.SPLICE
    if since.at_us < projector.rolls_us or (since.cue == 0 and projector.rolls_us > START_US):
        return Verdict.LATE
    rate = projector.motor.rate((due_us - projector.rolls_us) / SECOND_US) / since.base
    slow, fast = 1 - cue.bend.slower_ppm / 1e6, 1 + cue.bend.faster_ppm / 1e6
    return Verdict.NEAR if slow <= rate <= fast else Verdict.SPEED
