"""Edit lists as spotting lists: locators and Resolve's markers in, one event with locators out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from rig.exchange import lost
from rig.exchange.asked import Written
from rig.exchange.colours import LOCATOR, changed, nearest
from rig.exchange.edit_list import read_edit_list
from rig.exchange.label import read_label, write_label
from rig.exchange.rate import timecode_rate
from rig.exchange.spotting import Marker, SpottingList
from rig.exchange.text import NOT_TEXT
from rig.score.measure import nearest as nearest_whole
from rig.score.timecode import DROPPED, label_of, nominal

if TYPE_CHECKING:
    from fractions import Fraction

    from rig.exchange.asked import Asked
    from rig.exchange.edit_list import EditList
    from rig.score.measure import Frames

_HOUR_S: Final = 3600
_NO_COLOUR: Final = "WHITE"


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers of an edit list, in the order of time.

    Its zero is where the first event begins or, in a list of nothing but markers, the full hour
    before the first; which of them is told. Raises ``ProblemsError``.
    """
    found = read_edit_list(file, content, asked.rate)
    zero, guesses = _zero(found)
    guesses = [*found.source.guesses, *guesses]
    if found.rate in DROPPED and "FCM:" not in found.source.text and ";" not in found.source.text:
        guesses.append("nothing says drop-frame: counted without")
    markers = []
    for locator in sorted(found.locators, key=lambda locator: locator.record):
        at, length = (locator.record - zero) / found.rate, locator.length / found.rate
        kind, number, name = read_label(locator.name)
        marker = Marker(at, kind, name, number, length, locator.colour, locator.note)
        markers.append(marker)
    edits = [f"{len(found.edits)} edits: rig conform takes them"] if found.edits else []
    return SpottingList(
        found.title,
        found.rate,
        zero / found.rate,
        tuple(markers),
        guesses=tuple(guesses),
        lost=(*found.lost, *edits),
    )


def _zero(found: EditList) -> tuple[Frames, list[str]]:
    if found.edits:
        zero, why = min(edit.record_in for edit in found.edits), "where the first event begins"
    elif found.locators:
        hour = _HOUR_S * (nominal(found.rate) or 1)
        zero = min(locator.record for locator in found.locators) // hour * hour
        why = "the full hour before the first marker"
    else:
        return 0, []
    return zero, [f"0:00 is taken for {label_of(zero, found.rate, drop=found.drop)}, {why}"]


@dataclass(frozen=True, slots=True)
class Grid:
    """The markers of a list on the frames of a rate, for formats that have nothing between them."""

    rate: Fraction
    zero: int
    """Frames before the list's zero."""
    markers: tuple[tuple[int, str, Marker], ...]
    """Each with its frame and timecode, in the order of time."""
    lost: tuple[str, ...]
    """What rounding moved, and what no timecode reaches."""


def on_frames(spotting: SpottingList, asked: Asked) -> Grid:
    """Every marker on the nearest frame, counted without drop-frame.

    Raises ``ProblemsError`` where no rate is said by anyone, or one that has no timecode.
    """
    rate = timecode_rate(spotting.title or "the list", asked.rate or spotting.rate)
    zero = round(spotting.zero * rate)
    markers, said = [], []
    for marker in sorted(spotting.markers, key=lambda marker: marker.at):
        frames = nearest_whole(marker.at * rate, 1)
        code = label_of(zero + frames, rate, drop=False)
        if code is None:
            said.append(f"{lost.named(marker)} lies outside the 24 hours of timecode: left out")
            continue
        if late := frames / rate - marker.at:
            said.append(lost.moved(marker, code, late))
        markers.append((zero + frames, code, marker))
    return Grid(rate, zero, tuple(markers), tuple(said))


def write(spotting: SpottingList, asked: Asked) -> Written:
    """One event from the list's zero to its last marker, a locator behind it for each marker.

    Raises ``ProblemsError`` where no rate is said.
    """
    grid = on_frames(spotting, asked)
    end = max([grid.zero, *(frame for frame, _, _ in grid.markers)]) + 1
    codes = [label_of(frame, grid.rate, drop=False) for frame in (0, end - grid.zero, grid.zero)]
    after = label_of(end, grid.rate, drop=False) or codes[2]
    lines = [
        f"TITLE: {lost.one_line(spotting.title)}",
        "FCM: NON-DROP FRAME",
        "",
        f"001  AX       V     C        {codes[0]} {codes[1]} {codes[2]} {after}",
    ]
    markers = [marker for _, _, marker in grid.markers]
    for _, code, marker in grid.markers:
        colour = nearest(marker.colour, LOCATOR) or _NO_COLOUR
        lines.append(f"* LOC: {code} {colour:7} {lost.one_line(write_label(marker))}".rstrip())
    said = [
        *grid.lost,
        *lost.of_markers("the length", (m for m in markers if m.length)),
        *lost.of_markers("the note", (m for m in markers if m.note)),
        *changed(markers, LOCATOR, _NO_COLOUR),
        *lost.music_and_lines(spotting),
    ]
    return Written(encoded(lines), tuple(said))


def encoded(lines: list[str]) -> bytes:
    """Lines as an edit list ends them, without the control codes that no reader takes."""
    return "".join(f"{NOT_TEXT.sub('', line)}\r\n" for line in lines).encode()
