"""The core of the footswitch's firmware, compiled for this machine: a box without its hardware.

``CORE_COVERAGE`` in the environment names a folder where gcov finds afterwards what was run.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from parts import require
from sources import ROOT

from firmware_bridge.framing import Framer
from firmware_bridge.said import Beat, Event, Hello, Pedal
from firmware_bridge.wire import command, decode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from firmware_bridge.said import Said

SKETCH = ROOT / "firmware_bridge" / "firmware" / "footswitch"
STRICT = ("-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Wpedantic", "-Werror")
COVERAGE = "CORE_COVERAGE"
SAMPLE_US = 341
"""Between two samples of the sketch."""
BLANK = bytes([0xFF]) * 24
"""An EEPROM that nobody has written to."""
WRAP_US = 1 << 32

_SIZE = '#include "box.h"\n#include <stddef.h>\nconst size_t box_size = sizeof(struct box);\n'


class Board(NamedTuple):
    """What a box is built of."""

    board: int = 1
    switches: int = 6
    pedals: int = 2
    lights: int = 6
    closable: int = 0b111111


class _Inputs(ctypes.Structure):
    _fields_ = (
        ("high", ctypes.c_uint8),
        ("cut", ctypes.c_uint8),
        ("pedal", ctypes.c_uint16 * 2),
    )


@cache
def core() -> ctypes.CDLL:
    """The library; a test that asks for it is skipped where nothing compiles."""
    measured = os.environ.get(COVERAGE)
    compiler, *flags = ("gcc", "-O0", "--coverage") if measured else ("cc", "-O1")
    require(compiler)
    with TemporaryDirectory() as scratch:
        folder = Path(measured or scratch)
        size = folder / "size.c"
        size.write_text(_SIZE)
        sources = (*sorted(SKETCH.glob("*.c")), size)
        strict = (*STRICT, "-fPIC", f"-I{SKETCH}", "-c")
        subprocess.run([compiler, *flags, *strict, *sources], check=True, cwd=folder)
        link = ("-shared", "-o", "core.so")
        subprocess.run([compiler, *flags, *link, *folder.glob("*.o")], check=True, cwd=folder)
        library = ctypes.CDLL(str(folder / "core.so"))
    library.box_send.restype = library.box_setting.restype = ctypes.c_bool
    library.box_lights.restype = library.box_supervised.restype = ctypes.c_uint8
    return library


class CoreBox:
    """A box at its first instant, on a clock and with feet that the test moves.

    ``high``, ``cut`` and ``pedals`` are what its inputs read, ``open`` is whether somebody takes
    what the box sends; they may be set at any time.
    """

    def __init__(
        self,
        eeprom: bytes = BLANK,
        *,
        now_us: int = 0,
        high: int = 0b111111,
        cut: int = 0,
        pedals: Sequence[int] = (0, 0),
        chance: int = 0,
        reset_cause: int = 1,
        board: Board | None = None,
    ) -> None:
        self._core = core()
        size = ctypes.c_size_t.in_dll(self._core, "box_size").value
        self._box = ctypes.create_string_buffer(size)
        self._framer = Framer()
        self._seq = 0
        self._sent = bytearray()
        self.open = True
        self.high, self.cut, self.pedals = high, cut, list(pedals)
        self.now_us = now_us
        """Not wrapped; the core sees its lower 32 bits."""
        self.eeprom = bytearray(eeprom)
        self._core.box_begin(
            self._box,
            bytes(board or Board()),
            bytes(eeprom),
            ctypes.c_uint32(chance),
            reset_cause,
            self._inputs(),
            self._now(),
        )

    def _now(self) -> ctypes.c_uint32:
        return ctypes.c_uint32(self.now_us % WRAP_US)

    def _inputs(self) -> object:
        return ctypes.byref(_Inputs(self.high, self.cut, tuple(self.pedals)))

    def sample(self, after_us: int = SAMPLE_US) -> None:
        """Let so much time pass, then sample."""
        self.now_us += after_us
        self._core.box_sample(self._box, self._inputs(), self._now())
        if self.open:
            self._take()

    def advance(self, us: int, step_us: int = SAMPLE_US) -> None:
        """Let so much time pass, sampling all the while."""
        end_us = self.now_us + us
        while self.now_us + step_us <= end_us:
            self.sample(step_us)
        if self.now_us < end_us:
            self.sample(end_us - self.now_us)

    def press(self, *switches: int) -> None:
        """Pull these pins low."""
        for switch in switches:
            self.high &= ~(1 << switch)

    def release(self, *switches: int) -> None:
        """Let these pins go."""
        for switch in switches:
            self.high |= 1 << switch

    def receive(self, data: bytes) -> None:
        """Let these bytes arrive at this instant."""
        for byte in data:
            self._core.box_receive(self._box, byte, self._now())

    def tell(self, kind: int, payload: bytes = b"") -> None:
        """Let a frame of the host's arrive, as the host writes it."""
        self.receive(command(self._seq, kind, payload))
        self._seq = (self._seq + 1) % 256

    def _take(self) -> None:
        byte = ctypes.c_uint8()
        while self._core.box_send(self._box, ctypes.byref(byte)):
            self._sent.append(byte.value)

    def bytes_out(self) -> bytes:
        """What the box has sent since the last look."""
        self._take()
        sent, self._sent = bytes(self._sent), bytearray()
        return sent

    def heard(self) -> list[Said]:
        """The frames it has sent since the last look."""
        self._framer, frames = self._framer.feed(self.bytes_out())
        return [decode(frame) for frame in frames]

    def events(self) -> list[Event]:
        """The presses and releases among them."""
        return [said for said in self.heard() if isinstance(said, Event)]

    def moves(self) -> list[Pedal]:
        """The moves of pedals among them."""
        return [said for said in self.heard() if isinstance(said, Pedal)]

    def beats(self) -> list[Beat]:
        """The heartbeats among them."""
        return [said for said in self.heard() if isinstance(said, Beat)]

    def beat(self) -> Beat:
        """The next heartbeat; what came before is passed over."""
        self.heard()
        self.advance(100_000)
        return self.beats()[-1]

    def hello(self) -> Hello:
        """What it says of itself when asked; what came before is passed over."""
        self.heard()
        self.tell(0x41)
        self.sample()
        (hello,) = (said for said in self.heard() if isinstance(said, Hello))
        return hello

    def lights(self) -> int:
        """Which lights are on at this instant."""
        return int(self._core.box_lights(self._box, self._now()))

    def supervised(self) -> int:
        """The switches whose cable is watched."""
        return int(self._core.box_supervised(self._box))

    def write(self, most: int = 24) -> int:
        """Let the EEPROM take so many bytes, if there are; how many it took."""
        at, byte = ctypes.c_uint8(), ctypes.c_uint8()
        for written in range(most):
            if not self._core.box_setting(self._box, ctypes.byref(at), ctypes.byref(byte)):
                return written
            self.eeprom[at.value] = byte.value
        return most
