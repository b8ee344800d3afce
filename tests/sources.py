"""The tree as texts by their path, for the tests that read it."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = ("rig/**/*.py", "firmware_bridge/**/*.py")
PYTHON = (*OURS, "tests/**/*.py", "bench/**/*.py")

Tree = dict[str, str]


def tree(*globs: str) -> Tree:
    """The texts that match, by their path from the root; what was built is not looked at."""
    found = {path for glob in globs for path in ROOT.glob(glob) if path.is_file()}
    names = {path.relative_to(ROOT).as_posix(): path for path in found}
    return {
        name: names[name].read_text("utf-8")
        for name in sorted(names)
        if "__pycache__" not in name and not name.startswith("bench/build/")
    }


def module(path: str) -> str:
    """The dotted name of the module at a path."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
