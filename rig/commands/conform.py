"""Moving a sheet to another print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command
from rig.commands.desk import sheet

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_conform(commands: Commands) -> None:
    """``rig conform``."""

    def run(given: argparse.Namespace) -> int:
        from datetime import date

        from rig.desk.conform import conform

        return conform(
            given.sheet,
            given.to,
            given.origin,
            given.out,
            given.rate,
            given.speed,
            given.print,
            today=date.today().isoformat(),  # noqa: DTZ011 - the date on the player's own wall
        )

    parser = command(
        commands,
        "conform",
        "Move a sheet to another print: by an edit list, or by the landmarks of both.",
        "rig conform sheet.toml --to restoration.csv --speed 20\n"
        "  rig conform sheet.toml --from old.edl --to new.edl --rate 24 -o new.toml",
        run,
    )
    sheet(parser)
    parser.add_argument(
        "--to",
        metavar="LIST",
        required=True,
        help="the new print: an EDL of what lies where, or its titles and other landmarks",
    )
    parser.add_argument(
        "--from",
        metavar="LIST",
        dest="origin",
        help="the old print's landmarks; the sheet's own looks, presses and hits if unsaid",
    )
    parser.add_argument(
        "-o",
        metavar="NEW.toml",
        dest="out",
        help="where to; a new file SHEET-conformed.toml beside the sheet if unsaid",
    )
    parser.add_argument("--rate", metavar="FPS", help="what the lists' timecodes count")
    parser.add_argument(
        "--speed", metavar="FPS", help="the new print's, as a sheet has it; the old one's if unsaid"
    )
    parser.add_argument("--print", metavar="NAME", help="the new print's; the list's if unsaid")
