"""`rig fmt`: whatever is formatted says what it said, and formatting it again changes nothing."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sources import ROOT

from rig.desk.fmt import formatted
from rig.notation.document import read
from rig.score.read import read_sheet

FILES = sorted({*ROOT.glob("examples/*/*.toml"), *ROOT.glob("mappings/*/*.toml")})

WORDS = st.sampled_from(
    [
        *("A", "B", "16", "4/4", "q=96", "vamp", "out", "2", "//", "1:02+11", "R2", "84+03", "#9"),
        *("!!", "<", "pp", "strings", "~", "hand", "crack", "-30+40ms", "A5-2b", "sea~", "-sea"),
        *('"agi  tato"', '"a # b | c, d"', '"l\'été"', '""', '"', "'", "'''", "漢字", "\\", "\\n"),
        *("a=[", "]", "{", "end", "cutoff", "\x7f", "\u200b", "x" * 60, "dvd", "0:01", "tacet"),
    ]
)
GAPS = st.sampled_from(["", " ", " ", "  ", "\t", "\n", " | ", "|", ",", ", ", "\n\n\n", "\u00a0"])
MUSIC = st.lists(st.tuples(WORDS, GAPS), max_size=12).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
TEXTS = MUSIC | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")

COMMENTS = st.sampled_from(["", "", "#{}", " # of {} \t", '\t#{} = "x', " # {} ''' [cue.1]"])
BLANKS = st.sampled_from(["", "", "\n", "\n \n\t\n", " # before {}\n", "\n#{}\n\n", "#{}\n#two\n"])
OTHER = st.sampled_from(
    [
        *("1", "20.50", "true", "1979-05-27 07:32:00", "[]", "[ # {\n 1,\n]", "{}", '"200/11"'),
        *('["a # b", \'c\', ["]"]]', '{ a = "x  | y", b = [1, {}] }', "'''\n a  b\n\n'''"),
    ]
)
TABLES = st.sampled_from(["film", "theme.BLUE", "cue.1", 'cue."7.5"', "\tcue.3 ", "cue . '4'", "x"])
KEYS = st.sampled_from(
    ["play", "hits", "dyn", "fire", "press", "reels", "copy", "on", "note", "speed", "'a b'", "c.d"]
)


@st.composite
def strings(draw, text):
    """One of the ways to write a text in TOML."""
    escaped = CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\\", "\\\\"))
    escaped = escaped.replace('"', '\\"')
    line = escaped.replace("\n", "\\n")
    ways = [f'"{line}"', f'"""\n{escaped}"""']
    if not line.startswith((" ", "\t")):
        ways += [f'"""\\\n   {line}"""']
    if not CONTROL.search(text) and "'''" not in text and not text.endswith("'"):
        ways += [f"'''\n{text}'''"]
        ways += [f"'{text}'"] if not {"'", "\n"} & set(text) else []
    way = draw(st.sampled_from(ways))
    assert tomllib.loads(f"a = {way}") == {"a": text}
    return way


@st.composite
def files(draw):
    """A file of the rig, badly written; what it says may be wrong, and is TOML."""
    parts = ["rig = 1", draw(COMMENTS), "\n"]
    for name in ["", *draw(st.lists(TABLES, unique=True, max_size=5))]:
        if name:
            parts += [draw(BLANKS), draw(st.sampled_from(["", " \t"])), f"[{name}]"]
            parts += [draw(COMMENTS), "\n"]
        for key in draw(st.lists(KEYS, unique=True, max_size=6)):
            value = draw(OTHER | TEXTS.flatmap(strings))
            equals = draw(st.sampled_from(["=", " = ", "\t  ="]))
            indent = draw(st.sampled_from(["", "  "]))
            parts += [draw(BLANKS), indent, key, equals, value, draw(COMMENTS), "\n"]
    numbered = [
        part.replace("{}", f"c{number}") if "#{}" in part.replace(" of ", "") else part
        for number, part in enumerate(parts)
    ]
    text = "".join(numbered).rstrip("\n") + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", "\r\n") if draw(st.booleans()) else text


def leaves(data, path=()):
    if not isinstance(data, dict) or not data:
        return [path]
    return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]


def comments(text: str) -> list[tuple[str, bool, tuple[str, ...]]]:
    """Each comment, whether it has a line of its own, and the last key or table up to it."""
    found = []
    text = text.replace("\r\n", "\n")
    for one in re.finditer(r"#[^#\n]*\bc\d+\b[^\n]*", text):
        begin = text.rfind("\n", 0, one.start()) + 1
        alone = not text[begin : one.start()].strip()
        told = leaves(tomllib.loads(text[: one.end()]))
        found.append((one[0].rstrip(), alone, told[-1]))
    return found


def heard(text: str):
    """The sheet a text is read as, and what is wrong with it."""
    document = read("sheet.toml", text.encode())
    assert document.readable, document.problems
    sheet = read_sheet(document)
    return sheet, [one.message for one in document.problems]


@settings(max_examples=300, deadline=None)
@given(files())
@example('rig = 1\n[cue.1]\nplay = \'A "x""y" 4\'')
@example("rig = 1\n[cue.1]\ndyn = 'strings, pp ,| ,winds p'")
def test_what_is_formatted_says_what_it_said_and_is_formatted(text):
    once = formatted("sheet.toml", text.encode())
    assert formatted("sheet.toml", once) == once
    assert comments(once.decode()) == comments(text)
    assert heard(once.decode()) == heard(text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_that_comes_with_the_rig_says_the_same_when_formatted(path):
    once = formatted(path.name, path.read_bytes())
    assert formatted(path.name, once) == once
    before = path.read_text("utf-8")
    assert re.sub(r"\s", "", once.decode()) == re.sub(r"\s", "", before)
