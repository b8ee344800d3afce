"""The command line: one command for each thing a player does."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rig import __version__
from rig.errors import PortError, RigError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator
    from typing import TypeAlias

    _Commands: TypeAlias = argparse._SubParsersAction[  # noqa: SLF001 - its only name
        argparse.ArgumentParser
    ]

PLAYER_MUST_ACT: Final = 1
"""The exit code when a file, cable or disk must be mended; wrong usage is argparse's 2."""


def main() -> None:
    """Run a command and leave with its exit code."""
    try:
        with _interrupts_held():
            given = _parser().parse_args()
        code = given.run(given)
        sys.stdout.flush()
    except RigError as error:
        sys.stderr.write(f"{error}\n")
        code = PLAYER_MUST_ACT
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EIO):
            raise
        # Nobody reads on: the pipe is closed, or the terminal is gone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 0
    sys.exit(code)


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have Ctrl-C wait: in the midst of an import Python can lose it."""
    _hold_interrupts()
    try:
        yield
    finally:
        if sys.platform != "win32":
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _hold_interrupts() -> None:
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _parser() -> argparse.ArgumentParser:
    import argparse

    parser = argparse.ArgumentParser(
        prog="rig",
        description="Perform live to silent films: knobs and pedals in, cues and dynamics out.",
        epilog="example: rig demo",
    )
    parser.add_argument("--version", action="version", version=f"rig {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_demo, _perform, _dry_run, _replay, _check, _ports):
        add(commands)
    return parser


def _command(
    commands: _Commands,
    name: str,
    told: str,
    example: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
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


def _needs_processes(wanted: str, instead: str) -> None:
    """Refuse what needs lines between processes where the system has none.

    Where it has them, Ctrl-C waits until the guard is there to hear it.
    """
    if sys.platform == "win32":
        raise PortError(f"{wanted} needs Linux or macOS; {instead} works here")
    _hold_interrupts()


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("show", metavar="SHOW.toml", help="the show file: one venue")


def _demo(commands: _Commands) -> None:
    def run(given: argparse.Namespace) -> int:
        from rig.rehearsal import demo

        if given.files:
            return demo.copy_files(given.files)
        if given.fast:
            return demo.fast()
        _needs_processes("rig demo", "rig demo --fast")
        from rig.rehearsal.live_demo import perform_it

        return perform_it()

    parser = _command(
        commands, "demo", "Perform the bundled show, about a minute.", "rig demo", run
    )
    parser.add_argument("--fast", action="store_true", help="in virtual time, in under a second")
    parser.add_argument("--files", metavar="DIR", help="copy the demo's files there instead")


def _perform(commands: _Commands) -> None:
    def run(given: argparse.Namespace) -> int:
        _needs_processes("rig perform", "rig dry-run")
        from rig.live.perform import perform

        return perform(given.show, given.journal)

    parser = _command(
        commands,
        "perform",
        "Perform a show, until Ctrl-C or its end.",
        "rig perform show.toml",
        run,
    )
    _show(parser)
    parser.add_argument("--journal", metavar="FILE", help="where the journal shall lie")


def _dry_run(commands: _Commands) -> None:
    def run(given: argparse.Namespace) -> int:
        if given.live:
            _needs_processes("rig dry-run --live", "rig dry-run")
            from rig.rehearsal.live_dry_run import live_dry_run

            return live_dry_run(given.show, given.script)
        from rig.rehearsal.dry_run import dry_run

        return dry_run(given.show, given.script, as_data=given.json)

    parser = _command(
        commands,
        "dry-run",
        "Print what would be sent when, and the list of presses.",
        "rig dry-run show.toml --script player.toml",
        run,
    )
    _show(parser)
    parser.add_argument("--script", metavar="PLAYER.toml", help="who touches what, when")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for tools")
    form.add_argument(
        "--live", action="store_true", help="in real time, with a MIDI port named Rig Dry Run"
    )


def _replay(commands: _Commands) -> None:
    def run(given: argparse.Namespace) -> int:
        from rig.rehearsal.replay import replay

        return replay(given.journal, given.against)

    parser = _command(
        commands, "replay", "Run a journal through the core again.", "rig replay night.journal", run
    )
    parser.add_argument("journal", metavar="JOURNAL")
    parser.add_argument("--against", metavar="SHOW.toml", help="with this show instead of its own")


def _check(commands: _Commands) -> None:
    def run(given: argparse.Namespace) -> int:
        from rig.venue.load import load

        show = load(given.show).show
        sys.stdout.write(
            f"{given.show}: {len(show.programmes)} cues, {len(show.presses)} presses,"
            f" {len(show.bindings)} controls; no problems\n"
        )
        return 0

    parser = _command(
        commands, "check", "Say every problem of a show at once.", "rig check show.toml", run
    )
    _show(parser)


def _ports(commands: _Commands) -> None:
    def run(_given: argparse.Namespace) -> int:
        from rig.ports.listing import port_lines

        sys.stdout.write("\n".join([*port_lines(), ""]))
        return 0

    _command(
        commands, "ports", "List MIDI and serial ports as show files name them.", "rig ports", run
    )


if __name__ == "__main__":
    main()
