"""USB serial ports that programs under test find plugged in: pseudo-terminals are never listed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SITE = """\
import os
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

def comports():
    found = []
    for line in open(os.environ["RIG_TEST_PLUGGED"], encoding="utf-8"):
        path, vid, pid, *serial = line.split()
        port = ListPortInfo(path)
        port.vid, port.pid = int(vid, 16), int(pid, 16)
        port.serial_number = serial[0] if serial else None
        found.append(port)
    return found

list_ports.comports = comports
"""
"""What the system would say, in the place of pyserial's look at it."""


def plug_in(monkeypatch: pytest.MonkeyPatch, folder: Path, *ports: str) -> None:
    """Have every program begun from now on find these: ``/dev/ttyACM0 2341 8036 SERIAL``."""
    site = folder / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(SITE)
    (site / "plugged").write_text("".join(f"{port}\n" for port in ports))
    monkeypatch.setenv("RIG_TEST_PLUGGED", os.fspath(site / "plugged"))
    monkeypatch.setenv("PYTHONPATH", os.fspath(site), prepend=os.pathsep)
