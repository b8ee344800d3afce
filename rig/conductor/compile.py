"""Making a show ready: sheet, patch and hands in; every look-up done, nothing left to parse."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from rig.conductor.show import (
    Button,
    Deed,
    Due,
    Go,
    Group,
    JumpKnob,
    Knob,
    LeanKnob,
    Mark,
    Meet,
    Output,
    Part,
    Programme,
    Set,
    Show,
    Sound,
    SoundButton,
    Start,
    Stop,
    Strike,
    Swell,
    TrimKnob,
)
from rig.hands import commands
from rig.hands.midi import DATA_MAX
from rig.score.sheet import Act, On

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from rig.hands.commands import Hands, Source
    from rig.score.measure import Ticks
    from rig.score.sheet import Cue, Fire, Sheet, Spot

_ORDER = {Stop: 0, Set: 1, Mark: 2, Swell: 3, Strike: 4, Start: 4, Meet: 5}
"""At one place: what stops, then values, then what sounds at them."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What each name turns in this house, with its packets prepared."""

    speed: Fraction | None
    outputs: tuple[Output, ...]
    groups: tuple[Group, ...]
    sounds: tuple[Sound, ...]
    ports: tuple[str, ...]


def make_ready(sheet: Sheet, patch: Patch, hands: Hands) -> Show:
    """The show, ready to be followed; every name of the sheet must be in the patch."""
    groups = {group.name: number for number, group in enumerate(patch.groups)}
    sounds = {sound.name: number for number, sound in enumerate(patch.sounds)}
    presses = tuple(_presses(sheet))
    bound, knobs, leaning = _bindings(hands, groups, sounds)
    starts = {go.cue: number for number, go in enumerate(presses) if go.part is None}
    counts = [sum(1 for _ in group) for group in _by_cue(presses, len(sheet.cues))]
    begins = [0, *accumulate(counts)]
    return Show(
        film=sheet.film,
        speed=patch.speed or sheet.film.speed,
        programmes=tuple(_programmes(sheet, presses, groups, sounds)),
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
    """Every press of the night, in order.

    The last passage of a cue has a press of its own only where no press for a next cue would end
    it: where that cue begins by itself, or where there is none. A cue on time is such a one: its
    time may be over already, and nobody shall be left in a vamp without a way out.
    """
    for number, cue in enumerate(sheet.cues):
        if cue.on.pressed:
            yield Go(number, None, cue.look, cue.seen)
        following = sheet.cues[number + 1].on if number + 1 < len(sheet.cues) else None
        for press in cue.presses:
            last = press.passage == len(cue.passages) - 1
            if not last or following is None or not following.pressed:
                yield Go(number, press.passage, press.look, press.text)


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


def _programmes(
    sheet: Sheet, presses: tuple[Go, ...], groups: dict[str, int], sounds: dict[str, int]
) -> Iterator[Programme]:
    levels = [0.0] * len(groups)
    values: list[float | None] = [None] * len(sounds)
    numbers = {(go.cue, go.part): number for number, go in enumerate(presses)}
    for number, cue in enumerate(sheet.cues):
        deeds = list(_deeds(cue, groups, sounds))
        first = {
            deed.group: deed.level
            for spot, deed in deeds
            if (spot.passage, spot.offset) == (0, 0) and isinstance(deed, Mark)
        }
        opening = tuple(first.get(group, level) for group, level in enumerate(levels))
        rest = [
            (spot, deed)
            for spot, deed in deeds
            if not ((spot.passage, spot.offset) == (0, 0) and isinstance(deed, Mark))
        ]
        dues = _dues(cue, rest)
        yield Programme(
            cue=cue,
            parts=tuple(
                Part(passage, dues[place], numbers.get((number, place)))
                for place, passage in enumerate(cue.passages)
            ),
            dues=dues[0] if not cue.passages else (),
            levels=opening,
            marked=frozenset(first),
            values=tuple(values),
            press=numbers.get((number, None)),
        )
        for _, deed in sorted(deeds, key=lambda pair: pair[0]):
            if isinstance(deed, Mark):
                levels[deed.group] = deed.level
            elif isinstance(deed, Set):
                values[deed.sound] = deed.value


def _dues(cue: Cue, deeds: list[tuple[Spot, Deed]]) -> list[tuple[Due, ...]]:
    dues: list[list[Due]] = [[] for _ in range(max(1, len(cue.passages)))]
    for spot, deed in deeds:
        dues[spot.passage].append(Due(spot.offset, deed))
    return [
        tuple(sorted(part, key=lambda due: (due.offset, _ORDER[type(due.deed)]))) for part in dues
    ]


def _deeds(cue: Cue, groups: dict[str, int], sounds: dict[str, int]) -> Iterator[tuple[Spot, Deed]]:
    for name, points in cue.dynamics:
        group = groups[name]
        for place, point in enumerate(points):
            if point.level is not None:
                yield point.spot, Mark(group, point.level)
            if point.hairpin and place + 1 < len(points):
                target = points[place + 1]
                assert target.level is not None, "a hairpin runs to a mark"
                yield point.spot, Swell(group, target.level, _written(cue, target.spot))
    for fire in cue.fires:
        yield fire.spot, _fired(fire, sounds[fire.name])
    for number, hit in enumerate(cue.hits):
        yield hit.spot, Meet(number)


def _written(cue: Cue, spot: Spot) -> Ticks:
    return cue.passages[spot.passage].start + spot.offset if cue.passages else 0


def _fired(fire: Fire, sound: int) -> Strike | Start | Stop | Set:
    match fire.act:
        case Act.TRIGGER:
            return Strike(sound)
        case Act.START:
            return Start(sound)
        case Act.STOP:
            return Stop(sound)
        case Act.VALUE:
            return Set(sound, fire.value)


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
