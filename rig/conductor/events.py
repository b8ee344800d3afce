"""What can happen: the only things the core ever hears.

An event has two instants, both in microseconds of the monotonic clock. ``at_us`` is given by the
loop, never goes backwards, and decides deadlines; it is the only "now" there is. ``stamped_us`` is
the instant of the hand or foot as its port process saw it; stamps of several ports may arrive out
of order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from rig.conductor.outputs import Sound
    from rig.conductor.surface import Surface
    from rig.score.measure import Micros


@dataclass(frozen=True, slots=True)
class Wake:
    """Nothing but time has passed."""

    at_us: Micros


@dataclass(frozen=True, slots=True)
class Opened:
    """The show is loaded and the night begins: values are set, nothing is fired."""

    at_us: Micros


@dataclass(frozen=True, slots=True)
class Restarted:
    """The engine died and is back: it stands by where it was, values are set, nothing is fired."""

    at_us: Micros


@dataclass(frozen=True, slots=True)
class Closing:
    """The night is over: what still sounds is stopped."""

    at_us: Micros


@dataclass(frozen=True, slots=True)
class MidiIn:
    """One whole MIDI message, as the port delivered it."""

    at_us: Micros
    stamped_us: Micros
    port: str
    data: bytes


@dataclass(frozen=True, slots=True)
class FrameIn:
    """One frame of the footswitch's line, without its closing zero byte."""

    at_us: Micros
    stamped_us: Micros
    port: str
    data: bytes


@dataclass(frozen=True, slots=True)
class KeyIn:
    """One key of the computer's keyboard, by its name."""

    at_us: Micros
    stamped_us: Micros
    key: str


@dataclass(frozen=True, slots=True)
class FilmIn:
    """A machine says where the film is: the source's clock read this at ``stamped_us``."""

    at_us: Micros
    stamped_us: Micros
    port: str
    unit: str
    """``s`` for seconds of the source's own clock, ``f`` for frames of the print."""
    position_millionths: int
    rate_ppm: int
    """How fast its clock goes, in millionths of real time; 0 while it is stopped."""


@dataclass(frozen=True, slots=True)
class BeatIn:
    """An external leader of the beat says where its music is."""

    at_us: Micros
    stamped_us: Micros
    port: str
    clocks: int
    """MIDI clocks since its song began, 24 to the quarter."""
    beat_us: Micros
    """How long its quarter lasts."""
    running: bool


@dataclass(frozen=True, slots=True)
class PortFound:
    """A port is there, or there again."""

    at_us: Micros
    port: str
    name: str
    """Its full name, as the system tells it."""


@dataclass(frozen=True, slots=True)
class PortLost:
    """A port is gone."""

    at_us: Micros
    port: str


@dataclass(frozen=True, slots=True)
class TargetBack:
    """An output that was dead answers again: it gets every value, and no trigger."""

    at_us: Micros
    out: int


@dataclass(frozen=True, slots=True)
class Remapped:
    """The hands were read anew: from now on the controls mean this."""

    at_us: Micros
    files: tuple[tuple[str, str, str], ...]
    """What it was made of: key, name and text of the hands and of each device."""
    surface: Surface
    sounds: tuple[Sound, ...]
    """The running show's, in their order, and behind them those that the hands have added."""
    ports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something outside the core went wrong; one line for the player."""

    at_us: Micros
    text: str


Event: TypeAlias = (
    Wake
    | Opened
    | Restarted
    | Closing
    | MidiIn
    | FrameIn
    | KeyIn
    | FilmIn
    | BeatIn
    | PortFound
    | PortLost
    | TargetBack
    | Remapped
    | Trouble
)
