"""Round the rows of a plot: which film it is, what the signs mean, what was left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from rig.paper import told
from rig.paper.ink import BLACK, WHITE, Words, box, disc, line, over
from rig.paper.letters import Face, clipped, width_mm
from rig.paper.plot_hits import GAUGE, GAUGE_FRAMES
from rig.paper.plot_row import Lane
from rig.paper.plot_signs import fermata, hatched, pointer, repeat_sign, silence, torn
from rig.score.form import Kind

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator

    from rig.paper.ink import Mark
    from rig.paper.plot_picture import Picture

    Sign: TypeAlias = Callable[[float, float], Iterator[Mark]]

_TITLE, _TEXT = 26.0, 10.0
_SIGN: Final = 14.0


def head(picture: Picture, left: float, right: float) -> Lane:
    """Which film, which print, what 0:00 is, and how fast it goes."""
    film = picture.plan.sheet.film
    title = clipped(film.title or "a film without a title", right - left, _TITLE, Face.BOLD)
    facts = (
        film.print and f"print: {film.print}",
        film.zero and f"0:00 is {film.zero}",
        told.speed(film),
        told.counted(len(picture.plan.cues), "cue"),
        told.counted(len(picture.presses), "press", "presses"),
    )
    told_facts = clipped("   ·   ".join(filter(None, facts)), right - left, _TEXT)
    marks: tuple[Mark, ...] = (
        Words(left, 8.5, title, _TITLE, Face.BOLD),
        Words(left, 15.0, told_facts, _TEXT),
        line((left, 18.0), (right, 18.0), thick=0.6),
    )
    return Lane(18.0, marks)


def foot(left_out: Counter[str], left: float, right: float) -> Lane:
    """What there was no room for."""
    some = ", ".join(f"{number} {what}" for what, number in sorted(left_out.items()) if number)
    text = f"no room on this page for: {some}" if some else ""
    return Lane(4.0, (Words(left, 2.0, clipped(text, right - left, 7.5), 7.5),))


def legend(picture: Picture, left: float, right: float) -> Lane:
    """The themes' cards, each with the cues it is heard in, and the signs."""
    marks: list[Mark] = [line((left, 0), (right, 0), thick=0.6)]
    x, y = left, 3.0
    for theme in picture.plan.sheet.themes:
        heard = [
            one.cue.number
            for one in picture.plan.cues
            if any(passage.theme == theme.name for passage in one.cue.passages)
        ]
        text = clipped(f"in cue {', '.join(heard)}" if heard else "not heard", 90, 8.5)
        card = width_mm(theme.name, 10, Face.BOLD) + 4
        wide = card + 2 + width_mm(text, 8.5) + 7
        if x + wide > right and x > left:
            x, y = left, y + 8.5
        fill = picture.cards[theme.name]
        marks.append(box(x, y, card, 6.5, fill, 0.35))
        marks.append(Words(x + 2, y + 4.6, theme.name, 10, Face.BOLD, over(fill)))
        marks.append(Words(x + card + 2, y + 4.4, text, 8.5))
        x += wide
    if picture.plan.sheet.themes:
        x, y = left, y + 9.5
    for words, draw in ((words, draw) for words, draw, used in SIGNS if used(picture)):
        wide = _SIGN + 2 + width_mm(words, 8) + 6
        if x + wide > right:
            x, y = left, y + 8.0
        marks += draw(x, y)
        marks.append(Words(x + _SIGN + 2, y + 4.2, words, 8))
        x += wide
    return Lane(y + 8.0, tuple(marks)) if len(marks) > 1 else Lane(0.0)


def _looked_for(x: float, y: float) -> Iterator[Mark]:
    yield line((x, y + 3), (x + 7, y + 3), thick=0.45)
    yield line((x + 7, y + 3), (x + 14, y + 3), thick=0.45, dashes=(0.7, 0.7))
    for end in (x, x + 14):
        yield line((end, y + 1.9), (end, y + 4.1), thick=0.45)
    yield pointer(x + 7, y + 4.2, -2.6, BLACK)


def _vamp(x: float, y: float) -> Iterator[Mark]:
    yield box(x, y, 14, 6, WHITE, 0.35)
    yield line((x + 7, y), (x + 7, y + 6), thick=0.25, dashes=(0.8, 0.8))
    yield from repeat_sign(x, y, 6, 1)
    yield from repeat_sign(x + 14, y, 6, -1)


def _exit(x: float, y: float) -> Iterator[Mark]:
    yield pointer(x + 4, y + 5, -2.2, WHITE)
    yield pointer(x + 10, y + 5, -2.2, BLACK)


def _safety(x: float, y: float) -> Iterator[Mark]:
    around = ((x, y), (x + 14, y), (x + 14, y + 6), (x, y + 6), (x, y))
    yield line(*around, thick=0.35, dashes=(1.2, 0.7))


def _held(x: float, y: float) -> Iterator[Mark]:
    yield box(x, y, 14, 6, WHITE, 0.35)
    yield from hatched(x + 5, y, 9, 6)
    yield from fermata(x + 5, y - 0.3)


def _silence(x: float, y: float) -> Iterator[Mark]:
    yield from silence(x + 1, x + 14, y, 6)


def _press(x: float, y: float) -> Iterator[Mark]:
    yield pointer(x + 7, y, 1.6, BLACK)
    yield disc(x + 7, y + 3.6, 1.7, WHITE, 0.35)
    yield Words(x + 7, y + 4.5, "7", 6.5, Face.BOLD, align=0.5)


def _gauge(x: float, y: float) -> Iterator[Mark]:
    middle = y + 3
    yield line((x, middle), (x + 14, middle), thick=0.2)
    yield box(x + 5.5, middle - 0.9, 4, 1.8, "#bbbbbb", 0.2)
    yield line((x + 7, middle - 1.8), (x + 7, middle + 1.8), thick=0.5)
    yield disc(x + 8.2, middle, 1.15, BLACK, 0.45)
    yield disc(x + 12.2, middle, 1.15, WHITE, 0.45)


def _torn(x: float, y: float) -> Iterator[Mark]:
    yield from torn(x + 7, y, 6)


def _of(kind: Kind) -> Callable[[Picture], bool]:
    """Whether a plot has a passage of a kind."""
    return lambda picture: any(
        passage.kind is kind for one, _ in picture.timed for passage in one.cue.passages
    )


def _windows(picture: Picture) -> bool:
    return any(one.cue.look for one, _ in picture.timed)


def _stands(picture: Picture) -> bool:
    return any(passage.holds for one, _ in picture.timed for passage in one.cue.passages)


def _hit(picture: Picture) -> bool:
    return any(one.hits for one, _ in picture.timed)


def _cut(picture: Picture) -> bool:
    return any(one.cut for one, _ in picture.timed)


SIGNS: Final[tuple[tuple[str, Sign, Callable[[Picture], bool]], ...]] = (
    ("look from, expected, overdue", _looked_for, _windows),
    ("round and round", _vamp, _of(Kind.VAMP)),
    ("may be left here, is left", _exit, _of(Kind.VAMP)),
    ("again if needed", _safety, _of(Kind.SAFETY)),
    ("the beat stands", _held, _stands),
    ("silence until GO", _silence, _of(Kind.CAESURA)),
    ("press 7 of the list", _press, lambda picture: bool(picture.timed)),
    (
        f"hit: the picture, what counts, the music: it counts, or not (± {GAUGE_FRAMES} frames)",
        _gauge,
        _hit,
    ),
    ("the next cue cuts in", _torn, _cut),
)
"""What each sign means, and where it is told."""

assert GAUGE > _SIGN
