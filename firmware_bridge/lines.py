"""A bare switch on the lines of a serial port: what is sampled there into presses and releases.

No box debounces such a switch, so this does, by the box's own rule: two samples in a row that
differ from what stands change it, and then it stands for 20 ms. That is two samples of delay,
and none for the length of the bounce.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

LOCK_US: Final = 20_000
"""So long a switch cannot change again; an edge that nothing came of is forgotten as late."""


class Moved(NamedTuple):
    """A switch went down or came up."""

    pressed: bool
    at_us: int
    """The first sample that showed it, on the clock of the samples."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One switch as its samples show it; a new one for every opening of the port."""

    closed: bool
    """How it stands; what it was at first is no press."""
    free_us: int = 0
    """It cannot change before this instant."""
    edge_us: int | None = None
    """The first sample that differed, unless that is forgotten."""
    differed_us: int | None = None
    """The last sample that differed, likewise."""
    differs: bool = False
    """Whether the last sample did."""


def sampled(contact: Contact, at_us: int, *, closed: bool) -> tuple[Contact, Moved | None]:
    """What follows from one more sample; the instants of samples never fall."""
    if closed is contact.closed:
        if contact.differed_us is not None and at_us - contact.differed_us >= LOCK_US:
            return replace(contact, edge_us=None, differed_us=None, differs=False), None
        return replace(contact, differs=False), None
    edge_us = at_us if contact.edge_us is None else contact.edge_us
    if contact.differs and at_us >= contact.free_us:
        return Contact(closed, at_us + LOCK_US), Moved(closed, edge_us)
    return replace(contact, edge_us=edge_us, differed_us=at_us, differs=True), None
