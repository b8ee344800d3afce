"""Performing, rehearsing and looking back at a night."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from rig.commands.command import command, need_processes

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_demo(commands: Commands) -> None:
    """``rig demo``."""

    def run(given: argparse.Namespace) -> int:
        from rig.rehearsal import demo

        if given.files:
            return demo.copy_files(given.files)
        if given.fast:
            return demo.fast()
        need_processes("rig demo", "rig demo --fast")
        from rig.rehearsal.live_demo import perform_it

        return perform_it()

    parser = command(commands, "demo", "Perform the bundled show, about a minute.", "rig demo", run)
    parser.add_argument("--fast", action="store_true", help="in virtual time, in under a second")
    parser.add_argument("--files", metavar="DIR", help="copy the demo's files there instead")


def add_perform(commands: Commands) -> None:
    """``rig perform``."""

    def run(given: argparse.Namespace) -> int:
        need_processes("rig perform", "rig dry-run")
        from rig.live.perform import perform

        return perform(given.show, given.journal)

    parser = command(
        commands,
        "perform",
        "Perform a show, until Ctrl-C or its end.",
        "rig perform show.toml",
        run,
    )
    _show(parser)
    parser.add_argument("--journal", metavar="FILE", help="where the journal shall lie")


def add_remap(commands: Commands) -> None:
    """``rig remap``."""

    def run(given: argparse.Namespace) -> int:
        from rig.live.door import remap

        return remap(given.show)

    parser = command(
        commands,
        "remap",
        "Have a running performance read its hands anew; the music does not notice.",
        "rig remap show.toml",
        run,
    )
    _show(parser)


def add_dry_run(commands: Commands) -> None:
    """``rig dry-run``."""

    def run(given: argparse.Namespace) -> int:
        if given.live:
            need_processes("rig dry-run --live", "rig dry-run")
            from rig.rehearsal.live_dry_run import live_dry_run

            return live_dry_run(given.show, given.script)
        from rig.rehearsal.dry_run import dry_run

        return dry_run(given.show, given.script, as_data=given.json)

    parser = command(
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


def add_rehearse(commands: Commands) -> None:
    """``rig rehearse``."""

    def run(given: argparse.Namespace) -> int:
        from rig.rehearsal.chances import Kind
        from rig.rehearsal.rehearse import rehearse

        kinds = [kind for kind in Kind if not given.kind or kind.value in given.kind]
        return rehearse(given.show, kinds, given.nights, given.seed, as_data=given.json)

    parser = command(
        commands,
        "rehearse",
        "Play a show many nights to a film that does what it likes; score its hits in frames.",
        "rig rehearse show.toml --nights 200 --seed 7\n"
        "  rig rehearse show.toml --kind splice --kind swap --json",
        run,
    )
    _show(parser)
    parser.add_argument(
        "--nights", metavar="N", type=_at_least_one, default=20, help="of each kind; 20 if unsaid"
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, default=7, help="the same seed, the same nights"
    )
    parser.add_argument(
        "--kind",
        action="append",
        choices=("exact", "steady", "drift", "wander", "splice", "swap"),
        help="only this kind of night, and any other so named; all if unsaid",
    )
    parser.add_argument("--json", action="store_true", help="for tools")


def _at_least_one(text: str) -> int:
    """A count, as argparse reads it; it raises ``ValueError`` for what is none."""
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count


def add_replay(commands: Commands) -> None:
    """``rig replay``."""

    def run(given: argparse.Namespace) -> int:
        from rig.rehearsal.replay import replay

        return replay(given.journal, given.against)

    parser = command(
        commands, "replay", "Run a journal through the core again.", "rig replay night.journal", run
    )
    parser.add_argument("journal", metavar="JOURNAL")
    parser.add_argument("--against", metavar="SHOW.toml", help="with this show instead of its own")


def add_reaction(commands: Commands) -> None:
    """``rig reaction``."""

    def run(given: argparse.Namespace) -> int:
        from rig.rehearsal.reaction import reaction

        return reaction(given.journal)

    parser = command(
        commands,
        "reaction",
        "Measure from a rehearsal's journal how long you take from seeing to pressing.",
        "rig reaction rehearsal.journal",
        run,
    )
    parser.add_argument(
        "journal", metavar="JOURNAL", help="of a night in which mpv or mtc told where the film was"
    )


def add_ports(commands: Commands) -> None:
    """``rig ports``."""

    def run(_given: argparse.Namespace) -> int:
        from rig.ports.listing import port_lines

        sys.stdout.write("\n".join([*port_lines(), ""]))
        return 0

    command(
        commands, "ports", "List MIDI and serial ports as show files name them.", "rig ports", run
    )


def _show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("show", metavar="SHOW.toml", help="the show file: one venue")
