"""The house rules that no linter knows, each kept by reading the sources.

A check takes texts by their path and answers with complaints. Every check is run over the tree,
where it must be silent, and over a slip, which it must see.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import tomllib
from typing import TYPE_CHECKING

import pytest
from sources import PYTHON, Tree, module, tree

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES_THAT_SAY_NOTHING = re.compile(r"(^|_)(utils?|helpers?|managers?|factory|factories)(_|$)")
UNFINISHED = re.compile(r"\b(T[O]DO|F[I]XME)\b")
EXEMPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|ruff:|mypy:)")
REASONED = re.compile(
    r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \w|# type: ignore\[[a-z-]+\]  # \w|# pragma: no cover - \w",
)

FILE_LINES, FUNCTION_LINES, COLUMNS = 300, 60, 100


def oversizes(files: Tree) -> Iterator[str]:
    for path, text in files.items():
        lines = text.splitlines()
        if len(lines) > FILE_LINES:
            yield f"{path}: {len(lines)} lines"
        for number, line in enumerate(lines, 1):
            if len(line) > COLUMNS:
                yield f"{path}:{number}: {len(line)} columns"
        for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    yield f"{path}:{node.lineno}: {node.name} has {length} lines"


def names_that_say_nothing(files: Tree) -> Iterator[str]:
    for path in files:
        if any(NAMES_THAT_SAY_NOTHING.search(part) for part in module(path).split(".")):
            yield f"{path}: name it after what it is for"


def unfinished(files: Tree) -> Iterator[str]:
    for path, text in files.items():
        for number, line in enumerate(text.splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{path}:{number}: finish it or drop it"


def exemptions_without_reason(files: Tree) -> Iterator[str]:
    for path, text in files.items():
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            comment = token.type == tokenize.COMMENT and EXEMPTION.search(token.string)
            if comment and not REASONED.search(token.string):
                yield f"{path}:{token.start[0]}: which rule, and why not here?"


def unexplained_in_pyproject(files: Tree) -> Iterator[str]:
    """Each dependency and each linter's exemption says why, on its own line."""
    for path, text in files.items():
        told = tomllib.loads(text)
        project, lint = told["project"], told.get("tool", {}).get("ruff", {}).get("lint", {})
        groups = told.get("dependency-groups", {}) | project.get("optional-dependencies", {})
        words = [
            *project["dependencies"],
            *(word for group in groups.values() for word in group),
            *lint.get("ignore", ()),
            *(word for codes in lint.get("per-file-ignores", {}).values() for word in codes),
        ]
        for word in words:
            lines = [line for line in text.splitlines() if f'"{word}"' in line]
            if not lines or not all(re.search(r"# \w", line) for line in lines):
                yield f"{path}: {word} has no reason beside it"


def commands_that_make_does_not_know(files: Tree) -> Iterator[str]:
    """What the prose shows as code must be there to be typed."""
    known = set(re.findall(r"^([a-z]+):", files["Makefile"], re.MULTILINE))
    for path, text in files.items():
        if path.endswith(".md"):
            blocks = "".join(re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL))
            typed = re.findall(r"^(?:\$ )?make ([a-z]+)", blocks, re.MULTILINE)
            for word in sorted({*typed, *re.findall(r"`make ([a-z]+)", text)} - known):
                yield f"{path}: there is no `make {word}`"


LONG_FUNCTION = "def f() -> None:\n" + "    pass\n" * FUNCTION_LINES
DEPENDS = '[project]\ndependencies = [\n  "numpy>=2",{}\n]\n'
EXEMPTS = '[project]\ndependencies = []\n[tool.ruff.lint]\nignore = ["EM"]{}\n'

TOOLS = ("Makefile", "tools/*", ".ci/run", "bench/*.[ch]", "firmware_bridge/**/*.[chi]*")
PROSE = ("*.md", "tests/*.md", "firmware_bridge/**/*.md")
HOUSE = {
    oversizes: (*PYTHON, *TOOLS),
    names_that_say_nothing: PYTHON,
    unfinished: (*PYTHON, *TOOLS, *PROSE),
    exemptions_without_reason: PYTHON,
    unexplained_in_pyproject: ("pyproject.toml",),
    commands_that_make_does_not_know: ("Makefile", *PROSE),
}
SLIPS = (
    (oversizes, {"rig/long.py": "\n" * (FILE_LINES + 1)}),
    (oversizes, {"bench/floor.c": " " * (COLUMNS + 1)}),
    (oversizes, {"rig/deep.py": LONG_FUNCTION}),
    (names_that_say_nothing, {"rig/ports/midi_utils.py": ""}),
    (names_that_say_nothing, {"rig/manager/__init__.py": ""}),
    (unfinished, {"Makefile": "# " + "todo".upper() + ": later"}),
    (exemptions_without_reason, {"rig/a.py": "x = 1  # noqa"}),
    (exemptions_without_reason, {"rig/a.py": "x = 1  # noqa: E501"}),
    (exemptions_without_reason, {"rig/a.py": "x = 1  # type: ignore[attr-defined]"}),
    (unexplained_in_pyproject, {"pyproject.toml": DEPENDS.format("")}),
    (unexplained_in_pyproject, {"pyproject.toml": EXEMPTS.format("")}),
    (commands_that_make_does_not_know, {"Makefile": "", "A.md": "```\nmake tea\n```"}),
    (commands_that_make_does_not_know, {"Makefile": "", "A.md": "or `make tea`"}),
)


@pytest.mark.parametrize(("check", "where"), HOUSE.items())
def test_the_tree_keeps_the_house_rules(check, where):
    files = tree(*where)
    assert files
    assert "\n".join(check(files)) == ""


@pytest.mark.parametrize(("check", "slip"), SLIPS)
def test_every_check_sees_a_slip(check, slip):
    assert list(check(slip))


@pytest.mark.parametrize(
    ("check", "fine"),
    [
        (names_that_say_nothing, {"rig/score/factorial.py": ""}),
        (exemptions_without_reason, {"rig/a.py": 'x = "# noqa"  # noqa: E501 - a wire\'s words'}),
        (unexplained_in_pyproject, {"pyproject.toml": DEPENDS.format(" # percentiles")}),
        (unexplained_in_pyproject, {"pyproject.toml": EXEMPTS.format(" # reads better")}),
        (commands_that_make_does_not_know, {"Makefile": "tea:\n", "A.md": "`make tea`\nmake sure"}),
    ],
)
def test_no_check_complains_of_what_is_right(check, fine):
    assert list(check(fine)) == []
