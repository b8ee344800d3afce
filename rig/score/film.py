"""Film positions: frames of a named print, read and written as a musician writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Final

from rig.score.measure import SECOND_US, nearest

if TYPE_CHECKING:
    from rig.score.measure import Frames, Micros

SPEED_MIN: Final = Fraction(8)
SPEED_MAX: Final = Fraction(60)
"""Frames per second between which a projection speed is believed."""

_CLOCK: Final = re.compile(r"(?:(\d+):(?=\d\d:))?(\d+):(\d\d)(\+\d+)?")
_FRAME: Final = re.compile(r"#(\d+)")
_THREE: Final = re.compile(r"(\d+):(\d+):(\d+)")
_LATER: Final = (
    (re.compile(r"\d+:\d\d:\d\d[:;]\d\d"), "timecode"),
    (re.compile(r"R\d+"), "a position in a reel"),
    (re.compile(r"\d+\+\d+(\.\d+)?"), "footage"),
    (re.compile(r"\d+:\d\d(:\d\d)?\.\d+"), "a position in decimals"),
)


@dataclass(frozen=True, slots=True)
class Film:
    """The print the sheet is written for."""

    title: str
    print: str
    zero: str
    """What 0:00 is, in words: the press that starts the night."""
    speed: Fraction
    """Projected frames per second."""
    miss_early_us: Micros
    """How early a hit may fall and still count; not negative."""
    miss_late_us: Micros
    """How late a hit may fall and still count; not negative."""


def length_us(frames: Frames, speed: Fraction) -> Micros:
    """How long so many frames last, at so many frames per second."""
    return nearest(frames * SECOND_US * speed.denominator, speed.numerator)


def frames_in(length_us: Micros, speed: Fraction) -> Frames:
    """How many frames have begun after a length of clock time; floors, so negative is before."""
    return length_us * speed.numerator // (SECOND_US * speed.denominator)


def first_frame(seconds: int, speed: Fraction) -> Frames:
    """The first frame that begins at or after a whole second of film."""
    return ceil(seconds * speed)


def parse_position(text: str, speed: Fraction) -> Frames:
    """The frame of a film position such as ``1:02``, ``1:02+11``, ``0:01:02+11`` or ``#5321``.

    Raises ``ValueError``, its text saying what would be right.
    """
    if found := _FRAME.fullmatch(text):
        return int(found[1])
    if (found := _CLOCK.fullmatch(text)) and not (found[1] and not found[4]):
        hours, minutes, seconds = int(found[1] or 0), int(found[2]), int(found[3])
        if seconds > 59 or (found[1] and minutes > 59):  # noqa: PLR2004 - of a clock
            raise ValueError(f"{text} has more than 59 seconds or minutes")
        second = hours * 3600 + minutes * 60 + seconds
        frame = first_frame(second, speed)
        extra = int(found[4] or 0)
        if frame + extra >= first_frame(second + 1, speed):
            most = first_frame(second + 1, speed) - frame - 1
            raise ValueError(f"{text}: that second has frames +0 to +{most} at {speed} fps")
        return frame + extra
    if found := _THREE.fullmatch(text):
        one, two, three = found.groups()
        raise ValueError(
            f"{text} can be read two ways: write {text}+00 for {one} h {two} min {three} s,"
            f" or {one}:{two}+{three} for {one} min {two} s and {three} frames"
        )
    for pattern, name in _LATER:
        if pattern.fullmatch(text):
            raise ValueError(f"{name} ({text}) is not yet built; write m:ss+frames or #frame")
    raise ValueError(f"{text} is no film position; write m:ss, m:ss+frames or #frame")


def is_position(text: str) -> bool:
    """Whether a word is meant as a film position."""
    return bool(re.match(r"#|R\d+$|\d+[:+]", text))


def write_position(frame: Frames, speed: Fraction) -> str:
    """``m:ss+ff`` of a frame, hours only when there are any; negative frames are before zero."""
    if frame < 0:
        return "-" + write_position(-frame, speed)
    second = int(frame / speed)
    extra = frame - first_frame(second, speed)
    hours, rest = divmod(second, 3600)
    clock = (
        f"{rest // 60}:{rest % 60:02}" if not hours else f"{hours}:{rest // 60:02}:{rest % 60:02}"
    )
    return f"{clock}+{extra:02}" if extra or hours else clock
