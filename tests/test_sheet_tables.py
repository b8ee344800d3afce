"""What the tables of a sheet may not say: the film, the cues, and keys that mean nothing."""

from __future__ import annotations

import pytest
from written import caret, cue, read_text, sheet_text


@pytest.mark.parametrize(
    ("before", "after", "under", "words"),
    [
        ("speed = 18", "", "film]", "the film has no speed"),
        ("speed = 18", "speed = 7", "7", "8 to 60 frames per second"),
        ("speed = 18", "speed = 61", "61", "8 to 60 frames per second"),
        ("speed = 18", "speed = inf", "inf", "8 to 60"),
        ("speed = 18", "speed = nan", "nan", "8 to 60"),
        ("speed = 18", "speed = 1e999999999", "1e999999999", "8 to 60"),
        ("speed = 18", "speed = 1e-999999999", "1e-999999999", "8 to 60"),
        ("speed = 18", "speed = true", "true", "8 to 60"),
        ("speed = 18", "speed = 1979-05-27", "1979-05-27", "8 to 60"),
        ("speed = 18", 'speed = "200/0"', "200/0", "8 to 60"),
        ("speed = 18", f'speed = "{"9" * 3000}"', None, "8 to 60"),
        ("speed = 18", "speed = 18\ntitel = 'x'", "'x'", "did you mean title?"),
        ("speed = 18", "speed = 18\ntitle = 5", "5", "title is a text"),
        ("speed = 18", 'speed = 18\nmiss = "100 ms"', "100 ms", "-60 +100 ms"),
        ("speed = 18", f'speed = 18\nmiss = "-{"9" * 3000} +1 ms"', None, "-60 +100 ms"),
        ("[film]", "[flim]", "flim]", "flim is not known here; did you mean film?"),
        ("[film]", "film = 5\n[x]", "5", "film is a table: write [film]"),
        ("[film]", "[theme.BLUE]\n[film]", "theme.BLUE]", "a theme has its play"),
        ("[film]", "[theme.blue]\nplay='A 1 q=60'\n[film]", "theme.blue]", "a capital"),
        ("[film]", "[theme]\nBLUE=1\n[film]", "1", "a theme is a table: write [theme.BLUE]"),
        ("[film]", "[theme.B]\nplay='A 1 q=60'\nhits='x'\n[film]", "'x'", "hits is not known"),
        ("[film]", "[theme.B]\nplay='A 1 q=60'\ncolour='bleu'\n[film]", "bleu", "mean blue?"),
        ("[film]", "[theme.B]\nplay='A 1'\n[film]", "A", "no tempo holds here yet"),
        ("on = 'screening'", "", "cue.1]", "does not say what starts it: write on = one of"),
        ("on = 'screening'", "on = 'title'", "title", "say what is seen"),
        ("on = 'screening'", "on = 'screning: x'", "screning", "did you mean screening?"),
        ("on = 'screening'", "on = ''", "'", "nothing starts no cue"),
        ("on = 'screening'", "on = 'attacca'", "attacca", "the first cue cannot be attacca"),
        ("on = 'screening'", "on = 'time'", "cue.1]", "a cue on time says when"),
        ("on = 'screening'", "on = 5", "5", "on is a text"),
        ("on = 'screening'", "on = 'screening'\nhold = 'B'", "B", "hold names a section"),
        ("on = 'screening'", "on = 'screening'\nbend = '4'", "4", "4%"),
        ("on = 'screening'", "on = 'screening'\nhit = 'A'", "'A'", "did you mean hits?"),
        (
            "[cue.1]",
            "[cue.7.5]",
            "cue.7.5]",
            '[cue.7.5] is a table inside cue 7: write [cue."7.5"]',
        ),
        ("[cue.1]", "[[cue.1]]", "cue.1]]", "a cue is a table: write [cue.1]"),
        ("[cue.1]", "[[cue]]", "cue]]", "cue is a table: write [cue]"),
        ("[cue.1]", "[cue]\nx = 1\n[cue.1]", "1", "a cue is a table: write [cue.x]"),
        ("[cue.1]", "[clue.1]", "clue.1]", "clue is not known here; did you mean cue?"),
        ("[cue.1]", "[clue.1]", "", "no cue; write one, such as [cue.1]"),
    ],
)
def test_a_mistake_in_a_table_is_told_where_it_stands(before, after, under, words):
    text = sheet_text()
    assert text.count(before) == 1
    problems = read_text(text.replace(before, after))[1]
    found = [(caret(problem), problem.message) for problem in problems]
    assert any(under in (None, at) and words in message for at, message in found), found


def test_a_cue_with_a_dot_in_its_number_is_one_mistake():
    assert len(read_text(sheet_text(cue("7.5")))[1]) == 1


def test_a_value_inside_a_table_on_one_line_is_told_of_the_file():
    """Such a table has no places of its own; the words must do."""
    text = sheet_text("cue = { 1 = { on = 'screning' } }").replace("[film]\nspeed = 18\n", "")
    problems = [str(problem) for problem in read_text(text)[1]]
    assert "sheet.toml: screning starts no cue; did you mean screening?" in problems
