"""The firmware's framing against the file of frames that the host's is tested with too."""

from __future__ import annotations

import subprocess

from core_built import SKETCH, STRICT
from parts import require
from sources import ROOT

VECTORS = ROOT / "firmware_bridge" / "vectors.txt"


def test_every_frame_of_the_vectors_seals_unseals_and_is_obeyed_as_it_says(tmp_path):
    require("cc")
    program = tmp_path / "vectors"
    sources = (ROOT / "tests" / "footswitch" / "vectors.c", *sorted(SKETCH.glob("*.c")))
    sanitized = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover")
    compiled = ("cc", *STRICT, *sanitized, f"-I{SKETCH}", "-o", program, *sources)
    subprocess.run(compiled, check=True)
    run = subprocess.run([program, VECTORS], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    lines = VECTORS.read_text("ascii").splitlines()
    good, bad = (sum(line.startswith(word) for line in lines) for word in ("good ", "bad "))
    assert run.stdout == f"{good} good, {bad} bad\n"
    assert good > 40 < bad
