"""Making cues ready: their passages with what is due in each, and what is in force before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.conductor.show import Due, Mark, Meet, Part, Programme, Set, Start, Stop, Strike, Swell
from rig.score.form import Kind, Spot, apart, following
from rig.score.sheet import Act, Leave, Moment
from rig.score.walk import way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rig.conductor.show import Deed, Go
    from rig.score.sheet import Cue, Fire, Sheet

_ORDER: Final = {Stop: 0, Set: 1, Mark: 2, Swell: 3, Strike: 4, Start: 4, Meet: 5}
"""At one place: what stops, then values, then what sounds at them."""

_Placed: TypeAlias = "tuple[Spot, Moment, Deed]"


@dataclass(frozen=True, slots=True)
class Names:
    """Where each name of the sheet stands in the tables of the show."""

    groups: Mapping[str, int]
    sounds: Mapping[str, int]
    early: frozenset[int]
    """Sounds of outputs that are told what comes behind an exit when that is decided."""


def programmes(sheet: Sheet, presses: tuple[Go, ...], names: Names) -> Iterator[Programme]:
    """Every cue made ready, in order."""
    levels = [0.0] * len(names.groups)
    values: list[float | None] = [None] * len(names.sounds)
    numbers = {(go.cue, go.part, go.hold): number for number, go in enumerate(presses)}
    sinking: frozenset[int] = frozenset()
    for number, cue in enumerate(sheet.cues):
        played = tuple(way(cue.passages))
        begin = Spot(played[0] if played else 0, 0)
        deeds = [_early(one, cue, played, names) for one in _deeds(cue, played, names)]
        opening = {
            deed.group: deed.level
            for spot, _, deed in deeds
            if spot == begin and isinstance(deed, Mark)
        }
        for group in sinking - opening.keys():
            levels[group] = 0.0
        again = bool(played) and cue.passages[played[0]].least > 1
        rest = [one for one in deeds if again or one[0] != begin or not isinstance(one[2], Mark)]
        moved = tuple(names.groups[name] for name, _ in cue.dynamics)
        yield Programme(
            cue=cue,
            parts=tuple(_parts(number, cue, rest, numbers)),
            first=following(cue.passages, -1),
            dues=_dues(rest, 0) if not cue.passages else (),
            levels=tuple(opening.get(group, level) for group, level in enumerate(levels)),
            marked=frozenset(opening),
            moved=moved,
            cutoffs=tuple(place for place, hit in enumerate(cue.hits) if hit.cutoff),
            values=tuple(values),
            press=numbers.get((number, None, None)),
        )
        for spot, _, deed in sorted(deeds, key=lambda one: one[0]):
            if cue.passages and spot.passage not in played:
                continue
            if isinstance(deed, Mark):
                levels[deed.group] = deed.level
            elif isinstance(deed, Set):
                values[deed.sound] = deed.value
        sinking = frozenset(moved if cue.leave is Leave.FADE else ())


def _parts(
    number: int,
    cue: Cue,
    deeds: list[_Placed],
    presses: Mapping[tuple[int, int | None, int | None], int],
) -> Iterator[Part]:
    for place, passage in enumerate(cue.passages):
        yield Part(
            passage=passage,
            then=following(cue.passages, place),
            dues=_dues(deeds, place),
            decided=_at_exit(deeds, place, Moment.DECIDED),
            taken=_at_exit(deeds, place, Moment.TAKEN),
            press=presses.get((number, place, None)),
            holds=tuple(presses.get((number, place, hold)) for hold in range(len(passage.holds))),
        )


def _dues(deeds: list[_Placed], place: int) -> tuple[Due, ...]:
    dues = [
        Due(spot.offset, deed, spot.last)
        for spot, moment, deed in deeds
        if spot.passage == place and moment is Moment.AT
    ]
    return tuple(sorted(dues, key=lambda due: (due.offset, _ORDER[type(due.deed)])))


def _at_exit(deeds: list[_Placed], place: int, when: Moment) -> tuple[Deed, ...]:
    here = [deed for spot, moment, deed in deeds if spot.passage == place and moment is when]
    return tuple(sorted(here, key=lambda deed: _ORDER[type(deed)]))


def _deeds(cue: Cue, played: tuple[int, ...], names: Names) -> Iterator[_Placed]:
    for name, points in cue.dynamics:
        group = names.groups[name]
        for place, point in enumerate(points):
            spot = _end(cue, played, point.spot)
            if point.level is not None:
                yield spot, Moment.AT, Mark(group, point.level)
            if point.hairpin and place + 1 < len(points):
                target = points[place + 1]
                assert target.level is not None, "a hairpin runs to a mark"
                length = 0
                if cue.passages:
                    length = apart(cue.passages, spot, _end(cue, played, target.spot))
                yield spot, Moment.AT, Swell(group, target.level, length)
    for fire in cue.fires:
        yield _end(cue, played, fire.spot), fire.moment, _fired(fire, names.sounds[fire.name])
    for number, hit in enumerate(cue.hits):
        if hit.spot is not None and not hit.cutoff:
            yield _end(cue, played, hit.spot), Moment.AT, Meet(number)


def _end(cue: Cue, played: tuple[int, ...], spot: Spot) -> Spot:
    """A place; the end of the cue is where what is played of it ends."""
    last = len(cue.passages) - 1
    if not played or spot.passage != last or last in played:
        return spot
    at_end = spot.offset == cue.passages[last].length
    return Spot(played[-1], cue.passages[played[-1]].length) if at_end else spot


def _early(placed: _Placed, cue: Cue, played: tuple[int, ...], names: Names) -> _Placed:
    """What sounds first behind a vamp, moved to the instant at which its exit is decided."""
    spot, moment, deed = placed
    if moment is not Moment.AT or spot.offset or spot.passage not in played[1:]:
        return placed
    before = played[played.index(spot.passage) - 1]
    told = isinstance(deed, (Strike, Start, Stop)) and deed.sound in names.early
    if not told or cue.passages[before].kind is not Kind.VAMP:
        return placed
    return Spot(before, cue.passages[before].length), Moment.DECIDED, deed


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
