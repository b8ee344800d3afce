"""Finding out what a controller does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rig.commands.command import command, need_processes

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands


def add_learn(commands: Commands) -> None:
    """``rig learn``."""

    def run(given: argparse.Namespace) -> int:
        need_processes("rig learn", "rig ports")
        from rig.live.learn import learn

        return learn(given.show, given.controls, yes=given.yes)

    parser = command(
        commands,
        "learn",
        "Move a control: the rig says what it is, writes its device's file, and a line of the"
        " hands; also while the show is performed.",
        "rig learn show.toml\n  rig learn show.toml nanoKONTROL2.slider1",
        run,
    )
    parser.add_argument(
        "show", metavar="SHOW.toml", nargs="?", help="the show; without one only the device's file"
    )
    parser.add_argument(
        "controls",
        metavar="DEVICE.CONTROL",
        nargs="*",
        help="a dead control: another one shall do what it did",
    )
    parser.add_argument("--yes", action="store_true", help="take whatever is offered")


def add_monitor(commands: Commands) -> None:
    """``rig monitor``."""

    def run(given: argparse.Namespace) -> int:
        need_processes("rig monitor", "rig ports")
        if given.show is not None:
            from rig.live.monitor_show import monitor_show

            return monitor_show(given.show)
        from rig.live.monitor import monitor

        return monitor()

    parser = command(
        commands,
        "monitor",
        "Show what arrives on every MIDI input, in words; of a show, what it becomes. Until"
        " Ctrl-C.",
        "rig monitor\n  rig monitor show.toml",
        run,
    )
    parser.add_argument(
        "show",
        metavar="SHOW.toml",
        nargs="?",
        help="what its devices do in it, and how soon; nothing is sent to its outputs",
    )
