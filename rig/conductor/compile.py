"""Making a show ready: sheet, patch and hands in; every look-up done, nothing left to parse."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from rig.conductor.mapping import Numbers, surface_of
from rig.conductor.programmes import Names, programmes
from rig.conductor.show import Go, Landmark, Leg, Show
from rig.score.plan import plan
from rig.score.presses import presses_of
from rig.score.sheet import Moment, On

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.conductor.outputs import Group, Output, Sound
    from rig.conductor.sources import House
    from rig.hands.binding import Hands
    from rig.score.pace import Pace
    from rig.score.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Patch:
    """What each name turns in this house, with its packets prepared."""

    pace: Pace | None
    """What the booth promises; None leaves the sheet's own."""
    outputs: tuple[Output, ...]
    groups: tuple[Group, ...]
    sounds: tuple[Sound, ...]
    ports: tuple[str, ...]
    house: House


def make_ready(sheet: Sheet, patch: Patch, hands: Hands) -> Show:
    """The show, ready to be followed; every name of the sheet must be in the patch."""
    groups = {group.name: number for number, group in enumerate(patch.groups)}
    cues = {cue.number: number for number, cue in enumerate(sheet.cues)}
    sounds = {sound.name: number for number, sound in enumerate(patch.sounds)}
    decided = frozenset(
        number
        for number, sound in enumerate(patch.sounds)
        if patch.outputs[sound.out].exits is Moment.DECIDED
    )
    early_us = [output.early_us for output in patch.outputs]
    names = Names(
        groups,
        sounds,
        decided,
        tuple(sorted({*early_us} - {0}, reverse=True)),
        tuple(0 if one.dial is None else early_us[one.dial.out] for one in patch.groups),
        tuple(early_us[sound.out] for sound in patch.sounds),
    )
    presses = tuple(_presses(sheet))
    starts = {go.cue: number for number, go in enumerate(presses) if go.part is None}
    counts = [sum(1 for _ in group) for group in _by_cue(presses, len(sheet.cues))]
    begins = [0, *accumulate(counts)]
    pace = patch.pace or sheet.film.pace
    return Show(
        film=sheet.film,
        pace=pace,
        house=patch.house,
        programmes=tuple(programmes(sheet, presses, names)),
        presses=presses,
        first_press=tuple(begins[n] + (n in starts) for n in range(len(sheet.cues))),
        course=tuple(_course(replace(sheet, film=replace(sheet.film, pace=pace)))),
        landmarks=tuple(_landmarks(sheet)),
        timed=_timed(sheet),
        outputs=patch.outputs,
        early_us=names.early_us,
        groups=patch.groups,
        sounds=patch.sounds,
        ports=patch.ports,
        surface=surface_of(hands, Numbers(groups, sounds, cues)),
    )


def _course(sheet: Sheet) -> Iterator[Leg]:
    """What would play when, if every cue began when it is expected."""
    for number, planned in enumerate(plan(sheet).cues):
        for turn in planned.turns:
            yield Leg(turn.begin_us, turn.end_us, number, turn.passage, turn.ticks)


def _landmarks(sheet: Sheet) -> list[Landmark]:
    """What is seen when a press is expected, what is hit, and where the reels begin."""
    found = {}
    for cue in sheet.cues:
        if cue.look is not None and cue.seen:
            found[cue.look.expected] = cue.seen
        for press in cue.presses:
            if press.look is not None and press.text:
                found[press.look.expected] = press.text
        for hit in cue.hits:
            if hit.text:
                found[hit.frame] = hit.text
    for reel in sheet.film.reels:
        found.setdefault(reel.begin, f"reel {reel.number}")
    return [Landmark(frame, found[frame]) for frame in sorted(found)]


def _presses(sheet: Sheet) -> Iterator[Go]:
    for number, press in presses_of(sheet):
        if press is None:
            cue = sheet.cues[number]
            yield Go(number, None, None, cue.look, cue.seen)
        else:
            yield Go(number, press.passage, press.hold, press.look, press.text)


def _by_cue(presses: tuple[Go, ...], cues: int) -> list[list[Go]]:
    groups: list[list[Go]] = [[] for _ in range(cues)]
    for go in presses:
        groups[go.cue].append(go)
    return groups


def _timed(sheet: Sheet) -> tuple[int, ...]:
    """For each cue the next one on ``time``; the last entry (index -1) is for none yet."""
    after, timed = -1, [-1] * (len(sheet.cues) + 1)
    for number in range(len(sheet.cues) - 1, -1, -1):
        timed[number] = after
        if sheet.cues[number].on is On.TIME:
            after = number
    timed[-1] = after
    return tuple(timed)
