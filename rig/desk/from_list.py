"""A sheet made of a spotting list: what is written of each marker, and what had to be guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.desk.music_in import Music
from rig.desk.to_list import CUE_FACT, HIT_FACT
from rig.exchange.spotting import Marker, MarkerKind
from rig.notation.document import read
from rig.notation.layout import quoted
from rig.notation.words import WORD_MAX
from rig.score.film import SPEED_MAX, SPEED_MIN
from rig.score.measure import nearest
from rig.score.positions import write_position
from rig.score.read_cue import CUE_KEYS
from rig.score.read_film import read_film
from rig.score.sheet import On

if TYPE_CHECKING:
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
    cues = _cues(sorted((one for one in markers if one.at >= 0), key=lambda one: one.at), draft)
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
        written = quoted(value)
        if key == "history":
            written = f"[{', '.join(quoted(line) for line in value.splitlines())}]"
        elif key == "speed" and _NUMBER.fullmatch(value):
            written = value
        if value:
            lines.append(f"{key} = {written}")
    return "\n".join([*lines, ""])


def _cues(markers: list[Marker], draft: Draft) -> list[tuple[Marker, list[Marker]]]:
    """Each cue with its hits. Where no marker says that it is a cue, names such as 1M3 do."""
    if not any(marker.kind is MarkerKind.CUE for marker in markers):
        named = [_named(marker) for marker in markers]
        taken = [one.number for one in named if one.kind is MarkerKind.CUE]
        if taken:
            draft.guesses.append(f"taken for cues by their names: {', '.join(taken)}")
            markers = named
    cues: list[tuple[Marker, list[Marker]]] = []
    own: dict[str, list[Marker]] = {}
    for marker in markers:
        if marker.kind is MarkerKind.CUE:
            number = marker.number or str(len(cues) + 1)
            while number in own:
                number += "a"
            cues.append((replace(marker, number=number), own.setdefault(number, [])))
            continue
        cue = dict(marker.facts).get(CUE_FACT, "")
        if not cues and cue not in own:
            if marker.kind is not MarkerKind.HIT or not cue:
                draft.guesses.append("nothing says which marker starts a cue: all are hits of one")
            start = Marker(Fraction(0), MarkerKind.CUE, "screening", "1")
            cues.append((start, own.setdefault("1", [])))
        own.get(cue, cues[-1][1]).append(marker)
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
    places = music.of_cue(cue.number, cue.at, end) if "play" not in facts else None
    if places is not None:
        facts["play"] = places.play
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
        own = dict(hit.facts).get(HIT_FACT)
        place = (places and places.at(hit.at)) or "~"
        written.append(own or f"{_position(hit.at, draft)} {place} {_text(hit.name)}".rstrip())
    if written:
        facts["hits"] = written[0] if len(written) == 1 else "\n".join(["", *written, ""])
    key = cue.number if _BARE_KEY.fullmatch(cue.number) else quoted(cue.number)
    known = tuple((name, facts[name]) for name in CUE_KEYS if name in facts)
    return _table(f"[cue.{key}]", known)


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
