"""Where packets go: connected sockets that never block, one for each output.

A dead target is told of once and delays nobody. While it is dead an empty bundle, which holds
nothing for anyone to obey, asks every second whether somebody listens again.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from rig.conductor.events import TargetBack, Trouble
from rig.conductor.lights import LIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.conductor.actions import Light
    from rig.conductor.events import Event
    from rig.venue.outs import Target

PROBE: Final = b"#bundle\0" + (1).to_bytes(8, "big")
"""An OSC bundle for at once, with nothing in it."""

PROBE_EVERY_US: Final = 1_000_000
_ANSWER_MAX: Final = 8
_BUFFER: Final = 65_536


class Outlet:
    """One UDP target."""

    def __init__(self, number: int, name: str, target: Target) -> None:
        self._number = number
        self._name = name
        self._target = target
        self._socket: socket.socket | None = None
        self._dead = True
        self._told = False
        self._probe_us: int | None = None
        self._probe_failed = True
        self.lost = 0
        """Packets that could not be sent."""
        if _numeric(target.where):
            self._connect(target.where)
            self._dead = False
        else:
            threading.Thread(target=self._look_up, daemon=True).start()

    def _look_up(self) -> None:
        """Resolve a name once, beside the loop: it may take seconds, or fail."""
        with suppress(OSError):
            found = socket.getaddrinfo(
                self._target.where, self._target.port, type=socket.SOCK_DGRAM
            )
            self._connect(str(found[0][4][0]))

    def _connect(self, address: str) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.settimeout(0)
        with suppress(OSError):
            one.connect((address, self._target.port))
        self._socket = one

    def send(self, packet: bytes) -> None:
        """Send one packet, or count it as lost."""
        try:
            if self._socket is None:
                self.lost += 1
            else:
                self._socket.send(packet)
        except OSError:
            self.lost += 1
            self._dead = True
            # A refusal is told once, and may be the probe's: whoever hears it answers for it.
            self._probe_failed = True

    def tend(self, now_us: int) -> Event | None:
        """Look whether the target is there; an event when that has changed."""
        if self._refused():
            self._dead = True
        if not self._dead:
            return None
        if not self._told:
            self._told = True
            return Trouble(now_us, self._trouble())
        if self._probe_us is None or self._socket is None:
            self._probe(now_us)
        elif now_us - self._probe_us >= PROBE_EVERY_US:
            if self._probe_failed:
                self._probe(now_us)
            else:
                self._dead, self._told, self._probe_us = False, False, None
                return TargetBack(now_us, self._number)
        return None

    def _trouble(self) -> str:
        where = f"{self._target.where}:{self._target.port}"
        if self._socket is None:
            return (
                f"{self._name}: {self._target.where} is being looked up; nothing is sent there yet"
            )
        return f"{self._name} does not answer at {where}; start it, and it gets every value"

    def _probe(self, now_us: int) -> None:
        self._probe_us = now_us
        self._probe_failed = self._socket is None
        if self._socket is not None:
            try:
                self._socket.send(PROBE)
            except OSError:
                self._probe_failed = True

    def _refused(self) -> bool:
        """Whether a refusal has come back; answers that came are let go, a few at a time."""
        if self._socket is None:
            return True
        for _ in range(_ANSWER_MAX):
            try:
                self._socket.recv(_BUFFER)
            except BlockingIOError:
                return False
            except OSError:
                self._probe_failed = True
                return True
        return False


class MidiOutlet:
    """One MIDI output: a line to its process."""

    def __init__(self, name: str, line: socket.socket) -> None:
        self._name = name
        self._line = line
        self._told = False
        self.lost = 0
        """Packets that could not be handed over."""

    def send(self, packet: bytes) -> None:
        """Hand one message over, or count it as lost when the line is full."""
        try:
            self._line.send(packet)
        except OSError:
            self.lost += 1

    def tend(self, now_us: int) -> Event | None:
        """Say once that messages were lost."""
        if not self.lost or self._told:
            return None
        self._told = True
        return Trouble(now_us, f"{self._name}: MIDI messages were lost; its port does not keep up")


class LightOutlet:
    """The lights of all devices: a line to the process of each, or to that which hears it."""

    def __init__(self, lines: Mapping[str, socket.socket]) -> None:
        """``lines`` are all of the engine's, by the names of their ports."""
        self._lines = lines
        self._slow: str | None = None
        self._told = False

    def send(self, light: Light) -> None:
        """Hand one message over; one for a line that is full, or that nobody has, is lost."""
        line = self._lines.get(light.port + LIGHTS) or self._lines.get(light.port)
        if line is None:
            return
        try:
            line.send(light.packet)
        except OSError:
            self._slow = light.port

    def tend(self, now_us: int) -> Event | None:
        """Say once that messages were lost."""
        if self._slow is None or self._told:
            return None
        self._told = True
        return Trouble(now_us, f"{self._slow}: its lights do not keep up; some may be wrong")


class Mute:
    """An output of a dry run: nothing leaves."""

    lost = 0

    def send(self, packet: bytes) -> None:
        """Let a packet go nowhere."""

    def tend(self, now_us: int) -> Event | None:
        """Nothing can be wrong with it."""


def _numeric(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
