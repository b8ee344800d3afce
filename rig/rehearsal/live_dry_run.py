"""The dry run in real time: a virtual MIDI port in, and nothing out."""

from __future__ import annotations

import sys
from typing import Final

from rig.live.guard import KEYBOARD, Guard
from rig.live.perform import ending_lines, inputs, open_journal
from rig.live.processes import Port
from rig.rehearsal.live_player import LivePlayer
from rig.rehearsal.script import read_script
from rig.venue.load import load

LIVE_PORT: Final = "Rig Dry Run"
"""The virtual MIDI port of the first MIDI device; those of others have its name behind."""


def live_dry_run(path: str, script: str | None) -> int:
    """Run a show in real time with its outputs mute; the exit code.

    Every MIDI device of the hands is stood in for by a virtual port; the machines that tell
    film time are heard as they are, and a player program rolls. Raises ``FileError``
    when the show or the script cannot be used, ``PortError`` when it cannot be started.
    """
    loaded = load(path)
    if script:
        read_script(script, loaded)
    where = open_journal(path, None, loaded.files)
    midi = [name for name, spec in loaded.ports if spec.device == "midi"]
    ports = tuple(
        Port(name, "rig.ports.midi_in", (LIVE_PORT + f" {name}" * bool(number), "--virtual"))
        for number, name in enumerate(midi)
    )
    others = tuple(port for port in inputs(loaded) if port.name not in midi)
    guard = Guard(where, (*ports, *others), muted=True)
    player = None
    if script:
        lines = {name: guard.far_end(name) for name, _ in loaded.ports}
        player = LivePlayer(path, script, lines | {"": guard.far_end(KEYBOARD)})
    try:
        guard.watch(player.begin if player else None)
    finally:
        if player:
            player.end()
    sys.stdout.write("\n".join([*ending_lines(where), ""]))
    return 0
