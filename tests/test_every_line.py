"""Every line of a full sheet, broken in turn: the message names the line, and a way out.

The lines are those of the example that uses every word of notation. A line is broken in whatever
ways its kind can be; each must be refused with a caret in that very line, and in words that say
what would be right.
"""

from __future__ import annotations

import re

import pytest
from sources import ROOT
from written import caret, document, told

from rig.score.read import read_sheet

LINES = (ROOT / "examples" / "winter-bridge" / "sheet.toml").read_text("utf-8").splitlines()

CURE = re.compile(
    r"write |did you mean|known: |has: |there is R|bars \d|beats \d|\+0 to \+\d|\d to \d|up to "
    r"|more than 59|! to !!!|begins with|begin the next"
)
"""What a message that shows a way out looks like."""

BREAKS = (
    ("a letter too much in a key", re.compile(r"^([a-z]+)(\s*=)"), r"\1x\2"),
    ("a text that is not closed", re.compile(r'^(\w+\s*= "[^"]*)"(\s*#.*)?$'), r"\1"),
    ("a word that is none", re.compile(r"\b(vamp|safety|optional|fermata|pickup)\b"), r"\1q"),
    ("bars that are no number", re.compile(r"\b([A-Z]) \d+(?![:+\d])"), r"\1 some"),
    ("a meter that is none", re.compile(r"\b\d/\d\b"), "0/4"),
    ("a tempo without its number", re.compile(r"=(\d+)(>\d+)?(?= |\"|$)(?<=[\d])"), "=fast"),
    ("a tempo beyond belief", re.compile(r"(?<=[qh]=)\d+|(?<=q\.=)\d+"), "9999"),
    ("a bar that is not there", re.compile(r"\b([A-DFX])(\d)(\.\d)?(?= )(?!\d* \d)"), r"\g<1>99"),
    ("a section that is not there", re.compile(r"\b[AXBV]1\b"), "Q1"),
    ("a mark that is none", re.compile(r"\b(mp|mf|ff|pp)\b(?=[ ,\"]|$)"), "zz"),
    ("a second of 61", re.compile(r"\b(\d:)\d\d(\+\d+)?\b"), r"\g<1>61"),
    ("a frame beyond its second", re.compile(r"(\d:\d\d\+)\d+"), r"\g<1>88"),
    ("a reel that is not there", re.compile(r"(?<== \")R2|\bR2(?= \d+\+\d+ [B])"), "R9"),
    ("repeats that go down", re.compile(r"\b2-4x"), "4-2x"),
    ("a weight of four", re.compile(r"(?<= )!{1,3}(?= |\"|$)"), "!!!!"),
    ("a start that is none", re.compile(r"^(on\s*= \")\w+"), r"\1soon"),
    ("a choice that is none", re.compile(r"^((?:enter|lead|leave)\s*= \")\w+"), r"\1maybe"),
    ("a name that begins with a figure", re.compile(r"^(dyn\s*= \")(\w+)"), r"\g<1>1\2"),
    ("a second name in one item", re.compile(r"^(fire\s*= \"\S+ \S+?)(?=[,\"])"), r"\1 bell"),
)


def broken_lines():
    """Each line of the sheet with each way it can be broken."""
    for number, line in enumerate(LINES, 1):
        if line.startswith(("#", "[")) or not line.strip() or line in ('"""', "rig = 1"):
            continue
        for what, pattern, instead in BREAKS:
            broken = pattern.sub(instead, line, count=1)
            if broken != line:
                yield pytest.param(number, broken, id=f"line {number}: {what}")


BROKEN = list(broken_lines())


def problems_with(number, line):
    one = document("\n".join([*LINES[: number - 1], line, *LINES[number:], ""]))
    if one.readable:
        read_sheet(one)
    return one.problems


def test_the_sheet_itself_is_right():
    assert told(problems_with(1, LINES[0])) == ""


@pytest.mark.parametrize(("number", "line"), BROKEN)
def test_a_broken_line_is_named_with_a_cure(number, line):
    found = problems_with(number, line)
    here = [problem for problem in found if problem.line == number]
    assert here, f"{line}\n{told(found) or 'nothing was said'}"
    assert any(CURE.search(problem.message) for problem in here), told(here)
    assert all(caret(one).strip() for one in here if not one.message.startswith("not TOML"))
    assert all(problem.source == line for problem in here)


def test_every_line_of_music_is_broken_in_some_way():
    broken = {param.values[0] for param in BROKEN}
    music = {
        number
        for number, line in enumerate(LINES, 1)
        if line.strip() and not line.startswith(("#", "[", '"""', "rig = 1"))
    }
    assert music - broken == set()


@pytest.mark.parametrize(("what", "pattern"), [(what, pattern) for what, pattern, _ in BREAKS])
def test_every_way_to_break_a_line_is_used(what, pattern):
    assert any(pattern.search(line) for line in LINES), what


def test_a_heading_that_stands_twice_is_named():
    at = LINES.index("[cue.2]")
    (found,) = problems_with(at + 1, "[cue.1]")[:1]
    assert (found.line, "stands here twice" in found.message) == (at + 1, True)


@pytest.mark.parametrize("number", range(1, len(LINES) + 1))
def test_a_line_that_is_left_out_leaves_no_traceback(number):
    problems_with(number, "")


@pytest.mark.parametrize("number", [n for n, line in enumerate(LINES, 1) if line.strip()])
def test_noise_in_a_line_leaves_no_traceback(number):
    line = LINES[number - 1]
    for at in range(0, len(line), 7):
        for noise in ("\u2003", "\\", '"', "'''", "]", "=", "\x00", "999999999999"):
            problems_with(number, line[:at] + noise + line[at:])
