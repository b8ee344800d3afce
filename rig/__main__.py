"""The command line: one command for each thing a player does."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rig import __version__
from rig.commands import conform, desk, device, firmware, hands, lists, night, paper, pedal, spot
from rig.commands.command import hold_interrupts
from rig.errors import RigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_COMMANDS: Final = (
    night.add_demo,
    night.add_perform,
    night.add_remap,
    night.add_dry_run,
    night.add_rehearse,
    night.add_replay,
    night.add_reaction,
    night.add_ports,
    hands.add_monitor,
    hands.add_learn,
    pedal.add_pedal,
    desk.add_check,
    desk.add_show,
    desk.add_fmt,
    desk.add_schema,
    spot.add_spot,
    lists.add_import,
    lists.add_export,
    conform.add_conform,
    paper.add_plot,
    paper.add_book,
    device.add_device,
    firmware.add_firmware,
)
"""In the order of the help."""

PLAYER_MUST_ACT: Final = 1
"""The exit code when a file, cable or disk must be mended; wrong usage is argparse's 2."""


def main() -> None:
    """Run a command and leave with its exit code."""
    _have_streams()
    try:
        with _interrupts_held():
            given = _parser().parse_args()
        code = given.run(given)
        sys.stdout.flush()
    except RigError as error:
        _say(str(error))
        code = PLAYER_MUST_ACT
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _say("there is no room for what is written: the disk is full")
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(PLAYER_MUST_ACT)
        if error.errno not in (errno.EPIPE, errno.EIO):
            raise
        # Nobody reads on: the pipe is closed, or the terminal is gone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)


def _have_streams() -> None:
    """Have all three streams, open or not; what their encoding lacks is written as an escape."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nothing = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nothing)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _say(line: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have Ctrl-C wait: in the midst of an import Python can lose it."""
    hold_interrupts()
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="rig",
        description="Perform live to silent films: knobs and pedals in, cues and dynamics out.",
        epilog="example: rig demo",
    )
    parser.add_argument("--version", action="version", version=f"rig {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in _COMMANDS:
        add(commands)
    return parser


if __name__ == "__main__":
    main()
