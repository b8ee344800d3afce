"""What a reader is told beside the file, and what a writer answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Asked:
    """What the player says that a file does not say of itself; None is unsaid, never a guess."""

    rate: Fraction | None = None
    """Frames per second that its time codes, or its bare numbers, count: ``--rate``."""
    samples: Fraction | None = None
    """Samples per second that its bare numbers count: ``--samples``."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file as written, and what it could not say."""

    content: bytes
    lost: tuple[str, ...] = ()
    """One line for each thing the format has no room for; each is shown to the player."""
