"""The demo: the bundled show performed by a scripted player, on real ports where there are any."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.conductor.actions import Send
from rig.live.guard import Guard
from rig.live.journal import Reader
from rig.live.perform import inputs, open_journal
from rig.ports.listing import answering_api
from rig.rehearsal.demo import PLAYER, SHOW
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.live_player import LivePlayer
from rig.rehearsal.report import Night, summary_lines
from rig.shipped import shipped
from rig.venue.load import Loaded, load, prepare

if TYPE_CHECKING:
    from rig.conductor.events import Event
    from rig.conductor.state import State

_END_S: Final = 1.0
_ROOM: Final = 1 << 20


def perform_it() -> int:
    """The demo in real time; the exit code.

    Raises ``PortError`` when it cannot be started.
    """
    with tempfile.TemporaryDirectory(prefix="rig-demo-") as folder:
        shutil.copytree(shipped("examples", "demo"), folder, dirs_exist_ok=True)
        show = Path(folder) / SHOW
        with _ears() as ears:
            written = load(str(show)).targets[0].port
            free = ears.getsockname()[1]
            show.write_text(show.read_text().replace(f":{written}", f":{free}"))
            loaded = load(str(show))
            where = open_journal(str(show), None, loaded.files)
            heard = _play(loaded, show, where, ears)
    sys.stdout.write("\n".join([*_report(where, heard), ""]))
    return 0


def _ears() -> socket.socket:
    """A socket on a free port, so that a demo is never heard by, or hears, anyone else."""
    ears = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ears.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
    ears.bind(("127.0.0.1", 0))
    return ears


def _play(loaded: Loaded, show: Path, where: str, ears: socket.socket) -> int | None:
    """Perform, with a player and a receiver; how many packets were heard, None if it died."""
    real = answering_api() is not None
    ports = [port for port in inputs(loaded) if real or port.module != "rig.ports.midi_in"]
    silent = [name for name, spec in loaded.ports if spec.kind == "midi" and not real]
    guard = Guard(where, tuple(ports), muted=False, lines=tuple(silent))
    lines = {name: guard.far_end(name) for name in silent}
    player = LivePlayer(str(show), str(show.parent / PLAYER), lines)
    receiver = _receiver(ears, guard.views())
    try:
        guard.watch(player.begin)
    finally:
        player.end()
        heard = _heard(receiver)
    return heard


def _receiver(ears: socket.socket, views: socket.socket) -> subprocess.Popen[bytes]:
    fds = (ears.fileno(), views.fileno())
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [sys.executable, "-P", "-m", "rig.rehearsal.receiver", *map(str, fds)],
        pass_fds=fds,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _heard(receiver: subprocess.Popen[bytes]) -> int | None:
    """End the receiver; how many packets it heard."""
    try:
        told, _ = receiver.communicate(timeout=_END_S)
    except subprocess.TimeoutExpired:
        receiver.kill()
        return None
    return int(told) if told.strip().isdigit() else None


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
    lines.append(f"received      {heard if heard is not None else 'unknown'} of {sent}")
    if reader.ending:
        lines.append(f"worst late    {reader.ending['worst_late_us'] / 1000:.2f} ms")
    return [*lines, f"journal       {where}"]
