"""What the documents show works: their files pass, their commands say what stands below them.

A block of TOML with a name after ``toml`` is a whole file. All whole files of a document lie in one
folder, where its consoles are typed into, line by line.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest
from sources import ROOT

from rig.hands.commands import KEYS, Act, Leads, Nudge, Verb
from rig.rehearsal.script import read_script
from rig.venue.load import load

DOCUMENTS = ("README.md", "docs/notation.md", "docs/following.md", "docs/hands.md")
NIGHTLY = ("rig perform", "rig replay")
"""These need a night of their own: only their spelling is looked at here."""

UNITS = {"ms": Fraction(1, 1000), "s": Fraction(1), "%": Fraction(1, 100), "": Fraction(1)}
PARTS = {"_US": 1_000_000, "_PPM": 1_000_000}
"""How many of the unit at a name's end make one second, or one."""

COMMANDS = (
    *("demo", "perform", "dry-run", "rehearse", "replay", "reaction", "ports", "device"),
    *("pedal", "learn", "monitor", "remap", "firmware"),
    *("check", "show", "fmt", "schema", "spot", "conform", "plot", "book", "import", "export"),
)


class Typed(NamedTuple):
    command: str
    said: str


def blocks(document: str, kind: str) -> list[tuple[str, str]]:
    """What stands behind the kind, and the text, of every block of it."""
    text = (ROOT / document).read_text("utf-8")
    return re.findall(rf"^```{kind}(?: (\S+))?\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def whole_files(document: str, folder: Path) -> list[Path]:
    paths = []
    for name, text in blocks(document, "toml"):
        if name:
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            paths.append(path)
    return paths


def consoles(document: str) -> list[Typed]:
    texts = "".join(text for _, text in blocks(document, "console"))
    found = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", texts, re.MULTILINE)
    return [Typed(*one) for one in found]


def commands(document: str) -> set[str]:
    """Every command line of the rig: in consoles, and between backquotes in the prose."""
    text = (ROOT / document).read_text("utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    shown = re.findall(r"`(rig [a-z][^`]+)`", prose.replace("\n", " "))
    return {*shown, *(one.command for one in consoles(document) if one.command[:4] == "rig ")}


def typed(command: str, folder: Path) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=20,
        check=False,
    )
    return done.stdout


def test_readme_shows_a_whole_show_and_what_the_tool_says_to_it():
    names = [name for name, _ in blocks("README.md", "toml") if name]
    assert names == ["lamp.toml", "show.toml", "hands.toml"]
    said = [one.said for one in consoles("README.md") if one.command.startswith("rig check")]
    assert [text.splitlines()[-1] for text in said] == [
        "3 problems",
        "show.toml: 2 cues, 2 presses, 2 controls; no problems",
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_whole_file_passes(document, tmp_path):
    paths = whole_files(document, tmp_path)
    shows = [path for path in paths if path.name.startswith("show")]
    assert shows
    for show in shows:
        loaded = load(str(show))
        read = {Path(file.name).resolve() for file in loaded.files.values()}
        others = {path.resolve() for path in paths} - read - {path.resolve() for path in shows}
        for script in others:
            assert read_script(str(script), loaded), f"{script.name}: no show names it"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_part_of_a_show_fits_into_the_show_of_its_page(document, tmp_path):
    whole_files(document, tmp_path)
    show = tmp_path / "show.toml"
    whole = show.read_text("utf-8")
    for text in (text for name, text in blocks(document, "toml") if not name):
        show.write_text(f"{whole}\n{text}", "utf-8")
        assert load(str(show)).show.house.sources


@pytest.mark.parametrize("document", ["README.md", "docs/following.md"])
def test_every_console_says_what_the_tools_say(document, tmp_path):
    whole_files(document, tmp_path)
    lines = [one for one in consoles(document) if not one.command.startswith(NIGHTLY)]
    assert lines
    assert [Typed(one.command, typed(one.command, tmp_path)) for one in lines] == lines


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md", "tests/SOUNDCHECK.md"])
def test_every_command_and_option_that_is_shown_exists(document, tmp_path):
    options = {
        name: set(re.findall(r"--[a-z]+", typed(f"rig {name} --help", tmp_path)))
        for name in COMMANDS
    }
    shown = commands(document)
    assert shown
    for line in shown:
        name, *words = line.partition("|")[0].split()[1:]
        assert name in COMMANDS, line
        assert {word for word in words if word.startswith("--")} <= options[name], line
    text = (ROOT / document).read_text("utf-8")
    assert set(re.findall(r"`(--[a-z]+)", text)) <= set.union(*options.values())


def test_every_picture_and_page_that_readme_points_to_is_there():
    pointed = re.findall(r"\]\(([^):]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert len(pointed) >= 4
    assert [path for path in pointed if not (ROOT / path).is_file()] == []


def test_every_number_is_the_one_that_the_rig_goes_by():
    text = (ROOT / "docs/following.md").read_text("utf-8")
    rows = re.findall(r"\| (-?[\d.]+) ?(ms|s|%|) \| `([\w.]+)\.([A-Z_]+)` \|", text)
    assert len(rows) == text.partition("## The numbers")[2].count("` |")
    for number, unit, module, name in rows:
        value = getattr(import_module(f"rig.{module}"), name)
        each = next((parts for end, parts in PARTS.items() if name.endswith(end)), 1)
        told = Fraction(number) * UNITS[unit] * each
        assert told == Fraction(str(value)), f"{module}.{name} is {value}"


def written(order):
    """What a hands file says for what a key does."""
    match order:
        case Act(verb, fade_us):
            return verb.value + f" {fade_us // 1_000_000}s" * bool(fade_us)
        case Leads(leads):
            return "lead " + "/".join(lead.value for lead in leads)
        case Nudge(ppm):
            return f"nudge {ppm / 10_000:+g} %"


def test_every_key_is_told_with_what_it_does():
    text = (ROOT / "docs/following.md").read_text("utf-8")
    section = text.partition("## Keys of the computer")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|(.+)\|$", section, re.MULTILINE)[2:]
    cells = [cell for row in rows for cell in row.split("|")]
    told = {}
    for names, does in zip(cells[::2], cells[1::2], strict=True):
        keys = re.findall(r"[^\s`,]+", names)
        verbs = re.findall(r"`([^`]+)`", does)
        told |= dict(zip(keys, verbs * len(keys) if len(verbs) == 1 else verbs, strict=True))
    assert told == {key: written(order) for key, order in KEYS.items()}


def test_every_verb_is_in_the_notation():
    text = (ROOT / "docs/notation.md").read_text("utf-8")
    assert [verb.value for verb in Verb if f"`{verb.value}" not in text] == []
