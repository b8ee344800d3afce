"""Two prints by their lists: an edit list that maps one to the other, or landmarks of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rig.desk.conform_align import LANDMARKS_MAX, Alignment, Landmark, align
from rig.desk.conform_clock import Clock, clock_of
from rig.desk.conform_edits import from_edits
from rig.desk.conform_stretches import mapped
from rig.errors import FileError
from rig.exchange import formats
from rig.exchange.edit_list import read_edit_list
from rig.exchange.spotting import SIZE_MAX
from rig.files import file_bytes
from rig.score.measure import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.desk.conform_map import FrameMap
    from rig.exchange.asked import Asked
    from rig.exchange.edit_list import EditList
    from rig.exchange.spotting import Marker, SpottingList
    from rig.score.measure import Frames
    from rig.score.pace import Pace
    from rig.score.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Traced:
    """How two prints belong together, and how that came to be known."""

    frames: FrameMap
    title: str
    """Of the new print, as its list says; else the list's own name."""
    alignment: Alignment | None
    """Of landmarks; None where an edit list told."""
    guesses: tuple[str, ...]


def trace(sheet: Sheet, new_pace: Pace, to: str, origin: str | None, asked: Asked) -> Traced:
    """The map from a sheet's print to another.

    ``to`` is the list of the new print, ``origin`` that of the old one, where the sheet's own
    looks, presses and hits shall not be its landmarks. An edit list with events, and no locators,
    says by itself what lies where. Raises ``RigError`` with what is wrong or missing.
    """
    content = file_bytes(to, SIZE_MAX)
    if origin is None and formats.detect(to, content) == "edl":
        edits = read_edit_list(to, content, asked.rate)
        if edits.edits and (not edits.locators or len(edits.edits) > 1):
            return _by_edits(sheet, new_pace, edits)
    spotting = formats.read(to, content, asked)
    clock, guesses = clock_of(spotting.rate, sheet.film, new_pace)
    if origin is None:
        old = [*_of_sheet(sheet)]
        what = "the sheet's looks, presses and hits"
    else:
        before = formats.read(origin, file_bytes(origin, SIZE_MAX), asked)
        old_clock, told = clock_of(before.rate, sheet.film, new_pace)
        old = [*_of_old_list(before, old_clock)]
        guesses += [f"{Path(origin).name}: {one}" for one in (*before.guesses, *told)]
        what = origin
    new = [Landmark(clock.new_frame(one.at), one.name) for one in _seen(spotting)]
    for name, landmarks in ((what, old), (to, new)):
        if len(landmarks) > LANDMARKS_MAX:
            raise FileError(f"{name}: more than {LANDMARKS_MAX} landmarks; take fewer")
    found = align(old, new)
    _check_common(found, old, what, to)
    said = (*spotting.guesses, *guesses)
    return Traced(mapped(found), spotting.title or Path(to).stem, found, said)


def _by_edits(sheet: Sheet, new_pace: Pace, edits: EditList) -> Traced:
    clock, told = clock_of(edits.rate, sheet.film, new_pace)
    last: Frames = max((frame for frame, _ in _places(sheet)), default=0)
    frames, guesses = from_edits(edits, clock, max(last, (sheet.film.end or 0) - 1))
    said = (*edits.source.guesses, *edits.lost, *told, *guesses)
    return Traced(frames, edits.title or Path(edits.source.file).stem, None, said)


def _places(sheet: Sheet) -> Iterator[tuple[Frames, str]]:
    """Every film position that a sheet's music is held against, and what is seen there."""
    for number, cue in enumerate(sheet.cues):
        if cue.look is not None:
            yield cue.look.expected, cue.seen
        elif not number and cue.seen:
            yield 0, cue.seen  # the first press is the film's 0:00
        for press in cue.presses:
            if press.look is not None:
                yield press.look.expected, press.text
        for hit in cue.hits:
            yield hit.frame, hit.text


def _of_sheet(sheet: Sheet) -> Iterator[Landmark]:
    return (Landmark(nearest(frame, 1), text) for frame, text in _places(sheet))


def _of_old_list(spotting: SpottingList, clock: Clock) -> Iterator[Landmark]:
    return (
        Landmark(clock.old_frame(one.at + spotting.zero, spotting.zero), one.name)
        for one in _seen(spotting)
    )


def _seen(spotting: SpottingList) -> Iterator[Marker]:
    """The markers that stand for something on the screen, and not for a table of a sheet."""
    return (one for one in spotting.markers if not (one.facts and one.name.startswith("[")))


def _check_common(found: Alignment, old: list[Landmark], what: str, to: str) -> None:
    """Refuse lists that tell nothing of each other."""
    places = {match.old.frame for match in found.matches}
    if len(places) > 1:
        return
    if not found.old_only and not found.matches:
        raise FileError(f"{what} has no landmark with words; name another list with --from")
    if not found.new_only and not found.matches:
        raise FileError(f"{to} has no landmark with words")
    if found.crossed:
        raise FileError(
            f"{to} has {found.crossed} of the landmarks of {what} in another order; only a print in"
            " the same order can be followed"
        )
    count = "only one" if places else "none"
    raise FileError(
        f"{to} has {count} of the {len(old)} landmarks of {what}, by their words; it needs two,"
        " better all titles"
    )
