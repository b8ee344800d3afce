"""`rig schema`: an editor takes every line of a sheet that the rig takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_schema import SCHEMAS, mistakes, parts
from written import cue, document, told

from rig.notation.document import LINE_MAX
from rig.score.read import read_sheet
from rig.venue.read import read_venue

HEAD = """#:schema ./rig-sheet.schema.json
rig = 1
[film]
speed = 24
reels = "R1 0+00 | R2 900+05 from 12+00 | end 4000+00"
copy = "dvd 25 fps 10:00:00:00 = 0:00"
[theme.BLUE]
play = "T 8 q=90"
"""
FORM = "A 8 4/4 q=96 | V 4 vamp out 2 4 | // | F 2 fermata 1.2 | BLUE | E 8"


def sheet(**lines: str) -> str:
    return "\n".join([HEAD, cue(**{"play": FORM} | lines), ""])


def read_problems(text: str) -> str:
    one = document(text)
    if one.readable:
        read_sheet(one)
    return told(one.problems)


def test_a_first_line_for_the_editor_stands_before_the_version():
    assert read_problems(sheet()) == ""


def numbers(most: int, least: int = 0) -> st.SearchStrategy[str]:
    return st.integers(least, most).map(str)


def filled(*texts: str, **words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One of some texts, each name in braces filled in."""
    return st.one_of(
        *(
            st.fixed_dictionaries(words).map(lambda said, text=text: text.format(**said))
            for text in texts
        )
    )


N, TWO = numbers(9), numbers(59).map(lambda text: text.zfill(2))
POSITIONS = filled(
    *(
        "{n}:{two}",
        "{n}:{two}+0{n}",
        "0:0{n}:{two}+00",
        "#{two}{n}",
        "{two}+0{n}",
        "R1",
        "R2 3{two}+0",
    ),
    *("R1 end-{two}", "R2 motor", "R1 changeover", "dvd 10:00:{two}:0{n}", "10:00:{two}:00"),
    *("{n}:{two}.5", "dvd 0:00:{two}.25", "R2\t{two}{n}+1.5", "#{n}.125"),
    n=N,
    two=TWO,
)
SPOTS = filled(
    *(
        "A{n}",
        "A{n}.{beat}",
        "V2.{beat}",
        "F1",
        "BLUE:T{n}",
        "T{n}.{beat}",
        "E{n}",
        "E{n}.{beat}-{beat}b",
    ),
    *("A{n}-0.5s", "E2-1.25b", "end", "cutoff", "//", "end-{beat}b"),
    n=numbers(8, 1),
    beat=numbers(4, 1),
)
GAPS = st.sampled_from([" ", "  ", "\t", "\u00a0 "])
BARS = st.sampled_from([" | ", "|", "\n", " \n ", "||", "|\n\n"])
FREE = st.sampled_from(
    ['"door | slams"', "door slams", "the lamp is lit", "L'été, 1900", '"!"', "", "“x” =", "漢字"]
)


def spaced(*words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Words with gaps between them, those that are empty left out."""
    return st.tuples(GAPS, *words).map(lambda said: said[0].join(filter(None, said[1:])))


def lined(items, bars=BARS):
    """Items with separators between, before and behind them."""
    between = st.lists(st.tuples(bars, items), min_size=1, max_size=5)
    return st.tuples(between, st.sampled_from(["", " ", "|", "\n"])).map(
        lambda said: "".join(word for pair in said[0] for word in pair) + said[1]
    )


TEMPI = filled("q={n}", "h.={two}", "q={n}.5>{n}", "e={n}", n=numbers(99, 40), two=numbers(50, 20))
SAID = st.one_of(
    TEMPI,
    filled("click {n}-{k}", "pickup {k}", "count {k}", "fermata max {n}.5s", n=N, k=numbers(4, 1)),
    filled("{k}x", "1-{k}x", "fermata 1.{k}", "vamp out 1 1.{k}", '"{k} calm"', k=numbers(4, 1)),
    st.sampled_from(["3/4", "7/8 2+2+3", "vamp", "safety", "optional", '"l\'istesso, # |"', ""]),
    st.sampled_from(["q=96>72 log", "q=60>90 s", "q=60>90 time", "q=60>90 period"]),
)
SECTIONS = st.tuples(
    st.sampled_from(["A", "Tower", "V", "tacet", "Z"]), numbers(20, 1), GAPS, SAID, SAID
).map(lambda said: said[2].join(filter(None, (*said[:2], *said[3:]))))
POINTS = st.lists(
    spaced(
        SPOTS | st.just(""), st.sampled_from(["pp", "n", "ffff", "tacet", "mf <", "p >", "<", "mp"])
    ),
    min_size=1,
    max_size=3,
)
LINES = {
    "look": POSITIONS | spaced(st.just("0:01"), POSITIONS, st.just("9:59")),
    "hits": lined(
        spaced(
            POSITIONS,
            SPOTS | st.just("~"),
            FREE,
            st.sampled_from(["", "!", "!!!"]),
            st.sampled_from(["", "-30+40ms"]),
            st.sampled_from(["", "hand crack", "hand flöte-1"]),
        )
    ),
    "press": lined(
        spaced(st.sampled_from(["V", "//", "F", "F1.2"]), POSITIONS | st.just(""), FREE)
    ),
    "dyn": lined(
        st.tuples(
            st.sampled_from(["strings", "winds-2", "_x", "flöten"]),
            POINTS,
            st.sampled_from([",", ", ", " ,, "]),
        ).map(lambda said: f"{said[0]} {said[2].join(said[1])}{said[2]}")
    ),
    "fire": lined(
        spaced(
            SPOTS | st.sampled_from(["", "V.decided", "V.taken"]),
            st.sampled_from(["bell", "sea~", "-sea", "hall=0.4", "gain=-12", "glöckchen", "a_b-c"]),
        ),
        BARS | st.sampled_from([",", " , "]),
    ),
    "play": lined(
        SECTIONS | st.sampled_from(["//", "BLUE", "BLUE 1-8 q=60", "BLUE +3", "X 2 or Y 6"])
    ),
    "on": filled("title: {w}", "action :{w}", "screening", "screening: {w}", " time:", w=FREE),
    "leave": filled("fade {n}.5s", "fade  1{n}s", "cut", "ring", "bar", n=N),
    "bend": filled("{n}%", "{n}.5 %", "-{n} +1{n} %", n=N),
    "miss": filled("-{n} +{n}0 ms", "-0  +{n}ms", n=N),
    "hold": st.sampled_from(["A", "V", "E", "tacet"]),
    "enter": st.sampled_from(["now", "beat", "bar", "exit"]),
    "lead": st.sampled_from(["film", "sheet", "hand"]),
}


@pytest.mark.parametrize("key", LINES)
def test_an_editor_takes_whatever_the_sheet_may_say(key):
    taken = set()

    @settings(max_examples=150, deadline=None)
    @given(LINES[key])
    def takes(line):
        text = sheet(**{"look": "0:59"} | {key: line})
        if read_problems(text) == "":
            taken.add(line)
            assert mistakes("sheet", text) == []

    takes()
    assert len(taken) > 2


CLOCKS = lined(
    spaced(
        st.sampled_from(
            [
                *("mtc MOTU", 'mtc "IAC, 1"', "mpv a.sock", 'mpv"a b"', "mpv go", "press"),
                *("osc", "osc 127.0.0.1:9100", "osc  10.0.0.2:1"),
            ]
        ),
        st.sampled_from(["", "", "viewing", "go", "copy-2"]),
        st.sampled_from(["", "", "go", "from 10.0.0.3", "from 10.0.0.3  10.0.0.4"]),
    ),
    st.sampled_from([",", ", ", "\n", " ,\n "]),
)


def test_an_editor_takes_whatever_clock_the_show_may_have():
    taken = set()

    @settings(max_examples=300, deadline=None)
    @given(CLOCKS)
    def takes(clock):
        text = f"rig = 1\nsheet = 'a'\nhands = 'b'\n[film]\nclock = '''\n{clock}'''\n"
        one = document(text)
        read_venue(one, None)
        if not one.problems:
            taken.add(clock)
            assert mistakes("show", text) == []

    takes()
    assert len(taken) > 20


LONG = ("A 4 ", "A 4|", '"a" ', "A1, ", "R2 84+03 ", "x ", "1", ",\n", " \t", "0:01 a b ")


def test_no_pattern_takes_long_over_a_long_line():
    """One that goes back over every way to cut a line would not end."""
    for part in (part for one in SCHEMAS.values() for part in parts(one)):
        for letters in (
            "A 4 ",
            "A 4|",
            '"a" ',
            "A1, ",
            "R2 84+03 ",
            "x ",
            "1",
            ",\n",
            " \t",
            "0:01 a b ",
        ):
            line = letters * (LINE_MAX // len(letters))
            for text in (line, line + "\0", line + '"') if "pattern" in part else ():
                re.search(str(part["pattern"]), text)
