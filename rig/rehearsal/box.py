"""A pedal box, as far as its wire shows it: for scripts, demos and rehearsals."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from firmware_bridge import wire

_SERIAL: Final = "RIGDEMO1"
_BOOT: Final = 1
_POWER: Final = 1
_SEQ: Final = 256


@dataclass(slots=True)
class Box:
    """Six switches, and the frames that tell of them; each with its closing zero."""

    _seq: int = -1
    _down: int = 0
    _presses: list[int] = field(default_factory=lambda: [0] * wire.SWITCHES)

    def _next(self) -> int:
        self._seq = (self._seq + 1) % _SEQ
        return self._seq

    def hello(self, t_ms: int) -> bytes:
        """Who it is and how its switches stand."""
        return wire.encode(
            wire.Hello(
                seq=self._next(), t_ms=t_ms, serial=_SERIAL, version=(1, 0),
                switches=wire.SWITCHES, reset_cause=_POWER, boot=_BOOT, down=self._down,
                presses=tuple(self._presses),
            )
        )  # fmt: skip

    def move(self, switch: int, t_ms: int, *, pressed: bool) -> bytes:
        """A switch goes down or comes up."""
        self._presses[switch] += pressed
        bit = 1 << switch
        self._down = self._down | bit if pressed else self._down & ~bit
        return wire.encode(
            wire.Event(self._next(), t_ms, switch, pressed, self._down, self._presses[switch])
        )

    def beat(self, t_ms: int) -> bytes:
        """Its heartbeat."""
        return wire.encode(
            wire.Beat(self._next(), t_ms, _BOOT, self._down, tuple(self._presses), 0)
        )
