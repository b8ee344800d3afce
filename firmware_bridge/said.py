"""The frames of the footswitch's wire as nouns; PROTOCOL.md says what each field means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the box is and how it is set up: at boot, and when asked."""

    seq: int
    """0 to 255: one more with every frame of the box, wrapping."""
    t_us: int
    """Microseconds since the box booted, wrapping after 71.6 minutes."""
    serial: str
    """Eight printable characters, no blanks: the same at every boot, another in every box."""
    version: tuple[int, int]
    """Of the firmware: major and minor, each 0 to 255."""
    board: int
    """0 unknown, 1 ATmega328P, 2 ATmega32U4, 3 ATmega2560; others are for later."""
    reset_cause: int
    """0 unknown, 1 power, 2 reset line, 3 brown-out, 4 watchdog; others are for later."""
    boot: int
    """0 to 65535: another number at every boot."""
    switches: int
    """How many switches the box has, 1 to 6."""
    pedals: int
    """How many expression pedals it can have, 0 to 2."""
    lights: int
    """How many lights it has, 0 to 6."""
    closable: int
    """Bit n is set where switch n may be a normally-closed one."""
    closed: int
    """Bit n is set where it is one; only where it may."""
    slow: int
    """Bit n is set where switch n is debounced by the integrator."""
    fresh: bool
    """Whether the box lost its settings, or never had any."""
    calibration: tuple[tuple[int, int], ...]
    """What each pedal's input reads at its heel and its toe, 0 to 1023; two alike: not known."""


@dataclass(frozen=True, slots=True)
class Event:
    """One switch went down or came up."""

    seq: int
    t_us: int
    """When the first raw edge came, before any debouncing."""
    boot: int
    switch: int
    """0 to 5."""
    down: int
    """Bit n is set while switch n is held, after this event."""
    presses: int
    """Presses of this switch since boot, this one included, 0 to 65535, wrapping."""

    @property
    def pressed(self) -> bool:
        """Whether the switch went down."""
        return bool(self.down >> self.switch & 1)


@dataclass(frozen=True, slots=True)
class Pedal:
    """An expression pedal was moved."""

    seq: int
    t_us: int
    pedal: int
    """0 or 1."""
    value: int
    """0 at the heel to 1023 at the toe."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The heartbeat: how everything stands, ten times a second."""

    seq: int
    t_us: int
    boot: int
    down: int
    """As in ``Event``. A switch held since before the boot is down, but was not pressed."""
    faults: int
    """Bit n is set while the cable of switch n is cut."""
    lights: int
    """Bit n is set while light n is on."""
    bad_frames: int
    """Damaged frames the box has received since boot; stays at 65535."""
    presses: tuple[int, ...]
    """Presses of each of the six switches since boot, 0 to 65535, wrapping."""
    ages_ms: tuple[int, ...]
    """Since the first edge of each switch's last press; 65535 is longer ago, or never."""
    values: tuple[int, ...]
    """Of each pedal, as in ``Pedal``."""
    raw: tuple[int, ...]
    """What the input of each pedal reads, 0 to 1023."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """The HELLO of a box whose protocol has another major version."""

    protocol: int
    serial: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A sound frame of a kind this host does not know."""

    kind: int
    seq: int


@dataclass(frozen=True, slots=True)
class Junk:
    """Bytes that are no frame, or a frame that says what cannot be."""


Said: TypeAlias = Hello | Event | Pedal | Beat | Foreign | Unknown | Junk
