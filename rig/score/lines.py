"""Reading ``hits``, ``dyn``, ``fire``, ``press`` and ``look``: what hangs on a cue's form."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.notation.document import meant
from rig.notation.words import Item, items
from rig.score.film import is_position, parse_position
from rig.score.sheet import MARKS, Act, Fire, Hit, Kind, Look, Passage, Point, Press, Spot, level_of
from rig.score.spots import is_spot, read_spot

if TYPE_CHECKING:
    from fractions import Fraction

    from rig.notation.document import Text
    from rig.notation.words import Word
    from rig.score.measure import Frames

NAME: Final = re.compile(r"[A-Za-z_][\w-]*")
_FIRE: Final = re.compile(r"(-?)([A-Za-z_][\w-]*)(~?)(?:=(.*))?")
_VALUE: Final = re.compile(r"-?\d+(?:\.\d+)?")
_WEIGHT: Final = re.compile(r"!{1,3}")
_HAIRPINS: Final = ("<", ">")
_LOOK_WORDS: Final = (1, 3)
_BEGIN: Final = Spot(0, 0)


def read_position(word: Word, speed: Fraction) -> Frames | None:
    """The frame a word names; None and a problem when it names none."""
    if word.quoted:
        word.complain("a film position stands without quotes")
        return None
    try:
        return parse_position(word.text, speed)
    except ValueError as error:
        word.complain(str(error))
        return None


def read_look(line: Text, speed: Fraction) -> Look | None:
    """``look``: expected; or from, expected, overdue, which must ascend."""
    words = [word for item in items(line, "\n") for word in item.words]
    frames = [frame for word in words if (frame := read_position(word, speed)) is not None]
    if len(frames) != len(words):
        return None
    if len(words) not in _LOOK_WORDS:
        line.complain("look has one position (expected) or three (from, expected, overdue)")
        return None
    if frames != sorted(frames):
        line.complain("look goes forward: from, expected, overdue")
        return None
    return Look(frames[0], frames[1], frames[2]) if len(frames) > 1 else Look(None, frames[0], None)


def read_presses(line: Text, passages: tuple[Passage, ...], speed: Fraction) -> tuple[Press, ...]:
    """``press``: the vamp or // a press leaves, when it is expected, what is seen."""
    presses: list[Press] = []
    for item in items(line):
        number = _waiting(item.first, passages, {press.passage for press in presses})
        rest = item.words[1:]
        look = None
        if rest and not rest[0].quoted and is_position(rest[0].text):
            frame = read_position(rest[0], speed)
            look = None if frame is None else Look(None, frame, None)
            rest = rest[1:]
        if number is not None:
            presses.append(Press(number, look, " ".join(word.text for word in rest)))
    return tuple(presses)


def _waiting(word: Word, passages: tuple[Passage, ...], said: set[int]) -> int | None:
    """The passage a press leaves; the second ``//`` of ``press`` is the second of ``play``."""
    for number, passage in enumerate(passages):
        if passage.name == word.text and not word.quoted and number not in said:
            if passage.kind is Kind.SECTION:
                word.complain(
                    f"{word.text} does not wait: a press leaves a vamp or comes in after //"
                )
                return None
            return number
    again = any(passages[number].name == word.text for number in said)
    more = "other " if again else ""
    word.complain(f"there is no {more}{word.text} in this cue's play for a press to leave")
    return None


def read_hits(line: Text, passages: tuple[Passage, ...], speed: Fraction) -> tuple[Hit, ...]:
    """``hits``: film position, music position, text, weight."""
    hits = []
    for item in items(line):
        words = list(item.words)
        weighed = _WEIGHT.fullmatch(words[-1].text) and not words[-1].quoted
        weight = len(words.pop().text) if weighed else 1
        frame = read_position(words[0], speed) if words else None
        if len(words) < 2:  # noqa: PLR2004 - a position of each kind
            item.complain(
                "a hit is: film position, music position, what is seen, weight (! to !!!)"
            )
            continue
        if words[1].text == "~" and not words[1].quoted:
            words[1].complain("~ (any strong beat) is not yet built; write the bar and beat")
            continue
        spot = read_spot(words[1], passages)
        text = words[2:]
        if any(word.text == "hand" and not word.quoted for word in text[-2:-1]):
            text[-2].complain(
                "hits struck by hand are not yet built; take hand out, or quote the text"
            )
        for word in text:
            if not word.quoted and not word.text.strip("!"):
                word.complain("the weight is ! to !!!, at the end of the hit")
        if frame is not None and spot is not None:
            hits.append(Hit(frame, spot, " ".join(word.text for word in text), weight))
    return tuple(hits)


def read_dynamics(
    line: Text, passages: tuple[Passage, ...]
) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """``dyn``: each group with its points, which must go forward."""
    groups: dict[str, tuple[Point, ...]] = {}
    for item in items(line):
        name = item.first
        if name.quoted or not NAME.fullmatch(name.text) or name.text in (*MARKS, "tacet"):
            name.complain("an item of dyn begins with a group, such as strings mf, A9 <, B1 f")
            continue
        if name.text in groups:
            name.complain(f"{name.text} stands here twice; put its points into one item")
        rest = Item(item.line, item.words[1:]).split(",")
        if not rest:
            name.complain(f"{name.text} has no point; write a mark, such as {name.text} mf")
        points = [point for part in rest if (point := _point(part, passages)) is not None]
        for (before, after), part in zip(pairwise(points), rest[1:], strict=False):
            both = before.level is not None and after.level is not None
            if after.spot < before.spot or (after.spot == before.spot and both):
                part.complain("points of dyn go forward in the music")
        _check_hairpins(rest, points)
        groups[name.text] = tuple(points)
    return tuple(groups.items())


def _point(item: Item, passages: tuple[Passage, ...]) -> Point | None:
    words = item.words
    spot: Spot | None = _BEGIN
    if is_spot(words[0]):
        spot = read_spot(words[0], passages)
        words = words[1:]
    level: float | None = None
    hairpin = ""
    for word in words:
        if word.quoted:
            word.complain("dynamics stand without quotes")
            return None
        if word.text in MARKS and level is None and not hairpin:
            level = level_of(word.text)
        elif word.text == "tacet" and level is None:
            level = 0.0
        elif word.text in _HAIRPINS and not hairpin:
            hairpin = word.text
        else:
            word.complain(
                f"{word.text} is no dynamics{meant(word.text, (*MARKS, 'tacet', '<', '>'))}"
            )
            return None
    if not words:
        item.complain("a point of dyn has a mark, < or >, or tacet")
        return None
    return None if spot is None else Point(spot, level, hairpin)


def _check_hairpins(parts: tuple[Item, ...], points: list[Point]) -> None:
    if len(parts) != len(points):
        return
    level: float | None = None
    for number, (part, point) in enumerate(zip(parts, points, strict=True)):
        level = point.level if point.level is not None else level
        target = points[number + 1].level if number + 1 < len(points) else None
        if point.hairpin and target is None:
            part.complain(f"{point.hairpin} runs to the next mark, and none follows")
        elif target is not None and level is not None and _wrong(point.hairpin, level, target):
            louder = "louder" if point.hairpin == "<" else "softer"
            part.complain(f"{point.hairpin} runs to a mark that is not {louder}")


def _wrong(hairpin: str, level: float, target: float) -> bool:
    return (hairpin == "<" and target <= level) or (hairpin == ">" and target >= level)


def read_fires(line: Text, passages: tuple[Passage, ...]) -> tuple[Fire, ...]:
    """``fire``: a place (the cue's begin if unsaid) and a name."""
    fires = []
    for item in items(line, "|\n,"):
        words = item.words
        spot: Spot | None = _BEGIN
        if is_spot(words[0]) and len(words) > 1:
            spot = read_spot(words[0], passages)
            words = words[1:]
        found = None if words[0].quoted else _FIRE.fullmatch(words[0].text)
        for word in words[1:]:
            word.complain("one name an item; begin the next one after a comma")
        if found is None:
            words[0].complain(
                "fire is a place and a name, such as A1 bell, A1 sea~, // -sea, hall=0.4"
            )
            continue
        fire = _fire(words[0], found, spot)
        if fire is not None:
            fires.append(fire)
    return tuple(fires)


def _fire(word: Word, found: re.Match[str], spot: Spot | None) -> Fire | None:
    minus, name, tilde, value = found.groups()
    if bool(minus) + bool(tilde) + (value is not None) > 1:
        word.complain("a name is started (sea~), stopped (-sea) or set (hall=0.4), one of them")
        return None
    if value is not None and not _VALUE.fullmatch(value):
        word.complain(f"{name} is set to a number, such as {name}=0.4")
        return None
    act = Act.STOP if minus else Act.START if tilde else Act.VALUE if value else Act.TRIGGER
    return None if spot is None else Fire(spot, name, act, float(value or 0))
