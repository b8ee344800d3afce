"""Making cues ready: their passages with what is due in each, and what is in force before them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.conductor.show import (
    Aim,
    Due,
    Mark,
    Meet,
    Part,
    Programme,
    Set,
    Start,
    Stop,
    Strike,
    Swell,
)
from rig.score.form import Kind, Spot, apart, following
from rig.score.sheet import Act, Leave, Moment
from rig.score.walk import way

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rig.conductor.show import Deed, Go
    from rig.score.measure import Micros
    from rig.score.sheet import Cue, Fire, Sheet

_ORDER: Final = {Stop: 0, Set: 1, Mark: 2, Swell: 3, Strike: 4, Start: 4, Meet: 5}
"""At one place: what stops, then values, then what sounds at them."""

_Placed: TypeAlias = "tuple[Spot, Moment, Deed]"


@dataclass(frozen=True, slots=True)
class Names:
    """Where each name of the sheet stands in the tables of the show."""

    groups: Mapping[str, int]
    sounds: Mapping[str, int]
    decided: frozenset[int]
    """Sounds of outputs that are told what comes behind an exit when that is decided."""
    early_us: tuple[Micros, ...]
    """How early outputs are that are early at all: each such time once, the longest first."""
    groups_us: tuple[Micros, ...]
    """How early each group's output is; 0 where it is not."""
    sounds_us: tuple[Micros, ...]
    """How early each sound's output is."""

    def early_of(self, deed: Deed) -> Micros:
        """How much sooner than its place a deed is due."""
        match deed:
            case Mark() | Swell():
                return self.groups_us[deed.group]
            case Meet():
                return 0
            case _:
                return self.sounds_us[deed.sound]


def programmes(sheet: Sheet, presses: tuple[Go, ...], names: Names) -> Iterator[Programme]:
    """Every cue made ready, in order."""
    levels = [0.0] * len(names.groups)
    values: list[float | None] = [None] * len(names.sounds)
    numbers = {(go.cue, go.part, go.hold): number for number, go in enumerate(presses)}
    sinking: frozenset[int] = frozenset()
    lasting: frozenset[int] = frozenset()
    for number, cue in enumerate(sheet.cues):
        played = tuple(way(cue.passages))
        begin = Spot(played[0] if played else 0, 0)
        deeds = [_at_decision(one, cue, played, names) for one in _deeds(cue, played, names)]
        opening = {
            deed.group: deed.level
            for spot, _, deed in deeds
            if spot == begin and isinstance(deed, Mark)
        }
        for group in sinking - opening.keys():
            levels[group] = 0.0
        again = bool(played) and cue.passages[played[0]].least > 1
        rest = [
            (spot, moment, deed)
            for spot, moment, deed in deeds
            # A cue that begins by itself sets what is early ahead of its begin.
            if again or spot != begin or not isinstance(deed, Mark) or names.early_of(deed)
        ]
        moved = tuple(names.groups[name] for name, _ in cue.dynamics)
        yield Programme(
            cue=cue,
            parts=tuple(_parts(number, cue, rest, numbers, names)),
            first=following(cue.passages, -1),
            dues=_dues(rest, 0) if not cue.passages else (),
            levels=tuple(opening.get(group, level) for group, level in enumerate(levels)),
            marked=frozenset(opening),
            moved=moved,
            cutoffs=tuple(place for place, hit in enumerate(cue.hits) if hit.cutoff),
            values=tuple(values),
            lasting=lasting,
            aims=_aims(sheet, number),
            waits=frozenset(
                press.passage for press in cue.presses if press.look is not None or press.text
            ),
            press=numbers.get((number, None, None)),
        )
        for spot, _, deed in sorted(deeds, key=lambda one: one[0]):
            if cue.passages and spot.passage not in played:
                continue
            if isinstance(deed, Mark):
                levels[deed.group] = deed.level
            elif isinstance(deed, Set):
                values[deed.sound] = deed.value
            elif isinstance(deed, Start):
                lasting |= {deed.sound}
            elif isinstance(deed, Stop):
                lasting -= {deed.sound}
        sinking = frozenset(moved if cue.leave is Leave.FADE else ())


def _aims(sheet: Sheet, number: int) -> tuple[Aim, ...]:
    """The hits of a cue that have a place; where its sound ends is the end of its form."""
    passages = sheet.cues[number].passages
    aims = []
    for hit in sheet.hits_of(number):
        spot = hit.spot
        if hit.cutoff and passages:
            spot = Spot(len(passages) - 1, passages[-1].length)
        if spot is not None:
            aims.append(Aim(spot, hit.frame, hit))
    return tuple(sorted(aims, key=lambda aim: aim.frame))


def _parts(
    number: int,
    cue: Cue,
    deeds: list[_Placed],
    presses: Mapping[tuple[int, int | None, int | None], int],
    names: Names,
) -> Iterator[Part]:
    """The passages of a cue; what is early is kept apart, what an exit fires never is early."""
    on_time = [one for one in deeds if not names.early_of(one[2])]
    early = [[one for one in deeds if names.early_of(one[2]) == us] for us in names.early_us]
    for place, passage in enumerate(cue.passages):
        yield Part(
            passage=passage,
            then=following(cue.passages, place),
            dues=_dues(on_time, place),
            early=tuple(_dues(lane, place) for lane in early),
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


def _at_decision(placed: _Placed, cue: Cue, played: tuple[int, ...], names: Names) -> _Placed:
    """What sounds first behind a vamp, moved to the instant at which its exit is decided."""
    spot, moment, deed = placed
    if moment is not Moment.AT or spot.offset or spot.passage not in played[1:]:
        return placed
    before = played[played.index(spot.passage) - 1]
    told = isinstance(deed, (Strike, Start, Stop)) and deed.sound in names.decided
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
