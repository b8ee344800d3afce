"""What tests of the footswitch's process have in common."""

from __future__ import annotations

from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

from box_at_work import LEVEL, NEW

from firmware_bridge.framing import unseal
from firmware_bridge.link import Link, distrust, receive
from firmware_bridge.wire import encode
from rig.ports.channel import FOUND, FRAME, LOST

if TYPE_CHECKING:
    from parts import PortProcess, SerialBox

    from firmware_bridge.heard import Heard

HELLO, BEAT = encode(NEW), encode(replace(LEVEL, seq=1))
PATIENCE_S = 8
"""A loaded machine may begin a process slowly."""


def rest(seconds: float) -> None:
    assert not Event().wait(seconds)


def bodies(heard: bytes) -> list[bytes]:
    """What the host has said: whole frames, all of them sound, and a zero before each."""
    assert heard[:1] in (b"", b"\0")
    *frames, _ = heard.split(b"\0")
    return [unseal(frame) for frame in frames if frame]


def count(box: SerialBox, kind: int) -> int:
    return sum(body[0] == kind for body in bodies(box.hear()))


def found(port: PortProcess, times: int = 1) -> None:
    port.wait_payloads(FOUND, times, PATIENCE_S)


def told(records: list[tuple[bytes, int, bytes]]) -> list[Heard]:
    """What an engine hears in the frames of some records; a loss and a find as it takes them."""
    link = Link()
    heard: list[Heard] = []
    for kind, at_us, payload in records:
        if kind == LOST:
            link = distrust(link)
        if kind == FRAME:
            link, said = receive(link, payload, at_us)
            heard += said
    return heard
