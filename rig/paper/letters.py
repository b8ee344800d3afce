"""Letters as paper has them: which are there, how wide they are, where a line ends.

DejaVu comes with matplotlib; it has the Latin, Greek, Cyrillic and a dozen other scripts. Widths
are read from the fonts' own tables and are the same whatever draws them.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from pathlib import Path
from typing import Final, TypeAlias

import matplotlib as mpl
from matplotlib.ft2font import FT2Font, LoadFlags

Point: TypeAlias = tuple[float, float]

POINT_MM: Final = 25.4 / 72
"""A typographic point."""

MISSING: Final = "□"
"""Stands for a letter the fonts lack."""

ELLIPSIS: Final = "…"


class Face(Enum):
    """A cut of the letters; the value is the name of its file."""

    PLAIN = "DejaVuSans"
    BOLD = "DejaVuSans-Bold"
    SLANT = "DejaVuSans-Oblique"
    MARK = "DejaVuSerif-BoldItalic"
    """Of dynamics marks, as they are engraved."""

    @property
    def path(self) -> Path:
        """Its file."""
        return Path(mpl.get_data_path(), "fonts", "ttf", f"{self.value}.ttf")


def printable(text: str) -> str:
    """A text without the letters nobody can see; a box stands for each."""
    return "".join(letter if letter.isprintable() else MISSING for letter in text)


def cast(text: str, face: Face) -> str:
    """A text in the letters a face has; a box stands for each that it lacks."""
    known = _letters(face)
    return "".join(letter if ord(letter) in known else MISSING for letter in text)


def width_mm(text: str, size: float, face: Face = Face.PLAIN) -> float:
    """How wide a line of text is, in letters so many points high."""
    return sum(_advance(face, letter) for letter in text) * size * POINT_MM


def clipped(text: str, room: float, size: float, face: Face = Face.PLAIN) -> str:
    """As much of a text as there is room for, with an ellipsis where it is cut; may be empty."""
    if width_mm(text, size, face) <= room:
        return text
    left = room - width_mm(ELLIPSIS, size, face)
    for number, letter in enumerate(text):
        left -= _advance(face, letter) * size * POINT_MM
        if left < 0:
            return text[:number].rstrip() + ELLIPSIS if number else ""
    return text


def wrapped(text: str, room: float, size: float, face: Face = Face.PLAIN) -> list[str]:
    """A text in lines that there is room for, one at least; words are broken that are wider."""
    lines, here = [], ""
    for word in text.split():
        longer = f"{here} {word}" if here else word
        if width_mm(longer, size, face) <= room:
            here = longer
            continue
        if here:
            lines.append(here)
        here = ""
        for letter in word:
            if here and width_mm(here + letter, size, face) > room:
                lines.append(here)
                here = ""
            here += letter
    return [*lines, here]


@cache
def _font(face: Face) -> FT2Font:
    return FT2Font(str(face.path))


@cache
def _letters(face: Face) -> frozenset[int]:
    return frozenset(_font(face).get_charmap())


@cache
def _advance(face: Face, letter: str) -> float:
    """The width of a letter as a part of the letters' size; what the face lacks is square."""
    font = _font(face)
    if ord(letter) not in _letters(face):
        return 1.0
    return font.load_char(ord(letter), LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM
