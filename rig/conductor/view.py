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
class KnobView:
    """A knob that waits to catch its value."""

    name: str
    """As ``nanoKONTROL2 slider2``."""
    moves: str
    """What it moves: a group, a value, or the tempo."""
    way: float
    """How far it must be turned, in parts of its travel; up is positive."""


@dataclass(frozen=True, slots=True)
class HitView:
    """One coming hit: when its picture is expected, and how the music will fall on it."""

    text: str
    """What is seen; its film time where the sheet does not say."""
    weight: int
    """1 to 3."""
    hand: str
    """The sound with which the player strikes it; empty where the music does."""
    until_s: float
    """Seconds until its picture; negative when it is past."""
    off_frames: float
    """How late the music will be, in frames at the speed shown; negative is early."""
    early_s: float
    """How much sooner its picture may come and still be met; negative when it is out of reach."""
    late_s: float
    """How much later."""
    lost: bool
    """Whether it is out of reach by more than still counts as met."""


@dataclass(frozen=True, slots=True)
class View:
    """Everything a display shows of one instant."""

    now: str
    """What plays, as ``CUE 3A  B``, or ``HOLD 3A  V`` while the film stands; or ``STANDING BY`` or
    ``PANIC``."""
    next: str
    """What comes next, as ``2 title: Ellen, his daughter``; empty at the end."""
    countdown_s: float | None
    """Seconds until ``next`` is expected, at the speed the film has, or until it begins once it was
    pressed or counted in; negative when overdue; None when unknown."""
    window: str
    """``early``, ``open`` (look now) or ``overdue``; empty when nothing is to be looked for."""
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
    meant_bpm: float | None
    """What the tempo would be if nothing bent it and no hand had it; None in silence."""
    lead: str
    """Who leads the tempo: ``film``, ``sheet`` or ``hand``; empty before the first cue."""
    tempo_by: str
    """What keeps the plan from it: ``hand`` or ``frozen``; empty while nothing does."""
    more: int | None
    """How many more times what goes round is meant to do so; None where nobody has decided."""
    hits: tuple[HitView, ...]
    """The next ones, soonest first."""
    character: str
    """The tempo word of the passage, as ``agitato``; empty if none."""
    film: str
    """Film time as the sheet writes it; empty while the film waits."""
    film_stands: bool
    """Whether the film has stopped."""
    film_by: str
    """Who says where the film is: a machine's port, or ``landmarks``; empty while it waits."""
    film_sure: str
    """How sure the landmarks are, as ``19.2 ± 0.1 fps, 5 marks``; empty where they say nothing, and
    while a machine knows."""
    ask: str
    """What the player is asked and has not answered; empty when nothing is."""
    groups: tuple[GroupView, ...]
    knobs: tuple[KnobView, ...]
    """Those that wait to catch their value."""
    layer: str
    """What else the controls do just now, by its name; empty while nothing else."""
    devices: tuple[tuple[str, bool], ...]
    """Each port and whether it is there."""
    notices: tuple[str, ...]
    """The last lines to read, newest last: refusals, troubles, what came back."""
    packets: tuple[tuple[int, str, str], ...]
    """The last packets, newest last: due in microseconds, output, packet in hexadecimal."""
    note: str
    """The sheet's note for the player; empty if none."""
