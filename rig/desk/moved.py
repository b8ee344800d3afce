"""Lines of a sheet whose marker was moved in another program: put where it stands now.

What such a program does to a time by counting it in frames of its own is less than half a frame of
the print, and no move.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from rig.score.measure import nearest
from rig.score.positions import is_position, parse_position, write_position

if TYPE_CHECKING:
    from rig.score.film import Film

_ROUNDED: Final = Fraction(1, 2)
"""Frames."""


def moved_item(item: str, at: Fraction, film: Film) -> str:
    """An item of ``hits`` whose marker stands at so many seconds; as it was if that is its place.

    Raises ``ValueError`` when it begins with no film position.
    """
    words = item.split()
    count = _words(words, film)
    written = parse_position(" ".join(words[:count]), film).frame
    frame = film.pace.frame_at_seconds(at)
    if abs(frame - written) <= _ROUNDED:
        return item
    place = write_position(nearest(frame.numerator, frame.denominator), film)
    return " ".join([place, *item.split(maxsplit=count)[count:]])


def moved_look(look: str, at: Fraction, film: Film) -> str:
    """A ``look`` whose cue stands at so many seconds; when to look for it moves along.

    Raises ``ValueError`` when it holds anything but film positions.
    """
    words, frames = look.split(), []
    while words:
        count = _words(words, film)
        frames.append(parse_position(" ".join(words[:count]), film).frame)
        words = words[count:]
    shift = film.pace.frame_at_seconds(at) - frames[len(frames) // 2] if frames else Fraction(0)
    if abs(shift) <= _ROUNDED:
        return look
    frames = [max(frame + nearest(shift.numerator, shift.denominator), 0) for frame in frames]
    return " ".join(write_position(frame, film) for frame in frames)


def _words(words: list[str], film: Film) -> int:
    """How many words the position at their begin has."""
    return 2 if is_position(" ".join(words[:2]), film) else 1
