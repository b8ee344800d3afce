"""What a terminal sends for its keys, as names."""

from __future__ import annotations

import re
from typing import Final

_NAMES: Final = {
    b" ": "space",
    b"\r": "enter",
    b"\n": "enter",
    b"\x08": "backspace",
    b"\x7f": "backspace",
    b"\x1b": "escape",
    b"\x1b[A": "up",
    b"\x1b[B": "down",
    b"\x1b[C": "right",
    b"\x1b[D": "left",
    b"\x1bOA": "up",
    b"\x1bOB": "down",
    b"\x1bOC": "right",
    b"\x1bOD": "left",
    b"\x1b[5~": "pageup",
    b"\x1b[6~": "pagedown",
}
_KEY: Final = re.compile(
    rb"\x1b(?:\[[0-9;?<]*[@-~]|O[@-~])"  # a key that has no character
    rb"|\x1b(?![\[O])"  # escape, with another key close behind it
    rb"|[\x00-\x1a\x1c-\x7f]"
    rb"|[\xc0-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf7][\x80-\xbf]{3}"
)
_UNFINISHED: Final = re.compile(
    rb"(?:\x1b(?:\[[0-9;?<]{0,8}|O)?"
    rb"|[\xc0-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf7][\x80-\xbf]{0,2})\Z"
)


def names(data: bytes) -> tuple[tuple[str, ...], bytes]:
    """The keys in ``data``, and the beginning of one more (at most 10 bytes).

    A printable character is its own name. Keys that have neither a character nor a name are left
    out, as is what no keyboard sends. A lone escape is such a beginning: only silence after it
    tells it from an arrow.
    """
    unfinished = _UNFINISHED.search(data)
    whole = unfinished.start() if unfinished else len(data)
    found = (_name(match[0]) for match in _KEY.finditer(data[:whole]))
    return tuple(name for name in found if name), data[whole:]


def _name(sent: bytes) -> str:
    character = sent.decode(errors="replace")
    plain = len(character) == 1 and character.isprintable() and character != "\ufffd"
    return _NAMES.get(sent, character if plain else "")
