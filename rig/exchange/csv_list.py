"""Our own table of markers, for a spreadsheet: it holds all that a spotting list does.

One row for each marker: its time to read, the exact one to keep, and a column ``key =`` for each
line of the sheet it stands for. Rows of the kinds ``list``, ``tempo`` and ``meter`` hold the rest.
Exact numbers are followed by their unit, or a spreadsheet would turn 9/2 into a day of September.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange.asked import Written
from rig.exchange.clock import read_clock, write_clock
from rig.exchange.number import BPM_MAX, BPM_MIN, NUMBER_MAX
from rig.exchange.spotting import Marker, MarkerKind, MeterChange, SpottingList, TempoChange
from rig.exchange.table import guarded, read_table, unguarded, write_table
from rig.exchange.text import read_text
from rig.notation.document import meant

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.table import Row

_MARKER: Final = ("kind", "number", "time", "exact", "name", "length", "colour", "note")
_MUSIC: Final = ("rate", "beat", "bpm", "ramp", "count", "unit")
_KINDS: Final = (*(kind.value for kind in MarkerKind), "list", "tempo", "meter")
_BOUNDS: Final = {
    "length": (0, NUMBER_MAX),
    "rate": (1, NUMBER_MAX),
    "bpm": (BPM_MIN, BPM_MAX),
    "count": (1, 256),
    "unit": (1, 256),
}
_WHOLE: Final = ("count", "unit")

_FACT: Final = " ="
_NUMBER: Final = re.compile(r"(-?[0-9]{1,4000})(?:/([0-9]{1,4000})|[.,]([0-9]{1,9}))?(?: ?[a-z]+)?")
_DECIMALS: Final = re.compile(r"[.,]([0-9]+)$")


@dataclass(slots=True)
class _Found:
    title: str = ""
    rate: Fraction | None = None
    zero: Fraction = Fraction(0)
    markers: list[Marker] = field(default_factory=list)
    tempi: list[TempoChange] = field(default_factory=list)
    meters: list[MeterChange] = field(default_factory=list)


def read(file: str, content: bytes, _asked: Asked) -> SpottingList:
    """The list in such a table, markers in the order of its rows.

    Raises ``ProblemsError`` with every row that cannot be understood.
    """
    source = read_text(file, content)
    found = _Found()
    for spread in read_table(source, ()):
        source.bound(found.markers)
        row = replace(spread, cells=tuple(unguarded(cell) for cell in spread.cells))
        kind = row["kind"] or MarkerKind.MARK.value
        if kind == "list":
            found.title, found.zero = row["name"], _number(row, "exact")
            found.rate = _number(row, "rate") if row["rate"] else None
        elif kind == "tempo":
            at, beat, bpm = _number(row, "exact"), _number(row, "beat"), _number(row, "bpm")
            found.tempi.append(TempoChange(at, beat, bpm, row["ramp"]))
        elif kind == "meter":
            count, unit = int(_number(row, "count")), int(_number(row, "unit"))
            found.meters.append(MeterChange(_number(row, "beat"), count, unit))
        elif kind in _KINDS:
            found.markers.append(_marker(row, MarkerKind(kind)))
        else:
            row.complain("kind", f"{kind} is no kind of row{meant(kind, _KINDS)}")
    source.close()
    return SpottingList(
        found.title,
        found.rate,
        found.zero,
        tuple(found.markers),
        tuple(found.tempi),
        tuple(found.meters),
        tuple(source.guesses),
    )


def _marker(row: Row, kind: MarkerKind) -> Marker:
    keys = [heading for heading in row.headings if heading.endswith(_FACT)]
    return Marker(
        _at(row),
        kind,
        row["name"],
        row["number"],
        _seconds(row, "length") if row["length"] else Fraction(0),
        row["colour"],
        row["note"],
        tuple((key.removesuffix(_FACT), row[key]) for key in keys if row[key]),
    )


def _at(row: Row) -> Fraction:
    """The place of a row: the exact one, which the one to read must agree with if it is there."""
    if not row["exact"]:
        if row["time"]:
            return _seconds(row, "time")
        row.complain("kind", "this row has no time: write it as m:ss or m:ss.mmm")
        return Fraction(0)
    at = _number(row, "exact")
    if row["time"]:
        shown = _seconds(row, "time")
        decimals = _DECIMALS.search(row["time"])
        if abs(shown - at) > Fraction(1, 10 ** len(decimals[1] if decimals else "")):
            row.complain(
                "time",
                f"{row['time']} and {row['exact']} are not the same time; empty the cell that is"
                " wrong",
            )
    return at


def _seconds(row: Row, heading: str) -> Fraction:
    clock = read_clock(row[heading])
    return _number(row, heading) if clock is None else _bounded(row, heading, clock)


def _number(row: Row, heading: str) -> Fraction:
    """The number in a cell; 1 and a problem where there is none."""
    found = _NUMBER.fullmatch(row[heading])
    if found and not (found[2] and int(found[2]) == 0):
        decimals = found[3] or ""
        whole = Fraction(int(found[1] + decimals), 10 ** len(decimals))
        return _bounded(row, heading, whole / int(found[2] or 1))
    where = heading if heading in row.headings else row.headings[0]
    row.complain(where, f"{heading} is a time such as 1:02.500, or a number such as 125/2")
    return Fraction(1)


def _bounded(row: Row, heading: str, number: Fraction) -> Fraction:
    low, high = _BOUNDS.get(heading, (-NUMBER_MAX, NUMBER_MAX))
    if not low <= number <= high or (heading in _WHOLE and number.denominator > 1):
        whole = "a whole number " if heading in _WHOLE else ""
        row.complain(heading, f"{heading} is {whole}between {low} and {high}")
    return number


def write(spotting: SpottingList, _asked: Asked) -> Written:
    """The list as a table; nothing is lost but control codes in names."""
    keys = dict.fromkeys(key for marker in spotting.markers for key, _ in marker.facts)
    music = spotting.rate or spotting.tempi or spotting.meters
    headings = (*_MARKER, *(_MUSIC if music else ()), *(f"{key}{_FACT}" for key in keys))
    rate = _exact(spotting.rate, "fps") if spotting.rate else ""
    rows: list[dict[str, str]] = [
        {"kind": "list", "name": spotting.title, "exact": _exact(spotting.zero, "s"), "rate": rate}
    ]
    rows += [_row(marker) for marker in spotting.markers]
    rows += [
        {
            "kind": "tempo",
            "time": write_clock(tempo.at),
            "exact": _exact(tempo.at, "s"),
            "beat": _exact(tempo.beat, "beats"),
            "bpm": _exact(tempo.bpm, "bpm"),
            "ramp": tempo.ramp,
        }
        for tempo in spotting.tempi
    ]
    rows += [
        {
            "kind": "meter",
            "beat": _exact(meter.beat, "beats"),
            "count": str(meter.count),
            "unit": str(meter.unit),
        }
        for meter in spotting.meters
    ]
    content, dropped = write_table(
        [headings, *([guarded(row.get(heading, "")) for heading in headings] for row in rows)]
    )
    lost = f"control codes inside names and notes ({dropped})"
    return Written(content, (lost,) if dropped else ())


def _row(marker: Marker) -> dict[str, str]:
    row = {
        "kind": marker.kind.value,
        "number": marker.number,
        "time": write_clock(marker.at),
        "exact": _exact(marker.at, "s"),
        "name": marker.name,
        "length": _exact(marker.length, "s") if marker.length else "",
        "colour": marker.colour,
        "note": marker.note,
    }
    for key, value in marker.facts:
        # A key that comes twice goes on in its cell: on a new line of a sheet it means the same.
        column = f"{key}{_FACT}"
        row[column] = f"{row[column]}\n{value}" if column in row else value
    return row


def _exact(number: Fraction, unit: str) -> str:
    return f"{number} {unit}"
