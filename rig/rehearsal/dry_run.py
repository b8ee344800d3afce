"""The dry run: a whole night in virtual time, and what would be sent when."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

from rig.conductor.state import begin
from rig.live.guard import KEYBOARD, Guard, Port
from rig.live.load import load
from rig.live.loop import run
from rig.live.perform import ending_lines, inputs, open_journal
from rig.rehearsal.live_player import LivePlayer
from rig.rehearsal.player import IdealPlayer
from rig.rehearsal.report import Night, action_line, as_json, press_lines, summary_lines
from rig.rehearsal.script import Scripted, read_script

LIVE_PORT: Final = "Rig Dry Run"
"""The virtual MIDI port of a live dry run."""

if TYPE_CHECKING:
    from rig.live.load import Loaded
    from rig.live.loop import Source


def dry_run(path: str, script: str | None, *, as_data: bool) -> int:
    """Print a show's dry run; the exit code.

    Raises ``FileError`` when the show or the script cannot be used.
    """
    loaded = load(path)
    source = Scripted(read_script(script, loaded), loaded) if script else IdealPlayer(loaded.show)
    night = virtual_night(loaded, source)
    show = loaded.show
    if as_data:
        json.dump(as_json(show, night), sys.stdout, indent=1)
        sys.stdout.write("\n")
        return 0
    lines = [action_line(show, night.film, action) for action in night.actions]
    presses = ["", "presses", *press_lines(show), ""]
    sys.stdout.write("\n".join([*lines, *presses, *summary_lines(show, night.actions), ""]))
    return 0


def virtual_night(loaded: Loaded, source: Source) -> Night:
    """Everything a night leads to, in virtual time."""
    night = Night()
    run(loaded.show, begin(loaded.show), source, night)
    return night


def live_dry_run(path: str, script: str | None) -> int:
    """Run a show in real time with its outputs mute; the exit code.

    Every MIDI device of the hands is stood in for by a virtual port. Raises as :func:`dry_run`
    does, and ``PortError`` when it cannot be started.
    """
    loaded = load(path)
    if script:
        read_script(script, loaded)
    where = open_journal(path, None, loaded.files)
    midi = [name for name, spec in loaded.ports if spec.kind == "midi"]
    ports = tuple(
        Port(name, "rig.ports.midi_in", (LIVE_PORT + f" {name}" * bool(number), "--virtual"))
        for number, name in enumerate(midi)
    )
    serial = tuple(port for port in inputs(loaded) if port.name not in midi)
    guard = Guard(where, (*ports, *serial), muted=True)
    player = None
    if script:
        lines = {port.name: guard.far_end(port.name) for port in (*ports, *serial)}
        player = LivePlayer(path, script, lines | {"": guard.far_end(KEYBOARD)})
    try:
        guard.watch(player.begin if player else None)
    finally:
        if player:
            player.end()
    sys.stdout.write("\n".join([*ending_lines(where), ""]))
    return 0
