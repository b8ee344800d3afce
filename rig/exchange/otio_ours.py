"""A spotting list as OpenTimelineIO JSON, such that reading it again loses nothing.

The timeline is a stack: the markers stand on it, over one gap as long as the list. Their names
tell their kind. What OTIO has no room for stands in their metadata, under ``rig``; so do the exact
times, which hold for as long as no other program has moved the marker.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from rig.exchange.asked import Written
from rig.exchange.colours import LOCATOR, nearest
from rig.exchange.label import write_label
from rig.exchange.spotting import MARKERS_MAX, MeterChange, TempoChange

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.exchange.asked import Asked
    from rig.exchange.spotting import Marker, SpottingList

_OURS: Final = "rig"
_RATE: Final = Fraction(1000)
"""Units per second of a list that has no frame rate."""

_MOVED: Final = Fraction(1, 1_000_000)
"""Seconds from which a marker has been moved; below, a float has rounded it."""

_FRACTION: Final = re.compile(r"-?[0-9]{1,2000}(?:/[0-9]{1,2000})?")

Node = dict[str, Any]


def write(spotting: SpottingList, _asked: Asked) -> Written:
    """The whole list; nothing is lost."""
    rate = spotting.rate or _RATE
    length = max((marker.at + marker.length for marker in spotting.markers), default=Fraction(0))
    gap = {
        "OTIO_SCHEMA": "Gap.1",
        "name": "",
        "source_range": _range(Fraction(0), max(length, Fraction(0)), rate),
    }
    timeline = {
        "OTIO_SCHEMA": "Timeline.1",
        "name": spotting.title,
        "metadata": {_OURS: _list(spotting)},
        "global_start_time": _time(spotting.zero, rate),
        "tracks": {
            "OTIO_SCHEMA": "Stack.1",
            "name": "tracks",
            "markers": [_marker(marker, rate) for marker in spotting.markers],
            "children": [{"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [gap]}],
        },
    }
    text = json.dumps(timeline, ensure_ascii=False, indent=1)
    # Alone of all control codes JSON lets this one stand, and no text file holds it.
    return Written(text.replace("\x7f", "\\u007f").encode() + b"\n")


def _time(seconds: Fraction, rate: Fraction) -> Node:
    return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(seconds * rate)}


def _range(start: Fraction, length: Fraction, rate: Fraction) -> Node:
    return {
        "OTIO_SCHEMA": "TimeRange.1",
        "start_time": _time(start, rate),
        "duration": _time(length, rate),
    }


def _marker(marker: Marker, rate: Fraction) -> Node:
    return {
        "OTIO_SCHEMA": "Marker.2",
        "name": write_label(marker),
        "color": nearest(marker.colour, LOCATOR),
        "comment": marker.note,
        "marked_range": _range(marker.at, marker.length, rate),
        "metadata": {
            _OURS: {
                "at": str(marker.at),
                "length": str(marker.length),
                "colour": marker.colour,
                "facts": [list(fact) for fact in marker.facts],
            }
        },
    }


def _list(spotting: SpottingList) -> Node:
    return {
        "rate": str(spotting.rate or ""),
        "zero": str(spotting.zero),
        "tempi": [
            {"at": str(each.at), "beat": str(each.beat), "bpm": str(each.bpm), "ramp": each.ramp}
            for each in spotting.tempi
        ],
        "meters": [
            {"beat": str(each.beat), "count": each.count, "unit": each.unit}
            for each in spotting.meters
        ],
    }


def exact_marker(found: Marker, metadata: object, complain: Callable[[str], None]) -> Marker:
    """A marker with what its metadata add, where another program has left them true."""
    said = _said(metadata)
    if said is None:
        return found
    try:
        at, length = _fraction(said["at"]), _fraction(said["length"])
        colour = _word(said["colour"])
        facts = tuple((_word(key), _word(line)) for key, line in said["facts"])
    except (KeyError, TypeError, ValueError):
        complain(f'the marker {found.name}: its metadata "{_OURS}" are damaged; take them out')
        return found
    return replace(
        found,
        at=at if abs(at - found.at) < _MOVED else found.at,
        length=length if abs(length - found.length) < _MOVED else found.length,
        colour=colour if nearest(colour, LOCATOR) == found.colour else found.colour,
        facts=facts,
    )


def exact_list(
    found: SpottingList, metadata: object, complain: Callable[[str], None]
) -> SpottingList:
    """A list with the rate, tempi and meters that its metadata add."""
    said = _said(metadata)
    if said is None:
        return found
    try:
        rate = _fraction(said["rate"]) if said["rate"] else None
        zero = _fraction(said["zero"])
        tempi = tuple(_tempo(each) for each in said["tempi"][:MARKERS_MAX])
        meters = tuple(_meter(each) for each in said["meters"][:MARKERS_MAX])
    except (KeyError, TypeError, ValueError):
        complain(f'the timeline: its metadata "{_OURS}" are damaged; take them out')
        return found
    zero = zero if abs(zero - found.zero) < _MOVED else found.zero
    return replace(found, rate=rate, zero=zero, tempi=tempi, meters=meters)


def _said(metadata: object) -> Node | None:
    said = metadata.get(_OURS) if isinstance(metadata, dict) else None
    return said if isinstance(said, dict) else None


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()  # half of a surrogate pair is a ValueError
    return value


def _fraction(value: object) -> Fraction:
    if not _FRACTION.fullmatch(_word(value)):
        raise ValueError
    try:
        return Fraction(_word(value))
    except ZeroDivisionError:
        raise ValueError from None


def _tempo(said: Node) -> TempoChange:
    at, beat, bpm = (_fraction(said[key]) for key in ("at", "beat", "bpm"))
    if bpm <= 0:
        raise ValueError
    return TempoChange(at, beat, bpm, _word(said["ramp"]))


def _meter(said: Node) -> MeterChange:
    count, unit = said["count"], said["unit"]
    if not isinstance(count, int) or not isinstance(unit, int) or min(count, unit) < 1:
        raise ValueError
    return MeterChange(_fraction(said["beat"]), count, unit)
