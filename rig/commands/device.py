"""A controller at the desk: what its controls send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command
from rig.commands.paper import extra

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_device(commands: Commands) -> None:
    """``rig device``."""

    def run(given: argparse.Namespace) -> int:
        if given.out is None:
            from rig.desk.tell_device import tell_device

            return tell_device(given.device)
        with extra("rig device -o draws with matplotlib, and a PDF with reportlab"):
            from rig.paper.draw_device import draw_device

            return draw_device(given.device, given.out)

    parser = command(
        commands,
        "device",
        "Tell or draw a controller: what each control sends, how it is lit, and who says so.",
        "rig device nanoKONTROL2\n  rig device nanoKONTROL2 -o nano.svg",
        run,
    )
    parser.add_argument(
        "device",
        metavar="NAME",
        help="a device in devices/ or of the rig; or a file, DEVICE.toml",
    )
    parser.add_argument("-o", dest="out", metavar="FILE", help=".svg, .png or .pdf")
