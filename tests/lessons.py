"""`rig learn` as a process of its own: what it says, what it is answered, and what is moved."""

from __future__ import annotations

import os
import subprocess
import tomllib
from contextlib import suppress
from threading import Event
from typing import Self

from ears import PATIENCE_S
from parts import ended, wait_for
from stagehands import RIG

from rig.hands.read_device import read_device
from rig.notation.document import read

MOVE = "move the control"


class Learning:
    """``rig learn`` with a pipe for answers; a context that runs it."""

    def __init__(self, folder, *words, server="no server here", stdin=subprocess.PIPE):
        self._folder, self._words, self._server = folder, words, server
        self._stdin = stdin
        self._heard = b""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [RIG, "learn", *map(str, self._words)],
            env=os.environ
            | {"JACK_DEFAULT_SERVER": self._server, "XDG_STATE_HOME": str(self._folder / "state")},
            cwd=self._folder,
            stdin=self._stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_):
        ended(self.process)
        self.process.stderr.close()

    @property
    def said(self):
        with suppress(BlockingIOError):
            while heard := os.read(self.process.stdout.fileno(), 65_536):
                self._heard += heard
        return self._heard.decode()

    def wait(self, text, count=1):
        wait_for(lambda: self.said.count(text) >= count, PATIENCE_S)

    def answer(self, *lines):
        self.process.stdin.writelines(f"{line}\n".encode() for line in lines)
        self.process.stdin.flush()

    def ends(self):
        """Its exit code and what it complained of; nobody answers any more."""
        if self.process.stdin is not None:
            self.process.stdin.close()
            self.process.stdin = None
        code = self.process.wait(PATIENCE_S)
        _ = self.said
        return code, self.process.stderr.read().decode()


def played(device, *messages, every_s=0.02):
    """Messages at the pace of a hand."""
    for message in messages:
        device.play(message)
        Event().wait(every_s)


def knob_swept(number, channel=0):
    """A knob that is turned up, then down."""
    places = (*range(0, 128, 9), 127, *range(120, 0, -9), 0)
    return [bytes((0xB0 | channel, number, place)) for place in places]


def device_of(folder, name="Odd-Box"):
    path = folder / "devices" / f"{name}.toml"
    document = read(str(path), path.read_bytes())
    device = read_device(name, document)
    assert [str(problem) for problem in document.problems] == []
    return device


def controls_of(folder, name="Odd-Box"):
    device_of(folder, name)
    return tomllib.loads((folder / "devices" / f"{name}.toml").read_text())["control"]


def unwritten(folder):
    return not (folder / "devices").exists()
