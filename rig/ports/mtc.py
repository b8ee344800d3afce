"""MIDI time code, chased: messages with their instants in, readings of film time out.

Each quarter of a frame comes a message with one of eight pieces of the time, so a time is whole
after two frames. It is the time at which piece 0 was sent, and piece k is sent k quarters of a
frame later, backwards as well (MIDI 1.0, MTC: pieces 0 and 4 mark the frames' borders). So a
reading pairs the first piece of its eight with that piece's instant, and nothing has to be added.

Instants are taken from a straight line through the last two seconds, by least squares: jitter of
some milliseconds is smoothed, and the rate is measured; what the source calls 24 may be 23.976.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from statistics import linear_regression
from typing import Final, TypeAlias

from rig.score.timecode import DROPPED, count_of, nominal

_RATES: Final = (Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30))
"""By the two bits that name them; the third is counted drop-frame."""
_DAYS: Final = (24 * 86_400, 25 * 86_400, 2_589_408, 30 * 86_400)
"""Frames from midnight to midnight, at each of them."""
_PARTS: Final = ("hour", "minute", "second", "frame")

_QUARTER_FRAME: Final = 0xF1
_FULL_FRAME: Final = re.compile(rb"\xf0\x7f[\x00-\x7f]\x01\x01([\x00-\x7f]{4})\xf7", re.DOTALL)
_MEANT_BITS: Final = 0x7F3F3F1F
"""Of the 32 a group of pieces carries; the others are to be ignored."""
_FORWARDS: Final = list(range(8))
_BACKWARDS: Final = _FORWARDS[::-1]

_GAP_US: Final = 60_000
"""Longer than any gap at a sixth of the speed, shorter than eight pieces lost at the full one."""
_HASTE: Final = 4
"""What comes so much faster than it should was held up on its way: no measure of time."""
_WINDOW: Final = 256
"""Quarter frames in the line: two seconds and more."""
_YOUNG: Final = 32
"""In a shorter line jitter would look like speed: the nominal rate is told."""
_EVERY_US: Final = 125_000
"""Between two readings that tell nothing new."""

_Point: TypeAlias = tuple[int, int]
"""A quarter frame, counted from timecode zero, and the instant of its arrival."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The source stood there at that instant."""

    stamped_us: int
    position_millionths: int
    """Of a second since timecode zero, on the source's own clock: frame n is n / rate."""
    rate_ppm: int
    """How fast its clock goes, in millionths of real time; 0 stands, negative is backwards."""


@dataclass(frozen=True, slots=True)
class _Time:
    """A whole time: the frames before it, and the number of its rate."""

    frames: int
    code: int


class _Impossible(Exception):  # noqa: N818 - what comes over a wire is no error of ours
    """A part of a time that cannot be, and what to tell of it."""

    def __init__(self, part: str, text: str) -> None:
        super().__init__(text)
        self.part = part


class Chase:
    """What has been heard of one source of timecode."""

    def __init__(self) -> None:
        self._pieces: deque[_Point] = deque(maxlen=len(_FORWARDS))
        """The last data bytes of quarter frames, and their instants."""
        self._group: tuple[_Time, int] | None = None
        """The last time that came in pieces, and its direction."""
        self._course = (0, 0)
        """Code of the rate, and direction, of the points."""
        self._points: deque[_Point] = deque(maxlen=_WINDOW)
        self._line: tuple[float, float] | None = None
        """Microseconds for a quarter frame, and the instant of the one at timecode zero."""
        self._told = Reading(0, 0, 0)
        self._told_at_us: int | None = None
        self._refused: set[str] = set()

    def hear(self, message: bytes, stamped_us: int) -> Reading | str | None:
        """Take one MIDI message; a reading, or why a time is refused, once for each part of it."""
        full_frame = _FULL_FRAME.fullmatch(message)
        try:
            if full_frame is not None:
                self._pieces.clear()
                self._group = None
                return self._stands(_time(full_frame[1]), stamped_us)
            if len(message) == len(b"\xf1\x00") and message[0] == _QUARTER_FRAME:
                return self._piece(message[1], stamped_us)
        except _Impossible as impossible:
            if impossible.part not in self._refused:
                self._refused.add(impossible.part)
                return str(impossible)
        return None

    def _piece(self, data: int, stamped_us: int) -> Reading | None:
        """Take one of eight pieces, which make a time when all have come in order."""
        if self._pieces and stamped_us - self._pieces[-1][1] > _GAP_US:
            self._pieces.clear()
        self._pieces.append((data, stamped_us))
        order = [piece >> 4 for piece, _ in self._pieces]
        if order not in (_FORWARDS, _BACKWARDS):
            return None
        bits = sum((piece & 0xF) << 4 * (piece >> 4) for piece, _ in self._pieces)
        time = _time((bits & _MEANT_BITS).to_bytes(4, "big"))
        if stamped_us - self._pieces[0][1] < 7 * _quarter_us(time.code) / _HASTE:
            return None
        group, self._group = self._group, (time, 1 if order == _FORWARDS else -1)
        if group == self._group:
            return self._stands(time, stamped_us)
        return self._runs(*self._group, stamped_us)

    def _stands(self, time: _Time, stamped_us: int) -> Reading | None:
        self._line = None
        reading = Reading(stamped_us, _millionths(4 * time.frames, time.code), 0)
        told = (self._told.position_millionths, self._told.rate_ppm)
        return self._tell(reading, stamped_us, news=told != (reading.position_millionths, 0))

    def _runs(self, time: _Time, direction: int, stamped_us: int) -> Reading | None:
        points = [(4 * time.frames + (piece >> 4), at_us) for piece, at_us in self._pieces]
        agreeing: list[_Point] = []
        if self._line is not None and self._course == (time.code, direction):
            points = _on_the_same_day(points, self._points[-1], 4 * _DAYS[time.code])
            agreeing = _agreeing(points, self._line, 2 * _quarter_us(time.code))
        if not agreeing:
            self._points.clear()
            self._course = (time.code, direction)
        self._points += agreeing or points
        slope, zero_us = self._line = linear_regression(*zip(*self._points, strict=True))
        rate_ppm = 1_000_000
        if len(self._points) >= _YOUNG:
            rate_ppm = round(1_000_000 * _quarter_us(time.code) / abs(slope))
        first = points[0][0]
        reading = Reading(
            round(zero_us + slope * first), _millionths(first, time.code), direction * rate_ppm
        )
        return self._tell(reading, stamped_us, news=not agreeing)

    def _tell(self, reading: Reading, at_us: int, *, news: bool) -> Reading | None:
        if not news and self._told_at_us is not None and at_us - self._told_at_us < _EVERY_US:
            return None
        self._told, self._told_at_us = reading, at_us
        return reading


def _time(parts: bytes) -> _Time:
    """The time in a full frame's four bytes: rate and hour, minute, second, frame.

    Raises ``_Impossible`` when there is no such time.
    """
    code, hour = parts[0] >> 5, parts[0] & 0x1F
    rate = _RATES[code]
    limits = (24, 60, 60, nominal(rate) or 0)
    for part, claimed, limit in zip(_PARTS, (hour, *parts[1:]), limits, strict=True):
        if claimed >= limit:
            raise _Impossible(part, f"it claims {part} {claimed}, and {part}s end at {limit - 1}")
    mark = ";" if rate in DROPPED else ":"
    try:
        frames = count_of(f"{hour:02}:{parts[1]:02}:{parts[2]:02}{mark}{parts[3]:02}", rate)
    except ValueError as error:
        raise _Impossible("label", str(error)) from error
    return _Time(int(frames), code)


def _quarter_us(code: int) -> float:
    return float(250_000 / _RATES[code])


def _millionths(quarter: int, code: int) -> int:
    """Where a quarter frame stands since midnight, in millionths of a second."""
    return round(quarter % (4 * _DAYS[code]) * 250_000 / _RATES[code])


def _on_the_same_day(points: list[_Point], last: _Point, day: int) -> list[_Point]:
    """The points counted on over midnight, so that the line does not break there."""
    days = day * round((last[0] - points[0][0]) / day)
    return [(quarter + days, at_us) for quarter, at_us in points]


def _agreeing(points: list[_Point], line: tuple[float, float], within_us: float) -> list[_Point]:
    """The points that lie on the line; those held up on their way are off it, and so is a jump."""
    slope, zero_us = line
    return [
        (quarter, at_us)
        for quarter, at_us in points
        if abs(at_us - zero_us - slope * quarter) <= within_us
    ]
