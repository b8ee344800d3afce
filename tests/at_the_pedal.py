"""``rig pedal`` as a process, for tests that look at it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from typing import Self

from ears import PATIENCE_S
from parts import ended, wait_for


class Looking:
    """``rig pedal`` as a process; a context that runs it."""

    def __init__(self, *words, out=subprocess.PIPE):
        self._words = [str(word) for word in words]
        self._out = out
        self._said = b""

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "rig", "pedal", *self._words],
            stdin=subprocess.PIPE,
            stdout=self._out,
            stderr=subprocess.PIPE,
            text=True,
        )
        if self.process.stdout is not None:
            os.set_blocking(self.process.stdout.fileno(), False)
        return self

    def __exit__(self, *_):
        ended(self.process)
        self.process.stderr.close()

    def told(self):
        """The lines so far, without their seconds and with single blanks."""
        with suppress(BlockingIOError):
            self._said += os.read(self.process.stdout.fileno(), 65_536)
        lines = self._said.decode().split("\n")
        return [" ".join(line[9:].split() if line[:2] == "  " else line.split()) for line in lines]

    def wait(self, *lines):
        for line in lines:
            wait_for(lambda line=line: any(line in one for one in self.told()), PATIENCE_S)

    def enter(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def over(self, by=None):
        """Its exit code and its complaint."""
        if by is not None:
            self.process.send_signal(by)
        return self.process.wait(PATIENCE_S), self.process.stderr.read()
