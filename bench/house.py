"""A house to perform in: one receiver, one knob that trims, one cue with a hairpin."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from running import RIG, end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

KNOB: Final = "Rig Bench Knob"

_SHOW: Final = """rig = 1
sheet = "sheet.toml"
hands = "hands.toml"
[film]
clock = "press"
[out.receiver]
is = "osc 127.0.0.1:{port}"
pulse = "tempo /tempo <f> 10..999"
[group]
strings = "receiver /strings <f> -40..-2 dB"
winds = "receiver /winds <f> -100..0 dB"
piano = "me"
"""
_SHEET: Final = """rig = 1
[film]
speed = 18
[cue.1]
on = "screening: a harbour"
play = "A 400 4/4 q=96"
dyn = "strings pp, A1 <, end ff | winds mp | piano p"
"""
_HANDS: Final = """rig = 1
[knob]
slider = "winds trim -12..+12.7 dB points 0:0 50:50 100:100"
level = "strings pp..ff catch curve s"
hall = "receiver /hall <f> -40..0 dB jump curve taper gate 2 % smooth"
lean = "lean -6..+6 % relative steps 13"
fire = "go"
back = "note | double: tacet winds | long: winds ff | with shift: sheet winds"
shift = "shift"
mark = "winds ff"
fire-led = "standby"
[layer.shift.knob]
slider = "strings trim -12..+6 dB"
fire = "undo"
[cue.1.knob]
mark = "hold: panic 2s"
"""
"""All that hands can do; the slider is the one that is turned."""
_DEVICE: Final = f"""rig = 1
kind = "midi"
port = "{KNOB}"
init = ["B0 7F 00"]
[source]
floor = "program: bench/floor.c"
[control]
slider = "fader cc 7 from floor"
level = "fader cc14 8 from none"
hall = "knob cc 17 from none"
lean = "encoder cc 18 twos from none"
fire = "button note 1 from none"
back = "button note 2 from none"
shift = "button note 3 from none"
mark = "button toggle cc 19 from none"
[light]
slider = "ring cc 48 1..11 from none"
level = "motor bend from none"
fire = "led note 1 off 0 on 127 from none"
"""
"""All that a device can have."""


def house(port: int) -> AbstractContextManager[Path]:
    """A show whose packets go to a UDP port of this machine."""
    return written(
        {
            "show.toml": _SHOW.format(port=port),
            "sheet.toml": _SHEET,
            "hands.toml": _HANDS,
            "devices/knob.toml": _DEVICE,
        }
    )


@contextmanager
def written(texts: Mapping[str, str]) -> Iterator[Path]:
    """The files of a show by their names, in a folder of their own; where its show file is."""
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as folder:
        Path(folder, "devices").mkdir()
        for name, text in texts.items():
            Path(folder, name).write_text(text, "utf-8")
        yield Path(folder, "show.toml")


@contextmanager
def performing(show: Path, journal: Path) -> Iterator[int]:
    """``rig perform`` as a player starts it; its terminal, of which somebody must read."""
    ours, theirs = pty.openpty()
    command = [RIG, "perform", str(show), "--journal", str(journal)]
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    try:
        yield ours
    finally:
        end(process, signal.SIGINT)
        os.close(ours)


def read_screen(terminal: int) -> None:
    """Take what the display has drawn, so that it goes on drawing."""
    while select.select((terminal,), (), (), 0)[0]:
        os.read(terminal, 65_536)
