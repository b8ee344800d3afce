"""Making a show ready: sheet, patch and hands in; every look-up done, nothing left to parse."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from rig.conductor.programmes import Names, programmes
from rig.conductor.show import (
    Button,
    Go,
    Group,
    JumpKnob,
    Knob,
    LeanKnob,
    Output,
    Show,
    Sound,
    SoundButton,
    TrimKnob,
)
from rig.hands import commands
from rig.hands.midi import DATA_MAX
from rig.score.presses import presses_of
from rig.score.sheet import Moment, On

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.hands.commands import Hands, Source
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


def make_ready(sheet: Sheet, patch: Patch, hands: Hands) -> Show:
    """The show, ready to be followed; every name of the sheet must be in the patch."""
    groups = {group.name: number for number, group in enumerate(patch.groups)}
    sounds = {sound.name: number for number, sound in enumerate(patch.sounds)}
    early = frozenset(
        number
        for number, sound in enumerate(patch.sounds)
        if patch.outputs[sound.out].exits is Moment.DECIDED
    )
    presses = tuple(_presses(sheet))
    bound, knobs, leaning = _bindings(hands, groups, sounds)
    starts = {go.cue: number for number, go in enumerate(presses) if go.part is None}
    counts = [sum(1 for _ in group) for group in _by_cue(presses, len(sheet.cues))]
    begins = [0, *accumulate(counts)]
    return Show(
        film=sheet.film,
        pace=patch.pace or sheet.film.pace,
        programmes=tuple(programmes(sheet, presses, Names(groups, sounds, early))),
        presses=presses,
        first_press=tuple(begins[n] + (n in starts) for n in range(len(sheet.cues))),
        timed=_timed(sheet),
        outputs=patch.outputs,
        groups=patch.groups,
        sounds=patch.sounds,
        ports=patch.ports,
        bindings=bound,
        keys=commands.KEYS,
        knobs=knobs,
        leaning=leaning,
        knobs_of={
            port: tuple(
                one.knob
                for (own, _, _), one in bound.items()
                if own == port and isinstance(one, (TrimKnob, LeanKnob))
            )
            for port in patch.ports
        },
        guard_us=hands.guard_us,
    )


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


def _bindings(
    hands: Hands, groups: dict[str, int], sounds: dict[str, int]
) -> tuple[dict[Source, Knob | Button], int, tuple[int, ...]]:
    """Each control with what it moves; knobs that keep a reference are numbered."""
    bound: dict[Source, Knob | Button] = {}
    knobs, leaning = 0, []
    for source, command in hands.bindings:
        match command:
            case commands.Trim():
                numbers = tuple(groups[name] for name in command.groups)
                bound[source] = TrimKnob(knobs, numbers, command.low_db, command.high_db)
                knobs += 1
            case commands.Lean():
                bound[source] = LeanKnob(knobs, command.low_ppm, command.high_ppm)
                leaning.append(knobs)
                knobs += 1
            case commands.Jump():
                rise = (command.high - command.low) / DATA_MAX
                table = tuple(command.low + rise * place for place in range(DATA_MAX + 1))
                bound[source] = JumpKnob(tuple(groups[name] for name in command.groups), table)
            case commands.Strike():
                bound[source] = SoundButton(sounds[command.sound])
            case commands.Act():
                bound[source] = command
    return bound, knobs, tuple(leaning)
