"""Bytes into frames and back: COBS around a checksummed body, every frame closed by a zero."""

from __future__ import annotations

from binascii import crc_hqx
from dataclasses import dataclass
from typing import Final

FRAME_MAX: Final = 64
"""Bytes of the longest frame, without its closing zero: a body of 61, its CRC, one of COBS."""


def seal(body: bytes) -> bytes:
    """The frame around a body of at most 61 bytes, with its closing zero."""
    checked = body + _crc(body)
    return b"".join(bytes((len(run) + 1,)) + run for run in checked.split(b"\0")) + b"\0"


def unseal(frame: bytes) -> bytes | None:
    """The body of a frame that came without its closing zero; None when it is damaged."""
    if len(frame) > FRAME_MAX or 0 in frame:
        return None
    runs = []
    at = 0
    while at < len(frame):
        end = at + frame[at]
        runs.append(frame[at + 1 : end])
        at = end
    checked = b"\0".join(runs)
    body = checked[:-2]
    # A last run that promised more than came is damage even where the checksum is content.
    return body if at == len(frame) and body and checked[-2:] == _crc(body) else None


def _crc(body: bytes) -> bytes:
    return (crc_hqx(body, 0xFFFF) ^ 0xFFFF).to_bytes(2, "big")


@dataclass(frozen=True, slots=True)
class Framer:
    """Where one frame ends and the next begins; every opening of the port starts a new one."""

    begun: bytes = b""
    """The frame whose zero has not come yet: at most ``FRAME_MAX + 1`` bytes."""

    def feed(self, data: bytes) -> tuple[Framer, tuple[bytes, ...]]:
        """Take what the port read; hand on the frames it ended, without their zeros.

        Empty frames mean nothing and are left out. A frame longer than ``FRAME_MAX`` is cut to
        ``FRAME_MAX + 1`` bytes, which no decoder accepts.
        """
        *ended, begun = (self.begun + data).split(b"\0")
        # One byte more than allowed: cut to the limit itself, garbage could become a valid frame.
        cut = FRAME_MAX + 1
        return Framer(begun[:cut]), tuple(frame[:cut] for frame in ended if frame)
