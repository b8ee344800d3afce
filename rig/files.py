"""Reading a player's file."""

from __future__ import annotations

from pathlib import Path

from rig.errors import FileError


def file_bytes(path: str | Path, most: int) -> bytes:
    """A file's bytes, one more than ``most`` at most: a device may go on for ever.

    Raises ``FileError`` when it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValueError as error:  # a zero byte in its name
        raise FileError(f"{str(path)!r} is no name of a file") from error
