"""A film on a screen: real mpv plays a test film and is asked directly; what its port tells."""

from __future__ import annotations

import json
import select
import socket
import subprocess
from typing import TYPE_CHECKING, Self

from parts import ended, require, wait_for

from rig.ports.channel import FILM, SECONDS, now_us, unpack_film

if TYPE_CHECKING:
    from pathlib import Path

    from parts import PortProcess

FRAME_RATE = 18
LENGTH_S = 60
LEAD_S = 0.0495
"""So long before a frame is seen mpv tells of it: the figure is a measurement of the screen's."""


def make_film(path: Path) -> Path:
    """A minute of test pictures with a silent track of sound."""
    require("ffmpeg")
    picture = f"testsrc=size=64x48:rate={FRAME_RATE}:duration={LENGTH_S}"
    subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture),
            *("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-shortest"),
            *("-c:v", "mpeg4", "-g", str(FRAME_RATE), "-c:a", "pcm_s16le", str(path)),
        ],
        check=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return path


class Mpv:
    """One mpv without a window and a loudspeaker; a context that runs it, paused at first."""

    def __init__(self, film: Path, path: Path, *words: str) -> None:
        self._film = film
        self.path = path
        self._words = words
        self._rest = b""
        self.events: list[tuple[int, dict[str, object]]] = []
        """What it told so far, with the instant it was heard."""

    def __enter__(self) -> Self:
        require("mpv")
        self.path.unlink(missing_ok=True)
        quiet = ("--no-config", "--no-terminal", "--osc=no", "--ytdl=no", "--load-scripts=no")
        blind = ("--vo=null", "--ao=null", "--keep-open=yes", "--pause")
        self.process = subprocess.Popen(
            ["mpv", *quiet, *blind, f"--input-ipc-server={self.path}", *self._words, self._film],
            stdin=subprocess.DEVNULL,
            text=True,
        )
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        wait_for(lambda: self._socket.connect_ex(str(self.path)) == 0, 10)
        wait_for(lambda: self.ask("get_property", "time-pos") is not None, 10)
        self.ask("observe_property", 1, "time-pos")
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        ended(self.process)

    def ask(self, *words: object) -> object:
        """Command it, and wait for the answer; None when it has none."""
        self._socket.sendall(json.dumps({"command": words, "request_id": 9}).encode() + b"\n")
        answers: list[dict[str, object]] = []
        wait_for(lambda: answers or answers.extend(self._hear(0.1)))
        return answers[0].get("data")

    def set(self, **properties: object) -> None:
        """Set properties of it."""
        for name, value in properties.items():
            self.ask("set_property", name, value)

    def watch(self, timeout_s: float = 0) -> None:
        """Hear what it tells."""
        self._hear(timeout_s)

    def on_screen_s(self, at_us: int, speed: float = 1.0) -> float:
        """The place of the film that was seen at an instant, by the frame told before it."""
        frames = [
            (heard_us, told["data"])
            for heard_us, told in self.events
            if told.get("name") == "time-pos" and "data" in told and heard_us <= at_us
        ]
        heard_us, frame_s = frames[-1]
        return frame_s + ((at_us - heard_us) / 1e6 - LEAD_S) * speed

    def _hear(self, timeout_s: float) -> list[dict[str, object]]:
        if not select.select((self._socket,), (), (), timeout_s)[0]:
            return []
        *lines, self._rest = (self._rest + self._socket.recv(65_536)).split(b"\n")
        heard_us, told = now_us(), [json.loads(line) for line in lines]
        self.events += [(heard_us, one) for one in told if "event" in one]
        return [one for one in told if one.get("request_id") == 9]


def readings(port: PortProcess) -> list[tuple[int, float, float]]:
    """Instant, place in seconds and rate of all readings so far."""
    port.look()
    payloads = [(at_us, unpack_film(one)) for kind, at_us, one in port.records if kind == FILM]
    assert all(unit == SECONDS for _, (unit, _, _) in payloads)
    return [(at_us, place / 1e6, rate / 1e6) for at_us, (_, place, rate) in payloads]


def beaten(port: PortProcess, beats: int) -> bool:
    """The process goes on beating."""
    port.look()
    port.beats = 0
    wait_for(lambda: port.look() or port.beats >= beats)
    return True
