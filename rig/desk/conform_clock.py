"""What the clock of a list means in frames of a print.

A list's seconds are seconds of the show, at the speed of its print; or, where the sheet has a copy
that counts as many frames a second as the list does, what that copy's clock reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rig.score.measure import nearest
from rig.score.pace import Pace

if TYPE_CHECKING:
    from fractions import Fraction

    from rig.score.film import Copy, Film


@dataclass(frozen=True, slots=True)
class Clock:
    """From seconds of a list to frames of the old print and of the new one."""

    pace: Pace
    """Of the old print against its list's seconds from zero."""
    new_pace: Pace
    copy: Copy | None
    """The copy of the old print whose clock the list's is; None where none is."""

    def old_frame(self, seconds: Fraction, zero: Fraction) -> int:
        """The frame of the old print at a time that the list's own clock reads."""
        if self.copy is not None:
            return nearest(self.copy.frame_at(seconds), 1)
        return nearest(self.pace.frame_at_seconds(seconds - zero), 1)

    def new_frame(self, seconds: Fraction) -> int:
        """The frame of the new print so many seconds from its list's zero."""
        return nearest(self.new_pace.frame_at_seconds(seconds), 1)


def clock_of(rate: Fraction | None, film: Film, new_pace: Pace) -> tuple[Clock, list[str]]:
    """What a list that counts ``rate`` frames a second means, and what was guessed.

    Where the copy does not run in the film's own time, as a file with one of its frames for each of
    the print's, the new print's list is taken to count as many frames of it in a second.
    """
    copy = next((one for one in film.copies if one.rate == rate), None)
    if copy is None:
        told = []
        if rate is not None and film.pace.speed_at(0) != rate:
            told.append(
                f"the list counts {rate} a second and the print has {film.pace.speed_at(0)}: its"
                " seconds are taken for seconds of the show; if it counts frames of the print one"
                f' by one, say so in [film]: copy = "scan {rate} fps 00:00:00:00 = #0,'
                f' 01:00:00:00 = #{nearest(rate * 3600, 1)}"'
            )
        return Clock(film.pace, new_pace, None), told
    told = [f"the list's clock is taken for that of the copy {copy.name}"]
    if copy.pace == film.pace:
        return Clock(film.pace, new_pace, copy), told
    speed = copy.pace.speed_at(0)
    told.append(f"a second of the new print's list is taken for {speed} of its frames, as there")
    return Clock(film.pace, Pace.steady(speed), copy), told
