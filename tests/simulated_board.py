"""An Arduino Uno in a simulator, with the footswitch's real firmware in it.

Without a path it stands still until it is told to run, so that every instant is exact. With one it
keeps the pace of the clock on the wall, and a program can open its serial line at that path.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple, Self

from firmware_bridge.framing import Framer
from firmware_bridge.wire import command, decode
from rig.desk.boards import BOARDS
from rig.desk.firmware import Firmware, build, find_tools

if TYPE_CHECKING:
    from collections.abc import Iterable

    from firmware_bridge.said import Said

HERE = Path(__file__).parent
PATIENCE_S = 60
"""For one command: whoever runs this may be busy with other things."""
POWER, RESET_LINE, BROWN_OUT = 1, 2, 4
"""Bits of MCUSR, which tells the program why it was reset."""
RAM, RAM_END = 0x100, 0x900
PINB, DDR, PORT = 0x23, 1, 2
"""The registers of port B; those of C and D follow."""
_UNTOUCHED = 0xC5


class Heard(NamedTuple):
    """One frame of the box."""

    ended_us: int
    """When the stop bit of its closing zero was over."""
    said: Said


class Built(NamedTuple):
    """The simulator and what runs in it."""

    program: Path
    firmware: Firmware
    folder: TemporaryDirectory[str]


def missing() -> str | None:
    """What must be installed before a board can be simulated; None when nothing is missing."""
    if find_tools() is None:
        return "avr-gcc with Arduino's core"
    if shutil.which("gcc") is None:
        return "gcc"
    preprocessed = subprocess.run(
        ["gcc", "-E", "-"],
        input=b"#include <simavr/sim_avr.h>",
        capture_output=True,
        check=False,
    )
    return "libsimavr-dev" if preprocessed.returncode else None


@cache
def built() -> Built:
    """Both, compiled once in a run of the tests."""
    folder = TemporaryDirectory()
    program = Path(folder.name, "simulated_board")
    sources = sorted(map(str, HERE.glob("simulated_*.c")))
    strict = ("-std=gnu99", "-O2", "-Wall", "-Wextra", "-Wconversion", "-Werror")
    subprocess.run(["gcc", *strict, "-o", str(program), *sources, "-lsimavr"], check=True)
    return Built(program, build("uno", Path(folder.name)), folder)


def chip_pin(name: str) -> str:
    """The chip's name of a pin, port and bit, for the one that is printed on an Uno."""
    number = int(name[1:])
    if name[0] == "A":
        return f"C{number}"
    return f"D{number}" if number < 8 else f"B{number - 8}"


class SimulatedBoard:
    """The board; a context that powers it."""

    _wiring = BOARDS["uno"].wiring
    switch_pins = tuple(map(chip_pin, _wiring.switches.split()))
    light_pins = tuple(map(chip_pin, _wiring.lights.split()))

    def __init__(self, link: Path | None = None, elf: Path | None = None) -> None:
        self._words = [built().program, elf or built().firmware.elf, *([link] if link else [])]
        self.link = link
        self._framer = Framer()
        self._pending = b""
        self._seq = 0
        self.now_us = 0
        """Simulated, since power came."""
        self.heard: list[Heard] = []
        """What the box has said so far, where its line is not at a path."""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            self._words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()

    def _tell(self, line: str) -> str:
        """Tell the simulator one thing, take what the box says meanwhile; give the answer."""
        self.process.stdin.write(f"{line}\n".encode())
        end_s = time.monotonic() + PATIENCE_S
        while True:
            *lines, self._pending = self._pending.split(b"\n")
            for number, answer in enumerate(lines):
                if answer[:2] != b"tx":
                    assert number == len(lines) - 1, "one answer to one line"
                    now, _, said = answer.decode().partition(" ")
                    self.now_us = int(now)
                    return said
                self._take(*answer.split()[1:])
            select.select([self.process.stdout], [], [], max(0.0, end_s - time.monotonic()))
            more = self.process.stdout.read(1 << 20)
            assert more is not None, f"no answer to {line!r} within {PATIENCE_S} s"
            assert more, f"the simulator ended: {line!r}"
            self._pending += more

    def _take(self, at_us: bytes, byte: bytes) -> None:
        self._framer, frames = self._framer.feed(bytes.fromhex(byte.decode()))
        self.heard += [Heard(int(at_us), decode(frame)) for frame in frames]

    def run(self, us: int) -> list[Heard]:
        """Let so many microseconds pass; give what the box said in them."""
        before = len(self.heard)
        self._tell(f"run {us}")
        return self.heard[before:]

    def contact(self, switch: int, *changes: tuple[int, bool]) -> None:
        """Close and open a switch's contact: after how many microseconds, whether it closes."""
        words = " ".join(f"{after_us} {'0' if closes else 'z'}" for after_us, closes in changes)
        self._tell(f"pin {self.switch_pins[switch]} {words}")

    def voltage(self, channel: int, millivolts: int) -> None:
        """What analogue input A0 to A5 measures from now on."""
        self._tell(f"adc {channel} {millivolts}")

    def hear(self, data: bytes) -> None:
        """Have the host send bytes, at the line's speed."""
        self._tell(f"hear {data.hex()}")

    def command(self, kind: int, payload: bytes = b"") -> None:
        """Have the host send a sound frame."""
        self.hear(command(self._seq % 256, kind, payload))
        self._seq += 1

    def noise(self, data: bytes) -> None:
        """Have the host hear bytes that the box never sent."""
        self._tell(f"say {data.hex()}")

    def reset(self, cause: int = RESET_LINE) -> None:
        """Press the reset button, or cut the power for a moment: RAM keeps what it holds."""
        self._framer = Framer()
        self._tell(f"reset {cause}")

    def hang(self) -> None:
        """Have the program stand still, until a reset."""
        self._tell("hang")

    def cut(self) -> None:
        """Pull the plug of the serial line."""
        self._tell("cut")

    def mend(self) -> None:
        """Plug the serial line in again."""
        self._tell("mend")

    def power_came_us(self) -> int:
        """When its time began, on the monotonic clock; later where it could not keep pace."""
        return int(self._tell("wall"))

    def peek(self, address: int, count: int) -> bytes:
        """Bytes of the chip's memory: registers, ports, RAM."""
        return bytes.fromhex(self._tell(f"peek {address} {count}"))

    def poke(self, address: int, data: bytes) -> None:
        """Write RAM."""
        self._tell(f"poke {address} {data.hex()}")

    def poke_eeprom(self, address: int, data: bytes) -> None:
        """Write what is kept without power."""
        self._tell(f"eeprom {address} {data.hex()}")

    def lights(self) -> int:
        """Bit n is set where light n shines."""
        ports = self.peek(PINB, 9)
        return sum(1 << light for light, pin in enumerate(self.light_pins) if _driven(ports, pin))

    def paint_stack(self) -> None:
        """Mark the RAM that nothing uses yet; to be called before the program runs."""
        used = RAM + built().firmware.ram
        self.poke(used, bytes([_UNTOUCHED]) * (RAM_END - used))

    def stack_peak(self) -> int:
        """Bytes of RAM the stack has ever taken, since it was painted."""
        used = RAM + built().firmware.ram
        free = self.peek(used, RAM_END - used)
        return len(free.lstrip(bytes([_UNTOUCHED])))


def _driven(ports: bytes, pin: str) -> bool:
    at, mask = 3 * "BCD".index(pin[0]), 1 << int(pin[1])
    return bool(ports[at + DDR] & ports[at + PORT] & mask)


def symbol(name: str) -> int:
    """The address in RAM of one of the program's variables."""
    told = subprocess.run(
        ["avr-nm", built().firmware.elf], capture_output=True, text=True, check=True
    )
    places = {
        words[2]: words[0] for line in told.stdout.splitlines() if len(words := line.split()) == 3
    }
    return int(places[name], 16) & 0xFFFF


def said(heard: Iterable[Heard], kind: type) -> list:
    """Those of one kind."""
    return [one.said for one in heard if isinstance(one.said, kind)]
