"""Devices whose drivers are answered for: what device_ioctls.c shares with a test."""

from __future__ import annotations

import mmap
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

from parts import TESTS, require

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLOSED, GRABBED, CLOCK, TAKEN, SLOW, HELD = range(6)
"""Where things are in the state of a device; the keys that are held are its rest."""
_KEY_BYTES = 96


def built(folder: Path) -> Path:
    """The library that answers, to be preloaded; skips a test where there is no compiler."""
    require("cc")
    library = folder / "device_ioctls.so"
    flags = ("-shared", "-fPIC", "-Wall", "-Wextra", "-Werror")
    subprocess.run(["cc", *flags, "-o", library, TESTS / "device_ioctls.c"], check=True)
    return library


@contextmanager
def state_at(path: Path) -> Iterator[mmap.mmap]:
    """A device's state, as both sides see it."""
    path.write_bytes(bytes(HELD + _KEY_BYTES))
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as state:
        yield state
