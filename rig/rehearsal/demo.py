"""The demo in virtual time, and its files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

from rig.errors import FileError
from rig.rehearsal.dry_run import virtual_night
from rig.rehearsal.report import summary_lines
from rig.rehearsal.script import Scripted, read_script
from rig.shipped import shipped
from rig.venue.load import load

SHOW: Final = "show.toml"
PLAYER: Final = "player.toml"


def copy_files(folder: str) -> int:
    """Copy the demo's files to a folder, to look at and to change; the exit code.

    Raises ``FileError`` when they cannot be written.
    """
    try:
        shutil.copytree(shipped("examples", "demo"), folder, dirs_exist_ok=True)
    except OSError as error:
        raise FileError(f"{folder} cannot be written: {error.strerror or error}") from error
    sys.stdout.write(f"{Path(folder) / SHOW}\n")
    return 0


def fast() -> int:
    """The demo in virtual time; the exit code."""
    folder = shipped("examples", "demo")
    loaded = load(str(folder / SHOW))
    script = read_script(str(folder / PLAYER), loaded)
    night = virtual_night(loaded, Scripted(script, loaded))
    sys.stdout.write("\n".join([*summary_lines(loaded.show, night.actions), ""]))
    return 0
