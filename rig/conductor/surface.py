"""The surface under the hands: every control that is mapped, looked up and ready.

Everything that comes of a hands file and its devices is in one value, so that a control can be
given another meaning in the middle of a show by putting another surface in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from rig.hands.commands import Act, Leads, Nudge, Tempo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.hands.binding import Sign
    from rig.hands.commands import Source
    from rig.hands.device import Light
    from rig.hands.joining import Part
    from rig.hands.shaping import Shaping
    from rig.hands.signal import Signal
    from rig.hands.takeover import Takeover
    from rig.score.measure import Micros


@dataclass(frozen=True, slots=True)
class SoundButton:
    """A sound under the finger."""

    sound: int


@dataclass(frozen=True, slots=True)
class Jumping:
    """A press goes to a cue."""

    cue: int


@dataclass(frozen=True, slots=True)
class LevelButton:
    """A press sets the level of groups."""

    groups: tuple[int, ...]
    level: float


@dataclass(frozen=True, slots=True)
class ValueButton:
    """A press sets a value."""

    sound: int
    value: float


@dataclass(frozen=True, slots=True)
class TacetButton:
    """A press silences groups, the next one ends that."""

    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SheetButton:
    """A press gives groups back to the sheet."""

    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LayerButton:
    """A press changes what the controls do."""

    layer: int
    held: bool


Button: TypeAlias = (
    Act
    | Leads
    | Nudge
    | Tempo
    | Jumping
    | SoundButton
    | LevelButton
    | ValueButton
    | TacetButton
    | SheetButton
    | LayerButton
)


@dataclass(frozen=True, slots=True)
class TrimOf:
    """A knob trims groups, in decibels."""

    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LevelOf:
    """A knob sets the level of a group."""

    group: int


@dataclass(frozen=True, slots=True)
class ValueOf:
    """A knob sets a value."""

    sound: int


@dataclass(frozen=True, slots=True)
class LeanOf:
    """A knob leans on the tempo, in millionths."""


Moves: TypeAlias = TrimOf | LevelOf | ValueOf | LeanOf


@dataclass(frozen=True, slots=True)
class Knob:
    """One thing that a knob moves."""

    number: int
    """Its place in the table of what knobs remember."""
    moves: Moves
    low: float
    high: float
    """What it moves at the two ends of its travel, in that thing's unit."""
    takeover: Takeover
    signal: Signal
    shaping: Shaping
    table: tuple[float, ...]
    """The place in its range for each value of 7 bits; empty for a signal that has more."""
    gate: float
    smooth_hz: float | None


@dataclass(frozen=True, slots=True)
class Jobs:
    """What a control does, in one layer or cue, or elsewhere."""

    knobs: tuple[Knob, ...] = ()
    press: tuple[Button, ...] = ()
    release: tuple[Button, ...] = ()
    hold: tuple[Button, ...] = ()
    long: tuple[Button, ...] = ()
    double: tuple[Button, ...] = ()
    chords: tuple[tuple[int, Button], ...] = ()
    """Each with the number of the control that is held down with it."""

    @property
    def pressed(self) -> bool:
        """Whether a press means anything."""
        presses = (self.press, self.release, self.hold, self.long, self.double, self.chords)
        return any(presses)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A control, and everything it does."""

    number: int
    """Its place among the controls."""
    port: str
    name: str
    """As the player knows it: ``nanoKONTROL2 slider1``."""
    signal: Signal
    base: Jobs
    by_layer: Mapping[int, Jobs]
    by_cue: Mapping[int, Jobs]
    pressed: bool
    """Whether a press of it can mean anything, be it for a chord."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A light, and what it shows."""

    number: int
    port: str
    name: str
    light: Light
    sign: Sign | None
    jobs: tuple[Button | Knob, ...]
    """What it shows the state of, where the hands say so; else what its control does just now."""
    control: Mapped | None
    """The control that it stands on; None for a light by itself."""


@dataclass(frozen=True, slots=True)
class Surface:
    """All controls, lights and keys."""

    controls: Mapping[Source, Mapped]
    parts: Mapping[Source, Part]
    """Messages that are a part of a control's: of 14 bits, or of a parameter number."""
    sensors: Mapping[Source, int]
    """The control whose touch each message tells."""
    keys: Mapping[str, Button]
    names: tuple[str, ...]
    """Of each control, by its number."""
    layers: tuple[str, ...]
    knobs: tuple[Knob, ...]
    knobs_of: Mapping[str, tuple[int, ...]]
    """The knobs of each port."""
    leaning: tuple[int, ...]
    """The knobs that lean on the tempo."""
    layered: tuple[int, ...]
    """The knobs of controls that do different things at different times."""
    catching: tuple[Mapped, ...]
    """The controls with a knob that may wait until it catches its value."""
    lights: tuple[Shown, ...]
    lit_by: Mapping[Source, int]
    """The light that each message tells what to show."""
    greetings: Mapping[str, tuple[bytes, ...]]
    """What each port is sent when it is found."""
    one_line: frozenset[str]
    """The ports that are lit over the line they are heard on: those of serial boxes."""
    guard_us: Micros
    reaction_us: Micros
