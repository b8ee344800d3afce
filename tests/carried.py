"""What a line carried, judged from outside: of every press what must become of it, frame by frame.

A second opinion on the host's side, from what came and when, and from when feet trod: it knows the
page of the protocol and the clock of the world, and nothing of the rig's own reckoning.
"""

from __future__ import annotations

import struct
from bisect import bisect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from textbook import unsealed

from rig.conductor.events import FrameIn, PortLost

if TYPE_CHECKING:
    from channel import Played, Sent, Tread

HELLO, EVENT, BEAT = 1, 2, 4
HOST_KINDS = 0x40  # from here on it is an echo of the host's own
AGO_FRAMES = 200
WINDOW_US = 250_000
SLACK_US = 2_000
"""A sample, half a bounce that no sample saw, and an age in whole milliseconds."""
DRIFT = 0.015
"""By so much of the time since a frame the host may misjudge others: by the hundredth that it lets
the quickest frame age, and by the half per cent that the clocks of these tests may run apart."""
NEAR_US = 12_000


class Learned(NamedTuple):
    """What one frame told of one switch, and how well the host could date it."""

    overtaken: int
    """Presses of which only the number came: shown as missed."""
    edge_us: int
    """The first edge of the press that was told."""
    error_us: float
    """By so much the host may take that edge to be earlier or later."""


@dataclass(slots=True)
class Ear:
    """One who hears a line and follows the page of the protocol."""

    edges: dict[tuple[int, int, int], int]
    """When the foot came down, by life, switch and the box's own number of the press."""
    life: int | None = None
    trusted: bool = False
    known: dict[tuple[int, int], int] = field(default_factory=dict)
    """Presses heard of, by life and switch."""
    newest: int = -1
    """Which of the frames that were sent was the last to be heard."""
    quick: list[tuple[int, int]] = field(default_factory=list)
    """How long frames were on their way, and when they came."""

    def hear(self, number: int, sent: Sent, body: bytes, came_us: int) -> dict[int, Learned]:
        """What a sound frame of the box tells, by switch; an older one tells nothing."""
        kind = body[0]
        if number <= self.newest or (kind != HELLO and self.life is None):
            return {}
        if kind == HELLO:
            if not (self.trusted and sent.life == self.life):
                self.life, self.trusted, self.quick = sent.life, False, []
        elif kind == BEAT and sent.life != self.life:
            self.distrust()
            return {}
        elif kind == BEAT:
            self.trusted = True
        elif not self.trusted or sent.life != self.life:
            return {}
        self.newest = number
        if kind != EVENT:  # whose clock reads the first edge, a little before it was made
            self.quick.append((came_us - sent.at_us, came_us))
        if kind == BEAT:
            counts = struct.unpack_from("<6H", body, 13)
            return self._learn(dict(enumerate(counts)), came_us)
        if kind == EVENT and body[9] >> body[8] & 1:
            return self._learn({body[8]: struct.unpack_from("<H", body, 10)[0]}, came_us)
        return {}

    def distrust(self) -> None:
        """The line is lost, or another life speaks."""
        self.life, self.trusted = None, False

    def _learn(self, counts: dict[int, int], came_us: int) -> dict[int, Learned]:
        told = {}
        for switch, count in counts.items():
            newly = count - self.known.get((self.life, switch), 0)
            assert newly >= 0, "the box counts up, and its line keeps the order"
            if newly:
                self.known[self.life, switch] = count
                edge_us = self.edges[self.life, switch, count]
                told[switch] = Learned(newly - 1, edge_us, self._error_us(edge_us, came_us))
        return told

    def _error_us(self, edge_us: int, now_us: int) -> float:
        """No frame that was heard is forgotten by more than time excuses."""
        waits = (late + DRIFT * (now_us - min(came, edge_us)) for late, came in self.quick)
        return SLACK_US + min(waits)


def edges_of(played: Played, treads: list[Tread]) -> dict[tuple[int, int, int], int]:
    """When the foot came down for each press that a box counted: each once, and no other."""
    feet = {switch: [] for switch in range(6)}
    for one in sorted(treads, key=lambda one: one.toggles_us):
        feet[one.switch].append(one.toggles_us[0])
    edges = {}
    for sent in played.sent:
        body = unsealed(sent.frame)
        if body[0] == EVENT and body[9] >> body[8] & 1:
            switch, number = body[8], struct.unpack_from("<H", body, 10)[0]
            near = [us for us in feet[switch] if 0 <= sent.at_us - us < NEAR_US]
            assert len(near) == 1, "no press without a foot"
            assert (sent.life, switch, number) not in edges
            edges[sent.life, switch, number] = near[0]
            feet[switch].remove(near[0])
    off = [(one[1], two[0]) for one, two in zip(played.lives_us, played.lives_us[1:], strict=False)]
    unseen = [us for one in feet.values() for us in one]
    for us in unseen:
        assert any(begin - SLACK_US < us < end for begin, end in off), "no foot without a press"
    return edges


@dataclass(slots=True)
class Carried:
    """A whole night, as it should be."""

    told: list[dict[int, Learned]]
    """For each event, what it told by switch."""
    forged: int
    """Frames that were sound and never sent: the checksum lets one damaged frame in 65,536 by."""
    damaged: int
    """Frames that came and were none."""
    counted: int
    """Presses that a box counted."""
    untold: int
    """Presses a box counted and took with it when it started anew."""
    trusted: bool
    """Whether the box is believed in the end."""


def carried(played: Played, treads: list[Tread]) -> Carried:
    """Judge a night on the line."""
    edges = edges_of(played, treads)
    ear, told, forged, events = Ear(edges), [], 0, played.events
    for event in events:
        told.append({})
        if isinstance(event, PortLost):
            ear.distrust()
        elif isinstance(event, FrameIn) and (body := unsealed(event.data)) is not None:
            number = last_sent(played.sent, event)
            if number is not None:
                told[-1] = ear.hear(number, played.sent[number], body, event.at_us)
            elif body[0] < HOST_KINDS:
                forged += 1
    return Carried(
        told=told,
        forged=forged,
        damaged=sum(isinstance(one, FrameIn) and unsealed(one.data) is None for one in events),
        counted=len(edges),
        untold=len(edges) - sum(ear.known.values()),
        trusted=ear.trusted,
    )


def last_sent(sent: list[Sent], came: FrameIn) -> int | None:
    """Which frame it was that came; two lives of a box may send the same."""
    number = bisect(sent, came.at_us, key=lambda one: one.at_us)
    for before in range(number - 1, max(-1, number - 1 - AGO_FRAMES), -1):
        if sent[before].frame == came.data:
            return before
    return None
