"""Whether the tests of the firmware's core take every branch of it.

They run in a process of their own on a core that counts: what it says afterwards is what they,
and nothing else, have run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from core_built import COVERAGE, SKETCH
from parts import require
from sources import ROOT

TESTS = tuple(
    f"test_firmware_{name}.py" for name in ("cables", "core", "lights", "settings", "switches")
)


def counted(folder) -> dict[str, list[dict]]:
    """The lines of each file of the core, as gcov tells them."""
    notes = [path.name for path in sorted(folder.glob("*.gcda")) if path.stem != "size"]
    command = ("gcov", "--json-format", "--branch-probabilities", "--stdout", *notes)
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    lines: dict[str, list[dict]] = {}
    for document in run.stdout.splitlines():
        for file in json.loads(document)["files"]:
            lines.setdefault(Path(file["file"]).name, []).extend(file["lines"])
    return lines


def test_every_line_and_branch_of_the_core_is_taken(tmp_path):
    require("gcc")
    require("gcov")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS],
        cwd=ROOT / "tests",
        env=os.environ | {COVERAGE: str(tmp_path)},
        check=True,
    )
    lines = counted(tmp_path)
    assert {path.name for path in SKETCH.glob("*.c")} <= set(lines)
    missed = [
        f"{name}:{line['line_number']}"
        for name, its_lines in lines.items()
        for line in its_lines
        if not line["count"] or not all(branch["count"] for branch in line["branches"])
    ]
    assert not missed, "never run, or not on every branch"
    assert sum(len(line["branches"]) for found in lines.values() for line in found) > 200
