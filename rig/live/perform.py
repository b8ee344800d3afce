"""Performing a show: its ports, its journal, and the guard over them."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.conductor.lights import LIGHTS
from rig.errors import PortError
from rig.live import journal, parts
from rig.live.guard import Guard
from rig.live.processes import Port
from rig.venue.load import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rig.venue.house import Listener
    from rig.venue.load import File, Loaded
    from rig.venue.read import PortSpec

_MODULES: Final = {
    "midi": "rig.ports.midi_in",
    "serial": "rig.ports.serial_in",
    "lines": "rig.ports.lines_in",
    "keys": "rig.ports.keys_in",
    "stream": "rig.ports.stream_in",
    "mtc": "rig.ports.mtc_in",
    "mpv": "rig.ports.mpv_in",
    "osc": "rig.ports.osc_in",
    "beat": "rig.ports.clock_in",
}
"""Who serves a port, by its kind."""

OUT: Final = "out:"
"""Before the name of an output's port process."""


def perform(path: str, journal_path: str | None) -> int:
    """Perform a show to its end; the exit code.

    Raises ``FileError`` when the show cannot be used, ``PortError`` when it cannot be started.
    """
    loaded = load(path)
    where = open_journal(path, journal_path, loaded.files)
    ports = (*inputs(loaded), *lights(loaded), *outputs(loaded))
    Guard(where, ports, muted=False, show=path).watch()
    sys.stdout.write("\n".join([*ending_lines(where), ""]))
    return 0


def inputs(loaded: Loaded) -> tuple[Port, ...]:
    """The port processes of the devices the hands name, and of the machines the show hears."""
    devices = (
        Port(name, _MODULES[spec.kind], (spec.name, *_which(spec))) for name, spec in loaded.ports
    )
    machines = (
        Port(one.port, _MODULES[one.kind], (one.place, *_callers(one))) for one in loaded.listeners
    )
    return (*devices, *machines)


def lights(loaded: Loaded) -> tuple[Port, ...]:
    """The port processes of the devices that have lights to show, or are to be greeted."""
    surface = loaded.show.surface
    told = {one.port for one in surface.lights}
    told |= {port for port, messages in surface.greetings.items() if messages}
    return tuple(
        Port(name + LIGHTS, "rig.ports.lights_out", (spec.name, *_which(spec)))
        for name, spec in loaded.ports
        if spec.kind == "midi" and name in told
    )


def _which(spec: PortSpec) -> tuple[str, ...]:
    """Which of several alike a device is, and how fast it speaks, for its process."""
    told = (("usb", spec.usb), ("serial", spec.serial), ("baud", spec.baud))
    return tuple(f"--{key}={value}" for key, value in told if value)


def _callers(listener: Listener) -> tuple[str, ...]:
    return ("--from", *listener.callers) if listener.callers else ()


def outputs(loaded: Loaded) -> tuple[Port, ...]:
    """The port processes of the MIDI outputs."""
    return tuple(
        Port(OUT + loaded.show.outputs[number].name, "rig.ports.midi_out", (target.where,), number)
        for number, target in enumerate(loaded.targets)
        if target.kind == "midi"
    )


def open_journal(path: str, wanted: str | None, files: Mapping[str, File]) -> str:
    """Begin a journal; where it lies.

    A wanted place that cannot be written is the player's to mend. Where none is wanted and the
    usual one cannot be written, the show still goes on, with a journal in the system's own
    temporary folder. Raises ``PortError`` when no place is left.
    """
    places = [Path(wanted)] if wanted else [_usual(path), Path(tempfile.gettempdir()) / _name(path)]
    for place in places:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            for stale in parts.parts(str(place))[1:]:
                Path(stale).unlink()  # of the night whose journal is written over
            place.write_bytes(journal.head(files))
        except OSError as error:
            trouble = f"the journal cannot be written at {place}: {error.strerror or error}"
        else:
            return str(place)
    raise PortError(f"{trouble}; name another place with --journal FILE")


def _usual(path: str) -> Path:
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "rig" / "journals" / _name(path)


def _name(path: str) -> str:
    shown = re.sub(r"[^\w-]+", "-", f"{Path(path).resolve().parent.name}-{Path(path).stem}")
    return f"{shown}-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}-{os.getpid()}.journal"


def ending_lines(where: str) -> list[str]:
    """What a night was, from its journal's last line, and where the journal lies."""
    reader = journal.Reader(where)
    events = sum(1 for _ in reader.records())
    facts = reader.ending
    lines = [f"events        {events}"]
    if facts:
        lines.append(f"packets sent  {facts['packets']}")
        lines.append(f"worst late    {facts['worst_late_us'] / 1000:.2f} ms")
        if facts["lost"]:
            lines.append(f"packets lost  {facts['lost']}: a target was not there")
    return [*lines, f"journal       {where}"]
