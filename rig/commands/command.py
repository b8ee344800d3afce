"""What all commands have: their place in the help, and Ctrl-C where they begin."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

from rig.errors import PortError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import TypeAlias

    Commands: TypeAlias = argparse._SubParsersAction[  # noqa: SLF001 - its only name
        argparse.ArgumentParser
    ]


def command(
    commands: Commands,
    name: str,
    told: str,
    example: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    """Add a command, for its arguments to be added to; ``run`` answers with the exit code."""
    from argparse import RawDescriptionHelpFormatter

    parser = commands.add_parser(
        name,
        help=told,
        description=told,
        epilog=f"example:\n  {example}",
        formatter_class=RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def hold_interrupts() -> None:
    """Have Ctrl-C wait."""
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def need_processes(wanted: str, instead: str) -> None:
    """Refuse what needs lines between processes where the system has none.

    Where it has them, Ctrl-C waits until the guard is there to hear it.
    """
    if sys.platform == "win32":
        raise PortError(f"{wanted} needs Linux or macOS; {instead} works here")
    hold_interrupts()
