"""A sheet made of a spotting list: what is written of each marker, and what had to be guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.desk.moved import moved_item, moved_look
from rig.desk.music_in import Music
from rig.desk.to_list import CUE_FACT, HIT_FACT, ORDER_FACT
from rig.exchange.spotting import Marker, MarkerKind
from rig.notation.document import read
from rig.notation.edit import as_string
from rig.notation.layout import quoted
from rig.notation.words import WORD_MAX
from rig.score.film import SPEED_MAX, SPEED_MIN
from rig.score.measure import nearest
from rig.score.positions import write_position
from rig.score.read_cue import CUE_KEYS
from rig.score.read_film import read_film
from rig.score.sheet import On

if TYPE_CHECKING:
    from collections.abc import Callable

    from rig.exchange.spotting import SpottingList
    from rig.score.film import Film

_BY_ITSELF: Final = (On.SEGUE.value, On.ATTACCA.value)
_TABLE: Final = re.compile(r"\[(film|theme\.[A-Za-z]+)\]")
_CUE_NAME: Final = re.compile(
    r"(?:cue|m)?\s*(\d+m\d+[a-z]?|(?<=cue)\s*\d+[a-z]?)\b[\s:,-]*(.*)", re.IGNORECASE
)
_ON: Final = re.compile(rf"({'|'.join(on.value for on in On)})(?:: ?(.*))?", re.DOTALL)
_SEEN: Final = re.compile(r"\A(.*?)((?:\s+!{1,3})?)\Z", re.DOTALL)
_OBEYED: Final = re.compile(r"(?:^|\s)(?:hand|!+|-\d+\+\d+ms)(?:\s|$)")
_PLAIN: Final = re.compile(rf"(?:[^\"|\s]{{1,{WORD_MAX}}}(?: |\Z))+")
_ORDER: Final = re.compile(r"[0-9]{1,9}")
_TEXT_MAX: Final = 1000
"""Letters of what is seen; a line of the sheet has room for no more than a few such."""

_BETWEEN: Final = Fraction(1, 20)
"""Frames from the nearest one; what lies nearer was rounded by the program it comes from."""

_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


@dataclass(slots=True)
class Draft:
    """A sheet in the making."""

    film: Film
    source: str
    blocks: list[str] = field(default_factory=list)
    guesses: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    between: int = 0
    """Positions that fell between two frames."""
    ends: bool = False
    """Whether the last cue written has music, which comes to an end."""


def from_list(spotting: SpottingList, source: str, speed: Fraction | None) -> Draft:
    """The sheet of a spotting list; ``speed`` is the print's, in frames per second.

    It is needed where the list does not hold a film of the rig's own.
    Raises ``ProblemsError`` or ``ValueError`` with what must be asked.
    """
    tables = [
        marker for marker in spotting.markers if _TABLE.fullmatch(marker.name) and marker.facts
    ]
    header = _header(spotting, source, speed, tables)
    film = read_film(read(source, header.encode()))
    draft = Draft(film, source, [header], list(spotting.guesses), list(spotting.lost))
    draft.blocks += [_table(one.name, one.facts) for one in tables if one.name != "[film]"]
    markers = [marker for marker in spotting.markers if marker not in tables]
    before = [marker for marker in markers if marker.at < 0]
    draft.lost += [f"{one.name or 'a marker'} lies before the film's 0:00" for one in before]
    cues = _cues(_in_order([one for one in markers if one.at >= 0]), draft)
    music = Music(spotting.tempi, spotting.meters)
    ends = [cue.at for cue, _ in cues[1:]]
    ends += [max((one.at + one.length for one in markers), default=Fraction(0))]
    for number, ((cue, hits), end) in enumerate(zip(cues, ends, strict=False)):
        draft.blocks.append(_cue(cue, hits, music, end, draft, first=number == 0))
        draft.ends = "\nplay " in draft.blocks[-1]
    draft.guesses += music.guesses
    if not cues:
        raise ValueError(f"{source} has no marker to make a sheet of; rig conform takes its edits")
    if draft.between:
        draft.guesses.append(
            f"{draft.between} positions lie between two frames of the print at"
            f" {film.pace.speed_at(0)} fps: the nearest frames are written"
        )
    return draft


def _header(
    spotting: SpottingList, source: str, speed: Fraction | None, tables: list[Marker]
) -> str:
    for one in tables:
        if one.name == "[film]":
            return f"rig = 1\n{_table(one.name, one.facts)}"
    if speed is None:
        raise ValueError(
            f"{source} does not say how fast the print is shown:"
            " give --speed 20, its frames per second"
        )
    if not SPEED_MIN <= speed <= SPEED_MAX:
        raise ValueError(f"--speed is {SPEED_MIN} to {SPEED_MAX} frames per second")
    facts = [("title", spotting.title), ("zero", _zero(spotting)), ("speed", str(speed))]
    return f"rig = 1\n# from {source}\n{_table('[film]', tuple(facts))}"


def _zero(spotting: SpottingList) -> str:
    if not spotting.zero:
        return ""
    hours, rest = divmod(spotting.zero, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = f"{int(hours):02}:{int(minutes):02}:{float(seconds):06.3f}"
    return f"{clock} of the list this came from"


def _table(name: str, facts: tuple[tuple[str, str], ...]) -> str:
    lines = [name]
    for key, value in facts:
        written = as_string(value)
        if key == "history":
            written = f"[{', '.join(quoted(line) for line in value.splitlines())}]"
        elif key == "speed" and _NUMBER.fullmatch(value):
            written = value
        if value:
            lines.append(f"{key} = {written}")
    return "\n".join([*lines, ""])


def _in_order(markers: list[Marker]) -> list[Marker]:
    """By their times; but the lines of a sheet among one another as the sheet had them."""
    timed = sorted(markers, key=lambda one: one.at)
    lines = iter(sorted(filter(_order, timed), key=_order))
    return [next(lines) if _order(one) else one for one in timed]


def _order(marker: Marker) -> int:
    """Which line of a sheet it was, from 1; 0 where it was none."""
    order = dict(marker.facts).get(ORDER_FACT, "")
    return int(order) if _ORDER.fullmatch(order) else 0


def _cues(markers: list[Marker], draft: Draft) -> list[tuple[Marker, list[Marker]]]:
    """Each cue with its hits. Where no marker says that it is a cue, names such as 1M3 do."""
    if not any(marker.kind is MarkerKind.CUE for marker in markers):
        named = [_named(marker) for marker in markers]
        taken = [one.number for one in named if one.kind is MarkerKind.CUE]
        if taken:
            draft.guesses.append(f"taken for cues by their names: {', '.join(taken)}")
            markers = named
    if not any(marker.kind is MarkerKind.CUE for marker in markers) and markers:
        draft.guesses.append("nothing says which marker starts a cue: all are hits of one")
        markers = [Marker(Fraction(0), MarkerKind.CUE, "screening", "1"), *markers]
    cues: list[tuple[Marker, list[Marker]]] = []
    own: dict[str, list[Marker]] = {}
    for marker in markers:
        if marker.kind is MarkerKind.CUE:
            number = marker.number or str(len(cues) + 1)
            while number in own:
                number += "a"
            cues.append((replace(marker, number=number), own.setdefault(number, [])))
    begun = early = 0
    for marker in markers:
        if marker.kind is MarkerKind.CUE:
            begun += 1
            continue
        cue = dict(marker.facts).get(CUE_FACT, "")
        early += not begun and cue not in own
        own.get(cue, cues[max(begun - 1, 0)][1]).append(marker)
    if early:
        draft.guesses.append(f"{early} markers before the first cue are written as hits of it")
    return cues


def _named(marker: Marker) -> Marker:
    found = _CUE_NAME.fullmatch(marker.name)
    if marker.kind is not MarkerKind.MARK or found is None:
        return marker
    return replace(marker, kind=MarkerKind.CUE, number=found[1].strip(), name=found[2])


def _position(at: Fraction, draft: Draft) -> str:
    exact = draft.film.pace.frame_at_seconds(at)
    frame = nearest(exact.numerator, exact.denominator)
    draft.between += abs(frame - exact) > _BETWEEN
    return write_position(frame, draft.film)


def _cue(
    cue: Marker,
    hits: list[Marker],
    music: Music,
    end: Fraction,
    draft: Draft,
    *,
    first: bool,
) -> str:
    facts = dict(cue.facts)
    # A cue that comes from a sheet has all its lines: without play it has no music.
    places = music.of_cue(cue.number, cue.at, end) if not facts.keys() & {"on", "play"} else None
    if places is not None:
        facts["play"] = places.play
    if "look" in facts:
        facts["look"] = _moved(moved_look, facts["look"], cue, draft)
    if "on" not in facts:
        facts = {"on": _on(cue, first=first), "look": _position(cue.at, draft)} | facts
        if first and not cue.at:
            del facts["look"]
    if facts["on"] in _BY_ITSELF and not draft.ends:
        draft.guesses.append(
            f"cue {cue.number} begins by itself, but no music is written before it: it is"
            f" {'on time' if 'look' in facts else 'pressed'}"
        )
        facts["on"] = "time" if "look" in facts else "action: the music before is over"
    if cue.note:
        facts.setdefault("note", cue.note)
    written = []
    for hit in hits:
        if own := dict(hit.facts).get(HIT_FACT):
            written.append(_moved(moved_item, own, hit, draft))
            continue
        place = (places and places.at(hit.at)) or "~"
        written.append(f"{_position(hit.at, draft)} {place} {_text(hit.name)}".rstrip())
    if written:
        facts["hits"] = written[0] if len(written) == 1 else "\n".join(["", *written, ""])
    key = cue.number if _BARE_KEY.fullmatch(cue.number) else quoted(cue.number)
    known = tuple((name, facts[name]) for name in CUE_KEYS if name in facts)
    return _table(f"[cue.{key}]", known)


def _moved(
    move: Callable[[str, Fraction, Film], str], line: str, marker: Marker, draft: Draft
) -> str:
    """A line of a sheet where its marker stands now; as it is where it cannot be read."""
    try:
        moved = move(line, marker.at, draft.film)
    except ValueError:
        return line
    if moved != line:
        draft.guesses.append(f"{marker.name or line} was moved: {line} is now {moved}")
    return moved


def _on(cue: Marker, *, first: bool) -> str:
    if found := _ON.fullmatch(cue.name):
        return cue.name if found[2] or found[1] not in ("title", "action") else "action: …"
    if first:
        return f"screening: {cue.name}" if cue.name else "screening"
    return f"action: {cue.name or '…'}"


def _text(name: str) -> str:
    """What is seen, as a hit has it: in quotes where it would be cut or obeyed."""
    body, weight = _SEEN.findall(name.strip()[:_TEXT_MAX])[0]
    plain = bool(_PLAIN.fullmatch(body)) and not _OBEYED.search(body)
    if body and not plain:
        body = '"' + re.sub(r"\s+", " ", body).replace('"', "'") + '"'
    return f"{body}{weight}"
