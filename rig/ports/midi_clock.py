"""MIDI clock and song position, followed: messages with their instants in, places out.

A leader sends 24 clocks to the quarter and tells start, stop, continue and, in sixteenths, where
its song stands; the first clock after a start or a continue is the place it goes on from (MIDI
1.0). Tempo and instants are those of a straight line through the last two quarters, by least
squares: jitter of a millisecond is five per cent of a clock's length at 120 bpm.

Every clock that is heard counts one, and none is invented. A clock that was lost looks like one
that was late: a sound server with long periods delivers now none and now two at once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import linear_regression
from typing import Final, TypeAlias

_CLOCK, _START, _CONTINUE, _STOP = b"\xf8", b"\xfa", b"\xfb", b"\xfc"
_POSITION: Final = 0xF2
_PER_QUARTER: Final = 24
_PER_SIXTEENTH: Final = 6

_WINDOW: Final = 48
"""Clocks in the line."""
_ENOUGH: Final = 6
"""Clocks that make a tempo, and clocks in a row off the line that end it."""
_OFF_US: Final = 25_000
"""From there on, and from half a clock on, a clock is off the line: longer than most periods."""
_HASTE: Final = 4
"""What comes so much faster than the tempo was held up on its way: no measure of time."""
_SHORTEST_US: Final = 60_000_000 / (999 * _PER_QUARTER)
_LONGEST_US: Final = 60_000_000 / (10 * _PER_QUARTER)
"""Of a clock, from 999 to 10 quarters a minute; what is beyond is no tempo."""

_Point: TypeAlias = tuple[int, int]
"""A clock, counted since the leader was first heard, and the instant of its arrival."""


@dataclass(frozen=True, slots=True)
class Place:
    """The leader's song was there at that instant."""

    stamped_us: int
    clocks: int
    """Since the song began; while it stands, the place it will go on from."""
    beat_us: int
    """A quarter, as last measured; 0 only while it stands and was never measured."""
    running: bool


class Leader:
    """What has been heard of one leader."""

    def __init__(self) -> None:
        self._heard = 0
        """Clocks, whether the song ran or not."""
        self._heard_us = 0
        self._points: deque[_Point] = deque(maxlen=_WINDOW)
        self._line: tuple[float, float] | None = None
        """Length of a clock, and the instant of clock 0."""
        self._strays: list[_Point] = []
        """The last clocks, as long as they are off the line."""
        self._beat_us = 0
        self._running = False
        self._begun_at = 0
        """The clock at which the song began, while it runs."""
        self._standing_at = 0
        """The place the song will go on from, while it stands."""
        self._owed = False
        """Whether the next clock is told, wherever in its quarter it is."""

    def hear(self, message: bytes, stamped_us: int) -> Place | None:
        """Take one MIDI message; the place that is to be told, if any."""
        if message == _CLOCK:
            return self._clock(stamped_us)
        if message == _START or (message == _CONTINUE and not self._running):
            self._go(0 if message == _START else self._standing_at)
        elif message == _STOP:
            return self._stand(self._next_place() if self._running else None, stamped_us)
        elif len(message) == len(b"\xf2\x00\x00") and message[0] == _POSITION:
            place = (message[1] & 0x7F | (message[2] & 0x7F) << 7) * _PER_SIXTEENTH
            if not self._running:
                return self._stand(place, stamped_us)
            self._begun_at = self._heard + 1 - place
            self._owed = True
        return None

    def _next_place(self) -> int:
        return self._heard + 1 - self._begun_at

    def _go(self, place: int) -> None:
        self._running = True
        self._begun_at = self._heard + 1 - place
        self._break()  # a leader that starts may start its clock anew

    def _stand(self, place: int | None, stamped_us: int) -> Place:
        self._running = False
        if place is not None:
            self._standing_at = place
        return Place(stamped_us, self._standing_at, self._beat_us, running=False)

    def _break(self) -> None:
        """Begin a new line; the next clock is told as it comes, with the tempo last known."""
        self._points.clear()
        self._strays.clear()
        self._line = None
        self._owed = True

    def _clock(self, stamped_us: int) -> Place | None:
        pause_us = _LONGEST_US if self._line is None else _PER_QUARTER * self._line[0]
        if stamped_us - self._heard_us > pause_us:
            self._break()
        self._heard_us = stamped_us
        self._heard += 1
        self._measure((self._heard, stamped_us))
        clocks = self._heard - self._begun_at
        due = self._owed or clocks % _PER_QUARTER == 0
        if not (self._running and due and self._beat_us):
            return None
        self._owed = False
        if self._line is not None:
            stamped_us = round(self._line[1] + self._line[0] * self._heard)
        return Place(stamped_us, clocks, self._beat_us, running=True)

    def _measure(self, point: _Point) -> None:
        """Take the clock into the line, or give the line up when it has lost the leader."""
        if self._line is None or _is_on(self._line, point):
            self._strays.clear()
            if self._points and point[1] - self._points[-1][1] < _SHORTEST_US:
                self._points.pop()  # of those that come at once the last was held up least
            self._points.append(point)
        else:
            self._strays.append(point)
            if len(self._strays) < _ENOUGH:
                return
            if linear_regression(*zip(*self._strays, strict=True))[0] * _HASTE > self._line[0]:
                self._points = deque(self._strays, _WINDOW)
                self._owed = True
            self._strays.clear()
        if len(self._points) < _ENOUGH:
            return
        slope, zero_us = linear_regression(*zip(*self._points, strict=True))
        if _SHORTEST_US <= slope <= _LONGEST_US:
            self._line = slope, zero_us
            self._beat_us = round(_PER_QUARTER * slope)
        else:
            self._line = None


def _is_on(line: tuple[float, float], point: _Point) -> bool:
    return abs(point[1] - line[1] - line[0] * point[0]) <= max(line[0] / 2, _OFF_US)
