"""Whatever may come over a footswitch's line to the host: ``python tests/fuzz_host.py CORPUS...``.

Guided by coverage; the options are libFuzzer's. An input is what the box sends. Nothing may raise,
and nothing may grow; what comes behind one zero is heard whatever came before.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from random import Random

import atheris
from textbook import FRAME_MAX, unsealed

with atheris.instrument_imports(include=["firmware_bridge"]):
    from firmware_bridge.framing import Framer, seal, unseal
    from firmware_bridge.heard import Missed, Pressed
    from firmware_bridge.link import Link, receive
    from firmware_bridge.said import Beat, Event, Foreign, Hello, Junk, Pedal, Unknown
    from firmware_bridge.wire import decode, encode

BYTE_US = 87
PAUSE_US = 700_000
HELLO = Hello(
    seq=0, t_us=0, serial="FS-FRESH", version=(1, 0), board=1, reset_cause=1, boot=1, switches=6,
    pedals=2, lights=6, closable=0, closed=0, slow=0, fresh=False, calibration=((0, 1),) * 2,
)  # fmt: skip
BEAT = Beat(
    seq=1, t_us=0, boot=1, down=0, faults=0, lights=0, bad_frames=0, presses=(0,) * 6,
    ages_ms=(0xFFFF,) * 6, values=(0, 0), raw=(0, 0),
)  # fmt: skip


def frames_of(data: bytes) -> list[bytes]:
    """What a framer makes of the bytes in pieces of many sizes; it keeps little of them."""
    framer, frames, at = Framer(), [], 0
    while at < len(data):
        upto = at + 1 + data[at] % 80
        framer, more = framer.feed(data[at:upto])
        assert len(framer.begun) <= FRAME_MAX + 1
        frames += more
        at = upto
    assert frames == [one[: FRAME_MAX + 1] for one in data.split(b"\0")[:-1] if one]
    return frames


def look_at(frame: bytes) -> None:
    """A frame says what it says, and nothing else is said by the same bytes."""
    assert unseal(frame) == unsealed(frame)
    match decode(frame):
        case Hello() | Event() | Pedal() | Beat() as said:
            assert encode(said) == frame + b"\0"
        case other:
            assert isinstance(other, Foreign | Unknown | Junk)


def follow(link: Link, frame: bytes, came_us: int) -> Link:
    """A frame of a line; what is known and told of it stays within bounds."""
    link, told = receive(link, frame, came_us)
    for one in told:
        assert not isinstance(one, Pressed) or (one.at_us <= came_us and one.switch < 6)
        assert not isinstance(one, Missed) or (0 < one.count < 0x8000 and one.switch < 6)
    assert link.seq < 0x100
    assert (link.down | link.faults) < 64
    assert len(link.presses) == 6
    assert max(link.presses) < 0x10000
    assert len(link.values) == 2
    assert all(value is None or value < 1024 for value in link.values)
    assert link.trusted <= (link.hello is not None)
    return link


def hear(data: bytes) -> None:
    """What a host makes of a line, up to a box that says HELLO behind it all."""
    link, came_us = Link(), 0
    for frame in frames_of(data):
        look_at(frame)
        came_us += BYTE_US * len(frame) + PAUSE_US * (frame[-1] % 8 == 0)
        link = follow(link, frame, came_us)
    boot = link.boot ^ 1
    said = encode(replace(HELLO, boot=boot)) + encode(replace(BEAT, boot=boot))
    for frame in Framer().feed(data + b"\0" + said)[1][-2:]:
        link = follow(link, frame, came_us)
    assert (link.trusted, link.serial, link.boot) == (True, "FS-FRESH", boot)


def changed(data: bytes, room: int, seed: int) -> bytes:
    """Chance alone never finds a checksum: mostly one frame's body is changed, and sealed again."""
    chance = Random(seed)  # noqa: S311 - the fuzzer's own seed, and no secret
    frames = data.split(b"\0")
    at = chance.randrange(len(frames))
    body = unseal(frames[at]) or b"\x04"
    if chance.random() < 1 / 3:
        return atheris.Mutate(data, room)
    frames[at] = seal(atheris.Mutate(body, FRAME_MAX - 3))[:-1]
    return b"\0".join(frames)[:room]


if __name__ == "__main__":
    atheris.Setup(sys.argv, hear, custom_mutator=changed)
    atheris.Fuzz()
