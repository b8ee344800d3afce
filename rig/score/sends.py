"""Reading ``dyn`` and ``fire``: what a cue sends at its places in the music."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rig.notation.document import meant
from rig.notation.words import Item, items
from rig.score.form import Kind, Spot, beginning
from rig.score.lines import NAME
from rig.score.sheet import MARKS, Act, Fire, Moment, Point, level_of
from rig.score.spots import ENDS, SPOT, is_spot, named_passage, read_spot

if TYPE_CHECKING:
    from rig.notation.document import Text
    from rig.notation.words import Word
    from rig.score.form import Passage

FIRE: Final = re.compile(r"(-?)([A-Za-z_][\w-]*)(~?)(?:=(.*))?")
VALUE: Final = re.compile(r"-?\d+(?:\.\d+)?")
INSTANT: Final = re.compile(r"(?:([A-Z][A-Za-z]*):)?([A-Z][A-Za-z]*)\.(decided|taken)")
_HAIRPINS: Final = ("<", ">")
_NO_GROUPS: Final = (*MARKS, "tacet")


def read_dynamics(
    line: Text, passages: tuple[Passage, ...]
) -> tuple[tuple[str, tuple[Point, ...]], ...]:
    """``dyn``: each group with its points, which must go forward."""
    groups: dict[str, tuple[Point, ...]] = {}
    for name, rest in _groups(line):
        if _no_name(name, passages) or not NAME.fullmatch(name.text) or name.text in _NO_GROUPS:
            name.complain("an item of dyn begins with a group, such as strings mf, A9 <, B1 f")
            continue
        if name.text in groups:
            name.complain(f"{name.text} stands here twice; put its points into one item")
        if not rest:
            name.complain(f"{name.text} has no point; write a mark, such as {name.text} mf")
        points = [point for part in rest if (point := _point(part, passages)) is not None]
        opening = points[0] if points and not is_spot(rest[0].first) else None
        for (before, after), part in zip(pairwise(points), rest[1:], strict=False):
            # What is unsaid stands where the cue begins: a place written there goes before it.
            both = before.level is not None and after.level is not None and before is not opening
            if after.spot < before.spot or (after.spot == before.spot and both):
                part.complain("points of dyn go forward in the music")
        _check_hairpins(rest, points)
        groups[name.text] = tuple(points)
    return tuple(groups.items())


def _no_name(word: Word, passages: tuple[Passage, ...]) -> bool:
    """Whether a word cannot be a name: it is quoted, or a place in this music."""
    if word.quoted or word.text in ENDS:
        return True
    place = SPOT.fullmatch(word.text)
    return place is not None and any(passage.name == place[2] for passage in passages)


def _groups(line: Text) -> list[tuple[Word, list[Item]]]:
    """Each group's name, and its points as written."""
    groups: list[tuple[Word, list[Item]]] = []
    for item in items(line, "|\n,"):
        if groups and item.after.strip(",") == "":
            groups[-1][1].append(item)
        else:
            words = item.words[1:]
            groups.append((item.first, [Item(line, words)] if words else []))
    return groups


def _point(item: Item, passages: tuple[Passage, ...]) -> Point | None:
    words = item.words
    spot: Spot | None
    if is_spot(words[0]):
        spot = read_spot(words[0], passages)
        words = words[1:]
    else:
        spot = beginning(passages)
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
            known = meant(word.text, (*MARKS, "tacet", "<", ">"))
            known = known or "; write n, pppp to ffff, tacet, < or >"
            word.complain(f"{word.text} is no dynamics{known}")
            return None
    if not words:
        item.complain("a point of dyn has a mark, < or >, or tacet")
        return None
    return None if spot is None else Point(spot, level, hairpin)


def _check_hairpins(parts: list[Item], points: list[Point]) -> None:
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
        moment = Moment.AT
        spot: Spot | None
        instant = None
        if len(words) > 1 and not words[0].quoted:
            instant = INSTANT.fullmatch(words[0].text)
        if instant:
            spot, moment = _exit(words[0], instant, passages), Moment(instant[3])
            words = words[1:]
        elif is_spot(words[0]) and len(words) > 1:
            spot = read_spot(words[0], passages)
            words = words[1:]
        else:
            spot = beginning(passages)
        found = None if _no_name(words[0], passages) else FIRE.fullmatch(words[0].text)
        for word in words[1:]:
            word.complain("one name an item; begin the next one after a comma")
        if found is None:
            words[0].complain(
                "fire is a place and a name, such as A1 bell, A1 sea~, // -sea, hall=0.4"
            )
            continue
        fire = _fire(words[0], found, spot, moment)
        if fire is not None:
            fires.append(fire)
    return tuple(fires)


def _exit(word: Word, found: re.Match[str], passages: tuple[Passage, ...]) -> Spot | None:
    """The end of the vamp whose exit is meant, when it is decided or when it is taken."""
    number = named_passage(word, found[1] or "", found[2], passages)
    if number is None:
        return None
    if passages[number].kind is not Kind.VAMP:
        word.complain(f"only a vamp has an exit that is decided and taken; {found[2]} is none")
        return None
    return Spot(number, passages[number].length)


def _fire(word: Word, found: re.Match[str], spot: Spot | None, moment: Moment) -> Fire | None:
    minus, name, tilde, value = found.groups()
    if bool(minus) + bool(tilde) + (value is not None) > 1:
        word.complain("a name is started (sea~), stopped (-sea) or set (hall=0.4), one of them")
        return None
    if value is not None and not VALUE.fullmatch(value):
        word.complain(f"{name} is set to a number, such as {name}=0.4")
        return None
    act = Act.STOP if minus else Act.START if tilde else Act.VALUE if value else Act.TRIGGER
    return None if spot is None else Fire(spot, name, act, float(value or 0), moment)
