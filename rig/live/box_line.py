"""One footswitch, served by the process that serves it in a performance, for as long as wished."""

from __future__ import annotations

import select
import struct
import tempfile
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from rig.errors import PortError
from rig.live.processes import Child
from rig.ports import channel

if TYPE_CHECKING:
    import socket

    from rig.live.processes import Port

_TURN_S: Final = 0.1
_BURST: Final = 64
_GIVE_UP_AFTER: Final = 5
_ENDS_S: Final = 1.0


class Record(NamedTuple):
    """What the process has told."""

    kind: bytes
    """``FRAME``, ``FOUND``, ``LOST`` or ``TROUBLE`` of `rig.ports.channel`."""
    stamped_us: int
    payload: bytes


class BoxLine:
    """The process, and the line to it; a context that begins and ends both."""

    def __init__(self, port: Port) -> None:
        self._name = port.name
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - until the context ends
        self._near, self._far = channel.pair()
        far = self._far.fileno()

        def command(beat: int) -> list[str]:
            return ["-m", port.module, *port.arguments, "--records", str(far), "--beats", str(beat)]

        self._child = Child(port.module, command, (far,), self._log)

    def __enter__(self) -> Self:
        self._child.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._child.ask_to_end()
        self._child.end(_ENDS_S)
        for one in (self._near, self._far, self._log):
            one.close()

    def say(self, *messages: bytes) -> None:
        """Ask for lights or commands, as the process takes them; never waits."""
        for message in messages:
            with suppress(OSError):
                self._near.send(message)

    def turn(self, *also: int) -> list[Record]:
        """Wait for records, 0.1 s at most or until another descriptor is readable; give them.

        Raises ``PortError`` when the process cannot be kept running.
        """
        awaited: list[int | socket.socket] = [self._child.listening, self._near, *also]
        readable, _, _ = select.select(awaited, (), (), _TURN_S)
        if self._child.listening in readable:
            self._child.hear()
        self._child.watch()
        if self._child.quick_deaths >= _GIVE_UP_AFTER:
            self._log.seek(0)
            words = self._log.read().decode(errors="replace").split("\n")
            last = next((line for line in reversed(words) if line.strip()), "no word why")
            raise PortError(f"{self._name} cannot be served: {last}")
        self._child.revive()
        return self._taken()

    def _taken(self) -> list[Record]:
        records: list[Record] = []
        for _ in range(_BURST):
            try:
                records.append(Record(*channel.unpack(self._near.recv(channel.RECORD_MAX + 1))))
            except BlockingIOError:
                break
            except (OSError, struct.error):
                continue
        return records
