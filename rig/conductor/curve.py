"""How the music's rate moves: a parabola in clock time, then as it came out.

A rate is written time over clock time: 1 is as written, 1.02 two hundredths faster. Written time
is how long music takes as the sheet has it, ramps included; so one curve bends a steady tempo, a
ramp or several passages alike. With ``r`` the rate after ``t`` microseconds,
``r = start + slope t + bow t^2``, and the music gone is its integral.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from rig.score.measure import SECOND_US

_CLOSE_US: Final = 1e-3
"""A step of Newton's this small leaves an error of its square, by far less than a nanosecond."""

_STEPS: Final = 32
"""A bend takes three; a rate that all but stops takes more."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A rate over clock time, counted from an instant; steady before it and after its length."""

    start: float
    """The rate at the instant; positive."""
    slope: float
    """How much the rate gains in a microsecond, at the instant."""
    bow: float
    """Half of what the slope gains in a microsecond."""
    length_us: float
    """Clock time until the rate stays; not negative."""

    @classmethod
    def steady(cls, rate: float) -> Curve:
        """One rate throughout."""
        return cls(rate, 0.0, 0.0, 0.0)

    @classmethod
    def toward(cls, start: float, end: float, us: float) -> Curve:
        """From one rate to another, each second by as much; in no time at all, the other."""
        if us <= 0:
            return cls.steady(end)
        return cls(start, (end - start) / us, 0.0, us)

    @classmethod
    def flat_arrival(cls, start: float, written_us: float, us: float) -> Curve:
        """The smallest bend by which so much music fills so much time, wherever the rate ends.

        Of all rates with this start and this mean it has the least integral of ``(dr/dt)^2``. It
        arrives level, half as far again from the start as the mean is; in no time, it stays.
        """
        if us <= 0:
            return cls.steady(start)
        bend = (written_us / us - start) / us
        return cls(start, 3 * bend, -1.5 * bend / us, us)

    @classmethod
    def cubic(cls, start: float, end: float, written_us: float, us: float) -> Curve:
        """The smallest bend by which so much music fills so much time and the rate ends here.

        Cubic is the music gone; the rate is the straight line between its ends and a parabola
        over it, which makes up for what the line leaves out. In no time, it is at its end.
        """
        if us <= 0:
            return cls.steady(end)
        hump = 6 * written_us / us - 3 * (start + end)
        return cls(start, (end - start + hump) / us, -hump / us / us, us)

    @property
    def end(self) -> float:
        """The rate that stays."""
        return self.start + (self.slope + self.bow * self.length_us) * self.length_us

    @property
    def steepest(self) -> float:
        """The fastest the rate changes, either way, per second."""
        last = self.slope + 2 * self.bow * self.length_us
        return max(abs(self.slope), abs(last)) * SECOND_US

    def extremes(self) -> tuple[float, float]:
        """The lowest and the highest rate."""
        end = self.end
        low, high = (self.start, end) if self.start < end else (end, self.start)
        if self.slope * (self.slope + 2 * self.bow * self.length_us) < 0:
            top = self.start - self.slope * self.slope / (4 * self.bow)
            return min(low, top), max(high, top)
        return low, high

    def rate_at(self, us: float) -> float:
        """The rate after so much clock time."""
        us = min(max(us, 0.0), self.length_us)
        return self.start + (self.slope + self.bow * us) * us

    def written_at(self, us: float) -> float:
        """The music gone after so much clock time, as written; negative before the instant."""
        if us <= 0:
            return self.start * us
        inside = min(us, self.length_us)
        gone = (self.start + (self.slope / 2 + self.bow / 3 * inside) * inside) * inside
        return gone if us == inside else gone + (us - inside) * self.end

    def us_at(self, written_us: float) -> float:
        """The clock time after which so much music has gone; undoes :meth:`written_at`.

        Asks for rates that are positive throughout.
        """
        if written_us <= 0:
            return written_us / self.start
        whole = self.written_at(self.length_us)
        if written_us >= whole:
            return self.length_us + (written_us - whole) / self.end
        if self.bow == 0:
            return (
                2
                * written_us
                / (self.start + sqrt(self.start * self.start + 2 * self.slope * written_us))
            )
        return self._sought(written_us, whole)

    def _sought(self, written_us: float, whole: float) -> float:
        """Newton's steps inside the length: from its chord, the rate being a parabola above 0."""
        start, half, third = self.start, self.slope / 2, self.bow / 3
        us = written_us / whole * self.length_us
        for _ in range(_STEPS):
            over = (start + (half + third * us) * us) * us - written_us
            step = over / (start + (self.slope + self.bow * us) * us)
            us -= step
            if abs(step) <= _CLOSE_US:
                break
        return us

    def after(self, us: float) -> Curve:
        """The same rate, counted from so much later; ``us`` is not negative."""
        assert us >= 0, "a curve was not there before its instant"
        if us >= self.length_us:
            return Curve.steady(self.end)
        return Curve(
            self.rate_at(us), self.slope + 2 * self.bow * us, self.bow, self.length_us - us
        )
