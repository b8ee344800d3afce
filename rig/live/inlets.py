"""Where the live events come from: records of the port processes, names being looked up, time."""

from __future__ import annotations

import select
import struct
from collections import deque
from typing import TYPE_CHECKING, Final

from rig.conductor.events import (
    BeatIn,
    Closing,
    FilmIn,
    FrameIn,
    KeyIn,
    MidiIn,
    PortFound,
    PortLost,
    TargetBack,
    Trouble,
    Wake,
)
from rig.conductor.lights import LIGHTS
from rig.live.handover import Taking
from rig.ports import channel

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from rig.conductor.events import Event
    from rig.conductor.state import State
    from rig.score.measure import Micros

IDLE_US: Final = 100_000
"""The loop turns at least this often, for its beat and the display."""

_SECOND_US: Final = 1_000_000


class Inlets:
    """The live source of events: one select over every port, up to the next deadline."""

    def __init__(
        self,
        ports: dict[socket.socket, str],
        outs: dict[str, int],
        idle: Callable[[State], None],
    ) -> None:
        self.ports = ports
        self.lines = {name: port for port, name in ports.items()}
        """The same the other way round, to talk to who is behind a port."""
        self._outs = outs
        self._hands = Taking()
        self._found: set[str] = set()
        """The ports that have been found so far."""
        self.waiting: deque[Event] = deque()
        """Events from inside the engine, heard before anything else."""
        self.closing = False
        """Set when the night shall end."""
        self._idle = idle
        self._last_us = 0
        self._ended = False

    def now_us(self, after_us: Micros = 0) -> Micros:
        """The instant for the next event: the clock's, never before the last one."""
        self._last_us = max(self._last_us, after_us, channel.now_us())
        return self._last_us

    def next(self, state: State) -> Event | None:
        """The next event of the night; waits for it."""
        while not self.waiting:
            if self._ended:
                return None
            if self.closing:
                self._ended = True
                return Closing(self.now_us())
            now_us = self.now_us()
            if state.wake_us is not None and state.wake_us <= now_us:
                self._take(0)
                return self.waiting.popleft() if self.waiting else Wake(now_us)
            wait_us = IDLE_US if state.wake_us is None else min(IDLE_US, state.wake_us - now_us)
            if not self._take(wait_us) and wait_us == IDLE_US:
                self._idle(state)
        return self.waiting.popleft()

    def _take(self, wait_us: int) -> bool:
        """Wait for a record, at most so long, and take one; whether it told news.

        It is the record of the port that was quiet longest: a foot never waits behind a flood.
        """
        readable, _, _ = select.select(self.ports, (), (), wait_us / _SECOND_US)
        for port in readable:
            try:
                record = port.recv(channel.RECORD_MAX + 1)
            except BlockingIOError:
                continue
            except OSError:
                record = b""
            name = self.ports.pop(port)
            if record:
                self.ports[port] = name  # now the last of them, and the others come first
                event = self._event(name, record)
                if event is not None:
                    self.waiting.append(event)
                    return True
            # Its far end is gone for good, and would be readable for ever.
        return False

    def _event(self, name: str, record: bytes) -> Event | None:
        """What a record says; None for one that is nothing to the show by itself."""
        try:
            kind, stamped_us, payload = channel.unpack(record)
        except struct.error:
            return Trouble(self.now_us(), f"{name}: a record that is none")
        at_us = self.now_us()
        if kind in (channel.FILM, channel.BEAT):
            return _reading(name, kind, at_us, stamped_us, payload)
        if kind == channel.MIDI:
            return MidiIn(at_us, stamped_us, name, payload)
        if kind == channel.FRAME:
            return FrameIn(at_us, stamped_us, name, payload)
        if kind == channel.HANDS:
            return self._hands.take(at_us, payload)
        text = payload.decode("utf-8", "replace")
        if kind == channel.NAMED:
            self._name(*text.partition("\0")[::2])
            return None
        if kind == channel.KEY:
            return KeyIn(at_us, stamped_us, text)
        if kind == channel.FOUND:
            self._found.add(name)
            out = self._outs.get(name)
            return PortFound(at_us, name, text) if out is None else TargetBack(at_us, out)
        if kind == channel.LOST:
            return PortLost(at_us, name)
        if name.endswith(LIGHTS) and name not in self._found:
            return None  # who asks for the device has said so; one without lights is no trouble
        return Trouble(at_us, text)

    def _name(self, spare: str, name: str) -> None:
        """A spare line is a port's from now on; an engine begun meanwhile knows it by its name."""
        port = self.lines.pop(spare, None)
        if port is not None:
            self.lines[name], self.ports[port] = port, name


def _reading(name: str, kind: bytes, at_us: Micros, stamped_us: Micros, payload: bytes) -> Event:
    """Where a machine's film or music is; a payload that is none is told."""
    try:
        if kind == channel.BEAT:
            return BeatIn(at_us, stamped_us, name, *channel.unpack_beat(payload))
        unit, position_millionths, rate_ppm = channel.unpack_film(payload)
    except struct.error:
        return Trouble(at_us, f"{name}: a reading that is none")
    if unit not in (channel.SECONDS, channel.FRAMES):
        return Trouble(at_us, f"{name}: a reading in a unit that is none")
    return FilmIn(at_us, stamped_us, name, unit.decode(), position_millionths, rate_ppm)
