"""Lists of other programs: in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command
from rig.commands.desk import sheet

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_import(commands: Commands) -> None:
    """``rig import``."""

    def run(given: argparse.Namespace) -> int:
        from rig.desk.bring import bring_in

        return bring_in(given.file, given.out, given.rate, given.samples, given.speed)

    parser = command(
        commands,
        "import",
        "Make a cue sheet of a spotting list: CSV, Pro Tools text, EDL, MIDI file, REAPER CSV and"
        " RPP, FCPXML, OTIO, Cubase XML, a historical cue sheet.",
        "rig import markers.edl --rate 25 --speed 20 -o sheet.toml",
        run,
    )
    parser.add_argument("file", metavar="FILE", help="the list; its content says its format")
    parser.add_argument("-o", dest="out", metavar="SHEET.toml", help="a new file; stdout if unsaid")
    parser.add_argument("--speed", metavar="FPS", help="how fast the print is shown")
    parser.add_argument("--rate", metavar="FPS", help="what its timecode counts, if it is silent")
    parser.add_argument("--samples", metavar="HZ", help="the rate of its samples, likewise")


def add_export(commands: Commands) -> None:
    """``rig export``."""

    def run(given: argparse.Namespace) -> int:
        from rig.desk.bring import bring_out

        return bring_out(given.sheet, given.to, given.out, given.rate)

    parser = command(
        commands,
        "export",
        "Write a sheet for another program, and say what is left out.",
        "rig export sheet.toml --to smf -o film.mid",
        run,
    )
    sheet(parser)
    parser.add_argument(
        "--to", metavar="FORMAT", required=True, help="smf, reaper, edl, resolve, csv or otio"
    )
    parser.add_argument("-o", dest="out", metavar="FILE", help="beside the sheet if unsaid")
    parser.add_argument("--rate", metavar="FPS", help="of timecode, where the format has one")
