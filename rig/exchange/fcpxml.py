"""FCPXML, the timelines of Final Cut Pro: in.

Each item has a time of its own, in which what it holds is placed: what stands at ``t`` inside an
item is seen at ``offset + t - start``, counted in the time of whatever holds the item, and so on
up to the sequence. Only items of a lane, which are connected to another rather than inside it, are
seen where that other is trimmed off. A compound clip plays a sequence of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.exchange.label import read_label
from rig.exchange.number import read_number
from rig.exchange.spotting import Marker, SpottingList
from rig.exchange.text import refusal
from rig.exchange.xml import DEPTH_MAX, Element, read_xml

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.text import Source

ITEMS_MAX: Final = 100_000
"""Items of the longest timeline, those of its compound clips counted wherever they are seen."""

_ITEMS: Final = frozenset(
    (
        *("asset-clip", "audio", "audition", "caption", "clip", "gap", "mc-clip"),
        *("ref-clip", "spine", "sync-clip", "title", "transition", "video"),
    )
)
_MARKERS: Final = ("marker", "chapter-marker")
_TO_DO: Final = {"0": "to do", "1": "done"}
_TIME: Final = re.compile(r"([^/]+?)(?:/([^/]+))?s")
_PRESET: Final = re.compile(r".*\d[pi](2398|24|25|2997|30|50|5994|60)")
_FRACTIONAL: Final = {"2398": 24, "2997": 30, "5994": 60}


class _Place(NamedTuple):
    """Where the time of an item, a spine or a sequence lies on the timeline."""

    shift: Fraction
    """Seconds from a time in it to the timeline."""
    begin: Fraction | None = None
    until: Fraction | None = None
    """The stretch of the timeline in which it is seen; None has no end on that side."""
    depth: int = 0

    def shows(self, at: Fraction) -> bool:
        """Whether an instant of the timeline lies in that stretch."""
        begun = self.begin is None or self.begin <= at
        return begun and (self.until is None or at < self.until)

    def trimmed(self, at: Fraction, start: Fraction, length: Fraction | None) -> _Place:
        """What an item shows that begins at an instant of the timeline, at a time of its own."""
        begin = at if self.begin is None else max(self.begin, at)
        ends = (self.until, None if length is None else at + length)
        until = min((end for end in ends if end is not None), default=None)
        return self._replace(shift=at - start, begin=begin, until=until)


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers of the first project in the file, those inside compound clips too.

    Raises ``ProblemsError``.
    """
    source, root = read_xml(file, content)
    if root.tag != "fcpxml":
        raise refusal(file, f"is XML, but <{root.tag}> where <fcpxml> should be")
    projects = [found for found in root.every("project") if next(found.every("sequence"), None)]
    if not projects:
        raise refusal(file, "has no project in it; choose the project, then export its XML")
    first, *others = projects
    sequence = next(first.every("sequence"))
    reader = _Reader(source, {found.get("id"): found for found in _resources(root)})
    rate = asked.rate or reader.rate(sequence)
    zero = reader.time(sequence, "tcStart") or Fraction(0)
    reader.spine(sequence, _Place(-zero))
    source.close()
    found = [_pointed(marker, rate) for marker in reader.markers]
    return SpottingList(
        title=first.get("name"),
        rate=rate,
        zero=zero,
        markers=tuple(sorted(found, key=lambda marker: marker.at)),
        guesses=(
            *source.guesses,
            *_told("read, though trimmed off there", reader.unseen),
        ),
        lost=(
            *_told("trimmed off with what holds them", reader.hidden),
            *_told("compound clips that are retimed, with the markers in them", reader.retimed),
            *_told("other projects in the file", [other.get("name") for other in others]),
        ),
    )


def _resources(root: Element) -> list[Element]:
    return [found for every in root.every("resources") for found in every.children]


def _pointed(marker: Marker, rate: Fraction | None) -> Marker:
    """A marker of no more than a frame is a point: Final Cut gives a length to every one."""
    if rate is None or marker.length * rate > 1:
        return marker
    return Marker(marker.at, marker.kind, marker.name, marker.number, note=marker.note)


def _told(what: str, names: list[str]) -> tuple[str, ...]:
    return (f"{what}: {', '.join(names)}",) if names else ()


@dataclass(slots=True)
class _Reader:
    """A timeline while it is walked."""

    source: Source
    resources: dict[str, Element]
    markers: list[Marker] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    retimed: list[str] = field(default_factory=list)
    walked: int = 0

    def time(self, element: Element, name: str) -> Fraction | None:
        """Seconds of an attribute; None where it is missing, and with a problem where wrong."""
        text = element.get(name)
        if not text:
            return None
        parts = _TIME.fullmatch(text)
        above = read_number(parts[1]) if parts else None
        below = read_number(parts[2] or "1") if parts else None
        if above is not None and below:
            return above / below
        what = f'{name}="{text}"'
        message = f"{what} is no time; right would be seconds, such as 1001/30000s"
        self.source.complain(element.line, message, what)
        return None

    def rate(self, sequence: Element) -> Fraction | None:
        """Frames per second of a sequence's format, by its name where it says no more."""
        form = self.resources.get(sequence.get("format"))
        if form is None:
            return None
        frame = self.time(form, "frameDuration")
        if frame is not None and frame > 0:
            return 1 / frame
        preset = _PRESET.fullmatch(form.get("name"))
        if preset is None:
            return None
        whole = _FRACTIONAL.get(preset[1])
        rate = Fraction(whole * 1000, 1001) if whole else Fraction(preset[1])
        self.source.guesses.append(f"{rate} fps, by the name of its format: {form.get('name')}")
        return rate

    def spine(self, parent: Element, place: _Place) -> None:
        """One item after another, of a spine or of a sequence, which holds one."""
        spines = [child for child in parent.children if child.tag == "spine"]
        items = spines[0].children if parent.tag == "sequence" and spines else parent.children
        after = self.time(parent, "tcStart") or Fraction(0)
        for item in items:
            offset = self.time(item, "offset")
            begin = after if offset is None else offset
            self.item(item, begin, place)
            if item.tag != "transition":
                after = begin + (self.time(item, "duration") or 0)

    def item(self, item: Element, offset: Fraction, place: _Place) -> None:
        """What stands at a time of whatever holds it."""
        self.walked += 1
        if self.walked > ITEMS_MAX or place.depth > DEPTH_MAX:
            raise refusal(self.source.file, "its compound clips hold one another without end")
        place = place._replace(depth=place.depth + 1)
        at = place.shift + offset
        if item.tag == "spine":
            self.spine(item, place._replace(shift=at))
        elif item.tag == "audition" and item.children:
            # The first of its clips is the one chosen; the others are not seen.
            self.item(item.children[0], offset, place)
        elif item.tag in _ITEMS:
            seen = place.trimmed(at, self.start(item), self.time(item, "duration"))
            self.inside(item, seen, place._replace(shift=seen.shift))
            if item.tag == "ref-clip":
                self.compound(item, seen)

    def start(self, item: Element) -> Fraction:
        """The time of an item at which it begins; where unsaid, that of what it plays."""
        start = self.time(item, "start")
        played = self.resources.get(item.get("ref"))
        if start is not None or played is None:
            return start or Fraction(0)
        sequence = next(played.every("sequence"), None)
        found = self.time(played, "start") if sequence is None else self.time(sequence, "tcStart")
        return found or Fraction(0)

    def inside(self, item: Element, seen: _Place, around: _Place) -> None:
        """The markers on an item, what is in it, and what is connected to it in a lane."""
        for child in item.children:
            if child.tag in _MARKERS:
                self.marker(child, seen, around)
            elif child.tag in _ITEMS:
                offset = self.time(child, "offset") or Fraction(0)
                self.item(child, offset, around if child.get("lane") else seen)

    def compound(self, item: Element, seen: _Place) -> None:
        """The sequence that a compound clip plays."""
        media = self.resources.get(item.get("ref"))
        sequence = next(media.every("sequence"), None) if media else None
        if sequence is None:
            return
        if any(child.tag == "timeMap" for child in item.children):
            self.retimed.append(item.get("name"))
        else:
            self.spine(sequence, seen)

    def marker(self, element: Element, place: _Place, around: _Place) -> None:
        """A marker on an item, and what holds the item."""
        name, start = element.get("value"), self.time(element, "start")
        if start is None:
            if not element.get("start"):
                self.source.complain(element.line, f"the marker {name} has no start")
            return
        at = start + place.shift
        if not around.shows(at):
            self.hidden.append(name)
            return
        if not place.shows(at):
            self.unseen.append(name)
        chapter = element.tag == "chapter-marker"
        state = "chapter" if chapter else _TO_DO.get(element.get("completed"), "")
        note = ": ".join(filter(None, (state, element.get("note"))))
        length = max(self.time(element, "duration") or Fraction(0), Fraction(0))
        label = read_label(name)
        self.markers.append(Marker(at, label.kind, label.name, label.number, length, "", note))
        self.source.bound(self.markers)
