"""Reading ``look``, ``press`` and ``hits``: where music and picture should meet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from rig.notation.words import items
from rig.score.film import Miss
from rig.score.form import Kind
from rig.score.positions import is_position, leads_position, parse_position
from rig.score.sheet import Hit, Look, Press
from rig.score.spots import SILENCE, named_passage, read_spot

if TYPE_CHECKING:
    from rig.notation.document import Text
    from rig.notation.words import Word
    from rig.score.film import Film
    from rig.score.form import Passage, Spot
    from rig.score.measure import Frames

    Words: TypeAlias = tuple[Word, ...]

NAME: Final = re.compile(r"[A-Za-z_][\w-]*")
WEIGHT: Final = "!{1,3}"
MISS: Final = r"-(\d{1,5})\+(\d{1,5})ms"
_PASSAGE: Final = re.compile(r"(?:([A-Z][A-Za-z]*):)?([A-Za-z]+)")
_WEIGHT: Final = re.compile(WEIGHT)
_MISS: Final = re.compile(MISS)
_HAND: Final = "hand names the sound that is struck: write hand crack"
_LOOK_WORDS: Final = (1, 3)


def take_position(words: Words, film: Film) -> tuple[Frames | None, Words]:
    """The frame the first one or two words name, and the words behind it.

    None and a problem when they name none; what lies between two frames is told as advice.
    """
    word = words[0]
    both = len(words) > 1 and not words[1].quoted
    both = both and is_position(f"{word.text} {words[1].text}", film)
    text = f"{word.text} {words[1].text}" if both else word.text
    rest = words[2 if both else 1 :]
    if word.quoted:
        word.complain("a film position stands without quotes")
        return None, rest
    try:
        position = parse_position(text, film)
    except ValueError as error:
        word.complain(str(error))
        return None, rest
    if position.note:
        word.advise(position.note)
    return position.frame, rest


def read_look(line: Text, film: Film) -> Look | None:
    """``look``: expected; or from, expected, overdue, which must ascend."""
    words = tuple(word for item in items(line, "\n") for word in item.words)
    frames: list[Frames | None] = []
    while words:
        frame, words = take_position(words, film)
        frames.append(frame)
    read = [frame for frame in frames if frame is not None]
    if len(read) != len(frames):
        return None
    if len(read) not in _LOOK_WORDS:
        line.complain("look has one position (expected) or three (from, expected, overdue)")
        return None
    if read != sorted(read):
        line.complain("look goes forward: from, expected, overdue")
        return None
    return Look(read[0], read[1], read[2]) if len(read) > 1 else Look(None, read[0], None)


def read_presses(line: Text, passages: tuple[Passage, ...], film: Film) -> tuple[Press, ...]:
    """``press``: the vamp, fermata or // a press leaves, when it is expected, what is seen."""
    presses: list[Press] = []
    for item in items(line):
        place = _waiting(item.first, passages, presses)
        rest = item.words[1:]
        look = None
        if rest and not rest[0].quoted and _begins_position(rest[0], film):
            frame, rest = take_position(rest, film)
            look = None if frame is None else Look(None, frame, None)
        if place is not None:
            passage, hold = place
            presses.append(Press(passage, hold, look, " ".join(word.text for word in rest)))
    return tuple(presses)


def _begins_position(word: Word, film: Film) -> bool:
    return is_position(word.text, film) or leads_position(word.text, film)


def _waiting(
    word: Word, passages: tuple[Passage, ...], before: list[Press]
) -> tuple[int, int | None] | None:
    """What a press leaves: a passage, or the fermata of it with this number.

    Of several of one name, such as ``//``, the next that no press was written for yet.
    """
    said = {(press.passage, press.hold) for press in before}
    if word.text == "//" and not word.quoted:
        named = [n for n, passage in enumerate(passages) if passage.kind is Kind.CAESURA]
    elif (found := _PASSAGE.fullmatch(word.text)) and not word.quoted:
        first = named_passage(word, found[1] or "", found[2], passages)
        if first is None:
            return None
        one = passages[first]
        named = [n for n, p in enumerate(passages) if (p.theme, p.name) == (one.theme, one.name)]
    else:
        spot = read_spot(word, passages)
        if spot is not None and SILENCE.fullmatch(word.text):
            return spot.passage, None
        return None if spot is None else _held(word, spot, passages)
    for number in named:
        for place in waits_of(number, passages[number]):
            if place not in said:
                return place
    again = "other " if any(passage in named for passage, _ in said) else ""
    if named and not again:
        word.complain(
            f"{word.text} does not wait: a press leaves a vamp or a fermata, or comes in after //"
        )
    else:
        word.complain(f"there is no {again}{word.text} in this cue's play for a press to leave")
    return None


def _held(word: Word, spot: Spot, passages: tuple[Passage, ...]) -> tuple[int, int] | None:
    """The fermata on a beat."""
    passage = passages[spot.passage]
    end = spot.offset + passage.meter.beat
    for number, hold in enumerate(passage.holds):
        if hold.offset == end:
            return spot.passage, number
    word.complain(f"there is no fermata at {word.text}")
    return None


def waits_of(number: int, passage: Passage) -> list[tuple[int, int | None]]:
    """Everything in a passage that a press ends, in the order of the music."""
    holds: list[tuple[int, int | None]] = [(number, hold) for hold in range(len(passage.holds))]
    return [(number, None)] if passage.kind in (Kind.VAMP, Kind.CAESURA) else holds


def read_hits(line: Text, passages: tuple[Passage, ...], film: Film, miss: Miss) -> tuple[Hit, ...]:
    """``hits``: film position, music position, text, weight, what still counts, whose hand."""
    hits = []
    for item in items(line):
        frame, words = take_position(item.words, film)
        if not words:
            item.complain(
                "a hit is: film position, music position, what is seen, weight (! to !!!)"
            )
            continue
        spot, hit = _hit(frame or 0, words, passages, miss)
        if frame is not None and spot:
            hits.append(hit)
    return tuple(hits)


def _hit(
    frame: Frames, words: Words, passages: tuple[Passage, ...], miss: Miss
) -> tuple[bool, Hit]:
    """Whether the place of a hit was read, and the hit."""
    place, text = words[0], list(words[1:])
    hand, weight, counts = "", 0, None
    while text and not text[-1].quoted:
        found = _MISS.fullmatch(text[-1].text)
        if found and counts is None:
            counts = Miss(int(found[1]) * 1000, int(found[2]) * 1000)
        elif not weight and _WEIGHT.fullmatch(text[-1].text):
            weight = len(text[-1].text)
        elif not hand and len(text) > 1 and text[-2].text == "hand" and not text[-2].quoted:
            if not NAME.fullmatch(text[-1].text):
                text[-1].complain(_HAND)
            hand = text.pop().text
        else:
            break
        text.pop()
    if len(text) > 1 and text[-1].quoted and text[-2].text == "hand" and not text[-2].quoted:
        text[-1].complain(_HAND)
    for word in text:
        if not word.quoted and not word.text.strip("!"):
            word.complain("the weight is ! to !!!, behind what is seen")
    spot = None
    anywhere = place.text == "~" and not place.quoted
    if not anywhere:
        spot = read_spot(place, passages)
    cutoff = place.text == "cutoff" and not place.quoted
    seen = " ".join(word.text for word in text)
    hit = Hit(frame, spot, seen, weight or 1, counts or miss, hand, cutoff)
    return anywhere or spot is not None, hit
