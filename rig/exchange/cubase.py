"""Cubase and Nuendo track archives: in.

A marker track counts in seconds, or in ticks of a quarter's 480th that its tempo track turns into
seconds. A tempo event with ``Func`` 1 is the end of a ramp that began at the event before it, and
the ramp is linear in beats.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange.label import read_label
from rig.exchange.number import BPM_MAX, BPM_MIN, read_number, tempo_message
from rig.exchange.spotting import Marker, MeterChange, SpottingList, TempoChange
from rig.exchange.text import refusal
from rig.exchange.xml import read_xml
from rig.score.laws import Shape
from rig.score.measure import SECOND_US, TICKS_PER_BEAT
from rig.score.tempo import Ramp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.exchange.asked import Asked
    from rig.exchange.text import Source
    from rig.exchange.xml import Element

_PPQ: Final = 480
_MUSICAL: Final = "0"
_RAMP: Final = "1"
_RATES: Final = {
    "2": Fraction(24),
    "3": Fraction(25),
    "4": Fraction(30000, 1001),
    "5": Fraction(30),
    "6": Fraction(30000, 1001),
    "7": Fraction(30),
    "12": Fraction(24000, 1001),
    "14": Fraction(50),
    "15": Fraction(60000, 1001),
    "16": Fraction(60),
}
"""Frames per second by ``FrameType``; 6 and 7 are drop-frame."""


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers of every marker track, with the tempo and signature tracks.

    Raises ``ProblemsError``.
    """
    source, root = read_xml(file, content)
    if root.tag not in ("tracklist", "tracklist2"):
        raise refusal(file, f"is XML, but <{root.tag}> where <tracklist2> should be")
    tempi = _Tempi(_tempi(source, root))
    meters = _meters(source, root)
    tracks = list(_of_class(root, "MMarkerTrackEvent"))
    markers = [marker for track in tracks for marker in _track(source, track, tempi)]
    setup = _named(root, "Setup")
    rate = asked.rate or _RATES.get(_value(setup, "FrameType"))
    zero = _zero(source, setup)
    source.close()
    others = len(getattr(_named(root, "track"), "children", ())) - len(tracks)
    if len(tracks) == 1:
        markers = [replace(marker, note="") for marker in markers]
    return SpottingList(
        title="",
        rate=rate,
        zero=zero,
        markers=tuple(sorted(markers, key=lambda marker: marker.at)),
        tempi=tempi.changes,
        meters=meters,
        guesses=tuple(source.guesses),
        lost=(f"{others} tracks that are no marker tracks",) if others > 0 else (),
    )


def _of_class(element: Element, name: str) -> Iterator[Element]:
    return (found for found in element.every("obj") if found.get("class") == name)


def _named(element: Element | None, name: str) -> Element | None:
    children = element.children if element else ()
    return next((child for child in children if child.get("name") == name), None)


def _value(element: Element | None, name: str) -> str:
    found = _named(element, name)
    return found.get("value") if found else ""


def _number(source: Source, element: Element, name: str) -> Fraction | None:
    """A number inside an element; None, with a problem, where there is none."""
    found = _named(element, name)
    number = read_number(found.get("value")) if found else None
    if number is None:
        line = found.line if found else element.line
        says = f'"{found.get("value")}"' if found else "missing"
        whose = element.get("class") or element.get("name")
        source.complain(line, f"{name} of {whose} is {says}; it must be a number")
    return number


def _zero(source: Source, setup: Element | None) -> Fraction:
    """What the clock of the project reads where its tracks begin."""
    start = _named(setup, "Start")
    if start is None:
        source.guesses.append("the project begins at 0:00: the file does not say")
        return Fraction(0)
    if _value(_named(start, "Domain"), "Type") == _MUSICAL:
        source.guesses.append("the project begins at 0:00: the file says it in beats")
        return Fraction(0)
    return _number(source, start, "Time") or Fraction(0)


@dataclass(frozen=True, slots=True)
class _Tempi:
    """Tempo changes as a way from ticks to seconds."""

    changes: tuple[TempoChange, ...]

    def seconds(self, ppq: Fraction) -> Fraction:
        """Seconds from the project's start; before the first change at its tempo."""
        beat = ppq / _PPQ
        after = bisect_right(self.changes, beat, key=lambda change: change.beat)
        change = self.changes[max(0, after - 1)]
        if not change.ramp or after == len(self.changes):
            return change.at + (beat - change.beat) * 60 / change.bpm
        return change.at + _ramped(change, self.changes[after], beat)


def _ramped(change: TempoChange, goal: TempoChange, beat: Fraction) -> Fraction:
    """Seconds from a change to a beat of the ramp that it begins."""
    length = round((goal.beat - change.beat) * TICKS_PER_BEAT)
    ramp = Ramp(change.bpm, goal.bpm, length, Shape(change.ramp))
    return Fraction(ramp.us_to(round((beat - change.beat) * TICKS_PER_BEAT))) / SECOND_US


def _tempi(source: Source, root: Element) -> tuple[TempoChange, ...]:
    events = []
    for event in _of_class(root, "MTempoEvent"):
        bpm, ppq = _number(source, event, "BPM"), _number(source, event, "PPQ")
        if bpm is not None and not BPM_MIN <= bpm <= BPM_MAX:
            source.complain(event.line, tempo_message(bpm))
        elif bpm is not None and ppq is not None:
            events.append((ppq / _PPQ, bpm, _value(event, "Func") == _RAMP))
    source.bound(events)
    changes: list[TempoChange] = []
    for beat, bpm, ramp in sorted(events, key=lambda event: event[0]):
        before = changes[-1] if changes else TempoChange(Fraction(0), Fraction(0), bpm)
        goal = TempoChange(Fraction(0), beat, bpm)
        if ramp and changes and beat > before.beat:
            before = changes[-1] = replace(before, ramp=Shape.BEATS.value)
            at = before.at + _ramped(before, goal, beat)
        else:
            at = before.at + (beat - before.beat) * 60 / before.bpm
        changes.append(replace(goal, at=at))
    return tuple(changes)


def _meters(source: Source, root: Element) -> tuple[MeterChange, ...]:
    events: list[tuple[int, int, int]] = []
    for event in _of_class(root, "MTimeSignatureEvent"):
        found = [_number(source, event, name) for name in ("Bar", "Numerator", "Denominator")]
        bar, count, unit = (int(number or 0) for number in found)
        if None not in found and (min(count, unit) < 1 or [bar, count, unit] != found):
            source.complain(event.line, "a meter that is none: whole numbers, and a bar to be at")
        elif None not in found:
            events.append((bar, count, unit))
    source.bound(events)
    changes: list[MeterChange] = []
    beat, begun, length = Fraction(0), 0, Fraction(4)
    for bar, count, unit in sorted(events):
        beat += (bar - begun) * length
        begun, length = bar, Fraction(4 * count, unit)
        changes.append(MeterChange(beat, count, unit))
    return tuple(changes)


def _track(source: Source, track: Element, tempi: _Tempi) -> Iterator[Marker]:
    node = _named(track, "Node")
    name = _value(node, "Name")
    musical = _value(_named(node, "Domain"), "Type") == _MUSICAL
    events = _named(node, "Events")
    found = [
        event
        for event in (events.children if events else ())
        if event.get("class") in ("MMarkerEvent", "MRangeMarkerEvent")
    ]
    source.bound(found)
    if musical and found and not tempi.changes:
        source.complain(track.line, f"the track {name} counts in beats, and there is no tempo")
        return
    for event in found:
        start, length = _number(source, event, "Start"), _number(source, event, "Length")
        if start is None or length is None:
            continue
        at, end = start, start + length
        if musical:
            at, end = tempi.seconds(start), tempi.seconds(end)
        label = read_label(_value(event, "Name"))
        if end < at:
            source.complain(event.line, f"the marker {label.name} has a length below 0")
        yield Marker(at, label.kind, label.name, label.number, end - at, note=name)
