"""What every port process does alike: its line to the parent, its beat and its end.

A port process is one thread around one device. It tells the engine what it saw as records, beats
so that its parent can tell a stuck process from a quiet one, and is gone when its parent is.
"""

from __future__ import annotations

import argparse
import os
import select
import signal
import socket
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

from rig.ports.channel import FOUND, LOST, RECORD_MAX, TROUBLE, now_us, pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

BEAT_US: Final = 250_000
"""Between two beats; four missed ones mean that the process is stuck."""
BURST: Final = 16
"""Messages taken from the parent in one turn, so that a flood cannot hold back the beat."""

_CLOSING_S: Final = 0.2
_DROPS_TOLD_EVERY_US: Final = 1_000_000
_TROUBLE_MAX: Final = 400
_TOLD_MAX: Final = 32


class Ended(Exception):  # noqa: N818 - the wished-for end of the process is no error
    """The process was told to end, or its parent is gone."""


class Wire:
    """The line to the parent: records out, messages in, and the beat."""

    def __init__(self, name: str, records_fd: int, beats_fd: int) -> None:
        self.records = socket.socket(fileno=records_fd)
        self.records.settimeout(0)
        os.set_blocking(beats_fd, False)
        self.dropped = 0
        """Messages that were lost in this process since it began."""
        self._name = name
        self._found = False
        self._beats_fd = beats_fd
        self._beat_due_us = 0
        self._dropped_told = 0
        self._drops_due_us = 0
        self._told: deque[str] = deque(maxlen=_TOLD_MAX)

    def send(self, kind: bytes, payload: bytes = b"", stamped_us: int | None = None) -> None:
        """Send one record, stamped now unless told otherwise; never waits, counts what is lost."""
        if not self._sent(pack(kind, now_us() if stamped_us is None else stamped_us, payload)):
            self.dropped += 1

    def found(self, full_name: str) -> None:
        """Tell that the port is open. Its troubles may be told again when it comes back."""
        self._found = True
        self._told.clear()
        self.send(FOUND, _line(full_name))

    def lost(self) -> None:
        """Tell that the port is gone, unless it was never there."""
        if self._found:
            self._found = False
            self.send(LOST)

    def trouble(self, text: str) -> None:
        """Tell the player, each text once while the port is not there."""
        if text not in self._told:
            self._told.append(text)
            self.send(TROUBLE, _line(text))

    def turn(self, *descriptors: int | socket.socket, until_us: int | None = None) -> bool:
        """Wait until a descriptor is readable or the next beat is due; say whether it beat.

        Waits no longer than until an instant, where one is given. Raises ``Ended`` when the
        parent is gone.
        """
        due_us = self._beat_due_us if until_us is None else min(until_us, self._beat_due_us)
        wait_us = max(0, due_us - now_us())
        select.select(descriptors, (), (), wait_us / 1_000_000)
        at_us = now_us()
        if at_us < self._beat_due_us:
            return False
        self._beat_due_us = at_us + BEAT_US
        try:
            os.write(self._beats_fd, b".")
        except BlockingIOError:
            pass  # a parent that is stopped for a moment needs no more beats
        except OSError as error:
            raise Ended from error
        self._tell_drops(at_us)
        return True

    def take(self) -> list[bytes]:
        """The messages the parent has sent, at most ``BURST`` of them.

        Longer ones than ``RECORD_MAX`` are dropped. Raises ``Ended`` when the parent is gone.
        """
        messages: list[bytes] = []
        for _ in range(BURST):
            try:
                message = self.records.recv(RECORD_MAX + 1)
            except BlockingIOError:
                break
            except OSError as error:
                raise Ended from error
            if not message:
                raise Ended
            if len(message) > RECORD_MAX:
                self.dropped += 1
            else:
                messages.append(message)
        return messages

    def _tell_drops(self, at_us: int) -> None:
        dropped = self.dropped - self._dropped_told
        if not dropped or at_us < self._drops_due_us:
            return
        told = _line(f"{self._name}: messages dropped: {dropped}")
        if self._sent(pack(TROUBLE, at_us, told)):
            self._dropped_told += dropped
            self._drops_due_us = at_us + _DROPS_TOLD_EVERY_US

    def _sent(self, record: bytes) -> bool:
        try:
            return len(record) <= RECORD_MAX and self.records.send(record) > 0
        except OSError:
            return False


def arguments(program: str) -> argparse.ArgumentParser:
    """What every port process is started with."""
    parser = argparse.ArgumentParser(prog=program)
    parser.add_argument("name", help="the port, as the show file names it")
    parser.add_argument("--records", type=int, required=True, metavar="FD")
    parser.add_argument("--beats", type=int, required=True, metavar="FD")
    return parser


def device_arguments(program: str) -> argparse.ArgumentParser:
    """What a process of a MIDI device is started with: also which of several alike."""
    parser = arguments(program)
    parser.add_argument("--usb", default="", help="where it is plugged in, or which model it is")
    parser.add_argument("--serial", default="", help="its serial number")
    return parser


def run(wire: Wire, serve: Callable[[], None], close: Callable[[], None]) -> NoReturn:
    """Serve until there is nothing left to serve, the parent is gone or SIGTERM comes.

    Then close the device and leave the process, within 0.2 s. The keyboard's signals are meant
    for the guard, which outlives a stopped or closed terminal: they are ignored here.
    """
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    try:
        serve()
    except Ended:
        pass
    except Exception as error:  # noqa: BLE001 - the player is told, the guard starts it anew
        wire.trouble(f"the port process stopped: {error!r}")
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # A driver that deadlocks on closing holds the interpreter's lock: no handler of ours would
    # run then, so the alarm must be the one that ends the process by itself.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, _CLOSING_S)
    with suppress(Exception):
        close()
    os._exit(0)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Ended


def _line(text: str) -> bytes:
    """One line of UTF-8 that fits a record, cut between two characters."""
    joined = " ".join(text.split()).encode(errors="replace")
    return joined[:_TROUBLE_MAX].decode(errors="ignore").encode()
