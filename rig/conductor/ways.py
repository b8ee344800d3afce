"""The ways to the coming hits from where the music is, and which of them is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.landing import Landing, Target, land
from rig.conductor.leading import limits_of
from rig.conductor.routes import Here, routes
from rig.score.measure import SECOND_US

if TYPE_CHECKING:
    from rig.conductor.routes import Route
    from rig.conductor.show import Aim, Programme, Show
    from rig.conductor.state import Playing, State
    from rig.score.measure import Micros, Ticks

AHEAD: Final = 4
"""So many coming hits are landed together."""
_TRIED: Final = 8
"""So many ways are tried, those that strain the tempo least."""


class Way(NamedTuple):
    """A route that was looked at, and how it would land."""

    route: Route
    aims: tuple[int, ...]
    """Those of the cue that it leads to."""
    targets: tuple[Target, ...]
    landing: Landing


def ways(
    show: Show,
    state: State,
    playing: Playing,
    gone: Ticks,
    due_us: Micros,
    *,
    free: bool,
) -> list[Way]:
    """The ways to the coming hits, the present one first; only that one where nothing is free."""
    programme = show.programmes[playing.cue]
    assert state.film is not None, "no way is looked for without a film"
    coming = ahead(programme, playing, gone)[:AHEAD]
    if not coming:
        return []
    us = [state.film.us_at(programme.aims[one].frame) - due_us for one in coming]
    limits = limits_of(show, state)
    here = Here(
        playing.part,
        playing.turn,
        gone,
        None if playing.leave_at is None else playing.leave_at - playing.entered,
    )
    spots = [programme.aims[one].spot for one in coming]
    waits = programme.waits if playing.leave_at is None else programme.waits - {playing.part}
    most_us = max(us[-1], 0) * limits.high + 2 * SECOND_US
    passages = tuple(one.passage for one in programme.parts)
    found = []
    rate = playing.timeline.rate_at(due_us)
    for route in routes(passages, spots, here, waits, most_us):
        reached = [
            (one, music_us, at_us)
            for one, music_us, at_us in zip(coming, route.music_us, us, strict=True)
            if music_us is not None and at_us > 0
        ]
        if not reached:
            continue
        targets = tuple(
            _target(programme.aims[one], music_us, at_us) for one, music_us, at_us in reached
        )
        found.append((route, tuple(one for one, _, _ in reached), targets))
        if not free:
            break
    found.sort(key=lambda one: (not _is_present(one[0], playing), _strain(one[2])))
    return [
        Way(route, aims, targets, land(rate, limits, targets))
        for route, aims, targets in found[:_TRIED]
    ]


def chosen(ways: list[Way], playing: Playing) -> Way:
    """The present way while it lands; else the one that gives up least and strains least."""
    first = ways[0]
    if not first.landing.missed and _is_present(first.route, playing):
        return first

    def cost(way: Way) -> tuple[float, int, float]:
        lost = sum(
            target.weight * (2.0 if off_us < 0 else 1.0) * abs(off_us)
            for number, (target, off_us) in enumerate(
                zip(way.targets, way.landing.off_us, strict=True)
            )
            if number in way.landing.missed
        )
        return lost, way.route.changes, _strain(way.targets)

    return min(ways, key=cost)


def ahead(programme: Programme, playing: Playing, gone: Ticks) -> list[int]:
    """The aims that the music has still to meet, in the order of the film."""
    here = (playing.part, gone)
    return [
        number
        for number, aim in enumerate(programme.aims)
        if (
            (aim.spot.passage, aim.spot.offset) > here
            and (not playing.turn or aim.spot.passage > playing.part or aim.spot.last)
        )
        or (aim.spot.passage == playing.part and aim.spot.offset == _length(programme, playing))
    ]


def _length(programme: Programme, playing: Playing) -> Ticks:
    return programme.parts[playing.part].passage.length


def _target(aim: Aim, music_us: float, us: float) -> Target:
    miss = aim.hit.miss
    return Target(music_us, us, aim.hit.weight, miss.early_us, miss.late_us)


def _strain(targets: tuple[Target, ...]) -> float:
    """How far the tempo would have to go for the first hit; far for one that is past."""
    first = targets[0]
    return abs(first.written_us / first.us - 1.0) if first.us > 0 else 1e9


def _is_present(route: Route, playing: Playing) -> bool:
    """Whether a route is what is now meant."""
    step = route.steps[0]
    if playing.leave_at is not None:
        return True
    if len(route.steps) > 1 and route.steps[1].part != playing.then:
        return False
    return step.turns + playing.turn == playing.turns
