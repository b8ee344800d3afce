"""The wire once more, as its definitions have it: a second opinion on what both ends run.

Slow on purpose: a checksum bit by bit, and runs taken apart byte by byte.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import firmware_bridge

FRAME_MAX = 64
VECTORS = Path(firmware_bridge.__file__).parent / "vectors.txt"


class Vector(NamedTuple):
    """A line of vectors.txt."""

    name: str
    body: bytes | None
    """None of a bad frame."""
    frame: bytes
    """Without its closing zero."""


def vectors() -> list[Vector]:
    """Every frame of vectors.txt, sound and damaged."""
    lines = [line.split() for line in VECTORS.read_text("ascii").splitlines()]
    return [_vector(*line) for line in lines if line and line[0] != "#"]


def _vector(word: str, name: str, *hexes: str) -> Vector:
    *body, frame = map(bytes.fromhex, hexes)
    assert (word, len(body)) in (("good", 1), ("bad", 0)), name
    return Vector(name, body[0] if body else None, frame)


def crc(data: bytes) -> bytes:
    """Polynomial 1021, start FFFF, final xor FFFF, not reflected; the high byte first."""
    rest = 0xFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            carry = (rest >> 15) ^ (byte >> bit & 1)
            rest = (rest << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return (rest ^ 0xFFFF).to_bytes(2, "big")


def sealed(body: bytes) -> bytes:
    """A frame without its closing zero: write, and go back to mend the way to the next zero."""
    out, code_at = bytearray(1), 0
    for byte in body + crc(body):
        if byte:
            out.append(byte)
        else:
            out[code_at] = len(out) - code_at
            code_at = len(out)
            out.append(0)
    out[code_at] = len(out) - code_at
    return bytes(out)


def unsealed(frame: bytes) -> bytes | None:
    """The body of a frame without its closing zero; None of one that is damaged."""
    if not 4 <= len(frame) <= FRAME_MAX or 0 in frame:
        return None
    body, left = bytearray(), frame[0]
    for byte in frame[1:]:
        left -= 1
        body.append(byte if left else 0)
        left = left or byte
    whole = left == 1 and crc(bytes(body[:-2])) == body[-2:]
    return bytes(body[:-2]) if whole else None
