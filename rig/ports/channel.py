"""Records between the engine and its port processes: one record, one datagram.

A record is a kind (one byte), the instant the port process saw it (``CLOCK_MONOTONIC`` in
microseconds, which all processes of one machine share), and a payload. ``SOCK_SEQPACKET`` keeps
record borders and order, and tells when the other end is gone; where the system lacks it
(macOS), a datagram pair serves.
"""

from __future__ import annotations

import socket
import struct
import time
from typing import Final

RECORD_MAX: Final = 512
"""Bytes of the longest record; what is longer is dropped by the port that saw it, and counted."""

MIDI: Final = b"M"
"""One whole MIDI message, as the driver delivered it."""
FRAME: Final = b"S"
"""One serial frame, without its closing zero byte."""
KEY: Final = b"K"
"""One key of the computer's keyboard, as UTF-8."""
FOUND: Final = b"+"
"""The port is open; the payload is its full name, as UTF-8."""
LOST: Final = b"-"
"""The port is gone."""
FILM: Final = b"F"
"""Where the film is, from a machine; the payload is made by :func:`pack_film`."""
BEAT: Final = b"B"
"""Where an external leader's music is; the payload is made by :func:`pack_beat`."""
ROLL: Final = b"R"
"""Sent to a player's process: let the film roll."""
SILENCE: Final = b"\xff"
"""Sent to a MIDI output's process in place of a message, MIDI's reset byte ends all that sounds."""
TROUBLE: Final = b"!"
"""Something the player should read; the payload is one line of UTF-8."""
NAMED: Final = b"N"
"""A spare line has become a port's; the payload is both their names, a zero byte between."""
HANDS: Final = b"H"
"""A piece of new hands."""

_BUFFER_BYTES: Final = 262_144
"""Asked of the system for each direction; Linux by default grants room for some 550 records."""

_HEAD: Final = struct.Struct("<cq")
_FILM: Final = struct.Struct("<cqi")
_BEAT: Final = struct.Struct("<qq?")

SECONDS: Final = b"s"
FRAMES: Final = b"f"


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected, non-blocking ends; either may be handed to another process by its number."""
    kind = socket.SOCK_SEQPACKET if hasattr(socket, "SOCK_SEQPACKET") else socket.SOCK_DGRAM
    try:
        ends = socket.socketpair(socket.AF_UNIX, kind)
    except OSError:  # macOS names SOCK_SEQPACKET but has it for no local family
        ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    for end in ends:
        end.settimeout(0)
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            end.setsockopt(socket.SOL_SOCKET, buffer, _BUFFER_BYTES)
    return ends


def now_us() -> int:
    """The monotonic clock, in microseconds."""
    return time.monotonic_ns() // 1000


def pack(kind: bytes, stamped_us: int, payload: bytes = b"") -> bytes:
    """One record as bytes."""
    return _HEAD.pack(kind, stamped_us) + payload


def unpack(record: bytes) -> tuple[bytes, int, bytes]:
    """Kind, stamp in microseconds and payload of a record.

    Raises ``struct.error`` when the record is shorter than its head.
    """
    kind, stamped_us = _HEAD.unpack_from(record)
    return kind, stamped_us, record[_HEAD.size :]


def pack_film(unit: bytes, position_millionths: int, rate_ppm: int) -> bytes:
    """A reading of film time: ``SECONDS`` of the source's clock, or ``FRAMES`` of the print.

    The record's stamp is the instant at which the source stood there. Its clock runs at
    ``rate_ppm`` millionths of real time: 0 is stopped, negative is backwards.
    """
    return _FILM.pack(unit, position_millionths, rate_ppm)


def unpack_film(payload: bytes) -> tuple[bytes, int, int]:
    """Unit, position in millionths and rate of a reading.

    Raises ``struct.error`` when the payload is none.
    """
    return _FILM.unpack(payload)


def pack_beat(clocks: int, beat_us: int, *, running: bool) -> bytes:
    """A place of an external leader: MIDI clocks since its song began, 24 to the quarter.

    The record's stamp is the instant of that clock; a quarter lasts ``beat_us`` microseconds.
    """
    return _BEAT.pack(clocks, beat_us, running)


def unpack_beat(payload: bytes) -> tuple[int, int, bool]:
    """Clocks, length of a quarter in microseconds, and whether the leader runs.

    Raises ``struct.error`` when the payload is none.
    """
    return _BEAT.unpack(payload)
