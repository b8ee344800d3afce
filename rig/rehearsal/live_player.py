"""A scripted player in real time: ``python -m rig.rehearsal.live_player``, a process of its own.

Where a device has a line of its own, its moves go there as a port process would send them. Where
it has none, they go out of a real virtual MIDI port and a real pseudo-terminal, and come in again
through the rig's own ports, as from a controller on the table.
"""

from __future__ import annotations

import json
import os
import pty
import select
import socket
import subprocess
import sys
import tty
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import rtmidi

from firmware_bridge.box import Box
from firmware_bridge.framing import Framer, unseal
from firmware_bridge.wire import HELLO_REQUEST
from rig.ports import channel
from rig.ports.listing import answering_api
from rig.rehearsal.script import Move, framed, read_script
from rig.venue.load import load

BEAT_EVERY_US: Final = 100_000
_SECOND_US: Final = 1_000_000
_END_S: Final = 1.0
_ASKED: Final = bytes((HELLO_REQUEST,))


class LivePlayer:
    """The process, as whoever starts it sees it."""

    def __init__(self, show: str, script: str, lines: dict[str, socket.socket]) -> None:
        """Start it at the beginning of its script; ``lines`` are by device, "" is the keyboard."""
        told = json.dumps({name: line.fileno() for name, line in lines.items()})
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-P", "-m", "rig.rehearsal.live_player", show, script, told],
            pass_fds=[line.fileno() for line in lines.values()],
            stdin=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def begin(self) -> None:
        """Let it play: until then it only opens its ports."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()

    def end(self) -> None:
        """End it."""
        self._process.terminate()
        try:
            self._process.wait(_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Pedal:
    """A box on a pseudo-terminal."""

    def __init__(self, path: str) -> None:
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self.master, False)
        self.box = Box()
        self._framer = Framer()
        with suppress(FileNotFoundError):
            Path(path).unlink()
        Path(path).symlink_to(os.ttyname(self._slave))

    def write(self, frame: bytes) -> None:
        """Send a frame; one that nobody reads is lost, as on a cable that is out."""
        with suppress(OSError):
            os.write(self.master, frame)

    def hear(self, t_us: int) -> None:
        """Answer whoever asks who this is."""
        with suppress(OSError):
            self._framer, frames = self._framer.feed(os.read(self.master, 4096))
            if any((unseal(frame) or b"")[:1] == _ASKED for frame in frames):
                self.write(self.box.hello(t_us) + self.box.beat(t_us))


def main() -> None:
    """Open the ports, wait for a line on the standard input, then play."""
    show, script, told = sys.argv[1:]
    loaded = load(show)
    moves = read_script(script, loaded)
    lines = {name: socket.socket(fileno=fd) for name, fd in json.loads(told).items()}
    boxes: dict[str, Box] = {}
    pedals: dict[str, _Pedal] = {}
    outs: dict[str, Any] = {}
    for name, spec in loaded.ports:
        if spec.device == "serial" and name in lines:
            boxes[name] = Box()
        elif spec.device == "serial":
            pedals[name] = _Pedal(spec.name)
        elif name not in lines:
            outs[name] = rtmidi.MidiOut(answering_api(), name=spec.name)
            outs[name].open_virtual_port("out")
    sys.stdin.readline()
    begun_us = channel.now_us()
    for name in filter(None, lines):
        _record(lines[name], channel.FOUND, b"the scripted player")
    for name, box in boxes.items():
        _greet(lines[name], box, 0)
    for move in moves:
        _wait(begun_us, move.at_us, pedals)
        _play(move, lines, boxes, pedals, outs)
    while True:
        _wait(begun_us, channel.now_us() - begun_us + _SECOND_US, pedals)


def _wait(begun_us: int, until_us: int, pedals: dict[str, _Pedal]) -> None:
    """Wait, with the pedals beating and answering; leave when whoever started this is gone."""
    by_descriptor = {pedal.master: pedal for pedal in pedals.values()}
    while (left_us := begun_us + until_us - channel.now_us()) > 0:
        wait_s = min(left_us, BEAT_EVERY_US) / _SECOND_US
        readable, _, _ = select.select((sys.stdin.fileno(), *by_descriptor), (), (), wait_s)
        if sys.stdin.fileno() in readable:
            sys.exit()
        t_us = channel.now_us() - begun_us
        for descriptor in readable:
            by_descriptor[descriptor].hear(t_us)
        if not readable:
            for pedal in pedals.values():
                pedal.write(pedal.box.beat(t_us))


def _play(
    move: Move,
    lines: dict[str, socket.socket],
    boxes: dict[str, Box],
    pedals: dict[str, _Pedal],
    outs: dict[str, Any],
) -> None:
    device = move.device
    if device in pedals and move.data:
        pedals[device].write(framed(move, pedals[device].box))
    elif device in outs and move.data:
        outs[device].send_message(list(move.data))
    elif device not in lines:
        return
    elif not device:
        _record(lines[device], channel.KEY, move.word.encode())
    elif move.word:
        _record(lines[device], channel.LOST if move.word == "gone" else channel.FOUND)
        if move.word == "back" and device in boxes:
            _greet(lines[device], boxes[device], move.at_us)
    elif device in boxes:
        _record(lines[device], channel.FRAME, framed(move, boxes[device])[:-1])
    else:
        _record(lines[device], channel.MIDI, move.data)


def _greet(line: socket.socket, box: Box, t_us: int) -> None:
    for frame in (box.hello(t_us), box.beat(t_us)):
        _record(line, channel.FRAME, frame[:-1])


def _record(line: socket.socket, kind: bytes, payload: bytes = b"") -> None:
    with suppress(OSError):
        line.send(channel.pack(kind, channel.now_us(), payload))


if __name__ == "__main__":
    main()
