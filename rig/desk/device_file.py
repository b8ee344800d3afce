"""A device by its name or its file, as work at the desk needs it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rig.errors import FileError
from rig.files import file_bytes
from rig.hands.read_device import read_device
from rig.notation.document import SIZE_MAX, meant, read
from rig.notation.problem import ProblemsError
from rig.shipped import shipped

if TYPE_CHECKING:
    from rig.hands.device import Device


def open_device(wanted: str) -> Device:
    """The device of a file, or of this name here in ``devices/`` or among those of the rig.

    Raises ``ProblemsError`` with every problem of its file, ``FileError`` when there is none.
    """
    path = Path(wanted) if wanted.endswith(".toml") else _found(wanted)
    document = read(str(path), file_bytes(path, SIZE_MAX))
    device = read_device(path.stem, document) if document.readable else None
    if device is None or document.problems:
        raise ProblemsError(tuple(document.problems))
    return device


def _found(name: str) -> Path:
    folders = (Path("devices"), shipped("mappings", "devices"))
    known = {path.stem: path for folder in reversed(folders) for path in folder.glob("*.toml")}
    if name not in known:
        raise FileError(
            f"no device {name} comes with the rig, and there is no devices/{name}.toml"
            f" here{meant(name, tuple(sorted(known)))}"
        )
    return known[name]
