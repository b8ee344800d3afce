"""Changes to the letters of a player's file, every other byte left as it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK: Final = b"\xef\xbb\xbf"
"""What some editors write before UTF-8."""

_ESCAPE: Final = re.compile(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[^\s]|[ \t]*\n\s*)")
_TRIPLE: Final = ('"""', "'''")


class Change(NamedTuple):
    """Other letters for some of a text whose lines end in a line feed alone."""

    begin: int
    end: int
    letters: str


def letters_of(value: str) -> list[int]:
    """Where each letter of a TOML string stands in the string as written, and where it ends."""
    quote = value[:3] if value.startswith(_TRIPLE) else value[:1]
    here, end = len(quote), len(value) - len(quote)
    if quote in _TRIPLE and value.startswith("\n", here):
        here += 1
    if "'" in quote or "\\" not in value:
        return [*range(here, end + 1)]
    places = []
    while here < end:
        escape = _ESCAPE.match(value, here)
        if escape is None or "\n" not in escape[0]:
            places.append(here)
        here = escape.end() if escape else here + 1
    return [*places, end]


def changed(content: bytes, changes: Iterable[Change]) -> bytes:
    """A file's bytes with some of its letters changed; no two changes touch the same ones."""
    mark = _MARK if content.startswith(_MARK) else b""
    text = content[len(mark) :].decode()
    returns = [found.start() - n for n, found in enumerate(re.finditer("\r\n", text))]
    newline = "\r\n" if returns else "\n"
    pieces, here = [], 0
    for change in sorted(changes, key=lambda one: (one.begin, one.end)):
        begin, end = (at + bisect_left(returns, at) for at in (change.begin, change.end))
        assert here <= begin, "changes do not overlap"
        pieces += [text[here:begin], change.letters.replace("\n", newline)]
        here = end
    return mark + "".join([*pieces, text[here:]]).encode()
