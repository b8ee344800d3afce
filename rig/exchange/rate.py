"""The rate of a timecode, which is asked for: few formats that count frames say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.exchange.text import refusal
from rig.score.timecode import nominal

if TYPE_CHECKING:
    from fractions import Fraction


def timecode_rate(file: str, rate: Fraction | None) -> Fraction:
    """The rate as it was said.

    Raises ``ProblemsError``, which asks for one, where none was said or no timecode counts it.
    """
    if rate is not None and nominal(rate) is not None:
        return rate
    why = "nothing says how many frames a second it counts" if rate is None else f"{rate} has none"
    raise refusal(file, f"timecode: {why}; say --rate 24, 25, 24000/1001, 30000/1001 or another")
