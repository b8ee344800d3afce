"""The door of a running performance: another process of the same player may ask it something.

A performance listens on a local datagram socket in a folder that is the player's alone. The
socket is named after the show, so that who has the show finds the performance. Asking whether
somebody is behind a door disturbs nobody: a socket whose process is gone refuses the connection,
and is cleared away.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.errors import FileError, PortError

if TYPE_CHECKING:
    from collections.abc import Iterator

ASK: Final = b"the hands have changed: read them again"
PATIENCE_S: Final = 30.0
"""So long an answer may take; a journal of a long night is read first."""

_ANSWER_MAX: Final = 8192
"""Bytes of an answer; what is longer loses its last lines."""
_ENDING: Final = ".door"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of new hands."""

    taken: bool
    lines: tuple[str, ...]

    def told(self) -> bytes:
        """As a datagram, with as many lines as there is room for."""
        lines = self.lines
        while len(told := json.dumps(asdict(self) | {"lines": lines}).encode()) > _ANSWER_MAX:
            lines = lines[: len(lines) // 2]
        return told

    @classmethod
    def heard(cls, told: bytes) -> Answer:
        """From a datagram."""
        plain = json.loads(told)
        return cls(plain["taken"], tuple(plain["lines"]))


class Door:
    """The performance's side."""

    def __init__(self, show: str) -> None:
        """Listen for whoever asks about a show.

        Raises ``OSError`` when there is no place that is the player's alone.
        """
        self._path = _folder() / f"{_digest(show)}-{os.getpid()}{_ENDING}"
        self._path.unlink(missing_ok=True)
        self._socket = _bound(self._path)

    def fileno(self) -> int:
        """For a select."""
        return self._socket.fileno()

    def asked(self) -> str | None:
        """Who has asked for the hands to be read; None for anything else."""
        with suppress(OSError):
            words, who = self._socket.recvfrom(len(ASK) + 1)
            if words == ASK and isinstance(who, str) and who:
                return who
        return None

    def answer(self, who: str, answer: Answer) -> None:
        """Answer who has asked; one that has gone meanwhile misses it."""
        with suppress(OSError):
            self._socket.sendto(answer.told(), who)

    def close(self) -> None:
        """Nobody is here any more."""
        self._socket.close()
        with suppress(OSError):
            self._path.unlink()


def running(show: str) -> tuple[str, ...]:
    """The doors of the performances of a show that run just now; usually none or one."""
    if sys.platform == "win32":
        return ()  # nothing is performed there
    found = []
    with suppress(OSError):
        for path in sorted(_folder().glob(f"{_digest(show)}-*{_ENDING}")):
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
                try:
                    probe.connect(str(path))
                except ConnectionRefusedError:
                    path.unlink(missing_ok=True)
                except OSError:
                    continue
                else:
                    found.append(str(path))
    return tuple(found)


def ask(show: str, patience_s: float = PATIENCE_S) -> Answer:
    """Have every running performance of a show read its hands anew; what became of it.

    Raises ``PortError`` when none runs, or one does not answer in time.
    """
    doors = running(show)
    if not doors:
        raise PortError(f"{show} is not being performed here; rig perform reads the hands itself")
    with _asker() as asker:
        asker.settimeout(patience_s)
        answers = [_answer(asker, door) for door in doors]
    return Answer(
        all(one.taken for one in answers), tuple(line for one in answers for line in one.lines)
    )


def _answer(asker: socket.socket, door: str) -> Answer:
    try:
        asker.sendto(ASK, door)
        return Answer.heard(asker.recv(_ANSWER_MAX))
    except OSError as error:
        raise PortError(
            f"the performance does not answer ({error.strerror or error}); ask again"
        ) from error


def remap(show: str) -> int:
    """Have the hands of a show read anew where it is performed, and tell; the exit code.

    Raises ``FileError`` when the hands are refused, ``PortError`` when nobody can be asked.
    """
    answer = ask(show)
    if not answer.taken:
        raise FileError("\n".join(answer.lines))
    sys.stdout.write("\n".join([*answer.lines, ""]))
    return 0


@contextmanager
def _asker() -> Iterator[socket.socket]:
    """A socket that can be answered."""
    path = None
    try:
        path = _folder() / f"{os.getpid()}.ask"
        path.unlink(missing_ok=True)
        asker = _bound(path)
    except OSError as error:
        raise PortError(f"nothing can be asked from here: {error.strerror or error}") from error
    try:
        yield asker
    finally:
        asker.close()
        path.unlink(missing_ok=True)


def _bound(path: Path) -> socket.socket:
    one = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.settimeout(0)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * _ANSWER_MAX)
    try:
        one.bind(str(path))
    except OSError:
        one.close()
        raise
    return one


def _digest(show: str) -> str:
    """A short name for a show; a socket's path has room for some hundred letters in all."""
    return hashlib.sha256(os.fsencode(Path(show).resolve())).hexdigest()[:16]


def _folder() -> Path:
    """The folder of all doors. Raises ``OSError`` when it cannot be this player's alone."""
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime, "rig") if runtime else Path(tempfile.gettempdir(), f"rig-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    about = folder.lstat()
    mine = stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid()
    if not mine or about.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PermissionError(1, f"{folder} is not yours alone")
    return folder
