"""What mpv says through its JSON IPC, read strictly: lines in, readings of film time out.

One object of JSON is one line. The picture is where the sound is, ``audio-pts``, less what mpv
itself knows the two to be apart, ``avsync``: after a seek that is 0.1 s at first, and melts away.
Where no sound plays, ``time-pos`` tells of every frame ahead of its time by a constant. Nothing
here raises for what mpv says, and nothing waits: the process beside this hands in what it read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

LEAD_US: Final = 49_500
"""So long before a frame is on the screen ``time-pos`` tells of it, at any speed.

Measured with mpv 0.35 on a screen, where frames showed what number they are.
"""
LINE_MAX: Final = 8_192
"""Bytes of the longest line that is read; what we ask for is answered in a hundred."""
ANSWER_US: Final = 1_000_000
"""A question that is so old is asked again."""

_PLACE_MAX_S: Final = 1_000_000
_SPEED_MAX: Final = 100
_MILLION: Final = 1_000_000
_APART, _PLACE = 1, 2
"""Numbers of our questions. mpv answers with what holds then, so an overdue answer is as good."""


def _command(*words: object, number: int = 0) -> bytes:
    return json.dumps({"command": words, "request_id": number}).encode() + b"\n"


# Speed first: who knows whether mpv plays, knows how fast.
OBSERVE: Final = b"".join(
    _command("observe_property", number, name)
    for number, name in enumerate(("speed", "core-idle", "time-pos"), 1)
)
"""Sent first: mpv then tells what changes."""
ROLL: Final = _command("set_property", "pause", False)  # noqa: FBT003 - a word of mpv's own
"""Lets the film roll."""
_ASK: Final = _command("get_property", "avsync", number=_APART) + _command(
    "get_property", "audio-pts", number=_PLACE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the film was on the screen."""

    stamped_us: int
    """The instant, by our clock."""
    position_millionths: int
    """Millionths of a second of the film file."""
    rate_ppm: int
    """Millionths of real time; 0 while mpv is paused, seeks, or has come to the end."""


@dataclass(slots=True)
class Follower:
    """One connection's film: questions out, lines in."""

    changed: bool = True
    """Something made a jump: worth asking at once."""
    junk: int = 0
    """Lines that were not understood, were too long or named absurd values."""
    _speed_ppm: int = _MILLION
    _idle: bool | None = None
    _out: bool = False
    """The film was taken out: it stands where it stood, told once, and then there is none."""
    _frame_millionths: int | None = None
    _apart_millionths: int = 0
    _by_frame: bool = False
    """No sound tells the place: the next frame will."""
    _asked_us: int | None = None
    _rest: bytes = b""
    _passing: bool = False
    """Within a line that is too long."""

    def ask(self, at_us: int) -> bytes:
        """What to ask mpv now; nothing while an answer may yet come."""
        if self._asked_us is not None and not self.stalls(at_us):
            return b""
        self._asked_us = at_us
        self.changed = False
        return _ASK

    def stalls(self, at_us: int) -> bool:
        """Whether an answer is overdue."""
        return self._asked_us is not None and at_us - self._asked_us >= ANSWER_US

    def feed(self, data: bytes, at_us: int) -> list[Reading]:
        """Take what came at that instant, in pieces of any length."""
        if self._passing:
            _, end, data = data.partition(b"\n")
            self._passing = not end
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LINE_MAX:
            self._rest, self._passing = b"", True
            self.junk += 1
        readings = (self._hear(line, at_us) for line in lines)
        return [reading for reading in readings if reading is not None]

    def _hear(self, line: bytes, at_us: int) -> Reading | None:
        told = _object(line)
        match told.get("event"), told.get("request_id"):
            case "property-change", _:
                return self._hear_change(told, at_us)
            case (("seek" | "playback-restart"), _):
                self.changed = True
            case None, int(number):
                return self._hear_answer(number, told, at_us)
            case str(), _:
                pass
            case _:
                self.junk += 1
        return None

    def _hear_change(self, told: dict[str, object], at_us: int) -> Reading | None:
        value = told.get("data")
        match told.get("name"), value:
            case "speed", _:
                speed_ppm = self._millionths(value, 0, _SPEED_MAX)
                self._speed_ppm = self._speed_ppm if speed_ppm is None else speed_ppm
                self.changed = True
            case "core-idle", bool():
                self._idle = value is True
                self.changed = True
            case "time-pos", _:
                return self._hear_frame(value, at_us)
            case _:
                self.junk += 1
        return None

    def _hear_frame(self, value: object, at_us: int) -> Reading | None:
        self._out = value is None
        if self._out:
            self.changed = True
            return None
        frame_millionths = self._millionths(value, -_PLACE_MAX_S, _PLACE_MAX_S)
        if frame_millionths is None:
            return None
        self._frame_millionths = frame_millionths
        rate_ppm = self._rate_ppm()
        if not self._by_frame or not rate_ppm:
            return None
        self._by_frame = False
        lead_millionths = LEAD_US * rate_ppm // _MILLION
        return Reading(at_us, frame_millionths - lead_millionths, rate_ppm)

    def _hear_answer(self, number: int, told: dict[str, object], at_us: int) -> Reading | None:
        if number not in {_APART, _PLACE}:
            return None
        value = told.get("data")
        millionths = None if value is None else self._millionths(value, -_PLACE_MAX_S, _PLACE_MAX_S)
        if number == _APART:
            self._apart_millionths = millionths or 0
            return None
        self._asked_us = None
        rate_ppm = self._rate_ppm()
        if rate_ppm is None:
            return None
        if millionths is not None:
            self._by_frame = False
            return Reading(at_us, millionths - self._apart_millionths, rate_ppm)
        self._by_frame = True
        last_millionths = self._frame_millionths
        if rate_ppm or last_millionths is None:
            return None
        if self._out:
            self._frame_millionths = None
        return Reading(at_us, last_millionths, 0)

    def _rate_ppm(self) -> int | None:
        """The film's rate; None until mpv has told whether it plays."""
        if self._idle is None:
            return None
        return 0 if self._idle or self._out else self._speed_ppm

    def _millionths(self, value: object, least: int, most: int) -> int | None:
        """A number of JSON in millionths; None, and counted, when it is none or is absurd."""
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and least <= value <= most
        ):
            return round(value * _MILLION)
        self.junk += 1
        return None


def _object(line: bytes) -> dict[str, object]:
    """The object on a line; an empty one, which means nothing, when there is none."""
    try:
        told = json.loads(line.decode(errors="replace")) if len(line) <= LINE_MAX else None
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
