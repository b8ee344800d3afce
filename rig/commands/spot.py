"""The tempo search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command
from rig.errors import RigError

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_spot(commands: Commands) -> None:
    """``rig spot``."""

    def run(given: argparse.Namespace) -> int:
        from rig.desk.asked import asked_for

        try:
            asked = asked_for(
                tempo=given.tempo,
                step=given.step,
                offset=given.offset,
                meter=given.meter,
                bars=given.bars,
                on=given.on,
                top=given.top,
            )
        except ValueError as error:
            parser.error(str(error))
        try:
            from rig.desk.spot import spot
        except ModuleNotFoundError as error:
            if error.name != "numpy":
                raise
            raise RigError("rig spot needs numpy: pip install 'silent-rig[desk]'") from None
        return spot(given.sheet, given.cue, asked, write=given.write)

    parser = command(
        commands,
        "spot",
        "Find the tempo whose strong beats meet the hits of a cue.",
        "rig spot sheet.toml --cue 3 --tempo 60..160 --meter 3/4,4/4 --write",
        run,
    )
    _let_ranges_be_negative(parser)
    parser.add_argument("sheet", metavar="SHEET.toml", help="the cue sheet")
    parser.add_argument("--cue", metavar="N", required=True, help="which cue")
    ask = parser.add_argument
    ask("--tempo", metavar="60..160", help="felt beats a minute, from and to")
    ask("--step", metavar="0.25", default="0.25", help="from one tempo to the next")
    ask(
        "--offset",
        metavar="-2..2",
        help="seconds by which it may begin earlier or later; 0..0 with --write if unsaid",
    )
    ask("--meter", metavar="3/4,4/4", help="if unsaid, the one written")
    ask("--bars", metavar="8..24", help="how many shall reach the end of the cue")
    words = ("bar", "felt", "beat")
    ask("--on", choices=words, default="felt", help="the weakest beat a hit may fall on")
    ask("--top", metavar="5", default="5", help="how many are told")
    ask("--write", action="store_true", help="put the best into the sheet; comments stay")


def _let_ranges_be_negative(parser: argparse.ArgumentParser) -> None:
    """Have ``-2..2`` be what an option is given, as ``-2`` is."""
    import re

    parser._negative_number_matcher = re.compile("-[0-9]")  # noqa: SLF001 - there is no other way
