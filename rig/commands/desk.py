"""Work on a sheet at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_check(commands: Commands) -> None:
    """``rig check``."""

    def run(given: argparse.Namespace) -> int:
        from rig.venue.check import check

        return check(given.file)

    parser = command(
        commands,
        "check",
        "Say every problem of a sheet or a show at once, and what may not be meant.",
        "rig check sheet.toml",
        run,
    )
    parser.add_argument("file", metavar="FILE.toml", help="a cue sheet, or a show with its sheet")


def add_show(commands: Commands) -> None:
    """``rig show``."""

    def run(given: argparse.Namespace) -> int:
        from rig.desk.show import show

        return show(given.sheet, given.cue)

    parser = command(
        commands,
        "show",
        "Tell a sheet cue by cue, as it would play.",
        "rig show sheet.toml --cue 3",
        run,
    )
    sheet(parser)
    parser.add_argument("--cue", metavar="N", help="only this cue")


def sheet(parser: argparse.ArgumentParser) -> None:
    """The argument that names a cue sheet."""
    parser.add_argument("sheet", metavar="SHEET.toml", help="the cue sheet")


def add_fmt(commands: Commands) -> None:
    """``rig fmt``."""

    def run(given: argparse.Namespace) -> int:
        from rig.desk.fmt import fmt

        return fmt(given.files, check=given.check)

    parser = command(
        commands,
        "fmt",
        "Write files in their normal form: columns aligned, words and comments as they are.",
        "rig fmt sheet.toml show.toml hands.toml\n  rig fmt --check *.toml",
        run,
    )
    parser.add_argument("files", metavar="FILE.toml", nargs="+", help="any file; - is a filter")
    parser.add_argument("--check", action="store_true", help="only say which would be written")


def add_schema(commands: Commands) -> None:
    """``rig schema``."""

    def run(given: argparse.Namespace) -> int:
        from rig.desk.hands_schema import DEVICE, HANDS
        from rig.desk.schema import schema
        from rig.desk.sheet_schema import SHEET
        from rig.rehearsal.schema import PLAYER
        from rig.venue.schema import SHOW

        schemas = {"sheet": SHEET, "show": SHOW, "hands": HANDS, "device": DEVICE, "player": PLAYER}
        return schema(given.wanted, schemas)

    parser = command(
        commands,
        "schema",
        "Write the JSON Schemas with which an editor completes and explains your files.",
        "rig schema .\n  rig schema sheet",
        run,
    )
    parser.add_argument(
        "wanted",
        metavar="FOLDER",
        nargs="?",
        default=".",
        help="where to; or sheet, show, hands, device or player, to be shown that one",
    )
