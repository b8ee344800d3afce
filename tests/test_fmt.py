"""`rig fmt`: what a file looks like when it is formatted, and the command."""

from __future__ import annotations

import io
import stat
import sys
import tomllib

import pytest

from rig.__main__ import main
from rig.desk.fmt import fmt, formatted
from rig.desk.write import replace_file
from rig.errors import FileError
from rig.notation.layout import COLUMNS, quoted
from rig.notation.problem import ProblemsError

WRITTEN = """# mine
rig=1
# the film
[ film ]   # from the archive
  title='The Keeper'# what it is called


  speed = 18        # at the booth
  # marks
  miss  ="-60 +100 ms"
[cue . 1]
on="screening"\t# first \t
# the second
[cue.'7.5']
on = 'action: "Stop!"'


"""
FORMATTED = """# mine
rig = 1
# the film
[film]                # from the archive
title = "The Keeper"  # what it is called

speed = 18            # at the booth
# marks
miss  = "-60 +100 ms"

[cue.1]
on = "screening"  # first

# the second
[cue.'7.5']
on = 'action: "Stop!"'
"""


def laid(text: str) -> str:
    return formatted("sheet.toml", text.encode()).decode()


def cue(text: str) -> str:
    """The lines of a cue, when they are formatted."""
    head = "rig = 1\n[cue.1]\n"
    return laid(f"{head}{text}\n").removeprefix(head).removesuffix("\n")


def test_keys_equals_signs_and_comments_stand_below_each_other():
    assert laid(WRITTEN) == FORMATTED


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('play="""A 4  |\tB 8 """', 'play = "A 4 | B 8"'),
        ('play = "|A 4||B 8|"', 'play = "A 4 | B 8"'),
        ('play = """A 4"""', 'play = "A 4"'),
        ('play = ""', 'play = ""'),
        ("play = 'A 4\"so  so\"'", "play = 'A 4 \"so  so\"'"),
        ('fire = "A1   bell,B1 -sea|hall=0.4"', 'fire = "A1 bell, B1 -sea, hall=0.4"'),
        ('dyn = "strings pp,A5 <,B1  f|winds p"', 'dyn = "strings pp, A5 <, B1 f | winds p"'),
    ],
)
def test_a_short_line_of_music_stays_one_line(written, line):
    assert cue(written) == line


HITS = (
    "2:31+06 B1 door slams !!! | 2:53 C1 rope -30+80ms hand crack"
    " | R2 84+03 ~ all of it ashore !| 3:00 ~ x"
)
HITS_IN_COLUMNS = '''hits = """
2:31+06   B1  door slams        !!!
2:53      C1  rope                   -30+80ms  hand crack
R2 84+03  ~   all of it ashore  !
3:00      ~   x
"""'''


def test_a_long_line_of_music_has_one_item_a_line_in_columns():
    assert cue(f'hits = "{HITS}"') == HITS_IN_COLUMNS


def test_a_line_of_music_is_broken_when_it_is_too_long():
    line = f'fire = "A1 bell, {"x" * (COLUMNS - 18)}"'
    assert len(line) == COLUMNS
    assert cue(line) == line
    longer = "x" * (COLUMNS - 17)
    assert cue(f'fire = "A1 bell, {longer}"') == f'fire = """\nA1  bell\n{longer}\n"""'


def test_one_item_is_never_broken():
    line = f'play = "A 4 {" ".join(["vamp"] * 30)}"'
    assert cue(line) == line


@pytest.mark.parametrize(
    ("key", "items", "block"),
    [
        (
            "play",
            'A 16 4/4 q=132 "agi  tato"\nB 11 |BLUE 1-8\nWHITE q=60\n//\nX 2 or Y 6',
            'A 16   4/4 q=132 "agi  tato"\nB 11\nBLUE 1-8\nWHITE  q=60\n//\nX 2    or Y 6',
        ),
        ("play", "A 4\n\n\n\nB 4\nC 4", "A 4\n\nB 4\nC 4"),
        (
            "press",
            "V 0:52 the card\nF1.2 she  turns\n// R2 1+2 he",
            "V     0:52    the card\nF1.2          she turns\n//    R2 1+2  he",
        ),
        ("dyn", "strings pp,A5 <,\nwinds p", "strings  pp, A5 <\nwinds    p"),
        (
            "fire",
            "sea-of-lights~,A5-2b swell\nV.taken bell",
            "sea-of-lights~\nA5-2b    swell\nV.taken  bell",
        ),
    ],
)
def test_a_line_of_music_that_is_broken_stays_so_in_columns(key, items, block):
    assert cue(f"{key} = '''{items}'''") == f'{key} = """\n{block}\n"""'


def test_a_player_has_its_times_in_a_column():
    text = 'rig = 1\nplay = """\n0:01 footswitch  left\n0:05.5 Twister ring1 64>100 in 2s"""\n'
    assert laid(text) == (
        'rig = 1\nplay = """\n0:01    footswitch left\n0:05.5  Twister ring1 64>100 in 2s\n"""\n'
    )


ELSEWHERE = r"""rig = 1
[sound]
a    = "hall  /a | b , c"
play = "A 4  |B 4"

["a\"b.c"]
"d\"=" = 0

[x]
list  = [ "a  b" , # why
 'c' ]
inner = { play = "A 4  |B 4" }
when  = 1979-05-27 07:32:00
lines = '''
 a  b

'''
ends  = '''it's so'''''
more  = QQQso "quoted"QQQ
empty = ''''''  # and no more
""".replace("QQQ", '"""')


def test_reels_and_copies_are_lines_of_music_too():
    head = "rig = 1\n[film]\n"
    assert laid(f'{head}reels = "R1 0+00|R2  9+05"') == f'{head}reels = "R1 0+00 | R2 9+05"\n'
    assert laid(f'{head}copy = "dvd 25  fps 0:00 = 0:00"') == (
        f'{head}copy = "dvd 25 fps 0:00 = 0:00"\n'
    )


def test_words_elsewhere_are_left_as_they_are():
    assert laid(ELSEWHERE) == ELSEWHERE


@pytest.mark.parametrize(
    ("quotes", "word"),
    [('"""', '"a # b"'), ("'''", r'"a\b"'), ('"""', "\"a\\\\'''\"")],
    ids=["plain", "backslash", "escaped"],
)
def test_a_broken_line_of_music_is_quoted_so_that_it_stays_readable(quotes, word):
    written = f"play = {quotes}\nA 4  {word}\nB 4\n{quotes}"
    assert tomllib.loads(written)
    assert cue(written) == written


def test_a_line_of_music_with_an_open_quote_is_left_as_it_is():
    assert cue("play = 'A  4 \"calm | B 4'") == "play = 'A  4 \"calm | B 4'"


def test_a_wide_line_pushes_no_comment_out():
    wide = f'note = "{"x" * 70}"  # wide'
    assert cue(f'on   = "time"# when\n{wide}') == f'on   = "time"  # when\n{wide}'


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("plain # text", '"plain # text"'),
        ("it's", '"it\'s"'),
        ('say "so"', "'say \"so\"'"),
        ("a\\b", "'a\\b'"),
        ('it\'s "so" here', "'''it's \"so\" here'''"),
        ("\"it's'", '"\\"it\'s\'"'),
        ("\x07\n", '"\\u0007\\u000a"'),
    ],
)
def test_a_text_is_quoted_so_that_it_stays_readable(text, source):
    assert quoted(text) == source
    assert tomllib.loads(f"a = {source}") == {"a": text}


def test_line_ends_stay_as_the_file_has_them_and_a_byte_order_mark_goes():
    crlf = WRITTEN.replace("\n", "\r\n").encode()
    assert formatted("a", crlf) == FORMATTED.replace("\n", "\r\n").encode()
    assert formatted("a", b"\xef\xbb\xbfrig=1") == b"rig = 1\n"


def test_files_are_written_in_place_with_their_modes_and_links(tmp_path, capsys):
    real, link, fine = tmp_path / "real.toml", tmp_path / "link.toml", tmp_path / "fine.toml"
    real.write_text(WRITTEN)
    real.chmod(0o640)
    link.symlink_to(real)
    fine.write_text(FORMATTED)
    before = fine.stat().st_ino
    assert fmt([str(link), str(fine)], check=False) == 0
    assert real.read_text() == FORMATTED
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert fine.stat().st_ino == before
    assert capsys.readouterr().out == f"{link}: formatted\n"
    assert {path.name for path in tmp_path.iterdir()} == {"fine.toml", "link.toml", "real.toml"}


def test_check_says_which_files_would_be_written_and_writes_none(tmp_path, capsys):
    other, fine = tmp_path / "other.toml", tmp_path / "fine.toml"
    other.write_text(WRITTEN)
    fine.write_text(FORMATTED)
    assert fmt([str(fine)], check=True) == 0
    assert fmt([str(fine), str(other)], check=True) == 1
    assert other.read_text() == WRITTEN
    told = f"{other} is not in its normal form; write rig fmt {other}\n"
    assert capsys.readouterr().out == told


def test_what_is_no_toml_is_told_and_left_and_the_others_are_formatted(tmp_path):
    broken, newer, other = (tmp_path / f"{name}.toml" for name in ("broken", "newer", "other"))
    broken.write_text("rig  = 1\n[cue.1\n")
    newer.write_text("rig  = 99\n")
    other.write_text(WRITTEN)
    with pytest.raises(ProblemsError) as error:
        fmt([str(broken), str(newer), str(other)], check=False)
    assert [one.file for one in error.value.problems] == [str(broken), str(newer)]
    assert (broken.read_text(), newer.read_text()) == ("rig  = 1\n[cue.1\n", "rig  = 99\n")
    assert other.read_text() == FORMATTED


def test_a_sheet_with_problems_is_formatted():
    assert cue("play='A 4  vmap'\nhitss=''") == 'play  = "A 4 vmap"\nhitss = ""'
    assert laid("[cue.1]\nplay = 3") == "[cue.1]\nplay = 3\n"


def test_stdin_goes_to_stdout(monkeypatch, capsysbinary):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRITTEN.encode())))
    assert fmt(["-"], check=False) == 0
    assert capsysbinary.readouterr().out.decode() == FORMATTED


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path):
    with pytest.raises(FileError, match="cannot be read: No such file"):
        fmt([str(tmp_path / "none.toml")], check=False)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(FileError, match="cannot be written: Is a directory"):
        replace_file(folder, b"")
    with pytest.raises(FileError, match=r"cannot be written: there is no folder .*none"):
        replace_file(tmp_path / "none" / "sheet.toml", b"")
    assert [*tmp_path.iterdir()] == [folder]


def test_the_command_formats_and_checks(monkeypatch, tmp_path):
    path = tmp_path / "sheet.toml"
    path.write_text(WRITTEN)
    for words, code in ((["--check"], "1"), ([], "0"), (["--check"], "0")):
        monkeypatch.setattr(sys, "argv", ["rig", "fmt", str(path), *words])
        with pytest.raises(SystemExit, match=code):
            main()
    assert path.read_text() == FORMATTED
