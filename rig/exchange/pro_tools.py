"""Pro Tools' session info as text: the listing of its markers.

A marker has two places. ``TIME REFERENCE`` is exact where it is in samples, counted from the
session's start. Where it is in ticks of a tempo map that the file does not have, ``LOCATION`` is
all there is: whatever the main counter showed, cut to its last digit. Feet and frames there have a
rate of their own, which the file does not name either: in a session of 23.976 they may count 24.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Final

from rig.exchange.clock import read_clock
from rig.exchange.label import read_label
from rig.exchange.lost import named
from rig.exchange.number import read_number
from rig.exchange.spotting import Marker, SpottingList
from rig.exchange.text import Source, read_text
from rig.score.timecode import TIMECODE, count_of, nominal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.exchange.asked import Asked
    from rig.score.measure import Frames

_HEADER: Final = re.compile(r"([A-Z# ]+):\t(.*)")
_SECTION: Final = re.compile(r"(?:\S |\S-\S ?){3,}.*")
_SECTIONS: Final = (
    *("ONLINE FILES IN SESSION", "OFFLINE FILES IN SESSION"),
    *("ONLINE CLIPS IN SESSION", "OFFLINE CLIPS IN SESSION"),
    *("PLUG-INS LISTING", "TRACK LISTING", "MARKERS LISTING"),
)
_MARKERS: Final = "MARKERS LISTING"
_RATE: Final = re.compile(r"([0-9]{2,3}(?:\.[0-9]{1,3})?)(?: Drop)? Frame")
_ROW: Final = re.compile(r"[0-9]+\s*\t")
_SAMPLES: Final = re.compile(r"[0-9]{1,12}")
_FEET: Final = re.compile(r"([0-9]{1,6})\+([0-9]{2})(?:\.([0-9]{2}))?")
_BARS: Final = re.compile(r"-?[0-9]{1,6}\|\s*[0-9]{1,3}(\|\s*[0-9]{1,4})?")
_FOOT: Final = 16
"""Frames of a foot of 35 mm, the only one that Pro Tools counts."""
_FEET_RATES: Final = (Fraction(24), Fraction(24000, 1001), Fraction(25))
"""What feet and frames may count a second, the likeliest first."""
_NEEDED: Final = ("#", "LOCATION", "TIME REFERENCE", "UNITS", "NAME")


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: dict[str, str]


@dataclass(slots=True)
class _Session:
    source: Source
    title: str = ""
    rate: Fraction | None = None
    start: Frames = 0
    samples: Fraction = Fraction(0)
    """A second."""
    rows: list[_Row] = field(default_factory=list)
    listed: bool = False
    lost: list[str] = field(default_factory=list)


def read(file: str, content: bytes, _asked: Asked) -> SpottingList:
    """The markers of a session, in the order of time; its zero is the session's start.

    Raises ``ProblemsError`` with every line that is damaged.
    """
    session = _Session(read_text(file, content))
    for name, first, last in _sections(session.source.lines):
        if name == _MARKERS:
            session.listed = True
            _read_rows(session, first, last)
        elif not name:
            _read_header(session, last)
        elif name not in _SECTIONS:
            session.lost.append(f"the section {name}, which is not known")
    if not session.listed:
        message = "there are no markers in it: export again with Include Markers"
        session.source.complain(len(session.source.lines), message)
    session.source.close()
    feet = _feet_rate(session)
    markers = [marker for row in session.rows if (marker := _marker(session, row, feet))]
    session.source.close()
    rulers = dict.fromkeys(row.cells.get("TRACK NAME", "") for row in session.rows)
    if any(rulers):
        session.lost.append(f"on which ruler or track a marker is: {', '.join(rulers)}")
    return SpottingList(
        session.title,
        session.rate,
        session.start / session.rate if session.rate else Fraction(0),
        tuple(sorted(markers, key=lambda marker: marker.at)),
        guesses=tuple(session.source.guesses),
        lost=tuple(session.lost),
    )


def _sections(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Each section's name, and the first and last of its lines, from 1; the header has no name."""
    name, first = "", 1
    for number, line in enumerate(lines, 1):
        if "\t" not in line and _SECTION.fullmatch(line.strip()):
            yield name, first, number - 1
            name, first = _closed(line), number + 1
    yield name, first, len(lines)


def _closed(heading: str) -> str:
    """``TRACK LISTING`` of ``T R A C K  L I S T I N G``."""
    return " ".join(word.replace(" ", "") for word in heading.strip().split("  "))


def _read_header(session: _Session, last: int) -> None:
    source = session.source
    told: dict[str, tuple[int, str]] = {}
    for number, text in enumerate(source.lines[:last], 1):
        if header := _HEADER.fullmatch(text):
            told[header[1]] = (number, header[2].strip())
    session.title = told.get("SESSION NAME", (0, ""))[1]
    line, samples = told.get("SAMPLE RATE", (1, ""))
    session.samples = read_number(samples) or Fraction(0)
    if session.samples <= 0:
        source.complain(line, "the SAMPLE RATE is missing or no number", samples)
    line, rate = told.get("TIMECODE FORMAT", (1, ""))
    found = _RATE.fullmatch(rate)
    if found is None:
        source.complain(line, "the TIMECODE FORMAT is missing, or is no such as 24 Frame", rate)
        return
    session.rate = _exact(Fraction(found[1]))
    line, start = told.get("SESSION START TIMECODE", (1, ""))
    try:
        session.start = count_of(start, session.rate)
    except ValueError as error:
        source.complain(line, f"SESSION START TIMECODE: {error}", start)


def _exact(rate: Fraction) -> Fraction:
    """23.976, 29.97 and their like are so many thousand and first parts of a whole rate."""
    whole = round(rate)
    return rate if rate == whole else Fraction(whole * 1000, 1001)


def _read_rows(session: _Session, first: int, last: int) -> None:
    source = session.source
    headings: list[str] = []
    for number in range(first, last + 1):
        line = source.lines[number - 1]
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip():
            continue
        if not headings:
            headings = cells
            if missing := [heading for heading in _NEEDED if heading not in headings]:
                source.complain(number, f"the listing has no column {', '.join(missing)}")
                return
        elif not _ROW.match(line) and session.rows and len(cells) == 1:
            told = session.rows[-1].cells
            told["COMMENTS"] = f"{told.get('COMMENTS', '')}\n{line.strip()}"
        elif not _ROW.match(line) or len(cells) < len(headings) - 1:
            source.complain(number, f"a marker's line has {len(headings)} columns")
        else:
            session.rows.append(_Row(number, dict(zip(headings, cells, strict=False))))
            source.bound(session.rows)


def _marker(session: _Session, row: _Row, feet: Fraction) -> Marker | None:
    """The marker of a row; None where nothing tells its time."""
    cells, source = row.cells, session.source
    kind, number, name = read_label(cells["NAME"])
    marker = Marker(Fraction(0), kind, name, number, note=cells.get("COMMENTS", ""))
    reference, location = cells["TIME REFERENCE"], cells["LOCATION"]
    if cells["UNITS"] == "Samples" and _SAMPLES.fullmatch(reference):
        return replace(marker, at=int(reference) / session.samples)
    if cells["UNITS"] != "Ticks":
        source.complain(row.line, "a time reference is in Samples or in Ticks", cells["UNITS"])
        return None
    if _BARS.fullmatch(location):
        session.lost.append(
            f"{cells['NAME']} at bar {location}: the file has no tempo to tell its time by; set the"
            " main counter to timecode and export again"
        )
        return None
    try:
        at = _located(session, location, feet)
    except ValueError as error:
        source.complain(row.line, str(error), location)
        return None
    marker = replace(marker, at=at)
    source.guesses.append(
        f"{named(marker)} is at {reference} of a tempo map that is not in the file: it is placed at"
        f" {location}, which is cut to its last digit"
    )
    return marker


def _located(session: _Session, location: str, feet: Fraction) -> Fraction:
    """Seconds from the session's start of a place as the main counter showed it.

    Raises ``ValueError`` where it shows none.
    """
    assert session.rate, "the header is read before the markers"
    if found := TIMECODE.fullmatch(location):
        since = count_of(location, session.rate) - session.start
        last = f"23:59:59{found[4]}{(nominal(session.rate) or 1) - 1:02}"
        day = count_of(last, session.rate) + 1
        return (since if since >= 0 else since + day) / session.rate
    if found := _FEET.fullmatch(location):
        return _frames_of_feet(found) / feet
    if (clock := read_clock(location)) is not None:
        return clock
    if _SAMPLES.fullmatch(location):
        return int(location) / session.samples
    raise ValueError(f"{location or 'nothing'} is no place on any counter of Pro Tools")


def _frames_of_feet(found: re.Match[str]) -> Fraction:
    return int(found[1]) * _FOOT + int(found[2]) + Fraction(int(found[3] or 0), 100)


def _feet_rate(session: _Session) -> Fraction:
    """Frames a second of the feet and frames, by the markers that show them beside samples."""
    both = [
        (found, int(row.cells["TIME REFERENCE"]) / session.samples)
        for row in session.rows
        if row.cells["UNITS"] == "Samples"
        and _SAMPLES.fullmatch(row.cells["TIME REFERENCE"])
        and (found := _FEET.fullmatch(row.cells["LOCATION"]))
    ]
    fitting = [rate for rate in _FEET_RATES if all(_shows(*pair, rate) for pair in both)]
    rate = fitting[0] if fitting else _FEET_RATES[0]
    if any(_FEET.fullmatch(row.cells["LOCATION"]) for row in session.rows) and len(fitting) != 1:
        session.source.guesses.append(f"feet and frames are counted at {rate} frames a second")
    return rate


def _shows(found: re.Match[str], at: Fraction, rate: Fraction) -> bool:
    """Whether a counter at a rate shows these feet and frames at that time."""
    fine = 100 if found[3] else 1
    return floor(at * rate * fine) == floor(_frames_of_feet(found) * fine)
