"""A process that follows one mpv: ``python -m rig.ports.mpv_in PATH --records FD ...``.

PATH is the socket that mpv was given with ``--input-ipc-server``: a local socket of Linux or
macOS (on Windows mpv opens a named pipe instead, which is not spoken here). The process says
where the film is with every beat, and at once when it stops, starts, jumps or changes speed. A
``ROLL`` from the parent ends mpv's pause. When the socket is gone it is looked for again.
"""

from __future__ import annotations

import errno
import os
import socket
from contextlib import suppress
from functools import partial
from typing import Final

from rig.ports import child, mpv
from rig.ports.channel import FILM, ROLL, SECONDS, now_us, pack_film

_READ_MAX: Final = 65_536
_CONNECT_BEATS: Final = 2
_HASTE_MAX: Final = 25
"""Questions between two beats, so that an mpv gone mad cannot flood the engine."""
_NOT_THERE: Final = {errno.ENOENT, errno.ECONNREFUSED, errno.EAGAIN}
"""Not started yet, gone and its socket left behind, or too busy to take us."""


def main() -> None:
    """Serve until told to end."""
    given = child.arguments("mpv_in").parse_args()
    wire = child.Wire(given.name, given.records, given.beats)
    child.run(wire, partial(_serve, wire, given.name), lambda: None)


def _serve(wire: child.Wire, path: str) -> None:
    while True:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as player:
            player.settimeout(0)
            if _connected(wire, player, path):
                with suppress(OSError):
                    _follow(wire, player, path)
                wire.lost()
        beats = 0
        while beats < _CONNECT_BEATS:
            beats += wire.turn(wire.records)
            for _ in wire.take():
                wire.dropped += 1
                wire.trouble(f"mpv {path} is not there: the film was not started")


def _connected(wire: child.Wire, player: socket.socket, path: str) -> bool:
    try:
        player.connect(path)
    except OSError as error:
        if error.errno not in _NOT_THERE:
            wire.trouble(f"mpv {path} cannot be reached: {error.strerror or error}")
        return False
    wire.found(path)
    return True


def _follow(wire: child.Wire, player: socket.socket, path: str) -> None:
    """Hand on where the film is until mpv is gone.

    Raises ``OSError`` then; never returns.
    """
    follower, haste = mpv.Follower(), 0
    player.send(mpv.OBSERVE)
    while True:
        beat = wire.turn(player, wire.records)
        for message in wire.take():
            if message == ROLL:
                player.send(mpv.ROLL)
            else:
                wire.dropped += 1
        data = _read(player)
        at_us = now_us()
        junk = follower.junk
        for one in follower.feed(data, at_us):
            payload = pack_film(SECONDS, one.position_millionths, one.rate_ppm)
            wire.send(FILM, payload, one.stamped_us)
        wire.dropped += follower.junk - junk
        if follower.stalls(at_us):
            wire.trouble(f"mpv {path} does not answer")
        haste = 0 if beat else haste + follower.changed
        if beat or (follower.changed and haste <= _HASTE_MAX):
            with suppress(BlockingIOError):  # an mpv that stalls need not be asked more often
                player.send(follower.ask(at_us))


def _read(player: socket.socket) -> bytes:
    """What has come, or nothing. Raises ``OSError`` when mpv is gone."""
    try:
        data = player.recv(_READ_MAX)
    except BlockingIOError:
        return b""
    if not data:
        raise OSError(errno.EPIPE, os.strerror(errno.EPIPE))
    return data


if __name__ == "__main__":
    main()
