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
    from collections.abc import Iterator

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
_HANDS: Final = 'rig = 1\n[knob]\nslider = "winds trim -12..+12.7 dB"\n'
_DEVICE: Final = f"""rig = 1
kind = "midi"
port = "{KNOB}"
source = "bench/floor.c"
[control]
slider = "cc 7"
"""


@contextmanager
def house(port: int) -> Iterator[Path]:
    """A show file, in a folder of its own, whose packets go to a UDP port of this machine."""
    with tempfile.TemporaryDirectory(prefix="rig-bench-") as folder:
        Path(folder, "devices").mkdir()
        for name, text in (
            ("show.toml", _SHOW.format(port=port)),
            ("sheet.toml", _SHEET),
            ("hands.toml", _HANDS),
            ("devices/knob.toml", _DEVICE),
        ):
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
