"""A sheet on paper: as a picture for the wall, and as a book for the desk."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rig.commands.command import command
from rig.commands.desk import sheet
from rig.errors import RigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from rig.commands.command import Commands


_EXTRA: Final = ("matplotlib", "reportlab")


def add_plot(commands: Commands) -> None:
    """``rig plot``."""

    def run(given: argparse.Namespace) -> int:
        with extra("rig plot draws with matplotlib"):
            from rig.paper.plot import plot
        return plot(given.sheet, given.out)

    parser = command(
        commands,
        "plot",
        "Draw a sheet along the film: cues, sections, tempo, dynamics, hits.",
        "rig plot sheet.toml -o film.svg\n  rig plot sheet.toml -o film.png",
        run,
    )
    sheet(parser)
    parser.add_argument("-o", dest="out", metavar="FILE", required=True, help=".svg or .png")


def add_book(commands: Commands) -> None:
    """``rig book``."""

    def run(given: argparse.Namespace) -> int:
        with extra("rig book prints with reportlab and the letters of matplotlib"):
            from rig.paper.book import book
        return book(given.sheet, given.out, given.unit)

    parser = command(
        commands,
        "book",
        "Print a sheet for the night when the laptop dies: cues, presses, themes.",
        "rig book sheet.toml -o film.pdf\n  rig book sheet.toml -o film.pdf --unit reel",
        run,
    )
    sheet(parser)
    parser.add_argument("-o", dest="out", metavar="FILE.pdf", required=True, help="the book")
    parser.add_argument(
        "--unit",
        choices=("clock", "frame", "feet", "reel", "timecode"),
        default="clock",
        help="how film positions are written; clock if unsaid",
    )


@contextmanager
def extra(told: str) -> Iterator[None]:
    """Say what is missing where the optional libraries are."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _EXTRA:
            raise
        raise RigError(f"{told}: pip install 'silent-rig[desk]'") from None
