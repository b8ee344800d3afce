"""The box's clock on the host's: how long a frame was on its way, as far as one side can tell.

One way alone tells no delay, only which frames were longer on their way than others. So the
quickest frame is taken to have needed no time, and dates all the others: what the host was told a
second late it knows to be a second old. The quickest frame ages, for two reasons: the clocks run
apart (the ceramic resonator of many boards is up to half a per cent off), and a line may become
slower for good. A frame that is late by less than a hundredth of the time since takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_LEAK: Final = 100
"""One part in so many may the clocks run apart."""
_WRAP: Final = 1 << 32
_HALF: Final = _WRAP >> 1


@dataclass(frozen=True, slots=True)
class BoxClock:
    """The quickest frame: what its box's clock read, and when it came."""

    t_us: int
    """0 to 2**32 - 1, wrapping."""
    came_us: int

    def date(self, t_us: int) -> int:
        """When the box's clock read this, within 35 minutes of the quickest frame."""
        return self.came_us + (t_us - self.t_us + _HALF) % _WRAP - _HALF

    def heard(self, t_us: int, came_us: int) -> BoxClock:
        """The clock after a frame of the instant ``t_us``; it begins anew after 35 minutes."""
        since_us, late_us = came_us - self.came_us, came_us - self.date(t_us)
        quick = late_us * _LEAK <= since_us or since_us >= _HALF
        return BoxClock(t_us, came_us) if quick else self
