"""Premiere's list of markers: a table with tabs, usually UTF-16, in timecode of an unsaid rate."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange.label import read_label
from rig.exchange.rate import timecode_rate
from rig.exchange.spotting import Marker, SpottingList
from rig.exchange.table import read_table
from rig.exchange.text import read_text
from rig.score.timecode import count_of

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.table import Row
    from rig.score.measure import Frames

_NEEDED: Final = ("marker name", "in", "out")


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers of such a list, in the order of time, from 00:00:00:00.

    Raises ``ProblemsError`` with every row that cannot be understood, and where no rate is given.
    """
    rate = timecode_rate(file, asked.rate)
    source = read_text(file, content)
    markers: list[Marker] = []
    types: dict[str, None] = {}
    for row in read_table(source, _NEEDED):
        source.bound(markers)
        begin, end = _frames(row, "in", rate), _frames(row, "out", rate)
        if end < begin:
            row.complain("out", "this marker ends before it begins")
        kind, number, name = read_label(row["marker name"])
        length = (end - begin) / rate
        marker = Marker(begin / rate, kind, name, number, length, note=row["description"])
        markers.append(marker)
        types[row["marker type"]] = None
    source.close()
    kinds = [f"the types of its markers ({', '.join(types)})"] if any(types) else []
    markers.sort(key=lambda marker: marker.at)
    guesses = (*source.guesses, "0:00 is taken for 00:00:00:00")
    return SpottingList("", rate, Fraction(0), tuple(markers), guesses=guesses, lost=tuple(kinds))


def _frames(row: Row, heading: str, rate: Fraction) -> Frames:
    """The frames before a row's timecode; 0 and a problem where there is none."""
    try:
        return count_of(row[heading].strip(), rate)
    except ValueError as error:
        row.complain(heading, f"{error}; is --rate {rate} right?")
        return 0
