"""Writing a player's file: whole or not at all."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from rig.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path


def replace_file(path: Path, content: bytes) -> None:
    """Have a file hold these bytes; whatever happens on the way, it holds the old or the new ones.

    A link still leads to it, and who could read it still can. Raises ``FileError`` when it cannot
    be written.
    """
    place = path.resolve()
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            shutil.copymode(place, beside)
        beside.replace(place)
    except OSError as error:
        if not place.parent.is_dir():
            raise FileError(
                f"{path} cannot be written: there is no folder {path.parent}"
            ) from error
        beside.unlink(missing_ok=True)
        raise FileError(f"{path} cannot be written: {error.strerror or error}") from error
