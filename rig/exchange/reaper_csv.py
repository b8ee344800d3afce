"""REAPER's table of regions and markers.

Times stand there as the ruler showed them. Minutes, timecode and seconds are told apart by their
shape; a bare number could be a frame or a sample, and bars say no time at all: these are asked for.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NoReturn

from rig.exchange import lost
from rig.exchange.asked import Written
from rig.exchange.clock import read_clock, write_clock
from rig.exchange.colours import rgb
from rig.exchange.label import read_label, write_label
from rig.exchange.spotting import Marker, SpottingList
from rig.exchange.table import read_table, write_table
from rig.exchange.text import read_text
from rig.score.timecode import TIMECODE, count_of

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.table import Row

_HEADINGS: Final = ("#", "Name", "Start", "End", "Length", "Color")
_ID: Final = re.compile(r"[MR][0-9]{1,9}")
_SECONDS: Final = re.compile(r"(-?)([0-9]{1,9})\.([0-9]{3,9})")
_WHOLE: Final = re.compile(r"[0-9]{1,12}")
_BARS: Final = re.compile(r"-?[0-9]{1,9}\.[0-9]{1,3}(\.[0-9]{1,9})?")
_COLOUR: Final = re.compile(r"[0-9A-Fa-f]{6}")


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers and regions of such a table, in the order of time.

    Raises ``ProblemsError`` with every row that cannot be understood, or with what must be asked:
    the rate of its timecode or frames, or how many samples a second its numbers count.
    """
    source = read_text(file, content)
    markers: list[Marker] = []
    counted = False
    for row in read_table(source, ("#", "name", "start")):
        source.bound(markers)
        if not _ID.fullmatch(row["#"]):
            row.complain("#", "a row begins with M and a number, or R for a region")
        start = _time(row, "start", asked)
        counted = counted or bool(_WHOLE.fullmatch(row["start"]))
        colour = row["color"].strip()
        if colour and not _COLOUR.fullmatch(colour):
            row.complain("color", f"{colour} is no colour; REAPER writes it as RRGGBB")
        kind, number, name = read_label(row["name"])
        length = _length(row, start, asked) if row["#"].startswith("R") else Fraction(0)
        colour = f"#{colour.lower()}" if colour else ""
        markers.append(Marker(start, kind, name, number, length, colour))
    source.close()
    if counted:
        unit = f"samples at {asked.samples}" if asked.samples else f"frames at {asked.rate}"
        source.guesses.append(f"bare numbers are read as {unit} a second")
    markers.sort(key=lambda marker: marker.at)
    return SpottingList("", asked.rate, Fraction(0), tuple(markers), guesses=tuple(source.guesses))


def _length(row: Row, start: Fraction, asked: Asked) -> Fraction:
    """Seconds that a region lasts: to its end where that is told."""
    if row["end"]:
        length = _time(row, "end", asked) - start
    elif row["length"]:
        length = _time(row, "length", asked)
    else:
        row.complain("#", "a region has an end or a length")
        return Fraction(0)
    if length < 0:
        row.complain("#", "this region ends before it begins")
    return length


def _time(row: Row, heading: str, asked: Asked) -> Fraction:
    """Seconds of a time in whatever notation the ruler showed."""
    told = row[heading].strip()
    if (clock := read_clock(told)) is not None:
        return clock
    if found := _SECONDS.fullmatch(told):
        seconds = Fraction(int(found[2] + found[3]), 10 ** len(found[3]))
        return -seconds if found[1] else seconds
    if TIMECODE.fullmatch(told):
        return _timecode(row, heading, asked)
    if _WHOLE.fullmatch(told):
        if bool(asked.rate) is bool(asked.samples):
            _ask(row, heading, "could be a frame or a sample: say --rate 24 or --samples 48000")
        return int(told) / (asked.samples or asked.rate or Fraction(1))
    if _BARS.fullmatch(told):
        _ask(
            row,
            heading,
            "is a bar and beat, which says no time: show minutes and seconds on REAPER's ruler and"
            " export again, or import the project file (.RPP); seconds are written 62.500",
        )
    row.complain(heading, "no time; REAPER writes m:ss.mmm, seconds, or h:mm:ss:ff")
    return Fraction(0)


def _timecode(row: Row, heading: str, asked: Asked) -> Fraction:
    if asked.rate is None:
        _ask(row, heading, "counts frames of a rate that is not in the file: say --rate 24")
    try:
        return count_of(row[heading].strip(), asked.rate) / asked.rate
    except ValueError as error:
        row.complain(heading, f"{error}; is --rate {asked.rate} right?")
        return Fraction(0)


def _ask(row: Row, heading: str, question: str) -> NoReturn:
    """Refuse the file with one question, not once for each row."""
    row.complain(heading, f"{row[heading]} {question}")
    row.source.close()
    raise AssertionError("a problem was just noted")


def write(spotting: SpottingList, _asked: Asked) -> Written:
    """Markers and regions for REAPER, times as minutes and seconds to a thousandth."""
    rows = []
    count = {"M": 0, "R": 0}
    for marker in spotting.markers:
        letter = "R" if marker.length else "M"
        count[letter] += 1
        end = marker.at + marker.length
        rows.append(
            (
                f"{letter}{count[letter]}",
                lost.one_line(write_label(marker)),
                write_clock(marker.at),
                write_clock(end) if marker.length else "",
                write_clock(marker.length) if marker.length else "",
                rgb(marker.colour).removeprefix("#").upper(),
            )
        )
    content, _ = write_table([_HEADINGS, *rows])
    said = [
        *lost.of_markers("the note", (m for m in spotting.markers if m.note)),
        *lost.of_markers(
            "the colour", (m for m in spotting.markers if m.colour and not rgb(m.colour))
        ),
        *lost.of_markers(
            "what lies below a thousandth of a second",
            (m for m in spotting.markers if m.at * 1000 % 1 or m.length * 1000 % 1),
        ),
        *lost.music_and_lines(spotting),
    ]
    return Written(content, tuple(said))
