"""What a marker is, told in its name: for formats that hold nothing but a name.

``CUE 3A title: Ellen`` is cue 3A, ``HIT the lamp is lit !!!`` is a hit, anything else is a mark
under its own name. A mark whose name would read as one of these stands behind ``MARK``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.exchange.spotting import MarkerKind

if TYPE_CHECKING:
    from rig.exchange.spotting import Marker

_LABEL: Final = re.compile(
    r'(?:(?P<cue>CUE) (?P<number>[^\s"]+|"(?:[^"]|"")*")|(?P<hit>HIT)|MARK)(?: (?P<name>.*))?',
    re.DOTALL,
)
_ONE_WORD: Final = re.compile(r'[^\s"]+')


class Label(NamedTuple):
    """The part of a marker that its name tells."""

    kind: MarkerKind
    number: str
    """Of a cue; empty for the others."""
    name: str


def read_label(text: str) -> Label:
    """What a marker of this name is; every text is one."""
    found = _LABEL.fullmatch(text)
    if found is None:
        return Label(MarkerKind.MARK, "", text)
    name = found["name"] or ""
    if found["hit"]:
        return Label(MarkerKind.HIT, "", name)
    if not found["cue"]:
        return Label(MarkerKind.MARK, "", name)
    number = found["number"]
    if number.startswith('"'):
        number = number[1:-1].replace('""', '"')
    return Label(MarkerKind.CUE, number, name)


def write_label(marker: Marker) -> str:
    """The name under which :func:`read_label` finds the same kind, number and name again."""
    if marker.kind is MarkerKind.CUE:
        number = marker.number
        if not _ONE_WORD.fullmatch(number):
            number = '"' + number.replace('"', '""') + '"'
        return _behind(f"CUE {number}", marker.name)
    if marker.kind is MarkerKind.HIT:
        return _behind("HIT", marker.name)
    return _behind("MARK", marker.name) if _LABEL.fullmatch(marker.name) else marker.name


def _behind(word: str, name: str) -> str:
    return f"{word} {name}" if name else word
