"""A footswitch on a pseudo-terminal that answers, beats and keeps what it is told, in a thread."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Self

from parts import SerialBox

from firmware_bridge.framing import Framer, unseal
from firmware_bridge.said import Beat, Hello
from firmware_bridge.said import Event as Move
from firmware_bridge.wire import encode
from rig.ports.channel import now_us

if TYPE_CHECKING:
    from pathlib import Path

HELLO_REQUEST, LIGHTS, SETUP, CALIBRATE, NAME = range(0x41, 0x46)
NEW = Hello(
    seq=0, t_us=0, serial="FS-00001", version=(1, 0), board=2, reset_cause=1, boot=7, switches=6,
    pedals=2, lights=6, closable=0b001111, closed=0, slow=0, fresh=False,
    calibration=((0, 1023), (0, 0)),
)  # fmt: skip
LEVEL = Beat(
    seq=0, t_us=0, boot=7, down=0, faults=0, lights=0, bad_frames=0, presses=(0,) * 6,
    ages_ms=(0xFFFF,) * 6, values=(0, 0), raw=(10, 20),
)  # fmt: skip
US = 1 << 32


class BoxAtWork(SerialBox):
    """Told by the host in frames; told by the test in ``hello`` and ``level``, or by ``tread``."""

    def __init__(self, path: Path, hello: Hello = NEW, *, obeys: bool = True) -> None:
        super().__init__(path)
        self.hello, self.level = hello, replace(LEVEL, boot=hello.boot)
        self.told: list[bytes] = []
        """The body of every sound frame that was heard."""
        self.talks = True
        """A box that does not is silent, and reads nothing."""
        self._obeys = obeys
        self._framer, self._seq, self._taken = Framer(), -1, 0
        self._stop, self._lock = Event(), Lock()
        self._pressed_us: dict[int, int] = {}

    def __enter__(self) -> Self:
        super().__enter__()
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(2)
        super().__exit__(*_)

    def kinds(self) -> list[int]:
        """The kinds of all that was heard."""
        return [body[0] for body in self.told]

    def beat(self) -> None:
        """A heartbeat more than those that come by themselves."""
        with self._lock:
            self._beat()

    def tread(self, switch: int = 0, *, before_us: int = 0) -> None:
        """A switch goes down, so long before it is told, and comes up."""
        with self._lock:
            presses = list(self.level.presses)
            presses[switch] += 1
            self._pressed_us[switch] = now_us() - before_us
            self.level = replace(self.level, presses=tuple(presses))
            for down, at_us in ((1 << switch, self._pressed_us[switch]), (0, now_us())):
                frame = Move(
                    self._next(), at_us % US, self.level.boot, switch, down, presses[switch]
                )
                self._send(encode(frame))

    def _send(self, frame: bytes) -> None:
        """What nobody takes is lost, as on a wire."""
        with suppress(BlockingIOError):
            os.write(self._box_fd, frame)

    def _next(self) -> int:
        self._seq = (self._seq + 1) % 256
        return self._seq

    def _work(self) -> None:
        due_us = 0
        while not self._stop.wait(0.002):
            if not self.talks:
                continue
            with self._lock:
                before = len(self.heard)
                self._framer, frames = self._framer.feed(self.hear()[before:])
                for frame in frames:
                    if (body := unseal(frame)) is not None:
                        self.told.append(body)
                        self._obey(body)
                if now_us() >= due_us:
                    due_us = now_us() + 100_000
                    self._beat()

    def _obey(self, body: bytes) -> None:
        kind, payload = body[0], body[2:]
        if kind == LIGHTS:
            self.level = replace(self.level, lights=payload[0])
            return
        if self._obeys and kind == SETUP:
            self.hello = replace(self.hello, closed=payload[0], slow=payload[1])
        if self._obeys and kind == CALIBRATE:
            ends = list(self.hello.calibration)
            numbers = (payload[1] + payload[2] * 256, payload[3] + payload[4] * 256)
            ends[payload[0]] = numbers
            self.hello = replace(self.hello, calibration=tuple(ends))
        if self._obeys and kind == NAME:
            self.hello = replace(self.hello, serial=payload.decode())
        self._send(encode(replace(self.hello, seq=self._next(), t_us=now_us() % US)))
        self._beat()

    def _beat(self) -> None:
        at_us = now_us()
        ages_ms = [
            min(0xFFFF, (at_us - self._pressed_us[one]) // 1000)
            if one in self._pressed_us
            else 0xFFFF
            for one in range(6)
        ]
        beat = replace(self.level, seq=self._next(), t_us=at_us % US, ages_ms=tuple(ages_ms))
        self._send(encode(beat))
