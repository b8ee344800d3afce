"""Film positions: frames of a print, read and written in every unit of the trade."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Final, NamedTuple

from rig.notation.document import meant
from rig.score.measure import SUBFRAME_DIGITS, frames_of, nearest
from rig.score.pace import Pace
from rig.score.timecode import TIMECODE, count_of, digits, label_of, nominal

if TYPE_CHECKING:
    from rig.score.film import Copy, Film, Reel
    from rig.score.measure import Frames

# Bounded, so that no number is beyond Python; ASCII, so that what is read can be typed.
_N: Final = "[0-9]{1,9}"
_PART: Final = rf"\.[0-9]{{1,{SUBFRAME_DIGITS}}}"
_FF: Final = rf"{_N}(?:{_PART})?"
FRAME: Final = re.compile(rf"#({_FF})")
CLOCK: Final = re.compile(rf"(?:({_N}):(?=[0-9]{{2}}:))?({_N}):([0-9]{{2}})(?:\+({_FF}))?")
DECIMAL: Final = re.compile(rf"(?:({_N}):(?=[0-9]{{2}}:))?({_N}):([0-9]{{2}}{_PART})")
_THREE: Final = re.compile(rf"({_N}):({_N}):({_N})")
FEET: Final = re.compile(rf"({_N})\+({_FF})")
REEL: Final = re.compile(r"R([0-9]{1,3})")
REEL_END: Final = re.compile(rf"end(?:-({_FF}))?")
_COMMON: Final = re.compile(r"#|[0-9]+[:+]")
_OF_REEL: Final = re.compile(r"end(-.*)?|motor|changeover")

_SIXTY: Final = 60
_REELS: Final = 'reels = "R1 0+00 | R2 842+05 | end 1690+00"'


class Unit(Enum):
    """How a position is written."""

    CLOCK = "clock"
    """``m:ss+ff``."""
    FRAME = "frame"
    FEET = "feet"
    """Feet+frames of the whole film."""
    REEL = "reel"
    """Feet+frames as the reel's own counter reads; of the whole film where there is no reel."""
    TIMECODE = "timecode"
    """In the clock of the first copy, else at the print's one speed; m:ss+ff where neither can."""


class Position(NamedTuple):
    """A place in the film as understood."""

    frame: Frames
    note: str = ""
    """What was made of a text that names no frame exactly; else empty."""


def parse_position(text: str, film: Film) -> Position:
    """The frame of a film position, such as ``1:02+11``, ``#5321``, ``R2 84+03``, ``dvd 1:02``.

    Raises ``ValueError``, its text saying what would be right.
    """
    first, *rest = text.split() or [""]
    word = rest[0] if rest else ""
    if len(rest) > 1:
        raise ValueError(f"{text} is more than one film position")
    if reel := REEL.fullmatch(first):
        position = Position(_in_reel(text, word, film, _reel(int(reel[1]), film)))
    elif rest:
        copies = {copy.name: copy for copy in film.copies}
        if first not in copies:
            raise ValueError(f"{first} is no copy of this film{meant(first, tuple(copies))}")
        position = Position(_in_copy(word, copies[first]))
    else:
        position = _in_film(text, film)
    if film.end is not None and position.frame > film.end:
        end = write_position(film.end, film, Unit.FEET)
        raise ValueError(f"{text} (#{position.frame}) lies behind the film's end at {end}")
    return position


def leads_position(text: str, film: Film) -> bool:
    """Whether a word (a reel, a copy's name) may make a position together with the next one."""
    return bool(REEL.fullmatch(text)) or any(text == copy.name for copy in film.copies)


def is_position(text: str, film: Film) -> bool:
    """Whether one word, or two with a space between, are meant as a film position."""
    first, _, rest = text.partition(" ")
    if not rest:
        return bool(REEL.fullmatch(first) or _COMMON.match(first))
    of_reel = bool(REEL.fullmatch(first) and _OF_REEL.fullmatch(rest))
    return of_reel or (leads_position(first, film) and bool(_COMMON.match(rest)))


def seconds_of(text: str, rate: Fraction) -> Fraction:
    """What a copy's clock reads, in seconds: timecode at its rate, ``m:ss`` or ``h:mm:ss.s``.

    Raises ``ValueError``, its text saying what would be right.
    """
    if TIMECODE.fullmatch(text):
        return count_of(text, rate) / rate
    found = DECIMAL.fullmatch(text) or CLOCK.fullmatch(text)
    if found is None or "+" in text or (found[1] and "." not in text):
        raise ValueError(f"{text} is no time of a copy; write hh:mm:ss:ff, m:ss or h:mm:ss.0")
    return _seconds(text, found)


def write_position(frame: Frames, film: Film, unit: Unit = Unit.CLOCK) -> str:
    """A frame in a unit; read back, it is the same frame.

    Sub-frames finer than ``SUBFRAME_DIGITS`` are rounded. Negative frames, which lie before zero
    and cannot be read, have a minus.
    """
    frame = frames_of(Fraction(nearest(frame * 10**SUBFRAME_DIGITS, 1), 10**SUBFRAME_DIGITS))
    if frame < 0:
        pace = Pace.steady(film.pace.speed_at(0))
        return "-" + write_position(-frame, replace(film, pace=pace, reels=(), copies=()), unit)
    match unit:
        case Unit.FRAME:
            return f"#{digits(frame, 1)}"
        case Unit.FEET:
            return _feet(frame, film)
        case Unit.REEL:
            for reel in reversed(film.reels):
                if reel.begin <= frame:
                    return f"R{reel.number} {_feet(frame - reel.begin + reel.counter, film)}"
            return _feet(frame, film)
        case Unit.TIMECODE:
            return _timecode(frame, film) or _clock(frame, film.pace)
        case Unit.CLOCK:
            return _clock(frame, film.pace)


def _clock(frame: Frames, pace: Pace) -> str:
    second = floor(pace.seconds_at(floor(frame)))
    extra = frame - pace.first_frame(second)
    minutes, seconds = divmod(second, _SIXTY)
    hours, minutes = divmod(minutes, _SIXTY)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{clock}+{digits(extra)}" if extra or hours else clock


def _feet(frame: Frames, film: Film) -> str:
    feet, rest = divmod(frame, film.gauge.frames_per_foot)
    return f"{feet}+{digits(rest)}"


def _timecode(frame: Frames, film: Film) -> str | None:
    """A timecode that is read as this frame, if there is one."""
    if film.copies:
        copy = film.copies[0]
        count = ceil(copy.seconds_at(frame) * copy.rate)
        label = label_of(count, copy.rate, drop=copy.drop)
        if label is None or frame != _shown(copy, count / copy.rate):
            return None
        return label if len(film.copies) == 1 else f"{copy.name} {label}"
    return label_of(frame, film.pace.speed_at(0), drop=False) if film.pace.constant else None


def _shown(copy: Copy, seconds: Fraction) -> int:
    """The frame of the print that a copy shows when its clock reads so many seconds."""
    return floor(copy.frame_at(seconds))


def _in_film(text: str, film: Film) -> Position:
    """A position of one word, which is no reel."""
    if found := FRAME.fullmatch(text):
        return Position(frames_of(Fraction(found[1])))
    if found := FEET.fullmatch(text):
        return Position(_footage(text, found, film))
    if (found := CLOCK.fullmatch(text)) and not (found[1] and not found[4]):
        return Position(_on_clock(text, found, film))
    if found := DECIMAL.fullmatch(text):
        exact = film.pace.frame_at_seconds(_seconds(text, found))
        frame = nearest(exact, 1)
        meant_here = f"{_clock(frame, film.pace)} (#{frame})"
        note = f"{text} lies between frames; {meant_here} is meant"
        return Position(frame, note if frame != exact else "")
    if TIMECODE.fullmatch(text):
        return Position(_bare_timecode(text, film))
    if found := _THREE.fullmatch(text):
        one, two, three = found.groups()
        raise ValueError(
            f"{text} can be read two ways: write {text}+00 for {one} h {two} min {three} s,"
            f" or {one}:{two}+{three} for {one} min {two} s and {three} frames"
        )
    if leads_position(text, film):
        raise ValueError(f"{text} is a copy of the film; its position stands behind it")
    raise ValueError(
        f"{text or 'nothing'} is no film position; write m:ss+frames, #frame, feet+frames"
        " or R2 feet+frames"
    )


def _seconds(text: str, found: re.Match[str]) -> Fraction:
    """Hours if any, minutes and seconds, as seconds."""
    whole, _, part = found[3].partition(".")
    return _clock_of(text, found[1], found[2], whole) + Fraction(f"0.{part or 0}")


def _clock_of(text: str, hours: str | None, minutes: str, seconds: str) -> int:
    if int(seconds) >= _SIXTY or (hours and int(minutes) >= _SIXTY):
        raise ValueError(f"{text} has more than 59 seconds or minutes")
    return (int(hours or 0) * _SIXTY + int(minutes)) * _SIXTY + int(seconds)


def _on_clock(text: str, found: re.Match[str], film: Film) -> Frames:
    """``+ff`` counts from the first frame of its second, whatever the speed."""
    second = _clock_of(text, found[1], found[2], found[3])
    first, behind = film.pace.first_frame(second), film.pace.first_frame(second + 1)
    extra = found[4] or "0"
    frame = first + (int(extra) if extra.isdecimal() else frames_of(Fraction(extra)))
    if frame >= behind:
        most, speed = behind - first - 1, film.pace.speed_at(first)
        raise ValueError(f"{text}: that second has frames +0 to +{most} at {speed} fps")
    return frame


def _footage(text: str, found: re.Match[str], film: Film) -> Frames:
    frame, gauge = frames_of(Fraction(found[2])), film.gauge
    if frame >= gauge.frames_per_foot:
        most = gauge.frames_per_foot - 1
        raise ValueError(f"{text}: a foot of {gauge.name} has frames +0 to +{most}")
    return int(found[1]) * gauge.frames_per_foot + frame


def _reel(number: int, film: Film) -> Reel:
    for reel in film.reels:
        if reel.number == number:
            return reel
    if not film.reels:
        raise ValueError(f"R{number}: write where the reels begin: {_REELS}")
    known = ", ".join(f"R{reel.number}" for reel in film.reels)
    raise ValueError(f"there is no R{number} in the film's reels; there is {known}")


def _in_reel(text: str, word: str, film: Film, reel: Reel) -> Frames:
    """A reel's begin, its own footage, one of its marks, or frames before its end."""
    name = f"R{reel.number}"
    if not word:
        return reel.begin
    if found := FEET.fullmatch(word):
        frame = reel.begin + _footage(word, found, film) - reel.counter
        if frame < reel.begin:
            begin = _feet(reel.counter, film)
            raise ValueError(f"{text} lies before {name}, which begins at {begin}")
    elif not (found := REEL_END.fullmatch(word)) and word not in ("motor", "changeover"):
        raise ValueError(
            f"{text} is no position in a reel; write {name} feet+frames, {name} end-frames,"
            f" {name} motor or {name} changeover"
        )
    elif reel.end is None:
        raise ValueError(f"{text}: nothing says where {name} ends; write end in reels: {_REELS}")
    else:
        before = {"motor": reel.motor, "changeover": reel.changeover}
        frame = reel.end - (frames_of(Fraction(found[1] or 0)) if found else before[word])
        if frame < reel.begin:
            raise ValueError(f"{text} lies before {name}, which has {reel.end - reel.begin} frames")
    if reel.end is not None and frame > reel.end:
        end = _feet(reel.end - reel.begin + reel.counter, film)
        raise ValueError(f"{text} lies behind the end of {name} at {end}")
    return frame


def _in_copy(text: str, copy: Copy) -> int:
    found = TIMECODE.fullmatch(text)
    if found and (found[4] == ";") != copy.drop:
        right = ";" if copy.drop else ":"
        raise ValueError(
            f"{copy.name} {text}: its copy line counts with {right} before the frames;"
            f" write {text[: found.start(4)]}{right}{found[5]}"
        )
    frame = _shown(copy, seconds_of(text, copy.rate))
    if frame < 0:
        raise ValueError(f"{copy.name} {text} lies before the film's 0:00")
    return frame


def _bare_timecode(text: str, film: Film) -> Frames:
    if len(film.copies) == 1:
        return _in_copy(text, film.copies[0])
    if film.copies:
        names = ", ".join(copy.name for copy in film.copies)
        named = f"{film.copies[0].name} {text}"
        raise ValueError(f"{text}: of which copy ({names})? write such as {named}")
    if not film.pace.constant or nominal(film.pace.speed_at(0)) is None:
        raise ValueError(
            f"{text} is the timecode of a copy, and none is known;"
            ' write in [film] such as copy = "dvd 25 fps 10:00:00:00 = 0:00"'
        )
    return count_of(text, film.pace.speed_at(0))
