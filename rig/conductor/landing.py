"""The smallest bend by which the coming hits land on the picture, inside stated limits.

Theory of operation. Hits that can be landed together are landed by the smoothest rate there is:
between them the music gone is a cubic in clock time, and the rates at them make the integral of
``(dr/dt)^2`` least. Where that breaks a limit, the hits are taken one after the other, each as
smoothly as the limits let it. Where that misses one, those before it move inside what they
tolerate; then the lightest are given up, by as little as it takes. Every plan obeys the limits,
so that a hit in reach stays in reach until the next plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.conductor.approach import Limits, Stretch, nearest, rates_at_ends, smooth
from rig.conductor.curve import Curve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Landing", "Limits", "Target", "land", "offs", "slack"]

_GRAIN_US: Final = 1.0
"""What is nearer than this is here; what is off by less is not off. Clocks count in it."""

_HALVINGS: Final = 6
"""Steps by which a hit given up nears its picture: to a hundredth of what it was off."""


class Target(NamedTuple):
    """A hit ahead, in microseconds from now."""

    written_us: float
    """Music until the hit, as written; 0 or less when it was played."""
    us: float
    """Clock time until its picture; 0 or less when it was shown."""
    weight: int
    """From 1 to 3."""
    early_us: float
    """How much too early the music may be; not negative."""
    late_us: float
    """How much too late; not negative."""


@dataclass(frozen=True, slots=True)
class Landing:
    """How the rate is to move until the next hit, and what comes of it."""

    curve: Curve
    """From now; a new plan is made before it has run out."""
    off_us: tuple[float, ...]
    """For each target how late its music will be; negative is early."""
    missed: tuple[int, ...]
    """The places of the targets that will be off by more than they tolerate."""


class _Leg(NamedTuple):
    """A curve, and where a plan takes it up; it holds until the next leg, the last for good."""

    curve: Curve
    us: float
    written_us: float


def slack(rate: float, limits: Limits, target: Target) -> tuple[float, float]:
    """How much earlier and how much later a picture could come and its hit still land exactly.

    In microseconds, at the limits all the way; one of the two is negative when the hit is out of
    reach, by what it will be off: the music late when the first is, early when the second is.
    """
    return (
        target.us - limits.quickest(rate).us_at(target.written_us),
        limits.slowest(rate).us_at(target.written_us) - target.us,
    )


def offs(curve: Curve, targets: Iterable[Target]) -> tuple[float, ...]:
    """How late the music of each target will be under a curve; negative is early."""
    return tuple(curve.us_at(target.written_us) - target.us for target in targets)


def land(rate: float, limits: Limits, targets: Sequence[Target]) -> Landing:
    """The smallest bend from a rate that lands hits on their pictures.

    ``targets`` come in the order of the music; a handful of them, as the work grows with their
    square. The curve keeps to the limits from a rate inside them, and from outside goes back in
    as fast as they let it. A hit that was played asks for nothing. One whose picture was shown,
    or that no bend can land, is hurried or held back to as little off as may be, unless it is
    given up for another.
    """
    landing = _judged(_plan(rate, limits, targets), targets)
    if not landing.missed:
        return landing
    lost = {place for place, target in enumerate(targets) if _lost(rate, limits, target)}
    if lost.issuperset(landing.missed):
        return landing
    tries = [landing, *_eased(rate, limits, targets, landing, lost)]
    tries += _given_up(rate, limits, targets, landing, lost)
    return min(tries, key=lambda one: _badness(one, targets))


def _badness(landing: Landing, targets: Sequence[Target]) -> tuple[list[int], int, float]:
    """What is missed, the heaviest first; how often the music is early there; by how much off."""
    off = [landing.off_us[place] for place in landing.missed]
    weights = sorted((targets[place].weight for place in landing.missed), reverse=True)
    return weights, sum(one < 0 for one in off), sum(map(abs, off))


def _lost(rate: float, limits: Limits, target: Target) -> bool:
    """Whether a hit is missed whatever is done."""
    early_us, late_us = slack(rate, limits, target)
    return early_us < -target.late_us - _GRAIN_US or late_us < -target.early_us - _GRAIN_US


def _judged(legs: Sequence[_Leg], targets: Sequence[Target]) -> Landing:
    """What a plan comes to."""
    off, missed = [], []
    for place, (written_us, us, _, early_us, late_us) in enumerate(targets):
        leg = next((leg for leg in reversed(legs) if leg.written_us < written_us), legs[0])
        late = leg.us + leg.curve.us_at(written_us - leg.written_us) - us
        off.append(late)
        if not -early_us - _GRAIN_US <= late <= late_us + _GRAIN_US:
            missed.append(place)
    return Landing(legs[0].curve, tuple(off), tuple(missed))


def _first_spoiled(landing: Landing, spared: set[int]) -> int | None:
    """The first target that is missed and need not be."""
    return next((place for place in landing.missed if place not in spared), None)


def _eased(
    rate: float, limits: Limits, targets: Sequence[Target], landing: Landing, lost: set[int]
) -> list[Landing]:
    """Plans in which hits before a missed one move inside what they tolerate, lighter ones first.

    Each moves by a quarter more than the missed one lacks: part of it is spent on moving.
    """
    moved, tries = list(targets), list[Landing]()
    for place in _lightest(targets, lost):
        spoiled = _first_spoiled(landing, lost)
        if spoiled is None:
            break
        if place >= spoiled:
            continue
        off_us, hit = landing.off_us[spoiled], targets[spoiled]
        lack_us = off_us - hit.late_us if off_us > 0 else off_us + hit.early_us
        one = targets[place]
        move_us = min(max(-1.25 * lack_us, -one.early_us), one.late_us)
        moved[place] = one._replace(us=one.us + move_us)
        landing = _judged(_plan(rate, limits, moved), targets)
        tries.append(landing)
    return tries


def _given_up(
    rate: float, limits: Limits, targets: Sequence[Target], landing: Landing, lost: set[int]
) -> list[Landing]:
    """Plans that give up hits one by one: of those up to a missed one, the lightest.

    The last one given up is then brought as near to its picture again as the others let it.
    """
    kept, spared, tries = _lightest(targets, lost), set(lost), list[Landing]()
    place = None
    while len(kept) > 1 and (spoiled := _first_spoiled(landing, spared)) is not None:
        place = next(place for place in kept if place <= spoiled)
        kept.remove(place)
        spared.add(place)
        landing = _judged(_plan(rate, limits, [targets[one] for one in sorted(kept)]), targets)
        tries.append(landing)
    if place is None or place not in landing.missed:
        return tries
    places = sorted([*kept, place])
    moved, at = [targets[one] for one in places], places.index(place)
    near_us, far_us = 0.0, landing.off_us[place]
    for _ in range(_HALVINGS):
        middle_us = (near_us + far_us) / 2
        moved[at] = targets[place]._replace(us=targets[place].us + middle_us)
        landing = _judged(_plan(rate, limits, moved), targets)
        if _first_spoiled(landing, spared) is None:
            far_us = middle_us
            tries.append(landing)
        else:
            near_us = middle_us
    return tries


def _lightest(targets: Sequence[Target], lost: set[int]) -> list[int]:
    """The places of targets, the first to be given up first: light, lost anyway, far."""
    return sorted(
        range(len(targets)), key=lambda place: (targets[place].weight, place not in lost, -place)
    )


def _plan(rate: float, limits: Limits, targets: Sequence[Target]) -> list[_Leg]:
    """A way to all of the targets that obeys the limits, as near to each picture as it can."""
    legs = list[_Leg]()
    written_us = us = 0.0
    back = limits.back(rate)
    if back:
        legs.append(_Leg(back, us, written_us))
        us, rate = back.length_us, back.end
        written_us = back.written_at(us)
    for place, target in enumerate(targets):
        music_us = target.written_us - written_us
        if music_us <= _GRAIN_US:
            continue
        stretches = _stretches(targets[place:], written_us, us)
        if stretches:
            wished = rates_at_ends(rate, stretches)
            if len(stretches) == len(targets) - place:
                curves = smooth(rate, wished, limits, stretches)
                for curve, one in zip(curves, stretches, strict=False):
                    legs.append(_Leg(curve, us, written_us))
                    us, written_us = us + one.us, written_us + one.music_us
                if curves:
                    break
            curve = nearest(rate, wished[0], limits, stretches[0])
        else:
            curve = limits.quickest(rate)
        legs.append(_Leg(curve, us, written_us))
        gone_us = curve.us_at(music_us)
        written_us, us, rate = target.written_us, us + gone_us, curve.rate_at(gone_us)
    return legs or [_Leg(Curve.steady(rate), us, written_us)]


def _stretches(targets: Sequence[Target], written_us: float, us: float) -> list[Stretch]:
    """What lies between here and each target, one after the other, while it can be filled."""
    stretches = []
    for target in targets:
        one = Stretch(target.written_us - written_us, target.us - us)
        if one.music_us <= _GRAIN_US or one.us <= _GRAIN_US:
            break
        stretches.append(one)
        written_us, us = target.written_us, target.us
    return stretches
