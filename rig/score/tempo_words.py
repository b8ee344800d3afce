"""A tempo as written: so many of a note in a minute."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rig.score.tempo import BPM_MAX, BPM_MIN

if TYPE_CHECKING:
    from rig.notation.words import Word

_UNITS: Final = {
    "w": Fraction(4),
    "h": Fraction(2),
    "q": Fraction(1),
    "e": Fraction(1, 2),
    "s": Fraction(1, 4),
}
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")


def bpm_of(word: Word, text: str, unit: str) -> Fraction | None:
    """Quarters a minute of a tempo, its unit ``q``, ``h.`` and the like; a problem when none is."""
    bpm = _quarters(text, unit)
    if bpm is None:
        word.complain(f"{word.text} is no tempo; write q=132, or q=132>152 for a ramp")
        return None
    if not BPM_MIN <= bpm <= BPM_MAX:
        word.complain(f"{word.text} is {float(bpm):g} quarters a minute; {BPM_MIN} to {BPM_MAX}")
        return None
    return bpm


def quarters_of(unit: str) -> Fraction:
    """How many quarters a unit is, written ``q``, ``h.`` and the like."""
    return _UNITS[unit[0]] * (Fraction(3, 2) if unit[1:] else 1)


@lru_cache(1024)
def _quarters(text: str, unit: str) -> Fraction | None:
    """Quarters a minute of so many units a minute; a sheet has few tempi."""
    if not _NUMBER.fullmatch(text):
        return None
    return Fraction(text) * quarters_of(unit)
