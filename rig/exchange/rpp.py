"""REAPER projects: in.

A project is lines of words: ``<NAME`` begins a chunk, ``>`` alone ends it. Markers and regions are
lines of the outermost chunk, a region one line for its begin and another for its end. Its tempo
points change at once (shape 1) or go gradually to the next (shape 0), linear in time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.exchange.label import read_label
from rig.exchange.number import BPM_MAX, BPM_MIN, read_number, tempo_message
from rig.exchange.spotting import Marker, MeterChange, SpottingList, TempoChange
from rig.exchange.text import read_text, refusal
from rig.score.laws import Shape

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.text import Source

# A word is put into the first of these quotes that it does not hold itself.
_WORD: Final = re.compile(r""""([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`]\S*)""")
_REGION: Final = 1
_GRADUAL: Final = 0
_ONLY_METER: Final = 2
"""Bit of a tempo point's sixth number: its tempo is not meant."""
_FRACTIONAL_RATES: Final = (1, 2)
"""Drop-frame, and not; both 1000/1001 of the whole number before them."""


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers, regions and tempo map of a project.

    Raises ``ProblemsError`` with every line that cannot be understood.
    """
    source = read_text(file, content)
    if not source.text.lstrip().startswith("<REAPER_PROJECT"):
        raise refusal(file, "is no REAPER project: it must begin with <REAPER_PROJECT")
    project = _Project(source)
    chunks: list[str] = []
    for number, raw in enumerate(source.lines, 1):
        line = raw.strip()
        if line.startswith("<"):
            chunks.append(line[1:].partition(" ")[0])
        elif line == ">" and chunks:
            chunks.pop()
        elif len(chunks) == 1 or chunks[1:] == ["TEMPOENVEX"]:
            project.line(number, line, chunks[-1])
    if chunks:
        source.complain(len(source.lines), f"ends inside <{chunks[-1]}: it was cut short")
    project.regions_end()
    tempi = project.tempi()
    meters = project.meters(tempi)
    source.close()
    coloured = project.coloured
    return SpottingList(
        title=project.title,
        rate=asked.rate or project.rate,
        zero=project.zero,
        markers=tuple(sorted(project.markers, key=lambda marker: marker.at)),
        tempi=tempi,
        meters=meters,
        guesses=tuple(source.guesses),
        lost=(f"the colour of {coloured} markers",) if coloured else (),
    )


@dataclass(frozen=True, slots=True)
class _Point:
    """A line of the tempo envelope."""

    at: Fraction
    bpm: Fraction | None
    """None where it only changes the meter."""
    gradual: bool
    meter: tuple[int, int] | None


@dataclass(slots=True)
class _Project:
    """What the lines have said so far."""

    source: Source
    title: str = ""
    rate: Fraction | None = None
    zero: Fraction = Fraction(0)
    markers: list[Marker] = field(default_factory=list)
    coloured: int = 0
    begun: dict[str, tuple[int, Marker]] = field(default_factory=dict)
    """Regions whose end is still to come, and their lines."""
    base: _Point | None = None
    points: list[_Point] = field(default_factory=list)

    def line(self, number: int, line: str, chunk: str) -> None:
        """A line of the project itself, or of its tempo envelope."""
        key, _, rest = line.partition(" ")
        if chunk == "TEMPOENVEX":
            if key == "PT":
                self.point(number, _words(rest))
        elif key == "MARKER":
            self.marker(number, _words(rest))
        elif key == "TEMPO":
            self.tempo(number, _words(rest))
        elif key == "PROJOFFS":
            found = self.numbers(number, _words(rest), 1)
            self.zero = found[0] if found else self.zero
        elif key == "TIMEMODE":
            self.time_mode(_words(rest))
        elif key == "TITLE":
            self.title = "".join(_words(rest)[:1])

    def numbers(self, number: int, words: list[str], count: int) -> list[Fraction] | None:
        """So many numbers that a line begins with; None, with a problem, where there are fewer."""
        found = [value for word in words[:count] if (value := read_number(word)) is not None]
        if len(found) == count:
            return found
        self.source.complain(number, f"{count} numbers must stand here; read: {len(found)}")
        return None

    def marker(self, number: int, words: list[str]) -> None:
        """``MARKER index seconds name flags colour``, and more that is not for us."""
        at = read_number(words[1]) if len(words) > 2 else None  # noqa: PLR2004 - up to the name
        if at is None:
            message = "a marker must have a number, seconds and a name; was the file cut short?"
            self.source.complain(number, message)
            return
        flags = read_number(words[3]) if len(words) > 3 else None  # noqa: PLR2004 - the flags
        label = read_label(words[2])
        marker = Marker(at, label.kind, label.name, label.number)
        if not int(flags or 0) & _REGION:
            self.markers.append(marker)
        elif (begun := self.begun.pop(words[0], None)) is None:
            self.begun[words[0]] = (number, marker)
            self.source.bound(self.begun)
        else:
            length = at - begun[1].at
            if length < 0:
                self.source.complain(number, f"the region {begun[1].name} ends before it begins")
            self.markers.append(replace(begun[1], length=length))
        self.coloured += len(words) > 4 and words[4] != "0"  # noqa: PLR2004 - the colour
        self.source.bound(self.markers)

    def regions_end(self) -> None:
        """Complain of every region without an end."""
        for number, marker in self.begun.values():
            self.source.complain(number, f"the region {marker.name} has no end")

    def time_mode(self, words: list[str]) -> None:
        """``TIMEMODE ruler ... ... frames drop``: the project's frame rate."""
        found = [read_number(word) for word in words[3:5]]
        if len(found) < 2 or not found[0] or found[0] < 0:  # noqa: PLR2004 - frames and drop
            return
        fractional = found[1] in _FRACTIONAL_RATES
        self.rate = found[0] * Fraction(1000, 1001) if fractional else found[0]
        self.source.guesses.append(f"{self.rate} fps, as the project's ruler is set")

    def tempo(self, number: int, words: list[str]) -> None:
        """``TEMPO bpm count unit``: before the first point of the envelope, and without any."""
        found = self.numbers(number, words, 3)
        if found and self.believed(number, found[0]):
            meter = self.meter(number, int(found[1]), int(found[2]))
            self.base = _Point(Fraction(0), found[0], gradual=False, meter=meter)

    def point(self, number: int, words: list[str]) -> None:
        """``PT seconds bpm shape meter selected mode``; the meter is ``count + 65536 unit``."""
        found = self.numbers(number, words, 3)
        if found is None or not self.believed(number, found[1]):
            return
        after = [int(read_number(word) or 0) for word in words[3:6]]
        packed, _, mode = (*after, 0, 0, 0)[:3]
        meter = self.meter(number, packed & 0xFFFF, packed >> 16) if packed else None
        bpm = None if mode & _ONLY_METER and meter else found[1]
        self.points.append(_Point(found[0], bpm, found[2] == _GRADUAL, meter))
        self.source.bound(self.points)

    def believed(self, number: int, bpm: Fraction) -> bool:
        """Whether a tempo is one; a problem where not."""
        if BPM_MIN <= bpm <= BPM_MAX:
            return True
        self.source.complain(number, tempo_message(bpm))
        return False

    def meter(self, number: int, count: int, unit: int) -> tuple[int, int] | None:
        """A meter; None, with a problem, where it is none."""
        if count > 0 and unit > 0:
            return count, unit
        self.source.complain(number, f"a meter of {count}/{unit} is none")
        return None

    def in_order(self) -> list[_Point]:
        """What the project begins with, and the points of the envelope."""
        points = sorted(self.points, key=lambda point: point.at)
        return [self.base, *points] if self.base else points

    def tempi(self) -> tuple[TempoChange, ...]:
        """The changes of tempo; linear in time, a ramp has the mean of its ends."""
        changes: list[TempoChange] = []
        gradual = False
        for point in self.in_order():
            if point.bpm is None:
                continue
            beat = Fraction(0)
            if changes:
                before = changes[-1]
                ramp = Shape.TIME.value if gradual and point.at > before.at else ""
                changes[-1] = replace(before, ramp=ramp)
                beat = _beat(changes[-1], TempoChange(point.at, beat, point.bpm), point.at)
                if point.at == before.at:
                    changes.pop()
            changes.append(TempoChange(point.at, beat, point.bpm))
            gradual = point.gradual
        return tuple(changes)

    def meters(self, tempi: tuple[TempoChange, ...]) -> tuple[MeterChange, ...]:
        """The changes of meter, at their beats."""
        found: dict[Fraction, tuple[int, int]] = {}
        for point in self.in_order():
            after = bisect_right(tempi, point.at, key=lambda change: change.at)
            if point.meter and after:
                goal = tempi[after] if after < len(tempi) else tempi[after - 1]
                found[_beat(tempi[after - 1], goal, point.at)] = point.meter
        return tuple(MeterChange(beat, *meter) for beat, meter in found.items())


def _words(text: str) -> list[str]:
    return ["".join(found.groups("")) for found in _WORD.finditer(text)]


def _beat(change: TempoChange, goal: TempoChange, at: Fraction) -> Fraction:
    """The beat at an instant behind a change: ``v t + a t^2 / 2``, exact."""
    seconds = at - change.at
    slope = (goal.bpm - change.bpm) / (goal.at - change.at) if change.ramp else Fraction(0)
    return change.beat + (change.bpm + slope * seconds / 2) * seconds / 60
