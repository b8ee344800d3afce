"""Bounced presses on the firmware's core: python bench/presses.py [PRESSES], or a million."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final, NamedTuple

from running import BENCH, MissingError

from rig.desk.firmware import SKETCH

if TYPE_CHECKING:
    from pathlib import Path

PRESSES: Final = 1_000_000
_SEED: Final = 1927


class Trodden(NamedTuple):
    """What became of the presses."""

    presses: int
    lost: int
    doubled: int
    took_s: float


def compiled() -> Path:
    """The feet and the firmware's core in one program for this machine."""
    program = BENCH / "build" / "presses"
    program.parent.mkdir(exist_ok=True)
    sources = (BENCH / "presses.c", *sorted(SKETCH.glob("*.c")))
    command = ("gcc", "-std=c99", "-O2", "-Wall", "-Wextra", f"-I{SKETCH}", "-o", program)
    if shutil.which("gcc") is None or subprocess.run([*command, *sources], check=False).returncode:
        raise MissingError(
            "the firmware's core is not compiled; install what it needs:"
            " sudo apt-get install gcc libc6-dev"
        )
    return program


def tread(presses: int = PRESSES) -> Trodden:
    """Press so often, each press with another bounce, and count."""
    begun_s = time.monotonic()
    command = (str(compiled()), str(presses), str(_SEED))
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    counted, lost, doubled = map(int, run.stdout.split())
    return Trodden(counted, lost, doubled, time.monotonic() - begun_s)


if __name__ == "__main__":
    trodden = tread(int(sys.argv[1]) if len(sys.argv) > 1 else PRESSES)
    print(
        f"{trodden.presses:,} bounced presses: {trodden.lost} lost, {trodden.doubled} doubled,"
        f" in {trodden.took_s:.1f} s"
    )
    sys.exit(trodden.lost or trodden.doubled)
