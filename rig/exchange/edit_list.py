"""Edit decision lists, CMX 3600: events, their speeds, and the markers other programs put there.

Two kinds of markers are known. ``* LOC:`` behind an event names a place on its *record* side.
DaVinci Resolve writes an event of one frame for each marker and behind it a line
``note |C:colour |M:name |D:frames``; the note may stand on a line before, or not at all. How many
frames a second it counts a list does not say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange.colours import LOCATOR
from rig.exchange.rate import timecode_rate
from rig.exchange.text import Source, read_text
from rig.score.timecode import DROPPED, count_of

if TYPE_CHECKING:
    from rig.score.measure import Frames

_CODE: Final = r"([0-9]{2}:[0-9]{2}:[0-9]{2}[:;][0-9]{2})"
_EVENT: Final = re.compile(
    r"([0-9]{1,6})\s+(\S+)\s+(\S+)\s+(\S+)(?:\s+([0-9]{1,6}))?" + rf"\s+{_CODE}" * 4
)
_SPEED: Final = re.compile(rf"M2\s+(\S*?)\s*([+-]?[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?)\s+{_CODE}")
_FCM: Final = re.compile(r"FCM:\s*(NON[- ])?DROP(?:[- ]FRAME)?", re.IGNORECASE)
_LOC: Final = re.compile(rf"\*?\s*LOC:\s*{_CODE}(?:\s+(.*))?")
_RESOLVE: Final = re.compile(
    r"((?:(?!\|C:).)*)\|C:(?:ResolveColor)?(\S*)\s*\|M:(.*)\|D:([0-9]{1,9})"
)
_BROKEN: Final = (
    (re.compile(r"\*?\s*LOC:"), "a locator is: * LOC: hh:mm:ss:ff COLOUR name"),
    (re.compile(r".*\|[CMD]:"), "a marker of Resolve is: note |C:colour |M:name |D:frames"),
    (re.compile(r"[0-9]{3,6}(\s|$)"), "an event is: number, reel, track, C, four timecodes"),
    (re.compile(r"M2\b"), "a speed is: M2, reel, frames a second, timecode"),
)
"""What a line that is damaged begins with, and what would be right."""

_CLIP: Final = re.compile(r"\*?\s*FROM CLIP NAME:\s*(.*)")
_REMARK: Final = re.compile(
    r"\*|(?:SPLIT|GPI|FROM CLIP|TO CLIP|KEY CLIP|FROM FILE|SOURCE FILE|EFFECTS? NAME|FINAL CUT PRO"
    r"|ASC_S|DLEDL)\b|AUD\s+[0-9]"
)
_D_BELIEVED: Final = 20_000
"""Frames of the longest Resolve marker believed; a real list had the frame of its end there."""
_STRANGE_MAX: Final = 20
"""Lines not understood that are told one by one."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One event: what stands on the programme's time line, and where it was taken from.

    Frames are counted from 00:00:00:00; an end is the first frame no longer shown.
    """

    number: str
    reel: str
    track: str
    transition: str
    """``C`` is a cut, ``D`` a dissolve, ``W001`` a wipe, as the list says it."""
    transition_frames: Frames
    source_in: Frames
    source_out: Frames
    record_in: Frames
    record_out: Frames
    speed: Fraction | None = None
    """Frames of the source that pass in a second, negative backwards; None is as it was shot."""
    clip: str = ""


@dataclass(frozen=True, slots=True)
class Locator:
    """A marker on the programme's time line, frames from 00:00:00:00."""

    record: Frames
    colour: str
    name: str
    length: Frames = 0
    note: str = ""


@dataclass(slots=True)
class EditList:
    """All of a list, in its own order."""

    source: Source
    rate: Fraction
    title: str = ""
    drop: bool = False
    edits: list[Edit] = field(default_factory=list)
    locators: list[Locator] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    note: str = ""
    """A line that may be the note of the Resolve marker that follows."""
    marked: Edit | None = None
    """The event that turned out to be a Resolve marker; None behind any other."""


def read_edit_list(file: str, content: bytes, rate: Fraction | None) -> EditList:
    """The events and markers of an edit list whose timecodes count ``rate`` frames a second.

    Raises ``ProblemsError`` with every line that is damaged, and where no rate is given.
    """
    found = EditList(read_text(file, content), timecode_rate(file, rate))
    source = found.source
    for number, line in enumerate(source.lines, 1):
        source.bound(found.edits)
        source.bound(found.locators)
        if words := line.strip():
            _read_line(found, number, words)
    _keep_note(found)
    source.close()
    return found


def _read_line(found: EditList, line: int, words: str) -> None:
    """Take in one line; one that is nothing else may be the note of a marker to come."""
    if at := _RESOLVE.fullmatch(words):
        _read_resolve(found, line, at)
    elif at := _EVENT.fullmatch(words):
        _keep_note(found)
        found.edits.append(_edit(found, line, at))
        found.marked = None
    elif at := _SPEED.fullmatch(words):
        _read_speed(found, line, at)
    elif at := _LOC.fullmatch(words):
        _read_locator(found, line, at)
    elif at := _FCM.fullmatch(words):
        found.drop = not at[1]
        if found.drop and found.rate not in DROPPED:
            found.source.complain(
                line, f"drop-frame is counted at 30000/1001 or 60000/1001, not at {found.rate}"
            )
            found.drop = False
    elif words.startswith("TITLE:"):
        found.title = words.removeprefix("TITLE:").strip()
    elif (at := _CLIP.fullmatch(words)) and found.edits:
        found.edits[-1] = replace(found.edits[-1], clip=at[1])
    elif broken := next((told for sign, told in _BROKEN if sign.match(words)), ""):
        found.source.complain(line, broken)
    elif not _REMARK.match(words):
        _keep_note(found)
        found.note = words


def _keep_note(found: EditList) -> None:
    """Say that a line which turned out to be no marker's note is not understood."""
    if found.note and len(found.lost) < _STRANGE_MAX:
        found.lost.append(f"a line that is not understood: {found.note}")
    elif found.note and len(found.lost) == _STRANGE_MAX:
        found.lost.append("more lines like these")
    found.note = ""


def _edit(found: EditList, line: int, at: re.Match[str]) -> Edit:
    begin, end, record_in, record_out = (_count(found, line, code) for code in at.groups()[5:])
    if record_out < record_in:
        found.source.complain(line, "this event ends before it begins", at[9])
    dissolve = int(at[5] or 0)
    return Edit(at[1], at[2], at[3], at[4], dissolve, begin, end, record_in, record_out)


def _read_speed(found: EditList, line: int, at: re.Match[str]) -> None:
    """``M2``: belongs to the last event, or to the one before where only that has its reel."""
    if not found.edits:
        found.source.complain(line, "a speed stands behind the event that it belongs to")
        return
    _count(found, line, at[3])
    last = len(found.edits) - 1
    before = last > 0 and found.edits[last].reel != at[1] == found.edits[last - 1].reel
    which = last - 1 if before else last
    found.edits[which] = replace(found.edits[which], speed=Fraction(at[2]))


def _read_locator(found: EditList, line: int, at: re.Match[str]) -> None:
    first, *rest = (at[2] or "").split(maxsplit=1) or [""]
    coloured = first.upper() in LOCATOR
    name = "".join(rest) if coloured else at[2] or ""
    found.locators.append(Locator(_count(found, line, at[1]), first * coloured, name))


def _read_resolve(found: EditList, line: int, at: re.Match[str]) -> None:
    """A marker of Resolve; the event before it was nothing but its place."""
    if found.marked is None:
        if not found.edits:
            found.source.complain(line, "a marker of Resolve stands behind the event it marks")
            return
        found.marked = found.edits.pop()
    begin, length = found.marked.record_in, int(at[4])
    if length > _D_BELIEVED and length > begin:
        found.source.guesses.append(
            f"line {line}: a marker of {length} frames: taken for the frame it ends at"
        )
        length -= int(begin)
    note = " ".join(part for part in (found.note, at[1].strip()) if part)
    found.note = ""
    found.locators.append(Locator(begin, at[2], at[3].strip(), length if length > 1 else 0, note))


def _count(found: EditList, line: int, code: str) -> Frames:
    """The frames before a timecode; 0 and a problem where there is no such one."""
    label = code[:8] + ";" + code[9:] if found.drop else code
    try:
        return count_of(label, found.rate)
    except ValueError as error:
        found.source.complain(line, f"{error}; is --rate {found.rate} right?", code)
        return 0
