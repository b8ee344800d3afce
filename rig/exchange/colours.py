"""Colours of markers: other programs' words, and which of them is nearest to a colour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rig.exchange.spotting import Marker

LOCATOR: Final = {
    "RED": "#ff0000",
    "ORANGE": "#ff8000",
    "YELLOW": "#ffff00",
    "GREEN": "#00ff00",
    "CYAN": "#00ffff",
    "BLUE": "#0000ff",
    "PURPLE": "#800080",
    "MAGENTA": "#ff00ff",
    "PINK": "#ffc0cb",
    "WHITE": "#ffffff",
    "BLACK": "#000000",
}
"""Words of locators in edit lists."""

RESOLVE: Final = {
    "Blue": "#007fe3",
    "Cyan": "#00ced0",
    "Green": "#00ad00",
    "Yellow": "#f09d00",
    "Red": "#e12401",
    "Pink": "#ff44c8",
    "Purple": "#9013fe",
    "Fuchsia": "#c02e6f",
    "Rose": "#ffa1b9",
    "Lavender": "#a193c8",
    "Sky": "#92e2fd",
    "Mint": "#72db00",
    "Lemon": "#dce95a",
    "Sand": "#c4915e",
    "Cocoa": "#6e5143",
    "Cream": "#f5ebe1",
}
"""Words of markers in DaVinci Resolve, as they look there."""

_RGB: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def rgb(colour: str) -> str:
    """``#rrggbb`` of a colour or its word; empty where the word is not known."""
    if _RGB.fullmatch(colour):
        return colour.lower()
    words = RESOLVE | LOCATOR
    return next((words[word] for word in words if word.lower() == colour.lower()), "")


def nearest(colour: str, words: dict[str, str]) -> str:
    """The same word, or the one that looks most alike; empty where the colour is not known."""
    same = (word for word in words if word.lower() == colour.lower())
    if word := next(same, ""):
        return word
    wanted = rgb(colour)
    return min(words, key=lambda word: _apart(words[word], wanted)) if wanted else ""


def _apart(one: str, other: str) -> int:
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return sum((a - b) ** 2 for a, b in pairs)


def changed(markers: Iterable[Marker], words: dict[str, str], without: str) -> list[str]:
    """What becomes of the colours that a program has no word for, a line each.

    ``without`` is the word that a marker gets where no word can be found.
    """
    told = dict.fromkeys(marker.colour for marker in markers if marker.colour)
    written = {colour: nearest(colour, words) or without for colour in told}
    return [
        f"the colour {colour} is written as {word}"
        for colour, word in written.items()
        if word.lower() != colour.lower()
    ]
