"""A box as far as its wire shows it: for scripts and demos, and for inputs that are no box."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from firmware_bridge.said import Beat, Event, Hello, Pedal
from firmware_bridge.wire import AGE_MAX_MS, LIGHTS, PEDAL_MAX, PEDALS, SWITCHES, encode

_POWER: Final = 1
_SEQ: Final = 256
_WRAP_US: Final = 1 << 32
_COUNT: Final = 0x10000


@dataclass(slots=True)
class Box:
    """Six switches and two pedals, and the frames that tell of them; each with its closing zero.

    Instants are microseconds since the box booted, and need not wrap.
    """

    serial: str = "RIGDEMO1"
    boot: int = 1
    down: int = 0
    """Bit n is set while switch n is held; one that is held from the first is no press."""
    pedals: int = PEDALS
    """How many it has; the others are silent."""
    _seq: int = -1
    _presses: list[int] = field(default_factory=lambda: [0] * SWITCHES)
    _pressed_us: list[int | None] = field(default_factory=lambda: [None] * SWITCHES)
    _values: list[int] = field(default_factory=lambda: [0] * PEDALS)

    def _next(self) -> int:
        self._seq = (self._seq + 1) % _SEQ
        return self._seq

    def hello(self, t_us: int) -> bytes:
        """Who it is; a BEAT follows it."""
        return encode(
            Hello(
                seq=self._next(), t_us=t_us % _WRAP_US, serial=self.serial, version=(1, 0),
                board=0, reset_cause=_POWER, boot=self.boot, switches=SWITCHES, pedals=self.pedals,
                lights=LIGHTS, closable=0, closed=0, slow=0, fresh=False,
                calibration=((0, PEDAL_MAX),) * self.pedals + ((0, 0),) * (PEDALS - self.pedals),
            )
        )  # fmt: skip

    def move(self, switch: int, t_us: int, *, pressed: bool) -> bytes:
        """A switch goes down or comes up."""
        bit = 1 << switch
        self.down = self.down | bit if pressed else self.down & ~bit
        if pressed:
            self._presses[switch] = (self._presses[switch] + 1) % _COUNT
            self._pressed_us[switch] = t_us
        return encode(
            Event(
                self._next(), t_us % _WRAP_US, self.boot, switch, self.down, self._presses[switch]
            )
        )

    def slide(self, pedal: int, value: int, t_us: int) -> bytes:
        """A pedal is moved, to 0 to 1023."""
        self._values[pedal] = value
        return encode(Pedal(self._next(), t_us % _WRAP_US, pedal, value))

    def beat(self, t_us: int) -> bytes:
        """Its heartbeat."""
        ages_ms = (
            AGE_MAX_MS if at_us is None else min(AGE_MAX_MS, (t_us - at_us) // 1000)
            for at_us in self._pressed_us
        )
        values = tuple(self._values)
        return encode(
            Beat(
                seq=self._next(), t_us=t_us % _WRAP_US, boot=self.boot, down=self.down, faults=0,
                lights=0, bad_frames=0, presses=tuple(self._presses), ages_ms=tuple(ages_ms),
                values=values, raw=values,
            )
        )  # fmt: skip
