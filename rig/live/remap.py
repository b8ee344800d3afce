"""A process that reads the hands of a running show anew: ``python -m rig.live.remap TASK``.

The engine parses nothing while it plays. So this process reads, checks and makes ready; it tells
the guard which devices are meant, hands the new surface to the engine and says what became of it.
"""

from __future__ import annotations

import json
import socket
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from rig.conductor.remapping import counted
from rig.errors import FileError, RigError
from rig.live import handover, journal
from rig.live.door import Answer
from rig.live.perform import inputs, lights
from rig.live.reading import Task
from rig.notation.problem import ProblemsError
from rig.ports.channel import HANDS, now_us, pack
from rig.venue.load import gather_hands, in_hands, prepare

if TYPE_CHECKING:
    from rig.conductor.events import Remapped
    from rig.live.processes import Port
    from rig.venue.load import Loaded

_ENGINE_ANSWERS_S: Final = 5.0


def main() -> None:
    """Do the task of the command line."""
    task = Task.heard(sys.argv[1])
    guard = socket.socket(fileno=int(sys.argv[2]))
    guard.settimeout(_ENGINE_ANSWERS_S)
    try:
        event, ports = _read(task)
        guard.send(json.dumps({"ports": [asdict(port) for port in ports]}).encode())
        answer = _given(task.engine, event)
    except ProblemsError as error:
        answer = Answer(taken=False, lines=_lines(error))
    except RigError as error:
        answer = Answer(taken=False, lines=(f"the old hands stay: {error}",))
    guard.send(answer.told())


def _read(task: Task) -> tuple[Remapped, tuple[Port, ...]]:
    """The hands as they are by now, and their ports.

    Raises ``FileError`` when they cannot be used.
    """
    running = _running(task.journal)
    loaded = in_hands(running, gather_hands(running))
    ports = (*inputs(loaded), *lights(loaded))
    new = [port.name for port in ports if port.name not in task.known]
    if len(new) > task.spare:
        raise FileError(
            f"{', '.join(new)}: there is no room for so many new devices in a running show;"
            " begin it anew for them"
        )
    event = journal.remapped(now_us(), loaded)
    size = len(journal.line(event, ()))
    if size > journal.LINE_MAX:
        raise FileError(
            f"hands and devices are {size // 1024} kB together; there is room for"
            f" {journal.LINE_MAX // 1024} kB"
        )
    return event, ports


def _running(path: str) -> Loaded:
    """The show as its journal has it by now."""
    reader = journal.Reader(path)
    loaded = prepare(reader.header.files)
    for files in reader.hands():
        loaded = in_hands(loaded, files)
    return loaded


def _given(descriptor: int, event: Remapped) -> Answer:
    """Hand the surface to the engine, and wait for its word."""
    engine = socket.socket(fileno=descriptor)
    engine.settimeout(0)
    with suppress(BlockingIOError):
        while engine.recv(len(handover.REFUSED)):
            pass  # what was said to somebody before us
    engine.settimeout(_ENGINE_ANSWERS_S)
    try:
        for piece in handover.pieces(event):
            engine.send(pack(HANDS, now_us(), piece))
        taken = engine.recv(len(handover.REFUSED)) == handover.TAKEN
    except OSError:
        return Answer(taken=False, lines=("the engine did not take the new hands; ask again",))
    if not taken:
        return Answer(taken=False, lines=("the new hands do not fit the running show",))
    return Answer(taken=True, lines=(f"the hands are new: {counted(event.surface)}",))


def _lines(error: ProblemsError) -> tuple[str, ...]:
    """Every problem in a line, the first behind the verdict."""
    count = len(error.problems)
    said = [
        f"{one.file}:{one.line}: {one.message}" if one.line else f"{one.file}: {one.message}"
        for one in error.problems
    ]
    verdict = f"the hands have {count} problem{'s' * (count != 1)}, the old ones stay"
    return (f"{verdict}: {said[0]}", *said[1:])


if __name__ == "__main__":
    main()
