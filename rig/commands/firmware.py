"""The footswitch's box: its firmware."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_firmware(commands: Commands) -> None:
    """``rig firmware``."""
    from rig.desk.boards import BOARDS

    def run(given: argparse.Namespace) -> int:
        from rig.desk.tell_firmware import tell_boards, tell_firmware

        if given.board is None:
            return tell_boards()
        return tell_firmware(given.board, given.port, given.out)

    parser = command(
        commands,
        "firmware",
        "Build the footswitch's firmware for a board, and tell the command that uploads it.",
        "rig firmware\n  rig firmware nano --port /dev/ttyUSB0 -o firmware",
        run,
    )
    parser.add_argument(
        "board",
        nargs="?",
        choices=tuple(BOARDS),
        help="all of them with their wiring, if unsaid",
    )
    parser.add_argument("--port", metavar="PORT", help="the box's serial port")
    parser.add_argument(
        "-o", dest="out", metavar="FOLDER", default=".", help="where the firmware goes; here"
    )
