"""The demo: the bundled show performed by a scripted player, on real ports where there are any."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Send
from rig.live.guard import Guard
from rig.live.journal import Reader
from rig.live.load import Loaded, load, prepare
from rig.live.perform import inputs, open_journal
from rig.ports.listing import answering_api
from rig.rehearsal.demo import PLAYER, SHOW
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.live_player import LivePlayer
from rig.rehearsal.report import Night, summary_lines
from rig.shipped import shipped

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.state import State

_END_S: Final = 1.0


def perform_it() -> int:
    """The demo in real time; the exit code.

    Raises ``PortError`` when it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="rig-demo-") as folder:
        shutil.copytree(shipped("examples", "demo"), folder, dirs_exist_ok=True)
        path = str(Path(folder) / SHOW)
        loaded = load(path)
        where = open_journal(path, None, loaded.files)
        heard = _play(loaded, path, where)
    sys.stdout.write("\n".join([*_report(where, heard), ""]))
    return 0


def _play(loaded: Loaded, path: str, where: str) -> int | None:
    """Perform, with a player and a receiver; how many packets were heard, None without ears."""
    real = answering_api() is not None
    ports = [port for port in inputs(loaded) if real or port.module != "rig.ports.midi_in"]
    silent = [name for name, spec in loaded.ports if spec.kind == "midi" and not real]
    guard = Guard(where, tuple(ports), muted=False, lines=tuple(silent))
    lines = {name: guard.far_end(name) for name in silent}
    player = LivePlayer(path, str(Path(path).parent / PLAYER), lines)
    ears = _Ears(loaded.targets[0].port, guard)
    try:
        guard.watch(player.begin)
    finally:
        player.end()
        heard = ears.end()
    return heard


class _Ears:
    """The receiver's process."""

    def __init__(self, port: int, guard: Guard) -> None:
        views = guard.views().fileno()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-P", "-m", "rig.rehearsal.receiver", str(port), str(views)],
            pass_fds=[views],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        self._hears = self._process.stdout.readline() == b"hearing\n"

    def end(self) -> int | None:
        """End it; how many packets it heard, None when its port was taken by another program."""
        try:
            told, _ = self._process.communicate(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return None
        return int(told) if self._hears and told.strip().isdigit() else None


class _Replayed:
    """A journal's events as the source of a night."""

    def __init__(self, reader: Reader) -> None:
        self._records = reader.records()

    def next(self, _state: State) -> Event | None:
        """The next event that was."""
        record = next(self._records, None)
        return None if record is None else record.event


def _report(where: str, heard: int | None) -> list[str]:
    """What the night was, and where its journal lies."""
    reader = Reader(where)
    loaded = prepare(reader.header.files)
    night: Night = virtual_night(loaded, _Replayed(reader))
    sent = sum(isinstance(action, Send) for action in night.actions)
    lines = summary_lines(loaded.show, night.actions)
    if heard is None:
        lines.append("received      the demo's port was taken by another program")
    else:
        lines.append(f"received      {heard} of {sent}")
    if reader.ending:
        lines.append(f"worst late    {reader.ending['worst_late_us'] / 1000:.2f} ms")
    return [*lines, f"journal       {where}"]
