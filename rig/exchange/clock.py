"""Clock times as minutes and seconds, read and written as exact seconds."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from rig.score.measure import nearest

_CLOCK: Final = re.compile(r"(-?)(?:(\d{1,3}):(?=\d\d:))?(\d{1,5}):([0-5]\d)(?:[.,](\d{1,9}))?")
_MINUTES: Final = 60


def read_clock(text: str) -> Fraction | None:
    """Seconds of ``m:ss`` or ``h:mm:ss``, with decimals or without; None for anything else."""
    found = _CLOCK.fullmatch(text)
    if found is None or (found[2] and int(found[3]) >= _MINUTES):
        return None
    minutes = int(found[2] or 0) * _MINUTES + int(found[3])
    decimals = found[5] or "0"
    part = Fraction(int(decimals), 10 ** len(decimals))
    seconds = minutes * _MINUTES + int(found[4]) + part
    return -seconds if found[1] else seconds


def write_clock(seconds: Fraction) -> str:
    """``m:ss.mmm``, hours where there are any; the nearest millisecond, halves away from zero."""
    ms = nearest(abs(seconds).numerator * 1000, seconds.denominator)
    minutes, rest_ms = divmod(ms, 60_000)
    hours, minutes = divmod(minutes, _MINUTES)
    clock = f"{hours}:{minutes:02}" if hours else f"{minutes}"
    sign = "-" if seconds < 0 and ms else ""
    return f"{sign}{clock}:{rest_ms // 1000:02}.{rest_ms % 1000:03}"
