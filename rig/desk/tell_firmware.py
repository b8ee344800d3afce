"""``rig firmware``: what was built, how the box is wired, and the command that uploads it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig.desk.boards import BOARDS
from rig.desk.firmware import build, program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rig.desk.boards import Loader
    from rig.desk.firmware import Firmware

_TOUCH: Final = "-f" if sys.platform == "darwin" else "-F"
"""How stty is told which port."""
_HANGS: Final = (
    "An older Nano's bootloader never comes back from a reset by the watchdog: the box would be"
    "\ndead until its plug is pulled. Burn the newer one once: Arduino IDE, Tools, Burn Bootloader."
)
_TOUCHED: Final = (
    "The first command opens the port at 1200 bits a second, which starts the bootloader for"
    "\neight seconds; its port may have another name. A Pro Micro does the same when its reset is"
    "\ntwice put to ground."
)


def tell_boards() -> int:
    """Print every board with its wiring; the exit code is 0."""
    heads = ("", "switches 1 to 6", "pedals 1, 2", "lights 1 to 6", "")
    rows = [heads, *((name, *board.wiring, board.told) for name, board in BOARDS.items())]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write("  ".join(cells).rstrip() + "\n")
    return 0


def tell_firmware(name: str, port: str | None, folder: str) -> int:
    """Build the firmware for the board of this name and print what is next; the exit code is 0.

    Raises ``RigError`` as ``build`` does.
    """
    firmware = build(name, Path(folder))
    sys.stdout.write("\n".join([*_built(firmware), "", *_upload(firmware, port or "PORT"), ""]))
    return 0


def _built(firmware: Firmware) -> Iterator[str]:
    board = BOARDS[firmware.board]
    yield f"{board.told}, {board.chip}"
    yield f"  flash     {firmware.flash} of {board.flash} bytes"
    yield f"  RAM       {firmware.ram} of {board.ram} bytes"
    yield f"  switches  {board.wiring.switches}"
    yield f"  pedals    {board.wiring.pedals}"
    yield f"  lights    {board.wiring.lights}"
    yield f"  built     {firmware.hex}"


def _upload(firmware: Firmware, port: str) -> Iterator[str]:
    board = BOARDS[firmware.board]
    yield "The rig flashes nothing itself; this does, with the box on its cable:"
    if port == "PORT":
        yield "(PORT is the box's, as rig ports lists it)"
    for loader in board.loaders:
        if len(board.loaders) > 1:
            yield f"with {loader.told}:"
        if board.usb:
            yield f"  {shlex.join(('stty', _TOUCH, port, '1200'))}; sleep 2"
        yield f"  {shlex.join(_avrdude(firmware, loader, port))}"
    if board.usb:
        yield _TOUCHED
    if len(board.loaders) > 1:
        yield _HANGS


def _avrdude(firmware: Firmware, loader: Loader, port: str) -> Iterator[str]:
    """The words of the command; avrdude of the Arduino IDE is told where its settings are."""
    path = program("avrdude") or "avrdude"
    settings = Path(path).parent.parent / "etc/avrdude.conf"
    yield path
    if settings.is_file():
        yield from ("-C", str(settings))
    yield from ("-p", BOARDS[firmware.board].chip, "-c", loader.programmer, "-P", port)
    yield from ("-b", str(loader.speed), "-D", "-U", f"flash:w:{firmware.hex}:i")
