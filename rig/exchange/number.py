"""Numbers as programs write them, exact, and how large they are believed."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

NUMBER_MAX: Final = 10**18
"""Larger numbers are believed nowhere; not even as samples."""

BPM_MIN: Final = 1
BPM_MAX: Final = 10_000
"""Quarters per minute between which a program's tempo is read; a sheet asks for more sense."""

# Without bounds on digits and exponent a number of ten letters could fill the memory.
_DECIMAL: Final = re.compile(
    r"[-+]?(?:[0-9]{1,30}(?:\.[0-9]{0,200})?|\.[0-9]{1,200})(?:[eE][-+]?[0-9]{1,2})?"
)


def read_number(text: str) -> Fraction | None:
    """A decimal number such as ``12.5`` or ``-1e-05``; None for anything else, such as ``nan``."""
    if not _DECIMAL.fullmatch(text):
        return None
    number = Fraction(text)
    return number if abs(number) <= NUMBER_MAX else None


def tempo_message(bpm: Fraction) -> str:
    """What is said of a tempo that is not read."""
    return f"a tempo of {float(bpm):g}; it must be between {BPM_MIN} and {BPM_MAX}"
