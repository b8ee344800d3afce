"""What a tempo search is asked for, and how that is typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from rig.score.form import Meter
from rig.score.play import BARS_MAX
from rig.score.play_words import COUNT_MAX, UNIT_VALUES
from rig.score.tempo import BPM_MAX

STEP_MIN: Final = Fraction(1, 1000)
BEGIN_MAX_S: Final = 60
TOP_MAX: Final = 50

_NUMBER: Final = r"-?[0-9]{1,6}(?:[.][0-9]{1,6})?"
_RANGE: Final = re.compile(rf"({_NUMBER})(?:[.][.]({_NUMBER}))?")
_METER: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})(?: ([0-9]{1,2}(?:[+][0-9]{1,2})+))?")


class Beat(Enum):
    """The weakest beat a hit may fall on; the value is the word for it."""

    BAR = "bar"
    FELT = "felt"
    UNIT = "beat"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is asked for; None is what the sheet, or else habit, says."""

    tempo: tuple[Fraction, Fraction] | None = None
    """From and to, in felt beats a minute."""
    step: Fraction = Fraction(1, 4)
    begin_s: tuple[Fraction, Fraction] | None = None
    """How much before (negative) or after its expected begin the cue may begin."""
    meters: tuple[Meter, ...] = ()
    bars: tuple[int, int] | None = None
    weakest: Beat = Beat.FELT
    top: int = 5


def asked_for(
    tempo: str | None,
    step: str,
    offset: str | None,
    meter: str | None,
    bars: str | None,
    on: str,
    top: str,
) -> Asked:
    """What is asked for in these words; ``ValueError`` says which of them is wrong, and why."""
    return Asked(
        tempo=None if tempo is None else _tempi(tempo),
        step=_step(step),
        begin_s=None if offset is None else _begin(offset),
        meters=() if meter is None else _meters(meter),
        bars=None if bars is None else _bars(bars),
        weakest=Beat(on),
        top=_top(top),
    )


def _range(text: str, right: str) -> tuple[Fraction, Fraction]:
    """From and to, one number being both; ``right`` is what would be."""
    found = _RANGE.fullmatch(text.removesuffix("s").strip())
    if found is None:
        what = "range" if ".." in right else "number"
        raise ValueError(f"{text} is no {what} such as {right}")
    low, high = Fraction(found[1]), Fraction(found[2] or found[1])
    if low > high:
        raise ValueError(f"{text} goes backward; write {found[2]}..{found[1]}")
    return low, high


def _tempi(text: str) -> tuple[Fraction, Fraction]:
    low, high = _range(text, "60..160")
    if not 0 < low <= high <= BPM_MAX:
        raise ValueError(f"{text}: tempi lie above 0 and up to {BPM_MAX}")
    return low, high


def _step(text: str) -> Fraction:
    low, high = _range(text, "0.25")
    if low != high or low < STEP_MIN:
        raise ValueError(f"{text}: a step is one number, 0.001 or more")
    return low


def _begin(text: str) -> tuple[Fraction, Fraction]:
    low, high = _range(text, "-2..2")
    if low < -BEGIN_MAX_S or high > BEGIN_MAX_S:
        raise ValueError(f"{text}: up to {BEGIN_MAX_S} seconds either way")
    return low, high


def _bars(text: str) -> tuple[int, int]:
    low, high = _range(text, "8..24")
    if low.denominator * high.denominator != 1 or not 0 < low <= high <= BARS_MAX:
        raise ValueError(f"{text}: bars are whole numbers from 1 to {BARS_MAX}")
    return int(low), int(high)


def _top(text: str) -> int:
    low, high = _range(text, "5")
    if low != high or low.denominator != 1 or not 0 < low <= TOP_MAX:
        raise ValueError(f"{text}: 1 to {TOP_MAX} are told")
    return int(low)


def _meters(text: str) -> tuple[Meter, ...]:
    return tuple(dict.fromkeys(_meter(one.strip()) for one in text.split(",")))


def _meter(text: str) -> Meter:
    found = _METER.fullmatch(text)
    count, unit = (int(found[1]), int(found[2])) if found else (0, 0)
    groups = tuple(map(int, found[3].split("+"))) if found and found[3] else ()
    fits = not groups or (sum(groups) == count and 0 not in groups)
    if not 0 < count <= COUNT_MAX or unit not in UNIT_VALUES or not fits:
        raise ValueError(f'{text} is no meter; write 3/4, 6/8 or "7/8 2+2+3"')
    return Meter(count, unit, groups)
