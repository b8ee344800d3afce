"""Markers as DaVinci Resolve takes them from an edit list: an event of one frame for each."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.exchange import lost
from rig.exchange.asked import Written
from rig.exchange.colours import RESOLVE, changed, nearest
from rig.exchange.edl import encoded, on_frames
from rig.exchange.label import write_label
from rig.score.measure import nearest as nearest_whole
from rig.score.timecode import label_of

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.spotting import SpottingList

_NO_COLOUR: Final = "Blue"


def write(spotting: SpottingList, asked: Asked) -> Written:
    """An event for each marker, and behind it a line with note, colour, name and frames.

    Raises ``ProblemsError`` where no rate is said.
    """
    grid = on_frames(spotting, asked)
    lines = [f"TITLE: {lost.one_line(spotting.title)}", "FCM: NON-DROP FRAME", ""]
    said = list(grid.lost)
    for number, (frame, code, marker) in enumerate(grid.markers, 1):
        after = label_of(frame + 1, grid.rate, drop=False) or code
        length = nearest_whole(marker.length * grid.rate, 1)
        if late := length / grid.rate - marker.length:
            said.append(lost.moved(marker, f"{length} frames long", late))
        colour = nearest(marker.colour, RESOLVE) or _NO_COLOUR
        note, name = _plain(marker.note), _plain(write_label(marker))
        lines += [
            f"{number:03}  001      V     C        {code} {after} {code} {after}",
            f"{note} |C:ResolveColor{colour} |M:{name} |D:{max(1, length)}",
            "",
        ]
    markers = [marker for _, _, marker in grid.markers]
    said += [
        f"{lost.named(marker)} shares its frame with another: Resolve keeps one"
        for (before, _, _), (frame, _, marker) in pairwise(grid.markers)
        if before == frame
    ]
    said += lost.of_markers(
        "the length, one frame,", (m for m in markers if m.length * grid.rate == 1)
    )
    said += lost.of_markers(
        "the | in the text", (m for m in markers if "|" in m.note + write_label(m))
    )
    said += [*changed(markers, RESOLVE, _NO_COLOUR), *lost.music_and_lines(spotting)]
    return Written(encoded(lines), tuple(said))


def _plain(text: str) -> str:
    """A text that does not read as a mark of the format."""
    return lost.one_line(text).replace("|", "/")
