"""The map of two prints from an edit list: what of the old one lies where in the new."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, starmap
from typing import TYPE_CHECKING, Final

from rig.desk.conform_map import JITTER, FrameMap, Kind, Segment
from rig.errors import FileError
from rig.score.timecode import label_of, nominal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rig.desk.conform_clock import Clock
    from rig.exchange.edit_list import Edit, EditList
    from rig.score.measure import Frames

_BLACK: Final = "BL"
_HOUR_S: Final = 3600
_PROBLEMS_MAX: Final = 20


def from_edits(found: EditList, clock: Clock, last: Frames) -> tuple[FrameMap, list[str]]:
    """The map that an edit list tells, up to the last frame of interest; and what was guessed.

    Its source is the old print, its record the new one, whose 0:00 is where the first event
    begins. Raises ``FileError`` where it tells none.
    """
    pictures = [edit for edit in found.edits if _shows(edit)]
    edits = sorted(pictures, key=lambda edit: edit.record_in)
    if not edits:
        raise FileError(
            f"{found.source.file} has no event of a picture: its track would be V, its source"
            " another reel than BL"
        )
    zero = edits[0].record_in
    told = [f"the new print's 0:00 is {_label(zero, found)}, where the first event begins"]
    edits, others = _of_the_print(edits)
    told += others
    hour = _HOUR_S * (nominal(found.rate) or 1)
    source_zero = 0 if clock.copy else min(edit.source_in for edit in edits) // hour * hour
    if clock.copy is None:
        told.append(f"the old print's 0:00 is {_label(source_zero, found)}, a full hour")
    shared = [_segment(edit, found.rate, clock, source_zero, zero) for edit in edits]
    told += [
        f"event {edit.number} lasts otherwise than its source and names no speed: taken for retimed"
        for edit, one in zip(edits, shared, strict=True)
        if edit.speed is None and one.kind is Kind.RETIMED
    ]
    shared = [*starmap(_up_to, pairwise(shared)), shared[-1]]
    _check_order(found.source.file, edits, shared)
    frame_map = FrameMap.of(shared)
    end = frame_map.segments[-1]
    if last > end.old_end:
        gone = Segment(Kind.CUT, end.old_end, int(last) + 1, end.new_end, end.new_end)
        told.append("what the old print has behind the last event is taken for cut")
        frame_map = FrameMap((*frame_map.segments, gone))
    return frame_map, told


def _shows(edit: Edit) -> bool:
    """Whether an event puts a picture on the time line; audio, black and empty ones do not."""
    picture = edit.track.upper().startswith(("V", "B")) or "/V" in edit.track.upper()
    return picture and edit.record_in < edit.record_out and edit.reel.upper() != _BLACK


def _of_the_print(edits: Sequence[Edit]) -> tuple[list[Edit], list[str]]:
    """The events of the old print: the reel with the most frames, forward. The rest is new."""
    frames: Counter[str] = Counter()
    for edit in edits:
        frames[edit.reel] += int(edit.record_out - edit.record_in)
    reel = frames.most_common(1)[0][0]
    told = [
        f"reel {other}: {count} frames that are not of the old print, which is {reel}"
        for other, count in frames.items()
        if other != reel
    ]
    own = [edit for edit in edits if edit.reel == reel]
    forward = [edit for edit in own if edit.speed is None or edit.speed > 0]
    told += [
        f"event {edit.number} stands still or runs backwards: taken for inserted"
        for edit in own
        if edit not in forward
    ]
    if not forward:
        raise FileError("no event of the edit list runs forwards")
    return forward, told


def _segment(
    edit: Edit, rate: Fraction, clock: Clock, source_zero: Frames, zero: Frames
) -> Segment:
    lasts = edit.record_out - edit.record_in
    source_out = edit.source_out
    if edit.speed is not None:
        source_out = edit.source_in + lasts * edit.speed / rate
    hour_s = Fraction(source_zero) / rate
    old, old_end = (
        clock.old_frame(Fraction(at) / rate, hour_s) for at in (edit.source_in, source_out)
    )
    new, new_end = (
        clock.new_frame(Fraction(at - zero) / rate) for at in (edit.record_in, edit.record_out)
    )
    same = abs((new_end - new) - (old_end - old)) <= JITTER and edit.speed is None
    kind = Kind.SAME if same or edit.speed == rate else Kind.RETIMED
    if old_end <= old:
        kind = Kind.INSERTED
    return Segment(kind, old, max(old, old_end), new, new_end)


def _up_to(one: Segment, after: Segment) -> Segment:
    """A stretch that ends where the next one begins, if only rounding has it end later."""
    over = 0 < one.old_end - after.old <= JITTER
    return replace(one, old_end=max(after.old, one.old)) if over else one


def _check_order(file: str, edits: Sequence[Edit], shared: Sequence[Segment]) -> None:
    """Refuse a print in another order, and events that lie over each other."""
    found = []
    for (before, one), (edit, two) in pairwise(zip(edits, shared, strict=True)):
        if two.old < one.old_end:
            found.append(
                f"{file}: event {edit.number} begins earlier in the old print than event"
                f" {before.number} before it ends; only a print in the same order can be followed"
            )
        elif two.new < one.new_end:
            found.append(f"{file}: events {before.number} and {edit.number} lie over each other")
    if found:
        more = [f"and {len(found) - _PROBLEMS_MAX} more"] if len(found) > _PROBLEMS_MAX else []
        raise FileError("\n".join([*found[:_PROBLEMS_MAX], *more]))


def _label(frame: Frames, found: EditList) -> str:
    return label_of(frame, found.rate, drop=found.drop) or f"frame {frame}"
