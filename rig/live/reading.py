"""New hands being read for somebody who asked: a process beside the show, and its word."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from rig.live.door import PATIENCE_S, Answer, Door
from rig.live.processes import Port
from rig.ports.channel import now_us, pair

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_PATIENCE_US: Final = int(PATIENCE_S * 0.9 * 1_000_000)
"""A little less than who asks has."""
_MESSAGE_MAX: Final = 65_536
_BUSY: Final = "the hands are being read already; ask again"


@dataclass(frozen=True, slots=True)
class Task:
    """What the process must know."""

    journal: str
    known: tuple[str, ...]
    """The ports that have a line."""
    spare: int
    """How many lines are left for new ones."""
    engine: int
    """The descriptor of its line to the engine."""

    def told(self) -> str:
        """As one argument of a command line."""
        return json.dumps(asdict(self))

    @classmethod
    def heard(cls, text: str) -> Task:
        """From an argument of a command line."""
        return cls(**json.loads(text))


class Readings:
    """Who asks at the door of a performance, one after another, and the process for that one."""

    def __init__(self, show: str, log: IO[bytes]) -> None:
        """Open the door. Raises ``OSError`` when there is no place for it."""
        self._log = log
        self._door = Door(show)
        self._reading: _Reading | None = None

    @property
    def listening(self) -> tuple[int, ...]:
        """The descriptors on which there may be news."""
        now = (self._door, self._reading)
        return tuple(one.fileno() for one in now if one is not None)

    def turn(self, task: Callable[[], Task]) -> tuple[Port, ...] | Answer | None:
        """The ports of new hands, then what became of them; None while there is no news."""
        who = self._door.asked()
        if who is not None and self._reading is not None:
            self._door.answer(who, Answer(taken=False, lines=(_BUSY,)))
        elif who is not None:
            self._reading = _Reading(who, task(), self._log)
        reading = self._reading
        heard = reading.hear() if reading is not None else None
        if reading is not None and isinstance(heard, Answer):
            self._reading = None
            reading.end()
            self._door.answer(reading.who, heard)
        return heard

    def end(self) -> None:
        """Nobody is here to ask any more."""
        self._door.close()
        if self._reading is not None:
            self._reading.end()


class _Reading:
    """The process for one who asked."""

    def __init__(self, who: str, task: Task, log: IO[bytes]) -> None:
        self.who = who
        """Who has asked."""
        self._near, far = pair()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-P", "-m", "rig.live.remap", task.told(), str(far.fileno())],
            pass_fds=(task.engine, far.fileno()),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        far.close()
        self._due_us = now_us() + _PATIENCE_US

    def fileno(self) -> int:
        """For a select."""
        return self._near.fileno()

    def hear(self) -> tuple[Port, ...] | Answer | None:
        """The ports of the new hands, then what became of them; None while it works."""
        try:
            message = self._near.recv(_MESSAGE_MAX)
        except BlockingIOError:
            if now_us() < self._due_us:
                return None
            message = b""
        except OSError:
            message = b""
        if not message:
            return Answer(taken=False, lines=("the hands could not be read; the old ones stay",))
        plain: dict[str, Any] = json.loads(message)
        if "ports" not in plain:
            return Answer.heard(message)
        return tuple(
            Port(one["name"], one["module"], tuple(one["arguments"])) for one in plain["ports"]
        )

    def end(self) -> None:
        """It has said all there is, or too little for too long."""
        self._process.kill()
        self._process.wait()
        self._near.close()
