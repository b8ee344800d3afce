"""What is known of the film, and from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rig.conductor.clock import FilmClock
    from rig.conductor.sightings import Estimate, Sighting
    from rig.score.measure import Micros


class Heard(NamedTuple):
    """The last word of a machine."""

    at_us: Micros
    since_us: Micros
    """Since when it is heard without a break, and runs at one rate."""
    until_us: Micros | None
    """When it will have fallen silent; None where silence means nothing."""
    gap_us: Micros
    """The longest it has kept anybody waiting."""
    rate_ppm: int
    """How fast it says that it goes; 0 where the film stands."""
    pull_ppm: int
    """How much faster it was found to go than it says."""
    clock: FilmClock

    def fresh(self, at_us: Micros) -> bool:
        """Whether it may be believed at an instant."""
        return self.until_us is None or at_us < self.until_us


class Watch(NamedTuple):
    """What is known of the film."""

    sightings: tuple[Sighting, ...] = ()
    """The player's landmarks, each at the instant of its picture."""
    estimate: Estimate | None = None
    """What they come to; None before there is one."""
    started_us: Micros | None = None
    """When a press said that the film starts; None where a machine did."""
    machines: tuple[tuple[str, Heard], ...] = ()
    """The last word of each machine, by its port."""
    leader: str = ""
    """The machine that leads; empty where the landmarks do."""
    anew: bool = False
    """Whether the next landmark says where the film is, whatever was known: after a go-to or a
    break."""
    skipped: bool = False
    """Whether the player has gone on or back in the sheet since the last landmark: one that is far
    from where the film was thought to be is believed then."""
    slow_ppm: int = 0
    """How much longer than promised a second of the film lasts, as it was last found."""
    asked: bool = False
    """Whether the player was asked what a wrong speed shall change."""
    answered: bool = False
    """Whether that was answered, or need not be."""
