"""A footswitch as PROTOCOL.md has it, with any state and at any instant; and a line to hear it."""

from __future__ import annotations

from dataclasses import dataclass, field

from firmware_bridge.link import Link, receive
from firmware_bridge.said import Beat, Event, Hello, Pedal
from firmware_bridge.wire import encode

WRAP_US = 1 << 32


@dataclass(slots=True)
class WiredBox:
    """Each method gives the frame it would send; time is in milliseconds since its boot."""

    serial: str = "FS-00017"
    boot: int = 1
    seq: int = 0
    down: int = 0
    faults: int = 0
    presses: list[int] = field(default_factory=lambda: [0] * 6)
    values: tuple[int, int] = (0, 0)
    calibration: tuple = ((7, 7), (0, 0))
    booted_us: int = 0
    """What its clock read at 0 ms."""
    ages: dict[int, float] = field(default_factory=dict)

    def _t_us(self, at_ms):
        return (self.booted_us + round(at_ms * 1000)) % WRAP_US

    def _send(self, kind, at_ms, *fields):
        noun = kind(self.seq, self._t_us(at_ms), *fields)
        self.seq = (self.seq + 1) % 256
        return encode(noun)[:-1]

    def hello(self, at_ms=0.0):
        told = (1, 1, self.boot, 6, 2, 6, 0b111, 0b100, 0, False, self.calibration)
        return self._send(Hello, at_ms, self.serial, (1, 0), *told)

    def beat(self, at_ms=0.0):
        ages = [min(0xFFFF, int(at_ms - self.ages.get(one, -1e9))) for one in range(6)]
        state = (self.boot, self.down, self.faults, 0, 0)
        return self._send(
            Beat, at_ms, *state, tuple(self.presses), tuple(ages), self.values, self.values
        )

    def toggle(self, switch=0, at_ms=0.0):
        self.down ^= 1 << switch
        if self.down >> switch & 1:
            self.presses[switch] = (self.presses[switch] + 1) % 65536
            self.ages[switch] = at_ms
        return self._send(Event, at_ms, self.boot, switch, self.down, self.presses[switch])

    def slide(self, pedal, value, at_ms=0.0):
        self.values = (value, self.values[1]) if pedal == 0 else (self.values[0], value)
        return self._send(Pedal, at_ms, pedal, value)


def play(link, *frames, came_ms=0.0):
    """The link after these frames, all at one instant, and all that was heard."""
    told = []
    for frame in frames:
        link, heard = receive(link, frame, round(came_ms * 1000))
        told += heard
    return link, told


def met(box):
    """The line of a box that has said HELLO and how everything stands, at once."""
    return play(Link(), box.hello(), box.beat())[0]
