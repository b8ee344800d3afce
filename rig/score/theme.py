"""Themes: music that returns, whole or in part, faster or slower, in another key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from rig.score.form import Hold, Kind, Passage, Spot
from rig.score.sheet import Point
from rig.score.tempo import BPM_MAX, BPM_MIN, Law, Ramp, Steady, ends_of

if TYPE_CHECKING:
    from rig.notation.words import Item
    from rig.score.measure import Ticks
    from rig.score.play_words import Said
    from rig.score.sheet import Fire, Theme

COLOURS: Final = {
    "BLACK": "#262626",
    "BLUE": "#2f5fb3",
    "BROWN": "#8a5a2b",
    "GOLD": "#c39a1d",
    "GRAY": "#8c8c8c",
    "GREEN": "#3f8f4f",
    "GREY": "#8c8c8c",
    "LAVENDER": "#a58fd0",
    "ORANGE": "#e07b1f",
    "PINK": "#e58fb0",
    "PURPLE": "#7b4fa3",
    "RED": "#c0392b",
    "SILVER": "#b4b8bd",
    "VIOLET": "#7b4fa3",
    "WHITE": "#f4f1e8",
    "YELLOW": "#ecc92f",
}
"""What a theme's colour card looks like; Luz named his themes by such words."""


@dataclass(frozen=True, slots=True)
class Recall:
    """Where a passage of a theme lies in the form that recalls it."""

    theme: Theme
    there: int
    """Its number in the theme."""
    here: int
    """Its number in the form."""
    begin: Ticks
    """The place in the theme's passage where the recalled one begins."""


def recall(item: Item, theme: Theme, said: Said, here: int) -> list[tuple[Recall, Passage]]:
    """The passages of a theme as an item recalls them; problems are noted there.

    The first of them is number ``here`` of the form.
    """
    ends = list(accumulate(passage.bars for passage in theme.passages))
    total = ends[-1] if ends else 0
    first, last = said.bars or (1, total)
    if last > total:
        item.complain(f"{theme.name} has bars 1 to {total}")
        return []
    ratio = Fraction(1)
    recalled: list[tuple[Recall, Passage]] = []
    numbers: dict[int | None, int] = {}
    for number, (passage, end) in enumerate(zip(theme.passages, ends, strict=True)):
        low = max(first - (end - passage.bars), 1)
        high = min(last - (end - passage.bars), passage.bars)
        # Clicks go with the bar behind them, a silence with the bar before it.
        beside = max(end + (passage.kind is Kind.COUNT), 1)
        if low > high if passage.bars else not first <= beside <= last:
            continue
        whole = not passage.bars or (low, high) == (1, passage.bars)
        begin = 0 if whole or low == 1 else passage.pickup + (low - 1) * passage.meter.bar
        cut = passage if whole else _cut(passage, low, high)
        if not recalled and said.start is not None:
            ratio = said.start / ends_of(cut.law)[0]
        law = cut.law if ratio == 1 else _scaled(cut.law, ratio)
        if law is not cut.law and not _believed(law):
            item.complain(f"{theme.name} would go beyond {BPM_MIN} to {BPM_MAX} quarters a minute")
            return []
        numbers[number] = here + len(recalled)
        varied = replace(
            cut,
            law=law,
            theme=theme.name,
            transpose=said.transpose,
            character=said.character or passage.character,
            ending_of=numbers.get(passage.ending_of),
        )
        recalled.append((Recall(theme, number, here + len(recalled), begin), varied))
    return recalled


def _cut(passage: Passage, low: int, high: int) -> Passage:
    """A passage from one of its bars to another."""
    begin = 0 if low == 1 else passage.pickup + (low - 1) * passage.meter.bar
    end = passage.pickup + high * passage.meter.bar
    law = passage.law
    if isinstance(law, Ramp):
        bpm = [Fraction(law.bpm_at(at)).limit_denominator(1_000_000) for at in (begin, end)]
        law = Ramp(bpm[0], bpm[1], end - begin, law.shape)
    exits = tuple(one - begin for one in passage.exits if begin < one <= end)
    return replace(
        passage,
        bars=high - low + 1,
        law=law,
        exits=exits or ((end - begin,) if passage.exits else ()),
        holds=tuple(
            Hold(one.offset - begin, one.max_us)
            for one in passage.holds
            if begin < one.offset <= end
        ),
        pickup=passage.pickup if low == 1 else 0,
        first_bar=passage.first_bar + low - 1,
    )


def _scaled(law: Law, ratio: Fraction) -> Law:
    if isinstance(law, Steady):
        return Steady(law.bpm * ratio)
    return replace(law, start_bpm=law.start_bpm * ratio, end_bpm=law.end_bpm * ratio)


def _believed(law: Law) -> bool:
    return all(BPM_MIN <= bpm <= BPM_MAX for bpm in ends_of(law))


def _here(spot: Spot, recalls: tuple[Recall, ...], passages: tuple[Passage, ...]) -> Spot | None:
    """A place of the theme in the form that recalls it; None where it was cut off."""
    for one in recalls:
        offset = spot.offset - one.begin
        length = passages[one.here].length
        # The end of a part is where what was cut off begins; only the theme's own end is played.
        ends = offset == length and spot.offset == one.theme.passages[one.there].length
        if one.there == spot.passage and (0 <= offset < length or ends):
            return Spot(one.here, offset)
    return None


def recalled_fires(recalls: tuple[Recall, ...], passages: tuple[Passage, ...]) -> tuple[Fire, ...]:
    """What the recalled themes fire, at their places in the form; what was cut off is silent."""
    fires = []
    for theme, own in _by_theme(recalls):
        for fire in theme.fires:
            here = _here(fire.spot, own, passages)
            if here is not None:
                fires.append(replace(fire, spot=here))
    return tuple(fires)


def recalled_dynamics(
    recalls: tuple[Recall, ...], passages: tuple[Passage, ...]
) -> dict[str, tuple[Point, ...]]:
    """The dynamics the recalled themes bring, by group.

    A hairpin that would run into bars that were cut off is left out.
    """
    groups: dict[str, tuple[Point, ...]] = {}
    for theme, own in _by_theme(recalls):
        for name, points in theme.dynamics:
            for number, point in enumerate(points):
                here = _here(point.spot, own, passages)
                if here is None:
                    continue
                target = points[number + 1].spot if number + 1 < len(points) else point.spot
                runs = point.hairpin if _here(target, own, passages) else ""
                if runs or point.level is not None:
                    groups[name] = (*groups.get(name, ()), Point(here, point.level, runs))
    return groups


def _by_theme(recalls: tuple[Recall, ...]) -> list[tuple[Theme, tuple[Recall, ...]]]:
    """The recalls, each return of a theme by itself."""
    returns: list[tuple[Theme, tuple[Recall, ...]]] = []
    for one in recalls:
        again = returns and returns[-1][0] is one.theme and returns[-1][1][-1].there < one.there
        if again:
            returns[-1] = (one.theme, (*returns[-1][1], one))
        else:
            returns.append((one.theme, (one,)))
    return returns
