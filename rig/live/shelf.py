"""The files that learning reads and writes: a show's, its hands' and the devices' beside it."""

from __future__ import annotations

import signal
import tomllib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rig.desk.write import replace_file
from rig.errors import FileError
from rig.files import file_bytes
from rig.hands.read import named_devices
from rig.live.known import DEVICES, known_devices
from rig.notation.document import SIZE_MAX, read
from rig.notation.problem import ProblemsError
from rig.venue.load import DEVICE, HANDS, File, gather, prepare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rig.notation.problem import Problem
    from rig.venue.load import Loaded
    from rig.venue.read import PortSpec


class Shelf:
    """The files as they are read, and as they shall be."""

    def __init__(self, show: str | None) -> None:
        """Read them; without a show only devices are learned, into the current folder.

        What is wrong in a show already stays the player's to mend, as long as its hands can be
        written into. Raises ``FileError`` when they cannot.
        """
        self._files = gather(show) if show is not None else {}
        self.folder = Path(show).parent if show is not None else Path()
        self.known = known_devices(self.folder)
        self._changed: dict[str, bytes] = {}
        self._wrong: Counter[tuple[str, str]] = Counter()
        self._loaded: Loaded | None = None
        if show is None:
            return
        try:
            self._loaded = prepare(self._files)
        except ProblemsError as error:
            self._wrong = Counter(_said(one) for one in error.problems)
            try:
                tomllib.loads(self.hands.decode("utf-8-sig"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError):
                raise error from None

    @property
    def plugs(self) -> tuple[tuple[str, PortSpec], ...]:
        """The devices of the hands and where they are; none of a show that has problems."""
        ports = self._loaded.ports if self._loaded is not None else ()
        return tuple((name, spec) for name, spec in ports if spec.kind == "midi")

    @property
    def hands(self) -> bytes:
        """The hands as they shall be."""
        return self._changed.get(HANDS, self._files[HANDS].content)

    @property
    def hands_name(self) -> str:
        """Where the hands are."""
        return self._files[HANDS].name

    def forget(self) -> None:
        """Take back all that was put."""
        self._changed.clear()

    def device_is_there(self, name: str) -> bool:
        """Whether a device has a file beside the show, be it one that cannot be used."""
        return self._device(name).exists()

    def put_device(self, name: str, content: bytes) -> None:
        """Have a device's file say this."""
        self._changed[DEVICE + name] = content

    def put_hands(self, content: bytes) -> None:
        """Have the hands say this."""
        self._changed[HANDS] = content

    def problems(self, hands: bytes) -> tuple[Problem, ...]:
        """What would be wrong in the show by these hands, and the devices that were put."""
        named = named_devices(read(self.hands_name, hands))
        new = [DEVICE + name for name in named if name in self.known]
        contents = {key: self.known[key.removeprefix(DEVICE)].content for key in new}
        changed = self._changed | {HANDS: hands}
        try:
            prepare({**self._as_files(contents), **self._files, **self._as_files(changed)})
        except ProblemsError as error:
            return tuple(_more(error.problems, self._wrong))
        return ()

    def _as_files(self, contents: Mapping[str, bytes]) -> dict[str, File]:
        return {key: File(str(self._path(key)), one) for key, one in contents.items()}

    def write(self) -> list[str]:
        """Write what was put; where. All of it or nothing, as far as Ctrl-C goes.

        Raises ``FileError`` when a file cannot be written, or has changed meanwhile.
        """
        if HANDS in self._changed:
            was = self._files[HANDS]
            if file_bytes(was.name, SIZE_MAX) != was.content:
                raise FileError(f"{was.name} has changed meanwhile; learn it once more")
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            for key, content in sorted(self._changed.items()):  # devices before hands
                path = self._path(key)
                _with_folder(path)
                replace_file(path, content)
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        return [str(self._path(key)) for key in sorted(self._changed)]

    def _path(self, key: str) -> Path:
        return Path(self.hands_name) if key == HANDS else self._device(key.removeprefix(DEVICE))

    def _device(self, name: str) -> Path:
        return self.folder / DEVICES / f"{name}.toml"


def _with_folder(path: Path) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise FileError(f"{path} cannot be written: {error.strerror or error}") from error


def _more(problems: Iterable[Problem], known: Counter[tuple[str, str]]) -> Iterator[Problem]:
    """Those that were not there before, however their lines have moved."""
    left = known.copy()
    for one in problems:
        left[_said(one)] -= 1
        if left[_said(one)] < 0:
            yield one


def _said(problem: Problem) -> tuple[str, str]:
    return problem.file, problem.message
