"""How a file is read: every word has a place, every syntax error is told, nothing crashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written import DEMO, caret, document, told

from rig.notation.document import LINE_MAX, RIG_VERSION, SIZE_MAX, read
from rig.notation.problem import ProblemsError
from rig.notation.words import WORD_MAX, items

PLACED = r'''rig = 1
top = "a"   # a comment = "no"
[film]
speed = 20
"quoted key" = 'b'
[ cue . "7.5" ]
on="c"
hits = """
one
two = "not a key" """
  fire   =   "d"
look.at = "e"
[[list]]
last = "f"
'''


def test_every_value_has_its_line_and_column():
    """Both count from 1, and point at the value's first letter, quotes included."""
    places = document(PLACED).places
    assert places == {
        ("rig",): (1, 7),
        ("top",): (2, 7),
        ("film",): (3, 2),
        ("film", "speed"): (4, 9),
        ("film", "quoted key"): (5, 16),
        ("cue",): (6, 3),
        ("cue", "7.5"): (6, 3),
        ("cue", "7.5", "on"): (7, 4),
        ("cue", "7.5", "hits"): (8, 8),
        ("cue", "7.5", "fire"): (11, 14),
        ("cue", "7.5", "look", "at"): (12, 11),
        ("list",): (13, 3),
        ("list", "last"): (14, 8),
    }


QUOTINGS = {
    "basic": '"{}"',
    "literal": "'{}'",
    "long basic": '"""{}"""',
    "long literal": "'''{}'''",
    "on the next line": '"""\n{}"""',
    "in a long text": "'''\nsome lines\nbefore\n{}\nand after'''",
    "behind an escape": r'"\t\"\\\u00e9 {}"',
    "behind a joined line": '"""one \\\n\t  {}"""',
    "first after a joined line": '"""\\\n   {}"""',
}


@pytest.mark.parametrize("quoting", QUOTINGS.values(), ids=QUOTINGS.keys())
def test_a_caret_stands_under_the_word_however_it_is_quoted(quoting):
    one = document("rig = 1\nkey = " + quoting.format("WORD rest") + "\n")
    text = one.table().text("key")
    text.complain("here", text.value.index("WORD"), 4)
    assert caret(one.problems[0]) == "WORD"


@given(st.lists(st.sampled_from(['\\"', "\\\\", "\\u00e9", "x", " ", "\\\n \t", "\n", "é"])))
def test_a_caret_finds_its_letter_behind_any_escapes(pieces):
    one = document('rig = 1\nkey = """' + "".join(pieces) + 'WORD"""\n')
    text = one.table().text("key")
    text.complain("here", text.value.index("WORD"), 4)
    assert caret(one.problems[0]) == "WORD"


def test_a_problem_shows_its_line_with_the_caret_below():
    """A tab counts as one letter, so that the caret stands where it belongs."""
    one = document('rig = 1\n\tkey = "abc"\n')
    one.table().text("key").complain("no", 1, 2)
    assert str(one.problems[0]) == ('sheet.toml:2:10: no\n  2 |  key = "abc"\n    |          ^^')


def test_a_problem_without_a_line_is_told_of_the_file():
    one = document("")
    one.complain(0, 0, 0, "no cue")
    assert str(one.problems[-1]) == "sheet.toml: no cue"


def test_an_error_carries_every_problem_and_counts_them():
    one = document("a = 1 1\nb = \n")
    with pytest.raises(ProblemsError, match=r"2 problems$"):
        raise ProblemsError(tuple(one.problems))


def test_a_missing_table_is_pointed_at_by_the_nearest_one_above():
    one = document("rig = 1\n[film]\n")
    one.complain_at(("film", "speed", "x"), "no speed")
    assert (one.problems[0].line, caret(one.problems[0])) == (2, "film]")


SYNTAX = """rig = 1
[film]
speed = 20 fps
[cue.1]
on = screening
play = "A 4 q=96"
[cue.2
fire = "\\q"
"""


def test_all_syntax_errors_are_told_at_once():
    one = document(SYNTAX)
    assert [problem.line for problem in one.problems] == [3, 5, 7, 8]
    assert all(problem.message.startswith("not TOML: ") for problem in one.problems)
    assert not one.readable


def test_a_cue_that_stands_twice_is_one_mistake_not_one_for_each_of_its_lines():
    twice = '[cue.1]\non = "screening"\nplay = "A 4"\n'
    one = document("rig = 1\n" + twice + twice)
    assert [(problem.line, problem.message) for problem in one.problems] == [
        (5, "not TOML: [cue.1] stands here twice; name one differently")
    ]


def test_a_key_that_stands_twice_is_told_at_the_second():
    one = document('rig = 1\n[cue.1]\non = "title: a"\non = "title: b"')
    assert [problem.line for problem in one.problems] == [4]
    assert "twice" in one.problems[0].message


def test_a_text_whose_first_line_is_wrong_is_not_told_line_by_line():
    one = document('rig = 1\nplay """\nA 16 4/4\nB 11\n"""\nlast = 1 2\n')
    assert [problem.line for problem in one.problems] == [2, 6]


def test_a_text_that_is_never_closed_is_told():
    one = document('rig = 1\nplay = """\nA 16 4/4\n')
    assert "unterminated string" in told(one.problems)


def test_a_file_that_is_not_utf8_is_told_where():
    one = read("sheet.toml", b"rig = 1\n# caf\xe9\n")
    assert told(one.problems).startswith("sheet.toml:2:6: not UTF-8 text; save the file as UTF-8")
    assert not one.readable


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake():
    one = read("sheet.toml", b'\xef\xbb\xbfrig = 1\r\nkey = """\r\nWORD"""\r\n')
    assert one.readable
    text = one.table().text("key")
    text.complain("here", 0, 4)
    assert (text.value, caret(one.problems[0])) == ("WORD", "WORD")


def test_the_longest_file_is_read_and_one_byte_more_is_not():
    begin = b"rig = 1\n"
    lines = (b"#" * 999 + b"\n") * (SIZE_MAX // 1000)
    assert read("sheet.toml", begin + lines[len(begin) :]).readable
    one = read("sheet.toml", begin + lines[len(begin) - 1 :])
    assert told(one.problems) == "sheet.toml: larger than 1000 kB; this is no file of the rig"


@pytest.mark.parametrize("letters", ["[", "\x00", "=", '"', "a.", "{a=", "\n", "\t", "é", "[["])
def test_a_megabyte_of_noise_is_refused(letters):
    one = read("sheet.toml", (letters * SIZE_MAX).encode()[: SIZE_MAX - 1])
    assert one.problems


def test_the_longest_line_is_read_and_one_letter_more_is_not():
    assert document("rig = 1\n#" + "x" * (LINE_MAX - 1)).readable
    one = document("rig = 1\n#" + "x" * LINE_MAX)
    assert told(one.problems).startswith("sheet.toml:2:1: a line of more than 4000 letters")


def test_values_nested_too_deep_are_refused():
    nested = "[\n" * 5000
    assert told(document("rig = 1\nx = " + nested).problems) == (
        "sheet.toml: nested too deep to be a file of the rig"
    )


@pytest.mark.parametrize(
    "value", ["9" * 3990, "1e" + "9" * 3000, "1e-" + "9" * 30, "inf", "nan", "-0.0", "1979-05-27"]
)
def test_no_number_is_too_strange_to_read(value):
    one = document(f"rig = 1\nx = {value}\n")
    assert one.readable
    assert one.table().text("x") is None
    assert told(one.problems).startswith('sheet.toml:2:5: x is a text: write x = "…"')


VERSIONS = {
    "": "does not begin with rig = 1",
    "rig = 2": "written for a newer rig; this rig reads up to rig = 1: update it",
    "rig = 0": "rig is the version of the file: write rig = 1",
    "rig = true": "rig is the version of the file: write rig = 1",
    'rig = "1"': "rig is the version of the file: write rig = 1",
    "rig = 1.0": "rig is the version of the file: write rig = 1",
    "[rig]": "rig is the version of the file: write rig = 1",
}


@pytest.mark.parametrize(("begin", "words"), VERSIONS.items())
def test_a_file_says_which_version_it_is(begin, words):
    assert words in told(document(f"{begin}\n").problems)


def test_of_a_newer_file_nothing_else_is_said():
    """Whatever it holds may be right there; its keys are not looked at."""
    assert not document(f"rig = {RIG_VERSION + 1}\n").readable
    assert document(f"rig = {RIG_VERSION}\n").readable


def test_unknown_keys_are_refused_with_the_nearest_known_one():
    one = document("rig = 1\n[cue]\nplya = 1\nbend = 2\nxyzzy = 3\n")
    one.table("cue").close(("play", "hits"), later=("bend",))
    assert [(caret(problem), problem.message) for problem in one.problems] == [
        ("1", "plya is not known here; did you mean play?"),
        ("2", "bend is not yet built; take this line out for now"),
        ("3", "xyzzy is not known here; known: play, hits, bend"),
    ]


def cut(value, separators="|\n"):
    one = document(f"rig = 1\nkey = '''{value}'''\n")
    parts = list(items(one.table().text("key"), separators))
    return [[(word.text, word.quoted) for word in part.words] for part in parts], one.problems


def test_items_end_at_bars_and_line_ends_and_empty_ones_are_nothing():
    parts, problems = cut("\n | A 16 ||\nB 2|C\n\n|")
    assert parts == [[("A", False), ("16", False)], [("B", False), ("2", False)], [("C", False)]]
    assert not problems


def test_quoted_words_keep_their_bars_and_spaces():
    assert cut('A "b | c"|D ""') == (
        [[("A", False), ("b | c", True)], [("D", False), ("", True)]],
        [],
    )


@pytest.mark.parametrize("value", ['A "b | C 2', 'A 1 | B "', 'A "b\nC "d"'])
def test_a_quote_that_is_not_closed_is_told_where_it_opens(value):
    """What stands behind it, up to the line's end, would otherwise be swallowed."""
    problems = cut(value)[1]
    assert [(caret(one), one.message) for one in problems] == [
        ('"', "this quote is not closed on its line")
    ]


def test_a_word_too_long_to_be_one_is_refused():
    assert not cut("9" * WORD_MAX)[1]
    assert "a word of more than 250 letters" in told(cut("9" * (WORD_MAX + 1))[1])


@given(st.sampled_from(sorted(DEMO)), st.data())
def test_no_bytes_crash_the_reader(key, data):
    content = DEMO[key].content
    at = data.draw(st.integers(0, len(content)))
    until = data.draw(st.integers(at, len(content)))
    noise = data.draw(st.binary(max_size=8))
    one = read("sheet.toml", content[:at] + noise + content[until:])
    assert told(one.problems) or one.readable


def test_of_a_very_long_line_only_what_stands_around_the_mistake_is_shown():
    one = document("rig = 1\nx = '" + "y " * 1000 + "z" * 20 + " ' \n")
    one.complain(2, 2006, 20, "z is wrong")
    shown = str(one.problems[-1]).split("\n")
    assert max(map(len, shown)) < 320
    assert shown[1][shown[2].index("^") : shown[2].rindex("^") + 1] == "z" * 20


@pytest.mark.parametrize("value", ["35mm", "18fps"])
def test_a_text_without_quotes_is_told_to_want_them(value):
    problems = told(document(f"rig = 1\nx = {value}").problems)
    assert "what is no plain number stands in quotes" in problems


def test_an_item_is_cut_at_a_letter_and_every_piece_knows_its_place():
    text = document("rig = 1\nkey = 'one,,two three, \"a,b\",4'").table().text("key")
    (item,) = items(text)
    pieces = [[(word.text, word.at) for word in part.words] for part in item.split(",")]
    assert pieces == [[("one", 0)], [("two", 5), ("three", 9)], [("a,b", 16)], [("4", 22)]]
