"""What a display shows, as plain data: nothing here knows how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupView:
    """One group's dynamics: its name, its level from 0 to 1, and what moves it."""

    name: str
    level: float
    mark: str
    """The nearest dynamics mark, as ``mf``; ``tacet`` when silent."""
    moving: str
    """``<`` or ``>`` while a hairpin runs, else empty."""
    hand: bool
    """The hand has it, by a trim or an absolute move."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything a display shows of one instant."""

    now: str
    """What plays, as ``CUE 3A  B``, or ``standing by`` or ``panic``."""
    next: str
    """What comes next, as ``2 title: Ellen, his daughter``; empty at the end."""
    countdown_s: float | None
    """Seconds of film until ``next`` is expected; negative when overdue; None when unknown."""
    window: str
    """``early``, ``open`` (look now) or ``overdue``; empty when no window is written."""
    press: str
    """What the next press will do, as ``GO: CUE 2`` or ``GO: OUT OF V``."""
    section: str
    bar: int
    """0 or less before the first bar line: in a pick-up, and while it is counted in."""
    beat: int
    beats: int
    """Beats in this bar."""
    turn: int
    """How many times it has been begun, of what goes round; 0 elsewhere."""
    bpm: float | None
    """Quarters per minute; None in silence."""
    character: str
    """The tempo word of the passage, as ``agitato``; empty if none."""
    film: str
    """Film time as the sheet writes it; empty while the film waits."""
    groups: tuple[GroupView, ...]
    devices: tuple[tuple[str, bool], ...]
    """Each port and whether it is there."""
    notices: tuple[str, ...]
    """The last lines to read, newest last: refusals, troubles, what came back."""
    packets: tuple[tuple[int, str, str], ...]
    """The last packets, newest last: due in microseconds, output, packet in hexadecimal."""
    note: str
    """The sheet's note for the player; empty if none."""
