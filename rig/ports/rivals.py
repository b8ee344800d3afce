"""What keeps a serial port from us or slows it down, as far as Linux tells; elsewhere nothing.

Unverified on hardware: read from the manuals of the programs, and from what others have met.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.shipped import shipped

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES: Final = shipped("firmware_bridge", "footswitch.rules")
"""Rules of udev that mend most of it."""
MODEM_MANAGER: Final = "ModemManager"
"""Talks to every new port for some ten seconds, to find out whether it is a modem."""
BRLTTY: Final = "brltty"
"""Takes away ports with a CH340 chip, which some braille displays have too."""

_MEND: Final = f"sudo cp {RULES} /etc/udev/rules.d/70-footswitch.rules, and plug it in again"
_OURS: Final = b"rig.ports."


def why(wanted: str, path: str, error: BaseException, root: Path) -> str:
    """Why a device does not open, and what may be done about it."""
    match getattr(error, "errno", None):
        case errno.EACCES | errno.EPERM:
            mend = f"add your user to its group, {_group(path)}, and log in anew"
            return f"{wanted}: no permission; {mend}"
        case errno.EAGAIN | errno.EBUSY:
            others = holders(path, root)
            if not others and runs(MODEM_MANAGER, root):
                return f"{wanted} is open elsewhere, maybe in {MODEM_MANAGER}: {_MEND}"
            return (
                f"{wanted} is open in {' and '.join(others) or 'another program'}; close it there"
            )
        case _:
            return f"{wanted} does not open: {error}"


def not_there(wanted: str, root: Path) -> str:
    """What may be wrong while a port is not there; empty where nothing is known to be."""
    if not runs(BRLTTY, root):
        return ""
    return (
        f"{wanted} is not there; {BRLTTY} runs, which takes ports with a CH340 chip away:"
        f" sudo systemctl mask --now {BRLTTY} {BRLTTY}-udev, if nobody reads braille here"
    )


def disturbed(root: Path) -> str:
    """The end of a sentence on a box that is not understood."""
    return f"; {MODEM_MANAGER} may be talking to it: {_MEND}" if runs(MODEM_MANAGER, root) else ""


def late(path: str, root: Path) -> str:
    """What to tell where an FTDI chip holds bytes back; empty where none does.

    It hands on what has come after so many milliseconds, 16 unless told otherwise.
    """
    place = root / "sys" / "bus" / "usb-serial" / "devices" / Path(os.path.realpath(path)).name
    timer_ms = _text(place / "latency_timer")
    if timer_ms in ("", "0", "1"):
        return ""
    return f"{path} holds what the box says back for up to {timer_ms} ms: {_MEND}"


def holders(path: str, root: Path) -> tuple[str, ...]:
    """The other programs that have a port open; those of other users are not seen."""
    real, found = os.path.realpath(path), []
    for process in _processes(root):
        try:
            links = [os.readlink(one) for one in (process / "fd").iterdir()]  # noqa: PTH115 - text
        except OSError:  # it ended, or is somebody else's
            continue
        if real in links and process.name != str(os.getpid()):
            ours = _OURS in _bytes(process / "cmdline")
            found.append(f"{'another rig' if ours else _name(process)} (process {process.name})")
    return tuple(found)


def runs(program: str, root: Path) -> bool:
    """Whether a program of that name runs."""
    return any(_name(process) == program for process in _processes(root))


def _processes(root: Path) -> Iterator[Path]:
    try:
        yield from (one for one in (root / "proc").iterdir() if one.name.isdecimal())
    except OSError:
        return


def _name(process: Path) -> str:
    return _text(process / "comm")


def _group(path: str) -> str:
    try:
        return Path(path).group()
    except (OSError, KeyError, NotImplementedError):
        return "as ls -l shows it"


def _text(path: Path) -> str:
    return _bytes(path).decode(errors="replace").strip()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
