"""Timecode: hours, minutes, seconds and frames as labels for the frames of a moving picture.

Labels are counted at the nominal rate, so at n*1000/1001 frames per second a label's hour lasts
3.6 s more than an hour. Drop-frame (SMPTE ST 12-1) makes up for it by leaving out labels, never
frames: the first two of each minute, but of every tenth; at twice the rate the first four.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.score.measure import SUBFRAME_DIGITS, frames_of

if TYPE_CHECKING:
    from rig.score.measure import Frames

_FF: Final = rf"[0-9]{{2}}(?:\.[0-9]{{1,{SUBFRAME_DIGITS}}})?"
TIMECODE: Final = re.compile(rf"([0-9]{{1,2}}):([0-9]{{2}}):([0-9]{{2}})([:;])({_FF})")
DROPPED: Final = {Fraction(30000, 1001): 2, Fraction(60000, 1001): 4}
"""Labels left out at the begin of a minute, by the only rates that know drop-frame."""

_HOURS: Final = 24
_SIXTY: Final = 60


def nominal(rate: Fraction) -> int | None:
    """Labels per second at so many frames per second; None where no timecode is counted."""
    for whole in (rate, rate * Fraction(1001, 1000)):
        if whole.denominator == 1:
            return whole.numerator
    return None


def count_of(text: str, rate: Fraction) -> Frames:
    """The frames before a label such as ``01:00:00:00`` or, drop-frame, ``01:00:00;00``.

    Raises ``ValueError``, its text saying what would be right.
    """
    found, per_second = TIMECODE.fullmatch(text), nominal(rate)
    if found is None:
        raise ValueError(f"{text} is no timecode; write hh:mm:ss:ff")
    if per_second is None:
        raise ValueError(
            f"{text}: {rate} frames a second have no timecode; a rate that has is whole,"
            " or such as 24000/1001"
        )
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3])
    frame = frames_of(Fraction(found[5]))
    if hours >= _HOURS or minutes >= _SIXTY or seconds >= _SIXTY or frame >= per_second:
        raise ValueError(f"{text}: timecode ends at 23:59:59{found[4]}{per_second - 1}")
    minute = hours * _SIXTY + minutes
    count = (minute * _SIXTY + seconds) * per_second + frame
    if found[4] == ":":
        return count
    dropped = DROPPED.get(rate)
    if dropped is None:
        raise ValueError(
            f"{text}: only 30000/1001 and 60000/1001 frames a second are counted drop-frame;"
            f" write {text.replace(';', ':')}"
        )
    if minute % 10 and not seconds and frame < dropped:
        raise ValueError(
            f"{text} does not exist in drop-frame;"
            f" this minute begins with {found[1]}:{found[2]}:00;{dropped:02}"
        )
    return count - dropped * (minute - minute // 10)


def label_of(count: Frames, rate: Fraction, *, drop: bool) -> str | None:
    """The label behind so many frames; None where that rate or that time of day has none."""
    per_second = nominal(rate)
    if per_second is None or count < 0:
        return None
    if drop:
        dropped = DROPPED[rate]
        tens, rest = divmod(count, 10 * _SIXTY * per_second - 9 * dropped)
        minutes = max(0, (rest - dropped) // (_SIXTY * per_second - dropped))
        count += dropped * (9 * tens + minutes)
    second = int(count // per_second)
    minute, hour = second // _SIXTY, second // _SIXTY**2
    if hour >= _HOURS:
        return None
    frame = digits(count - second * per_second)
    return f"{hour:02}:{minute % _SIXTY:02}:{second % _SIXTY:02}{';' if drop else ':'}{frame}"


def digits(frames: Frames, width: int = 2) -> str:
    """Frames as they stand at the end of a position: ``03``, and with sub-frames ``03.58``."""
    whole, part = divmod(frames, 1)
    behind = round(part * 10**SUBFRAME_DIGITS)
    return f"{whole:0{width}}" + f".{behind:0{SUBFRAME_DIGITS}}".rstrip("0") * bool(behind)
