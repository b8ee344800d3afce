"""The box's real core and the rig at the two ends of a bad line, in virtual time.

The line loses, doubles, flips and holds bytes up, and breaks; the box starts anew; feet bounce. The
rig's end asks and gives up as its serial process does. What comes of it are the events of a night.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from core_built import SAMPLE_US, CoreBox
from nights import PEDAL

from firmware_bridge.framing import Framer
from firmware_bridge.link import Link, distrust, receive
from firmware_bridge.wire import HELLO_REQUEST, LIGHTS_COMMAND, command
from rig.conductor.events import FrameIn, PortFound, PortLost
from rig.ports.serial_in import ASK_US, GREET_US, LOST_US

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from rig.conductor.events import Event

BYTE_US = 87
CALM_US = 1_500_000
"""Nothing goes wrong so long from power on, and before the end."""
ECHO_MAX = 160


class Rates(NamedTuple):
    """How bad a line is, in shares of its bytes."""

    dropped: float = 0.0
    doubled: float = 0.0
    flipped: float = 0.0
    bursts: float = 0.0
    """Noise begins, in place of 1 to 60 bytes."""
    stalls: float = 0.0
    """Before them everything waits for up to a second."""
    echoes: float = 0.0
    """With them the last up to 64 bytes come twice."""


class Outage(NamedTuple):
    """Something is out between two instants."""

    begin_us: int
    end_us: int
    reset: bool = False
    """The box has no power, and starts anew; else the line is cut."""
    unplugged: bool = False
    """The rig's end sees that the port is gone."""


class Tread(NamedTuple):
    """A foot on a switch; the contact opens and closes at these instants, beginning closed."""

    switch: int
    toggles_us: tuple[int, ...]


class Sent(NamedTuple):
    """A frame of the box, and when it was made."""

    frame: bytes
    """Without its closing zero."""
    life: int
    """How often the box had started before."""
    at_us: int


def tread(switch: int, at_us: int, hold_us: int, bounce_us: int, chance: Random) -> Tread:
    """A press and its release, both of which bounce for up to so long.

    The first contact outlasts a sample: what no sample sees is no edge.
    """
    toggles = [at_us]
    for begin_us, first_us in ((at_us, 2 * SAMPLE_US), (at_us + hold_us, 1)):
        if begin_us != at_us:
            toggles.append(begin_us)
        end_us, now_us = begin_us + bounce_us, begin_us + first_us + chance.randrange(500)
        while now_us < end_us - 1:
            toggles += (now_us, now_us := min(end_us, now_us + 1 + chance.randrange(1500)))
            now_us += 1 + chance.randrange(1500)
    assert len(toggles) % 2 == 0
    return Tread(switch, tuple(toggles))


@dataclass(slots=True)
class Wire:
    """One direction of the line."""

    chance: Random
    rates: Rates
    outages: Sequence[Outage]
    calm_from_us: int
    _free_us: int = 0
    _before_us: int = 0
    _came_us: int = 0
    _flying: deque[tuple[int, int]] = field(default_factory=deque)
    _last: deque[int] = field(default_factory=lambda: deque(maxlen=ECHO_MAX))
    _burst: int = 0

    def send(self, at_us: int, data: bytes) -> None:
        """Bytes are written; each takes its time."""
        for byte in data:
            self._free_us = max(self._free_us, at_us) + BYTE_US
            for one in self._carried(byte):
                self._flying.append((self._came_us, one))

    def _carried(self, byte: int) -> list[int]:
        """What comes in place of a byte, and is no earlier than all before it."""
        before_us, self._before_us = self._before_us, self._free_us
        self._came_us = max(self._came_us, self._free_us)
        if any(one.begin_us <= self._free_us < one.end_us for one in self.outages):
            return []
        if any(before_us < one.end_us <= self._free_us for one in self.outages):
            self._last.clear()
        if not CALM_US <= self._free_us < self.calm_from_us:
            return [byte]
        chance, rates = self.chance, self.rates
        if chance.random() < rates.stalls:
            self._came_us = max(self._came_us, self._free_us + chance.randrange(1_000_000))
        carried = self._damaged(byte)
        self._last += carried
        if chance.random() < rates.echoes:
            carried += [*self._last][-chance.randrange(1, ECHO_MAX + 1) :]
        return carried

    def _damaged(self, byte: int) -> list[int]:
        chance, rates = self.chance, self.rates
        if chance.random() < rates.bursts:
            self._burst = chance.randrange(1, 61)
        if self._burst:
            self._burst -= 1
            return [chance.randrange(256)]
        fate = chance.random()
        for share, carried in (
            (rates.dropped, []),
            (rates.doubled, [byte, byte]),
            (rates.flipped, [byte ^ 1 << chance.randrange(8)]),
        ):
            if fate < share:
                return carried
            fate -= share
        return [byte]

    def take(self, until_us: int) -> bytes:
        """What has come by an instant."""
        came = bytearray()
        while self._flying and self._flying[0][0] <= until_us:
            came.append(self._flying.popleft()[1])
        return bytes(came)


@dataclass(slots=True)
class Host:
    """The rig's end of the line: what its process does with its port, for the core to hear."""

    to_box: Wire
    events: list[Event] = field(default_factory=list)
    link: Link = field(default_factory=Link)
    _framer: Framer = field(default_factory=Framer)
    _heard_us: int | None = None
    _ask_us: int = 0
    _light_us: int = 0
    _seq: int = 0

    def hear(self, at_us: int, data: bytes) -> None:
        """Bytes have come."""
        self._framer, frames = self._framer.feed(data)
        for frame in frames:
            before = self.link
            self.link, _ = receive(before, frame, at_us)
            if self.link.trusted and self._heard_us is None:
                self.events.append(PortFound(at_us, PEDAL, PEDAL))
            elif before.trusted and not self.link.trusted:
                self._ask_us = at_us
            if self.link.trusted and self.link.seq != before.seq:
                self._heard_us = at_us
            self.events.append(FrameIn(at_us, at_us, PEDAL, frame))

    def mind(self, at_us: int) -> None:
        """Time has passed: a silence is noticed, and what is due is said."""
        if self._heard_us is not None and at_us - self._heard_us >= LOST_US:
            self.lose(at_us)
        if at_us >= self._ask_us:
            self._ask_us = at_us + (GREET_US if self.link.trusted else ASK_US)
            self._say(at_us, HELLO_REQUEST)
        if self.link.trusted and at_us >= self._light_us:
            self._light_us = at_us + ASK_US
            self._say(at_us, LIGHTS_COMMAND, bytes((self._seq & 63,)))

    def lose(self, at_us: int, *, reopened: bool = False) -> None:
        """The line is lost, by silence or with its port."""
        self.link = distrust(self.link)
        if self._heard_us is not None:
            self.events.append(PortLost(at_us, PEDAL))
        self._heard_us, self._ask_us = None, at_us
        if reopened:
            self._framer = Framer()

    def _say(self, at_us: int, kind: int, payload: bytes = b"") -> None:
        self.to_box.send(at_us, command(self._seq, kind, payload))
        self._seq = (self._seq + 1) % 256


@dataclass(slots=True)
class Played:
    """What came of a night on the line."""

    events: list[Event]
    sent: list[Sent]
    """Every frame the box made."""
    lives_us: list[tuple[int, int]]
    """When each life of the box began and ended."""


def play(
    chance: Random, rates: Rates, treads: Sequence[Tread], outages: Sequence[Outage] = (), *,
    until_us: int, ppm: int = 0, booted_us: int = 0
) -> Played:  # fmt: skip
    """A night; the box's clock runs off by so many ppm, and read ``booted_us`` at first."""
    edges = deque(sorted((us, one.switch) for one in treads for us in one.toggles_us))
    to_host, to_box = (Wire(chance, rates, outages, until_us - CALM_US) for _ in range(2))
    host, framer = Host(to_box), Framer()
    played = Played(host.events, [], [(0, until_us)])
    box, high, began_us = CoreBox(now_us=booted_us, chance=1895), 0x3F, 0
    resets = deque(sorted(one for one in outages if one.reset))
    losses = deque(sorted(one.begin_us for one in outages if one.unplugged))
    for now_us in _ticks(until_us, ppm):
        while edges and edges[0][0] <= now_us:
            high ^= 1 << edges.popleft()[1]
        if losses and losses[0] <= now_us:
            losses.popleft()
            host.lose(now_us, reopened=True)
        if resets and resets[0].begin_us <= now_us:
            if played.lives_us[-1][1] == until_us:
                played.lives_us[-1] = (began_us, now_us)
                box.write()
            if now_us < resets[0].end_us:
                host.hear(now_us, to_host.take(now_us))
                host.mind(now_us)
                continue
            resets.popleft()
            box, began_us = CoreBox(bytes(box.eeprom), high=high), now_us
            framer = Framer()
            played.lives_us.append((now_us, until_us))
        box.high = high
        box.receive(to_box.take(now_us))
        box.sample()
        if said := box.bytes_out():
            framer, frames = framer.feed(said)
            played.sent += (Sent(one, len(played.lives_us) - 1, now_us) for one in frames)
            to_host.send(now_us, said)
        host.hear(now_us, to_host.take(now_us))
        host.mind(now_us)
    return played


def _ticks(until_us: int, ppm: int) -> Iterator[int]:
    """The instants of the box's samples, on the clock of the world."""
    for tick in range(1, until_us // SAMPLE_US):
        now_us = tick * SAMPLE_US * 1_000_000 // (1_000_000 + ppm)
        if now_us >= until_us:
            return
        yield now_us
