"""The footswitch: looked at and set up."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Final

from rig.commands.command import command, need_processes

if TYPE_CHECKING:
    import argparse

    from rig.commands.command import Commands

_SWITCHES: Final = 6
_PAIRS: Final = (("closed", "open"), ("slow", "quick"))


def add_pedal(commands: Commands) -> None:
    """``rig pedal``."""

    def run(given: argparse.Namespace) -> int:
        need_processes("rig pedal", "rig ports")
        from rig.live.box_change import Name, SetUp
        from rig.live.pedal import pedal

        for one, other in _PAIRS:
            if vars(given)[one] & vars(given)[other]:
                parser.error(f"argument --{one}: a switch of it is in --{other} too")
        set_up = SetUp(given.closed, given.open, given.slow, given.quick)
        changes = [*((set_up,) if set_up != SetUp() else ())]
        names = [Name(given.name)] if given.name is not None else []
        return pedal(given.where, [*changes, *names], given.lights, given.calibrate)

    parser = command(
        commands,
        "pedal",
        "Show a footswitch live until Ctrl-C: who it is, switches, pedals, the wire, latency; or"
        " set it up. It flashes nothing: rig firmware says how.",
        "rig pedal\n  rig pedal show.toml --lights 101000\n"
        "  rig pedal /dev/ttyACM0 --calibrate 1\n  rig pedal --closed 1,2 --name FS-00017",
        run,
    )
    parser.add_argument(
        "where",
        metavar="PORT|SHOW.toml",
        nargs="?",
        help="a device file, usb:VID:PID, or a show that has one; else the only board plugged in",
    )
    parser.add_argument(
        "--calibrate", metavar="1|2", type=_pedal, help="find out an expression pedal's ends"
    )
    parser.add_argument(
        "--lights", metavar="101000", type=_lights, default=(), help="light these, and show the box"
    )
    for name, told in (
        ("closed", "these switches are normally-closed ones"),
        ("open", "these are normally-open ones, as all are at first"),
        ("slow", "debounce these by the integrator, against interference; 4 ms later"),
        ("quick", "debounce these by their first edge, as all are at first"),
    ):
        parser.add_argument(f"--{name}", metavar="1,2", type=_switches, default=0, help=told)
    parser.add_argument("--name", metavar="FS-00017", help="the box's serial: eight characters")


def _pedal(text: str) -> int:
    """A pedal's number on the wire; raises ``ArgumentTypeError`` for any but two."""
    if text not in ("1", "2"):
        raise ArgumentTypeError("a box has pedals 1 and 2")
    return int(text) - 1


def _lights(text: str) -> tuple[bool, ...]:
    """Which lights are on; raises ``ArgumentTypeError`` for what is none."""
    if not 1 <= len(text) <= _SWITCHES or set(text) - {"0", "1"}:
        raise ArgumentTypeError("lights are at most six of 0 and 1: write 101000")
    return tuple(one == "1" for one in text)


def _switches(text: str) -> int:
    """Bit n for the switch that players count as n + 1; raises ``ArgumentTypeError`` for others."""
    bits = {str(1 + switch): 1 << switch for switch in range(_SWITCHES)}
    numbers = {one.strip() for one in text.split(",")}
    if numbers - bits.keys():
        raise ArgumentTypeError("switches are 1 to 6, with commas: write 1,3")
    return sum(bits[one] for one in numbers)
