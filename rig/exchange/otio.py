"""OpenTimelineIO JSON: in, and out by way of :mod:`rig.exchange.otio_ours`.

Each item has a time of its own, in which its markers stand: what stands at ``t`` in it is seen
``t - start`` behind the item's begin, ``start`` being where its source range or its media starts.
A track plays its children one after another, a stack all at once; a transition takes no time.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from rig.exchange.label import read_label
from rig.exchange.otio_ours import exact_list, exact_marker, write
from rig.exchange.spotting import Marker, SpottingList
from rig.exchange.text import PROBLEMS_MAX, read_text, refusal
from rig.notation.problem import Problem

if TYPE_CHECKING:
    from rig.exchange.asked import Asked
    from rig.exchange.text import Source

__all__ = ["read", "write"]

DEPTH_MAX: Final = 100
"""Items inside one another; what people edit has fewer than ten."""

VALUE_MAX: Final = 10**15
"""Frames or samples beyond which nothing is believed to stand."""

_EDIT_LIST: Final = "cmx_3600"
"""Whose metadata these are has put a locator's time on the record side into the clip's own time."""

_FRAMES_MAX: Final = 120
"""Units per second up to which they are frames; audio is counted in samples."""

_RATES: Final = (
    *(Fraction(whole * 1000, 1001) for whole in (24, 30, 48, 60, 120)),
    Fraction(200, 11),
    Fraction(240, 11),
)
_NEAR: Final = 0.006
"""How far from one of these a written rate may be and be meant so: 23.98 is 24000/1001."""

Node = dict[str, Any]


def read(file: str, content: bytes, asked: Asked) -> SpottingList:
    """The markers of the first timeline in the file, wherever in it they stand.

    Raises ``ProblemsError``.
    """
    source = read_text(file, content)
    root = _parsed(source)
    timelines = [root]
    if _schema(root) == "SerializableCollection":
        timelines = [node for node in _nodes(root, "children") if _schema(node) == "Timeline"]
    first = timelines[0] if timelines else {}
    reader = _Reader(source)
    reader.zero = reader.time(first.get("global_start_time"), "its begin") or Fraction(0)
    stack: Node = first.get("tracks") or {} if _schema(first) == "Timeline" else first
    if _schema(stack) not in _KINDS:
        raise refusal(file, "holds no OTIO timeline")
    reader.item(stack, Fraction(0), (None, None), 0)
    rates = [rate for rate in reader.rates if rate <= _FRAMES_MAX]
    if len(rates) > 1 and not asked.rate:
        source.guesses.append(f"{rates[0]} fps, the first of several rates")
    found = SpottingList(
        title=_text(first, "name"),
        rate=rates[0] if rates else None,
        zero=reader.zero,
        markers=tuple(sorted(reader.markers, key=lambda marker: marker.at)),
        guesses=(
            *source.guesses,
            *_told("at the timeline's own time, as from an edit list", reader.recorded),
            *_told("read, though trimmed off there", reader.unseen),
        ),
        lost=(
            *_told("trimmed off with what holds them", reader.hidden),
            *_told("other timelines", [_text(other, "name") for other in timelines[1:]]),
        ),
    )
    found = exact_list(found, first.get("metadata"), reader.complain)
    source.close()
    return replace(found, rate=asked.rate or found.rate)


def _parsed(source: Source) -> Node:
    """The JSON in a file, which must be an object."""

    def refuse(word: str) -> None:
        raise refusal(source.file, f"has {word} for a number")

    try:
        root = json.loads(source.text, parse_constant=refuse)
    except json.JSONDecodeError as error:
        cut = not source.text[error.pos :].strip()
        source.complain(
            error.lineno, "ends here: it was cut short" if cut else f"is no JSON here: {error.msg}"
        )
        source.close()
    except RecursionError:
        raise refusal(source.file, f"more than {DEPTH_MAX} items inside one another") from None
    except ValueError:
        raise refusal(source.file, "has a number of thousands of digits") from None
    return root if isinstance(root, dict) else {}


def _schema(node: object) -> str:
    """``Clip`` of ``Clip.2``; empty for what is no object of OTIO."""
    return _text(node, "OTIO_SCHEMA").partition(".")[0] if isinstance(node, dict) else ""


def _text(node: Node, key: str) -> str:
    value = node.get(key)
    # JSON can say half of a surrogate pair, which nothing could ever write out again.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _nodes(node: Node, key: str) -> list[Node]:
    value = node.get(key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _told(what: str, names: list[str]) -> tuple[str, ...]:
    return (f"{what}: {', '.join(names)}",) if names else ()


def frame_rate(value: float) -> tuple[Fraction, bool]:
    """Units per second as written, and whether it took a guess to say which are meant."""
    near = min(_RATES, key=lambda rate: abs(float(rate) - value))
    if value != int(value) and abs(float(near) - value) < _NEAR:
        return near, float(near) != value
    return Fraction(repr(value)), False


_KINDS: Final = ("Clip", "Gap", "Stack", "Track")
Window = tuple[Fraction | None, Fraction | None]
"""The stretch of the timeline in which something is seen; None has no end on that side."""


def _shows(window: Window, at: Fraction) -> bool:
    begin, until = window
    return (begin is None or begin <= at) and (until is None or at < until)


def _narrowed(window: Window, begin: Fraction, until: Fraction) -> Window:
    return (
        begin if window[0] is None else max(begin, window[0]),
        until if window[1] is None else min(until, window[1]),
    )


@dataclass(slots=True)
class _Reader:
    """A timeline while it is walked."""

    source: Source
    markers: list[Marker] = field(default_factory=list)
    rates: dict[Fraction, None] = field(default_factory=dict)
    """In the order they are met."""
    unseen: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    recorded: list[str] = field(default_factory=list)
    zero: Fraction = Fraction(0)
    """Seconds the timeline's clock reads at its begin."""

    def complain(self, message: str) -> None:
        """Note a problem; the values of a JSON file do not know their lines."""
        self.source.problems.append(Problem(self.source.file, 0, 1, 1, message, ""))
        if len(self.source.problems) >= PROBLEMS_MAX:
            self.source.close()

    def time(self, node: object, whose: str) -> Fraction | None:
        """Seconds of a ``RationalTime``; None where it is null, and with a problem where wrong."""
        if node is None:
            return None
        value, rate = (node.get("value"), node.get("rate")) if isinstance(node, dict) else (0, 0)
        if not _is_number(value) or not _is_number(rate) or rate < 1:
            self.complain(f"{whose}: a time must be two numbers, a value and a rate from 1 up")
            return None
        meant, guessed = frame_rate(rate)
        if guessed and meant not in self.rates:
            self.source.guesses.append(f"{rate} is meant as {meant}")
        if value or rate != 1:  # nothing at 1 is what OTIO writes for a time not given
            self.rates[meant] = None
        return Fraction(repr(value)) / meant

    def range(self, node: object, whose: str) -> tuple[Fraction, Fraction] | None:
        """Start and length of a ``TimeRange``; None where there is none."""
        if not isinstance(node, dict):
            return None
        start = self.time(node.get("start_time"), whose)
        length = self.time(node.get("duration"), whose)
        if length is not None and length < 0:
            self.complain(f"{whose}: a length below 0")
        return start or Fraction(0), length or Fraction(0)

    def trimmed(self, item: Node, whose: str) -> tuple[Fraction, Fraction] | None:
        """Where an item starts in its own time and how long it lasts; None if by its children."""
        found = self.range(item.get("source_range"), whose)
        if found or _schema(item) != "Clip":
            return found
        several = item.get("media_references")
        several = several if isinstance(several, dict) else {}
        media = several.get(_text(item, "active_media_reference_key"), item.get("media_reference"))
        found = self.range(media.get("available_range") if isinstance(media, dict) else None, whose)
        if found is None:
            self.complain(f"{whose} has neither a source range nor media of a known length")
        return found

    def item(self, item: Node, begin: Fraction, around: Window, depth: int) -> Fraction:
        """Markers on and in what begins at an instant of the timeline; how long it lasts."""
        if depth > DEPTH_MAX:
            raise refusal(self.source.file, f"more than {DEPTH_MAX} items inside one another")
        trimmed = self.trimmed(item, f"{_schema(item)} {_text(item, 'name')}".strip())
        start, length = trimmed or (Fraction(0), Fraction(0))
        own = _narrowed(around, begin, begin + length) if trimmed else around
        for node in _nodes(item, "markers"):
            self.marker(node, begin - start, own, around)
        place, ends = begin - start, [begin]
        for child in _nodes(item, "children"):
            if _schema(child) in _KINDS:
                ends.append(place + self.item(child, place, own, depth + 1))
                place = ends[-1] if _schema(item) == "Track" else place
        return length if trimmed else max(ends) - begin

    def marker(self, node: Node, shift: Fraction, own: Window, around: Window) -> None:
        """A marker on an item whose time lies so far from the timeline's."""
        name = _text(node, "name")
        found = self.range(node.get("marked_range"), f"the marker {name}")
        if found is None:
            self.complain(f"the marker {name} has no marked_range")
            return
        at = found[0] + shift
        metadata = node.get("metadata")
        if isinstance(metadata, dict) and _EDIT_LIST in metadata:
            at = found[0] - self.zero
            self.recorded.append(name)
        elif not _shows(around, at):
            self.hidden.append(name)
            return
        elif not _shows(own, at):
            self.unseen.append(name)
        label = read_label(name)
        colour, note = _colour(node), _text(node, "comment")
        marker = Marker(at, label.kind, label.name, label.number, found[1], colour, note)
        self.markers.append(exact_marker(marker, metadata, self.complain))
        self.source.bound(self.markers)


def _is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is one that is believed; NaN, which is equal to nothing, is not."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -VALUE_MAX <= value <= VALUE_MAX
    )


def _colour(node: Node) -> str:
    """A word until schema 2; from 3 on red, green and blue from 0 to 1."""
    colour = node.get("color")
    if not isinstance(colour, dict):
        return _text(node, "color")
    parts = [colour.get(key) for key in "rgb"]
    levels = [round(part * 255) for part in parts if _is_number(part) and 0 <= part <= 1]
    return "#" + bytes(levels).hex() if len(levels) == len(parts) else _text(colour, "name")
