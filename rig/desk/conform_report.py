"""What re-conforming a sheet came to, told in tables."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rig.desk.conform_map import Kind, Segment
from rig.desk.conform_places import Key
from rig.score.positions import write_position
from rig.score.told import seconds_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rig.desk.conform_align import Alignment
    from rig.desk.conform_forms import Misfit
    from rig.desk.conform_rewrite import Move
    from rig.score.film import Film
    from rig.score.measure import Frames

_SURE, _LIKELY = 0.95, 0.75
"""Confidences from which on a match is told as sure, and as likely."""


def segments_told(segments: Sequence[Segment], old: Film, new: Film) -> Iterator[str]:
    """A row for each stretch, and the sums of what was cut and inserted."""
    head = ("old print", "new print", "", "frames", "speed")
    yield from _table([head, *(_segment(one, old, new) for one in segments)])
    for kind, film in ((Kind.CUT, old), (Kind.INSERTED, new)):
        own = [one for one in segments if one.kind is kind]
        if own:
            count, seconds = _sum(own, film)
            yield f"{kind.value} in {len(own)} places: {count} frames, {float(seconds):.1f} s"


def _sum(segments: Iterable[Segment], film: Film) -> tuple[int, Fraction]:
    """The frames that only one print has, and how many seconds they are shown in it."""
    frames, seconds = 0, Fraction(0)
    for one in segments:
        cut = one.kind is Kind.CUT
        begin, end = (one.old, one.old_end) if cut else (one.new, one.new_end)
        frames += end - begin
        seconds += film.pace.seconds_at(end) - film.pace.seconds_at(begin)
    return frames, seconds


def _segment(one: Segment, old: Film, new: Film) -> tuple[str, ...]:
    speed = ""
    if one.kind in (Kind.SAME, Kind.RETIMED):
        # So many frames of the old print pass in a second of the new one's show.
        speed = f"{float(new.pace.speed_at(one.new) / one.ratio):.5g} fps" if one.ratio else ""
    frames = str(max(one.old_end - one.old, one.new_end - one.new))
    if one.kind is Kind.RETIMED:
        frames = f"{one.old_end - one.old} -> {one.new_end - one.new}"
    word = one.kind.value
    if one.unsure and one.kind in (Kind.CUT, Kind.INSERTED):
        word += ", its place a guess"
    return _span(one.old, one.old_end, old), _span(one.new, one.new_end, new), word, frames, speed


def _span(begin: Frames, end: Frames, film: Film) -> str:
    if begin == end:
        return "-"
    return f"{write_position(begin, film)} - {write_position(end, film)}"


def landmarks_told(found: Alignment, old: Film, new: Film) -> Iterator[str]:
    """A row for each landmark: in both prints with its confidence, or in one of them."""
    count = len(found.matches)
    yield (
        f"landmarks: {count} in both, {len(found.old_only)} only in the old print,"
        f" {len(found.new_only)} only in the new one"
    )
    if found.crossed:
        yield f"{found.crossed} of them are in both, but in another order: look at those"
    rows = [("old print", "new print", "", "", "what is seen")]
    placed = [
        (
            one.old.frame,
            write_position(one.old.frame, old),
            write_position(one.new.frame, new),
            f"{one.confidence:.0%}",
            _word(one.confidence),
            one.old.text,
        )
        for one in found.matches
    ]
    placed += [
        (one.frame, write_position(one.frame, old), "-", "", "", one.text) for one in found.old_only
    ]
    rows += [row[1:] for row in sorted(placed, key=lambda row: row[0])]
    rows += [("-", write_position(one.frame, new), "", "", one.text) for one in found.new_only]
    yield from _table(rows)


def _word(confidence: float) -> str:
    return "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "doubtful"


def moves_told(moves: Sequence[Move], old: Film, new: Film) -> Iterator[str]:
    """The hits that died, what was cut of looks and presses, and how far each hit has moved."""
    hits = [move for move in moves if move.place.key is Key.HITS]
    for move in moves:
        where = f"cue {move.place.cue.number}, {write_position(move.place.frame, old)}"
        seen = move.place.seen or "what is seen"
        if move.died:
            why = "its frame was cut" if move.placed.cut else "it lies before the new print's 0:00"
            yield f"{where}: the hit on {seen} died: {why}; kept as a comment"
        elif move.placed.cut and move.place.expected:
            was, at = (
                "may have been" if move.placed.unsure else "was",
                write_position(move.frame, new),
            )
            yield f"{where}: {seen} {was} cut; now where the cut is, {at}"
        elif move.placed.frame < 0 and move.place.expected:
            yield f"{where}: {seen} lies before the new print's 0:00; written there"
        elif move.placed.unsure and move.place.expected:
            yield f"{where}: {seen} lies near a cut or insert whose place is a guess: check by eye"
    outside = sum(move.placed.outside for move in moves)
    if outside:
        yield (
            f"before the first common landmark or behind the last, moved as far as that: {outside}"
            " positions"
        )
    rows = [("hit", "old print", "new print", "frames", "what is seen")]
    rows += [
        (
            f"cue {move.place.cue.number}",
            write_position(move.place.frame, old),
            write_position(move.frame, new),
            f"{float(move.frame - move.place.frame):+g}",
            move.place.seen,
        )
        for move in hits
        if not move.died
    ]
    if len(rows) > 1:
        yield from _table(rows)


def forms_told(found: Iterable[Misfit]) -> Iterator[str]:
    """Each form that no longer fits, and what to do."""
    for one in found:
        way = "more" if one.change_us > 0 else "less"
        yield (
            f"cue {one.cue}, {one.begin} to {one.end}: {seconds_told(abs(one.change_us))} {way}"
            f" ({one.told}): {one.remedy}"
        )


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True) if width)
        yield f"  {'  '.join(cells)}".rstrip()
