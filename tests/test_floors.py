"""Who may import whom, and what the pure part may touch, kept by reading the sources.

A check takes texts by their path and answers with complaints. Every check is run over the tree,
where it must be silent, and over a slip, which it must see.
"""

from __future__ import annotations

import ast
import graphlib
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from sources import OURS, ROOT, Tree, module, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

# From the ground up: a package may import itself and what lies on lower floors, nothing else of us.
FLOORS = (
    {"rig", "rig.errors", "rig.shipped", "firmware_bridge"},
    {"rig.notation", "rig.files"},
    {"rig.score"},
    {"rig.hands", "rig.exchange"},
    {"rig.conductor", "rig.desk"},
    {"rig.ports", "rig.paper"},
    {"rig.venue"},
    {"rig.live"},
    {"rig.rehearsal", "rig.stage"},
    {"rig.commands"},
    {"rig.__main__"},
)
FLOOR = {package: floor for floor, packages in enumerate(FLOORS) for package in packages}
# The stage is a process of its own: it shows what the engine sends and never loads the engine.
APART = {("rig.stage", "rig.live")}

PURE = {"rig.notation", "rig.score", "rig.hands", "rig.conductor", "firmware_bridge"}
PURE_MAY_IMPORT = {
    *("__future__", "binascii", "bisect", "collections", "collections.abc", "dataclasses"),
    *(
        "decimal",
        "difflib",
        "enum",
        "fractions",
        "functools",
        "itertools",
        "math",
        "operator",
        "re",
    ),
    *("string", "struct", "tomllib", "types", "typing"),
}
TOUCHES_THE_WORLD = {"__import__", "input", "open", "print"}
ENGINE_NEVER_LOADS = {"asyncio", "http", "matplotlib", "mido", "numpy", "reportlab", "rich"}


def package(name: str) -> str:
    return ".".join(name.split(".")[: 2 if name.startswith("rig.") else 1])


def imports(text: str, known: set[str]) -> set[str]:
    """Every module a text names, inside functions too; `from a import b` is a.b where known.

    Relative imports, which it would not see, are banned by the linter.
    """
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}": str(node.module) for alias in node.names}
            found.update(name if name in known else outer for name, outer in inner.items())
    return found


def graph(files: Tree) -> dict[str, set[str]]:
    known = {module(path) for path in files}
    return {module(path): imports(text, known) for path, text in files.items()}


def imports_that_climb(files: Tree) -> Iterator[str]:
    for name, wanted in graph(files).items():
        here = package(name)
        if here not in FLOOR:
            yield f"{name}: has no floor"
            continue
        for other in sorted(wanted):
            there = package(other)
            if there == here or there not in FLOOR:
                continue
            if FLOOR[there] >= FLOOR[here] or (here, there) in APART:
                yield f"{name}: may not import {other}"


def imports_in_a_circle(files: Tree) -> Iterator[str]:
    try:
        graphlib.TopologicalSorter(graph(files)).prepare()
    except graphlib.CycleError as problem:
        yield f"a circle: {' < '.join(problem.args[1])}"


def impurities(files: Tree) -> Iterator[str]:
    for path, text in files.items():
        if package(module(path)) not in PURE:
            continue
        for name in sorted(imports(text, set()) - PURE_MAY_IMPORT):
            if package(name) not in FLOOR:
                yield f"{path}: the pure part may not import {name}"
        for node in ast.walk(ast.parse(text)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in TOUCHES_THE_WORLD:
                yield f"{path}:{called.lineno}: the pure part may not call {called.id}"


SLIPS = (
    (imports_that_climb, {"rig/score/film.py": "import rig.hands.tap"}),
    (imports_that_climb, {"rig/errors.py": "from rig.score import film"}),
    (imports_that_climb, {"rig/stage/page.py": "from rig.live import engine"}),
    (imports_that_climb, {"rig/rehearsal/dry.py": "import rig.stage"}),
    (imports_that_climb, {"rig/cellar/coal.py": ""}),
    (imports_in_a_circle, {"rig/a.py": "import rig.b", "rig/b.py": "def f(): import rig.a"}),
    (imports_in_a_circle, {"rig/__init__.py": "from rig import a", "rig/a.py": "import rig"}),
    (impurities, {"rig/score/film.py": "def f():\n    from time import monotonic"}),
    (impurities, {"rig/hands/tap.py": "import os.path"}),
    (impurities, {"firmware_bridge/wire.py": "def f():\n    print(1)"}),
)


@pytest.mark.parametrize("check", [imports_that_climb, imports_in_a_circle, impurities])
def test_the_tree_keeps_its_floors(check):
    files = tree(*OURS)
    assert files
    assert "\n".join(check(files)) == ""


@pytest.mark.parametrize(("check", "slip"), SLIPS)
def test_every_check_sees_a_slip(check, slip):
    assert list(check(slip))


@pytest.mark.parametrize(
    ("check", "fine"),
    [
        (imports_that_climb, {"rig/live/a.py": "import os, rig\nfrom rig.ports import midi"}),
        (imports_in_a_circle, {"rig/__init__.py": "", "rig/a.py": "import rig"}),
        (impurities, {"rig/score/a.py": "from collections.abc import Sequence\nimport rig.errors"}),
        (impurities, {"rig/score/a.py": "def f(print):\n    return print.frames"}),
        (impurities, {"rig/live/a.py": "import time\nprint(time)"}),
    ],
)
def test_no_check_complains_of_what_is_right(check, fine):
    assert list(check(fine)) == []


def loaded_by(statement: str) -> set[str]:
    """Every top-level module that a fresh interpreter holds after the statement."""
    told = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert told.returncode == 0, told.stderr
    return {name.partition(".")[0] for name in told.stdout.split()}


def test_the_engine_loads_nothing_slow():
    """Nothing that starts threads or holds the interpreter for milliseconds."""
    assert loaded_by("import rig.live.engine") & ENGINE_NEVER_LOADS == set()


def test_a_slow_module_would_be_seen():
    assert loaded_by("import json, asyncio") & ENGINE_NEVER_LOADS == {"asyncio"}
