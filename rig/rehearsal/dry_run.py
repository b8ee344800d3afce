"""The dry run: a whole night in virtual time, and what would be sent when."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from rig.conductor.state import begin
from rig.live.loop import run
from rig.rehearsal.player import IdealPlayer
from rig.rehearsal.report import Night, action_line, as_json, press_lines, summary_lines
from rig.rehearsal.script import Scripted, read_script
from rig.venue.load import load

if TYPE_CHECKING:
    from rig.live.loop import Source
    from rig.venue.load import Loaded


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
