"""A cue as it stands in the book, to be read by a stand light."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rig.paper import told
from rig.paper.book_flow import LEADING, LEFT, RIGHT, Block, Strip, beside, paragraph
from rig.paper.book_form import form
from rig.paper.ink import BLACK, WHITE, Words, box, line, over
from rig.paper.letters import Face, clipped, width_mm
from rig.score.measure import SECOND_US
from rig.score.positions import Unit, write_position
from rig.score.sheet import Enter, Lead, Leave, Moment, mark_of
from rig.score.told import off_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rig.paper.ink import Mark
    from rig.paper.presses import Pressed
    from rig.score.film import Film
    from rig.score.measure import Frames
    from rig.score.plan import Plan, PlannedCue, PlannedHit
    from rig.score.sheet import Cue, Point

_COLUMN: Final = LEFT + 29.0
"""Where the words begin, beside the number."""
_INNER: Final = _COLUMN + 31.0
_TEXT: Final = 12.0
_NUMBER: Final = 46.0
_SEEN: Final = 22.0


def cue_block(plan: Plan, number: int, presses: Sequence[Pressed], unit: Unit) -> Block:
    """The block of a cue."""
    planned = plan.cues[number]
    cue = planned.cue
    strips = [
        *_head(plan, planned, unit),
        *paragraph(cue.seen, _SEEN, Face.BOLD, _COLUMN),
        *paragraph(_window(plan.sheet.film, cue, unit), _TEXT, left=_COLUMN),
        *paragraph(_lasts(plan, number), _TEXT, left=_COLUMN),
        *_note(cue),
        Strip(1.5),
        *_form(plan, number, presses),
        *_hits(plan, planned, unit),
        *_rows(cue),
        *paragraph("; ".join(_manners(cue)), _TEXT, left=_COLUMN),
    ]
    missing = _column_height(planned) - sum(strip.height for strip in strips)
    if missing > 0:
        strips.append(Strip(missing))
    return Block((*strips, *_next(plan, number, unit), Strip(6.0)), f"cue {cue.number}")


def at(film: Film, frame: Frames, unit: Unit) -> str:
    """A film position in a unit, and ``m:ss`` where that is another."""
    clock = told.clock(film.pace.us_at(frame))
    where = write_position(frame, film, unit)
    return where if where.startswith(clock) else f"{where} ({clock})"


def _themes(planned: PlannedCue) -> list[str]:
    return [*dict.fromkeys(one.theme for one in planned.cue.passages if one.theme)]


def _column_height(planned: PlannedCue) -> float:
    return 24.0 + 9.0 * len(_themes(planned))


def _head(plan: Plan, planned: PlannedCue, unit: Unit) -> Iterator[Strip]:
    """Number, themes, what starts it, and when."""
    cue = planned.cue
    size = min(_NUMBER, _NUMBER * 26.0 / width_mm(cue.number, _NUMBER, Face.BOLD))
    marks: list[Mark] = [
        line((LEFT, 0.0), (RIGHT, 0.0), thick=1.0),
        Words(LEFT, 18.0, cue.number, size, Face.BOLD),
    ]
    cards = {theme.name: told.card(theme) for theme in plan.sheet.themes}
    for place, theme in enumerate(_themes(planned)):
        y, fill = 23.0 + 9.0 * place, cards[theme]
        name = clipped(theme, 22.0, 11, Face.BOLD)
        marks.append(box(LEFT, y, 25.0, 7.5, fill, 0.5))
        marks.append(Words(LEFT + 1.5, y + 5.2, name, 11, Face.BOLD, over(fill)))
    marks.append(Words(_COLUMN, 8.5, cue.on.value.upper(), 13, Face.BOLD))
    when = "?" if planned.guessed and not planned.turns else told.clock(planned.begin_us)
    when = f"{'about ' * (planned.guessed and bool(planned.turns))}{when}"
    marks.append(Words(RIGHT, 10.5, when, 26, Face.BOLD, align=1.0))
    if cue.look is not None and unit is not Unit.CLOCK:
        where = write_position(cue.look.expected, plan.sheet.film, unit)
        x = RIGHT - width_mm(when, 26, Face.BOLD) - 5
        marks.append(Words(x, 10.5, where, 15, Face.BOLD, align=1.0))
    yield Strip(13.0, tuple(marks))


def _window(film: Film, cue: Cue, unit: Unit) -> str:
    """When to look for what starts it."""
    look = cue.look
    if look is None:
        return ""
    window = f"expected {at(film, look.expected, unit)}"
    if look.begin is not None and look.overdue is not None:
        begin, overdue = at(film, look.begin, unit), at(film, look.overdue, unit)
        window = f"look from {begin}, {window}, overdue {overdue}"
    return window


def _lasts(plan: Plan, number: int) -> str:
    """How long it plays, and when the next one comes."""
    planned = plan.cues[number]
    facts = []
    if planned.turns:
        facts.append(f"plays {told.clock(planned.end_us - planned.begin_us)}")
    after = plan.cues[number + 1] if number + 1 < len(plan.cues) else None
    if after is not None and after.begin_us > planned.begin_us:
        facts.append(f"to the next cue {told.clock(after.begin_us - planned.begin_us)}")
    if planned.cut:
        facts.append(f"cut short by {planned.lost_us / SECOND_US:.1f} s")
    return "; ".join(facts)


def _note(cue: Cue) -> Iterator[Strip]:
    """What the player wrote, beside a bar."""
    if cue.note:
        yield Strip(1.6)
    for strip in paragraph(cue.note, 13.0, Face.SLANT, _COLUMN + 4):
        bar = line((_COLUMN + 0.6, 0.0), (_COLUMN + 0.6, strip.height), thick=1.2)
        yield Strip(strip.height, (bar, *strip.marks))


def _form(plan: Plan, number: int, presses: Sequence[Pressed]) -> Iterator[Strip]:
    own = {one.leaves: one for one in presses if one.cue == number and one.leaves is not None}
    after = plan.cues[number + 1].cue if number + 1 < len(plan.cues) else None
    until = f"cue {after.number}" if after else "the end"
    for told_line in form(plan.cues[number], own, until):
        marks: tuple[Words, ...] = (
            Words(_COLUMN, 4.6, told_line.name, 13, Face.BOLD),
            Words(_INNER, 4.6, told_line.bars, _TEXT),
        )
        left = _INNER + 20.0
        if width_mm(told_line.name, 13, Face.BOLD) > _INNER - _COLUMN - 2:
            yield Strip(13 * LEADING, marks[:1])
            marks = marks[1:]
        words = [strip for text in told_line.words for strip in paragraph(text, _TEXT, left=left)]
        yield from beside(words or [Strip(_TEXT * LEADING)], marks)
        yield Strip(0.7)


def _hits(plan: Plan, planned: PlannedCue, unit: Unit) -> Iterator[Strip]:
    for hit in planned.hits:
        marks = (Words(_COLUMN, 4.4, f"HIT {'!' * hit.hit.weight}", _TEXT, Face.BOLD),)
        where = at(plan.sheet.film, hit.hit.frame, unit)
        words = [*paragraph(f"{where}  {hit.hit.text}", 13, Face.BOLD, _INNER)]
        words += paragraph(_landing(plan, planned, hit), _TEXT, left=_INNER)
        yield from beside(words, marks)
        yield Strip(0.7)


def _landing(plan: Plan, planned: PlannedCue, hit: PlannedHit) -> str:
    """Where the music of a hit is, and how far off."""
    one = hit.hit
    place = "any strong beat"
    if one.spot is not None:
        place = told.place(planned.cue.passages, one.spot)
    place = "cutoff" if one.cutoff else place
    hand = f"; by hand: {one.hand}" if one.hand else ""
    off = "not played as planned" if one.spot else "nobody has chosen yet"
    if hit.off_us is not None:
        off = f"as written {off_told(hit.off_us, one.frame, plan.sheet.film)}"
    return f"{place}{hand}; {off}"


def _rows(cue: Cue) -> Iterator[Strip]:
    """Dynamics of each group, and what is sent."""
    rows = [(name, ", ".join(_points(cue, points))) for name, points in cue.dynamics]
    if cue.fires:
        sends = []
        for fire in cue.fires:
            place = told.place(cue.passages, fire.spot)
            if fire.moment is not Moment.AT:
                place = f"{cue.passages[fire.spot.passage].name} {fire.moment.value}"
            sends.append(f"{place} {told.sent(fire)}".strip())
        rows.append(("sounds", ", ".join(sends)))
    for name, text in rows:
        head = Words(_COLUMN, 4.4, clipped(name, 29.0, _TEXT, Face.BOLD), _TEXT, Face.BOLD)
        yield from beside(paragraph(text, _TEXT, left=_INNER), (head,))


def _points(cue: Cue, points: tuple[Point, ...]) -> Iterator[str]:
    for point in points:
        begin = point.spot.passage == 0 and point.spot.offset == 0
        words = ["" if begin else told.place(cue.passages, point.spot)]
        if point.level is not None:
            words.append(mark_of(point.level) if point.level else "tacet")
        words.append(point.hairpin)
        yield " ".join(filter(None, words))


def _manners(cue: Cue) -> Iterator[str]:
    """How it is entered, led and left, where that is out of the ordinary."""
    if cue.enter is not Enter.NOW:
        yield f"the press is taken at the next {cue.enter.value}"
    if cue.lead is not Lead.FILM:
        yield "your hand leads" if cue.lead is Lead.HAND else "tempo as written"
    match cue.leave:
        case Leave.RING:
            yield "its sounds ring on when it is left"
        case Leave.BAR:
            yield "its sounds stop at the next bar when it is left"
        case Leave.FADE:
            yield f"its sounds fade {cue.fade_us / SECOND_US:g} s when it is left"
        case Leave.CUT:
            pass
    if cue.hold is not None:
        yield f"if the film stops: round in {cue.passages[cue.hold].name}"


def _next(plan: Plan, number: int, unit: Unit) -> Iterator[Strip]:
    """The next cue, white on black."""
    if number + 1 == len(plan.cues):
        text = "NEXT  the end"
    else:
        after = plan.cues[number + 1]
        cue = after.cue
        when = told.clock(after.begin_us) + " " if not after.guessed else ""
        if cue.look is not None:
            when = at(plan.sheet.film, cue.look.expected, unit) + " "
        what = cue.seen or f"cue {cue.number}"
        text = f"NEXT  {when}{cue.on.value.upper()} {what}"
    wide = RIGHT - _COLUMN - 4.0
    words = Words(_COLUMN + 2, 7.0, clipped(text, wide, 13, Face.BOLD), 13, Face.BOLD, WHITE)
    yield Strip(10.5, (box(_COLUMN, 2.0, RIGHT - _COLUMN, 7.2, BLACK), words))
