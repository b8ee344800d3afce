"""Machines that say where the film is or where the beat is, and how each maps to the print."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rig.score.measure import Micros
    from rig.score.pace import Pace


class Machine(Enum):
    """What kind of machine it is, in the word that writes it."""

    MTC = "mtc"
    MPV = "mpv"
    OSC = "osc"


class Changeover(Enum):
    """How one reel follows another in this house, in the words that write it."""

    NONE = "no changeover"
    """One strip of film, or a file: the offset stays."""
    TWO = "two projectors"
    """The next machine is started by hand: the offset moves by about a second."""
    ONE = "one projector"
    """A break at every reel."""


@dataclass(frozen=True, slots=True)
class Source:
    """One machine source of film time."""

    port: str
    """Its port, and what the player reads: ``mtc MOTU``."""
    machine: Machine
    pace: Pace
    """The print's frames against the seconds of the machine's own clock, from film zero on."""
    zero_us: Micros
    """What its clock reads at the film's frame 0."""


@dataclass(frozen=True, slots=True)
class House:
    """How film time comes in this house."""

    sources: tuple[Source, ...] = ()
    """In the order of trust; the player's presses are the last."""
    starts: str = ""
    """The port of the player program that the first GO starts; empty where it starts none."""
    leader: str = ""
    """The port of an external leader of the beat; empty where there is none."""
    picture_us: Micros = 0
    """How late the screen is: a machine's film is seen so much later than it says."""
    changeover: Changeover = Changeover.NONE
